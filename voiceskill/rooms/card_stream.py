"""What the sound card's two directions have in common: opening, noticing death, closing."""

import math
import threading
import time
from collections.abc import Callable
from typing import Any

from voiceskill.complaint import Complaint
from voiceskill.rooms.devices import Device, DeviceKind
from voiceskill.rooms.portaudio import portaudio, without_chatter
from voiceskill.rooms.room import BLOCK_S

_LATENCIES = ("low", 0.1)
"""Tried in turn: some devices refuse the low one. In seconds, or by PortAudio's name."""

_FIRST_S = 5.0
"""Seconds within which a stream that was started has to flow; some devices have to wake up."""

_AHEAD = 2
"""Blocks that a stream asks for at once beside those that fill its buffer."""


def knows_rate(device: Device, rate: int) -> bool:
    """Return whether a device can be opened with so many samples a second, in Hz."""
    if rate == device.rate:
        return True
    sounddevice = portaudio()
    way = "input" if device.kind is DeviceKind.MICROPHONE else "output"
    check = getattr(sounddevice, f"check_{way}_settings")
    try:
        with without_chatter():
            check(device=device.number, channels=1, dtype="int16", samplerate=rate)
    except (sounddevice.PortAudioError, ValueError):
        return False
    return True


class CardStream:
    """One PortAudio stream, mono, int16, in blocks of `BLOCK_S`."""

    def __init__(self, device: Device, rate: int, stream_class: str, callback: Callable[..., None]) -> None:
        """Open the stream; it is silent until it is started.

        Args:
            device: Microphone or loudspeaker.
            rate: Samples a second, in Hz.
            stream_class: Name of sounddevice's class for it.
            callback: As PortAudio calls it: buffer, number of frames, stamps, status.

        Raises:
            Complaint: The device cannot be opened.
        """
        self.device = device
        """What it was opened on."""
        self._callback = callback
        self._last_beat = time.monotonic()
        self._flowing = threading.Event()
        self._beats = 0
        self._stream = self._open(rate, stream_class)
        self._filling = math.ceil(self._stream.latency / BLOCK_S) + _AHEAD

    @property
    def silent(self) -> float:
        """Seconds since the last callback; infinite once PortAudio knows that the device has gone.

        PortAudio does not know it when the sound server is frozen.
        """
        return time.monotonic() - self._last_beat if self._stream.active else float("inf")

    def start(self) -> None:
        """Let the samples flow, and return when they do: when more went through than the buffer holds.

        What fills the buffer says nothing: a sound server may take it and ask for more two seconds later.

        Raises:
            Complaint: The device does not start.
        """
        sounddevice = portaudio()
        try:
            with without_chatter():
                self._stream.start()
        except sounddevice.PortAudioError as error:
            raise self._unusable(error) from error
        if not self._flowing.wait(_FIRST_S):
            raise Complaint(f'The {self.device.kind} "{self.device.name}" gives no sign of life: plug it in again.')
        self.excuse()

    def excuse(self) -> None:
        """Count the stream as alive now: who has not looked for a while cannot tell death from his own sleep."""
        self._last_beat = time.monotonic()

    def close(self) -> None:
        """Cut what is being played and give the device back; never raises.

        While the sound server is frozen this waits, for up to a minute.
        """
        self._stream.abort(ignore_errors=True)
        self._stream.close(ignore_errors=True)

    def _open(self, rate: int, stream_class: str) -> Any:  # noqa: ANN401 - sounddevice carries no types
        sounddevice = portaudio()
        for latency in _LATENCIES:
            try:
                with without_chatter():
                    return getattr(sounddevice, stream_class)(
                        samplerate=rate,
                        blocksize=round(rate * BLOCK_S),  # left to PortAudio, blocks are ragged
                        device=self.device.number,
                        channels=1,
                        dtype="int16",
                        latency=latency,
                        callback=self._beat,
                    )
            except (sounddevice.PortAudioError, ValueError) as error:
                refusal = error
        raise self._unusable(refusal) from refusal

    def _beat(self, *arguments: object) -> None:
        self._last_beat = time.monotonic()
        self._callback(*arguments)
        self._beats += 1
        if self._beats > self._filling:
            self._flowing.set()

    def _unusable(self, error: Exception) -> Complaint:
        return Complaint(
            f'The {self.device.kind} "{self.device.name}" cannot be used ({error}): '
            "end the program that holds it, or choose another one of `voiceskill devices` in config.yaml."
        )
