"""A satellite knows the coach again by a certificate that he has made once; and nobody else can read along."""

import asyncio
import ssl
from pathlib import Path

import pytest
from apart import run_apart

from voiceskill.complaint import Complaint
from voiceskill.pairing.certificate import fingerprint_of, peer_fingerprint, satellite_context, server_context
from voiceskill.pairing.credentials import Credential, Credentials
from voiceskill.pairing.place import CERTIFICATE


async def seen_by_satellite(folder: Path, context: ssl.SSLContext | None) -> str:
    """Connect as a satellite to a coach with the certificate of a folder, and return the fingerprint that is seen."""

    async def welcome(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"welcome")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(welcome, "127.0.0.1", 0, ssl=server_context(folder) if context else None)
    async with server:
        host, port = server.sockets[0].getsockname()
        reader, writer = await asyncio.open_connection(host, port, ssl=context)
        try:
            assert await reader.read() == b"welcome"
            return peer_fingerprint(writer)
        finally:
            writer.close()


def test_the_satellite_sees_the_coachs_fingerprint_and_the_same_after_a_restart(tmp_path: Path) -> None:
    first = run_apart(seen_by_satellite(tmp_path / "coach", satellite_context()))
    again = run_apart(seen_by_satellite(tmp_path / "coach", satellite_context()))
    other = run_apart(seen_by_satellite(tmp_path / "other", satellite_context()))
    assert first == again == fingerprint_of(tmp_path / "coach") != other
    assert (tmp_path / "coach" / CERTIFICATE).stat().st_mode & 0o777 == 0o600


def test_an_open_connection_has_no_fingerprint(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError):
        run_apart(seen_by_satellite(tmp_path, None))


def test_older_versions_of_tls_are_refused(tmp_path: Path) -> None:
    old = satellite_context()
    old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        run_apart(seen_by_satellite(tmp_path, old))


@pytest.mark.parametrize("use", [server_context, fingerprint_of])
def test_a_damaged_certificate_is_not_replaced_behind_the_users_back(tmp_path: Path, use: object) -> None:
    (tmp_path / CERTIFICATE).write_text("-----BEGIN CERTIFICATE-----\n")
    assert callable(use)
    with pytest.raises(Complaint, match=r"damaged.*pair the satellites anew"):
        use(tmp_path)


def test_a_satellite_remembers_each_coach(tmp_path: Path) -> None:
    file = tmp_path / "satellites" / "credentials.json"
    Credentials(file).keep("pi.local:10900", Credential("aa", "first"))
    Credentials(file).keep("[fe80::1]:10900", Credential("bb", "second"))
    assert Credentials(file).of("pi.local:10900") == Credential("aa", "first")
    assert Credentials(file).of("elsewhere:10900") is None
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("{")
    with pytest.raises(Complaint, match="delete it, and pair this satellite anew"):
        Credentials(file).of("pi.local:10900")
