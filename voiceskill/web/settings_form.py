"""Settings as the fields of a form: how each is shown, read and written."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Any

from voiceskill.coaching.manner import Counting, Style
from voiceskill.complaint import Complaint
from voiceskill.config import Config
from voiceskill.config.settings_file import Data, Edit
from voiceskill.hearing.models.finding import installed_models
from voiceskill.rooms.devices import DeviceKind, list_devices
from voiceskill.speaking.synthesizer import Synthesizer


class Shown(StrEnum):
    """How a setting is shown."""

    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"
    TIME = "time"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Option:
    """One of several values."""

    value: str
    """As the form sends it; empty: the setting is left empty."""
    label: str
    """As it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A setting that the page can change."""

    key: str
    """The way to it in the settings, its parts joined by dots; the form's name of it, too."""
    label: str
    """What it is called."""
    hint: str = ""
    """What else is to be known about it."""
    shown: Shown = Shown.CHOICE
    """How it is shown."""
    options: Callable[[Config], Iterable[Option]] = lambda _config: ()
    """What can be chosen."""
    step: str = "1"
    """Smallest change of a number."""
    several: bool = False
    """Whether its text is a list, the parts separated by commas."""

    def text(self, config: Config) -> str:
        """Return the value as the form shows it."""
        return _text(attrgetter(self.key)(config))

    def plain(self, config: Config) -> bool | float | str | list[str] | None:
        """Return the value as JSON has it."""
        value = attrgetter(self.key)(config)
        match value:
            case None | bool() | int() | float():
                return value
            case tuple():
                return [*map(_text, value)]
            case _:
                return _text(value)

    def choices(self, config: Config) -> tuple[Option, ...]:
        """Return what can be chosen, the present value always among it."""
        options = tuple(self.options(config))
        present = self.text(config)
        return options if any(one.value == present for one in options) else (*options, Option(present, present))

    def value(self, text: str) -> object:
        """Return what is written for a text; None empties the setting. What is wrong is left for others to refuse."""
        text = text.strip()
        if self.several:
            return [part.strip() for part in text.split(",") if part.strip()]
        if not text:
            return None
        match self.shown:
            case Shown.NUMBER:
                return _number(text)
            case Shown.YES_NO:
                return text == "yes"
            case _:
                return text


def filled_in(settings: Iterable[Setting], seen: Mapping[str, str], form: Mapping[str, str]) -> dict[str, str]:
    """Return what somebody has changed in a form, by the settings' keys.

    Args:
        settings: Those that the form may change.
        seen: The texts that the form showed him, by the settings' keys.
        form: The texts that he sends back.
    """
    return {
        setting.key: form[setting.key].strip()
        for setting in settings
        if setting.key in form and form[setting.key].strip() != seen.get(setting.key)
    }


def writing(values: Mapping[str, object]) -> Edit:
    """Return the edit that gives settings these values, by their keys; None empties one, the others stay."""

    def edit(data: Data) -> None:
        for key, value in values.items():
            *way, last = key.split(".")
            place = data
            for part in way:
                place[part] = place.get(part) or {}
                place = place[part]
            place[last] = value

    return edit


def devices(kind: DeviceKind) -> Callable[[Config], Iterable[Option]]:
    """Return what can be chosen as microphone or loudspeaker."""

    def options(_config: Config) -> Iterable[Option]:
        try:
            found = list_devices()
        except Complaint as complaint:
            yield Option("", f"The system's default ({str(complaint).removesuffix('.')})")
            return
        yield Option("", "The system's default")
        yield from (Option(each.name, each.name) for each in found if each.kind is kind)

    return options


def voices(config: Config) -> Iterable[Option]:
    """Yield the voices that speak the language of the settings."""
    yield Option("", "The usual one")
    try:
        yield from _voices(config.language)
    except Complaint:  # the coach says himself what is missing
        return


def models(_config: Config) -> Iterable[Option]:
    """Yield the Vosk models on this machine."""
    yield Option("", "The best one on this machine")
    yield from (Option(str(model.path), model.name) for model in installed_models())


def several(**labels: str) -> Callable[[Config], Iterable[Option]]:
    """Return the options of these values and labels."""
    options = [Option(value, label) for value, label in labels.items()]
    return lambda _config: options


