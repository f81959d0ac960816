"""The mixer: every sound on its sample, silence at once, and one thing at a time."""

import threading
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from voiceskill.coaching.stage import Chime, Cue, Line, Stage, StageKind
from voiceskill.speaking.mixer import Mixer
from voiceskill.speaking.news import AnswerEnded, CueBegan, News, Silenced, StageBegan, StageEnded
from voiceskill.speaking.timeline import Clip

RATE = 8_000
FADE = 40
"""Samples in 5 ms."""


def level(sound: Line | Chime) -> float:
    """Return the sample value of which a test's clip consists, so that what is heard tells which it was."""
    return 0.25 if isinstance(sound, Chime) else float(str(sound.values["level"]))


def flat(sound: Line | Chime) -> Clip:
    """Return a clip of one value: as long as the line asks, the chime 0.1 s."""
    seconds = 0.1 if isinstance(sound, Chime) else float(str(sound.values["seconds"]))
    return np.full(round(seconds * RATE), level(sound), np.float32)


def line(value: float, seconds: float = 0.1) -> Line:
    """Return a line that sounds as one value."""
    return Line("flat", {"level": value, "seconds": seconds})


def stage(*cues: Cue, seconds: float, number: int = 1) -> Stage:
    """Return a hold with these cues."""
    return Stage(number=number, kind=StageKind.HOLD, seconds=seconds, cues=cues, stretch="childs_pose")


def mixer() -> Mixer:
    """Return a mixer of flat clips."""
    return Mixer(RATE, flat)


def of_kind(news: Sequence[News], kind: type[News]) -> list[News]:
    """Return the news of one kind."""
    return [one for one in news if isinstance(one, kind)]


