"""Writes plain data as YAML, in the manner of the settings that come with the program."""

import io
import re
from collections.abc import Mapping

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

_LIKE_NUMBERS = re.compile(r"[\d.:+-]+")
"""Texts that are safer in quotes, since readers of older YAML take some of them for numbers, such as 16:30."""
_SHORT = 40
"""Letters up to which a text stands in one line with its like."""
_ENDLESS = 1 << 30
"""Letters in a line, for a library that would break it."""


def inline(value: object, *, flow: bool = False, style: str | None = None) -> str:
    """Return data as they stand behind a key, in one line.

    Args:
        value: None, a scalar, a list or a mapping with keys of type str.
        flow: Whether they stand in brackets, where more has to be quoted.
        style: The quotes in which a text is put, even if it needs none.
    """
    match value:
        case None:
            return "null" if flow else ""
        case Mapping():
            return "{" + ", ".join(bracketed(key, part) for key, part in value.items()) + "}"
        case list():
            return "[" + ", ".join(inline(part, flow=True) for part in value) + "]"
        case _:
            return _scalar(value, flow=flow, style=style)


def lines(value: object, indent: int) -> list[str] | None:
    """Return the lines of data that stand below their key; None for data that stand beside it.

    Args:
        value: As for `inline`.
        indent: Spaces before the key.
    """
    match value:
        case Mapping() if value:
            return [line for key, part in value.items() for line in written(key, part, indent + 2)]
        case list() if any(isinstance(part, Mapping | list) or _is_sentence(part) for part in value):
            return [line for part in value for line in written(None, part, indent + 2)]
        case _:
            return None


def written(key: str | None, value: object, indent: int) -> list[str]:
    """Return the lines of a key with its value, or of an item of a list.

    Args:
        key: None for an item of a list.
        value: As for `inline`.
        indent: Spaces before it.
    """
    margin = " " * indent
    if key is not None:
        head = f"{margin}{_scalar(key)}:"
        below = lines(value, indent)
        return [f"{head} {inline(value)}".rstrip()] if below is None else [head, *below]
    if isinstance(value, Mapping) and value:
        first, *others = [line for name, part in value.items() for line in written(name, part, indent + 2)]
        return [f"{margin}- {first.lstrip()}", *others]
    return [f"{margin}- {inline(value)}"]


def bracketed(key: str | None, value: object) -> str:
    """Return a key with its value, or an item of a list where there is no key, as it stands in brackets."""
    text = inline(value, flow=True)
    return text if key is None else f"{_scalar(key, flow=True)}: {text}"


def _is_sentence(part: object) -> bool:
    return isinstance(part, str) and (len(part) > _SHORT or part.endswith((".", "!", "?")))


def _scalar(value: object, *, flow: bool = False, style: str | None = None) -> str:
    if isinstance(value, str):
        if not value.isprintable() or style == '"' or _LIKE_NUMBERS.fullmatch(value):
            value = DoubleQuotedScalarString(value)
        elif style == "'":
            value = SingleQuotedScalarString(value)
    yaml = YAML()
    yaml.width = _ENDLESS
    yaml.default_flow_style = flow
    out = io.StringIO()
    # In something else, since a document that is a scalar ends in dots.
    yaml.dump([value] if flow else {"k": value}, out)
    return out.getvalue().strip()[1:-1] if flow else out.getvalue().removeprefix("k:").strip()
