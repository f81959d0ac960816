"""A stretch, started and ended by voice in a room whose coach is elsewhere."""

from contextlib import ExitStack
from pathlib import Path

import numpy as np
import soundfile
from satellite_house import RATE, ROOM, ArrayRoom, Network, pair, satellite
from spoken import write_recording

from voiceskill.assembly import open_sounds, put_to_work
from voiceskill.coaching.stage import StageKind
from voiceskill.coaching.state import State
from voiceskill.config import load_config
from voiceskill.hearing.ear import Ear
from voiceskill.hearing.sphinx import SphinxRecognizer
from voiceskill.occurrences import CueBegan, Heard, Occurrence, Silenced, StageBegan
from voiceskill.own_words import OwnWords
from voiceskill.pairing.credentials import Credentials
from voiceskill.repertoire import make_repertoire
from voiceskill.satellites.server import SatelliteServer
from voiceskill.service import Service

CONFIG = Path(__file__).resolve().parents[2] / "config.yaml"


def test_a_stretch_is_started_and_ended_by_voice(tmp_path: Path) -> None:
    said = [(2.0, "start child's pose"), (10.0, "stop")]
    heard, _ = soundfile.read(write_recording(tmp_path / "room.wav", said, 14.0, rate=RATE), dtype="int16")
    repertoire = make_repertoire(load_config(CONFIG))
    happened: list[Occurrence] = []
    with ExitStack() as stack:
        server = stack.enter_context(SatelliteServer("127.0.0.1", 0, tmp_path / "coach"))
        network = stack.enter_context(Network(server.port, jitter=0.02, loss=0.01))
        place = server.place(ROOM, "the bedroom")
        sounds = stack.enter_context(open_sounds(repertoire.config, place.sound_rate))
        performance = put_to_work(
            repertoire.config,
            sounds,
            place.player(sounds.of),
            examples=repertoire.understanding.examples,
            record=lambda _: None,
            watchers=[happened.append],
        )
        own_words = OwnWords("en")
        service = Service(
            room=place.room,
            loudspeaker=lambda count: np.zeros(count, np.float32),
            ear=Ear(SphinxRecognizer(), place.room.rate, repertoire.grammars[State.IDLE], echo=place.echo),
            repertoire=repertoire,
            performance=performance,
            own_words=own_words,
            watchers=[own_words.watch, happened.append],
        )
        credentials = Credentials(tmp_path / "credentials.json")
        pair(tmp_path / "coach", credentials, network.port)
        stack.enter_context(satellite(ArrayRoom(speed=4.0, heard=heard), credentials, network.port))
        service.run(13.0)
    obeyed = [item.text for item in happened if isinstance(item, Heard) and item.accepted]
    assert obeyed == ["start child pose", "stop"]
    stages = [item for item in happened if isinstance(item, StageBegan)]
    assert [stage.stage.kind for stage in stages][:1] == [StageKind.EXPLAIN]
    assert {stage.stage.stretch for stage in stages} == {"child_pose"}
    assert any(isinstance(item, CueBegan) and item.text for item in happened)
    silenced = [item.t for item in happened if isinstance(item, Silenced)]
    assert silenced[-1] > 10.0
