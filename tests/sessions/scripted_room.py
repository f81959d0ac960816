"""A room in which somebody follows a script, by keyboard or by voice, as fast as the machine can."""

import itertools
from collections.abc import Callable, Generator
from datetime import time

import numpy as np
from prompter import Prompter
from screenplay import ClockShows, Say
from spoken import RATE, speech

from voiceskill.rooms.pcm import to_int16
from voiceskill.rooms.room import BLOCK_S, Block, Loudspeaker

_FAINT = 5e-4
"""Root mean square of the room's own noise: no room is without any."""
_NOISE_BLOCKS = 500
"""Blocks after which it begins anew."""
_LOUDNESS = 0.6
"""Factor on espeak-ng's speech."""
_BREATH_S = 0.9
"""Seconds between two sentences, so that they do not run into one."""


class ScriptedRoom:
    """Microphone and loudspeaker of somebody with a script."""

    def __init__(self, prompter: Prompter, *, typed: bool, set_clock: Callable[[time], None]) -> None:
        """Open the room.

        Args:
            prompter: Tells what is said when, and when it is over.
            typed: Whether sentences are typed; they are spoken otherwise.
            set_clock: Sets the clock on the wall.
        """
        self._prompter = prompter
        self._typed = typed
        self._set_clock = set_clock

    @property
    def rate(self) -> int:
        """Samples a second, in Hz."""
        return RATE

    @property
    def live(self) -> bool:
        """False: it runs as fast as it can."""
        return False

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        """Follow the script until it is over."""
        size = round(RATE * BLOCK_S)
        noise = np.random.default_rng(1).normal(0, 0 if self._typed else _FAINT, (_NOISE_BLOCKS, size))
        noise_blocks = itertools.cycle(noise.astype(np.float32))
        breath = np.zeros(round(_BREATH_S * RATE), np.float32)
        voice = breath[:0]
        played = 0
        while not self._prompter.over:
            sounding = bool(loudspeaker(size).any())
            played += size
            moment = played / RATE
            typed: tuple[str, ...] = ()
            due = None if voice.size else self._prompter.cue(moment, sounding=sounding)
            match due:
                case Say(words=words) if self._typed:
                    typed = (words,)
                case Say(words=words, voice=name):
                    voice = np.concatenate((speech(words, name) * _LOUDNESS, breath))
                case ClockShows(time=shown):
                    self._set_clock(shown)
                case _:
                    pass
            samples = next(noise_blocks)
            if voice.size:
                samples = samples + np.pad(voice[:size], (0, max(0, size - voice.size)))
                voice = voice[size:]
            yield Block(samples=to_int16(samples), time=moment, typed=typed)
