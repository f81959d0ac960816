"""What a satellite hears and plays keeps its time, whatever the network does to it."""

import math
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from wyoming.audio import AudioChunk
from wyoming.event import Event

from voiceskill.complaint import Complaint
from voiceskill.rooms.wyoming_loudspeaker import STEP_S, SatelliteLoudspeaker
from voiceskill.rooms.wyoming_microphone import SatelliteMicrophone

START = 5000.0
"""An arbitrary moment."""


def count_every_second(seconds: set[int]) -> SatelliteLoudspeaker:
    """Return a loudspeaker on which a beep of a tenth of a second begins at some whole seconds."""
    position = 0

    def source(count: int) -> NDArray[np.float32]:
        nonlocal position
        sound = np.zeros(count, np.float32)
        for second in seconds & {position // 16_000, (position + count) // 16_000}:
            begin = second * 16_000 - position
            sound[max(0, begin) : max(0, begin + 1_600)] = 0.5
        position += count
        return sound

    return SatelliteLoudspeaker(source, 16_000)


def played(loudspeaker: SatelliteLoudspeaker, moments: list[float]) -> list[Event]:
    return [event for moment in moments for event in loudspeaker.due(moment)]


def every_step(begin: float, end: float) -> list[float]:
    return [float(moment) for moment in np.arange(begin, end, STEP_S)]


def sound_of(events: list[Event]) -> NDArray[np.int16]:
    return np.concatenate([np.frombuffer(event.payload or b"", np.int16) for event in events])


def onsets(sound: NDArray[np.int16]) -> list[float]:
    """Return the seconds at which something begins to be heard after silence."""
    loud = np.flatnonzero(np.abs(sound) > 3000)
    return [
        float(loud[0] / 22_050),
        *(float(place / 22_050) for before, place in pairwise(loud) if place - before > 2205),
    ]


def test_numbers_stay_on_their_seconds_over_a_hold_of_five_minutes() -> None:
    loudspeaker = count_every_second({1, 297, 298, 299, 300})
    loudspeaker.begin(START)
    events = played(loudspeaker, every_step(START, START + 302))
    assert [event.type for event in events if not AudioChunk.is_type(event.type)] == ["audio-start"], "one playback"
    assert np.diff(onsets(sound_of(events))) == pytest.approx([296.0, 1.0, 1.0, 1.0], abs=0.0005)


def test_the_satellites_own_device_is_free_when_nobody_stretches_any_more() -> None:
    loudspeaker = count_every_second({0, 400})
    loudspeaker.begin(START)
    kinds = [event.type for event in played(loudspeaker, every_step(START, START + 401))]
    assert [kind for kind in kinds if kind != "audio-chunk"] == ["audio-start", "audio-stop", "audio-start"]


def test_what_the_network_has_kept_too_long_is_left_out_and_the_next_number_comes_on_its_second() -> None:
    loudspeaker = count_every_second({1, 2, 3, 4, 5})
    loudspeaker.begin(START)
    before = played(loudspeaker, every_step(START, START + 1.5))
    after = played(loudspeaker, every_step(START + 3.6, START + 5.5))  # it has taken nothing for two seconds
    assert len(onsets(sound_of(before))) == 1
    assert len(sound_of(after)) / 22_050 == pytest.approx(5.5 - 3.6, abs=0.1)
    assert onsets(sound_of(after))[0] == pytest.approx(0.4, abs=0.05)


def test_a_short_delay_loses_nothing() -> None:
    loudspeaker = count_every_second({1, 2})
    loudspeaker.begin(START)
    moments = [*every_step(START, START + 1.0), *every_step(START + 1.3, START + 2.5)]
    assert np.diff(onsets(sound_of(played(loudspeaker, moments)))) == pytest.approx([1.0], abs=0.0005)


def chunk(samples: NDArray[np.int16], rate: int = 16_000, channels: int = 1) -> Event:
    return Event("audio-chunk", {"rate": rate, "width": 2, "channels": channels}, samples.tobytes())


def test_late_chunks_do_not_move_the_time_of_what_was_heard() -> None:
    chance = np.random.default_rng(1)
    microphone = SatelliteMicrophone()
    arrived, errors = 0.0, []
    for number in range(1, 400):
        recorded = START + number * 0.064
        late = chance.exponential(0.03) + (0.4 if number % 50 == 0 else 0.0)
        arrived = max(arrived, recorded + 0.005 + late)  # TCP keeps the order
        heard = microphone.take(chunk(np.zeros(1024, np.int16)), arrived)
        first = (number - 1) * 1024 // 320
        errors += [moment - START - (first + place + 1) * 0.02 for place, (_, moment) in enumerate(heard)]
    settled = np.array(errors[1000 // 20 :])
    assert np.ptp(settled) < 0.008, "the canceller of echoes would lose its way"
    assert np.median(settled) == pytest.approx(0.005, abs=0.004)


def test_another_rate_and_several_channels_become_the_rooms() -> None:
    microphone = SatelliteMicrophone()
    time = np.arange(48_000) / 48_000
    tone = (np.sin(2 * np.pi * 440 * time) * 8000).astype(np.int16)
    stereo = np.stack((tone, tone // 2), axis=1)
    pieces = np.split(stereo, range(1000, 48_000, 1000))
    heard = [
        item
        for number, piece in enumerate(pieces, 1)
        for item in microphone.take(chunk(piece, 48_000, 2), START + number / 48)
    ]
    sound = np.concatenate([samples for samples, _ in heard])
    assert len(sound) == pytest.approx(16_000, abs=640)
    assert np.abs(sound[1000:-1000]).max() == pytest.approx(6000, rel=0.02)
    assert heard[-1][1] == pytest.approx(START + len(sound) / 16_000, abs=0.001)


def test_after_a_pause_of_the_microphone_the_time_is_told_anew() -> None:
    microphone = SatelliteMicrophone()
    for number in range(1, 20):
        microphone.take(chunk(np.zeros(1024, np.int16)), START + number * 0.064)
    burst = microphone.take(chunk(np.zeros(32_000, np.int16)), START + 60.0)
    assert burst[-1][1] == pytest.approx(START + 60.0, abs=0.02)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"rate": 16_000, "width": 0, "channels": 1},
        {"rate": 16_000, "width": 2, "channels": 0},
        {"rate": 16_000, "width": 2, "channels": 3},
        {"rate": 16_000, "width": 2, "channels": True},
        {"rate": "16000", "width": 2, "channels": 1},
        {"rate": math.nan, "width": 2, "channels": 1},
        {"rate": 10**9, "width": 2, "channels": 1},
        {"rate": [16_000], "width": 2, "channels": 1},
    ],
)
def test_chunks_of_other_forms_are_refused(data: dict[str, object]) -> None:
    odd = b"x" * 5
    with pytest.raises(Complaint, match="--mic-command-rate 16000"):
        SatelliteMicrophone().take(Event("audio-chunk", data, odd), START)
