"""Makes recordings and scripts of what the coach says, without a room."""

import io
import wave
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO, TextIO

import numpy as np
from numpy.typing import NDArray

from voiceskill.assembly import load_intents, open_performance, open_voice
from voiceskill.coaching.command import Command
from voiceskill.coaching.facts import Fact
from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint
from voiceskill.config import Config, find_config, load_config
from voiceskill.occurrences import Watcher
from voiceskill.rooms.devices import DeviceKind, choose_device, list_devices
from voiceskill.rooms.pcm import to_int16
from voiceskill.rooms.portaudio import portaudio
from voiceskill.rooms.room import BLOCK_S
from voiceskill.rooms.wav_output import WavOutput
from voiceskill.terminal import Script
from voiceskill.understanding.matching import Understanding

_GETTING_READY_S = 12
"""Seconds that people take to get into position."""
_RATE = 22_050
"""Samples a second of a recording, in Hz: the voice's own."""
_UNKNOWN_LENGTH = b"\xff" * 4
"""What stands in place of a length in the header of a WAV that is still being made."""


def render(config_path: Path | None, name: str, output: Path) -> float:
    """Record a whole routine as it is coached when nobody says anything.

    Args:
        config_path: The settings, if they are named.
        name: Name or id of a routine or a stretch.
        output: The WAV to write: 16 bits, mono.

    Returns:
        Its length in seconds.

    Raises:
        Complaint: There is no such routine, or the file cannot be written.
    """
    config = load_config(find_config(config_path))
    played = 0
    with WavOutput(output, _RATE) as file:
        for samples in _performed(config, name):
            file.write(to_int16(samples))
            played += samples.size
    return played / _RATE


def stream(config_path: Path | None, name: str, out: BinaryIO) -> None:
    """Write what `render` would record as it comes, so that somebody can listen before the end is made.

    Args:
        config_path: The settings, if they are named.
        name: Name or id of a routine or a stretch.
        out: Where to; need not be a file.

    Raises:
        Complaint: There is no such routine.
    """
    performed = _performed(load_config(find_config(config_path)), name)
    first = next(performed)
    out.write(_endless_header())
    for samples in chain((first,), performed):
        out.write(to_int16(samples).astype("<i2", copy=False).tobytes())
        out.flush()


def rehearse(config_path: Path | None, name: str, out: TextIO) -> float:
    """Write the whole script of a routine, with times, as it is coached when nobody says anything.

    Args:
        config_path: The settings, if they are named.
        name: Name or id of a routine or a stretch.
        out: Where to.

    Returns:
        Its length in seconds.

    Raises:
        Complaint: There is no such routine.
    """
    config = load_config(find_config(config_path))
    return sum(samples.size for samples in _performed(config, name, Script(out).watch)) / _RATE


def say(config_path: Path | None, text: str, output: Path | None) -> None:
    """Speak a text with the voice of the settings.

    Args:
        config_path: The settings, if they are named.
        text: What to say.
        output: The WAV to write instead of speaking: 16 bits, mono.

    Raises:
        Complaint: There is no voice, no loudspeaker, or the file cannot be written.
    """
    config = load_config(find_config(config_path))
    device = None if output else choose_device(list_devices(), DeviceKind.LOUDSPEAKER, config.loudspeaker)
    rate = device.rate if device else _RATE
    with open_voice(config, rate) as voice:
        samples = to_int16(voice.clip(text) * np.float32(config.voice.volume))
    if output:
        with WavOutput(output, rate) as file:
            file.write(samples)
    elif device:
        portaudio().play(samples, rate, device=device.number, blocking=True)


def _performed(config: Config, name: str, *watchers: Watcher) -> Iterator[NDArray[np.float32]]:
    """Coach somebody who says nothing, and yield what is heard: float32, mono, at `_RATE`."""
    understanding = Understanding(load_intents(config))
    command = _start(config, understanding, name)
    # Nobody is there to say "ready", or how the back is.
    lead_time = _GETTING_READY_S if config.coaching.lead_time is None else config.coaching.lead_time
    habits = replace(config.coaching, lead_time=lead_time, ask_rating=False)
    size = round(_RATE * BLOCK_S)
    with open_performance(
        replace(config, coaching=habits), _RATE, examples=understanding.examples, record=_forget, watchers=watchers
    ) as (performance, mixer):
        performance.ask(command, 0.0)
        while not performance.quiet:
            yield mixer.render(size)
            performance.catch_up()


def _endless_header() -> bytes:
    """Return the beginning of a WAV, 16 bits, mono, whose length is not known; it goes on until it ends."""
    header = io.BytesIO()
    with wave.open(header, "wb") as wav:
        wav.setparams((1, 2, _RATE, 0, "NONE", ""))
    raw = header.getvalue()
    return raw[:4] + _UNKNOWN_LENGTH + raw[8:-4] + _UNKNOWN_LENGTH


def _start(config: Config, understanding: Understanding, name: str) -> Command:
    if name in config.routines:
        return Command("start", {"routine": name})
    if name in config.stretches:
        return Command("start", {"stretch": name})
    command = understanding.interpret(f"start {name}", State.IDLE)
    if command is None or not command.slots:
        known = ", ".join([*config.routines, *config.stretches])
        raise Complaint(f"There is no routine or stretch called {name!r}; there are {known}.")
    return command


def _forget(_: Fact) -> None:
    """Leave a rehearsal out of the journal."""
