"""What peers may send that no honest one does: they are told and sent away, and everybody else is served."""

import asyncio
import contextlib
import json
import logging
import socket
import time
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest
from apart import run_apart
from wyoming.asr import Transcript
from wyoming.event import Event
from wyoming.info import Describe
from wyoming.ping import Ping
from wyoming_house import House, asked, served

from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint
from voiceskill.wyoming.handling import Handling
from voiceskill.wyoming.pinging import Pinging
from voiceskill.wyoming.server import WyomingServer
from voiceskill.wyoming.service import Service
from voiceskill.wyoming.wire import LINE_LIMIT, BadEventError, read_event, write_event

PAYLOAD = {"type": "audio-chunk", "payload_length": 4}
MONO = {"rate": 16_000, "width": 2, "channels": 1}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    house = House()
    house.open_room("here")
    with served(house) as port:
        yield port


def line(**header: object) -> bytes:
    return json.dumps(header).encode() + b"\n"


def chunk(**form: object) -> bytes:
    return line(**PAYLOAD, data=MONO | form) + bytes(4)


def hear_of(port: int, sent: bytes) -> list[dict[str, object]]:
    """Return all that a server answers, by the time it has hung up, to what was sent by a peer that stays."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as peer:
        # Part of it may be too much for the server already.
        with contextlib.suppress(ConnectionError):
            peer.sendall(sent)
        with peer.makefile("rb") as answers:
            headers = (json.loads(header) for header in answers)
            return [json.loads(answers.read(int(header["data_length"]))) for header in headers]


@pytest.mark.parametrize(
    "sent",
    [
        b"\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\xff\xfe{}\n",
        b"[1, 2]\n",
        b"null\n",
        b"17\n",
        b"[" * 20_000 + b"\n",
        b"9" * 5_000 + b"\n",
        b'{"type": "describe", "data_length": Infinity}\n',
        b'{"type": "describe", "data_length": 1e400}\n',
        b"{" + b" " * (LINE_LIMIT + 10) + b"}\n",
        b"x" * 4 * LINE_LIMIT,
        line(no_type=True),
        line(type=5),
        line(type=["describe"]),
        line(type=""),
        line(type="d" * 65),
        line(type="describe", data=None),
        line(type="describe", data=[1]),
        line(type="describe", data_length=-1),
        line(type="describe", data_length="5"),
        line(type="describe", data_length=2.0) + b"{}",
        line(type="describe", data_length=True) + b"1",
        line(type="describe", data_length=3) + b"[1]",
        line(type="describe", data_length=3) + b"{x}",
        line(type="describe", data_length=70_000),
        line(type="audio-chunk", payload_length=-1),
        line(type="audio-chunk", payload_length=10**12) + bytes(2_000_000),
        chunk(width=0),
        chunk(width=3),
        chunk(width=True),
        chunk(channels=0),
        chunk(channels=3),
        chunk(rate="16000"),
        chunk(rate=7_999),
        chunk(rate=10**9),
        chunk() + chunk(rate=8_000),
        line(type="transcript"),
        line(type="recognize", data={"text": None}),
        line(type="recognize", data={"text": "a" * 501}),
        line(type="synthesize", data={"text": "a" * 4_001}),
        line(type="synthesize-start") + 5 * line(type="synthesize-chunk", data={"text": "a" * 1_000}),
    ],
)
def test_what_is_no_event_is_answered_by_an_error_and_the_end(port: int, sent: bytes) -> None:
    *before, last = hear_of(port, sent)
    assert last["code"] == "bad-event"
    assert not before or "synthesize-start" in sent.decode()
    assert asked(port, [Describe().event()], "info")


def test_odd_fields_that_nobody_needs_do_no_harm(port: int) -> None:
    odd = [
        Event("ping", {"text": ["not", "a", "text"]}),
        Event("audio-stop"),
        Event("transcribe", {"language": 5}),
        Event("synthesize-start", {"voice": [{}]}),
        Event("synthesize-stop"),
    ]
    assert asked(port, [*odd, Ping("after").event()], lambda event: event.data.get("text") == "after")


def test_memory_stays_whatever_is_sent(port: int) -> None:
    half_a_minute = line(type="audio-chunk", data=MONO, payload_length=960_000) + bytes(960_000)
    _transcribed(port, half_a_minute)  # so that all is in memory that belongs there
    before = _resident()
    flood = line(type="audio-chunk", payload_length=10**12) + bytes(4 * 2**20)
    unfinished = line(type="audio-chunk", payload_length=2**20) + bytes(2**19)
    for _ in range(8):
        hear_of(port, flood)
        with socket.create_connection(("127.0.0.1", port)) as peer:
            peer.sendall(unfinished)
    _transcribed(port, 40 * half_a_minute)
    assert _resident() - before < 20 * 2**20


def _transcribed(port: int, sound: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as peer:
        peer.sendall(sound + line(type="audio-stop"))
        assert b"transcript" in peer.recv(1_000)


def _resident() -> int:
    """Return the bytes of memory that this process takes up."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4_096


