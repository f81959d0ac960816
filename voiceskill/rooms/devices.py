"""The microphones and loudspeakers that PortAudio finds."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from voiceskill.complaint import Complaint
from voiceskill.rooms.portaudio import what_was_found


class DeviceKind(StrEnum):
    """Which way the sound goes."""

    MICROPHONE = "microphone"
    """Into the program."""
    LOUDSPEAKER = "loudspeaker"
    """Out of it."""


@dataclass(frozen=True, slots=True)
class Device:
    """One side of a sound card; a card that does both is two devices."""

    name: str
    """As the system calls it; (part of) it chooses the device in the settings."""
    kind: DeviceKind
    """Which way the sound goes."""
    channels: int
    """Most channels it can be opened with."""
    rate: int
    """Its own sample rate, in Hz."""
    default: bool
    """Whether the system takes it where none is named."""
    host_api: str
    """The system's sound interface, such as ``ALSA``."""
    number: int
    """PortAudio's index, good until it looks for devices again."""


def list_devices() -> list[Device]:
    """Return all devices: microphones first, in the system's order.

    Raises:
        Complaint: PortAudio is not on this machine, or cannot be asked now.
    """
    with what_was_found() as sounddevice:
        found = list(sounddevice.query_devices())
        apis = sounddevice.query_hostapis()
        defaults = tuple(sounddevice.default.device)
    return [
        Device(
            name=info["name"],
            kind=kind,
            channels=info[f"max_{way}_channels"],
            rate=round(info["default_samplerate"]),
            default=info["index"] == default,
            host_api=apis[info["hostapi"]]["name"],
            number=info["index"],
        )
        for kind, way, default in zip(DeviceKind, ("input", "output"), defaults, strict=True)
        for info in found
        if info[f"max_{way}_channels"] > 0
    ]


def choose_device(devices: Iterable[Device], kind: DeviceKind, wanted: str | None) -> Device:
    """Return the device of that name, else the first whose name has it as a part; case does not matter.

    Args:
        devices: What there is.
        kind: Microphone or loudspeaker.
        wanted: (Part of) its name; None or empty: the system's default.

    Raises:
        Complaint: There is none; the sentence says what there is.
    """
    there = [device for device in devices if device.kind is kind]
    if not there:
        raise Complaint(
            f"This machine has no {kind}: plug one in, or type in place of speaking with `voiceskill run --typed`."
        )
    if not wanted:
        return next((device for device in there if device.default), there[0])
    name = wanted.casefold()
    ranked = [device for device in there if device.name.casefold() == name]
    ranked += [device for device in there if name in device.name.casefold()]
    if not ranked:
        names = ", ".join(f'"{device.name}"' for device in there)
        raise Complaint(
            f'No {kind} has "{wanted}" in its name: set `{kind}` in config.yaml to (part of) one of {names}, '
            "as `voiceskill devices` lists them, or use `voiceskill run --typed`."
        )
    return ranked[0]


def find_again(devices: Iterable[Device], wanted: str | None, before: Device, *, stand_in: bool) -> Device:
    """Return the device that was used before, by its name, whatever number it has now.

    Args:
        devices: What there is now.
        wanted: (Part of) the name that was asked for; None or empty: the system's default.
        before: What was used before.
        stand_in: Whether the system's present default will do where none was named. While a sound server is gone, the
            default is a device that the server would need for itself.

    Raises:
        Complaint: It is not there.
    """
    there = [device for device in devices if device.kind is before.kind]
    for same in (_by_name, _by_bare_name):
        for device in there:
            if same(device) == same(before):
                return device
    if wanted or stand_in:
        return choose_device(there, before.kind, wanted)
    raise Complaint(f'The {before.kind} "{before.name}" is not there: plug it in.')


def _by_name(device: Device) -> str:
    return device.name


def _by_bare_name(device: Device) -> str:
    """Return the name without ALSA's number of the card, such as ``(hw:1,0)``: the next socket has another."""
    return re.sub(r"\s*\(hw:\d+,\d+\)$", "", device.name)


def device_table(devices: Iterable[Device]) -> str:
    """Return one line a device for people to read: kind, name, channels, rate, interface; `*` marks the default."""
    rows: list[tuple[str, ...]] = [("", "kind", "name", "channels", "Hz", "interface")]
    for device in devices:
        mark = "*" if device.default else ""
        rows.append((mark, device.kind, device.name, str(device.channels), str(device.rate), device.host_api))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
