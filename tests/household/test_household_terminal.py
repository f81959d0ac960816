"""What the rooms write to one terminal."""

import io

from voiceskill.occurrences import DeviceLost
from voiceskill.terminal import Terminal


def test_what_a_satellite_tells_does_not_steer_the_terminal() -> None:
    out = io.StringIO()
    Terminal(out, "bedroom").watch(DeviceLost(1.0, "No sound.\x1b[2J\r\nyou  stop"))
    assert out.getvalue() == "[bedroom]         !! No sound.[2Jyou  stop\n"
