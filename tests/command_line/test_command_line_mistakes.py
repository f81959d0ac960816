"""What a user can get wrong: one clear sentence, exit status 2, nothing lost."""

import os
import resource
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from coaching_settings import write_settings
from program import call, command, environment, require_no_card, through_pipes
from spoken import write_recording
from virtual_card import VirtualCard

from voiceskill.cli import main

KEPT = "worth keeping"
UNWRITABLE = Path("/sys")
"""A folder in which nobody, root included, can make a file."""
LITTLE_ROOM = 600_000
"""Bytes: enough for the journal and for what the synthesiser says in one go, too few for a session's recording."""


@pytest.fixture(autouse=True)
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "journal.sqlite3"
    monkeypatch.setenv("VOICESKILL_JOURNAL", str(path))
    return path


@pytest.fixture
def settings(tmp_path: Path) -> str:
    return str(write_settings(tmp_path))


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("recording") / "in.wav"
    return str(write_recording(path, [(0.5, "start both knees to chest")], 2.5))


class Mistakes:
    """Runs the command line on something that is wrong."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def told(self, *arguments: str | Path) -> str:
        """Return the one sentence in which the program refuses."""
        self._capsys.readouterr()
        assert main([str(argument) for argument in arguments]) == 2
        return sentence(self._capsys.readouterr().err)

    def misused(self, *arguments: str) -> str:
        """Return what is said of arguments that make no command."""
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 2
        return self._capsys.readouterr().err.splitlines()[-1]


def sentence(err: str) -> str:
    """Return the sentence that the standard error ends with, and see that it is the only one."""
    *before, last = err.splitlines()
    assert all(line.startswith(("Listening with ", "The page")) for line in before), err
    assert last.startswith("voiceskill: ")
    return last.removeprefix("voiceskill: ")


@pytest.fixture
def mistakes(capsys: pytest.CaptureFixture[str]) -> Mistakes:
    return Mistakes(capsys)


@contextmanager
def files_of_at_most(count: int) -> Iterator[None]:
    """Let nobody write a longer file, in bytes: to who writes one it is a disk that has become full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (count, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("- stretch: one_knee", "- stretch: one_nee", 'asks for the stretch "one_nee", which is not among'),
        ("hold: 5", "hold: -5", 'line 10: the hold of "both_knees" is -5; it must be from 5 to 300 seconds.'),
        ("hold: 5", "hold: 10000", 'line 10: the hold of "both_knees" is 10000; it must be from 5 to 300 seconds.'),
        ("stretches:", "stretches: [", "this is not valid YAML"),
    ],
)
def test_wrong_settings(tmp_path: Path, mistakes: Mistakes, right: str, wrong: str, told: str) -> None:
    settings = write_settings(tmp_path, (right, wrong))
    for name in ("run", "doctor", "journal"):
        refusal = mistakes.told(name, "--config", settings)
        assert refusal.startswith(f"{settings}, line ")
        assert told in refusal


def test_absent_settings(tmp_path: Path, mistakes: Mistakes) -> None:
    for name in ("run", "doctor", "journal"):
        assert "absent.yaml, named by --config, does not exist" in mistakes.told(
            name, "--config", tmp_path / "absent.yaml"
        )


def test_wrong_recordings(tmp_path: Path, settings: str, journal: Path, mistakes: Mistakes) -> None:
    text, pipe = tmp_path / "text.wav", tmp_path / "pipe.wav"
    text.write_text("Dear diary, it hurts less.", encoding="utf-8")
    os.mkfifo(pipe)
    output, events = tmp_path / "out.wav", tmp_path / "events.jsonl"
    for kept in (output, events):
        kept.write_text(KEPT, encoding="utf-8")
    for recording, told in (
        (text, "text.wav is not a recording"),
        (tmp_path / "absent.wav", "absent.wav cannot be read: No such file or directory."),
        (pipe, "pipe.wav is a pipe, not a file; name a WAV file, recorded beforehand."),
    ):
        refusal = mistakes.told(
            "run", "--config", settings, "--input", recording, "--output", output, "--events", events
        )
        assert told in refusal
    assert output.read_text(encoding="utf-8") == events.read_text(encoding="utf-8") == KEPT
    assert not journal.exists()


@pytest.mark.parametrize("option", ["--output", "--events"])
def test_places_where_nothing_can_be_written(
    tmp_path: Path, settings: str, recording: str, mistakes: Mistakes, option: str
) -> None:
    for place, reason in (
        (tmp_path / "absent" / "out", "No such file or directory"),
        (UNWRITABLE / "out", ""),
        (tmp_path, ""),
    ):
        refusal = mistakes.told("run", "--config", settings, "--input", recording, option, place)
        assert f"cannot be written{' to' if option == '--output' else ''}" in refusal or "no file" in refusal
        assert str(place) in refusal
        assert reason in refusal


