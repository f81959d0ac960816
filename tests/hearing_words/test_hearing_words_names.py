"""Names as they are said: shown before they are given, and compared with the others."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from voiceskill.assembly import unheard_names
from voiceskill.belongings import belonging
from voiceskill.coaching.stretch import Stretch
from voiceskill.config import load_config
from voiceskill.hearing.pronouncing.pronouncer import Pronouncer, pronouncer
from voiceskill.hearing.vosk_recognizer import VoskRecognizer
from voiceskill.understanding.likeness import alike, names_alike
from voiceskill.understanding.saying import SaidWord, how_said

_VOSK_MODEL = Path(__file__).parents[1] / "vosk_model" / "model"


@dataclass(frozen=True)
class _Thing:
    """Something with a name."""

    id: str
    name: str
    also: tuple[str, ...] = ()
    sounds_like: str | None = None


def _nothing(_: object) -> frozenset[str]:
    return frozenset()


def test_a_name_is_shown_as_it_is_said() -> None:
    said = how_said("Asana 2", pronouncer=pronouncer(), unknown=_nothing, spell=lambda _: (), language="en")
    assert said.text == "asana two"
    assert said.heard
    assert said.sounds_like is None
    assert said.words == (
        SaidWord(text="asana", heard=True, guessed=True, ways=("uh-sah-nuh", "ah-sah-nah")),
        SaidWord(text="two", heard=True, guessed=False, ways=("too",)),
    )


@pytest.mark.parametrize(("spelling", "proposal"), [(("a sauna",), "my a sauna"), ((), None)])
def test_a_word_that_is_not_recognised_is_spelt_otherwise(spelling: tuple[str, ...], proposal: str | None) -> None:
    said = how_said(
        "my asana",
        pronouncer=pronouncer(),
        unknown=lambda words: {"asana"} & {*words},
        spell=lambda _: spelling,
        language="en",
    )
    assert not said.heard
    assert said.sounds_like == proposal


def test_vosk_is_offered_words_that_it_knows() -> None:
    recognizer = VoskRecognizer(_VOSK_MODEL)
    config = load_config(belonging("config.yaml"))
    thing = Stretch(id="psoas", name="psoas pose", instructions=(), release="")
    (sentence,) = unheard_names(replace(config, stretches={"psoas": thing}, routines={}), recognizer)
    spelt = re.search(r'for example "sounds_like: ([a-z ]+) pose"', sentence)
    assert spelt
    assert recognizer.unknown(spelt[1].split()) == frozenset()


def test_what_has_no_words_cannot_be_heard() -> None:
    said = how_said("?!", pronouncer=pronouncer(), unknown=_nothing, spell=lambda _: (), language="en")
    assert (said.text, said.heard) == ("", False)


def test_names_that_sound_like_another_are_found_the_most_alike_first() -> None:
    others = ["deck stretch", "next stretch", "knee rolls", "йога", "neck  Stretch!"]
    assert alike("Neck stretch", others, pronouncer(), "en") == ("neck  Stretch!", "next stretch", "deck stretch")
    assert alike("evening", ["morning", "week two"], pronouncer(), "en") == ()


def test_different_things_with_names_that_sound_alike_are_told() -> None:
    stretches = [_Thing("cat", "cat stretch", also=("hump",)), _Thing("calf", "calf stretch"), _Thing("dog", "dog")]
    (advice,) = names_alike(stretches=stretches, routines=[], pronouncer=pronouncer(), language="en")
    assert '"cat stretch" and "calf stretch" sound alike' in advice
    assert "give calf or cat another name in config.yaml" in advice


def test_names_for_the_same_thing_may_sound_alike() -> None:
    shared = [_Thing("both", "both knees", also=("knees to chest", "knee to chest")), _Thing("one", "knee to chest")]
    assert names_alike(stretches=shared, routines=[], pronouncer=pronouncer(), language="en") == ()


def test_names_that_nobody_can_read_are_like_no_others() -> None:
    strange = Pronouncer(rules=lambda _: {})
    things = [_Thing("one", "xyzzy"), _Thing("two", "xyzzi")]
    assert names_alike(stretches=things, routines=[], pronouncer=strange, language="en") == ()


def test_no_shipped_names_sound_alike() -> None:
    config = load_config(belonging("config.yaml"))
    advice = names_alike(
        stretches=config.stretches.values(),
        routines=config.routines.values(),
        pronouncer=pronouncer(),
        language="en",
    )
    assert advice == ()
