"""A server of PostgreSQL's for the tests, in a folder of its own."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest


class PostgresqlServer:
    """A server that listens on this machine alone, and trusts whoever comes."""

    def __init__(self, programs: Path, folder: Path) -> None:
        """Make its files.

        Args:
            programs: Where the server's programs are.
            folder: An empty one.
        """
        self._programs, self._folder = programs, folder
        # It refuses to be root.
        self._as_itself = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as_itself:
            shutil.chown(folder, "postgres")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self._numbers = count(1)
        options = ("-U", "voice", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self._run("initdb", "-D", folder / "data", *options)

    def start(self) -> None:
        """Start it; returns once it lets somebody in."""
        # The machine stays on: what is written need not get to its disk.
        options = f"-c listen_addresses=127.0.0.1 -p {self._port} -k {self._folder} -c fsync=off -c shared_buffers=16MB"
        self._run("pg_ctl", "-D", self._folder / "data", "-w", "-l", self._folder / "log", "-o", options, "start")

    def stop(self) -> None:
        """Stop it as a power cut does."""
        self._run("pg_ctl", "-D", self._folder / "data", "-m", "immediate", "stop")

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to all of its processes."""
        postmaster = int((self._folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="ascii").split()
        for process in (postmaster, *map(int, children)):
            os.kill(process, number)

    def database(self) -> str:
        """Return the URL of a new, empty database."""
        name = f"journal_{next(self._numbers)}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self._port), "-U", "voice", name)
        return f"postgresql://voice@127.0.0.1:{self._port}/{name}"

    def _run(self, program: str, *arguments: str | Path) -> None:
        subprocess.run(
            [*self._as_itself, self._programs / program, *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/"
        )


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """Return a server that is running."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("PostgreSQL is not installed")
    # pytest's own folders let nobody else in, and the server is somebody else.
    with tempfile.TemporaryDirectory(prefix="voiceskill-postgresql-", ignore_cleanup_errors=True) as folder:
        server = PostgresqlServer(found[-1].parent, Path(folder))
        server.start()
        yield server
        server.stop()
