"""What each command does when all is well."""

import csv
import io
import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from coaching_settings import write_settings
from program import call, require_no_card
from spoken import write_recording
from virtual_card import VirtualCard

import voiceskill
from voiceskill.cli import main

MODEL = Path(__file__).parents[1] / "vosk_model" / "model"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home of its own, without Vosk models; what was spoken once may be used again."""
    monkeypatch.setenv("VOICESKILL_JOURNAL", str(tmp_path / "journal.sqlite3"))
    return tmp_path


@pytest.fixture
def settings(tmp_path: Path) -> str:
    return str(write_settings(tmp_path))


def _session(folder: Path, settings: str) -> list[dict[str, object]]:
    """Go through both knees to chest, and return what happened."""
    recording, events = folder / "in.wav", folder / "events.jsonl"
    write_recording(recording, [(0.5, "start both knees to chest")], 2.5)
    output = folder / "session.wav"
    files = ["--input", str(recording), "--output", str(output), "--events", str(events)]
    assert main(["run", "--config", settings, *files]) == 0
    return [json.loads(line) for line in events.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("command", ["run", "devices", "doctor", "render", "say", "journal", "models", "models fetch"])
def test_each_command_has_its_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: voiceskill {command} ")


def test_the_help_names_all_commands_and_the_version_is_told() -> None:
    told = call("--help")
    assert told.returncode == 0
    for command in ("run", "devices", "doctor", "render", "say", "journal", "models"):
        assert re.search(rf"^    {command} +\w", told.stdout, re.MULTILINE)
    assert call("--version").stdout == f"voiceskill {voiceskill.__version__}\n"


@pytest.mark.card
def test_devices_of_a_card(virtual_card: VirtualCard) -> None:
    listed = call("devices", variables=virtual_card.variables)
    assert listed.returncode == 0
    heading, *rows = listed.stdout.splitlines()
    assert heading.split() == ["kind", "name", "channels", "Hz", "interface"]
    assert any(re.search(r"microphone +Virtual mic ", row) for row in rows)
    assert any(re.search(r"loudspeaker +Virtual speaker ", row) for row in rows)


def test_the_doctor_is_content_without_a_sound_card(settings: str) -> None:
    require_no_card()
    called = call("doctor", "--config", settings)
    assert called.returncode == 0
    assert f"  good     settings: {settings}\n" in called.stdout
    assert "  good     sentences: 2 stretches, 1 routine\n" in called.stdout
    assert "  good     recogniser: PocketSphinx" in called.stdout
    for missing in ("microphone", "loudspeaker"):
        assert re.search(rf"  missing  {missing}: .*`voiceskill run --typed`", called.stdout)
    assert "MISSING" not in called.stdout
    assert called.stderr == ""


def test_the_doctor_tells_how_to_hear_better(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = write_settings(tmp_path, ("recognizer: pocketsphinx", "recognizer: auto"))
    assert main(["doctor", "--config", str(settings)]) == 0
    assert re.search(r"missing  recogniser: .*`voiceskill models fetch`", capsys.readouterr().out)


def test_the_doctor_is_not_content_without_a_voice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = write_settings(tmp_path, ("language: en", "language: en\nvoice: {name: klingon-bass}"))
    assert main(["doctor", "--config", str(settings)]) == 1
    assert re.search(r"  MISSING  voice: .*espeak-ng --voices", capsys.readouterr().out)


def test_the_doctor_looks_at_the_lamp_and_the_button(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = str(write_settings(tmp_path, ("language: en", "language: en\ngpio: {light: 17, button: 27}")))
    gpiozero = pytest.importorskip("gpiozero", reason="gpiozero is an extra")
    from gpiozero.pins.mock import MockFactory  # noqa: PLC0415 - where there is gpiozero

    monkeypatch.setattr(gpiozero.Device, "pin_factory", MockFactory())
    assert main(["doctor", "--config", settings]) == 0
    assert "  good     light: pin 17\n  good     button: pin 27\n" in capsys.readouterr().out
    with gpiozero.LED(17):
        assert main(["doctor", "--config", settings]) == 0
    assert "  good     light: pin 17 is in use, by the coach if he is running\n" in capsys.readouterr().out
    monkeypatch.setitem(sys.modules, "gpiozero", None)
    assert main(["doctor", "--config", settings]) == 0
    told = capsys.readouterr().out
    for missing in ("light", "button"):
        assert re.search(rf"  missing  {missing}: .*`script/install --gpio`", told)


def test_names_that_no_dictionary_has_can_be_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = write_settings(tmp_path, ("name: both knees to chest", "name: uttanasana"))
    assert main(["doctor", "--config", str(settings)]) == 0
    assert "does not know" not in capsys.readouterr().out


def test_names_that_nobody_can_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [("name: both knees to chest", "name: йога"), ("name: one knee to chest", "name: ヨガ")]
    strange = write_settings(tmp_path, *names)
    assert main(["doctor", "--config", str(strange)]) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if "does not know" in line]
    assert len(told) == 2
    for name, stretch, line in zip(("йога", "ヨガ"), ("both_knees", "one_knee"), told, strict=True):
        assert f'"{name}"' in line
        assert f"to the stretch {stretch} in config.yaml" in line
    mended = write_settings(
        tmp_path,
        *(
            (before, f"{after}\n    sounds_like: {stretch}")
            for (before, after), stretch in zip(names, ("yoga", "back yoga"), strict=True)
        ),
    )
    assert main(["doctor", "--config", str(mended)]) == 0
    assert "does not know" not in capsys.readouterr().out


def test_names_that_sound_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [("name: both knees to chest", "name: cat stretch"), ("name: one knee to chest", "name: calf stretch")]
    settings = write_settings(tmp_path, *names)
    assert main(["doctor", "--config", str(settings)]) == 0
    assert re.search(r'  missing  names: "cat stretch" and "calf stretch" sound alike', capsys.readouterr().out)


def test_a_rendering_lasts_as_long_as_the_session(
    tmp_path: Path, settings: str, capsys: pytest.CaptureFixture[str]
) -> None:
    events = _session(tmp_path, settings)
    begun = next(event["t"] for event in events if event["event"] == "command")
    assert isinstance(begun, float)
    capsys.readouterr()
    output = tmp_path / "out.wav"
    assert main(["render", "both knees to chest", str(output), "--config", settings]) == 0
    info = soundfile.info(output)
    assert (info.samplerate, info.channels, info.subtype) == (22_050, 1, "PCM_16")
    assert info.duration == pytest.approx(soundfile.info(tmp_path / "session.wav").duration - begun, abs=0.1)
    assert capsys.readouterr().out == f"{output}: 0 min {round(info.duration)} s\n"
    samples, rate = soundfile.read(output)
    for second in (samples[:rate], samples[-rate:]):
        assert np.abs(second).max() > 0.1


def test_a_routine_is_rendered_by_its_id_and_by_its_name(tmp_path: Path, settings: str) -> None:
    for name in ("back", "the back routine", "Back Routine"):
        assert main(["render", name, str(tmp_path / f"{name}.wav"), "--config", settings]) == 0
    first, *others = ((tmp_path / f"{name}.wav").read_bytes() for name in ("back", "the back routine", "Back Routine"))
    assert others == [first, first]
    # Five holds and the times between them, and what is said.
    assert soundfile.info(tmp_path / "back.wav").duration > 4 * 5 + 3 + 3


def test_a_text_is_spoken_into_a_file(tmp_path: Path, settings: str) -> None:
    output = tmp_path / "out.wav"
    assert main(["say", "Let your back grow long.", "--output", str(output), "--config", settings]) == 0
    samples, rate = soundfile.read(output)
    assert rate == 22_050
    assert 1 < len(samples) / rate < 4
    assert 0.1 < np.abs(samples).max() <= 0.8


def test_the_journal_is_printed_and_exported(tmp_path: Path, settings: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journal", "--config", settings]) == 0
    assert capsys.readouterr().out == "The journal is empty: no session has been recorded yet.\n"
    _session(tmp_path, settings)
    capsys.readouterr()
    assert main(["journal", "--config", settings]) == 0
    assert "both knees to chest (both_knees)  finished    2 of 2 holds" in capsys.readouterr().out
    table = tmp_path / "table.csv"
    assert main(["journal", "--csv", "--output", str(table)]) == 0
    assert capsys.readouterr().out == ""
    assert main(["journal", "--csv", "--journal", str(tmp_path / "journal.sqlite3")]) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines() == table.read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert [(row["stretch"], row["held_s"], row["completed"]) for row in rows] == [("both_knees", "5.0", "yes")] * 2


def test_models_are_listed_fetched_and_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if not (MODEL / "am" / "final.mdl").is_file():
        pytest.skip(f"no Vosk model in {MODEL}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert main(["models", "list"]) == 0
    assert "vosk-model-small-en-us-0.15" in capsys.readouterr().out
    assert main(["models", "fetch", str(MODEL)]) == 0
    fetched = tmp_path / "cache" / "voiceskill" / "models" / MODEL.name
    assert capsys.readouterr().out == f"{MODEL.name} lies in {fetched}.\n"
    assert main(["models", "list"]) == 0
    assert str(fetched) in capsys.readouterr().out
    assert main(["models", "check", str(fetched)]) == 0
    assert "  good  " in capsys.readouterr().out
    (fetched / "am" / "final.mdl").unlink()
    assert main(["models", "check", str(fetched)]) == 1
    assert "  bad   it lacks am/final.mdl" in capsys.readouterr().out


def test_a_model_that_is_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "fetch", str(tmp_path / "absent")]) == 2
    assert "neither a model nor a file" in capsys.readouterr().err
