"""The program as it is installed: from a wheel, into an environment where nothing else is, away from the checkout."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
import soundfile
from coaching_settings import write_settings
from program import CHECKOUT
from spoken import write_recording

_BUILD_S = 300
"""Seconds that pip may take where it has nothing at hand."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build it."""
    if not (CHECKOUT / "README.md").exists():
        pytest.skip("there is no README.md, which the wheel shows")
    folder = tmp_path_factory.mktemp("wheel")
    reach: list[str | Path] = [
        "download",
        "--quiet",
        "--retries",
        "0",
        "--no-cache-dir",
        "--no-deps",
        "--dest",
        folder,
        "hatchling",
    ]
    reachable = _run(sys.executable, "-m", "pip", *reach)
    if reachable.returncode:
        pytest.skip(f"the package index cannot be reached: {reachable.stderr.strip().splitlines()[-1]}")
    built = _run(sys.executable, "-m", "build", "--wheel", "--outdir", folder / "dist", CHECKOUT)
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = (folder / "dist").glob("voiceskill-*.whl")
    return path


def test_the_wheel_carries_its_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for name in ("intents/en/sentences.yaml", "intents/en/lines.yaml", "audio/begin.wav", "config.yaml"):
        assert f"voiceskill/bundled/{name}" in names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]


@pytest.mark.timeout(2 * _BUILD_S)
def test_what_is_installed_works(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    assert _run(sys.executable, "-m", "venv", environment).returncode == 0
    installed = _run(environment / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-deps", wheel)
    assert installed.returncode == 0, installed.stderr
    # What it needs is here already; its `.pth` files, of which one leads to the checkout, do not count from there.
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "needed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")

    away = tmp_path / "away"
    away.mkdir()
    program = environment / "bin" / "voiceskill"
    examined = _run(program, "doctor", cwd=away)
    assert examined.returncode == 0, examined.stdout + examined.stderr
    assert "/environment/lib/" in examined.stdout.splitlines()[1]  # the settings that it brings

    settings = write_settings(tmp_path)
    write_recording(away / "in.wav", [(0.5, "start one knee to chest")], 2.5)
    heard = _run(program, "run", "--config", settings, "--input", "in.wav", "--output", "out.wav", cwd=away)
    assert heard.returncode == 0, heard.stderr
    assert "== session finished" in heard.stdout
    assert soundfile.info(away / "out.wav").duration > 2 * 5


def _run(*command: str | Path, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        command, capture_output=True, text=True, cwd=cwd, env=variables, timeout=_BUILD_S, check=False
    )
