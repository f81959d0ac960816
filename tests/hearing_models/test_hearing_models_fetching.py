"""Fetching a file, over connections good and bad."""

import hashlib
import random
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from model_server import (
    Conversation,
    Manner,
    another_piece,
    answering,
    claiming,
    closed_port,
    cut_after,
    reset,
    serving,
    silent_until,
    well,
    without_length,
    without_ranges,
)
from small_disk import fill, small_disk

from voiceskill.complaint import Complaint
from voiceskill.hearing.models.catalogue import Checksum
from voiceskill.hearing.models.disk import DiskFull
from voiceskill.hearing.models.fetching import NoNetwork, Stopped, fetch

CONTENT = random.Random(7).randbytes(600_000)  # noqa: S311 - nothing secret
CHECKSUM = Checksum("sha256", hashlib.sha256(CONTENT).hexdigest())


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reach this machine directly, whatever proxy it uses for others."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def names(folder: Path) -> list[str]:
    """Return the ends of the names of all that lies in a folder."""
    return sorted("".join(path.suffixes[-2:]) for path in folder.iterdir())


def no_pause(_seconds: float) -> None:
    """Go on at once."""


def test_a_file_arrives_whole_and_its_progress_is_told(tmp_path: Path) -> None:
    """Progress never falls, and ends with the whole file."""
    told: list[tuple[int, int]] = []
    with serving(CONTENT) as server:
        path = fetch(server.url(), tmp_path / "in", checksum=CHECKSUM, progress=lambda *at: told.append(at))
    assert path.read_bytes() == CONTENT
    assert path.name.startswith("vosk-model-small-xx-0.1")
    assert [path] == list(path.parent.iterdir())
    assert told == sorted(told)
    assert told[-1] == (len(CONTENT), len(CONTENT))


def test_two_addresses_have_two_files(tmp_path: Path) -> None:
    """Part files of different files are not taken for each other."""
    with serving(CONTENT) as server:
        assert fetch(server.url("a/model.zip"), tmp_path) != fetch(server.url("b/model.zip"), tmp_path)


def test_a_cut_connection_is_gone_on_with_where_it_was_cut(tmp_path: Path) -> None:
    """Not one byte is sent twice."""
    pauses: list[float] = []
    with serving(CONTENT, cut_after(200_000), cut_after(150_000), well) as server:
        path = fetch(server.url(), tmp_path, checksum=CHECKSUM, pause=pauses.append)
    assert path.read_bytes() == CONTENT
    assert [request.range for request in server.served] == [None, "bytes=200000-", "bytes=350000-"]
    assert sum(request.bytes for request in server.served) == len(CONTENT)
    assert pauses == [1, 1]


def test_a_stopped_fetching_is_gone_on_with_by_the_next(tmp_path: Path) -> None:
    """The second call asks for exactly what the first did not get."""
    stop = threading.Event()
    with serving(CONTENT) as server:
        with pytest.raises(Stopped):
            fetch(server.url(), tmp_path, stop=stop, progress=lambda n, _: stop.set() if n > 250_000 else None)
        (part,) = tmp_path.iterdir()
        have = part.stat().st_size
        assert part.suffix == ".part"
        assert 250_000 < have < len(CONTENT)
        path = fetch(server.url(), tmp_path, checksum=CHECKSUM)
    assert path.read_bytes() == CONTENT
    assert server.served[1].range == f"bytes={have}-"
    assert server.served[1].bytes == len(CONTENT) - have


@pytest.mark.parametrize("manner", [without_ranges, another_piece], ids=["ignores", "mistakes"])
def test_a_server_that_does_not_know_ranges_sends_it_anew(tmp_path: Path, manner: Manner) -> None:
    """The pieces of two answers are not put together wrongly."""
    with serving(CONTENT, cut_after(200_000), manner, well) as server:
        path = fetch(server.url(), tmp_path, checksum=CHECKSUM, pause=no_pause)
    assert path.read_bytes() == CONTENT


