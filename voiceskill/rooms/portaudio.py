"""PortAudio, loaded when it is first needed and kept from chattering."""

import atexit
import ctypes
import importlib
import os
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from functools import cache
from types import ModuleType

from voiceskill.complaint import Complaint

_quiet = threading.RLock()
"""Held while file descriptor 2 is shut: two threads would each put back what the other has put there."""

_looking = threading.Lock()
"""Held while PortAudio looks again, and while it is asked what it has found, which lies in memory freed meanwhile."""

_LOOK_S = 1.0
"""Seconds that others wait for PortAudio to have looked; it takes a tenth, or half a minute with a frozen server."""

_CHATTERERS = (
    ("libasound.so.2", "snd_lib_error_set_handler"),
    ("libjack.so.0", "jack_set_error_function"),
    ("libjack.so.0", "jack_set_info_function"),
)
"""Libraries below PortAudio that write to file descriptor 2, and what takes the function that does it for them."""


@cache
def portaudio() -> ModuleType:
    """Return the module `sounddevice`.

    The first call looks for devices; those plugged in later are not seen until `look_again`.

    Raises:
        Complaint: PortAudio is not on this machine or does not start.
    """
    try:
        with without_chatter():
            module = importlib.import_module("sounddevice")
    except OSError as error:
        raise Complaint(
            "The sound card needs PortAudio: install it with `sudo apt install libportaudio2`, "
            "or type in place of speaking with `voiceskill run --typed`."
        ) from error
    except Exception as error:  # the class of PortAudio's errors cannot be named while its module fails to load
        raise Complaint(f"PortAudio does not start: {error}; restart the machine's sound service.") from error
    _hush()
    return module


def look_again() -> None:
    """Have PortAudio find the devices that are there now; their numbers change. No stream may be open.

    While the sound server is frozen this waits, for up to half a minute.

    Raises:
        Complaint: PortAudio does not start; it can be tried again.
    """
    library = portaudio()._lib  # noqa: SLF001 - the module's own way would shut file descriptor 2 for as long as it waits
    with _looking:
        library.Pa_Terminate()  # where it has failed to start before, there is nothing to end
        error = library.Pa_Initialize()
    if error:
        leave_without_farewell()
        raise Complaint(f"PortAudio does not start (error {error}): restart the machine's sound service.")


@contextmanager
def what_was_found() -> Generator[ModuleType]:
    """Give the module `sounddevice`, to be asked for the devices; no thread has PortAudio look again meanwhile.

    Raises:
        Complaint: PortAudio is not on this machine, does not run, or has been looking for more than a second.
    """
    sounddevice = portaudio()
    if not _looking.acquire(timeout=_LOOK_S):
        raise Complaint(
            "The machine's sound service does not answer, so nobody knows which devices there are: "
            "try again in a minute, or restart the sound service."
        )
    try:
        yield sounddevice
    except sounddevice.PortAudioError as error:
        raise Complaint(f"PortAudio knows of no devices ({error}): restart the machine's sound service.") from error
    finally:
        _looking.release()


@contextmanager
def without_chatter() -> Generator[None]:
    """Keep file descriptor 2 shut meanwhile: ALSA and PortAudio write to it whatever they try in vain."""
    with _quiet:
        try:
            kept = os.dup(2)
        except OSError:  # a service may run without one
            yield
            return
        try:
            with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - os.devnull is a name, not a place
                os.dup2(nowhere.fileno(), 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def leave_without_farewell() -> None:
    """Have the interpreter end without PortAudio's clearing up, which would wait for a frozen device for ever."""
    module = portaudio()
    atexit.unregister(module._exit_handler)  # noqa: SLF001 - there is no public way
    # Opened once more, to stay: the interpreter would else take it from under the feet of the thread that waits.
    ctypes.CDLL(module._libname)  # noqa: SLF001 - the name that it was found by


def _hush() -> None:
    """Let the libraries below PortAudio report to a function that does nothing with what it is given.

    It has to be one of C's: they call it in threads and at moments in which Python must not be waited for.
    """
    nothing = ctypes.CDLL(None).strlen
    for library, setter in _CHATTERERS:
        with suppress(OSError):  # not on this machine
            getattr(ctypes.CDLL(library), setter)(nothing)