GROUPS: Mapping[str, Sequence[Setting]] = {
    "Microphone and loudspeaker": (
        Setting(
            key="microphone",
            label="Microphone",
            hint="Counts from the next start of the program on.",
            options=devices(DeviceKind.MICROPHONE),
        ),
        Setting(
            key="loudspeaker",
            label="Loudspeaker",
            hint="Counts from the next start of the program on.",
            options=devices(DeviceKind.LOUDSPEAKER),
        ),
    ),
    "Voice": (
        Setting(key="voice.name", label="Voice", options=voices),
        Setting(key="voice.rate", label="Speed", hint="Words a minute, 80 to 300.", shown=Shown.NUMBER, step="5"),
        Setting(
            key="voice.volume", label="Volume", hint="From 0, silent, to 1, full.", shown=Shown.NUMBER, step="0.05"
        ),
        Setting(
            key="voice.style",
            label="How much the coach says",
            options=several(
                **{
                    Style.AUTO: "All of it while a stretch is new, then a reminder",
                    Style.FULL: "All instructions each time",
                    Style.SHORT: "A reminder each time",
                    Style.CHIMES: "Names and chimes only",
                }
            ),
        ),
        Setting(
            key="voice.counting",
            label="Holds are counted in",
            options=several(**{Counting.SECONDS: "Seconds", Counting.BREATHS: "Breaths"}),
        ),
    ),
    "Coaching": (
        Setting(
            key="coaching.lead_time",
            label="Time to get into position",
            hint="Seconds; empty: the coach waits until you say “ready”.",
            shown=Shown.NUMBER,
        ),
        Setting(key="coaching.rest", label="Rest between two holds", hint="Seconds.", shown=Shown.NUMBER),
        Setting(key="coaching.change_time", label="Time to change sides", hint="Seconds.", shown=Shown.NUMBER),
        Setting(
            key="coaching.ask_rating",
            label="Ask how your back is, before and after a routine",
            shown=Shown.YES_NO,
            options=several(yes="Yes", no="No"),
        ),
        Setting(
            key="coaching.day_limit",
            label="Minutes in a day after which the coach asks before he begins more",
            hint="0: he never asks.",
            shown=Shown.NUMBER,
        ),
    ),
    "Reminders": (
        Setting(
            key="reminders.times",
            label="Times of day",
            hint="Such as 10:00, 16:30; empty: none.",
            shown=Shown.TEXT,
            several=True,
        ),
        Setting(
            key="reminders.after_hours",
            label="Hours without a session after which the coach asks",
            hint="Empty: never.",
            shown=Shown.NUMBER,
            step="0.5",
        ),
        Setting(key="reminders.quiet_from", label="Quiet from", shown=Shown.TIME),
        Setting(key="reminders.quiet_until", label="Quiet until", shown=Shown.TIME),
    ),
    "Hearing": (
        Setting(
            key="listening.sensitivity",
            label="Sensitivity",
            hint="1 to 9: more if you have to say things twice, less if the coach obeys what was not meant for him.",
            shown=Shown.NUMBER,
        ),
        Setting(
            key="listening.wake_phrase",
            label="Wake phrase",
            hint="For homes with much talk: what must be said first while no session is under way. Empty: nothing.",
            shown=Shown.TEXT,
        ),
        Setting(
            key="recognizer",
            label="Recogniser",
            hint="Counts from the next start of the program on.",
            options=several(
                auto="Vosk where its model is here, else PocketSphinx", vosk="Vosk", pocketsphinx="PocketSphinx"
            ),
        ),
        Setting(
            key="vosk_model",
            label="Model of Vosk",
            hint="Counts from the next start of the program on.",
            options=models,
        ),
    ),
}
"""The settings of the page about sound and voice, by the titles of their groups."""

SETTINGS: Mapping[str, Setting] = {setting.key: setting for group in GROUPS.values() for setting in group}
"""The same by their keys."""


@cache
def _voices(language: str) -> tuple[Option, ...]:
    synthesizer = Synthesizer()
    try:
        return tuple(Option(voice.setting, voice.title) for voice in synthesizer.voices(language))
    finally:
        synthesizer.close()


def _number(text: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _text(value: Any) -> str:  # noqa: ANN401 - settings are of many types
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case time():
            return f"{value:%H:%M}"
        case tuple():
            return ", ".join(map(_text, value))
        case _:
            return str(value)