def test_a_part_longer_than_the_file_is_thrown_away(tmp_path: Path) -> None:
    """The server has nothing to add to it, and the next try starts anew."""
    with serving(CONTENT) as server:
        path = fetch(server.url(), tmp_path)
        path.with_name(path.name + ".part").write_bytes(bytes(700_000))
        path.unlink()
        assert fetch(server.url(), tmp_path, checksum=CHECKSUM, pause=no_pause).read_bytes() == CONTENT


def test_a_whole_file_that_lies_there_is_not_fetched_again(tmp_path: Path) -> None:
    """A program that ended before it had unpacked the file left it."""
    with serving(CONTENT) as server:
        first = fetch(server.url(), tmp_path)
        again = fetch(server.url(), tmp_path, length=len(CONTENT), checksum=CHECKSUM)
    assert first == again
    assert len(server.served) == 1
    assert again.read_bytes() == CONTENT


def test_a_wrong_file_is_deleted_and_said(tmp_path: Path) -> None:
    """Of the right length, but not the one."""
    with serving(CONTENT[:-1] + b"?") as server, pytest.raises(Complaint, match=r"sha256 differs.* was deleted; try"):
        fetch(server.url(), tmp_path, length=len(CONTENT), checksum=CHECKSUM)
    assert names(tmp_path) == []


def test_a_login_page_in_its_place_does_not_cost_what_has_come(tmp_path: Path) -> None:
    """A hotel's network answers everything with a page of its own."""
    with (
        serving(CONTENT, cut_after(200_000), claiming(1000)) as server,
        pytest.raises(Complaint, match="not the model"),
    ):
        fetch(server.url(), tmp_path, length=len(CONTENT), pause=no_pause)
    (part,) = tmp_path.iterdir()
    assert part.stat().st_size == 200_000


def test_a_server_that_claims_too_much_is_given_up(tmp_path: Path) -> None:
    """It closes the connection early each time; the pauses double."""
    pauses: list[float] = []
    short = CONTENT[:90_000]
    with serving(short, claiming(100_000)) as server, pytest.raises(Complaint, match="connection was cut; try `voice"):
        fetch(server.url(), tmp_path, pause=pauses.append)
    assert pauses == [1, 2, 4, 8]
    assert len(server.served) == 5


def test_a_file_of_unknown_length_is_refused_with_a_way_out(tmp_path: Path) -> None:
    """It could fill the disk."""
    with serving(CONTENT, without_length) as server, pytest.raises(Complaint, match="with a browser"):
        fetch(server.url(), tmp_path)


def test_the_catalogue_knows_a_length_that_the_server_does_not_tell(tmp_path: Path) -> None:
    """More than that is not read."""
    with serving(CONTENT + b"more", without_length) as server:
        path = fetch(server.url(), tmp_path, length=len(CONTENT), checksum=CHECKSUM)
    assert path.read_bytes() == CONTENT


def test_a_missing_file_is_not_asked_for_twice(tmp_path: Path) -> None:
    """404 stays 404."""
    with serving(CONTENT, answering(404)) as server, pytest.raises(Complaint, match="404"):
        fetch(server.url(), tmp_path, pause=no_pause)
    assert len(server.served) == 1


@pytest.mark.parametrize("manner", [answering(500), answering(503), reset], ids=["500", "503", "reset"])
def test_passing_troubles_pass(tmp_path: Path, manner: Manner) -> None:
    """The next try does."""
    with serving(CONTENT, manner, manner, well) as server:
        path = fetch(server.url(), tmp_path, checksum=CHECKSUM, pause=no_pause)
    assert path.read_bytes() == CONTENT


def test_lasting_troubles_are_told(tmp_path: Path) -> None:
    """With what the server said."""
    with serving(CONTENT, answering(500)) as server, pytest.raises(Complaint, match=r"answered 500.*PocketSphinx"):
        fetch(server.url(), tmp_path, pause=no_pause)
    assert len(server.served) == 5


