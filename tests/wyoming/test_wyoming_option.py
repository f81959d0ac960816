"""`voiceskill run --uri` has the coach speak the Wyoming protocol."""

import pytest

from voiceskill import running
from voiceskill.cli import main
from voiceskill.running import RunOptions


def test_the_command_line_says_where_other_programs_find_the_coach(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[RunOptions] = []
    monkeypatch.setattr(running, "run", asked.append)
    main(["run", "--uri", "tcp://127.0.0.1:10300"])
    assert [options.uri for options in asked] == ["tcp://127.0.0.1:10300"]
