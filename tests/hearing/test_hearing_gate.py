"""When the gate opens and closes, counted in samples."""

import itertools

import numpy as np
import pytest
from hearing_material import noise, silence, spoken
from numpy.typing import NDArray

from voiceskill.hearing.gate import FRAME, Gate, Patience


def utterances(samples: NDArray[np.int16], gate: Gate) -> list[tuple[int, int, int, int]]:
    """Return (first sample, onset, end of the speech, number of samples) of each utterance that ended."""
    found = []
    count = 0
    for frame in samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME):
        count += len(gate.take(frame))
        if gate.over:
            found.append((gate.start, gate.onset, gate.speech_end, count))
            gate.close()
            count = 0
    return found


def test_speech_between_silences_is_one_utterance_with_its_pre_roll() -> None:
    speech = spoken("ten more seconds")
    found = utterances(np.concatenate((silence(1), speech, silence(1))), Gate())
    assert len(found) == 1
    start, onset, end, count = found[0]
    assert onset - start >= 0.2 * 16_000
    assert abs(onset - 16_000) < 0.2 * 16_000
    assert abs(end - 16_000 - len(speech)) < 0.2 * 16_000
    assert count == pytest.approx(end - start + Patience().silence * 16_000, abs=FRAME)


@pytest.mark.parametrize("pause", [0.2, 0.4])
def test_a_pause_inside_a_sentence_does_not_end_it(pause: float) -> None:
    sound = np.concatenate((silence(1), spoken("hold for"), silence(pause), spoken("forty seconds"), silence(1)))
    assert len(utterances(sound, Gate())) == 1


def test_a_long_pause_makes_two_utterances() -> None:
    sound = np.concatenate((silence(1), spoken("stop"), silence(1.5), spoken("go on"), silence(1)))
    (_, _, first_end, _), (second_start, *_) = utterances(sound, Gate())
    assert first_end < second_start


@pytest.mark.parametrize("loudness", [0.0, 1.0])
def test_silence_does_not_open_it(loudness: float) -> None:
    assert utterances(noise(5, loudness), Gate()) == []


def test_a_click_does_not_open_it() -> None:
    click = np.zeros(32_000, np.int16)
    click[16_000:16_160] = 30_000
    gate = Gate()
    for frame in click.reshape(-1, FRAME):
        gate.take(frame)
        assert not gate.open


def test_speech_without_end_is_cut_and_nothing_is_heard_twice() -> None:
    endless = np.tile(np.concatenate((spoken("go on"), spoken("that hurts"))), 12)
    found = utterances(endless, Gate(Patience(longest=3.0)))
    assert len(found) >= 3
    assert all(count <= 3.0 * 16_000 + FRAME for *_, count in found)
    assert all(first[0] + first[3] <= second[0] for first, second in itertools.pairwise(found))


def test_steady_noise_holds_it_open_only_until_the_room_is_known() -> None:
    speech = spoken("ten more seconds")
    sound = noise(6, 3_000)
    loud = speech * (24_000 / np.sqrt(np.mean(speech**2.0)))
    sound[48_000 : 48_000 + len(speech)] += loud.clip(-20_000, 20_000).astype(np.int16)
    found = utterances(sound, Gate())
    (_, onset, end, _) = found[-1]
    assert sum(start > 16_000 for start, *_ in found) == 1
    assert abs(onset - 48_000) < 0.2 * 16_000
    assert abs(end - 48_000 - len(speech)) < 0.3 * 16_000
