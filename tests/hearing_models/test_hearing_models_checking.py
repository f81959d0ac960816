"""Checking models, of which some end the process that loads them."""

import shutil
import subprocess
from pathlib import Path

import pytest
from model_folders import PARTS, real_model, shape

from voiceskill.complaint import Complaint
from voiceskill.hearing.models.checking import Finding, _reason, check_model, require_usable


def copied(to: Path) -> Path:
    """Copy a real model, to damage it."""
    shutil.copytree(real_model(), to, copy_function=shutil.copyfile)
    return to


def cut(file: Path) -> None:
    """Leave the first thousand bytes of a file."""
    file.write_bytes(file.read_bytes()[:1000])


def bad(findings: list[Finding]) -> list[str]:
    """Return what was found that is not good."""
    return [finding.text for finding in findings if not finding.good]


def test_a_good_model_is_good() -> None:
    """It is loaded, knows the words and listens."""
    findings = check_model(real_model(), ["stop", "pause"])
    assert bad(findings) == []
    assert [finding.text for finding in findings[2:]] == [
        "libvosk loads it",
        "it knows the 2 words that were asked for",
        "it listens",
    ]
    require_usable(real_model())


def test_words_that_it_does_not_know_are_told() -> None:
    """All of them, and nothing else is wrong."""
    findings = check_model(real_model(), ["stop", "xyzzy", "plugh"])
    assert bad(findings) == ["it does not know xyzzy, plugh"]
    assert findings[-1].text == "it listens"


def test_a_model_that_lacks_a_part_is_not_even_loaded(tmp_path: Path) -> None:
    """The remedy names the folder."""
    (shape(tmp_path / "m") / "am/final.mdl").unlink()
    (finding,) = check_model(tmp_path / "m")
    assert not finding.good
    assert finding.text == "it lacks am/final.mdl"
    assert str(tmp_path / "m") in finding.remedy


def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    """It is not said to lack a part."""
    assert bad(check_model(tmp_path / "absent")) == ["it is no folder"]


def test_a_model_that_libvosk_refuses_is_told(tmp_path: Path) -> None:
    """With the library's reason."""
    model = copied(tmp_path / "m")
    cut(model / "am" / "final.mdl")
    (text,) = bad(check_model(model))
    assert text.startswith("loading it fails (Read")
    with pytest.raises(Complaint, match="not kept, because loading it fails"):
        require_usable(model)


def test_a_model_that_crashes_libvosk_does_not_crash_us(tmp_path: Path) -> None:
    """The check happens in a process of its own."""
    model = copied(tmp_path / "m")
    cut(model / "graph" / "HCLr.fst")
    findings = check_model(model)
    assert Finding(good=True, text="libvosk loads it") in findings
    assert bad(findings)[0].startswith("listening with it fails")


@pytest.mark.parametrize(
    ("status", "log", "reason"),
    [
        (-11, "LOG (VoskAPI:Load():m.cc:1) fine\n", "libvosk crashes with SIGSEGV"),
        (-6, "ERROR (VoskAPI:Load():m.cc:1) No graph\nLOG more\n", "No graph"),
        (1, "Traceback\nImportError: No vosk\n", "ImportError: No vosk"),
        (3, "", "status 3"),
    ],
)
def test_the_reason_is_the_clearest_that_there_is(status: int, log: str, reason: str) -> None:
    """What libvosk said, or else how its process ended."""
    assert _reason(subprocess.CompletedProcess([], status, "", log)) == reason


def test_a_model_with_a_fixed_graph_is_told(tmp_path: Path) -> None:
    """It is no use for commands."""
    parts = {name: content for name, content in PARTS.items() if "graph" not in name} | {"graph/HCLG.fst": b"x"}
    assert "its graph is a fixed one" in bad(check_model(shape(tmp_path / "m", parts)))[0]


def test_a_model_that_takes_too_long_is_told() -> None:
    """It is not waited for."""
    (text,) = bad(check_model(real_model(), timeout=0.001))
    assert text.startswith("libvosk does not get it loaded")
