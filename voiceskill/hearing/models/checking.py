"""Checks a Vosk model: its parts, whether libvosk takes it, and whether it can be bound to a grammar."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from voiceskill.complaint import Complaint
from voiceskill.hearing.models.layout import missing_parts, takes_grammars, within

_PROBE = Path(__file__).with_name("probe.py")
_ERROR = re.compile(r"^ERROR(?: \([^)]*\(\):[^)]*\))?:? *(.+)$", re.MULTILINE)
"""A line of libvosk's log that tells of an error."""
_EVERYDAY_WORDS = ("stop", "pause")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    good: bool
    """Whether it is as it should be."""
    text: str
    """What was found; a sentence without its full stop."""
    remedy: str = ""
    """Where it is not good, what to do; likewise."""


def check_model(path: Path, words: Iterable[str] = _EVERYDAY_WORDS, *, timeout: float = 120.0) -> list[Finding]:
    """Check a model.

    Args:
        path: Its folder.
        words: What it ought to know, lower case.
        timeout: Seconds that loading it and listening to half a second of silence may take.

    Returns:
        What was looked at, in this order; it ends with the first thing that makes the rest pointless.
    """
    if not path.is_dir():
        return [Finding(good=False, text="it is no folder", remedy="name a model's folder, or fetch one")]
    if missing := missing_parts(within(path)):
        return [Finding(good=False, text=f"it lacks {' and '.join(missing)}", remedy=_anew(path))]
    findings = [Finding(good=True, text="it has all its parts")]
    if takes_grammars(within(path)):
        findings.append(Finding(good=True, text="it can be bound to the commands"))
    else:
        text = "it cannot be bound to the commands, for its graph is a fixed one"
        findings.append(Finding(good=False, text=text, remedy="take one of the small models"))
    return findings + _tried_out(path, list(words), timeout)


def require_usable(path: Path) -> None:
    """See that libvosk can work with a model.

    Raises:
        Complaint: It cannot.
    """
    bad = [finding.text for finding in check_model(path, ()) if not finding.good]
    if bad:
        raise Complaint(f"The model was not kept, because {' and '.join(bad)}; take another.")


def _anew(path: Path) -> str:
    return f"remove {path} and fetch it again"


def _tried_out(path: Path, words: list[str], timeout: float) -> list[Finding]:
    try:
        probe = subprocess.run(  # noqa: S603 - this Python, and a script of our own
            # -P: the script's folder must not hide modules that vosk imports.
            [sys.executable, "-P", str(_PROBE), str(path.absolute())],
            input=json.dumps(words),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        text = f"libvosk does not get it loaded in {timeout:.0f} seconds"
        return [Finding(good=False, text=text, remedy="take a smaller one")]
    steps: dict[str, object] = {}
    for line in probe.stdout.splitlines():
        steps |= json.loads(line)
    findings = []
    if "loaded" in steps:
        findings.append(Finding(good=True, text="libvosk loads it"))
    if isinstance(unknown := steps.get("unknown"), list):
        findings.append(_vocabulary(words, unknown))
    if steps.get("grammar"):
        findings.append(Finding(good=True, text="it listens"))
    else:
        step = "listening with it" if "loaded" in steps else "loading it"
        findings.append(Finding(good=False, text=f"{step} fails ({_reason(probe)})", remedy=_anew(path)))
    return findings


def _vocabulary(words: list[str], unknown: list[str]) -> Finding:
    if unknown:
        text = f"it does not know {', '.join(unknown)}"
        return Finding(good=False, text=text, remedy="say that in other words, or take another model")
    return Finding(good=True, text=f"it knows the {len(words)} words that were asked for")


def _reason(probe: subprocess.CompletedProcess[str]) -> str:
    """Return why the probe ended early: what libvosk said last, or else how it ended."""
    if errors := _ERROR.findall(probe.stderr):
        return str(errors[-1])
    if probe.returncode < 0:
        return f"libvosk crashes with {signal.Signals(-probe.returncode).name}"
    lines = probe.stderr.strip().splitlines()
    return lines[-1] if lines else f"status {probe.returncode}"
