"""What was made of things that nobody uses any more is let go."""

import numpy as np
from hearing_material import believed, graph_of, heard, silence, spoken

from voiceskill.hearing.ear import Ear
from voiceskill.hearing.latest import Latest
from voiceskill.hearing.sphinx import SphinxRecognizer


def test_only_those_used_last_are_kept() -> None:
    made: list[int] = []
    gone: list[int] = []

    def make(thing: int) -> int:
        made.append(thing)
        return thing

    latest = Latest(make, gone.append)
    for thing in (*range(6), 0, 6, 7, 0):
        assert latest.of(thing) == thing
    assert made == [*range(8)]
    assert gone == [1, 2]


def test_a_recogniser_prepares_again_for_what_it_let_go() -> None:
    recognizer = SphinxRecognizer()
    ear = Ear(recognizer, 16_000, graph_of(["stop"]))
    for number in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"):
        ear.use(graph_of([f"start {number}", "stop"]))
    assert recognizer._commands.get_fsg("grammar 0") is None
    assert recognizer._commands.get_fsg("grammar 9") is not None
    assert believed(heard(ear, np.concatenate((spoken("start nine"), silence(1))))) == ["start nine"]
    ear.use(graph_of(["stop"]))
    assert believed(heard(ear, np.concatenate((spoken("stop"), silence(1))))) == ["stop"]