@pytest.mark.parametrize("after", [0, 200_000])
def test_a_silent_server_is_not_waited_for_for_ever(tmp_path: Path, after: int) -> None:
    """Neither before its first byte nor in the middle."""
    released = threading.Event()
    with serving(CONTENT, silent_until(released, after), well) as server:
        try:
            path = fetch(server.url(), tmp_path, checksum=CHECKSUM, pause=no_pause, timeout=0.2)
        finally:
            released.set()
    assert path.read_bytes() == CONTENT
    assert server.served[1].range == (f"bytes={after}-" if after else None)


def test_without_a_network_it_says_so_at_once(tmp_path: Path) -> None:
    """There is nothing to wait for."""
    pauses: list[float] = []
    with pytest.raises(NoNetwork, match="cannot be reached"):
        fetch(f"http://127.0.0.1:{closed_port()}/model.zip", tmp_path, pause=pauses.append)
    assert pauses == []


def test_a_network_that_goes_away_is_waited_for(tmp_path: Path) -> None:
    """What came before is kept for another day."""
    with serving(CONTENT, cut_after(200_000)) as server:

        def pull_the_plug(_seconds: float) -> None:
            server.manners[:] = [reset]

        with pytest.raises(Complaint) as raised:
            fetch(server.url(), tmp_path, pause=pull_the_plug)
    assert not isinstance(raised.value, NoNetwork)
    (part,) = tmp_path.iterdir()
    assert part.read_bytes() == CONTENT[:200_000]


def test_a_stop_ends_the_pause_between_two_tries(tmp_path: Path) -> None:
    """The usual pause listens to it."""
    stop = threading.Event()

    def fail_and_stop(talk: Conversation) -> None:
        stop.set()
        answering(500)(talk)

    with serving(CONTENT, fail_and_stop) as server, pytest.raises(Stopped):
        fetch(server.url(), tmp_path, stop=stop)
    assert len(server.served) == 1


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/x.zip",
        "https:///x.zip",
        "http://[::1/x.zip",
        "http://localhost:eighty/x.zip",
        "http://localhost/my model.zip",
    ],
)
def test_only_the_web_is_fetched_from(tmp_path: Path, url: str) -> None:
    """Files of this machine have another way in."""
    with pytest.raises(Complaint, match="https://"):
        fetch(url, tmp_path)


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    """A file lies in its place."""
    (tmp_path / "in").write_text("in the way")
    with serving(CONTENT) as server, pytest.raises(Complaint, match="cannot be used"):
        fetch(server.url(), tmp_path / "in")


def test_too_small_a_disk_is_told_before_anything_is_written(tmp_path: Path) -> None:
    """The model must fit beside its archive."""
    with small_disk(tmp_path / "disk", 1_000) as disk, serving(CONTENT) as server:
        with pytest.raises(DiskFull, match=r"MB free, and the model needs 17\.8 MB there; free some"):
            fetch(server.url(), disk)
        assert names(disk) == []


def test_a_disk_that_fills_up_meanwhile_is_told_and_relieved(tmp_path: Path) -> None:
    """The part file goes, because the journal needs the room."""
    with small_disk(tmp_path / "disk", 20_000) as disk:

        def fill_meanwhile(so_far: int, _total: int) -> None:
            if so_far > 200_000:
                fill(disk)

        with serving(CONTENT) as server, pytest.raises(DiskFull, match="is full"):
            fetch(server.url(), disk, progress=fill_meanwhile)
        assert [path.name for path in disk.iterdir()] == ["filler"]


def test_an_untrusted_server_makes_think_of_the_clock(tmp_path: Path) -> None:
    """A Raspberry Pi without a network has lost the date, and then no certificate is valid."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    making = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    try:
        subprocess.run([*making, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("a certificate needs the command openssl")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        with pytest.raises(Complaint, match="date and time"):
            fetch(f"https://127.0.0.1:{server.server_address[1]}/model.zip", tmp_path / "in")
        thread.join()
