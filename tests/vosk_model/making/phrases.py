"""What the training voices say: commands of the coach four times out of five, random words otherwise."""
# ruff: noqa: S311, SIM905 - training data is no secret, and lists of words read best as words

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

ROUTINES: Final = (
    "child's pose",
    "both knees to chest",
    "one knee to chest",
    "knees to chest",
    "pigeon",
    "cat cow",
    "bridge",
    "pelvic tilt",
    "back routine",
    "gentle routine",
    "evening routine",
    "morning routine",
    "full routine",
)
OTHER: Final = (
    "list the stretches|what stretches are there|ready|i'm ready|okay|i'm there|pause|wait|hold on|"
    "go on|resume|continue|stop|stop it|end the session|next|next stretch|skip this one|back|go back|"
    "previous stretch|again|once more|how long left|how much time is left|how many left|how many are left|"
    "which side|which side is it|ten more seconds|fewer repetitions|more repetitions|two more repetitions|"
    "one more|one less|describe it|how do i do it|that hurts|ouch|it hurts|my back hurts|too much|yes|"
    "no|yes please|no thanks|louder|quieter|slower|faster|speak up|what can i say|help|with a partner|"
    "left side|right side"
).split("|")
LARGEST_NUMBER: Final = 300

_SMALL: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def number_words(number: int) -> list[str]:
    """Return a number from 0 to 999 in words."""
    if number < len(_SMALL):
        return [_SMALL[number]]
    if number < 100:
        tens, ones = divmod(number, 10)
        return [_TENS[tens - 2], *([_SMALL[ones]] if ones else [])]
    hundreds, rest = divmod(number, 100)
    return [_SMALL[hundreds], "hundred", *(["and", *number_words(rest)] if rest else [])]


def starts() -> list[str]:
    """Return every phrase that starts a stretch or a routine."""
    return [
        " ".join(f"{verb} {article} {name}".split())
        for verb in ("start", "begin", "do")
        for article in ("", "the", "my")
        for name in ROUTINES
    ]


def timings(number: int) -> list[str]:
    """Return the phrases that carry a number of seconds or of repetitions."""
    words = " ".join(number_words(number))
    return [f"hold for {words} seconds", f"{words} more seconds", f"{words} more repetitions"]


def command_words() -> set[str]:
    """Return every word of the commands, and of the numbers from 1 to 300."""
    numbers = {word for number in range(1, LARGEST_NUMBER + 1) for word in number_words(number)}
    phrases = [*starts(), *OTHER, *timings(1)]
    return (
        numbers
        | {word for phrase in phrases for word in phrase.split()}
        | {"a", "second", "repetition", "minute", "minutes"}
    )


def evaluation_grammar() -> list[str]:
    """Return the some 150 phrases that the evaluation gives the recogniser, each once."""
    chosen = [phrase for phrase in starts() if phrase.split()[0] == "start"] + [f"begin {name}" for name in ROUTINES]
    held = [timings(number)[0] for number in (5, 10, 15, 20, 30, 40, 45, 60, 90, 120)]
    more = [timings(number)[1] for number in (5, 10, 20, 30)]
    return list(dict.fromkeys([*chosen, *ROUTINES[4:8], *OTHER, *held, *more, *(timings(3)[2:])]))


class Sentences:
    """An endless, repeatable source of sentences to be spoken."""

    def __init__(self, seed: int, common: Sequence[str], every: Sequence[str], commands: float = 0.8) -> None:
        """Draw commands with the given probability; else words out of `common`, out of `every`, and of commands."""
        self._random = random.Random(seed)
        self._common = common
        self._every = every
        self._own = sorted(command_words())
        self._starts = starts()
        self._commands = commands

    def next(self) -> list[str]:
        """Return the words of one sentence."""
        if self._random.random() >= self._commands:
            return self.random_words()
        phrase = self._command()
        if self._random.random() < 0.1:
            phrase += " " + self._command()
        return phrase.split()

    def random_words(self) -> list[str]:
        """Return one to six words that make no sense."""
        pools = self._random.choices(
            [self._common, self._every, self._own], weights=[4, 3, 3], k=self._random.randint(1, 6)
        )
        return [self._random.choice(pool) for pool in pools]

    def _command(self) -> str:
        kind = self._random.random()
        if kind < 0.2:
            return self._random.choice(self._starts)
        if kind < 0.25:
            return self._random.choice(ROUTINES)
        if kind < 0.4:
            highest = self._random.choice([20, 60, 100, LARGEST_NUMBER])
            return self._random.choice(timings(self._random.randint(1, highest)))
        return self._random.choice(OTHER)
