"""Reads a YAML file into plain data that still knows the line on which each of its values stands."""

from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq, TaggedScalar
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scalarbool import ScalarBoolean

from voiceskill.complaint import Complaint

Keys = tuple[str | int, ...]
"""The way to a value: keys of mappings (str) and indices of lists (int, from 0), outermost first."""


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file that could be read."""

    path: Path
    """Where it lies."""
    root: object
    """As ruamel.yaml's round trip gives it: with comments, lines and anchors."""

    def plain(self) -> object:
        """Return dicts with keys of type str, lists and scalars. What has no value counts as not said."""
        return {} if self.root is None else _plain(self.root, {})

    def data(self) -> object:
        """Return the same with None for what has no value, nothing of it shared, so that it can be changed.

        Only for a document whose anchors are known not to go round in a circle.
        """
        return _data(self.root)

    def line(self, keys: Keys) -> int:
        """Return the line, from 1, of a value, or of the innermost part of the way to it that there is."""
        line, node = 0, self.root
        for key in keys:
            try:
                if isinstance(node, CommentedMap):
                    found = next(name for name in node if str(name) == key)
                    line, node = node.lc.key(found)[0], node[found]
                elif isinstance(node, CommentedSeq) and isinstance(key, int):
                    line, node = node.lc.item(key)[0], node[key]
            except (StopIteration, LookupError):  # a key that is missing, or merged in from an anchor elsewhere
                break
        return line + 1


def read_document(path: Path) -> Document:
    """Read a YAML file in UTF-8.

    Raises:
        Complaint: The file cannot be read, or is not YAML; the sentence says where.
    """
    return parse_document(path, read_bytes(path))


def parse_document(path: Path, raw: bytes) -> Document:
    """Make a document of what a file holds, or is to hold.

    Args:
        path: The file, for the complaints.
        raw: YAML in UTF-8.

    Raises:
        Complaint: It is not; the sentence says where.
    """
    text = decode(path, raw)
    try:
        return Document(path, YAML().load(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _broken(path, mark.line if mark else 0, str(error.problem or error.context)) from error
    except ReaderError as error:
        line = text.count("\n", 0, error.position)
        raise _broken(path, line, f"the invisible character {text[error.position]!r} is not allowed") from error
    except RecursionError as error:
        raise Complaint(f"{path} is not valid YAML: it is nested too deeply.") from error
    except Exception as error:  # the parser's constructors let the errors of int(), date() and others pass
        raise Complaint(f"{path} is not valid YAML: a value is not what it looks like ({error}).") from error


def read_bytes(path: Path) -> bytes:
    """Read what a settings file holds.

    Raises:
        Complaint: There is none, or it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Complaint(f"The settings file {path} does not exist; check the name.") from None
    except OSError as error:
        raise Complaint(f"The settings file {path} cannot be read: {error.strerror}.") from error


def decode(path: Path, raw: bytes) -> str:
    """Return the text of a settings file, less the mark that some editors put at its beginning.

    Raises:
        Complaint: It is not in UTF-8; the sentence says where.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Complaint(f"{path}, line {line}: this is not text in UTF-8; save the file with that encoding.") from error


def _broken(path: Path, line: int, problem: str) -> Complaint:
    return Complaint(
        f"{path}, line {line + 1}: this is not valid YAML: {problem}; look at this line and the one above it."
    )


def _plain(node: object, known: dict[int, object]) -> object:
    """Strip ruamel.yaml's types. What an anchor repeats, be it around itself, is converted once."""
    if id(node) in known:
        return known[id(node)]
    match node:
        case dict():
            mapping: dict[str, object] = {}
            known[id(node)] = mapping
            mapping.update((str(key), _plain(value, known)) for key, value in node.items() if value is not None)
            return mapping
        case list():
            entries: list[object] = []
            known[id(node)] = entries
            entries.extend(_plain(entry, known) for entry in node)
            return entries
        case _:
            return _plain_scalar(node)


def without_empty(data: object) -> object:
    """Return what `Document.plain` would, given what `Document.data` does."""
    match data:
        case dict():
            return {key: without_empty(value) for key, value in data.items() if value is not None}
        case list():
            return [without_empty(entry) for entry in data]
        case _:
            return data


def _data(node: object) -> object:
    match node:
        case dict():
            return {str(key): _data(value) for key, value in node.items()}
        case list():
            return [_data(entry) for entry in node]
        case _:
            return _plain_scalar(node)


def _plain_scalar(node: object) -> object:
    match node:
        case None:
            return None
        case bool() | ScalarBoolean():
            return bool(node)
        case int():
            return int(node)
        case float():
            return float(node)
        case _:
            return str(node.value if isinstance(node, TaggedScalar) else node)
