"""How words are said that no dictionary has."""

import logging
import sys
from collections.abc import Collection, Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from spoken import speech

from voiceskill.hearing.ear import Ear
from voiceskill.hearing.pronouncing.accents import british
from voiceskill.hearing.pronouncing.dictionary import entries, look_up
from voiceskill.hearing.pronouncing.guessing import guess
from voiceskill.hearing.pronouncing.phones import ALL_PHONES, Phones, distance, least_distance, omission
from voiceskill.hearing.pronouncing.pronouncer import Pronouncer
from voiceskill.hearing.pronouncing.readable import readable
from voiceskill.hearing.pronouncing.respelling import Respeller
from voiceskill.hearing.sphinx import SphinxRecognizer
from voiceskill.hearing.word_graph import Arc, WordGraph

_WORD = st.lists(st.sampled_from(ALL_PHONES), max_size=6).map(tuple)
_NAMES = ("shavasana", "feldenkrais", "tatami", "snoozle", "kettlebell", "trapezius")


def test_the_dictionary_gives_all_ways_and_nothing_for_other_words() -> None:
    ways = (("T", "AH", "M", "EY", "T", "OW"), ("T", "AH", "M", "AA", "T", "OW"))
    assert look_up(["tomato", "shavasana"]) == {"tomato": ways}


def test_foreign_names_are_read_in_the_english_way_and_letter_by_letter() -> None:
    assert guess(["asana"])["asana"] == (("AH", "S", "AA", "N", "AH"), ("AA", "S", "AA", "N", "AA"))


def test_words_in_latin_letters_are_read_and_others_are_not() -> None:
    ways = guess(["śavasana", "ashtanga", "qqz", "42", "йога", "", "-"])
    assert ways.keys() == {"śavasana", "ashtanga", "qqz"}
    assert all(phone in ALL_PHONES for said in ways.values() for way in said for phone in way)


def test_rules_agree_with_the_dictionary_on_most_phones() -> None:
    sample = sorted({word for word, _ in entries() if word.isalpha() and len(word) > 2})[::400]
    listed, guessed = look_up(sample), guess(sample)
    assert guessed.keys() == set(sample)
    differing = sum(least_distance(listed[word], guessed[word]) for word in sample)
    assert differing < 0.06 * sum(len(listed[word][0]) for word in sample)


def test_where_espeak_fails_no_word_can_be_read(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with caplog.at_level(logging.WARNING):
        assert guess(["asana"]) == {}
    assert "espeak-ng cannot tell how asana is said" in caplog.text


def test_rules_are_asked_once_and_only_for_words_that_the_dictionary_lacks() -> None:
    asked: list[set[str]] = []

    def rules(words: Collection[str]) -> Mapping[str, tuple[Phones, ...]]:
        asked.append({*words})
        return {word: (("AA",),) for word in words if word != "42"}

    pronouncer = Pronouncer(rules=rules)
    assert pronouncer.whole(["stop asana", "asana 42", ""]) == {"stop asana": (("S", "T", "AA", "P", "AA"),)}
    assert pronouncer.guessed(["stop", "asana"]) == {"asana"}
    assert asked == [{"asana", "42"}]


@pytest.mark.parametrize(
    ("phones", "letters"),
    [
        ("AH S AA N AH", "uh-sah-nuh"),
        ("S T R EH CH", "strech"),
        ("S IH NG IH NG", "sing-ing"),
        ("AE K S T R AH", "ak-struh"),
        ("SH", "sh"),
        ("", ""),
    ],
)
def test_phones_are_written_for_readers(phones: str, letters: str) -> None:
    assert readable(tuple(phones.split())) == letters


@given(_WORD, _WORD)
def test_distances_are_the_same_both_ways_and_no_more_than_saying_nothing(one: Phones, other: Phones) -> None:
    apart = distance(one, other)
    assert apart == pytest.approx(distance(other, one))
    assert apart <= sum(map(omission, (*one, *other))) + 1e-9
    assert (apart == 0) == (one == other)
    assert distance(one, other, limit=1.0) in (apart, float("inf"))


def test_a_word_is_spelt_in_words_that_are_known_and_sound_like_it() -> None:
    pronouncer = Pronouncer()
    ways = pronouncer.ways(["psoas"])["psoas"]
    spellings = Respeller(lambda words: {"us"} & {*words}).spell(ways)
    assert len(spellings) == 3
    assert all("us" not in spelling.split() for spelling in spellings)
    assert least_distance(pronouncer.whole(spellings)[spellings[0]], ways) < 0.5
    assert "so us" in Respeller(lambda _: ()).spell(ways)


def test_names_that_no_dictionary_has_are_heard() -> None:
    recognizer = SphinxRecognizer()
    assert recognizer.unknown([*_NAMES, "start"]) == frozenset()
    arcs = (Arc(0, 1, "start"), *(Arc(1, 2, name) for name in _NAMES))
    heard = {}
    for name, said in {"shavasana": "[[S@v'A:s@n@]]", "tatami": "[[t@t'A:mI]]", "snoozle": "snoozle"}.items():
        ear = Ear(recognizer, 16_000, WordGraph(arcs, frozenset({2})))
        utterances = ear.hear(_recording(f"start {said}", "en-gb"))
        heard[name] = [one.text for one in utterances if one.score >= 0]
    assert heard == {name: [f"start {name}"] for name in heard}


@pytest.mark.parametrize(
    ("american", "said"),
    [
        ("HH ER T S", "HH UH T S"),
        ("F AE S T ER", "F AA S T AH"),
        ("K EH R", "K EH AH"),
        ("S T AA R T", "S T AA T"),
        ("HH ER IY", "HH ER IY"),
        ("P R EH S", "P R EH S"),
        ("", ""),
    ],
)
def test_the_british_leave_out_an_r(american: str, said: str) -> None:
    assert british(tuple(american.split())) == tuple(said.split())


def test_words_are_learnt_once_with_a_british_way_to_say_them() -> None:
    recognizer = SphinxRecognizer()
    for finals in ({2}, {1, 2}):
        recognizer.use(WordGraph((Arc(0, 1, "that"), Arc(1, 2, "hurts"), Arc(1, 2, "tatami")), frozenset(finals)))
    said = {word: recognizer._listed_ways(word) for word in ("hurts", "tatami")}
    assert said["hurts"] == (("HH", "ER", "T", "S"), ("HH", "UH", "T", "S"))
    assert len(said["tatami"]) == len(set(said["tatami"])) == 2


@pytest.mark.parametrize("voice", ["en-us", "en-gb", "en-gb-x-rp", "en-gb-scotland"])
def test_british_voices_are_heard_as_american_ones_are(voice: str) -> None:
    arcs = (
        *(Arc(0, 1, "this"), Arc(1, 4, "hurts"), Arc(0, 2, "knees"), Arc(2, 3, "to"), Arc(3, 4, "chest")),
        *(Arc(0, 5, "stop"), Arc(5, 4, "this"), Arc(0, 6, "left"), Arc(6, 7, "foot"), Arc(7, 4, "first")),
    )
    ear = Ear(SphinxRecognizer(), 16_000, WordGraph(arcs, frozenset({4})))
    assert [one.text for one in ear.hear(_recording("this hurts", voice))] == ["this hurts"]


def _recording(text: str, voice: str) -> NDArray[np.int16]:
    """Return a text as it is said, with silence before and after it: int16, mono, 16 kHz, shape (n,)."""
    samples = np.concatenate((np.zeros(8_000), speech(text, voice), np.zeros(16_000)))
    return (samples * 20_000).astype(np.int16)
