"""Compares what was heard in a recording with what its label says."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum

from voiceskill.coaching.command import Command
from voiceskill.evaluating.labels import Label, SlotValue
from voiceskill.evaluating.listener import Decision


class Outcome(StrEnum):
    """What became of a labelled recording."""

    CORRECT = "correct"
    """One command was heard: the intent and every slot of the label. It may have slots that the label leaves out."""
    MISSED = "missed"
    """No command was heard."""
    WRONG = "wrong"
    """Another command was heard, or more than one, even if the right one is among them: all are obeyed."""


def judge(label: Label, decisions: Sequence[Decision]) -> Outcome:
    """Return what became of a recording in which these commands were heard."""
    if not decisions:
        return Outcome.MISSED
    return Outcome.CORRECT if len(decisions) == 1 and is_meant(decisions[0].command, label) else Outcome.WRONG


def mix_ups(label: Label, decisions: Sequence[Decision]) -> Iterator[tuple[str, str]]:
    """Yield, for a recording that was not heard correctly, what was said and what was heard instead.

    A label with words is told in words. Without, it is told as the intent with its slots, or, where one command with
    the right intent was heard, as each slot that came out differently. What was not heard at all is an empty text.
    """
    commands = [decision.command for decision in decisions]
    if label.text:
        yield label.text, ", ".join(decision.text for decision in decisions)
    elif len(commands) == 1 and commands[0].intent == label.intent:
        for name, value in label.slots.items():
            heard = commands[0].slots.get(name)
            if not _are_same(value, heard):
                yield f"{name}={value}", "" if heard is None else f"{name}={heard}"
    else:
        yield _told(label.intent, label.slots), ", ".join(_told(command.intent, command.slots) for command in commands)


def is_meant(command: Command, label: Label) -> bool:
    """Return whether a command is what a label says: the intent and every slot of it."""
    return command.intent == label.intent and all(
        _are_same(value, command.slots.get(name)) for name, value in label.slots.items()
    )


def _are_same(labelled: SlotValue, heard: SlotValue | None) -> bool:
    """Compare numbers by their value, whichever of them is a text, and texts without their case and outer spaces."""
    if heard is None:
        return False
    with suppress(ValueError):
        return float(labelled) == float(heard)
    return str(labelled).strip().casefold() == str(heard).strip().casefold()


def _told(intent: str, slots: Mapping[str, SlotValue]) -> str:
    return " ".join([intent, *(f"{name}={value}" for name, value in sorted(slots.items()))])
