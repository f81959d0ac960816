"""`voiceskill satellites` lets satellites in and out, and says what to type."""

import re
from pathlib import Path

import pytest

from voiceskill.backup.keeping import back_up
from voiceskill.backup.places import find_places
from voiceskill.backup.restoring import restore
from voiceskill.cli import main
from voiceskill.pairing.certificate import fingerprint_of
from voiceskill.pairing.codes import Codes, prove
from voiceskill.pairing.tokens import Tokens

SETTINGS = """\
rooms:
  bedroom: {name: the bedroom}
  mat_1: {name: first mat, satellite: "tcp://10.0.0.5:10700"}
satellites: {host: 10.0.0.2, port: 10900}
stretches:
  child_pose: {name: child's pose, instructions: [Kneel down.], release: Come up.}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where satellites are kept, beside settings with two rooms."""
    config = tmp_path / "config.yaml"
    config.write_text(SETTINGS)
    monkeypatch.setenv("VOICESKILL_CONFIG", str(config))
    monkeypatch.setenv("VOICESKILL_SATELLITES", str(tmp_path / "satellites"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    return tmp_path / "satellites"


def test_what_is_to_be_typed_pairs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["satellites", "pair", "The Bedroom"]) == 0
    line = re.search(
        r"--server 10\.0\.0\.2:10900 --room bedroom --pair (\w{8})$", capsys.readouterr().out, re.MULTILINE
    )
    assert line
    tokens = Tokens(folder / "tokens.json")
    proof = prove(line[1], "ff", "nonce", "satellite")
    assert Codes(folder / "codes.json", tokens).redeem("bedroom", "ff", "nonce", proof)

    main(["satellites"])
    assert "the bedroom: paired\n" in capsys.readouterr().out

    assert main(["satellites", "forget", "bedroom"]) == 0
    assert tokens.rooms() == frozenset()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["pair", "cellar"], "config.yaml have no room 'cellar'; there are bedroom, mat_1"),
        (["pair", "first mat"], "there is nothing to pair"),
        (["forget", "bedroom"], "No satellite is paired in bedroom"),
    ],
)
def test_what_cannot_be_done_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert main(["satellites", *arguments]) == 2
    assert sentence in capsys.readouterr().err
    assert not (folder / "codes.json").exists()


def test_a_backup_brings_the_satellites_along(folder: Path, tmp_path: Path) -> None:
    fingerprint = fingerprint_of(folder)
    tokens = Tokens(folder / "tokens.json")
    token = tokens.issue("bedroom")
    backup = back_up(find_places(), tmp_path / "kept.tar.gz").file
    (folder / "certificate.pem").unlink()
    tokens.forget("bedroom")

    restore(find_places(), backup)

    assert fingerprint_of(folder) == fingerprint
    assert tokens.knows("bedroom", token)
