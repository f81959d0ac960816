"""Finds the words in settings that nobody could say, before they are written."""

from collections.abc import Iterator
from functools import cache

from voiceskill.belongings import belonging
from voiceskill.complaint import Complaint
from voiceskill.config import Config
from voiceskill.config.document import Keys
from voiceskill.config.problems import Problem
from voiceskill.understanding.naming import spoken_names
from voiceskill.understanding.sentence_file import SentenceFile, read_sentences
from voiceskill.understanding.spelling import speakable


def unsayable(config: Config) -> Iterator[Problem]:
    """Yield what cannot be said or understood.

    That is: a language that is not known, names and a wake phrase without a word, and
    names that sound the same.
    """
    try:
        sentences = _sentences(config.language)
    except Complaint:
        yield Problem(("language",), f'the language "{config.language}" is not known; "en" is.')
        return
    wake_phrase = config.listening.wake_phrase
    if wake_phrase and not speakable(wake_phrase, sentences.language):
        yield Problem(("listening", "wake_phrase"), f'"{wake_phrase}" cannot be said; write it in words.')
    found = False
    for kind, things in (("stretches", config.stretches), ("routines", config.routines)):
        for key, thing in things.items():
            names: list[tuple[Keys, str]] = [(("name",), thing.name)]
            names += [(("sounds_like",), other) for other in filter(None, [thing.sounds_like])]
            names += [(("also", index), other) for index, other in enumerate(thing.also)]
            for place, name in names:
                if not speakable(name, sentences.language):
                    found = True
                    yield Problem((kind, key, *place), f'"{name}" cannot be said; write it in words.')
    if not found:
        yield from _twins(config, sentences)


def _twins(config: Config, sentences: SentenceFile) -> Iterator[Problem]:
    try:
        spoken_names(
            {"stretch": config.stretches.values(), "routine": config.routines.values()},
            articles=sentences.names.articles,
            kinds=sentences.names.kinds,
            language=sentences.language,
        )
    except Complaint as complaint:
        yield Problem((), str(complaint))


@cache
def _sentences(language: str) -> SentenceFile:
    return read_sentences(belonging(f"intents/{language}/sentences.yaml"))