def test_an_event_that_comes_too_slowly_is_bad_and_one_that_is_cut_off_is_the_end() -> None:
    async def read(sent: bytes, *, hang_up: bool) -> Event | None:
        ours, theirs = socket.socketpair()
        theirs.sendall(sent)
        if hang_up:
            theirs.close()
        reader, writer = await asyncio.open_connection(sock=ours, limit=LINE_LIMIT)
        try:
            return await read_event(reader, patience=0.05)
        finally:
            writer.close()
            theirs.close()

    for sent in (b"{", line(type="describe", data_length=2) + b"{", line(**PAYLOAD) + bytes(3)):
        with pytest.raises(BadEventError, match="not complete"):
            run_apart(read(sent, hang_up=False))
        assert run_apart(read(sent, hang_up=True)) is None
    assert run_apart(read(b"", hang_up=True)) is None


def test_the_part_beside_the_line_adds_to_the_part_in_it() -> None:
    async def read() -> Event | None:
        reader = asyncio.StreamReader(limit=LINE_LIMIT)
        reader.feed_data(line(type="x", data={"a": 1, "b": 2}, data_length=7, payload_length=2) + b'{"b":3}PP')
        return await read_event(reader)

    assert run_apart(read()) == Event("x", {"a": 1, "b": 3}, b"PP")


def test_who_takes_nothing_is_given_up() -> None:
    async def write() -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            _, writer = await asyncio.open_connection(sock=ours)
            with pytest.raises(ConnectionError, match="taken nothing"):
                await write_event(Event("x", payload=bytes(8 * 2**20)), writer, patience=0.05)
            with pytest.raises(ConnectionError):
                await write_event(Event("x"), writer)

    run_apart(write())


def test_who_says_nothing_is_let_go_and_too_many_are_not_let_in() -> None:
    with WyomingServer("tcp://127.0.0.1:0", lambda: lambda: [Pinging()], peers=2, idle=0.3) as server:
        peers = [socket.create_connection(("127.0.0.1", server.port), timeout=20) for _ in range(2)]
        for peer in peers:
            peer.sendall(line(type="ping"))
            assert peer.recv(1)
        assert hear_of(server.port, b"")[0]["code"] == "busy"
        for peer in peers:
            with peer, peer.makefile("rb") as answers:
                answers.read()  # to its end, which comes by itself
        assert asked(server.port, [Ping().event()], "pong")


def test_who_sends_without_end_is_held_up(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as peer:
        peer.sendall(1_050 * line(type="ping", data={"text": "x"}))
        began = time.monotonic()
        answers = peer.makefile("rb")
        for _ in range(1_050):
            answers.read(json.loads(answers.readline())["data_length"])
        assert time.monotonic() - began > 0.3


def test_a_failure_is_one_line_in_the_log_and_others_are_served(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Service):
        kinds = frozenset({"describe"})

        async def take(self, event: Event) -> AsyncGenerator[Event, None]:
            yield event
            raise ZeroDivisionError("no such thing")

    with (
        WyomingServer("tcp://127.0.0.1:0", lambda: lambda: [Pinging(), Broken()]) as server,
        caplog.at_level(logging.ERROR),
    ):
        *_, error = hear_of(server.port, line(type="describe", data={"x": 1}))
        assert error["code"] == "failed"
        assert asked(server.port, [Ping().event()], "pong")
    (record,) = caplog.records
    assert "no such thing" in record.getMessage()
    assert record.exc_info is None


def test_a_room_that_does_not_answer_keeps_nobody_else_waiting() -> None:
    house = House(obeys=None)
    house.open_room("here", "attic", State.HOLDING)
    with WyomingServer(
        "tcp://127.0.0.1:0", lambda: lambda: [Pinging(), Handling(lambda: house.mats, patience=0.2)]
    ) as server:
        answer = asked(server.port, [Transcript("pause").event()], "not-handled")[-1]
        assert answer.data["text"] == "The coach in the attic does not answer just now."


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine has no IPv6")
def test_all_addresses_are_those_of_both_kinds() -> None:
    with WyomingServer("tcp://[::]:0", lambda: tuple) as server, socket.create_connection(("127.0.0.1", server.port)):
        pass


def test_a_port_that_is_taken_and_an_address_that_is_none_are_complaints() -> None:
    with (
        WyomingServer("tcp://127.0.0.1:0", lambda: list) as server,
        pytest.raises(Complaint, match=f"{server.port}.*in use.*--uri"),
    ):
        WyomingServer(f"tcp://127.0.0.1:{server.port}", lambda: list)
    for uri in ("udp://127.0.0.1:1", "127.0.0.1:10300", "tcp://127.0.0.1", "tcp://:10300", "tcp://h:99999", "tcp://["):
        with pytest.raises(Complaint, match=r"tcp://0\.0\.0\.0:10300"):
            WyomingServer(uri, lambda: list)
