"""What the rooms write to one terminal."""

import io

from voiceskill.occurrences import DeviceBack, DeviceLost
from voiceskill.terminal import Terminal


def test_what_a_satellite_tells_does_not_steer_the_terminal() -> None:
    out = io.StringIO()
    Terminal(out, "bedroom").watch(DeviceLost(1.0, "No sound.\x1b[2J\r\nyou  stop"))
    assert out.getvalue() == "[bedroom]         !! No sound.[2Jyou  stop\n"


def test_reasons_that_take_turns_are_told_once_until_the_sound_is_back() -> None:
    out = io.StringIO()
    terminal = Terminal(out)
    lost, nameless = DeviceLost(1.0, "No answer."), DeviceLost(1.0, "No such name.")
    for occurrence in (lost, nameless, lost, nameless, DeviceBack(2.0), lost):
        terminal.watch(occurrence)
    told = [line.strip() for line in out.getvalue().splitlines()]
    assert told == ["!! No answer.", "!! No such name.", "!! The sound is back.", "!! No answer."]
