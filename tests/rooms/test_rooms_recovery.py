"""The sound card goes and comes back: that is noticed within a second, and mended by itself."""

import logging
import re
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray
from virtual_card import VirtualCard

from voiceskill.complaint import Complaint
from voiceskill.rooms.card import CardRoom
from voiceskill.rooms.card_pair import CardPair
from voiceskill.rooms.devices import list_devices
from voiceskill.rooms.portaudio import look_again
from voiceskill.rooms.room import Block

pytestmark = pytest.mark.card

NOTICED_S = 1.4
"""Seconds within which a loss has to be known: one, and what a busy machine may add."""
REOPENED_S = 4.0
"""Seconds within which devices that are back have to be used: the longest wait between two tries, and as much again."""


@dataclass
class Tape:
    """A silent loudspeaker that counts."""

    given: int = 0
    """Samples that it was asked for."""

    def __call__(self, count: int) -> NDArray[np.float32]:
        """Return the next samples."""
        self.given += count
        return np.zeros(count, np.float32)


@dataclass
class Listener:
    """Follows a room, in real time."""

    blocks: Generator[Block]
    """What the room brings."""
    rate: int
    """Its samples a second, in Hz."""
    tape: Tape
    """What it plays."""
    last: Block = field(init=False)
    """What came last."""

    def until(self, enough: Callable[[Block], bool], seconds: float) -> float:
        """Go on to the block that is enough, within so many seconds; return how many it took."""
        begun = time.monotonic()
        for block in self.blocks:
            self.last = block
            took = time.monotonic() - begun
            if enough(self.last):
                return took
            assert took < seconds, f"nothing within {seconds} s but {self.last}"
        raise AssertionError

    def until_lost(self) -> float:
        """Go on until the loss is known; return the seconds that took."""
        return self.until(lambda block: bool(block.trouble), NOTICED_S)

    def until_heard(self) -> float:
        """Go on until samples arrive again; return the seconds that took."""
        return self.until(lambda block: block.samples.size > 0, REOPENED_S)


@pytest.fixture
def card(virtual_card: VirtualCard, monkeypatch: pytest.MonkeyPatch) -> VirtualCard:
    """The virtual card, as the only one that this process finds."""
    for name, value in virtual_card.variables.items():
        monkeypatch.setenv(name, value)
    look_again()
    return virtual_card


@pytest.fixture
def listener(card: VirtualCard) -> Generator[Listener]:
    """Somebody in a room who hears already."""
    assert card.server.poll() is None
    room, tape = CardRoom("Virtual mic", "Virtual speaker"), Tape()
    with closing(room.blocks(tape)) as blocks:
        listener = Listener(blocks, room.rate, tape)
        listener.until(lambda block: block.time > 0.2, 3)
        yield listener


def test_a_server_that_is_killed_comes_back_on_the_same_clock(
    card: VirtualCard, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    before = listener.last.time
    card.server.kill()
    listener.until_lost()
    # The one may be missed a moment before the other.
    assert re.match(
        r'The (microphone|loudspeaker) "Virtual \w+" (has|and the .* have) gone: plug', listener.last.trouble
    )
    assert listener.last.samples.size == 0
    stood_still = listener.last.time
    assert before <= stood_still < before + NOTICED_S
    card.restart()
    listener.until_heard()
    assert stood_still <= listener.last.time < stood_still + 0.5  # however long it took
    assert listener.last.time <= listener.tape.given / listener.rate
    for _ in range(10):
        assert next(listener.blocks).samples.size
    assert [record.getMessage()[:14] for record in caplog.records if record.levelno >= logging.WARNING] == [
        "There is no so",
        "There is sound",
    ]


def test_a_server_that_is_frozen_is_noticed_and_used_again(card: VirtualCard, listener: Listener) -> None:
    card.server.send_signal(signal.SIGSTOP)
    listener.until_lost()
    for _ in range(3):  # the room lives, and says so, while PortAudio hangs
        assert listener.until(lambda _: True, NOTICED_S) < 0.5
        assert listener.last.trouble
    card.server.send_signal(signal.SIGCONT)
    listener.until_heard()


def test_who_asks_for_the_devices_of_a_frozen_server_is_told_soon(card: VirtualCard) -> None:
    card.server.send_signal(signal.SIGSTOP)
    looking = threading.Thread(target=look_again)
    looking.start()
    begun = time.monotonic()

    def ask() -> None:
        while looking.is_alive():
            list_devices()

    try:
        with pytest.raises(Complaint, match=r"does not answer.*try again in a minute"):
            ask()
        assert time.monotonic() - begun < 3
    finally:
        card.server.send_signal(signal.SIGCONT)
        looking.join()
    assert "Virtual mic" in [device.name for device in list_devices()]


def test_what_goes_wrong_while_the_dead_are_closed_is_logged_and_does_not_silence_the_room_for_ever(
    card: VirtualCard, listener: Listener, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    close = CardPair.close

    def close_badly(pair: CardPair) -> None:
        monkeypatch.setattr(CardPair, "close", close)
        close(pair)
        raise ZeroDivisionError

    monkeypatch.setattr(CardPair, "close", close_badly)
    card.server.kill()
    listener.until_lost()
    card.restart()
    listener.until_heard()
    assert [record.exc_info is not None for record in caplog.records if "unexpectedly" in record.getMessage()] == [True]


def test_the_program_ends_while_the_server_is_frozen(virtual_card: VirtualCard) -> None:
    program = textwrap.dedent("""
        import numpy as np
        from voiceskill.rooms.card import CardRoom
        blocks = CardRoom().blocks(lambda count: np.zeros(count, np.float32))
        next(blocks)
        print("running", flush=True)
        while not next(blocks).trouble:
            pass
        blocks.close()
    """)
    with subprocess.Popen(
        [sys.executable, "-c", program], env=virtual_card.environment, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        try:
            assert child.stdout.readline() == "running\n"
            virtual_card.server.send_signal(signal.SIGSTOP)
            assert child.wait(NOTICED_S + 4) == 0
        finally:
            child.kill()


def test_a_microphone_that_goes_alone_is_missed_and_not_replaced_by_the_loudspeaker(
    card: VirtualCard, listener: Listener
) -> None:
    card.unplug_microphone()
    listener.until_lost()
    assert listener.last.trouble == 'The microphone "Virtual mic" has gone: plug it in.'
    given = listener.tape.given
    for _ in range(3):
        listener.until(lambda block: bool(block.trouble), NOTICED_S)
    assert listener.tape.given - given < listener.rate / 4  # nothing is said that could not be answered
    card.plug_in_microphone()
    listener.until_heard()


def test_devices_that_are_missing_at_the_start_are_waited_for_by_who_is_patient(
    virtual_card: VirtualCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in virtual_card.variables.items():
        monkeypatch.setenv(name, value)
    virtual_card.server.kill()
    look_again()
    with pytest.raises(Complaint, match="This machine has no microphone"):
        CardRoom("Virtual mic", "Virtual speaker")
    room, tape = CardRoom("Virtual mic", "Virtual speaker", patient=True), Tape()
    with closing(room.blocks(tape)) as blocks:
        listener = Listener(blocks, room.rate, tape)
        assert "has no microphone" in next(blocks).trouble
        virtual_card.restart()
        listener.until_heard()
        assert listener.last.time < 0.5
