"""The coach's own voice is taken out of what the microphone hears, whatever the way it came."""

from functools import cache

import numpy as np
import pytest
import soxr
from hearing_material import COMMANDS, URGENT, believed, graph_of
from numpy.typing import NDArray
from spoken import RATE, speech

from voiceskill.hearing.ear import Ear
from voiceskill.hearing.echo.canceller import EchoCanceller
from voiceskill.hearing.sphinx import SphinxRecognizer

Samples = NDArray[np.float32]

BLOCK_S = 0.02
EXPLANATION = (
    "Lie on your back and draw both knees slowly to your chest. Hold them from underneath, with your hands behind the "
    "thighs. Let the head come forward until you feel the back stretch, and breathe on. It should never be painful. "
    "Come down on your hands and knees, sit back on your heels, and lay your forehead on the floor. Stretch your arms "
    "out in front of you as far as they will go. Let the shoulders sink, and the lower back grow long."
)


@cache
def coach(seconds: float) -> Samples:
    """Return him talking without a pause."""
    said = 0.6 * speech(EXPLANATION)
    return np.tile(said, 1 + round(seconds * RATE) // said.size)[: round(seconds * RATE)].astype(np.float32)


def echo_of(played: Samples, delay: float, *, gain: float = 0.5, seed: int = 1) -> Samples:
    """Return what a room makes of it, so many seconds late."""
    chance = np.random.default_rng(seed)
    size = round(0.3 * RATE)
    response = 0.08 * chance.standard_normal(size) * 10 ** (-3 * np.arange(size) / size)
    response[0] = 1.0
    response = gain * np.concatenate((np.zeros(round(delay * RATE)), response))
    length = played.size + response.size
    echo = np.fft.irfft(np.fft.rfft(played, length) * np.fft.rfft(response, length), length)[: played.size]
    return (echo + 1e-4 * chance.standard_normal(played.size)).astype(np.float32)


def to_int16(samples: Samples) -> NDArray[np.int16]:
    """Return samples as the microphone gives them."""
    return (32767 * samples).clip(-32768, 32767).astype(np.int16)


def cleaned(played: Samples, heard: Samples, *, ahead: float = 0.0, pace: float = 1.0) -> Samples:
    """Return what is left of what was heard, block by block.

    Args:
        played: By the loudspeaker.
        heard: By the microphone.
        ahead: Seconds by which the loudspeaker is asked before it sounds.
        pace: Seconds that pass for the loudspeaker while one passes for the microphone.
    """
    canceller = EchoCanceller(RATE)
    source = iter(np.split(played, range(320, played.size, 320)))
    loudspeaker = canceller.overhear(lambda _count: next(source))
    for _ in range(round(ahead / BLOCK_S)):
        loudspeaker(320)
    pieces = []
    for number, block in enumerate(np.split(to_int16(heard), range(320, heard.size, 320)), 1):
        loudspeaker(320)
        pieces.append(canceller.clean(block, number * BLOCK_S * pace))
    pieces.append(canceller.flush())
    whole: Samples = np.concatenate(pieces).astype(np.float32) / np.float32(32768)
    assert whole.size == heard.size
    return whole


def reduction(heard: Samples, left: Samples, begin: float, end: float) -> float:
    """Return by how many decibels it is softer between two seconds."""
    part = slice(round(begin * RATE), round(end * RATE))
    return float(10 * np.log10(np.mean(heard[part] ** 2) / np.mean(left[part] ** 2)))


@pytest.mark.parametrize("delay", [0.02, 0.1])
def test_an_echo_is_gone_after_a_few_seconds(delay: float) -> None:
    played = coach(10)
    heard = echo_of(played, delay)
    assert reduction(heard, cleaned(played, heard), 5, 10) > 25


def test_a_card_that_is_later_than_any_room_is_found_out() -> None:
    played = coach(16)
    heard = echo_of(played, 0.4)
    left = cleaned(played, heard)
    assert reduction(heard, left, 0, 3) < 10
    assert reduction(heard, left, 11, 16) > 30


@pytest.mark.parametrize("millionths", [-80, 60])
def test_clocks_that_differ_are_brought_together(millionths: int) -> None:
    """Two quartzes that differ by 60 millionths are a hundred samples apart after as many seconds."""
    played = coach(46)
    pace = 1 + 1e-6 * millionths
    slipped = np.zeros_like(played)
    resampled = soxr.resample(played, RATE * pace, RATE, quality="VHQ")[: played.size]
    slipped[: resampled.size] = resampled
    heard = echo_of(slipped, 0.04)[: 44 * RATE]
    left = cleaned(played, heard, ahead=0.06, pace=pace)
    assert reduction(heard, left, 34, 44) > 20


def test_a_way_that_changes_is_learnt_anew() -> None:
    played = coach(20)
    heard = np.concatenate((echo_of(played, 0.03)[: 10 * RATE], echo_of(played, 0.06, gain=0.3, seed=2)[10 * RATE :]))
    left = cleaned(played, heard)
    assert reduction(heard, left, 5, 10) > 25
    assert reduction(heard, left, 15, 20) > 15


def test_a_room_in_which_nothing_is_played_is_heard_as_it_is() -> None:
    heard = np.concatenate((np.zeros(RATE // 2, np.float32), 0.3 * speech("ten more seconds", "en-us+f2")))
    heard = heard[: heard.size // 320 * 320]
    assert np.abs(cleaned(np.zeros_like(heard), heard) - heard).max() < 2 / 32768


def test_pieces_of_any_length_give_the_same() -> None:
    played = coach(4)
    heard = to_int16(echo_of(played, 0.03))
    given = []
    for pieces in (1, 37):
        canceller = EchoCanceller(RATE)
        canceller.overhear(lambda _count: played)(played.size)
        t, cleaner = 0, []
        for piece in np.array_split(heard, pieces):
            t += piece.size
            cleaner.append(canceller.clean(piece, t / RATE))
        given.append(np.concatenate((*cleaner, canceller.flush())))
    assert np.array_equal(given[0], given[1])


def test_of_other_devices_nothing_is_known() -> None:
    played = coach(16)
    canceller = EchoCanceller(RATE)
    pieces = iter(np.split(played, range(320, played.size, 320)))
    loudspeaker = canceller.overhear(lambda _count: next(pieces))
    left = []
    for begin, heard in ((0, echo_of(played, 0.4)), (8, echo_of(played, 0.03, seed=2))):
        for number in range(50 * begin, 50 * begin + 400):
            part = slice(320 * number, 320 * (number + 1))
            loudspeaker(320)
            left.append(canceller.clean(to_int16(heard[part]), (number + 1) * BLOCK_S))
        canceller.forget()
    whole = np.concatenate(left)[8 * RATE :].astype(np.float32) / np.float32(32768)
    heard = echo_of(played, 0.03, seed=2)[8 * RATE : 8 * RATE + whole.size]
    assert reduction(heard, whole, 4, 7) > 20


def interrupted(words: str) -> tuple[Samples, Samples]:
    """Return what the coach plays, and what is heard when somebody says something amid it, 5 dB softer than he is."""
    played = coach(14)
    heard = echo_of(played, 0.05, gain=0.2)
    said = speech(words, "en-us+m3")
    said = said * np.float32(10**-0.25 * np.sqrt(np.mean(heard**2) / np.mean(said**2)))
    heard[9 * RATE : 9 * RATE + said.size] += said
    return played, heard


@cache
def recognizer() -> SphinxRecognizer:
    """Return the one recogniser of these tests."""
    return SphinxRecognizer()


def heard_by(ear: Ear, echo: EchoCanceller, played: Samples, heard: Samples) -> list[str]:
    """Return what an ear believes to be said, in real blocks."""
    sounds = iter(np.split(played, range(320, played.size, 320)))
    loudspeaker = echo.overhear(lambda _count: next(sounds))
    texts = []
    for number, block in enumerate(np.split(to_int16(heard), range(320, heard.size, 320)), 1):
        loudspeaker(320)
        texts += believed(ear.hear(block, number * BLOCK_S))
    return texts + believed(ear.flush())


@pytest.mark.parametrize("words", ["stop", "that hurts", "ten more seconds"])
def test_somebody_is_heard_over_the_coach(words: str) -> None:
    played, heard = interrupted(words)
    echo = EchoCanceller(RATE)
    ear = Ear(recognizer(), RATE, graph_of(COMMANDS), urgent=URGENT, echo=echo)
    assert heard_by(ear, echo, played, heard) == [words]


def test_without_that_he_would_not_be_heard() -> None:
    played, heard = interrupted("stop")
    ear = Ear(recognizer(), RATE, graph_of(COMMANDS), urgent=URGENT)
    assert heard_by(ear, EchoCanceller(RATE), played, heard) == []


@pytest.mark.parametrize("gain", [0.02, 0.3, 1.5])
def test_the_coach_does_not_hear_himself_however_loud_he_is(gain: float) -> None:
    said = [speech(f"{words}.") for words in COMMANDS for _ in range(2)]
    pause = np.zeros(RATE // 2, np.float32)
    played = np.concatenate((0.6 * speech(EXPLANATION), *(part for one in said for part in (pause, 0.6 * one))))
    heard = echo_of(played, 0.03, gain=gain)
    echo = EchoCanceller(RATE)
    ear = Ear(recognizer(), RATE, graph_of(COMMANDS), urgent=URGENT, echo=echo)
    assert heard_by(ear, echo, played, heard) == []
