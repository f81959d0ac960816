"""Asks somebody to say phrases, and keeps how they say them."""

import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceskill.evaluating.collection import Collection
from voiceskill.evaluating.endpointing import Endpointer
from voiceskill.evaluating.phrase_book import Phrase
from voiceskill.rooms.room import Block, Room
from voiceskill.rooms.typed import Lines

KEYS: Final = "a takes the last recording back and asks for it again, s skips a phrase, q stops; Enter after each."
"""What can be typed meanwhile."""
_ECHO_S: Final = 0.4
"""Seconds after a prompt in which the room still has it."""

Samples = NDArray[np.float32]
Say = Callable[[str], object]


class Dictation:
    """Goes through phrases in a room: shows one, perhaps says it, and keeps the utterance that follows."""

    def __init__(
        self,
        room: Room,
        phrases: Sequence[Phrase],
        collection: Collection,
        *,
        typed: Lines,
        say: Say,
        voice: Callable[[str], Samples] | None = None,
    ) -> None:
        """Bring the parts together.

        Args:
            room: Where it happens.
            phrases: What is asked for, in this order, less what the collection has.
            collection: Keeps the recordings.
            typed: Where `KEYS` come from.
            say: Takes what is shown, line by line.
            voice: Speaks a phrase: float32, mono, -1 to 1, the room's rate, shape (n,); None: they are only shown.
        """
        self._room = room
        self._waiting = [phrase for phrase in phrases if phrase.text not in collection.texts]
        self._said: list[Phrase] = []
        self._collection = collection
        self._typed = typed
        self._say = say
        self._voice = voice
        self._prompt = _Prompt()
        self._endpointer = Endpointer(room.rate)

    def run(self) -> int:
        """Go on until all is said, somebody stops, or the room closes; return how many recordings were kept.

        Raises:
            Complaint: The room fails, or the collection cannot be written.
        """
        with closing(self._room.blocks(self._prompt.play)) as blocks:
            self._ask()
            trouble = ""
            for block in blocks:
                if block.trouble and not trouble:
                    self._say(block.trouble)
                trouble = block.trouble
                if not self._obey(block) or not self._listen(block) or not self._waiting:
                    break
        return len(self._said)

    def _ask(self) -> None:
        if not self._waiting:
            return
        phrase = self._waiting[0]
        self._say(f'{len(self._waiting):>4} to go. Say: "{phrase.text}"')
        if self._voice:
            self._endpointer.finish()
            self._prompt.speak(
                np.append(self._voice(phrase.text), np.zeros(round(_ECHO_S * self._room.rate), np.float32))
            )

    def _obey(self, block: Block) -> bool:
        """Do what was typed; return whether to go on."""
        for line in self._typed.until(block.time) or ():
            match line.lower():
                case "q":
                    return False
                case "s":
                    del self._waiting[:1]
                case "a" if self._said:
                    self._collection.drop_last()
                    self._waiting.insert(0, self._said.pop())
                case _:
                    self._say(KEYS)
                    continue
            self._ask()
        return True

    def _listen(self, block: Block) -> bool:
        """Hear a block; return whether more will come."""
        if not self._prompt.sounding:
            for samples in self._endpointer.finish() if block.last else self._endpointer.take(block.samples):
                if self._waiting:
                    self._keep(samples)
        return not block.last

    def _keep(self, samples: NDArray[np.int16]) -> None:
        phrase = self._waiting.pop(0)
        self._collection.add(phrase, samples, self._room.rate)
        self._said.append(phrase)
        if np.abs(samples.astype(np.int32)).max() >= np.iinfo(np.int16).max:
            self._say("That was too loud for the microphone: turn its gain down, or move away from it.")
        self._ask()


class _Prompt:
    """What the loudspeaker plays; asked for it in a thread of its own."""

    def __init__(self) -> None:
        self._rest = np.empty(0, np.float32)
        self._lock = threading.Lock()

    @property
    def sounding(self) -> bool:
        return self._rest.size > 0

    def speak(self, samples: Samples) -> None:
        with self._lock:
            self._rest = samples

    def play(self, count: int) -> Samples:
        """Return the next samples, and silence after the last: float32, mono, shape (count,)."""
        played = np.zeros(count, np.float32)
        with self._lock:
            played[: self._rest.size] = self._rest[:count]
            self._rest = self._rest[count:]
        return played
