"""A house with rooms that note what they are told, its Wyoming server, and a peer that asks it."""

import asyncio
import functools
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np
import soxr
from apart import run_apart
from numpy.typing import NDArray
from spoken import speech
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.event import Event

from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint
from voiceskill.config import find_config
from voiceskill.config.settings import RoomSettings
from voiceskill.config.settings_file import SettingsFile
from voiceskill.hearing.sphinx import SphinxRecognizer
from voiceskill.live.bulletin import Bulletin
from voiceskill.live.snapshot import Snapshot
from voiceskill.mat import Mat
from voiceskill.repertoire import Repertoire, make_repertoire
from voiceskill.speaking.synthesizer import RATE
from voiceskill.speaking.voice_settings import AvailableVoice
from voiceskill.wyoming.lending import Lending
from voiceskill.wyoming.opening import Abilities, open_wyoming

PATIENCE_S = 20.0
"""Seconds after which an answer that has not come fails a test."""


@functools.cache
def shipped_repertoire() -> Repertoire:
    config = SettingsFile(find_config(None)).reading.config
    return make_repertoire(replace(config, rooms={"upstairs": RoomSettings(name="bedroom", voice=config.voice)}))


_LENDING = Lending(SphinxRecognizer)


@dataclass
class House:
    """Rooms by their keys, and what each of them was told."""

    mats: dict[str, Mat] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)
    obeys: bool | None = True
    """What the rooms answer; None: nothing."""

    def open_room(self, key: str, name: str = "", state: State = State.IDLE, trouble: str = "") -> None:
        def hear(text: str) -> Future[bool]:
            self.told.append((key, text))
            future: Future[bool] = Future()
            if self.obeys is not None:
                future.set_result(self.obeys)
            return future

        def ask(command: Command) -> threading.Event:
            raise AssertionError(f"other programs talk to the coach, and press no buttons: {command}")

        def announce(text: str) -> None:
            raise AssertionError(f"other programs have nothing said in a room: {text}")

        live = Bulletin(replace(Snapshot(), state=state, trouble=trouble))
        self.mats[key] = Mat(
            key=key, name=name, live=live, ask=ask, hear=hear, announce=announce, repertoire=shipped_repertoire
        )

    def abilities(self) -> Abilities:
        return Abilities(
            language="en",
            mats=lambda: self.mats,
            recognizer=lambda: "PocketSphinx",
            lease=_LENDING.lend,
            speak=spoken,
            voices=lambda: (AvailableVoice("en-gb", "English (Great Britain)"), AvailableVoice("en-us", "American")),
        )


def spoken(text: str, voice: str | None) -> NDArray[np.int16]:
    if "complain" in text:
        raise Complaint("The voice is hoarse; give it some tea.")
    samples = speech(text, voice or "en-us")
    return np.asarray(soxr.resample(samples, 16_000, RATE) * 0.8 * 32_767, np.int16)


@contextmanager
def served(house: House) -> Iterator[int]:
    """Serve a house and return the port."""
    with open_wyoming("tcp://127.0.0.1:0", house.abilities()) as server:
        yield server.port


def asked(port: int, events: Sequence[Event], until: str | Callable[[Event], bool]) -> list[Event]:
    """Send events as a peer, over one connection, and return the answers up to one of that type."""
    return run_apart(_asked(port, events, until if callable(until) else lambda event: event.type == until))


async def _asked(port: int, events: Sequence[Event], over: Callable[[Event], bool]) -> list[Event]:
    answers: list[Event] = []
    async with asyncio.timeout(PATIENCE_S), AsyncTcpClient("127.0.0.1", port) as peer:
        for event in events:
            await peer.write_event(event)
        while not answers or not over(answers[-1]):
            answer = await peer.read_event()
            assert answer, f"the server hung up after {answers}"
            answers.append(answer)
    return answers


def sound(samples: NDArray[np.int16], rate: int = 16_000, channels: int = 1) -> list[Event]:
    """Return the events by which a peer sends a sound: int16, shape (n,), the same in each channel."""
    interleaved = np.repeat(samples, channels).astype("<i2").tobytes()
    size = 2_048 * channels
    chunks = [interleaved[first : first + size] for first in range(0, len(interleaved), size)]
    form: Mapping[str, int] = {"rate": rate, "width": 2, "channels": channels}
    return [
        AudioStart(**form).event(),
        *(AudioChunk(**form, audio=chunk).event() for chunk in chunks),
        AudioStop().event(),
    ]
