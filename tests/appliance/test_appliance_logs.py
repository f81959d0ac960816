"""What goes wrong is told to systemd's journal with its urgency, and to everybody else in plain words."""

import logging
import os
import subprocess
import sys
from pathlib import Path

from voiceskill.appliance.logs import JournalFormatter, goes_to_journal


def _complaint(folder: Path, stream: str) -> str:
    log = folder / "log"
    with log.open("w") as file:
        found = os.fstat(file.fileno())
        variables = os.environ | {"JOURNAL_STREAM": stream or f"{found.st_dev}:{found.st_ino}"}
        command = [sys.executable, "-m", "voiceskill", "run", "--config", "nowhere.yaml"]
        assert subprocess.run(command, env=variables, stderr=file, check=False).returncode == 2
    return log.read_text()


def test_a_complaint_is_an_error_in_the_journal_and_a_sentence_elsewhere(tmp_path: Path) -> None:
    assert _complaint(tmp_path, "").startswith("<3>voiceskill: The settings file nowhere.yaml")
    assert _complaint(tmp_path, "8:1234").startswith("voiceskill: The settings file nowhere.yaml")


def test_each_line_has_its_urgency() -> None:
    formatter = JournalFormatter("%(message)s")
    levels = {logging.CRITICAL: 2, logging.ERROR: 3, logging.WARNING: 4, logging.INFO: 6, logging.DEBUG: 7}
    for level, priority in levels.items():
        record = logging.LogRecord("name", level, __file__, 1, "one\ntwo", None, None)
        assert formatter.format(record) == f"<{priority}>one\n<{priority}>two"


def test_a_stream_without_a_file_leads_to_no_journal(tmp_path: Path) -> None:
    file = (tmp_path / "closed").open("w")
    file.close()
    assert not goes_to_journal(file, {"JOURNAL_STREAM": "0:0"})
