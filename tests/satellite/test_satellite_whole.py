"""A stretch, started and ended by voice in a room whose coach is elsewhere."""

import threading
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
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
from voiceskill.rooms.room import Block, Loudspeaker
from voiceskill.satellites.place import SatellitePlace
from voiceskill.satellites.server import SatelliteServer
from voiceskill.service import Service

CONFIG = Path(__file__).resolve().parents[2] / "config.yaml"


class Spoken(ArrayRoom):
    """A room in which a recording is heard once its coach listens, and no faster than he does: he has less to hurry."""

    def __init__(self, recording: NDArray[np.int16]) -> None:
        super().__init__(speed=4.0)
        self._coming = recording
        self._followed = 0.0
        self._moved = threading.Condition()

    def follow(self, place: SatellitePlace) -> "Followed":
        return Followed(place, self)

    def reach(self, moment: float) -> None:
        with self._moved:
            self._followed = moment
            self._moved.notify()

    def heard(self, size: int) -> NDArray[np.int16]:
        with self._moved:
            if not self._followed:
                return super().heard(size)
            assert self._moved.wait_for(lambda: self._followed > self.count * size / RATE - 0.5, timeout=30)
        part, self._coming = self._coming[:size], self._coming[size:]
        return np.concatenate((part, super().heard(size - len(part))))


class Followed:
    """A satellite's place, which tells its room how far the coach has heard."""

    def __init__(self, place: SatellitePlace, room: Spoken) -> None:
        self.rate, self.live = place.rate, place.live
        self._place, self._room = place, room

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        for block in self._place.blocks(loudspeaker):
            self._room.reach(block.time)
            yield block


def test_a_stretch_is_started_and_ended_by_voice(tmp_path: Path) -> None:
    said = [(2.0, "start child's pose"), (10.0, "stop")]
    heard, _ = soundfile.read(write_recording(tmp_path / "room.wav", said, 14.0, rate=RATE), dtype="int16")
    room = Spoken(heard)
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
            room=room.follow(place),
            loudspeaker=lambda count: np.zeros(count, np.float32),
            ear=Ear(SphinxRecognizer(), place.room.rate, repertoire.grammars[State.IDLE], echo=place.echo),
            repertoire=repertoire,
            performance=performance,
            own_words=own_words,
            watchers=[own_words.watch, happened.append],
        )
        credentials = Credentials(tmp_path / "credentials.json")
        pair(tmp_path / "coach", credentials, network.port)
        stack.enter_context(satellite(room, credentials, network.port))
        service.run(13.0)
    obeyed = [item.text for item in happened if isinstance(item, Heard) and item.accepted]
    assert obeyed == ["start child pose", "stop"]
    stages = [item for item in happened if isinstance(item, StageBegan)]
    assert [stage.stage.kind for stage in stages][:1] == [StageKind.EXPLAIN]
    assert {stage.stage.stretch for stage in stages} == {"child_pose"}
    assert any(isinstance(item, CueBegan) and item.text for item in happened)
    silenced = [item.t for item in happened if isinstance(item, Silenced)]
    assert silenced[-1] > 10.0
