"""A room made of recordings: a file in place of the microphone, a file in place of the loudspeaker."""

import math
import stat
from collections.abc import Generator
from contextlib import ExitStack, suppress
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from voiceskill.complaint import Complaint
from voiceskill.rooms.pcm import to_int16
from voiceskill.rooms.room import BLOCK_S, Block, Loudspeaker
from voiceskill.rooms.wav_output import WavOutput

LOWEST_RATE, HIGHEST_RATE = 8_000, 192_000
"""Sample rates that a recording may have, in Hz."""

_NO_FILES = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}


class RecordingRoom:
    """Hears a recording and records what is played, as fast as the machine can and the same each time.

    Both files have the recording's rate, and their samples of the same number sound at the same time. What is heard in
    a block can change only what is played in later ones, as with a sound card.
    """

    def __init__(self, recording: Path, output: Path | None = None, duration: float | None = None) -> None:
        """Look at the recording; the output is opened when the room is used.

        Args:
            recording: A sound file in any format of libsndfile, 8 to 192 kHz; several channels are averaged.
            output: Where the WAV of what is played is written, 16 bits, mono; None: it is not kept.
            duration: Seconds after which the room closes, sooner or later than the recording ends; None: it goes on in
                silence as long as it is asked.

        Raises:
            Complaint: The recording cannot be read, or would be overwritten.
        """
        self._recording = recording
        self._output = output
        self._duration = duration
        with self._open() as sound:
            self._rate = int(sound.samplerate)
        with suppress(OSError):  # an output that cannot be looked at is another file; writing it says what is wrong
            if output is not None and output.samefile(recording):
                raise Complaint(f"The output would overwrite the recording {recording}; name another file for it.")

    @property
    def rate(self) -> int:
        """Samples a second of both files, in Hz."""
        return self._rate

    @property
    def live(self) -> bool:
        """False: the clock counts samples, not seconds on the wall."""
        return False

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        """Play what the loudspeaker gives, then yield what the recording holds, block by block.

        The output gets its name when the iterator ends or is closed; an error leaves no output.

        Raises:
            Complaint: The recording breaks off in a way that cannot be read, or the output cannot be written.
        """
        size = round(self._rate * BLOCK_S)
        end = math.inf if self._duration is None else round(self._duration * self._rate)
        with ExitStack() as files:
            sound = files.enter_context(self._open())
            output = None if self._output is None else files.enter_context(WavOutput(self._output, self._rate))
            played = 0
            while played < end:
                count = int(min(size, end - played))
                heard = self._read(sound, count)
                played_now = loudspeaker(count)
                if output is not None:
                    output.write(to_int16(played_now))
                played += count
                samples = np.zeros(count, dtype=np.int16)
                samples[: len(heard)] = heard
                yield Block(samples=samples, time=played / self._rate, last=len(heard) == 0)

    def _open(self) -> soundfile.SoundFile:
        """Open the recording, or say why it is none."""
        try:
            kind = stat.S_IFMT(self._recording.stat().st_mode)
            if kind != stat.S_IFREG:  # a pipe would keep whoever opens it waiting, and can be read but once
                what = _NO_FILES.get(kind, "a device")
                raise Complaint(f"{self._recording} is {what}, not a file; name a WAV file, recorded beforehand.")
            self._recording.open("rb").close()  # for the system's own words: libsndfile calls each failure the same
            sound = soundfile.SoundFile(self._recording)
        except OSError as error:
            raise Complaint(f"The recording {self._recording} cannot be read: {error.strerror}.") from error
        except soundfile.LibsndfileError as error:
            raise Complaint(f"{self._recording} is not a recording: {error.error_string} Give a WAV file.") from error
        reason = None
        if not LOWEST_RATE <= sound.samplerate <= HIGHEST_RATE:
            reason = f"has {sound.samplerate} samples a second; convert it to one with 8000 to 192000"
        elif sound.frames == 0:
            reason = "holds no sound; record it again"
        if reason is not None:
            sound.close()
            raise Complaint(f"The recording {self._recording} {reason}.")
        return sound

    def _read(self, sound: soundfile.SoundFile, count: int) -> NDArray[np.int16]:
        """Return the next samples, mono, fewer than `count` at the end and none after it."""
        try:
            channels: NDArray[np.float32] = sound.read(count, dtype="float32", always_2d=True)
        except soundfile.LibsndfileError as error:
            raise Complaint(f"The recording {self._recording} is damaged: {error.error_string}") from error
        return to_int16(np.nan_to_num(channels.mean(axis=1)))
