"""Sessions as data: what was done before, what is said, and what must happen, line by line; see README.md."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

Fields = Mapping[str, object]
"""An event of the event log, or what an event must have."""

_EVENTS = {
    "coach": ("cue", "text"),
    "chime": ("cue", "chime"),
    "stage": ("stage", "kind"),
    "state": ("state", "state"),
    "command": ("command", "intent"),
    "ends": ("session", "outcome"),
    "recorded": ("recorded", "fact"),
    "remind": ("remind", "minutes"),
    "silenced": ("silenced", "event"),
}
"""How the lines of a script are called, the event that is meant, and its field that the line's value is for."""
_TIMES = ("after", "within", "since", "mark", "without")
_DEFAULT_PAUSE_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """An event that must come, or must not."""

    fields: Fields
    """What it must have; of its text a part is enough."""
    after: float | None = None
    """Seconds from the line before, or from `since`, after which it must come."""
    within: float | None = None
    """Seconds that it may come sooner or later; without `after`, seconds within which it must come."""
    since: str | None = None
    """The mark that these seconds count from."""
    mark: str | None = None
    """What this moment is called in later lines."""
    without: tuple[Fields, ...] = ()
    """What must not come before it."""

    def __str__(self) -> str:
        return _shown(self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Something that the user says."""

    words: str
    """The sentence."""
    means: Fields | None
    """The command that must come of it; None: none."""
    plus: float = _DEFAULT_PAUSE_S
    """Seconds from the line before to its first sound."""
    voice: str = "en-us"
    """A voice of espeak-ng."""
    mark: str | None = None
    """What the moment of the command is called in later lines."""

    def __str__(self) -> str:
        return f'say "{self.words}"'


@dataclass(frozen=True, slots=True)
class Silence:
    """A time in which nothing happens and nothing sounds, once the coach has finished what he is saying."""

    seconds: float
    """How long."""
    within: float | None
    """Seconds after which nothing may sound any more; None: the coach may take his time."""

    def __str__(self) -> str:
        return f"{self.seconds} s of silence"


@dataclass(frozen=True, slots=True)
class ClockShows:
    """The clock on the wall moves on."""

    time: time
    """What it shows."""
    plus: float
    """Seconds from the line before."""

    def __str__(self) -> str:
        return f"it is {self.time:%H:%M}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a script."""

    number: int
    """Where in the file, from 1."""
    what: Expected | Say | Silence | ClockShows
    """What it asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """A session of an earlier day, or of earlier today."""

    days_ago: int
    """Days before the script's."""
    did: str
    """Id of the routine or stretch."""
    holds: Mapping[str, int] = field(default_factory=dict)
    """Holds held to their end, by the stretch's id."""
    seconds: float = 30
    """Length of each."""
    hurt: str | None = None
    """Id of the stretch that hurt, which ended it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screenplay:
    """One script."""

    name: str
    """Name of its file."""
    about: str
    """What it shows."""
    settings: Mapping[str, Any]
    """What differs from the folder's settings."""
    history: tuple[Before, ...]
    """What the journal holds."""
    lines: tuple[Line, ...]
    """What happens, in order."""
    never: tuple[tuple[Fields, str | None], ...]
    """What must not come at all, or not after a mark."""
    only: Literal["typed", "spoken"] | None
    """The one way in which it makes sense, where it makes none in the other."""


_KEYS = {"about", "settings", "history", "session", "never", "typed_only", "spoken_only"}


def load_screenplay(path: Path) -> Screenplay:
    """Read a script.

    Raises:
        ValueError: It is not one; the sentence names the line.
    """
    data = YAML().load(path)
    if unknown := data.keys() - _KEYS:
        raise ValueError(f"{path.name}: what is {', '.join(unknown)}?")
    return Screenplay(
        name=path.stem,
        about=data["about"],
        settings=data.get("settings", {}),
        history=tuple(Before(**session) for session in data.get("history", ())),
        lines=tuple(Line(line.lc.line + 1, _what(path.name, line)) for line in data["session"]),
        never=tuple((_fields(path.name, line), line.get("after")) for line in data.get("never", ())),
        only="typed" if "typed_only" in data else "spoken" if "spoken_only" in data else None,
    )


def matches(wanted: Fields, event: Fields) -> bool:
    """Return whether an event has all that is wanted of it."""
    return all(_agrees(value, event.get(key)) for key, value in wanted.items())


def _agrees(wanted: object, found: object) -> bool:
    if isinstance(wanted, str) and isinstance(found, str):
        return wanted.casefold() in found.casefold()
    return wanted == found


def _what(file: str, line: CommentedMap) -> Expected | Say | Silence | ClockShows:
    plus = float(line.get("plus", _DEFAULT_PAUSE_S))
    if "say" in line:
        means = line["means"]
        if isinstance(means, str):
            means = None if means == "nothing" else {means: {}}
        return Say(
            words=line["say"],
            means=means and _command(means),
            plus=plus,
            voice=line.get("voice", "en-us"),
            mark=line.get("mark"),
        )
    if "silence" in line:
        return Silence(float(line["silence"]), line.get("within"))
    if "clock" in line:
        return ClockShows(time.fromisoformat(line["clock"]), plus)
    return Expected(
        fields=_fields(file, line),
        after=line.get("after"),
        within=line.get("within"),
        since=line.get("since"),
        mark=line.get("mark"),
        without=tuple(_fields(file, other) for other in line.get("without", ())),
    )


def _command(means: Mapping[str, Fields]) -> Fields:
    ((intent, slots),) = means.items()
    return {"event": "command", "intent": intent, "slots": dict(slots)}


def _fields(file: str, line: CommentedMap) -> Fields:
    named = [key for key in _EVENTS if key in line]
    if len(named) != 1:
        raise ValueError(f"{file}, line {line.lc.line + 1}: a line is about one of {', '.join(_EVENTS)}")
    event, field_name = _EVENTS[named[0]]
    others = {key: value for key, value in line.items() if key != named[0] and key not in _TIMES}
    wanted = {field_name: line[named[0]]} if field_name != "event" else {}
    return {"event": event, **wanted, **others}


def _shown(fields: Fields) -> str:
    return " ".join(f"{key}={value!r}" for key, value in fields.items())
