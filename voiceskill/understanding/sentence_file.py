"""The form of `intents/LANGUAGE/sentences.yaml`: as much of hassil's format as is used here."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from voiceskill.coaching.state import State


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


class ListOfValues(_Part):
    """What a slot may hold: numbers, or other values."""

    span: Range | None = Field(default=None, alias="range")
    """The numbers, said in words."""
    values: list[Value] = []
    """The other values."""

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
    intents: dict[str, IntentBlocks]
    """The intents by name; where a sentence has two, the first is meant."""
    expansion_rules: dict[str, str] = {}
    """Parts of templates, by name."""
    lists: dict[str, ListOfValues] = {}
    """What slots may hold, by the name of the list."""
