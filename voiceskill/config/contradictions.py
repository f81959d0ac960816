"""Finds what is wrong between values that are right one by one."""

from collections.abc import Iterator

from voiceskill.config.document import Keys
from voiceskill.config.problems import Problem, suggest
from voiceskill.config.shape import ConfigShape


def contradictions(shape: ConfigShape) -> Iterator[Problem]:
    """Yield the steps without a stretch, and the ids and spoken names that stand for two things."""
    yield from _unknown_stretches(shape)
    yield from _ids_used_twice(shape)
    yield from _names_used_twice(shape)


def _unknown_stretches(shape: ConfigShape) -> Iterator[Problem]:
    for routine_id, routine in shape.get("routines", {}).items():
        for index, step in enumerate(routine["steps"]):
            stretch = step["stretch"]
            if stretch not in shape["stretches"]:
                yield Problem(
                    ("routines", routine_id, "steps", index, "stretch"),
                    f'step {index + 1} of "{routine_id}" asks for the stretch "{stretch}", which is not among the '
                    f"stretches; {suggest(stretch, shape['stretches'])}",
                )


def _ids_used_twice(shape: ConfigShape) -> Iterator[Problem]:
    for routine_id in shape.get("routines", {}).keys() & shape["stretches"].keys():
        # The journal knows a session by this id alone.
        yield Problem(
            ("routines", routine_id),
            f'the key "{routine_id}" stands for a stretch and for a routine; give the routine another key.',
        )


def _names_used_twice(shape: ConfigShape) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for keys, owner, name in _spoken_names(shape):
        first = owners.setdefault(" ".join(name.casefold().split()), owner)
        if first != owner:
            yield Problem(keys, f'the name "{name}" is spoken for both "{first}" and "{owner}"; change one of them.')


def _spoken_names(shape: ConfigShape) -> Iterator[tuple[Keys, str, str]]:
    """Yield the way to each name, the id of what bears it, and the name."""
    for key, stretch in shape["stretches"].items():
        yield ("stretches", key, "name"), key, stretch["name"]
        for index, other in enumerate(stretch.get("also", ())):
            yield ("stretches", key, "also", index), key, other
    for key, routine in shape.get("routines", {}).items():
        yield ("routines", key, "name"), key, routine["name"]
        for index, other in enumerate(routine.get("also", ())):
            yield ("routines", key, "also", index), key, other
