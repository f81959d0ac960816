"""A lamp shows what the coach does, and a button pauses and stops, on pins that gpiozero itself provides for tests."""

import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

gpiozero = pytest.importorskip("gpiozero", reason="gpiozero is an extra")
from gpiozero.pins.mock import MockFactory  # noqa: E402 - where there is gpiozero

from voiceskill.appliance.panel import Panel, open_panel  # noqa: E402
from voiceskill.coaching.command import Command  # noqa: E402
from voiceskill.coaching.state import State  # noqa: E402
from voiceskill.complaint import Complaint  # noqa: E402
from voiceskill.config import Gpio, load_config  # noqa: E402
from voiceskill.occurrences import DeviceBack, DeviceLost, StateChanged  # noqa: E402

LIGHT, BUTTON = 17, 27
PATIENCE_S = 10


class Wired:
    """A panel, its pins, and what was asked by it."""

    def __init__(self, *, long_s: float = 60.0) -> None:
        """Wire lamp and button."""
        self.pins = MockFactory()
        self.asked: list[str] = []
        self.news = threading.Event()
        self.opening = open_panel(Gpio(light=LIGHT, button=BUTTON), self.ask, factory=self.pins, long_s=long_s)
        self.panel: Panel = self.opening.__enter__()

    def ask(self, command: Command) -> None:
        """Take a command."""
        self.asked.append(command.intent)
        self.news.set()

    def now(self, state: State) -> None:
        """Let the coach do something else."""
        self.panel.watch(StateChanged(0.0, state))

    def close(self) -> None:
        """Take the wires off."""
        self.opening.__exit__(None, None, None)


@pytest.fixture
def wired() -> Iterator[Wired]:
    """Return a panel whose button is never pressed for long."""
    wired = Wired()
    yield wired
    wired.close()


def test_the_lamp_is_on_while_the_coach_listens_and_blinks_in_a_session(wired: Wired) -> None:
    lamp = wired.pins.pin(LIGHT)
    assert lamp.state
    wired.now(State.HOLDING)
    lit = {lamp.state}
    changed = threading.Event()
    write = lamp._set_state

    def follow(value: float) -> None:
        write(value)
        lit.add(bool(value))
        if len(lit) == 2:
            changed.set()

    lamp._set_state = follow
    assert changed.wait(PATIENCE_S)
    wired.now(State.RESTING)  # blinks on, without beginning anew
    wired.now(State.IDLE)
    assert lamp.state


def test_the_lamp_is_off_while_the_coach_hears_nothing(wired: Wired) -> None:
    lamp = wired.pins.pin(LIGHT)
    wired.panel.watch(DeviceLost(0.0, "The microphone is gone."))
    assert not lamp.state
    wired.now(State.PAUSED)
    wired.now(State.IDLE)
    assert not lamp.state
    wired.panel.watch(DeviceBack(0.0))
    assert lamp.state


def test_a_short_press_pauses_and_goes_on(wired: Wired) -> None:
    button = wired.pins.pin(BUTTON)
    wired.now(State.HOLDING)
    _press(button)
    wired.now(State.PAUSED)
    _press(button)
    assert wired.asked == ["pause", "go_on"]


def test_a_long_press_stops_at_once_and_letting_go_does_nothing_more() -> None:
    wired = Wired(long_s=0.01)
    button = wired.pins.pin(BUTTON)
    button.drive_low()
    assert wired.news.wait(PATIENCE_S)
    button.drive_high()
    assert wired.asked == ["stop"]
    wired.close()


def test_without_wires_there_is_nothing() -> None:
    with open_panel(Gpio(), lambda _command: None) as panel:
        panel.watch(StateChanged(0.0, State.HOLDING))


def complaint_about(pins: Gpio, factory: MockFactory | None = None) -> str:
    """Return why these pins cannot be had; without a factory gpiozero looks for the machine's own."""
    with (
        pytest.raises(Complaint) as refused,
        warnings.catch_warnings(action="ignore"),
        open_panel(pins, lambda _command: None, factory=factory),
    ):
        pass
    return str(refused.value)


def test_a_pin_that_is_in_use_is_told() -> None:
    told = complaint_about(Gpio(light=LIGHT, button=LIGHT), MockFactory())
    assert told.startswith("The button that the settings under gpio have on pin 17 cannot be had: it is in use;")


def test_where_gpiozero_is_missing_its_installation_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gpiozero", None)
    assert "`script/install --gpio`" in complaint_about(Gpio(light=LIGHT))


def test_what_keeps_the_pins_from_being_used_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine without pins, for a user who may not have them, and where no driver is installed."""
    monkeypatch.setattr("voiceskill.appliance.panel._DEVICES", tmp_path)
    assert "this machine has no pins; leave the button out" in complaint_about(Gpio(button=BUTTON))
    chip = tmp_path / "gpiochip0"
    chip.symlink_to(tmp_path / "absent")  # nobody can open that, root neither
    assert "`sudo usermod -aG gpio $USER`" in complaint_about(Gpio(button=BUTTON))
    chip.unlink()
    chip.touch()
    assert "install what drives the pins with `script/install --gpio`" in complaint_about(Gpio(button=BUTTON))


@pytest.mark.parametrize(
    ("gpio", "complaint"),
    [
        ("{light: 17, button: 17}", "line 3: the light and the button are both on pin 17"),
        ("{light: 28}", "line 3: .*from 0 to 27"),
    ],
)
def test_pins_that_cannot_be_are_told(gpio: str, complaint: str, tmp_path: Path) -> None:
    settings = tmp_path / "config.yaml"
    settings.write_text(f"stretches:\n  dog: {{name: dog, instructions: [Down.], release: Up.}}\ngpio: {gpio}\n")
    with pytest.raises(Complaint, match=complaint):
        load_config(settings)


def _press(button: object) -> None:
    button.drive_low()  # type: ignore[attr-defined] # MockPin has it, and no types
    button.drive_high()  # type: ignore[attr-defined]