def test_an_output_that_cannot_be_written_costs_no_older_events(
    tmp_path: Path, settings: str, recording: str, mistakes: Mistakes
) -> None:
    events = tmp_path / "events.jsonl"
    events.write_text(KEPT, encoding="utf-8")
    absent = tmp_path / "absent" / "out.wav"
    mistakes.told("run", "--config", settings, "--input", recording, "--output", absent, "--events", events)
    assert events.read_text(encoding="utf-8") == KEPT


def test_a_disk_that_the_output_fills(
    tmp_path: Path, settings: str, recording: str, journal: Path, mistakes: Mistakes
) -> None:
    output = tmp_path / "out.wav"
    output.write_text(KEPT, encoding="utf-8")
    with files_of_at_most(LITTLE_ROOM):
        refusal = mistakes.told("run", "--config", settings, "--input", recording, "--output", output)
    assert f"The recording cannot be written to {output}" in refusal
    assert output.read_text(encoding="utf-8") == KEPT
    assert not [*tmp_path.glob("*.part")]
    assert _outcomes(journal) == ["stopped"]


def test_a_disk_that_the_events_fill(settings: str, recording: str, journal: Path, mistakes: Mistakes) -> None:
    refusal = mistakes.told("run", "--config", settings, "--input", recording, "--events", "/dev/full")
    assert refusal == "The event log /dev/full cannot be written: No space left on device; make room there."
    assert _outcomes(journal) == ["finished"], "the one on the mat comes first"


def test_a_reader_of_the_events_who_leaves_in_mid_session(tmp_path: Path, settings: str, journal: Path) -> None:
    fifo = tmp_path / "events"
    os.mkfifo(fifo)
    with through_pipes("run", "--typed", "--config", settings, "--events", fifo) as dialogue:
        with fifo.open(encoding="utf-8") as events:
            dialogue.type("start both knees to chest")
            assert any('"state": "explaining"' in line for line in events)
        dialogue.type("ready")
        assert dialogue.end() == 2
    assert "Traceback" not in dialogue.written
    assert f"voiceskill: The event log {fifo} cannot be written: Broken pipe" in dialogue.written
    assert _outcomes(journal) == ["stopped"]


def test_a_rendering_that_cannot_be_written(tmp_path: Path, settings: str, mistakes: Mistakes) -> None:
    output = tmp_path / "out.wav"
    output.write_text(KEPT, encoding="utf-8")
    with files_of_at_most(LITTLE_ROOM):
        assert "make room there" in mistakes.told("render", "back", output, "--config", settings)
    assert "make room there" in mistakes.told("render", "back", tmp_path / "absent" / "out.wav", "--config", settings)
    assert "make room there" in mistakes.told("render", "back", UNWRITABLE / "out.wav", "--config", settings)
    assert output.read_text(encoding="utf-8") == KEPT
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".wav", ".yaml"]


def test_a_routine_that_there_is_not(tmp_path: Path, settings: str, mistakes: Mistakes) -> None:
    output = tmp_path / "out.wav"
    refusal = mistakes.told("render", "the front routine", output, "--config", settings)
    assert refusal == "There is no routine or stretch called 'the front routine'; there are back, both_knees, one_knee."
    assert not output.exists()


def test_a_voice_that_there_is_not(tmp_path: Path, recording: str, mistakes: Mistakes) -> None:
    settings = write_settings(tmp_path, ("language: en", "language: en\nvoice: {name: klingon-bass}"))
    output = tmp_path / "out.wav"
    output.write_text(KEPT, encoding="utf-8")
    assert 'no voice "klingon-bass"' in mistakes.told("say", "hello", "--output", output, "--config", settings)
    assert 'no voice "klingon-bass"' in mistakes.told("render", "back", output, "--config", settings)
    assert 'no voice "klingon-bass"' in mistakes.told("run", "--input", recording, "--config", settings)
    assert output.read_text(encoding="utf-8") == KEPT


def test_files_that_would_overwrite_the_recording(recording: str, settings: str, mistakes: Mistakes) -> None:
    before = Path(recording).read_bytes()
    for option in ("--output", "--events"):
        refusal = mistakes.told("run", "--config", settings, "--input", recording, option, recording)
        assert "would overwrite the recording" in refusal
    assert Path(recording).read_bytes() == before


def test_options_that_do_not_go_together(tmp_path: Path, settings: str, recording: str, mistakes: Mistakes) -> None:
    output = tmp_path / "out.wav"
    assert "--input only" in mistakes.told("run", "--config", settings, "--output", output)
    assert "exclude each other" in mistakes.told("run", "--config", settings, "--typed", "--input", recording)
    assert "--csv or --json only" in mistakes.told("journal", "--output", output)
    assert not output.exists()


@pytest.mark.parametrize("duration", ["-1", "0", "nan", "inf", "soon"])
def test_durations_that_are_none(mistakes: Mistakes, duration: str) -> None:
    told = mistakes.misused("run", "--duration", duration)
    assert told == f"voiceskill run: error: argument --duration: {duration!r} is not a number of seconds above 0"


