"""Knows how long to wait in silence for the rest of a sentence."""

from typing import Final

from voiceskill.hearing.word_graph import WordGraph

_NOTHING_CAN_FOLLOW: Final = 0.3
"""Seconds after a whole sentence that cannot go on: the recogniser's guess is stable by then."""
_WHOLE: Final = 0.5
"""Seconds after a whole sentence that could go on: people pause up to 0.4 s inside one."""
_BROKEN_OFF: Final = 0.8
"""Seconds after words that are no whole sentence: whoever has said "start the" is looking for the name."""


class SentenceEnds:
    """The places in a grammar at which a sentence may end."""

    def __init__(self, grammar: WordGraph) -> None:
        """Learn the sentences of a grammar."""
        self._steps = {(arc.source, arc.word): arc.target for arc in grammar.arcs}
        self._going_on = {arc.source for arc in grammar.arcs}
        self._finals = grammar.finals

    def patience(self, text: str) -> float:
        """Return the seconds of silence after which these words are all that comes.

        Args:
            text: Words, single spaces between; may be empty.
        """
        state: int | None = 0
        for word in text.split():
            state = self._steps.get((state, word)) if state is not None else None
        if state is None or state not in self._finals:
            return _BROKEN_OFF
        return _WHOLE if state in self._going_on else _NOTHING_CAN_FOLLOW
