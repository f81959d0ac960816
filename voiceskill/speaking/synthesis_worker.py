"""The child process in which pyttsx3 speaks into memory.

pyttsx3 and the espeak-ng library below it can crash or hang, and print to standard output; in a process of their own
they harm nobody. The process is driven by lines of JSON:

* It begins with ``{"description": "pyttsx3 2.99, espeak-ng 1.51"}``, or with a complaint as below, and ends.
* Asked ``{"text": "ten", "voice": "en", "rate": 150}`` on standard input, it answers on standard output
  ``{"samples": "..."}``, 16-bit, little-endian, mono, at 22,050 Hz, in base64;
  ``{"complaint": "..."}``, a sentence for the user, where asking again would not help; or
  ``{"failure": "..."}`` where it might.
* Asked ``{"voices": "en"}``, it answers ``{"voices": [{"setting": "en-us", "title": "English (America)"}]}``: those
  that speak the language without further packages.
* It ends with its standard input.
"""

import base64
import json
import os
import signal
import sys
import threading
import time
import wave
from importlib.metadata import version
from typing import Any, TextIO

_INSTALL = "install it with: sudo apt-get install libespeak-ng1"
_SETTING_S = 0.5
"""Seconds after which a setting that espeak-ng has not taken is given up; it takes a few milliseconds."""
_ATTEMPTS = 5
"""How often a text is spoken that was cancelled."""


class _Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """A sentence for the user."""


class _Speaker:
    """The one pyttsx3 engine of this process, kept to what works: `save_to_file`, one text at a time."""

    def __init__(self) -> None:
        try:
            # Without the espeak-ng library the import fails already, and the process has something to say about that.
            import pyttsx3  # noqa: PLC0415
            from pyttsx3.drivers import _espeak  # noqa: PLC0415

            self._engine = pyttsx3.init("espeak")
        except Exception as error:
            raise _Refusal(f"The speech synthesiser espeak-ng is missing or broken ({error}); {_INSTALL}") from error
        self._espeak = _espeak
        self._finished = threading.Event()
        self._completed = False
        self._engine.connect("finished-utterance", self._on_finished)
        # A file in memory: neither a full disk nor a slow one comes between a text and its sound.
        self._path = f"/proc/self/fd/{os.memfd_create('speech')}"
        self._identifiers: dict[str, str] = {}
        # Until it has spoken once, pyttsx3 only notes what it is told to set.
        self._synthesize("a")

    @property
    def description(self) -> str:
        return f"pyttsx3 {version('pyttsx3')}, espeak-ng {self._espeak.Info(None).decode()}"

    def speak(self, text: str, voice: str, rate: int) -> dict[str, Any]:
        identifier = self._identifiers.get(voice) or self._identify(voice)
        if not self._set("voice", identifier):
            raise _Refusal(_unknown(voice))
        if not self._set("rate", rate):
            raise RuntimeError("espeak-ng does not take the settings")
        self._synthesize(text)
        with wave.open(self._path) as file:
            return {"samples": base64.b64encode(file.readframes(file.getnframes())).decode()}

    def voices(self, language: str) -> dict[str, Any]:
        # Those in the folder "mb" are of a package of their own each.
        return {
            "voices": [
                {"setting": voice.id.rpartition("/")[2].lower(), "title": voice.name.replace("_", " ")}
                for voice in self._engine.getProperty("voices")
                if not voice.id.startswith("mb/") and any(_speaks(each, language) for each in voice.languages or ())
            ]
        }

    def _synthesize(self, text: str) -> None:
        # On a busy machine pyttsx3 cancels one text in a hundred that it should only have finished.
        for _ in range(_ATTEMPTS):
            self._finished.clear()
            self._engine.save_to_file(text, self._path)
            self._engine.runAndWait()
            # runAndWait may return before the last samples have been written.
            self._finished.wait()
            self._settle()
            if self._completed:
                return
        raise RuntimeError("the synthesis was cancelled")

    def _set(self, name: str, value: str | float) -> bool:
        """Return whether a setting has been made.

        espeak-ng takes settings in a queue of its own, and runAndWait begins by cancelling what it finds there: a
        setting that has just been made would be dropped, or the text itself.
        """
        if self._engine.getProperty(name) == value:
            return True
        self._engine.setProperty(name, value)
        deadline = time.monotonic() + _SETTING_S
        while self._engine.getProperty(name) != value and time.monotonic() < deadline:
            time.sleep(0.001)
        self._settle()
        return bool(self._engine.getProperty(name) == value)

    def _settle(self) -> None:
        """Wait until espeak-ng has nothing to do."""
        while self._espeak.IsPlaying():
            time.sleep(0.001)

    def _identify(self, name: str) -> str:
        """Return the identifier of the voice meant by a name.

        espeak-ng passes over a name that it does not know in silence, and finds some only by their identifier.
        """
        base, plus, variant = name.partition("+")
        known = self._engine.getProperty("voices")
        ways = (
            {voice.id: voice.id for voice in known},
            {voice.id.rpartition("/")[2]: voice.id for voice in reversed(known)},
            {language: voice.id for voice in reversed(known) for language in voice.languages or ()},
            {voice.name.lower(): voice.id for voice in reversed(known)},
        )
        found = next((way[base.lower()] for way in ways if base.lower() in way), None)
        if found is None:
            raise _Refusal(_unknown(name))
        self._identifiers[name] = found + plus + variant
        return self._identifiers[name]

    def _on_finished(self, name: str | None, completed: bool) -> None:  # noqa: ARG002, FBT001 - as pyttsx3 calls it
        self._completed = completed
        self._finished.set()


def _speaks(code: str, language: str) -> bool:
    return code.partition("-")[0] == language


def _unknown(voice: str) -> str:
    return f'espeak-ng has no voice "{voice}"; list the voices it has with: espeak-ng --voices'


def _answer(speaker: _Speaker, request: str) -> dict[str, Any]:
    try:
        asked = json.loads(request)
        return speaker.voices(asked["voices"]) if "voices" in asked else speaker.speak(**asked)
    except _Refusal as refusal:
        return {"complaint": str(refusal)}
    except Exception as error:  # noqa: BLE001 - whatever it was, the parent is told and decides
        return {"failure": f"{type(error).__name__}: {error}"}


def _serve(requests: TextIO, answers: TextIO) -> None:
    def say(message: dict[str, Any]) -> None:
        print(json.dumps(message), file=answers, flush=True)

    try:
        speaker = _Speaker()
    except _Refusal as refusal:
        say({"complaint": str(refusal)})
        return
    say({"description": speaker.description})
    for request in requests:
        say(_answer(speaker, request))


def _claim_output() -> TextIO:
    """Return standard output as the protocol's own, and send to nowhere what others print from here on."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return answers


if __name__ == "__main__":
    # Who ends the program by a signal to all its processes wants the coach to be able to say goodbye.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _serve(sys.stdin, _claim_output())
