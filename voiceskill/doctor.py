"""`voiceskill doctor`: what works, what is missing, and the line that mends it."""

import warnings
from collections.abc import Callable, Iterator, Sized
from pathlib import Path

from voiceskill import __version__
from voiceskill.appliance.installation import service_states
from voiceskill.appliance.panel import PinTaken, open_panel
from voiceskill.assembly import alike_names, load_intents, load_wording, open_voice, unheard_names, vosk_model
from voiceskill.complaint import Complaint
from voiceskill.config import Config, Gpio, find_config, load_config
from voiceskill.hearing.calibration import Calibration
from voiceskill.hearing.calibration_file import find_calibrations, read_calibrations
from voiceskill.hearing.choosing import choose_recognizer
from voiceskill.journal.journal import Journal
from voiceskill.journal.place import find_place
from voiceskill.rooms.devices import DeviceKind, choose_device, list_devices

Say = Callable[[str], object]


def examine(config_path: Path | None, say: Say = print) -> int:
    """Look at everything that the coach needs and say what was found.

    Args:
        config_path: The settings, if they are named.
        say: Takes the lines.

    Returns:
        0 if a session can be had, by voice or by keyboard; 1 if something stands in its way.

    Raises:
        Complaint: The settings cannot be used.
    """
    say(f"voiceskill {__version__}")
    path = find_config(config_path)
    config = load_config(path)
    say(f"  good     settings: {path.resolve()}")
    usable = True
    for name, needed, check in _checks(config):
        try:
            for found in check():
                say(f"  {'missing' if isinstance(found, Complaint) else 'good   '}  {name}: {found}")
        except Complaint as complaint:
            usable = usable and not needed
            say(f"  {'MISSING' if needed else 'missing'}  {name}: {complaint}")
    return 0 if usable else 1


_Check = Callable[[], Iterator[str | Complaint]]
"""Yields what was found, and complaints about what a session can do without; raises one where it cannot go on."""


def _checks(config: Config) -> list[tuple[str, bool, _Check]]:
    """Return what is looked at: its name, whether no session is possible without it, and the look."""
    return [
        ("sentences", True, lambda: _sentences(config)),
        ("recogniser", True, lambda: _recognizer(config)),
        ("names", False, lambda: _names(config)),
        ("voice", True, lambda: _voice(config)),
        ("microphone", False, lambda: _device(DeviceKind.MICROPHONE, config.microphone)),
        ("loudspeaker", False, lambda: _device(DeviceKind.LOUDSPEAKER, config.loudspeaker)),
        ("journal", True, lambda: _journal(config)),
        *_wired(config.gpio),
        ("service", False, service_states),
    ]


def _wired(pins: Gpio) -> Iterator[tuple[str, bool, _Check]]:
    """Yield a look at each thing that the settings have on a pin; mostly there is none."""
    if pins.light is not None:
        yield "light", False, lambda: _pin(f"pin {pins.light}", Gpio(light=pins.light))
    if pins.button is not None:
        yield "button", False, lambda: _pin(f"pin {pins.button}", Gpio(button=pins.button))


def _sentences(config: Config) -> Iterator[str]:
    load_intents(config)
    load_wording(config)
    yield f"{_counted(config.stretches, 'stretch', 'es')}, {_counted(config.routines, 'routine', 's')}"


def _recognizer(config: Config) -> Iterator[str | Complaint]:
    model = vosk_model(config, config.recognizer)
    choice = choose_recognizer(config.recognizer, model, config.listening.sensitivity)
    yield f"{choice.recognizer.description}: {choice.reason}"
    yield f"sensitivity {config.listening.sensitivity} of 9, {_calibration(choice.calibration)}"
    try:
        read_calibrations(find_calibrations())
    except Complaint as broken:
        yield broken
    if model is None and config.recognizer == "auto":
        yield Complaint("Vosk would hear better, but there is no model for it; fetch one: `voiceskill models fetch`.")
    for sentence in unheard_names(config, choice.recognizer):
        yield Complaint(sentence)


def _calibration(calibration: Calibration) -> str:
    origin = (
        "measured on this machine" if calibration.measured else "as it comes; `voiceskill calibrate` measures it here"
    )
    return f"fitted to your voice, {origin}" if calibration.lowered else origin


def _names(config: Config) -> Iterator[str | Complaint]:
    advice = alike_names(config)
    if not advice:
        yield "no two sound alike"
    for sentence in advice:
        yield Complaint(sentence)


def _voice(config: Config) -> Iterator[str]:
    with open_voice(config, 22_050) as voice:
        voice.clip("ready")
        yield voice.description


def _device(kind: DeviceKind, wanted: str | None) -> Iterator[str]:
    device = choose_device(list_devices(), kind, wanted)
    yield f"{device.name}, {device.rate} Hz"


def _journal(config: Config) -> Iterator[str]:
    with Journal(find_place(configured=config.journal)) as journal:
        yield f"{journal.name}, {_counted(journal.sessions(), 'session', 's')}"


def _pin(name: str, wired: Gpio) -> Iterator[str]:
    try:
        # That gpiozero tries one driver after another concerns nobody: what comes of it is told.
        with warnings.catch_warnings(action="ignore"), open_panel(wired, lambda _command: None):
            pass
    except PinTaken:
        yield f"{name} is in use, by the coach if he is running"
    else:
        yield name


def _counted(things: Sized, one: str, more: str) -> str:
    return f"{len(things)} {one}{'' if len(things) == 1 else more}"
