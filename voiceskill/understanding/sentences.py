"""Loads what can be said: the templates of `intents/LANGUAGE/sentences.yaml`, with the names from the settings."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hassil.expression import Expression, Group, ListReference, RuleReference, Sentence, TextChunk
from hassil.intents import IntentData, Intents, TextSlotList, TextSlotValue
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError
from hassil.sample import sample_sentence

from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint
from voiceskill.understanding.naming import Named, short_names, spoken_names
from voiceskill.understanding.sentence_file import ListOfValues, SentenceFile, read_sentences
from voiceskill.understanding.spelling import number_words, speakable

_SPELT_AS_SAID = re.compile(r"(?:[^\W\d_]|['’\s])*")  # noqa: RUF001 - hassil takes the curly apostrophe for the straight


def load_sentences(
    path: Path,
    *,
    stretches: Iterable[Named] = (),
    routines: Iterable[Named] = (),
    rooms: Mapping[str, str] | None = None,
) -> Intents:
    """Return the templates of a file, their lists of names filled with what there is.

    The lists ``stretch`` and ``routine`` hold the names, ``short_stretch`` and ``short_routine`` the same less the word
    for their kind; the value of a name that several things share is all their ids, separated by single spaces. All
    lists are lists of plain texts: a range becomes the words of its numbers.

    Args:
        path: The file, in hassil's format; ``requires_context.state`` names states of the coach.
        stretches: What can be asked for by {stretch}.
        routines: What can be asked for by {routine}.
        rooms: Names of what {room} stands for, by their keys.

    Raises:
        Complaint: The file cannot be read or holds a mistake, or two things have the same name.
    """
    file = read_sentences(path)
    named = spoken_names(
        {"stretch": stretches, "routine": routines},
        articles=file.names.articles,
        kinds=file.names.kinds,
        language=file.language,
    )
    intents = Intents.from_dict(file.model_dump(include={"language", "intents"}))
    intents.expansion_rules = {
        name: _parsed(body, f'{path}: the rule "{body}"') for name, body in file.expansion_rules.items()
    }
    short = {f"short_{kind}": short_names(names, file.names.kinds.get(kind)) for kind, names in named.items()}
    intents.slot_lists.update({name: _texts(name, values, file, path) for name, values in file.lists.items()})
    intents.slot_lists.update(
        {
            name: TextSlotList(name, [TextSlotValue(TextChunk(words), ids) for words, ids in names.items()])
            for name, names in (named | short).items()
        }
    )
    intents.slot_lists["room"] = _rooms(rooms or {}, file)
    check = _Check(intents.expansion_rules, frozenset(intents.slot_lists))
    for name, intent in file.intents.items():
        for block in intent.data:
            for text in (*block.sentences, *filter(None, [block.metadata.example])):
                where = f'{path}: the sentence "{text}" of the intent {name}'
                check(_parsed(text, where).expression, where)
    return intents


def blocks(intents: Intents, state: State | None) -> Iterator[tuple[str, IntentData]]:
    """Yield the blocks of sentences that make sense in a state, with their intents' names, in the file's order.

    Args:
        intents: The templates.
        state: What the coach is doing; None for all blocks.
    """
    for name, intent in intents.intents.items():
        for block in intent.data:
            if state is None or state in block.requires_context.get("state", State):
                yield name, block


def _texts(name: str, values: ListOfValues, file: SentenceFile, path: Path) -> TextSlotList:
    said: list[tuple[str, str | int]] = [(_number(number, file), number) for number in values.numbers]
    said += [(value.text, value.out) for value in values.values]
    where = f"{path}: a value of the list {{{name}}}"
    check = _Check({}, frozenset())
    texts = []
    for text, out in said:
        parsed = _parsed(text, f'{where}, "{text}",')
        check(parsed.expression, where)
        # Plain texts: among these hassil finds one quickly, while it would try one template after the other.
        texts += [TextSlotValue(TextChunk(" ".join(words.split())), out) for words in sample_sentence(parsed, {}, {})]
    return TextSlotList(name, texts)


def _rooms(rooms: Mapping[str, str], file: SentenceFile) -> TextSlotList:
    spoken = {key: speakable(name, file.language).split() for key, name in rooms.items()}
    return TextSlotList(
        "room",
        [
            TextSlotValue(TextChunk(" ".join(words[1:] if words[0] in file.names.articles else words)), key)
            for key, words in spoken.items()
            if words
        ],
    )


def _number(number: int, file: SentenceFile) -> str:
    words = number_words(number, file.language)
    for part, template in file.numbers.items():
        words = words.replace(part, template)
    return words


def _parsed(template: str, where: str) -> Sentence:
    try:
        return parse_sentence(template, keep_text=True)
    except (ParseError, AssertionError, IndexError) as error:
        raise Complaint(f"{where} cannot be read; is a bracket missing?") from error


@dataclass(frozen=True, slots=True)
class _Check:
    """Finds in a template what hassil would only stumble over when something is said."""

    rules: Mapping[str, Sentence]
    lists: frozenset[str]

    def __call__(self, expression: Expression, where: str, inside: tuple[str, ...] = ()) -> None:
        match expression:
            case TextChunk() if not _SPELT_AS_SAID.fullmatch(expression.text):
                raise Complaint(f'{where} has "{expression.text.strip()}", which is not spelt as it is said.')
            case Group(items=[]):
                raise Complaint(f"{where} has an empty alternative; write what may be left out in [square brackets].")
            case Group():
                for item in expression.items:
                    self(item, where, inside)
            case ListReference() if expression.list_name not in self.lists:
                raise Complaint(f"{where} uses the unknown list {{{expression.list_name}}}.")
            case RuleReference(rule_name=name) if name not in self.rules:
                raise Complaint(f"{where} uses the unknown rule <{name}>.")
            case RuleReference(rule_name=name) if name in inside:
                raise Complaint(f"{where} uses the rule <{name}>, which uses itself.")
            case RuleReference(rule_name=name):
                self(self.rules[name].expression, where, (*inside, name))
