"""How loud it is, what is understood, and what is advised."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from voiceskill.coaching.command import Command
from voiceskill.occurrences import Heard
from voiceskill.rooms.metered import MeteredRoom
from voiceskill.rooms.room import Block
from voiceskill.rooms.typed import Script, TypedRoom
from voiceskill.sound_check import Attempt, Loudness, SoundCheck, Trial, advice
from voiceskill.sound_check.level import SILENCE_DB, LevelMeter
from voiceskill.sound_check.trial import sentences_to_say

RATE = 16_000
GOOD = Loudness(speech_db=-25.0, room_db=-60.0, peak_db=-8.0)


def _tone(seconds: float, peak: float) -> NDArray[np.int16]:
    return (peak * 32_767 * np.sin(2 * np.pi * 200 * np.arange(round(seconds * RATE)) / RATE)).astype(np.int16)


def _blocks(samples: NDArray[np.int16], start: float = 0.0) -> Iterator[Block]:
    for number, block in enumerate(samples.reshape(-1, 320), 1):
        yield Block(block, start + number * 0.02)


def _heard(check: SoundCheck, text: str, start: float, end: float) -> None:
    check.watch(Heard(t=end, text=text, accepted=bool(text), score=1.0, speech_start=start, speech_end=end))


@pytest.mark.parametrize(
    ("peak", "mean_db", "peak_db"), [(1.0, -3.01, 0), (0.1, -23.01, -20), (0, SILENCE_DB, SILENCE_DB)]
)
def test_levels_of_a_tone(peak: float, mean_db: float, peak_db: float) -> None:
    meter = LevelMeter(RATE)
    levels = [level for block in _blocks(_tone(1.0, peak)) if (level := meter.take(block.samples, block.time))]
    assert [round(level.t, 2) for level in levels] == [round(0.1 * number, 2) for number in range(1, 11)]
    assert levels[5].mean_db == pytest.approx(mean_db, abs=0.02)
    assert levels[5].peak_db == pytest.approx(peak_db, abs=0.02)


def test_an_utterance_beside_its_room() -> None:
    check = SoundCheck(RATE)
    for block in _blocks(np.concatenate((_tone(3, 0.001), _tone(1, 0.1), _tone(1, 0.001)))):
        check.take(block)
    _heard(check, "pause", 3.0, 4.0)
    loud = check.sound.loudness
    assert loud is not None
    assert (loud.speech_db, loud.room_db) == pytest.approx((-23.0, -63.0), abs=0.5)
    assert not loud.clipped
    assert check.sound.level.mean_db == pytest.approx(-63.0, abs=0.5), "the last tenth of a second"


def test_a_trial_takes_what_is_heard_until_all_is_said() -> None:
    check = SoundCheck(RATE)
    check.begin(Trial(("pause", "that hurts")))
    assert check.trying
    for block in _blocks(_tone(4, 0.01)):
        check.take(block)
    _heard(check, "pause", 1.0, 1.5)
    assert check.sound.trial is not None
    assert check.sound.trial.asked == "that hurts"
    _heard(check, "", 2.0, 2.5)
    assert check.sound.trial is not None
    over = check.sound
    assert over.trial is not None
    assert (over.trying, over.trial.asked) == (False, None)
    assert over.trial.hits(_command) == (True, False)
    check.begin(check.sound.trial.again())
    check.take(Block(_tone(0.02, 0), 4.02))
    _heard(check, "that hurts", 3.0, 3.5)
    assert check.sound.trial.hits(_command) == (True, True)
    _heard(check, "stop", 3.5, 3.8)
    assert check.sound.trial.hits(_command) == (True, True), "it is over"


def test_a_trial_that_nobody_goes_on_with_is_given_up() -> None:
    check = SoundCheck(RATE)
    silence = np.zeros(320, np.int16)
    check.take(Block(silence, 10.0))
    check.begin(Trial(("pause",)))
    check.take(Block(silence, 99.9))
    assert check.trying
    check.take(Block(silence, 100.1))
    assert not check.trying
    check.begin(Trial(("pause",)))
    check.give_up()
    assert not check.trying


def _command(text: str) -> Command | None:
    known = {"pause": "pause", "that hurts": "hurt", "ouch": "hurt", "start cat": "start", "start dog": "start"}
    return Command(known[text]) if text in known else None


def test_another_way_to_say_it_is_a_hit_and_another_command_is_none() -> None:
    trial = Trial(("that hurts", "pause")).heard(Attempt("ouch", understood=True, loudness=GOOD))
    trial = trial.heard(Attempt("ouch", understood=True, loudness=GOOD))
    assert trial.hits(_command) == (True, False)


def test_what_is_said_in_a_trial() -> None:
    assert sentences_to_say(("start cat", "start dog", "that hurts", "nonsense", "pause"), _command) == (
        "start cat",
        "pause",
        "that hurts",
    )


@pytest.mark.parametrize(
    ("loudness", "hit", "told"),
    [
        (GOOD, True, "All is well"),
        (GOOD, False, "You are loud enough"),
        (Loudness(-60, -80, -40), True, "You are very soft"),
        (Loudness(-12, -60, 0), False, "too loud for the microphone"),
        (Loudness(-30, -35, -15), False, "The room is nearly as loud"),
        (None, False, "The microphone was silent"),
    ],
)
def test_advice(loudness: Loudness | None, hit: bool, told: str) -> None:  # noqa: FBT001 - a table's column
    (sentence,) = advice([Attempt("pause" if hit else "", understood=hit, loudness=loudness)] * 3, [hit] * 3)
    assert told in sentence


def test_no_advice_before_anything_was_said() -> None:
    assert advice((), ()) == ()


def test_a_metered_room_is_the_same_room() -> None:
    room = TypedRoom(Script([(0.05, "pause")]), pace=lambda: lambda _moment: None)
    seen: list[Block] = []
    metered = MeteredRoom(room, seen.append)
    assert (metered.rate, metered.live) == (room.rate, room.live)
    blocks = metered.blocks(lambda size: np.zeros(size, np.float32))
    yielded = [next(blocks) for _ in range(4)]
    blocks.close()
    assert [id(block) for block in seen] == [id(block) for block in yielded]
    assert [block.typed for block in seen] == [(), (), ("pause",), ()]
