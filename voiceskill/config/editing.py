"""The changes that a page makes to settings, each as an edit of their data."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any, Literal

from voiceskill.config.settings_file import Data, Edit
from voiceskill.config.versions import Gone

Kind = Literal["routines", "stretches"]
"""The mappings of a settings file that hold things by their ids."""

_STEP = ("stretch", "hold", "repetitions", "rest", "lead_time", "sides", "partner")
"""The order in which a step is written."""


def set_values(values: Mapping[tuple[str, ...], object]) -> Edit:
    """Set settings, such as ``("voice", "rate")``; None empties one, so that the program's default counts."""

    def edit(data: Data) -> None:
        for (*way, last), value in values.items():
            place = data
            for key in way:
                place = _mapping(place, key)
            if value is not None or last in place:
                place[last] = value

    return edit


def put(kind: Kind, key: str, thing: Mapping[str, Any]) -> Edit:
    """Put a routine or a stretch in the place of the one with this id, or behind all others where there is none.

    Args:
        kind: What it is.
        key: Its id.
        thing: What it is made of, as in the file; None for what it has not. What is not named stays as it is.
    """

    def edit(data: Data) -> None:
        things = _mapping(data, kind)
        things[key] = _merged(things.get(key) or {}, thing)

    return edit


def copy(kind: Kind, key: str, new: str, name: str) -> Edit:
    """Put a copy behind a routine or a stretch; its other names stay the original's.

    Args:
        kind: What it is.
        key: Its id.
        new: The copy's id.
        name: The copy's name.
    """

    def edit(data: Data) -> None:
        things = _existing(data, kind, key)
        original = {part: value for part, value in things[key].items() if part not in ("also", "sounds_like")}
        pairs = [*things.items()]
        place = [*things].index(key) + 1
        data[kind] = dict([*pairs[:place], (new, {**original, "name": name}), *pairs[place:]])

    return edit


def delete(kind: Kind, key: str) -> Edit:
    """Delete a routine or a stretch."""

    def edit(data: Data) -> None:
        del _existing(data, kind, key)[key]

    return edit


def new_id(name: str, taken: Collection[str]) -> str:
    """Make an id of a name: lower-case letters, digits and underscores, unlike those that are taken."""
    ascii_only = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "_", ascii_only.replace("'", "")).strip("_")[:40] or "own"
    return next(key for number in range(1, len(taken) + 2) if (key := stem + f"_{number}" * (number > 1)) not in taken)


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> Data:
    """Return a thing in the order of the old one, with what is new behind, and without what has become empty."""
    wanted = {key: _steps(value) if key == "steps" else value for key, value in new.items()}
    kept = {key: wanted.get(key, value) for key, value in old.items()}
    added = {key: value for key, value in wanted.items() if key not in old and value != []}
    return {key: value for key, value in (kept | added).items() if value is not None or old.get(key, "") is None}


def _steps(steps: Collection[Mapping[str, Any]]) -> list[Data]:
    return [
        {key: step[key] for key in _STEP if step.get(key) not in (None, []) and step[key] is not False}
        for step in steps
    ]


def _mapping(data: Data, key: str) -> Data:
    """Return a mapping within the data, which is made where it is missing or empty."""
    if data.get(key) is None:
        data[key] = {}
    found: Data = data[key]
    return found


def _existing(data: Data, kind: Kind, key: str) -> Data:
    things = _mapping(data, kind)
    if key not in things:
        noun = "routine" if kind == "routines" else "stretch"
        raise Gone(f'There is no {noun} "{key}" any more; nothing was changed.')
    return things
