"""Turns the file into settings."""

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from voiceskill.coaching.habits import Habits
from voiceskill.coaching.stretch import Routine, Step, Stretch
from voiceskill.complaint import Complaint
from voiceskill.config.contradictions import contradictions
from voiceskill.config.document import Document, read_document
from voiceskill.config.problems import Problem, problem_of
from voiceskill.config.settings import Config, Gpio, Listening, Mqtt, RoomSettings, Satellites, Voice, Web, Wyoming
from voiceskill.config.shape import ConfigShape, MqttShape, RoomShape, RoutineShape, VoiceShape, config_shape
from voiceskill.reminding import ReminderSettings


def load_config(path: Path) -> Config:
    """Read and check the settings.

    Args:
        path: The file; `find_config` says which. A relative ``vosk_model`` in it counts from its folder.

    Raises:
        Complaint: The file cannot be read, or something in it is wrong; the sentence names the line, the value and
            what is allowed, for the problem that stands first in the file, and counts the others.
    """
    document = read_document(path)
    try:
        return config_of(document.plain(), path.parent)
    except InvalidSettings as invalid:
        raise complaint_of(document, invalid.problems) from None


class InvalidSettings(Exception):  # noqa: N818 - it says what is wrong with the settings, not with the program
    """A file that can be read, but says what cannot be."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Name all that is wrong; at least one thing."""
        super().__init__(*(problem.sentence for problem in problems))
        self.problems = tuple(problems)


def config_of(plain: object, folder: Path) -> Config:
    """Make settings of plain data.

    Args:
        plain: What the file says, less what is empty.
        folder: The file's, from which a relative ``vosk_model`` counts.

    Raises:
        InvalidSettings: Something is wrong.
    """
    try:
        shape = config_shape.validate_python(plain)
    except ValidationError as error:
        # Of a list with wrong entries pydantic says, too, that there are not enough right ones.
        found = [one for one in error.errors() if one["type"] != "too_short" or not one["input"]]
        raise InvalidSettings([*map(problem_of, found)]) from None
    if problems := [*contradictions(shape)]:
        raise InvalidSettings(problems)
    return _config(shape, folder)


def complaint_of(document: Document, problems: Iterable[Problem]) -> Complaint:
    """Name the problem that stands first in a document, with its line, and count the others."""
    (line, first), *others = sorted(
        ((document.line(problem.keys), problem) for problem in problems), key=lambda placed: placed[0]
    )
    more = f" (and {len(others)} more)" if others else ""
    return Complaint(f"{document.path}, line {line}: {first.sentence}{more}")


def _config(shape: ConfigShape, folder: Path) -> Config:
    parts: dict[str, Any] = {
        **shape,
        "listening": Listening(**shape.get("listening", {})),
        "voice": Voice(**shape.get("voice", {})),
        "coaching": Habits(**shape.get("coaching", {})),
        "reminders": ReminderSettings(**shape.get("reminders", {})),
        "web": Web(**shape.get("web", {})),
        "gpio": Gpio(**shape.get("gpio", {})),
        "rooms": {key: _room(room, shape.get("voice", {})) for key, room in shape.get("rooms", {}).items()},
        "satellites": Satellites(**shape.get("satellites", {})),
        "wyoming": Wyoming(**shape.get("wyoming", {})),
        "mqtt": _mqtt(shape.get("mqtt", {}), folder),
        "stretches": {key: Stretch(id=key, **stretch) for key, stretch in shape["stretches"].items()},
        "routines": {key: _routine(key, routine) for key, routine in shape.get("routines", {}).items()},
    }
    if "vosk_model" in shape:
        parts["vosk_model"] = _path(shape["vosk_model"], folder)
    return Config(**parts)


def _room(shape: RoomShape, voice: VoiceShape) -> RoomSettings:
    # What a room does not say of the voice is as everywhere in the house.
    spoken: VoiceShape = {**voice, **shape.get("voice", {})}
    parts: dict[str, Any] = {**shape, "voice": Voice(**spoken)}
    return RoomSettings(**parts)


def _mqtt(shape: MqttShape, folder: Path) -> Mqtt:
    parts: dict[str, Any] = {**shape}
    for key in ("password_file", "authority"):
        if key in parts:
            parts[key] = _path(parts[key], folder)
    return Mqtt(**parts)


def _path(text: str, folder: Path) -> Path:
    path = Path(text)
    with contextlib.suppress(RuntimeError):  # "~ada" where nobody is called Ada: then it is a folder's name
        path = path.expanduser()
    return folder / path


def _routine(key: str, shape: RoutineShape) -> Routine:
    parts: dict[str, Any] = {**shape, "steps": tuple(Step(**step) for step in shape["steps"])}
    return Routine(id=key, **parts)
