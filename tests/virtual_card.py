"""A sound card that is not there: PulseAudio in a folder of its own, with a loudspeaker and a microphone of null sinks.

It touches nothing of the user's, works as root, and dies with the test. Programs see it through `environment`.
"""

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
import pytest
from numpy.typing import NDArray

RATE = 48_000
"""Samples a second of the virtual card, in Hz."""

_NEEDED = ("pulseaudio", "pactl", "paplay", "parec", "setpriv")

_START_S = 10
"""Seconds that anything may take to start or to end on a busy machine."""

# Without norewinds the first samples of the microphone come 1.7 s late.
_SERVER = """\
load-module module-native-protocol-unix auth-anonymous=1 auth-cookie-enabled=0 socket={folder}/native
load-module module-null-sink sink_name=speaker norewinds=1 rate=48000 channels=1 format=s16le
load-module module-null-sink sink_name=micfeed norewinds=1 rate=48000 channels=1 format=s16le
load-module module-remap-source master=micfeed.monitor source_name=mic
set-default-sink speaker
set-default-source mic
"""

_ALSA = """\
pcm."Virtual speaker" { type pulse device speaker hint { show on description "Virtual speaker" } }
pcm."Virtual mic" { type pulse device mic hint { show on description "Virtual mic" } }
"""


