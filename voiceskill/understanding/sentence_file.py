"""The form of `intents/LANGUAGE/sentences.yaml`: as much of hassil's format as is used here, and what it lacks."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint
from voiceskill.understanding.spelling import number_words


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Metadata(_Part):
    """What the program is told of a block of sentences."""

    example: str | None = None
    """How the coach and the help show the command: the first sentence of this template; None: not at all."""
    urgent: bool = False
    """Whether it silences the coach before the silence that ends an utterance."""


class Block(_Part):
    """Sentences that mean the same."""

    sentences: list[str] = Field(min_length=1)
    """Templates."""
    slots: dict[str, str | int] = {}
    """Values that go with each of the sentences."""
    requires_context: dict[Literal["state"], list[State]] = {}
    """What the coach must be doing; empty: anything."""
    metadata: Metadata = Metadata()
    """What the program is told of them."""


class IntentBlocks(_Part):
    """All sentences of one intent."""

    meaning: str = ""
    """What the coach does when asked for it, for people: "ends the session at once"; empty: not told."""
    data: list[Block]
    """Its blocks."""


class Range(_Part):
    """Whole numbers."""

    first: int = Field(alias="from", ge=0)
    """The lowest."""
    last: int = Field(alias="to", lt=1_000_000_000)
    """The highest, included."""
    step: int = Field(default=1, ge=1)
    """From one to the next."""


class Value(_Part):
    """One value of a list."""

    text: str = Field(alias="in")
    """What is said, as a template."""
    out: str | int
    """What goes into the slot."""

    @model_validator(mode="before")
    @classmethod
    def _both(cls, value: object) -> object:
        """Read a bare text as what is said and what goes into the slot, as hassil does."""
        return {"in": value, "out": value} if isinstance(value, str) else value


class ListOfValues(_Part):
    """What a slot may hold: numbers, or other values."""

    span: Range | None = Field(default=None, alias="range")
    """The numbers, said in words."""
    values: list[Value] = []
    """The other values."""
    shown: str = ""
    """The value that stands for all where people are told what they can say; empty: the list's name."""

    @property
    def numbers(self) -> range:
        """The numbers of the range; none where there is no range."""
        return range(self.span.first, self.span.last + 1, self.span.step) if self.span else range(0)


class Names(_Part):
    """How the language dresses the names of stretches and routines."""

    articles: frozenset[str] = frozenset()
    """Words that may stand before a name."""
    kinds: dict[str, str] = {}
    """Word that may follow a name, by list: ``stretch`` or ``routine``."""


class SentenceFile(_Part):
    """The whole file."""

    language: str
    """Code of the language, such as ``en``."""
    states: dict[str, list[State]] = {}
    """Sets of states, named to be used below."""
    names: Names = Names()
    """How names are dressed."""
    numbers: dict[str, str] = {}
    """Parts of templates for parts of the words of numbers, such as ``(one|a) hundred`` for "one hundred"."""
    intents: dict[str, IntentBlocks]
    """The intents by name; where a sentence has two, the first is meant."""
    expansion_rules: dict[str, str] = {}
    """Parts of templates, by name."""
    lists: dict[str, ListOfValues] = {}
    """What slots may hold, by the name of the list."""


def read_sentences(path: Path) -> SentenceFile:
    """Return what a file says, its form checked; its templates are not.

    Raises:
        Complaint: The file cannot be read or has another form.
    """
    try:
        file = SentenceFile.model_validate(YAML(typ="safe").load(path))
        number_words(0, file.language)
    except OSError as error:
        raise Complaint(f"The sentences in {path} cannot be read: {error.strerror}.") from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise Complaint(f"{path} is no YAML: {' '.join(str(error).split())}.") from error
    except ValidationError as error:
        mistake = error.errors()[0]
        place = ".".join(str(part) for part in mistake["loc"]) or "the file"
        raise Complaint(f"{path}: {place} is wrong: {mistake['msg']}.") from error
    except ValueError as error:
        raise Complaint(f'{path}: no words are known for the numbers of the language "{file.language}".') from error
    return file
