"""Proves that all that the program needs comes as wheels for 64-bit ARM: `script/check-arm64`.

Prints one line a package: its name, its version and what its wheel is for. What is published as a source archive only
is built here; its wheel must then be pure Python. The exit status is 1 where a wheel is missing.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

_CHECKOUT = Path(__file__).resolve().parents[1]
_PYTHONS = ("3.11", "3.13")
"""The oldest and the newest that the program supports."""
_GLIBC_MINOR = 36
"""Of glibc 2.36, which Debian 12 and the Raspberry Pi OS made of it have."""
_OLDEST_GLIBC_MINOR = 17
"""The oldest for which wheels for 64-bit ARM are made."""
_PLATFORMS = [
    *(f"manylinux_2_{minor}_aarch64" for minor in range(_GLIBC_MINOR, _OLDEST_GLIBC_MINOR - 1, -1)),
    "manylinux2014_aarch64",  # the older name of the last of them
]
_NOT_FOUND = re.compile(r"No matching distribution found for ([\w.-]+)")
_WAIT_S = 600


@dataclass(frozen=True, slots=True)
class Wheel:
    """What pip would install."""

    package: str
    """Its name."""
    version: str
    """Its version."""
    made_for: str
    """The wheel's tags, such as ``cp311-cp311-manylinux_2_28_aarch64``."""
    requires: tuple[str, ...]
    """What it needs itself, with the conditions under which it does."""
    extras: frozenset[str]
    """Those of its extras that are asked for."""


@dataclass(slots=True)
class Search:
    """The search for all wheels of one Python."""

    python: str
    """Such as ``3.13``."""
    built: Path
    """Folder of the wheels that were built here."""
    wanted: list[str]
    """What is to be there: requirements without conditions."""
    pure: set[str] = field(default_factory=set)
    """Names of the packages that were built here."""

    def wheels(self) -> list[Wheel]:
        """Return the wheels of all that is wanted, and of all that those need in turn.

        Raises:
            SystemExit: One is missing, or the packages' index does not answer.
        """
        while True:
            wheels = self._resolved()
            # pip judges conditions such as "python_version > '3.12'" by the machine that it runs on.
            needed = (each for wheel in wheels for each in _needed(wheel.requires, self.python, wheel.extras))
            missing = sorted(set(needed) - set(self.wanted))
            there = {canonicalize_name(wheel.package) for wheel in wheels}
            missing = [each for each in missing if canonicalize_name(Requirement(each).name) not in there]
            if not missing:
                return wheels
            self.wanted += missing

    def fetch(self, wheels: Iterable[Wheel], folder: Path) -> None:
        """Put the wheels into a folder.

        Raises:
            SystemExit: One cannot be had.
        """
        exactly = [f"{wheel.package}=={wheel.version}" for wheel in wheels]
        answer = _pip("download", "--no-deps", "--dest", str(folder), *self._choice(), *exactly)
        if answer.returncode:
            raise SystemExit(_last_line(answer.stderr))

    def _choice(self) -> list[str]:
        """Return what has pip choose wheels for the machine that is meant."""
        platforms = [f"--platform={platform}" for platform in _PLATFORMS]
        return ["--only-binary=:all:", f"--python-version={self.python}", *platforms, "--find-links", str(self.built)]

    def _resolved(self) -> list[Wheel]:
        report = self.built / f"report-{self.python}.json"
        while True:
            answer = _pip(
                *("install", "--dry-run", "--ignore-installed", "--target", str(self.built / "nothing")),
                *(*self._choice(), "--report", str(report), *self.wanted),
            )
            if answer.returncode == 0:
                return [_wheel(item) for item in json.loads(report.read_text(encoding="utf-8"))["install"]]
            lacking = _NOT_FOUND.search(answer.stderr)
            if not lacking or lacking[1] in self.pure:
                raise SystemExit(_last_line(answer.stderr))
            self._build(lacking[1])

    def _build(self, package: str) -> None:
        """Make a wheel of a source archive; only one that suits any machine is of use."""
        before = set(self.built.glob("*.whl"))
        answer = _pip("wheel", "--no-deps", f"--no-binary={package}", "--wheel-dir", str(self.built), package)
        made = set(self.built.glob("*.whl")) - before
        if answer.returncode or not all(wheel.stem.endswith("-any") for wheel in made):
            raise SystemExit(f"{package}: no wheel for 64-bit ARM on Python {self.python}, and none can be made here.")
        self.pure.add(package)


