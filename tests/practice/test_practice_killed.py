"""Two coaches share a mat by one Mosquitto and one PostgreSQL; who has it is killed, and the other goes on there."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import requests
from paho.mqtt.client import topic_matches_sub
from postgresql_server import PostgresqlServer
from ruamel.yaml import YAML
from standard_satellite import StandardSatellite, free_port

from voiceskill.config import find_config
from voiceskill.journal import Journal
from voiceskill.sharing.heir import heir

TESTS = Path(__file__).resolve().parents[1]
sys.path.append(str(TESTS / "mqtt"))

from mosquitto import PATIENCE_S, Mosquitto, Onlooker, mosquitto, until  # noqa: E402 - it stands beside its own tests

ROOM = "mat_1"
STATE = f"voiceskill/rooms/{ROOM}/state"
COACHES = "voiceskill/coaches/+"
OWNER = f"voiceskill/rooms/{ROOM}/coach"


class Coach:
    """One of them, with his page."""

    def __init__(self, config: Path) -> None:
        """Start him; he is not ready yet."""
        self._port = free_port()
        program = Path(__file__).with_name("practice_coach.py")
        options = ["--config", str(config), "--recognizer", "pocketsphinx", "--port", str(self._port)]
        environment = {**os.environ, "PYTHONPATH": str(TESTS.parent)}
        self._process = subprocess.Popen([sys.executable, str(program), "run", *options], env=environment)

    def kill(self) -> None:
        """End him as a power cut does."""
        self._process.kill()
        self._process.wait(PATIENCE_S)

    def has_the_room(self) -> bool:
        """Return whether the room is open at his."""
        try:
            answer = requests.get(self._url("now"), timeout=PATIENCE_S)
        except requests.ConnectionError:
            assert self._process.poll() is None
            return False
        return answer.ok

    def tell(self, sentence: str) -> bool:
        """Say something to him, as if it had been said on the mat; return whether he has taken it."""
        return requests.post(self._url("commands"), json={"say": sentence}, timeout=PATIENCE_S).ok

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._port}/api/v1/{path}?room={ROOM}"


def settings(folder: Path, server: Mosquitto, journal: str, satellite: StandardSatellite) -> Path:
    """Write the settings, which are the same for both."""
    yaml = YAML()
    config = yaml.load(find_config(None))
    config |= {
        "sound_card": False,
        "rooms": {ROOM: {"name": "first mat", "satellite": satellite.uri}},
        "journal": journal,
        "mqtt": {"host": "127.0.0.1", "port": server.port, "share": True},
    }
    path = folder / "config.yaml"
    yaml.dump(config, path)
    return path


@contextmanager
def coaches(config: Path) -> Iterator[tuple[Coach, Coach]]:
    """Have two coaches at work."""
    with ExitStack() as ending:
        both = Coach(config), Coach(config)
        for each in both:
            ending.callback(each.kill)
        yield both


def is_dealt(onlooker: Onlooker) -> bool:
    """Return whether both are there, and the room is at the one to whom it falls."""
    there = {topic.rpartition("/")[2] for _, topic, text, _ in list(onlooker.seen) if topic_matches_sub(COACHES, topic)}
    claims = onlooker.texts(OWNER)
    return len(there) == 2 and bool(claims and claims[-1]) and json.loads(claims[-1])["coach"] == heir(ROOM, there)


def test_a_session_under_way_is_gone_on_with_by_the_other_coach(tmp_path: Path, postgresql: PostgresqlServer) -> None:
    journal, satellite = postgresql.database(), StandardSatellite(free_port())
    with ExitStack() as things:
        server = things.enter_context(mosquitto(tmp_path))
        onlooker = things.enter_context(Onlooker(server))
        things.enter_context(satellite.switched_on())
        both = things.enter_context(coaches(settings(tmp_path, server, journal, satellite)))
        until(lambda: is_dealt(onlooker), 2 * PATIENCE_S)
        until(lambda: any(each.has_the_room() for each in both))
        first, other = sorted(both, key=lambda each: not each.has_the_room())
        until(lambda: first.tell("start the short routine"))  # as soon as the satellite is there
        onlooker.wait_for_state(ROOM, activity="rating")
        assert first.tell("three")
        onlooker.wait_for_state(ROOM, activity="explaining")
        assert first.tell("i am ready")
        onlooker.wait_for_state(ROOM, activity="holding")
        first.kill()

        told = len(onlooker.texts(STATE))
        onlooker.wait_for_state(ROOM, after=told, activity="asking", stretch="both knees to chest")
        assert other.tell("yes")
        onlooker.wait_for_state(ROOM, after=told, activity="explaining", stretch="both knees to chest")
        with Journal(journal) as past:
            (session,) = past.sessions()
    assert session.under_way
    assert (session.room, session.name, [each.rating for each in session.ratings]) == (ROOM, "short", [3])
