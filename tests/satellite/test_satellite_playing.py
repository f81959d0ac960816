"""What the coach wants to be heard is heard at the satellite, to the sample, whatever the network does."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from satellite_house import RATE, ArrayRoom, House, hold, house, tone

from voiceskill.coaching.stage import Cue, Line
from voiceskill.satellite.clips import Clips, name_of
from voiceskill.satellite.messages import CLIP_RATE, Piece
from voiceskill.speaking.mixer import Mixer
from voiceskill.speaking.news import AnswerEnded, CueBegan, StageBegan, StageEnded


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path, ArrayRoom(speed=4.0), jitter=0.05, loss=0.01) as home:
        yield home


def test_each_cue_is_on_its_second_though_the_network_stutters(home: House) -> None:
    follower, stage = home.follower, hold(1, 3.0, 0.0, 1.0, 2.0, 2.5)
    follower.player.play(stage)
    assert follower.player.busy
    follower.wait(lambda: follower.of(StageEnded))
    cues = [item.t for item in follower.of(CueBegan)]
    assert np.diff(cues) == pytest.approx([1.0, 1.0, 0.5], abs=1e-9)
    assert follower.of(StageEnded)[0].t - cues[0] == pytest.approx(3.0, abs=1e-9)
    assert [item.sound for item in follower.of(CueBegan) if isinstance(item, CueBegan)] == [
        cue.sound for cue in stage.cues
    ]
    assert not follower.player.busy
    # What was played is what a mixer here would have played.
    here = Mixer(RATE, lambda part: np.repeat(tone(part), 2))
    here.play(stage)
    begin = round(cues[0] * RATE)
    assert np.corrcoef(here.render(3 * RATE), home.room.played[begin : begin + 3 * RATE])[0, 1] > 0.99


def test_a_longer_hold_goes_on_where_it_was_and_an_answer_moves_nothing(home: House) -> None:
    follower, player = home.follower, home.follower.player
    player.play(hold(1, 3.0, 0.0, 1.0, 2.0))
    follower.wait(lambda: follower.of(CueBegan))
    player.replan(hold(2, 4.0, 0.0, 1.0, 2.0, 3.0))
    player.answer([Line("more")])
    assert player.answering
    follower.wait(lambda: follower.of(StageEnded))
    assert [item.number for item in follower.of(StageEnded) if isinstance(item, StageEnded)] == [2]
    assert len(follower.of(AnswerEnded)) == 1
    counted = [
        (item.t, item.sound.values["seconds"])
        for item in follower.of(CueBegan)
        if isinstance(item, CueBegan) and isinstance(item.sound, Line) and item.sound.key == "count"
    ]
    first = counted[0][0]
    assert [second for _, second in counted] == [0.0, 1.0, 2.0, 3.0]
    assert [t - first for t, _ in counted] == pytest.approx([0.0, 1.0, 2.0, 3.0], abs=1e-9)


def test_silence_overtakes_a_long_explanation_that_is_on_its_way(home: House) -> None:
    follower, player = home.follower, home.follower.player
    player.play(hold(1, 60.0, 0.0))
    follower.wait(lambda: follower.of(CueBegan))
    # Of these minutes of speech little will ever be sent.
    long = tuple(Cue(Line("explain", {"step": step})) for step in range(300))
    player.play(replace(hold(2, 0.0), cues=(replace(long[0], at=0.0), *long[1:])))
    player.silence()
    assert not player.busy
    assert player.elapsed() == 0.0
    at = home.room.played.size
    follower.wait(lambda: home.room.played.size > at + 2 * RATE)
    assert not np.any(home.room.played[at + RATE :])
    assert not follower.of(StageEnded)
    player.play(hold(3, 1.0, 0.0))
    follower.wait(lambda: follower.of(StageEnded))
    assert [item.stage.number for item in follower.of(StageBegan) if isinstance(item, StageBegan)] == [1, 2, 3]


def test_clips_that_the_satellite_had_to_forget_are_sent_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Clips.__init__, "__defaults__", (30_000,))  # hardly more than one of them
    with house(tmp_path, ArrayRoom(speed=4.0)) as home:
        follower = home.follower
        for number in range(1, 7):
            follower.player.play(hold(number, 0.5, number % 3))
            follower.player.play(hold(10 + number, 0.5, 0.0))
            ended = len(follower.of(StageEnded))
            follower.wait(lambda: len(follower.of(StageEnded)) > ended)  # noqa: B023 - it is called at once
        assert [item.number for item in follower.of(StageEnded) if isinstance(item, StageEnded)] == [
            11,
            12,
            13,
            14,
            15,
            16,
        ]


def test_loudness_is_the_coachs(home: House) -> None:
    home.follower.player.volume = 0.25
    home.follower.player.play(hold(1, 0.5, 0.0))
    home.follower.wait(lambda: home.follower.of(StageEnded))
    begin = home.follower.of(CueBegan)[0].t
    there = home.room.played[round((begin + 0.03) * RATE) : round((begin + 0.09) * RATE)]
    assert np.abs(there).max() == pytest.approx(0.125, rel=0.03)


def test_the_words_for_waiting_are_not_forgotten_however_much_is_said_after_them() -> None:
    clips = Clips(CLIP_RATE, limit=4 * CLIP_RATE)  # a second
    for number in range(12):
        samples = np.full(CLIP_RATE // 5, number + 1, "<i2").tobytes()
        clips.take(Piece(clip=name_of(samples), samples=len(samples) // 2, begin=0), samples)
        if number == 0:
            waiting = name_of(samples)
            clips.keep([waiting])
    assert not clips.missing([waiting])
