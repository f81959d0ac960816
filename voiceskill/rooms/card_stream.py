"""What the sound card's two directions have in common: opening, noticing death, closing."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from voiceskill.complaint import Complaint
from voiceskill.rooms.devices import Device
from voiceskill.rooms.portaudio import leave_without_farewell, portaudio, without_chatter
from voiceskill.rooms.room import BLOCK_S

_log = logging.getLogger(__name__)

_LATENCIES = ("low", 0.1)
"""Tried in turn: some devices refuse the low one. In seconds, or by PortAudio's name."""

_SILENT_S = 2.0
"""Seconds without a callback after which a stream is dead; `active` stays true when the sound server freezes."""

_CLOSE_S = 1.0
"""Seconds that closing may take; a dead device would hold it for ever."""


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
        self._device = device
        self._callback = callback
        self._last_beat = time.monotonic()
        self._stream = self._open(rate, stream_class)

    def start(self) -> None:
        """Let the samples flow.

        Raises:
            Complaint: The device does not start.
        """
        sounddevice = portaudio()
        try:
            with without_chatter():
                self._stream.start()
        except sounddevice.PortAudioError as error:
            raise self._unusable(error) from error
        self.excuse()

    def excuse(self) -> None:
        """Count the stream as alive now: who has not looked for a while cannot tell death from his own sleep."""
        self._last_beat = time.monotonic()

    def check(self) -> None:
        """Make sure that the device is still there.

        Raises:
            Complaint: It has gone.
        """
        silent = time.monotonic() - self._last_beat
        if self._stream.active and silent < _SILENT_S:
            return
        _log.error("%s: active is %s, silent for %.1f s", self._device, self._stream.active, silent)
        raise Complaint(f'The {self._device.kind} "{self._device.name}" has gone: plug it in and start again.')

    def close(self) -> None:
        """Cut what is being played and give the device back; never raises, never hangs."""
        closing = threading.Thread(target=self._close, name=f"close {self._device.kind}", daemon=True)
        with without_chatter():
            closing.start()
            closing.join(_CLOSE_S)
        if closing.is_alive():
            leave_without_farewell()
            _log.warning('The %s "%s" does not let itself be closed.', self._device.kind, self._device.name)

    def _open(self, rate: int, stream_class: str) -> Any:  # noqa: ANN401 - sounddevice carries no types
        sounddevice = portaudio()
        for latency in _LATENCIES:
            try:
                with without_chatter():
                    return getattr(sounddevice, stream_class)(
                        samplerate=rate,
                        blocksize=round(rate * BLOCK_S),  # left to PortAudio, blocks are ragged
                        device=self._device.number,
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

    def _close(self) -> None:
        self._stream.abort(ignore_errors=True)
        self._stream.close(ignore_errors=True)

    def _unusable(self, error: Exception) -> Complaint:
        return Complaint(
            f'The {self._device.kind} "{self._device.name}" cannot be used ({error}): '
            "end the program that holds it, or choose another one of `voiceskill devices` in config.yaml."
        )
