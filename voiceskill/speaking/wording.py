"""Gives the coach's lines their words."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from jinja2 import StrictUndefined, Template, TemplateError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from unicode_rbnf import RbnfEngine

from voiceskill.coaching.stage import Line
from voiceskill.complaint import Complaint


class Wording:
    """The lines of one language, as Jinja templates.

    Besides Jinja's own filters there are ``words``, which spells a number (``{{ 25 | words }}``: twenty-five), and
    ``listed``, which joins what is listed (``{{ names | listed("and") }}``: a, b and c).
    """

    def __init__(self, path: Path) -> None:
        """Read the lines.

        Args:
            path: A YAML file with ``language`` and, under ``lines``, a template for each key.

        Raises:
            Complaint: The file is missing or something in it is wrong; the sentence says where.
        """
        try:
            content = YAML(typ="safe").load(path.read_text("utf-8"))
            language, lines = str(content["language"]), dict(content["lines"])
            numbers = RbnfEngine.for_language(language)
        except (OSError, UnicodeDecodeError, YAMLError) as error:
            raise Complaint(f"The coach's lines in {path} cannot be read: {error}") from error
        except (KeyError, TypeError, ValueError) as error:
            raise Complaint(f"{path} needs a known language and its lines: {error}") from error
        environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
        environment.filters["words"] = lambda number: numbers.format_number(number).text
        environment.filters["listed"] = _listed
        self._templates: dict[str, Template] = {}
        for key, line in lines.items():
            if not isinstance(line, str):
                raise Complaint(f"{path}: the line {key} must be a text in quotes.")
            try:
                self._templates[key] = environment.from_string(line)
            except TemplateError as error:
                raise Complaint(f"{path}: the line {key} is no valid template: {error}") from error

    def text(self, line: Line) -> str:
        """Return a line's words, single spaces between.

        Raises:
            KeyError: There is no such line, or it lacks a value that its words are made with.
        """
        try:
            return " ".join(self._templates[line.key].render(line.values).split())
        except UndefinedError as error:
            raise KeyError(f"{line.key}: {error}") from error

    def missing(self, keys: Iterable[str]) -> frozenset[str]:
        """Return those of the keys for which there is no line."""
        return frozenset(keys) - self._templates.keys()


def _listed(names: Sequence[str], conjunction: str = "and") -> str:
    *others, last = names or [""]
    return f"{', '.join(others)} {conjunction} {last}" if others else last