def test_words_that_are_no_command(mistakes: Mistakes) -> None:
    assert "invalid choice: 'whisper'" in mistakes.misused("run", "--recognizer", "whisper")
    assert "invalid choice: 'stretch'" in mistakes.misused("stretch")
    assert "required: COMMAND" in mistakes.misused()
    assert "unrecognized arguments: --loud" in mistakes.misused("run", "--loud")


def test_vosk_without_a_model(settings: str, recording: str, journal: Path, mistakes: Mistakes) -> None:
    refusal = mistakes.told("run", "--config", settings, "--input", recording, "--recognizer", "vosk")
    assert "no Vosk model on this machine" in refusal
    assert not journal.exists()


def test_journals_that_are_none(tmp_path: Path, settings: str, recording: str, mistakes: Mistakes) -> None:
    diary = tmp_path / "diary"
    diary.write_text("Dear diary, it hurts less.", encoding="utf-8")
    recipes = tmp_path / "recipes.sqlite3"
    with sqlite3.connect(recipes) as database:
        database.execute("CREATE TABLE soup (name TEXT)")
    before = recipes.read_bytes()
    for path, told in (
        (diary, "is damaged"),
        (recipes, "belongs to another program"),
        (tmp_path, "is a folder"),
        (tmp_path / "absent", "does not exist; check the name"),
    ):
        assert told in mistakes.told("journal", "--config", settings, "--journal", path)
        assert told in mistakes.told("journal", "--csv", "--journal", path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VOICESKILL_JOURNAL", str(diary))
        assert "is damaged" in mistakes.told("run", "--config", settings, "--input", recording)
    assert diary.read_text(encoding="utf-8") == "Dear diary, it hurts less."
    assert recipes.read_bytes() == before
    assert not (tmp_path / "absent").exists()


def test_a_table_that_cannot_be_written(tmp_path: Path, settings: str, recording: str, mistakes: Mistakes) -> None:
    assert main(["run", "--config", settings, "--input", recording]) == 0
    assert "cannot be written" in mistakes.told("journal", "--csv", "--output", tmp_path / "absent" / "table.csv")


def test_no_sound_card(settings: str, journal: Path) -> None:
    require_no_card()
    for arguments in (["run"], ["say", "hello"], ["devices"]):
        config = [] if arguments == ["devices"] else ["--config", settings]
        called = call(*arguments, *config)
        assert called.returncode == 2
        assert called.stdout == ""
        assert sentence(called.stderr).startswith("This machine has no ")
    assert not journal.exists()


@pytest.mark.card
def test_a_microphone_that_there_is_not(tmp_path: Path, virtual_card: VirtualCard) -> None:
    settings = write_settings(tmp_path, ("language: en", "language: en\nmicrophone: parrot"))
    called = call("run", "--config", settings, variables=virtual_card.variables)
    assert called.returncode == 2
    assert 'No microphone has "parrot" in its name' in sentence(called.stderr)
    assert "Virtual mic" in called.stderr


def test_an_output_that_nobody_reads(settings: str, recording: str, journal: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    for arguments in (["run", "--input", recording], ["journal"]):
        called = _call_into(writing, *arguments, "--config", settings)
        assert called.returncode == 0
        assert "Error" not in called.stderr
    os.close(writing)
    assert set(_outcomes(journal)) <= {"stopped"}


def test_an_output_on_a_full_disk(settings: str, recording: str) -> None:
    with Path("/dev/full").open("wb") as full:
        for arguments in (["run", "--input", recording], ["journal"], ["journal", "--csv"], ["doctor"]):
            config = [] if "--csv" in arguments else ["--config", settings]
            called = _call_into(full.fileno(), *arguments, *config)
            assert called.returncode == 2
            refusal = sentence(called.stderr)
            assert refusal == "The output cannot be written: No space left on device; make room there."


def test_a_mistake_ends_the_process_with_status_2(tmp_path: Path) -> None:
    called = call("run", "--config", tmp_path / "absent.yaml")
    assert called.returncode == 2
    assert "named by --config" in sentence(called.stderr)


def test_a_command_that_is_interrupted_while_it_starts_ends_without_a_traceback(settings: str) -> None:
    with through_pipes("run", "--typed", "--config", settings) as dialogue:
        dialogue.wait_for("Listening with")
        dialogue.wait_for("\n")
        dialogue.process.send_signal(signal.SIGINT)
        assert dialogue.end() == 130
    assert "Traceback" not in dialogue.written


def _call_into(output: int, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command(*arguments),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        env=environment(),
        check=False,
    )


def _outcomes(journal: Path) -> list[str | None]:
    with sqlite3.connect(journal) as database:
        return [outcome for (outcome,) in database.execute("SELECT outcome FROM session ORDER BY number")]
