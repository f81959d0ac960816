"""A question that the coach has asked, and what follows from the answers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from voiceskill.coaching.effects import Effect
from voiceskill.coaching.stage import Chime, Line
from voiceskill.coaching.state import State

Effects = Iterator[Effect]
Slots = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Question:
    """Something asked, for a while."""

    state: State
    """What the coach is doing meanwhile; the sentence templates name the answers by it."""
    sounds: tuple[Line | Chime, ...]
    """How it is asked."""
    unanswered: Callable[[], Effects]
    """What follows when nobody has answered."""
    answers: Mapping[str, Callable[[Slots], Effects]] = field(default_factory=dict)
    """What follows from an answer, by its intent."""
    seconds: float = 15.0
    """How long the coach waits for the answer, the words of the question included."""
    proceeds: bool = False
    """Whether a session goes on where nobody has answered."""
