"""Turns the file into settings."""

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from voiceskill.coaching.habits import Habits
from voiceskill.coaching.stretch import Routine, Step, Stretch
from voiceskill.complaint import Complaint
from voiceskill.config.contradictions import contradictions
from voiceskill.config.document import Document, read_document
from voiceskill.config.problems import Problem, problem_of
from voiceskill.config.settings import Config, Voice
from voiceskill.config.shape import ConfigShape, RoutineShape, config_shape
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
        shape = config_shape.validate_python(document.plain())
    except ValidationError as error:
        raise _complaint(document, map(problem_of, error.errors())) from None
    if problems := [*contradictions(shape)]:
        raise _complaint(document, problems)
    return _config(shape, path.parent)


def _complaint(document: Document, problems: Iterable[Problem]) -> Complaint:
    (line, first), *others = sorted(
        ((document.line(problem.keys), problem) for problem in problems), key=lambda placed: placed[0]
    )
    more = f" (and {len(others)} more)" if others else ""
    return Complaint(f"{document.path}, line {line}: {first.sentence}{more}")


def _config(shape: ConfigShape, folder: Path) -> Config:
    parts: dict[str, Any] = {
        **shape,
        "voice": Voice(**shape.get("voice", {})),
        "coaching": Habits(**shape.get("coaching", {})),
        "reminders": ReminderSettings(**shape.get("reminders", {})),
        "stretches": {key: Stretch(id=key, **stretch) for key, stretch in shape["stretches"].items()},
        "routines": {key: _routine(key, routine) for key, routine in shape.get("routines", {}).items()},
    }
    if "vosk_model" in shape:
        parts["vosk_model"] = _model_path(shape["vosk_model"], folder)
    return Config(**parts)


def _model_path(text: str, folder: Path) -> Path:
    path = Path(text)
    with contextlib.suppress(RuntimeError):  # "~ada" where nobody is called Ada: then it is a folder's name
        path = path.expanduser()
    return folder / path


def _routine(key: str, shape: RoutineShape) -> Routine:
    parts: dict[str, Any] = {**shape, "steps": tuple(Step(**step) for step in shape["steps"])}
    return Routine(id=key, **parts)
