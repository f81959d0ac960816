"""Who is let in: satellites that were paired, and nobody else, whatever they send."""

import asyncio
import select
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from apart import run_apart
from satellite_house import ALONE, ROOM, ArrayRoom, Follower, hold, pair, satellite, tone
from wyoming.audio import AudioChunk
from wyoming.client import AsyncTcpClient
from wyoming.event import Event, async_read_event

from voiceskill.complaint import Complaint
from voiceskill.pairing.certificate import fingerprint_of
from voiceskill.pairing.codes import Codes
from voiceskill.pairing.credentials import Credential, Credentials
from voiceskill.pairing.place import CODES, TOKENS
from voiceskill.pairing.tokens import Tokens
from voiceskill.satellite.calling import Address
from voiceskill.satellite.introducing import introduce
from voiceskill.satellite.messages import Hello, to_event
from voiceskill.satellite.program import Satellite
from voiceskill.satellites import server as satellites_server
from voiceskill.satellites.server import SatelliteServer
from voiceskill.speaking.news import StageEnded


@pytest.fixture
def coach(tmp_path: Path) -> Path:
    return tmp_path / "coach"


@pytest.fixture
def server(coach: Path) -> Iterator[SatelliteServer]:
    with SatelliteServer("127.0.0.1", 0, coach, lambda key: key == "elsewhere") as server:
        server.place(ROOM, "the bedroom")
        yield server


@pytest.fixture
def credentials(tmp_path: Path) -> Credentials:
    return Credentials(tmp_path / "credentials.json")


def refusal(port: int, credentials: Credentials, room: str = ROOM) -> str:
    """Return why a satellite gives up."""
    addresses = (Address("127.0.0.1", port),)
    with pytest.raises(Complaint) as complaint:
        Satellite(ArrayRoom(), room, lambda: addresses, credentials, patient=False, say=lambda _: None).run()
    return str(complaint.value)


def test_a_satellite_is_paired_by_a_code_and_lets_the_coach_play(
    server: SatelliteServer, coach: Path, credentials: Credentials
) -> None:
    address = Address("127.0.0.1", server.port)
    code = Codes(coach / CODES, Tokens(coach / TOKENS)).begin(ROOM)
    with pytest.raises(Complaint, match="The code is wrong"):
        run_apart(introduce(address, ROOM, "3333-3333", credentials))
    run_apart(introduce(address, ROOM, code.lower(), credentials))
    with _room_of(server) as follower, satellite(ArrayRoom(), credentials, server.port):
        follower.player.play(hold(1, 0.2, 0.0))
        follower.wait(lambda: follower.of(StageEnded))
    with pytest.raises(Complaint, match="The code is wrong"):  # it holds once
        run_apart(introduce(address, ROOM, code, credentials))


def test_who_cannot_be_let_in_is_told_what_to_do(
    server: SatelliteServer, coach: Path, credentials: Credentials, tmp_path: Path
) -> None:
    assert f"voiceskill satellites pair {ROOM}" in refusal(server.port, credentials)
    credentials.keep(f"127.0.0.1:{server.port}", Credential(fingerprint_of(coach), "guessed"))
    assert "does not let this satellite in" in refusal(server.port, credentials)
    pair(coach, credentials, server.port)
    assert "has no room 'attic'" in refusal(server.port, credentials, "attic")
    with SatelliteServer("127.0.0.1", 0, tmp_path / "impostor") as impostor:
        credentials.keep(f"127.0.0.1:{impostor.port}", Credential(fingerprint_of(coach), "token"))
        assert "is not the coach" in refusal(impostor.port, credentials)
        gone = impostor.port
    assert "No coach can be reached" in refusal(gone, credentials)
    with socket.create_server(("127.0.0.1", 0)) as web:
        threading.Thread(target=_answer_in_plain_text, args=(web,), daemon=True).start()
        with pytest.raises(Complaint, match="is no coach"):
            run_apart(introduce(Address("127.0.0.1", web.getsockname()[1]), ROOM, "3333-3333", credentials))


def test_a_second_satellite_waits_until_the_room_is_free(
    server: SatelliteServer, coach: Path, credentials: Credentials
) -> None:
    pair(coach, credentials, server.port)
    second, told = ArrayRoom(), threading.Event()

    def say(sentence: str) -> None:
        if "already" in sentence:
            told.set()

    addresses = (Address("127.0.0.1", server.port),)
    waiting = Satellite(second, ROOM, lambda: addresses, credentials, say=say)
    thread = threading.Thread(target=waiting.run, daemon=True)
    with _room_of(server) as follower:
        with satellite(ArrayRoom(), credentials, server.port):
            follower.wait(lambda: follower.hears)
            thread.start()
            assert told.wait(5.0)
        before = follower.blocks[-1].time
        follower.wait(lambda: follower.blocks[-1].time > before + 0.5)
        second.ended.set()
        thread.join()


