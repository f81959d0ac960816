"""A script that is not followed fails, and says where."""

from pathlib import Path

import pytest
from prompter import Prompter
from screenplay import Say, load_screenplay

from voiceskill.coaching.facts import Outcome
from voiceskill.coaching.state import State
from voiceskill.occurrences import Commanded, CueBegan, SessionOver, StateChanged

SCRIPT = """\
about: A pause.
session:
- {say: pause, plus: 1, means: pause}
- {state: paused, within: 0.1, without: [{coach: Well done}]}
- {coach: paused, after: 2, mark: told}
- {silence: 3, within: 0.05}
never:
- {coach: Paused, after: told}
- {coach: Pardon}
"""


@pytest.fixture
def prompter(tmp_path: Path) -> Prompter:
    path = tmp_path / "pauses.yaml"
    path.write_text(SCRIPT)
    prompter = Prompter(load_screenplay(path))
    prompter.cue(0.5, sounding=False)
    return prompter


def follow(prompter: Prompter) -> None:
    """Follow the script up to the silence."""
    assert isinstance(prompter.cue(1.0, sounding=False), Say)
    prompter.watch(Commanded(1.0, "pause", {}))
    prompter.watch(StateChanged(1.0, State.PAUSED))
    prompter.watch(CueBegan(3.0, "Paused. Say go on.", None))


def test_a_script_that_is_followed_ends_well(prompter: Prompter) -> None:
    follow(prompter)
    prompter.cue(3.02, sounding=True)
    prompter.cue(6.03, sounding=False)
    assert prompter.over
    assert prompter.problem is None


def test_nothing_is_said_before_its_time_and_nothing_twice(prompter: Prompter) -> None:
    assert prompter.cue(0.98, sounding=False) is None
    assert isinstance(prompter.cue(1.0, sounding=False), Say)
    assert prompter.cue(1.02, sounding=False) is None


def test_another_command_is_a_problem(prompter: Prompter) -> None:
    prompter.cue(1.0, sounding=False)
    prompter.watch(Commanded(1.0, "stop", {}))
    assert prompter.problem
    assert prompter.problem.startswith('pauses.yaml, line 3: say "pause": it was taken for stop')


def test_other_slots_are_a_problem(prompter: Prompter) -> None:
    prompter.cue(1.0, sounding=False)
    prompter.watch(Commanded(1.0, "pause", {"seconds": 5}))
    assert "it was taken for pause {'seconds': 5}" in str(prompter.problem)


def test_a_command_before_it_was_said_is_a_problem(prompter: Prompter) -> None:
    prompter.watch(Commanded(0.5, "pause", {}))
    assert "a command that is not in the script" in str(prompter.problem)


def test_what_is_not_heard_is_a_problem(prompter: Prompter) -> None:
    prompter.cue(1.0, sounding=False)
    prompter.cue(10.0, sounding=False)
    assert "it was not heard" in str(prompter.problem)


def test_what_comes_too_late_is_a_problem(prompter: Prompter) -> None:
    prompter.cue(1.0, sounding=False)
    prompter.watch(Commanded(1.0, "pause", {}))
    prompter.watch(StateChanged(1.2, State.PAUSED))
    assert "it came after 0.200 s" in str(prompter.problem)


def test_what_does_not_come_is_a_problem(prompter: Prompter) -> None:
    prompter.cue(1.0, sounding=False)
    prompter.watch(Commanded(1.0, "pause", {}))
    prompter.cue(60.0, sounding=False)
    assert "line 4: event='state' state='paused': it did not come" in str(prompter.problem)


@pytest.mark.parametrize("words", ["Pardon?", "Well done."])
def test_what_must_not_come_is_a_problem(prompter: Prompter, words: str) -> None:
    prompter.cue(1.0, sounding=False)
    prompter.watch(Commanded(1.0, "pause", {}))
    prompter.watch(CueBegan(1.0, words, None))
    assert "something came that must not" in str(prompter.problem)


def test_what_must_not_come_any_more_is_a_problem(prompter: Prompter) -> None:
    follow(prompter)
    prompter.watch(CueBegan(3.5, "Paused.", None))
    assert "something came that must not" in str(prompter.problem)


def test_an_end_that_is_not_in_the_script_is_a_problem(prompter: Prompter) -> None:
    prompter.watch(SessionOver(0.7, Outcome.FINISHED))
    assert "a session that is not in the script" in str(prompter.problem)


def test_sound_in_a_silence_is_a_problem(prompter: Prompter) -> None:
    follow(prompter)
    prompter.cue(3.1, sounding=True)
    assert "something sounds" in str(prompter.problem)


def test_a_line_about_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text("about: Nothing.\nsession:\n- {sings: loudly}\n")
    with pytest.raises(ValueError, match=r"odd.yaml, line 3: a line is about one of"):
        load_screenplay(path)
