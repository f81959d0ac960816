"""The connection to the broker: who may come in, over which way, and what is said where that fails."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from queue import Queue

import pytest
from mosquitto import PATIENCE_S, Mosquitto, Onlooker, mosquitto, until

from voiceskill.complaint import Complaint
from voiceskill.config import Mqtt
from voiceskill.mqtt.broker import Broker, Connected, Message, News


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mosquitto]:
    with mosquitto(tmp_path_factory.mktemp("mosquitto")) as server:
        yield server


def test_it_is_known_that_the_coach_is_there_until_he_is_not(server: Mosquitto) -> None:
    with Onlooker(server) as onlooker:
        with Broker(server.settings) as broker:
            assert onlooker.wait(broker.topics.coach(broker.identity))
        onlooker.wait(broker.topics.coach(broker.identity), lambda text: text == "")


def test_the_broker_tells_of_a_coach_who_was_killed(server: Mosquitto) -> None:
    program = (
        "import sys, threading; from voiceskill.config import Mqtt; from voiceskill.mqtt.broker import Broker;"
        "Broker(Mqtt(host='127.0.0.1', port=int(sys.argv[1]), topic='killed')).__enter__(); threading.Event().wait()"
    )
    with Onlooker(server) as onlooker:
        coach = subprocess.Popen([sys.executable, "-c", program, str(server.port)])
        try:
            assert onlooker.wait("killed/coaches/+")
        finally:
            coach.kill()
            coach.wait(PATIENCE_S)
        onlooker.wait("killed/coaches/+", lambda text: text == "")


def test_nothing_large_is_taken_from_the_broker(server: Mosquitto) -> None:
    broker, news = Broker(server.settings), Queue[News]()
    broker.follow(news.put, "large")
    with Onlooker(server) as onlooker, broker:
        assert news.get(timeout=PATIENCE_S) == Connected()
        onlooker.send("large", "x" * 1_000_000)
        onlooker.send("large", "\N{SNOWMAN}")
        assert news.get(timeout=PATIENCE_S) == Message("large", "\N{SNOWMAN}", retained=False)


def test_a_wrong_password_is_said_once_and_the_right_one_lets_in(tmp_path: Path) -> None:
    passwords, mine = tmp_path / "passwords", tmp_path / "mine"
    subprocess.run(["mosquitto_passwd", "-c", "-b", passwords, "coach", "sesame"], check=True)
    with mosquitto(tmp_path, "allow_anonymous false", f"password_file {passwords}") as server:
        reports: list[str] = []
        mine.write_text("simsalabim\n", encoding="utf-8")
        settings = replace(server.settings, user="coach", password_file=mine)
        with Broker(settings, report=reports.append) as broker:
            until(lambda: reports)
            assert not broker.connected
        (report,) = reports
        assert 'does not let the user "coach" in: check mqtt.user and mqtt.password_file.' in report
        mine.write_text("sesame\n", encoding="utf-8")
        with Broker(settings, report=reports.append) as broker:
            until(lambda: broker.connected)
        assert len(reports) == 1


def test_over_tls_the_broker_has_to_be_the_right_one(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    request = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    names = ["-subj", "/CN=broker", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*request, *names, "-keyout", key, "-out", certificate], check=True, stderr=subprocess.DEVNULL)
    with mosquitto(tmp_path, f"certfile {certificate}", f"keyfile {key}") as server:
        reports: list[str] = []
        with Broker(replace(server.settings, tls=True, authority=certificate)) as broker:
            until(lambda: broker.connected)
        with Broker(replace(server.settings, tls=True), report=reports.append):
            until(lambda: reports)
        with Broker(server.settings, report=reports.append):
            until(lambda: len(reports) == 2)
    assert "cannot be trusted (self-signed certificate)" in reports[0]
    assert "check mqtt.host, mqtt.port, mqtt.tls" in reports[1]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (Mqtt(host="a..b"), "no name of a machine"),
        (Mqtt(host="a", user="coach", password_file=Path("/nowhere/password")), "cannot be read: No such file"),
        (Mqtt(host="a", user="coach", password_file=Path("/dev/null")), "is empty"),
        (Mqtt(host="a", tls=True, authority=Path("/dev/null")), "mqtt.authority cannot be used"),
    ],
)
def test_settings_that_cannot_be_right_are_complained_of(settings: Mqtt, sentence: str) -> None:
    with pytest.raises(Complaint, match=sentence):
        Broker(settings)