class Heard:
    """What the virtual loudspeaker has played since the recording began."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._buffer = np.zeros(10 * RATE, dtype=np.int16)
        self._count = 0
        self._more = threading.Condition()
        self._thread = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._thread.start()

    @property
    def samples(self) -> NDArray[np.int16]:
        """All of it so far: int16, mono, `RATE`, shape (n,)."""
        return self._buffer[: self._count]

    def wait(self, enough: Callable[[NDArray[np.int16]], object], timeout: float) -> NDArray[np.int16]:
        """Wait until what was heard is enough, and return it.

        Args:
            enough: Says so of all samples so far.
            timeout: Seconds after which the test fails.
        """
        with self._more:
            if not self._more.wait_for(lambda: enough(self.samples), timeout):
                pytest.fail(f"what was expected was not heard within {timeout} s")
        return self.samples

    def wait_for_sound(self, timeout: float, *, after: int = 0, threshold: int = 200) -> int:
        """Wait for a sample louder than the threshold and return its number.

        Args:
            timeout: Seconds after which the test fails.
            after: Number of the first sample that counts.
            threshold: Full scale is 32768.
        """
        loud = _loud(self.wait(lambda samples: len(_loud(samples[after:], threshold)), timeout)[after:], threshold)
        return after + int(loud[0])

    def wait_for_silence(self, seconds: float, timeout: float, *, after: int = 0, threshold: int = 200) -> int:
        """Wait until nothing louder than the threshold was heard for so long; return where the silence began.

        Args:
            seconds: Length of the silence.
            timeout: Seconds after which the test fails.
            after: Number of the first sample that counts.
            threshold: Full scale is 32768.
        """
        length = round(seconds * RATE)

        def quiet(samples: NDArray[np.int16]) -> bool:
            tail = samples[after:][-length:]
            return len(tail) == length and len(_loud(tail, threshold)) == 0

        loud = _loud(self.wait(quiet, timeout)[after:], threshold)
        return after + (int(loud[-1]) + 1 if len(loud) else 0)

    def _read(self, stream: IO[bytes]) -> None:
        rest = b""
        while piece := os.read(stream.fileno(), 65_536):
            piece = rest + piece
            whole = len(piece) // 2
            rest = piece[2 * whole :]
            with self._more:
                if self._count + whole > len(self._buffer):
                    self._buffer = np.concatenate([self._buffer, np.zeros_like(self._buffer)])
                self._buffer[self._count : self._count + whole] = np.frombuffer(piece, dtype="<i2", count=whole)
                self._count += whole
                self._more.notify_all()

    def _join(self) -> None:
        self._thread.join(_START_S)


def _loud(samples: NDArray[np.int16], threshold: int = 200) -> NDArray[np.intp]:
    return np.flatnonzero(np.abs(samples.astype(np.int32)) > threshold)


class VirtualCard:
    """A microphone called "Virtual mic" and a loudspeaker called "Virtual speaker"; both are the system's defaults."""

    def __init__(self, folder: Path) -> None:
        """Start the server.

        Args:
            folder: An empty folder with a short path: the name of a socket has at most 107 bytes.
        """
        self.variables = {
            "PULSE_SERVER": f"unix:{folder}/native",
            "PULSE_RUNTIME_PATH": f"{folder}/run",
            "PULSE_STATE_PATH": f"{folder}/cfg",
            "PULSE_CONFIG_PATH": f"{folder}/cfg",
            "PULSE_COOKIE": f"{folder}/cookie",
            "ALSA_CONFIG_PATH": f"/usr/share/alsa/alsa.conf:{folder}/asound.conf",
        }
        """What leads a program to this card."""
        for name in ("run", "cfg", "home"):
            (folder / name).mkdir(mode=0o700)
        (folder / "default.pa").write_text(_SERVER.format(folder=folder), encoding="utf-8")
        (folder / "asound.conf").write_text(_ALSA, encoding="utf-8")
        self._log = folder / "log"
        environment = self.environment | {"HOME": f"{folder}/home"}
        for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
            environment.pop(name, None)
        arguments = ["-n", "-F", f"{folder}/default.pa", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
        arguments += ["--disable-shm=yes", "--realtime=no", "--high-priority=no", f"--log-target=file:{self._log}"]
        self._start: Callable[[], subprocess.Popen[bytes]] = lambda: subprocess.Popen(
            _mortal("pulseaudio", *arguments), env=environment
        )
        self.server = self._start()
        """The sound server, for tests that kill it."""
        self._wait_for_server()

    @property
    def environment(self) -> dict[str, str]:
        """All variables for a program that shall use this card."""
        return os.environ | self.variables

    def speak(self, sound: Path) -> None:
        """Play a sound file into the microphone and return when it is over.

        Args:
            sound: A WAV, any rate.
        """
        self._run("paplay", "--device=micfeed", "--latency-msec=200", str(sound), timeout=120)

    @contextmanager
    def record(self) -> Iterator[Heard]:
        """Record what the loudspeaker plays; it is already recording when the block is entered."""
        command = ["parec", "-d", "speaker.monitor", "--raw", "--format=s16le", f"--rate={RATE}", "--channels=1"]
        parec = subprocess.Popen(
            _mortal(*command, "--latency-msec=20"), env=self.environment, stdout=subprocess.PIPE, bufsize=0
        )
        assert parec.stdout is not None
        with parec.stdout:
            heard = Heard(parec.stdout)
            try:
                heard.wait(len, _START_S)
                yield heard
            finally:
                _end(parec)
                heard._join()

    def echo(self, delay_ms: int = 30) -> None:
        """From now on the microphone hears the loudspeaker too, so many milliseconds later."""
        loopback = ["module-loopback", "source=speaker.monitor", "sink=micfeed", f"latency_msec={delay_ms}"]
        self._run("pactl", "load-module", *loopback, "adjust_time=0")

    def unplug_microphone(self) -> None:
        """Take the microphone away; the server gives whoever hears it the loudspeaker to hear instead."""
        self._run("pactl", "unload-module", "module-remap-source")

    def plug_in_microphone(self) -> None:
        """Bring the microphone back."""
        self._run("pactl", "load-module", "module-remap-source", "master=micfeed.monitor", "source_name=mic")
        self._run("pactl", "set-default-source", "mic")

    def restart(self) -> None:
        """Start the server again after it was killed."""
        _end(self.server)
        self.server = self._start()
        self._wait_for_server()

    def close(self) -> None:
        """End the server."""
        _end(self.server)

    def _wait_for_server(self) -> None:
        for _ in range(200):  # each try takes some 20 ms
            tried = subprocess.run(
                ["pactl", "info"], env=self.environment, capture_output=True, timeout=_START_S, check=False
            )
            if tried.returncode == 0:
                return
            if self.server.poll() is not None:
                break
        self.close()
        log = self._log.read_text(encoding="utf-8") if self._log.exists() else "no log"
        pytest.fail(f"PulseAudio did not start: {log}")

    def _run(self, *command: str, timeout: float = _START_S) -> None:
        subprocess.run(_mortal(*command), env=self.environment, stdout=subprocess.DEVNULL, timeout=timeout, check=True)


def _mortal(*command: str) -> list[str]:
    """Have the command die with the test: PulseAudio's programs outlive a crashed one and hold its pipes open."""
    return ["setpriv", "--pdeathsig", "KILL", *command]


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()  # works on one that a test has frozen, too
    process.wait(_START_S)


@pytest.fixture
def virtual_card(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualCard]:
    """A sound card of this test's own."""
    # Beside other tests the card would run dry, and what is played would come late.
    assert request.node.get_closest_marker("card"), "a test with a sound card has to be marked: @pytest.mark.card"
    missing = [name for name in _NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"the virtual sound card needs {', '.join(missing)}: apt install pulseaudio pulseaudio-utils")
    card = VirtualCard(tmp_path_factory.mktemp("card"))
    yield card
    card.close()
