"""PortAudio, loaded when it is first needed and kept from chattering."""

import atexit
import importlib
import os
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import ModuleType

from voiceskill.complaint import Complaint

_quiet = threading.RLock()
"""Held while file descriptor 2 is shut: two threads would each put back what the other has put there."""


def portaudio() -> ModuleType:
    """Return the module `sounddevice`.

    The first call looks for devices; those plugged in later are not seen.

    Raises:
        Complaint: PortAudio is not on this machine or does not start.
    """
    try:
        with without_chatter():
            return importlib.import_module("sounddevice")
    except OSError as error:
        raise Complaint(
            "The sound card needs PortAudio: install it with `sudo apt install libportaudio2`, "
            "or type in place of speaking with `voiceskill run --typed`."
        ) from error
    except Exception as error:  # the class of PortAudio's errors cannot be named while its module fails to load
        raise Complaint(f"PortAudio does not start: {error}; restart the machine's sound service.") from error


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
    atexit.unregister(portaudio()._exit_handler)  # noqa: SLF001 - there is no public way
