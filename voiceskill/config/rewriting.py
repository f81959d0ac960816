"""Changes in a YAML text only what differs from the data that are wanted; every other character stays.

The text is not written anew from its data, as a dump of the whole would be: comments, quotes, order, indentation, line
breaks and blank lines of all that stays are the user's own.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from voiceskill.config.aligning import aligned
from voiceskill.config.yaml_layout import Collection, Entry, Scalar, layout, line_end, line_start
from voiceskill.config.yaml_writing import bracketed, inline, lines, written

_MERGED = "<<"
_COMMENT = re.compile(r"\s+#.*")


def rewritten(text: str, old: object, new: object) -> str:
    """Return the text with what is wanted in it.

    What changes by way of an anchor that other places share comes out otherwise than wanted: whoever calls this reads
    the result and compares.

    Args:
        text: Valid YAML of one document, a mapping that is not empty.
        old: What it says: dicts with keys of type str, lists, scalars, and None for what is empty.
        new: What it is to say.
    """
    root = layout(text)
    if same(old, new) or not isinstance(root, Collection):
        return text
    return text[: root.start] + _Rewriter(text).collection(root, old, new) + text[root.end :]


def put_back(text: str, earlier: str, kind: str, key: str) -> str | None:
    """Return the text with an entry that an earlier one had, as it stood there, with its comments and at its place.

    Args:
        text: Valid YAML, without the entry.
        earlier: Valid YAML, with the entry.
        kind: The key of the mapping that holds it.
        key: The entry's key.

    Returns:
        None where one of the texts does not hold it in a block of its own.
    """
    here, there = _block(text, kind), _block(earlier, kind)
    if here is None or there is None or key not in [entry.key for entry in there.entries]:
        return None
    return _Rewriter(text).with_entry_of(here, _Rewriter(earlier), there, key)


def _block(text: str, kind: str) -> Collection | None:
    root = layout(text)
    entries = root.entries if isinstance(root, Collection) else ()
    block = next((entry.value for entry in entries if entry.key == kind), None)
    return block if isinstance(block, Collection) and not block.flow and block.entries else None


def same(one: object, other: object) -> bool:
    """Say whether data are written alike: the keys in the same order too, and no number for a truth."""
    return repr(one) == repr(other)


def alike(one: object, other: object) -> bool:
    """Say whether data mean the same, whatever the order of their keys, which anchors upset."""
    return same(_sorted(one), _sorted(other))


def _sorted(data: object) -> object:
    match data:
        case dict():
            return {key: _sorted(data[key]) for key in sorted(data)}
        case list():
            return [_sorted(part) for part in data]
        case _:
            return data


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An entry of a collection as it is wanted."""

    key: str | None
    """The key; None for an item of a list."""
    value: object
    """What it is to hold."""
    found: int | None
    """Which entry of the text it comes from, from 0; None where it is new."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """An entry in block style with the lines around it that go where it goes."""

    blank: str
    """The blank lines before it."""
    comment: str
    """The comment lines right above it."""
    after: str
    """What follows it and belongs to it: a line break, and comments that are set off from the entry to come."""


class _Rewriter:
    def __init__(self, text: str) -> None:
        self.text = text
        self.line_break = "\r\n" if "\r\n" in text else "\n"

    def collection(self, found: Collection, old: object, new: object) -> str:
        """Return the text of a collection as it is wanted; before and after it is of one kind and not empty."""
        wanted = [*_wanted(found, old, new)]
        if [entry.found for entry in wanted] == [*range(len(found.entries))]:
            return self.in_place(found, old, wanted)
        return (self.rearranged_flow if found.flow else self.rearranged)(found, old, wanted)

    def with_entry_of(self, here: Collection, other: "_Rewriter", there: Collection, key: str) -> str:
        """Return the whole text with one entry of another's collection, after the nearest that was before it there."""
        before = [entry.key for entry in there.entries]
        place = before.index(key)
        own = [entry.key for entry in here.entries]
        chunk, entry = other.chunks(there)[place], there.entries[place]
        body = " " * other.column(entry) + other.text[entry.start : other.end(there, entry)] + chunk.after
        chunks = self.chunks(here)
        after = next((own.index(name) for name in reversed(before[:place]) if name in own), None)
        if after is None:
            blank = self.usual_blank(chunks, _Wanted(key, {}, None))
            return self.text[: here.start] + chunk.comment + body + self.line_break + blank + self.text[here.start :]
        at = self.end(here, here.entries[after]) + len(chunks[after].after)
        blank = chunk.blank if place else self.usual_blank(chunks, _Wanted(key, {}, None))
        return self.text[:at] + self.line_break + blank + chunk.comment + body + self.text[at:]

    def in_place(self, found: Collection, old: object, wanted: Sequence[_Wanted]) -> str:
        text, at = "", found.start
        for place, (entry, want) in enumerate(zip(found.entries, wanted, strict=True)):
            text += self.text[at : entry.start] + self.entry(found, entry, _part(old, entry, place), want.value)
            at = self.end(found, entry)
        return text + self.text[at : found.end]

    def rearranged(self, found: Collection, old: object, wanted: Sequence[_Wanted]) -> str:
        """Put entries in block style into another order, leave some out, and write new ones between them."""
        first = found.entries[0]
        chunks = self.chunks(found)
        margin = " " * self.column(first)
        text = ""
        for want in wanted:
            if want.found is None:
                body = self.line_break.join(written(want.key, want.value, len(margin))).lstrip()
                chunk = _Chunk(self.usual_blank(chunks, want), "", "")
            else:
                entry, chunk = found.entries[want.found], chunks[want.found]
                body = self.entry(found, entry, _part(old, entry, want.found), want.value)
            if text:
                blank = chunk.blank if want.found else self.usual_blank(chunks, want)
                text += self.line_break + blank + chunk.comment + margin + body + chunk.after
            elif found.start < first.start:
                text = chunk.comment + margin + body + chunk.after
            else:  # behind the dash of an item, where there is no room for a comment above
                text = body + chunk.after + (self.line_break + chunk.comment).rstrip()
        return text

    def rearranged_flow(self, found: Collection, old: object, wanted: Sequence[_Wanted]) -> str:
        opening = self.text[found.start : found.entries[0].start]
        closing = self.text[found.entries[-1].value.end : found.end]
        texts: list[str] = []
        for want in wanted:
            if want.found is None:
                texts.append(bracketed(want.key, want.value))
            else:
                entry = found.entries[want.found]
                texts.append(self.entry(found, entry, _part(old, entry, want.found), want.value))
        return opening + ", ".join(texts) + closing

    def entry(self, within: Collection, entry: Entry, old: object, new: object) -> str:
        """Return the text of an entry that stays, from its key or dash to the end of its last line."""
        value, end = entry.value, self.end(within, entry)
        if same(old, new):
            return self.text[entry.start : end]
        before, behind = self.text[entry.start : value.start], self.text[value.end : end]
        if isinstance(value, Collection) and old and new and type(old) is type(new):
            return before + self.collection(value, old, new) + behind
        head, gap = self.text[entry.start : entry.colon], self.text[entry.colon : value.start]
        style = value.style if isinstance(value, Scalar) else None
        if within.flow:
            return f"{head}{gap or ' ' * bool(head)}{inline(new, flow=True, style=style)}"
        above, line_break, _ = gap.partition("\n")
        comment = _COMMENT.search(above if line_break else behind)
        beside = comment[0].rstrip() if comment else ""
        if entry.key is None:
            return self.line_break.join(written(None, new, self.column(entry))).lstrip() + beside
        below = lines(new, self.column(entry))
        if below is not None:
            return self.line_break.join((head + beside, *below))
        return f"{head}{' ' if line_break else gap or ' '}{inline(new, style=style)}".rstrip() + beside

    def chunks(self, found: Collection) -> list[_Chunk]:
        """Say for each entry which of the lines around it belong to it."""
        starts = [found.start, *(line_start(self.text, entry.start) for entry in found.entries[1:])]
        ends = [self.end(found, entry) for entry in found.entries]
        first = self.text[found.start : line_start(self.text, found.entries[0].start)]
        around = [("", "", first)]
        for entry, end, start in zip(found.entries[1:], ends, starts[1:], strict=False):
            around.append(self.split(self.text[end:start], self.column(entry)))
        afters = [*(after for after, _, _ in around[1:]), ""]
        return [_Chunk(blank, comment, after) for (_, blank, comment), after in zip(around, afters, strict=True)]

    def split(self, between: str, column: int) -> tuple[str, str, str]:
        """Divide what stands between two entries: what belongs to the first, blank lines, comments on the second."""
        rows = between.splitlines(keepends=True)[1:]  # the first is the line break of the entry before
        comment = len(rows)
        while comment and rows[comment - 1].lstrip().startswith("#") and _indent(rows[comment - 1]) <= column:
            comment -= 1
        blank = comment
        while blank and not rows[blank - 1].strip():
            blank -= 1
        after = (self.line_break + "".join(rows[:blank])).removesuffix(self.line_break) if blank else ""
        return after, "".join(rows[blank:comment]), "".join(rows[comment:])

    def usual_blank(self, chunks: Sequence[_Chunk], want: _Wanted) -> str:
        """Return the blank lines that stand between the entries of a collection as a rule."""
        if len(chunks) > 1:
            return Counter(chunk.blank for chunk in chunks[1:]).most_common(1)[0][0]
        return self.line_break if want.key is not None and isinstance(want.value, dict) else ""

    def end(self, within: Collection, entry: Entry) -> int:
        return entry.value.end if within.flow else line_end(self.text, entry.value.end)

    def column(self, entry: Entry) -> int:
        return entry.start - line_start(self.text, entry.start)


def _wanted(found: Collection, old: object, new: object) -> Iterator[_Wanted]:
    """Say where each entry that is wanted comes from."""
    if isinstance(old, list) and isinstance(new, list):
        for value, place in zip(new, aligned(old, new), strict=True):
            yield _Wanted(None, value, place)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        places = {entry.key: place for place, entry in enumerate(found.entries)}
        # What an anchor merges in is nowhere but there, unless it changes.
        own = [key for key in new if key in places or key not in old or old[key] != new[key]]
        if _MERGED in places:
            own.insert(places[_MERGED], _MERGED)
        for key in own:
            yield _Wanted(key, new.get(key), places.get(key))


def _part(old: object, entry: Entry, place: int) -> object:
    if isinstance(old, Mapping):
        return old.get(entry.key)
    return old[place] if isinstance(old, list) else None


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())
