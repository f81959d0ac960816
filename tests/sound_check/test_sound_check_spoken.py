"""A floor test in a room in which somebody speaks: heard, not obeyed, and obeyed again afterwards."""

from pathlib import Path

from spoken import write_recording

from voiceskill.assembly import open_performance
from voiceskill.coaching.facts import Fact, SessionBegan
from voiceskill.coaching.state import State
from voiceskill.config import load_config
from voiceskill.hearing.ear import Ear
from voiceskill.hearing.sphinx import SphinxRecognizer
from voiceskill.own_words import OwnWords
from voiceskill.repertoire import make_repertoire
from voiceskill.rooms.metered import MeteredRoom
from voiceskill.rooms.recording import RecordingRoom
from voiceskill.service import Service
from voiceskill.sound_check import SoundCheck, Trial, advice

SENTENCES = ("start the back routine", "ten more seconds", "that hurts")
CONFIG = Path(__file__).resolve().parents[2] / "config.yaml"


def test_what_is_tried_is_not_obeyed(tmp_path: Path) -> None:
    said = [(3 * number + 2.0, text) for number, text in enumerate((*SENTENCES, "start the back routine"))]
    recorded = RecordingRoom(write_recording(tmp_path / "room.wav", said, 14), None, None)
    repertoire = make_repertoire(load_config(CONFIG))
    sound = SoundCheck(recorded.rate)
    facts: list[tuple[bool, Fact]] = []
    with open_performance(
        repertoire.config,
        recorded.rate,
        examples=repertoire.understanding.examples,
        record=lambda fact: facts.append((sound.trying, fact)),
    ) as (performance, mixer):
        sound.begin(Trial(SENTENCES))
        Service(
            room=MeteredRoom(recorded, sound.take),
            loudspeaker=mixer.render,
            ear=Ear(SphinxRecognizer(), recorded.rate, repertoire.grammars[State.IDLE]),
            repertoire=repertoire,
            performance=performance,
            own_words=OwnWords("en"),
            tries=lambda: sound.trying,
            watchers=[sound.watch],
        ).run(14)
    trial = sound.sound.trial
    assert trial is not None
    hits = trial.hits(lambda text: repertoire.understanding.interpret(text, State.HOLDING))
    assert hits == (True, True, True), trial.attempts
    assert advice(trial.attempts, hits) == ("All is well: you can stretch right there.",)
    for attempt in trial.attempts:
        assert attempt.loudness is not None
        assert 30 < attempt.loudness.above_room_db < 60, "speech of 0.6 above noise of 0.0005"
    trying, began = facts[0]
    assert (trying, type(began)) == (False, SessionBegan), "what was said after the trial, and not before"
