"""Says in plain words what is different between two settings."""

from collections.abc import Iterator, Mapping

from voiceskill.config.aligning import aligned
from voiceskill.config.document import Keys
from voiceskill.config.problems import describe, show

_NAMED = 3
"""Differences that a summary names one by one."""


def differences(old: object, new: object, keys: Keys = ()) -> Iterator[str]:
    """Yield a phrase for each place that differs, such as ``the rate in the voice is 140, was 150``.

    Args:
        old: The data before: dicts with keys of type str, lists, scalars, and None for what is empty.
        new: The data after.
        keys: The way to them.
    """
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in (*new, *(key for key in old if key not in new)):
            yield from differences(old.get(key), new.get(key), (*keys, key))
        both = [key for key in old if key in new]
        if both != [key for key in new if key in old]:
            yield f"{describe(keys)}: another order"
    elif isinstance(old, list) and isinstance(new, list):
        yield from _differences_of_lists(old, new, keys)
    elif old != new:
        yield _difference(old, new, keys)


def summary(old: object, new: object) -> str:
    """Return in one line what is different; empty where nothing is."""
    found = [*differences(old, new)]
    more = f"; and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return "; ".join(found[:_NAMED]) + more


def _difference(old: object, new: object, keys: Keys) -> str:
    if old is None:
        return f"{describe(keys)} is new" + ("" if isinstance(new, Mapping) else f": {show(new)}")
    if new is None:
        return f"{describe(keys)} was removed" + ("" if isinstance(old, Mapping) else f", was {show(old)}")
    if isinstance(new, Mapping | list):
        return f"{describe(keys)} was changed"
    return f"{describe(keys)} is {show(new)}, was {show(old)}"


def _differences_of_lists(old: list[object], new: list[object], keys: Keys) -> Iterator[str]:
    places = aligned(old, new)
    for index, (item, place) in enumerate(zip(new, places, strict=True)):
        yield from differences(None if place is None else old[place], item, (*keys, index))
    for index in range(len(old)):
        if index not in places:
            yield _difference(old[index], None, (*keys, index))
    kept = [place for place in places if place is not None]
    if kept != sorted(kept):
        yield f"{describe(keys)}: another order"
