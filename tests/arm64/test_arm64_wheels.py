"""All that the program needs comes as wheels for 64-bit ARM, and what does not is found out."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.append(str(CHECKOUT / "script"))

from wheels_for_arm64 import Search, project_needs  # noqa: E402 - lies beside what runs it, in no package


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the only packages that there are."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    return tmp_path


def put(shelf: Path, package: str, tag: str, *needs: str) -> None:
    """Put a wheel with nothing in it on the shelf."""
    about = f"{package}-1.0.dist-info"
    lines = ["Metadata-Version: 2.1", f"Name: {package}", "Version: 1.0", *(f"Requires-Dist: {each}" for each in needs)]
    with zipfile.ZipFile(shelf / f"{package}-1.0-{tag}.whl", "w") as wheel:
        wheel.writestr(f"{about}/METADATA", "\n".join(lines) + "\n")
        wheel.writestr(f"{about}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n")
        wheel.writestr(f"{about}/RECORD", "")


def found(shelf: Path, python: str, *wanted: str) -> dict[str, str]:
    return {wheel.package: wheel.made_for for wheel in Search(python, shelf, [*wanted]).wheels()}


def test_each_python_and_a_debian_of_this_age_gets_its_own_wheel(shelf: Path) -> None:
    for tag in ("cp311-cp311-manylinux_2_28_aarch64", "cp313-cp313-manylinux2014_aarch64"):
        put(shelf, "limb", tag)
    assert found(shelf, "3.11", "limb") == {"limb": "cp311-cp311-manylinux_2_28_aarch64"}
    assert found(shelf, "3.13", "limb") == {"limb": "cp313-cp313-manylinux2014_aarch64"}


@pytest.mark.parametrize("tag", ["cp313-cp313-manylinux_2_28_x86_64", "cp313-cp313-manylinux_2_39_aarch64"])
def test_a_wheel_for_other_machines_is_none(shelf: Path, tag: str) -> None:
    put(shelf, "limb", "py3-none-any", "joint")
    put(shelf, "joint", tag)
    with pytest.raises(SystemExit, match="joint: no wheel for 64-bit ARM"):
        found(shelf, "3.13", "limb")


def test_what_is_needed_there_and_not_here_is_looked_for_too(shelf: Path) -> None:
    needs = ('joint; platform_machine == "aarch64"', 'tendon; extra == "strong"', 'claw; sys_platform == "win32"')
    put(shelf, "limb", "py3-none-any", *needs)
    put(shelf, "joint", "py3-none-any", 'muscle; python_version == "3.13"')
    for package in ("muscle", "tendon"):
        put(shelf, package, "py3-none-any")
    assert set(found(shelf, "3.13", "limb")) == {"limb", "joint", "muscle"}
    assert set(found(shelf, "3.12", "limb[strong]")) == {"limb", "joint", "tendon"}


def test_what_the_project_asks_for_on_some_pythons_is_looked_for_there_alone() -> None:
    """However old the Python is that looks for it."""
    assert any(each.startswith("lgpio") for each in project_needs("3.12", "gpio"))
    assert not any(each.startswith("lgpio") for each in project_needs("3.13", "gpio"))


def test_all_that_the_program_needs_is_there() -> None:
    done = subprocess.run(
        [sys.executable, CHECKOUT / "script" / "wheels_for_arm64.py", "--python", "3.13", "--extras", "gpio"],
        capture_output=True,
        text=True,
        check=False,
        timeout=170,
    )
    if re.search("connection|Temporary failure|Network is unreachable|timed out", done.stderr, re.IGNORECASE):
        pytest.skip(f"the package index cannot be reached: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    lines = map(str.split, done.stdout.splitlines()[1:])
    packages = {canonicalize_name(name): tag for name, _, tag, *_ in lines}
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    assert {canonicalize_name(Requirement(each).name) for each in project["dependencies"]} <= set(packages)
    assert all(tag.endswith(("-any", "_aarch64")) for tag in packages.values())
    assert packages[canonicalize_name("vosk")].endswith("_aarch64")
