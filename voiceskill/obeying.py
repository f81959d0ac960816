"""Decides whether something that was heard is to be obeyed: the one place that looks at both sound and sense."""

from typing import Final

from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.hearing.utterance import Utterance
from voiceskill.understanding.matching import Understanding

# Scores above the recogniser's operating point, in its own unit.
TO_BEGIN: Final = 0.1
"""Asked of what is said while nothing goes on: most of what is said in a home then is not meant for the coach, and a
coach who begins by himself startles."""
TO_BEGIN_BRIEFLY: Final = 0.2
"""Asked of one or two words then: much in a talk sounds like them, and who was not heard says it again."""
IN_SESSION: Final = 0.0
"""Asked of what is said in a session, or after a question: somebody is on the mat, and talks to the coach."""
WHEN_WAITED_FOR: Final = -0.1
"""Asked of what is said where the coach has asked, or waits to be told to go on: an answer is likely then."""
IN_EMERGENCY: Final = -0.2
"""Asked of what silences the coach in a session: "that hurts" missed is worse than a session ended for nothing."""
TO_LISTEN: Final = -0.1
"""Asked of the wake phrase alone: a chime for nothing does no harm, and what follows is asked for as much as ever."""
_BRIEF: Final = 2
"""Words."""
_WAITING: Final = frozenset({State.CHOOSING, State.ASKING, State.RATING, State.PAUSED, State.HURT})


def command_of(
    utterance: Utterance, state: State, understanding: Understanding, *, called: bool = True
) -> Command | None:
    """Return the command that an utterance is, or None where it is not to be believed or is none in this state.

    Args:
        utterance: What was heard, with its score.
        state: What the coach is doing.
        understanding: Makes commands of words.
        called: Whether the coach has just been called by his wake phrase. If he has one and was not, all but
            emergency words must begin with it while nothing goes on.
    """
    if not called and state is State.IDLE and understanding.must_be_called(utterance.text):
        return None
    command = understanding.interpret(utterance.text, state)
    return command if command and utterance.score >= demand(utterance.text, state, understanding) else None


def is_call(utterance: Utterance, state: State, understanding: Understanding) -> bool:
    """Return whether an utterance is the wake phrase and nothing else, said while nothing goes on, and believed."""
    return state is State.IDLE and understanding.calls(utterance.text) and utterance.score >= TO_LISTEN


def demand(text: str, state: State, understanding: Understanding) -> float:
    """Return the score that a sentence must have to be obeyed.

    Args:
        text: Its words.
        state: What the coach is doing.
        understanding: Knows which words silence the coach.
    """
    if state is State.IDLE:
        return TO_BEGIN if len(text.split()) > _BRIEF else TO_BEGIN_BRIEFLY
    if text in understanding.urgent_sentences():
        return IN_EMERGENCY
    return WHEN_WAITED_FOR if state in _WAITING else IN_SESSION
