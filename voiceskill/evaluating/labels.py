"""Labelled recordings: what is said in which file, one JSON object a line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, NotRequired

from pydantic import Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint

LABELS = "labels.jsonl"
"""Name of the file of labels in a folder of recordings."""

SlotValue = str | int | float
"""What a slot may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One recording, and what it asks for."""

    audio: Path
    """The recording."""
    intent: str
    """Name of the intent."""
    slots: Mapping[str, SlotValue] = field(default_factory=dict)
    """The slots that have to come out, with their values."""
    state: State | None = None
    """What the coach is doing meanwhile; None: not told."""
    text: str = ""
    """The words, where they are told."""
    name: str
    """The recording as the file of labels calls it: the same wherever the files lie."""
    place: str
    """File and line, for what is said about mistakes."""


class _Line(TypedDict):
    """The form of a line; what else stands in it is the user's own."""

    audio: Annotated[str, Field(min_length=1)]
    intent: Annotated[str, Field(min_length=1)]
    slots: NotRequired[dict[str, SlotValue]]
    state: NotRequired[State | None]
    text: NotRequired[str]


_line = TypeAdapter(_Line)


def read_labels(path: Path) -> tuple[Label, ...]:
    """Return what a file of labels tells, in its order.

    Each line is an object with ``audio`` (a path, counted from the file's folder), ``intent``, and where need be
    ``slots``, ``state`` (a state of the coach) and ``text`` (the words). Empty lines are left out.

    Args:
        path: The file, or a folder in which it is called `LABELS`.

    Raises:
        Complaint: It cannot be read, a line has another form, a recording is missing, or there is none at all.
    """
    file = path / LABELS if path.is_dir() else path
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise Complaint(
            f"The labels in {file} cannot be read: {error.strerror}; name another file or folder."
        ) from error
    except UnicodeDecodeError as error:
        raise Complaint(f"{file} is no text in UTF-8; give a file with one JSON object a line.") from error
    labels = tuple(
        _label(line, file.parent, f"{file}, line {number}")
        for number, line in enumerate(lines, start=1)
        if line.strip()
    )
    if not labels:
        raise Complaint(f"There are no labels in {file}; write one JSON object a line, with audio, intent and slots.")
    return labels


def _label(line: str, folder: Path, place: str) -> Label:
    try:
        told = _line.validate_json(line)
    except ValidationError as error:
        mistake = error.errors()[0]
        key = ".".join(map(str, mistake["loc"][:2])) or "the line"
        raise Complaint(f"{place}: {key} is wrong: {mistake['msg']}.") from error
    audio = folder / told["audio"]
    if not audio.is_file():
        raise Complaint(f"{place}: there is no recording {audio}; mend the path or take the line out.")
    return Label(
        audio=audio,
        intent=told["intent"],
        slots=told.get("slots", {}),
        state=told.get("state"),
        text=told.get("text", ""),
        name=told["audio"],
        place=place,
    )