def test_a_satellite_that_is_forgotten_is_sent_away_and_let_in_when_it_is_paired_again(
    server: SatelliteServer, coach: Path, credentials: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(satellites_server, "_LIFE_SIGN_S", 0.1)
    pair(coach, credentials, server.port)
    with _room_of(server) as follower, satellite(ArrayRoom(), credentials, server.port) as said:
        follower.wait(lambda: follower.hears)
        Tokens(coach / TOKENS).forget(ROOM)
        follower.wait(lambda: any("does not let this satellite in" in sentence for sentence in said))
        pair(coach, credentials, server.port)
        follower.wait(lambda: follower.hears)


def test_a_coach_is_known_by_his_certificate_wherever_he_is(
    server: SatelliteServer, coach: Path, credentials: Credentials
) -> None:
    token = Tokens(coach / TOKENS).issue(ROOM)
    credentials.keep("coach.local:10900", Credential(fingerprint_of(coach), token))
    credentials.keep(f"127.0.0.1:{server.port}", Credential("another's", "token"))
    with _room_of(server) as follower, satellite(ArrayRoom(), credentials, server.port):
        follower.wait(lambda: follower.hears)


def test_callers_who_say_nothing_are_few_and_cost_little(server: SatelliteServer) -> None:
    with ExitStack() as stack:
        callers = [stack.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(40)]
        # Who comes when there are enough of them is sent away at once, before any encryption.
        turned_away = select.poll()
        for caller in callers:
            turned_away.register(caller, select.POLLIN)
        deadline = time.monotonic() + 3.0
        while (gone := len(turned_away.poll(100))) < 8:
            assert time.monotonic() < deadline, gone
        assert gone == 8


HOSTILE = [
    b"\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b'{"type": "voiceskill-hello", "data_length": 1000000000000}\n',
    b'{"type": "voiceskill-hello", "data": {"version": 1, "room": ["bedroom"]}}\n',
    b'{"type": "voiceskill-hello", "data": {"version": 2, "room": "bedroom", "token": "x"}}\n',
    b'{"type": "voiceskill-hello", "data": {"version": 1, "room": "' + b"x" * 60_000 + b'"}}\n',
    b"x" * 200_000,
]


def test_hostile_callers_are_sent_away_and_nobody_else_notices(
    server: SatelliteServer, coach: Path, credentials: Credentials
) -> None:
    pair(coach, credentials, server.port)

    async def shout(words: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=_any_certificate())
        writer.write(words)
        try:
            return await asyncio.wait_for(reader.read(), 3.0)
        except ConnectionError:
            return b""
        finally:
            writer.transport.abort()

    async def shout_all() -> list[bytes]:
        return await asyncio.gather(*map(shout, HOSTILE))

    with _room_of(server) as follower, satellite(ArrayRoom(), credentials, server.port):
        follower.wait(lambda: follower.hears)
        assert run_apart(shout_all()) == [b""] * len(HOSTILE)
        before = len(follower.blocks)
        follower.wait(lambda: len(follower.blocks) > before + 5 and follower.hears)


def test_a_paired_satellite_that_sends_nonsense_is_sent_away(
    server: SatelliteServer, coach: Path, credentials: Credentials
) -> None:
    pair(coach, credentials, server.port)
    known = credentials.of(f"127.0.0.1:{server.port}")
    assert known

    async def misbehave(event: Event) -> list[str]:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=_any_certificate())
        hello = to_event(Hello(version=1, room=ROOM, token=known.token, clock=event.type))
        client = AsyncTcpClient("127.0.0.1", server.port)
        client._reader, client._writer = reader, writer  # the public client itself speaks no TLS
        await client.write_event(hello)
        welcome = await client.read_event()
        assert welcome
        kinds = [welcome.type]
        await client.write_event(event)
        try:
            while answer := await asyncio.wait_for(async_read_event(reader), 3.0):
                kinds.append(answer.type)
        except ConnectionError:
            pass
        writer.transport.abort()
        return kinds

    plain = AudioChunk(rate=16_000, width=2, channels=1, audio=b"\0" * 640).event()
    assert run_apart(misbehave(plain))[0] == "voiceskill-welcome"
    endless = Event("voiceskill-report", {"done": -1, "elapsed": 1e999})
    assert run_apart(misbehave(endless))[0] == "voiceskill-welcome"


def _room_of(server: SatelliteServer) -> Follower:
    place = server.place(ROOM, "the bedroom")
    return Follower(place, place.player(tone, ALONE))


def _answer_in_plain_text(web: socket.socket) -> None:
    caller, _ = web.accept()
    with caller:
        caller.recv(1)
        caller.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def _any_certificate() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def test_a_coach_who_does_not_know_the_satellite_is_told_of_though_another_lets_it_in(
    server: SatelliteServer, coach: Path, credentials: Credentials, tmp_path: Path
) -> None:
    pair(coach, credentials, server.port)
    with (
        SatelliteServer("127.0.0.1", 0, tmp_path / "second") as second,
        _room_of(server) as follower,
        satellite(ArrayRoom(), credentials, second.port, server.port) as said,
    ):
        follower.wait(lambda: follower.hears)
        assert [sentence for sentence in said if "not paired" in sentence and str(second.port) in sentence]
