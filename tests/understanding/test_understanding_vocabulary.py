"""Names and command words that the recogniser does not know."""

from collections.abc import Callable, Iterable

import pocketsphinx
import pytest
from understanding_material import a_routine, a_stretch, shipped_intents, shipped_names

from voiceskill.understanding.grammar import compile_graph
from voiceskill.understanding.vocabulary import unknown_names

Unknown = Callable[[Iterable[str]], frozenset[str]]


def _pigeon(word: str) -> tuple[str, ...]:
    """Know other words for one word only."""
    return ("pigeon",) if word == "pigeonx" else ()


@pytest.fixture(scope="module")
def unknown() -> Unknown:
    """What the dictionary inside PocketSphinx's wheel does not know."""
    decoder = pocketsphinx.Decoder(lm=None, loglevel="FATAL")
    return lambda words: frozenset(word for word in words if decoder.lookup_word(word) is None)


def test_all_shipped_words_are_known(unknown: Unknown) -> None:
    heard_as = {"nought": "naught", "tingles": "tingle"}
    words = compile_graph(shipped_intents(), None).words
    assert unknown(words) == heard_as.keys()
    assert words >= set(heard_as.values())


def test_all_shipped_names_are_known(unknown: Unknown) -> None:
    stretches, routines = shipped_names()
    assert unknown_names(stretches=stretches, routines=routines, unknown=unknown, spell=_pigeon, language="en") == ()


def test_an_unknown_name_is_told_with_its_remedy(unknown: Unknown) -> None:
    (sentence,) = unknown_names(
        stretches=[a_stretch("pigeonx_pose", "Pigeonx pose")],
        routines=[],
        unknown=unknown,
        spell=_pigeon,
        language="en",
    )
    assert 'does not know the word "pigeonx" in "Pigeonx pose"' in sentence
    assert 'the stretch pigeonx_pose in config.yaml, for example "sounds_like: pigeon pose".' in sentence


def test_a_name_that_sounds_like_known_words_is_in_order(unknown: Unknown) -> None:
    thing = a_stretch("p", "pigeonx pose", sounds_like="pigeon pose")
    assert unknown_names(stretches=[thing], routines=[], unknown=unknown, spell=_pigeon, language="en") == ()


def test_a_sound_of_unknown_words_is_told(unknown: Unknown) -> None:
    thing = a_routine("p", "pigeonx", sounds_like="pidgyn ex qqz")
    (sentence,) = unknown_names(stretches=[], routines=[thing], unknown=unknown, spell=_pigeon, language="en")
    assert 'the words "pidgyn" and "qqz" in "sounds_like: pidgyn ex qqz"' in sentence
    assert sentence.endswith("in the routine p in config.yaml."), "no words come near"


def test_an_unknown_other_name_is_told(unknown: Unknown) -> None:
    thing = a_stretch("p", "bird", also=("pigeonx",))
    (sentence,) = unknown_names(stretches=[thing], routines=[], unknown=unknown, spell=_pigeon, language="en")
    assert 'the word "pigeonx" in "pigeonx": spell this other name' in sentence
    assert sentence.endswith('for example "pigeon".')


def test_numbers_in_names_are_read_out(unknown: Unknown) -> None:
    thing = a_stretch("n", "90/90")
    assert unknown_names(stretches=[thing], routines=[], unknown=unknown, spell=_pigeon, language="en") == ()
