"""Precedence over other programs is taken where it is granted, and not missed where it is not."""

import os
import subprocess
import sys

import pytest

_TELLS = """\
import os, subprocess, sys
from voiceskill.appliance.precedence import take_precedence
take_precedence()
asking = [sys.executable, "-c", "import os; print(os.nice(0))"]
print(os.nice(0), subprocess.run(asking, capture_output=True, text=True, check=True).stdout)
if os.path.exists("/proc/self/autogroup"):
    print(open("/proc/self/autogroup").read().split()[-1], file=sys.stderr)
"""


def _niceness(*before: str) -> list[int]:
    """Return that of a program that took precedence, and of one that it started."""
    ran = _run(*before)
    return [int(nice) for nice in ran.stdout.split()]


def _run(*before: str) -> subprocess.CompletedProcess[str]:
    # In a session of its own, so that the precedence of the tests' own stays as it is.
    command = ["setsid", "--wait", *before, sys.executable, "-c", _TELLS]
    return subprocess.run(command, capture_output=True, text=True, check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may take precedence everywhere")
def test_it_is_taken_and_handed_on() -> None:
    try:
        os.setpriority(os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, 0) - 1)
    except PermissionError:
        pytest.skip("this machine gives nobody precedence")
    os.setpriority(os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, 0) + 1)
    assert _niceness() == [-11, -11]
    assert _niceness("nice", "-n", str(-15 - os.nice(0))) == [-15, -15]
    assert _run().stderr in ("-11\n", "")  # empty: this kernel does not group by sessions


def test_who_may_not_goes_on_without() -> None:
    nobody = ["setpriv", "--bounding-set=-sys_nice", "--inh-caps=-sys_nice"] if os.geteuid() == 0 else []
    assert _niceness(*nobody, "nice", "-n", "3") == [os.nice(0) + 3] * 2
