"""Tells what PulseAudio, or PipeWire in its place, gives this process to hear.

Where the microphone goes and the loudspeaker stays, the sound server moves the stream to the loudspeaker's monitor
without a word, and the coach would hear nobody but himself. PortAudio cannot see that; `pactl` can. Without a sound
server, or without `pactl`, nothing is told.
"""

import json
import os
import subprocess
import threading
from collections.abc import Iterable, Mapping
from typing import Any, Self

_ANSWER_S = 2.0
"""Seconds that the sound server may take to answer; a frozen one does not."""


def monitor_heard(outputs: Iterable[Mapping[str, Any]], sources: Iterable[Mapping[str, Any]], process: int) -> str:
    """Return the loudspeaker that a process hears in place of a microphone; empty where it does not.

    Args:
        outputs: As by ``pactl -f json list source-outputs``.
        sources: As by ``pactl -f json list sources``.
        process: Number of the process.
    """
    heard = {output["source"] for output in outputs if _belongs_to(output, process)}
    monitors = [str(source["monitor_source"]) for source in sources if source["index"] in heard and _is_monitor(source)]
    return next(iter(monitors), "")


def _belongs_to(output: Mapping[str, Any], process: int) -> bool:
    return bool(output["properties"].get("application.process.id") == str(process))


def _is_monitor(source: Mapping[str, Any]) -> bool:
    # What is derived of a monitor, by echo cancellation for one, is somebody's choice, and of another class.
    return bool(source["properties"].get("device.class") == "monitor")


class SourceWatch:
    """Asks again whenever the sound server reports that a recording stream has changed; costs nothing meanwhile."""

    def __init__(self) -> None:
        """Begin to watch."""
        self.loudspeaker = ""
        """Whose monitor is heard in place of a microphone; empty for none, or where nobody knows. Any thread may read
        it."""
        self._reporter = _subscribe()
        if self._reporter:
            threading.Thread(target=self._follow, args=(self._reporter,), name="sources", daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def look(self) -> None:
        """Ask now: the streams that were opened before it began to watch have not been reported."""
        self.loudspeaker = _loudspeaker_heard()

    def close(self) -> None:
        """End it."""
        if self._reporter:
            self._reporter.kill()
            self._reporter.wait()

    def _follow(self, reporter: subprocess.Popen[str]) -> None:
        assert reporter.stdout  # noqa: S101 - opened as a pipe
        with reporter.stdout as reports:
            for report in reports:
                if " on source-output " in report:
                    self.look()


def _loudspeaker_heard() -> str:
    try:
        return monitor_heard(_listed("source-outputs"), _listed("sources"), os.getpid())
    except (OSError, subprocess.SubprocessError, ValueError, LookupError):
        return ""


def _listed(things: str) -> Any:  # noqa: ANN401 - what JSON brings is looked through above
    command = ["pactl", "--format=json", "list", things]
    return json.loads(subprocess.run(command, capture_output=True, timeout=_ANSWER_S, check=True).stdout)  # noqa: S603 - fixed


def _subscribe() -> subprocess.Popen[str] | None:
    # It outlives a coach who is killed by one report at most, which it cannot write to anybody.
    try:
        return subprocess.Popen(
            ["pactl", "subscribe"],  # noqa: S607 - wherever the system has it
            env=os.environ | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
    except OSError:
        return None
