"""What can be said: all of it, or what makes sense while the coach is doing one thing."""

from collections.abc import Iterator
from functools import cache

from voiceskill.belongings import belonging
from voiceskill.coaching.state import State
from voiceskill.understanding.catalogue import Chapter, Saying, chapters
from voiceskill.understanding.sentence_file import read_sentences


@cache
def all_chapters(language: str) -> tuple[Chapter, ...]:
    """Return all that can be said in a language, by situation."""
    return chapters(read_sentences(belonging(f"intents/{language}/sentences.yaml")))


def said_in(language: str, state: State) -> Iterator[Saying]:
    """Yield what can be said in a language while the coach does one thing, what belongs to it first."""
    fitting = [
        saying
        for chapter in all_chapters(language)
        for saying in chapter.sayings
        if saying.states is None or state in saying.states
    ]
    yield from sorted(fitting, key=lambda saying: saying.states is None)