def test_half_an_hour_of_cues_begins_on_the_sample() -> None:
    """A cue each second for half an hour, at offsets that no block and no sample period divides."""
    offsets = [1.0037 * n for n in range(1790)]
    cues = [Cue(line(0.5, 0.05), at=offset) for offset in offsets]
    player = mixer()
    player.play(stage(*cues, seconds=1800))
    blocks = [player.render(n) for n in [160, 153, 480, 1] * (1800 * RATE // 794 + 1)]
    heard = np.concatenate(blocks)[: 1800 * RATE]
    onsets = np.flatnonzero(np.diff(heard, prepend=np.float32(0)) > 0)
    expected = [round(offset * RATE) for offset in offsets]
    assert onsets.tolist() == expected
    news = player.news()
    assert [one.t for one in of_kind(news, CueBegan)] == [onset / RATE for onset in expected]
    assert news[-1] == StageEnded(1800.0, 1)


def test_cues_without_offset_follow_the_one_before() -> None:
    """A gap of a quarter of a second lies between the end of one and the onset of the next."""
    player = mixer()
    player.play(stage(Cue(line(0.1, 0.2), at=0.5), Cue(line(0.2, 0.3)), Cue(line(0.3)), seconds=0))
    heard = player.render(2 * RATE)
    assert np.flatnonzero(heard == np.float32(0.2))[0] == round((0.5 + 0.2 + 0.25) * RATE)
    assert np.flatnonzero(heard == np.float32(0.3))[0] == round((0.95 + 0.3 + 0.25) * RATE)
    assert player.news()[-1] == StageEnded(1.6, 1), "a stage shorter than its cues ends with the last of them"


def test_a_cue_that_is_due_fades_out_the_one_before() -> None:
    """The next cue begins on its sample, the one before has gone 5 ms later."""
    player = mixer()
    player.play(stage(Cue(line(0.5, 2.0), at=0.0), Cue(line(0.25, 0.5), at=1.0), seconds=3))
    heard = player.render(3 * RATE)
    assert heard[RATE - 1] == 0.5
    assert np.all(np.diff(heard[RATE : RATE + FADE]) < 0)
    assert np.all(heard[RATE + FADE : round(1.5 * RATE)] == 0.25)
    assert not heard[round(1.5 * RATE) :].any()


def test_a_following_cue_is_left_out_where_the_next_is_due_first() -> None:
    """A voice slower than planned delays nothing."""
    player = mixer()
    player.play(stage(Cue(line(0.5, 2.0), at=0.0), Cue(line(0.3)), Cue(line(0.25), at=1.0), seconds=3))
    heard = player.render(3 * RATE)
    assert np.all(heard[RATE + FADE : round(1.1 * RATE)] == 0.25)
    assert [one.sound for one in player.news() if isinstance(one, CueBegan)] == [line(0.5, 2.0), line(0.25)]


def test_silence_within_5_ms() -> None:
    """The sound fades over 5 ms; afterwards there are zeros, and no stage goes on."""
    player = mixer()
    player.play(stage(Cue(line(0.8, 5.0), at=0.0), seconds=10))
    player.render(1234)
    player.silence()
    heard = player.render(10 * RATE)
    assert 0 < heard[0] < 0.8
    assert np.all(np.diff(heard[:FADE]) < 0)
    assert not heard[FADE - 1 :].any()
    assert player.news()[2:] == [Silenced(1234 / RATE)]
    assert not player.busy
    assert player.elapsed() == 0.0


def test_silence_in_silence_is_news_too() -> None:
    """Who says stop is told that there is silence."""
    player = mixer()
    player.silence()
    assert player.news() == [Silenced(0.0)]


def test_a_resumed_stage_begins_that_far_in() -> None:
    """Cues of earlier offsets are not heard, those of later ones lie where they would have."""
    player = mixer()
    player.render(777)
    player.play(stage(Cue(line(0.1), at=0.0), Cue(line(0.2), at=5.0), Cue(line(0.3), at=9.0), seconds=10), from_s=5.5)
    assert player.elapsed() == 5.5
    heard = player.render(round(4.5 * RATE))
    assert np.flatnonzero(heard)[0] == round(3.5 * RATE)
    assert heard.max() == np.float32(0.3)
    begun, _, ended = player.news()
    assert isinstance(begun, StageBegan)
    assert (begun.t, begun.elapsed) == (777 / RATE, 5.5)
    assert ended == StageEnded((777 + 4.5 * RATE) / RATE, 1)


def test_a_cue_at_the_very_place_of_resuming_is_heard() -> None:
    """A hold that was paused before its cue has that cue still to come."""
    player = mixer()
    player.play(stage(Cue(line(0.2), at=5.0), seconds=10), from_s=5.0)
    assert player.render(1)[0] == np.float32(0.2)


def test_a_stage_ends_with_its_last_sample() -> None:
    """The news is there as soon as the last sample has been rendered."""
    player = mixer()
    player.play(stage(Cue(Chime.BEGIN, at=0.0), seconds=2.0))
    player.render(2 * RATE - 1)
    assert player.busy
    player.render(1)
    assert not player.busy
    assert player.news()[-1] == StageEnded(2.0, 1)


def test_an_answer_is_spoken_over_the_stage() -> None:
    """It sounds at once; cues due meanwhile are dropped, and the stage's clock runs on."""
    player = mixer()
    player.play(stage(Cue(line(0.5, 3.0), at=0.0), Cue(line(0.2), at=1.5), Cue(line(0.3), at=2.0), seconds=4))
    player.render(RATE)
    player.answer([line(0.7, 0.5), line(0.6, 0.25)])
    heard = np.concatenate([np.zeros(RATE, np.float32), player.render(3 * RATE)])
    assert heard[RATE] > 0.7
    assert np.all(heard[RATE + FADE : round(1.5 * RATE)] == np.float32(0.7))
    assert np.all(heard[round(1.75 * RATE) : 2 * RATE] == np.float32(0.6))
    assert np.all(heard[2 * RATE : round(2.1 * RATE)] == np.float32(0.3)), "due as the answer ends, so it is heard"
    assert not heard[round(2.1 * RATE) :].any()
    news = player.news()
    assert [one.sound for one in news if isinstance(one, CueBegan)][1:] == [
        line(0.7, 0.5),
        line(0.6, 0.25),
        line(0.3),
    ]
    assert AnswerEnded(2.0) in news
    assert news[-1] == StageEnded(4.0, 1)


def test_a_stage_that_lasts_as_long_as_its_words_waits_for_an_answer() -> None:
    """The line that was interrupted is said again from its beginning, however many answers come between."""
    player = mixer()
    player.play(stage(Cue(line(0.5, 1.0), at=0.0), Cue(line(0.4, 1.0)), Cue(line(0.3, 1.0)), seconds=0))
    player.render(round(1.5 * RATE))
    player.answer([line(0.7, 0.5)])
    player.render(RATE // 4)
    player.answer([line(0.6, 0.5)])
    player.render(5 * RATE)
    news = player.news()
    begun = [(one.sound, one.t) for one in news if isinstance(one, CueBegan)]
    assert begun == [
        (line(0.5, 1.0), 0.0),
        (line(0.4, 1.0), 1.25),
        (line(0.7, 0.5), 1.5),
        (line(0.6, 0.5), 1.75),
        (line(0.4, 1.0), 2.5),
        (line(0.3, 1.0), 3.75),
    ]
    assert news[-1] == StageEnded(4.75, 1)


def test_a_stage_that_waits_goes_on_with_the_next_line_after_one_that_was_said() -> None:
    """An answer between two lines repeats neither, and one in the last makes it be said again."""
    player = mixer()
    player.play(stage(Cue(line(0.5, 1.0), at=0.0), Cue(line(0.4, 1.0)), seconds=0))
    player.render(round(1.1 * RATE))
    player.answer([line(0.7, 0.5)])
    player.render(round(1.4 * RATE))
    player.answer([line(0.6, 0.5)])
    player.render(3 * RATE)
    news = player.news()
    assert [one.t for one in news if isinstance(one, CueBegan) and one.sound == line(0.4, 1.0)] == [1.85, 3.25]
    assert news[-1] == StageEnded(4.25, 1)


def test_an_answer_without_a_stage_and_a_new_answer_in_its_place() -> None:
    """Only the answer that is heard to its end has ended."""
    player = mixer()
    player.answer([line(0.7, 1.0)])
    assert player.busy
    player.render(400)
    player.answer([line(0.2, 1.0)])
    heard = player.render(RATE)
    assert np.all(heard[FADE:] == np.float32(0.2))
    assert of_kind(player.news(), AnswerEnded) == [AnswerEnded((400 + RATE) / RATE)]
    assert not player.busy


def test_an_answer_of_nothing_ends_at_once() -> None:
    """Whoever waits for its end does not wait for ever."""
    player = mixer()
    player.answer([])
    player.render(1)
    assert player.news() == [AnswerEnded(0.0)]


def test_a_stage_takes_the_place_of_stage_and_answer() -> None:
    """What sounded fades out under the new stage's first cue."""
    player = mixer()
    player.play(stage(Cue(line(0.5, 3.0), at=0.0), seconds=4))
    player.render(100)
    player.answer([line(0.3, 3.0)])
    player.render(100)
    player.play(stage(Cue(line(0.2, 1.0), at=0.0), seconds=1, number=2))
    heard = player.render(RATE)
    assert heard[0] > 0.2
    assert np.all(heard[FADE:] == np.float32(0.2))
    assert of_kind(player.news(), StageEnded) == [StageEnded((200 + RATE) / RATE, 2)]
    assert not player.busy


def test_a_longer_hold_goes_on_without_a_gap() -> None:
    """The cue that sounds goes on, none is heard twice, later ones follow the new plan, elapsed time runs on."""
    halfway = Cue(line(0.5, 1.0), at=5.0)
    player = mixer()
    player.play(stage(Cue(Chime.BEGIN, at=0.0), halfway, Cue(line(0.2), at=8.0), seconds=10))
    first = player.render(round(5.5 * RATE) + 3)
    elapsed = player.elapsed()
    player.replan(
        stage(Cue(Chime.BEGIN, at=0.0), halfway, Cue(line(0.3), at=18.0), seconds=20, number=2), from_s=elapsed
    )
    assert player.elapsed() == elapsed
    heard = np.concatenate([first, player.render(round(14.5 * RATE) - 3)])
    assert np.all(heard[5 * RATE : 6 * RATE] == 0.5)
    assert np.flatnonzero(heard[6 * RATE :])[0] == 12 * RATE
    news = player.news()
    assert len(of_kind(news, CueBegan)) == 3
    assert of_kind(news, StageEnded) == [StageEnded(20.0, 2)]


def test_a_cue_that_the_new_plan_lacks_fades_out() -> None:
    """A countdown that is no longer true is broken off."""
    player = mixer()
    player.play(stage(Cue(line(0.5, 1.0), at=0.0), seconds=2))
    player.render(400)
    player.replan(stage(Cue(line(0.3), at=8.0), seconds=10, number=2))
    heard = player.render(RATE)
    assert 0 < heard[0] < 0.5
    assert not heard[FADE:].any()


def test_a_new_plan_leaves_an_answer_alone() -> None:
    """The answer that tells of it is heard to its end."""
    player = mixer()
    player.play(stage(Cue(line(0.5, 1.0), at=0.0), seconds=2))
    player.render(400)
    player.answer([line(0.7, 0.5)])
    player.replan(stage(Cue(line(0.3), at=8.0), seconds=10, number=2))
    assert np.all(player.render(RATE)[FADE : RATE // 2] == np.float32(0.7))


def test_a_new_plan_begins_anew_where_the_old_one_has_just_ended() -> None:
    """An extension that comes a moment late is played, from where it was asked for."""
    player = mixer()
    player.play(stage(seconds=2))
    player.render(2 * RATE)
    player.replan(stage(Cue(line(0.3), at=3.0), seconds=4, number=2), from_s=2.0)
    assert np.flatnonzero(player.render(2 * RATE))[0] == RATE
    assert player.news()[-1] == StageEnded(4.0, 2)


def test_volume_changes_without_a_click_and_not_the_time_to_silence() -> None:
    """The gain glides over 20 ms."""
    player = mixer()
    player.play(stage(Cue(line(0.8, 2.0), at=0.0), seconds=2))
    player.render(100)
    player.volume = 0.5
    heard = player.render(400)
    assert np.abs(np.diff(heard)).max() <= 0.4 / 160 + 1e-6
    assert heard[-1] == pytest.approx(0.4)
    player.silence()
    assert not player.render(400)[FADE:].any()
    assert player.volume == 0.5


def test_who_speaks_is_given_way_to() -> None:
    player = mixer()
    player.volume = 0.5
    player.play(stage(Cue(line(0.8, 2.0), at=0.0), seconds=2))
    player.render(400)
    player.lowered = True
    assert player.render(400)[-1] == pytest.approx(0.12)
    player.volume = 1.0
    assert player.render(400)[-1] == pytest.approx(0.24)
    player.lowered = False
    assert player.render(400)[-1] == pytest.approx(0.8)


def test_what_the_loudspeaker_has_fallen_behind_is_made_up_for() -> None:
    """What was to sound at second 1 does so a twentieth sooner by the samples, which is then by the clock."""
    player = mixer()
    player.play(stage(Cue(line(0.1), at=0.5), Cue(line(0.2), at=1.0), seconds=2))
    player.keep_up(0.004, 0.1)  # the clocks cannot tell
    heard = player.render(round(0.55 * RATE))
    assert onset(heard, 0.1) == round(0.5 * RATE)
    player.keep_up(0.05, 0.5)
    player.keep_up(0.052, 0.5)
    heard = np.concatenate((heard, player.render(2 * RATE)))
    assert onset(heard, 0.2) == round(0.95 * RATE)
    assert StageEnded(1.95, 1) in player.news()


def test_a_stage_that_began_late_as_a_whole_has_nothing_to_make_up_for() -> None:
    player = mixer()
    player.render(RATE)
    player.play(stage(Cue(line(0.1), at=0.5), seconds=1))
    player.render(80)
    player.keep_up(0.2, 0.9)
    assert onset(player.render(RATE), 0.1) == round(0.5 * RATE) - 80


def test_a_stage_that_waits_has_nothing_to_make_up_for() -> None:
    player = mixer()
    player.play(stage(Cue(line(0.1)), Cue(line(0.2)), seconds=0))
    player.render(8)
    player.keep_up(0.2, 0.001)
    assert onset(player.render(RATE), 0.2) == round(0.35 * RATE) - 8


def onset(heard: NDArray[np.float32], value: float) -> int:
    """Return the first sample of a clip."""
    return int(np.flatnonzero(np.isclose(heard, value))[0])


def test_a_sound_that_cannot_be_made_changes_nothing() -> None:
    """What sounds goes on when the next cannot be made."""

    def sounds(sound: Line | Chime) -> Clip:
        if sound is Chime.DONE:
            raise RuntimeError("broken")
        return flat(sound)

    player = Mixer(RATE, sounds)
    player.play(stage(Cue(line(0.5, 1.0), at=0.0), seconds=2))
    player.render(400)
    broken = stage(Cue(Chime.DONE, at=0.0), seconds=2)
    with pytest.raises(RuntimeError, match="broken"):
        player.play(broken)
    with pytest.raises(RuntimeError, match="broken"):
        player.replan(broken)
    with pytest.raises(RuntimeError, match="broken"):
        player.answer([Chime.DONE])
    assert np.all(player.render(400) == 0.5)


def test_rendering_does_not_wait_for_a_sound_to_be_made() -> None:
    """A sound that takes its time begins late, and what sounds goes on meanwhile."""
    asked, made = threading.Event(), threading.Event()

    def sounds(sound: Line | Chime) -> Clip:
        if sound is Chime.DONE:
            asked.set()
            assert made.wait(20)
        return flat(sound)

    player = Mixer(RATE, sounds)
    player.play(stage(Cue(line(0.5, 1.0), at=0.0), seconds=2))
    answering = threading.Thread(target=player.answer, args=([Chime.DONE],))
    answering.start()
    assert asked.wait(20)
    assert np.all(player.render(400) == 0.5)
    made.set()
    answering.join()
    assert np.all(player.render(400)[FADE:] == 0.25)


SOUNDS = st.one_of(
    st.sampled_from(list(Chime)),
    st.builds(line, st.sampled_from([0.1, 0.5, 0.9]), st.sampled_from([0.0, 0.001, 0.02, 0.1])),
)
CUES = st.lists(st.builds(Cue, SOUNDS, st.one_of(st.none(), st.floats(0, 0.5))), max_size=5)
STAGES = st.builds(lambda cues, seconds: stage(*cues, seconds=seconds), CUES, st.floats(0, 0.5))
Deed = Callable[[Mixer], object]


def play(what: Stage, from_s: float) -> Deed:
    """Return the deed of playing a stage."""
    return lambda player: player.play(what, from_s)


def replan(what: Stage) -> Deed:
    """Return the deed of changing the plan."""
    return lambda player: player.replan(what, player.elapsed())


def answer(what: list[Line | Chime]) -> Deed:
    """Return the deed of answering."""
    return lambda player: player.answer(what)


def set_volume(value: float) -> Deed:
    """Return the deed of setting the volume."""
    return lambda player: setattr(player, "volume", value)


DEEDS: st.SearchStrategy[Deed] = st.one_of(
    st.builds(play, STAGES, st.sampled_from([0.0, 0.0, 0.05, 0.3])),
    st.builds(replan, STAGES),
    st.builds(answer, st.lists(SOUNDS, max_size=3)),
    st.builds(set_volume, st.sampled_from([0.0, 0.3, 1.0])),
    st.just(Mixer.silence),
)
COURSES = st.lists(st.tuples(DEEDS, st.integers(0, 1500)), max_size=12)
"""Deeds, and the samples rendered after each."""


def run(course: Sequence[tuple[Deed, int]], size: int) -> tuple[NDArray[np.float32], list[News]]:
    """Return what is heard and the news when a course is rendered in blocks of at most this size."""
    player = mixer()
    heard = [np.zeros(0, np.float32)]
    for deed, samples in course:
        deed(player)
        heard += [player.render(min(size, samples - done)) for done in range(0, samples, size)]
    return np.concatenate(heard), player.news()


@settings(max_examples=150, deadline=None)
@given(COURSES, st.integers(1, 300))
def test_the_size_of_the_blocks_makes_no_difference(course: list[tuple[Deed, int]], size: int) -> None:
    """Samples and news are the same however they are asked for."""
    whole, news = run(course, 2000)
    pieces, same_news = run(course, size)
    assert np.array_equal(whole, pieces)
    assert news == same_news
    assert np.abs(whole).max(initial=0) <= 1.0
    times = [one.t for one in news]
    assert times == sorted(times)


@settings(max_examples=150, deadline=None)
@given(COURSES, st.lists(st.integers(0, 700), max_size=8))
def test_after_silence_there_is_nothing(course: list[tuple[Deed, int]], sizes: list[int]) -> None:
    """Whatever came before, from 5 ms after the silence on all is zero."""
    player = mixer()
    for deed, samples in course:
        deed(player)
        player.render(samples)
    player.silence()
    player.news()
    player.render(FADE)
    assert not any(player.render(size).any() for size in [*sizes, 5000])
    assert player.news() == []
    assert not player.busy
