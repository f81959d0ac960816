"""Finds what is wrong between values that are right one by one."""

from collections.abc import Iterator

from voiceskill.config.document import Keys
from voiceskill.config.problems import Problem, suggest
from voiceskill.config.shape import ConfigShape
from voiceskill.reminding import ReminderSettings


def contradictions(shape: ConfigShape) -> Iterator[Problem]:
    """Yield the steps without a stretch, and the ids and spoken names that stand for two things."""
    yield from _unknown_stretches(shape)
    yield from _unknown_sides(shape)
    yield from _ids_used_twice(shape)
    yield from _names_used_twice(shape)
    yield from _quiet_reminders(shape)
    yield from _pin_used_twice(shape)
    yield from _room_names_used_twice(shape)
    yield from _unknown_routines(shape)


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


def _unknown_sides(shape: ConfigShape) -> Iterator[Problem]:
    for routine_id, routine in shape.get("routines", {}).items():
        for index, step in enumerate(routine["steps"]):
            stretch = shape["stretches"].get(step["stretch"])
            for side in step.get("sides", ()):
                if stretch and side not in stretch.get("sides", ()):
                    yield Problem(
                        ("routines", routine_id, "steps", index, "sides"),
                        f'step {index + 1} of "{routine_id}" asks for the {side} side, which the stretch '
                        f'"{step["stretch"]}" has not; leave it out.',
                    )


def _ids_used_twice(shape: ConfigShape) -> Iterator[Problem]:
    for routine_id in shape.get("routines", {}).keys() & shape["stretches"].keys():
        # The journal knows a session by this id alone.
        yield Problem(
            ("routines", routine_id),
            f'the key "{routine_id}" stands for a stretch and for a routine; give the routine another key.',
        )


def _names_used_twice(shape: ConfigShape) -> Iterator[Problem]:
    """Yield the names that are not one thing's own; other names may be shared, then the coach asks which is meant."""
    owners: dict[str, str] = {}
    things = [
        *(("stretches", key, stretch) for key, stretch in shape["stretches"].items()),
        *(("routines", key, routine) for key, routine in shape.get("routines", {}).items()),
    ]
    for kind, key, thing in things:
        first = owners.setdefault(_spoken(thing["name"]), key)
        if first != key:
            yield _twice((kind, key, "name"), thing["name"], first, key)
    for kind, key, thing in things:
        for index, other in enumerate(thing.get("also", ())):
            owner = owners.get(_spoken(other), key)
            if owner != key:
                yield _twice((kind, key, "also", index), other, owner, key)


def _twice(keys: Keys, name: str, first: str, second: str) -> Problem:
    return Problem(keys, f'the name "{name}" is spoken for both "{first}" and "{second}"; change one of them.')


def _spoken(name: str) -> str:
    return " ".join(name.casefold().split())


def _quiet_reminders(shape: ConfigShape) -> Iterator[Problem]:
    reminders = ReminderSettings(**shape.get("reminders", {}))
    for index, moment in enumerate(reminders.times):
        if reminders.quiet_at(moment):
            yield Problem(
                ("reminders", "times", index),
                f"the reminder at {moment:%H:%M} lies in the quiet hours and would never be heard; change one of them.",
            )


def _pin_used_twice(shape: ConfigShape) -> Iterator[Problem]:
    pins = shape.get("gpio", {})
    if "light" in pins and pins["light"] == pins.get("button"):
        yield Problem(
            ("gpio", "button"),
            f"the light and the button are both on pin {pins['light']}; give one of them another pin.",
        )


def _room_names_used_twice(shape: ConfigShape) -> Iterator[Problem]:
    owners = {_spoken(shape["here"]): "here"} if "here" in shape else {}
    for key, room in shape.get("rooms", {}).items():
        first = owners.setdefault(_spoken(room["name"]), key)
        if first != key:
            yield _twice(("rooms", key, "name"), room["name"], first, key)
        if key == "here":
            yield Problem(("rooms", key), 'the key "here" is this machine\'s own room; give the room another key.')


def _unknown_routines(shape: ConfigShape) -> Iterator[Problem]:
    for key, room in shape.get("rooms", {}).items():
        for index, routine in enumerate(room.get("routines", ())):
            if routine not in shape.get("routines", {}):
                yield Problem(
                    ("rooms", key, "routines", index),
                    f'the room "{key}" has the routine "{routine}", which is not among the routines; '
                    f"{suggest(routine, shape.get('routines', {}))}",
                )
