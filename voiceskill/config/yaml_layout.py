"""Tells where in a YAML text each of its values stands, to the character."""

from collections.abc import Iterator
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    CollectionEndEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value that has no parts, or an alias, whatever it stands for."""

    start: int
    """Its first character, from 0; an anchor or tag before it is part of it."""
    end: int
    """The character after its last."""
    style: str | None
    """The quote or block sign in which it is written, None for a plain one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value, or an item of a list."""

    key: str | None
    """The key as it is written, less its quotes; None for an item of a list."""
    start: int
    """The first character of the key, or of the item's dash; in flow style of the item itself."""
    colon: int
    """The character after the key's colon or the dash, whence the value may begin."""
    value: "Node"
    """What it holds."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A mapping or a list."""

    start: int
    """Its first character, from 0; in block style that of the line on which it begins, unless something else begins
    there too, or of the comment lines right above."""
    end: int
    """The character after its last; in block style the comment beside its last line is part of it."""
    flow: bool
    """Whether it stands in brackets."""
    mapping: bool
    """Whether it has keys."""
    entries: tuple[Entry, ...]
    """What it is made of."""


Node = Scalar | Collection


def layout(text: str) -> Node | None:
    """Return where everything stands in a text that is valid YAML of one document; None where it is empty."""
    events = iter([event for event in YAML().parse(text) if isinstance(event, (NodeEvent, CollectionEndEvent))])
    first = next(events, None)
    return None if first is None else _node(text, first, events)


def line_start(text: str, index: int) -> int:
    """Return the first character of the line on which a character stands."""
    return text.rfind("\n", 0, index) + 1


def line_end(text: str, index: int) -> int:
    """Return the end of the line on which a character stands, before its line break."""
    end = text.find("\n", index)
    end = len(text) if end < 0 else end
    return end - 1 if end > index and text[end - 1] == "\r" else end


def _node(text: str, event: Event, events: Iterator[Event]) -> Node:
    start = event.start_mark.index
    if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
        return _collection(text, event, events)
    style = event.style if isinstance(event, ScalarEvent) else None
    end = event.end_mark.index
    # A block scalar's event reaches to whatever follows it.
    return Scalar(start, start + len(text[start:end].rstrip()) if style in ("|", ">") else end, style)


def _collection(text: str, begin: MappingStartEvent | SequenceStartEvent, events: Iterator[Event]) -> Collection:
    mapping, flow = isinstance(begin, MappingStartEvent), bool(begin.flow_style)
    entries: list[Entry] = []
    for event in events:
        if isinstance(event, CollectionEndEvent):
            start = begin.start_mark.index if flow else _above(text, entries[0].start)
            end = event.end_mark.index if flow else line_end(text, entries[-1].value.end)
            return Collection(start, end, flow, mapping, tuple(entries))
        entries.append(_pair(text, event, events) if mapping else _item(text, event, events, flow=flow))
    raise AssertionError("the parser ends each collection that it begins")


def _pair(text: str, event: Event, events: Iterator[Event]) -> Entry:
    key = _node(text, event, events)
    colon = text.find(":", key.end) + 1
    value = _node(text, next(events), events)
    if isinstance(value, Scalar) and value.start == value.end:
        value = Scalar(colon, colon, None)  # the parser finds an empty value only at whatever follows it
    return Entry(event.value if isinstance(event, ScalarEvent) else None, key.start, colon, value)


def _item(text: str, event: Event, events: Iterator[Event], *, flow: bool) -> Entry:
    value = _node(text, event, events)
    start = value.start if flow else text.rfind("-", 0, value.start)
    return Entry(None, start, start if flow else start + 1, value)


def _above(text: str, start: int) -> int:
    """Return where the comment lines right above an entry begin, or its own line, or itself where it begins none."""
    above = line_start(text, start)
    if text[above:start].strip():
        return start
    while above and text[line_start(text, above - 1) : above].lstrip().startswith("#"):
        above = line_start(text, above - 1)
    return above
