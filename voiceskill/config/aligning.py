"""Finds out which items of a list are which items of the list as it was before."""

from collections.abc import Mapping, Sequence


def aligned(old: Sequence[object], new: Sequence[object]) -> list[int | None]:
    """Return for each new item its place in the old list, from 0, each place once; None where the item is new.

    Items that are alike belong together wherever they are, then mappings by what they have in common, and what is then
    left by its place.
    """
    places: list[int | None] = [None] * len(new)
    free = dict.fromkeys(range(len(old)))
    for index, item in enumerate(new):
        # At its own place first, so that of several alike none seems moved.
        for place in (index, *free):
            if place in free and old[place] == item:
                places[index] = place
                del free[place]
                break
    for index, item in enumerate(new):
        if places[index] is None and free:
            place = max(free, key=lambda place: (_common(old[place], item), place == index))
            if _common(old[place], item) or place == index:
                places[index] = place
                del free[place]
    return places


def _common(one: object, other: object) -> int:
    """Count the keys under which two mappings hold the same."""
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        return 0
    return sum(key in other and other[key] == value for key, value in one.items())
