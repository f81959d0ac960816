"""The journal lies where it is named, else among the user's own data."""

from pathlib import Path

import pytest

from voiceskill.journal import find_journal


def test_nearer_names_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("VOICESKILL_JOURNAL", "")
    assert find_journal() == tmp_path / "voiceskill" / "journal.sqlite3"
    monkeypatch.setenv("VOICESKILL_JOURNAL", "mine.sqlite3")
    assert find_journal() == Path("mine.sqlite3")
    assert find_journal(Path("explicit.sqlite3")) == Path("explicit.sqlite3")