def main() -> None:
    """Look for all wheels, and tell what was found."""
    parser = argparse.ArgumentParser(description="Prove that all packages come as wheels for 64-bit ARM.")
    parser.add_argument("--python", action="append", metavar="VERSION", help=f"such as 3.12; {' and '.join(_PYTHONS)}")
    parser.add_argument("--extras", metavar="NAMES", help="such as test,gpio; all but lint, which only looks at code")
    parser.add_argument("--fetch", type=Path, metavar="FOLDER", help="where the wheels are put, of one Python")
    asked = parser.parse_args()
    for python in asked.python or _PYTHONS:
        with tempfile.TemporaryDirectory(prefix="wheels-") as folder:
            search = Search(python, Path(folder), project_needs(python, asked.extras))
            wheels = search.wheels()
            print(f"Python {python} on 64-bit ARM, {len(wheels)} packages:")
            if asked.fetch:
                search.fetch(wheels, asked.fetch)
            for wheel in sorted(wheels, key=lambda each: each.package.lower()):
                own = " (built here from its source)" if wheel.package in search.pure else ""
                print(f"  {wheel.package:<28} {wheel.version:<14} {wheel.made_for}{own}")


def project_needs(python: str, extras: str | None) -> list[str]:
    """Return what the project and its extras require on the machine that is meant, without the conditions.

    Args:
        python: Such as ``3.13``.
        extras: Their names with commas between them; without it, all that the program may run with.

    Raises:
        SystemExit: There is no extra of such a name.
    """
    project = tomllib.loads((_CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needs = dict(project["optional-dependencies"])
    names = set(needs) - {"lint"} if extras is None else set(filter(None, extras.split(",")))
    if unknown := names - set(needs):
        raise SystemExit(f"There is no extra called {min(unknown)}; there are {', '.join(needs)}.")
    return list(_needed([*project["dependencies"], *(each for name in sorted(names) for each in needs[name])], python))


def _needed(requirements: Iterable[str], python: str, extras: Collection[str] = ()) -> Iterator[str]:
    """Yield those whose conditions hold on the machine that is meant, without these."""
    for text in requirements:
        requirement = Requirement(text)
        marker, requirement.marker = requirement.marker, None
        if marker is None or _holds(marker, python, extras):
            yield str(requirement)


def _wheel(item: dict[str, Any]) -> Wheel:
    """Return what one item of pip's report tells."""
    metadata, file = item["metadata"], item["download_info"]["url"].rpartition("/")[2]
    tags = parse_wheel_filename(file.partition("#")[0].replace("%2B", "+"))[3]
    return Wheel(
        metadata["name"],
        metadata["version"],
        min(map(str, tags), key=len),
        tuple(metadata.get("requires_dist", ())),
        frozenset(item.get("requested_extras", ())),
    )


def _holds(marker: Marker, python: str, extras: Collection[str]) -> bool:
    machine = {
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_machine": "aarch64",
        "platform_python_implementation": "CPython",
        "platform_system": "Linux",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "linux",
    }
    return any(marker.evaluate({**machine, "extra": extra}) for extra in (extras or {""}))


def _pip(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=_WAIT_S)


def _last_line(text: str) -> str:
    return next((line for line in reversed(text.splitlines()) if line.strip()), "pip failed without a word.")


if __name__ == "__main__":
    main()
