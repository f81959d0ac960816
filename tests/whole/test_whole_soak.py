"""Session after session leaves nothing behind: no thread, no open file, no memory."""

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from spoken import Said, write_recording
from test_whole_session import write_settings
from vital_signs import VitalSigns, read_up_to, vital_signs

CHECKOUT = Path(__file__).resolve().parents[2]
_SECONDS = 150
_ROUND_S = 30
"""Seconds after which the same is said again."""
_LOOK_S = 5
_LOOKS = range(40, 141, _LOOK_S)
"""Seconds of sound after which the program is looked at: once it is warm, and as long as it prints."""
_BYTES_PER_S = 32_000
"""Of sound, as it is heard."""
_GROWTH_MB = 0.5 * _ROUND_S * _BYTES_PER_S / 2**20
"""What a round may leave behind: half of what all the sound of it would be. What grows more slowly than that, a MB a
minute, is for `benchmarks/soak.py` to find, which has hours for it."""


def sessions() -> list[Said]:
    """Return what somebody says who does a short routine every half a minute, and others who talk."""
    each: list[Said] = [(1.0, "start one knee to chest"), (7.0, "pause"), (11.0, "go on"), (17.0, "that hurts")]
    each += [(21.0, "stop"), (25.0, "the weather will be fine tomorrow")]
    return [(begin + moment, text) for begin in range(0, _SECONDS, _ROUND_S) for moment, text in each]


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> list[VitalSigns]:
    """What the program was like, look by look."""
    folder = tmp_path_factory.mktemp("soak")
    recording = write_recording(folder / "in.wav", sessions(), _SECONDS)
    settings = write_settings(folder / "config.yaml")
    command = [sys.executable, "-m", "voiceskill", "run", "--config", str(settings), "--input", str(recording)]
    with subprocess.Popen(
        [*command, "--recognizer", "pocketsphinx", "--port", "0", "--duration", str(_SECONDS)],
        env=os.environ | {"PYTHONPATH": str(CHECKOUT), "VOICESKILL_JOURNAL": str(folder / "journal.sqlite3")},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout
        seen = [*_seen(process.pid, recording, process.stdout)]
    assert process.returncode == 0
    assert len(seen) == len(_LOOKS)
    return seen


def _seen(process: int, recording: Path, printed: Iterator[bytes]) -> Iterator[VitalSigns]:
    due = [*_LOOKS]
    for _ in printed:  # it prints every second or so of a session
        if due and read_up_to(process, recording) > due[0] * _BYTES_PER_S:
            yield vital_signs(process)
            due.pop(0)


@pytest.mark.parametrize("name", ["threads", "open_files", "children"])
def test_nothing_is_left_open(looks: list[VitalSigns], name: str) -> None:
    figures = [getattr(look, name) for look in looks]
    half = len(figures) // 2
    assert min(figures[half:]) <= min(figures[:half]), (
        "the least of each, for a file that is just being written is not left open"
    )


@pytest.mark.parametrize("name", ["own_memory", "children_own_memory"])
def test_no_memory_is_left_behind(looks: list[VitalSigns], name: str) -> None:
    figures = [getattr(look, name) for look in looks]
    a_round_later = figures[_ROUND_S // _LOOK_S :]
    growth = [later - before for before, later in zip(figures, a_round_later, strict=False)]
    assert statistics.median(growth) < _GROWTH_MB, "the median, for what libraries gain at one time they gain only once"
