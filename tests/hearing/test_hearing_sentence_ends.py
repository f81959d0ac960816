"""How long the ear waits for the rest of a sentence."""

from hearing_material import graph_of

from voiceskill.hearing.sentence_ends import SentenceEnds

ENDS = SentenceEnds(graph_of(("stop", "stop the session", "pause", "start the back routine")))


def test_what_cannot_go_on_is_waited_for_least_and_what_is_broken_off_most() -> None:
    assert ENDS.patience("pause") < ENDS.patience("stop") < ENDS.patience("start the")


def test_what_is_no_part_of_any_sentence_is_waited_for_as_long_as_any() -> None:
    assert ENDS.patience("") == ENDS.patience("the session") == ENDS.patience("start the")
