"""Serves the page of a program for as long as that runs."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from wsgiref.types import WSGIApplication

from voiceskill.complaint import Complaint
from voiceskill.web.program import Program
from voiceskill.web.server import PageServer


@contextmanager
def serving(server: PageServer, program: Program, names: Iterable[str], say: Callable[[str], None]) -> Iterator[None]:
    """Serve the page until the context is left; the room begins meanwhile.

    Args:
        server: Serves it.
        program: What it is about.
        names: More names that lead to this machine.
        say: Tells the user at the terminal where the page is, and what it takes to come in, or why there is none.
    """
    # A browser that goes away, or too many at a time, is nothing that the terminal should tell of.
    logging.getLogger("waitress").setLevel(logging.ERROR)

    def make_app() -> WSGIApplication | None:
        try:
            app, needed = _make_app(server, program, names)
        except Complaint as complaint:
            say(f"{complaint} Until then there is no page.")
            return None
        say(f"The page: {server.address}")
        if needed:
            say(needed)
        return app

    server.serve(make_app)
    try:
        yield
    finally:
        for mat in program.mats().values():
            mat.live.close()


def _make_app(server: PageServer, program: Program, names: Iterable[str]) -> tuple[WSGIApplication, str]:
    """Return what answers, and what the user at the terminal has to know to come in."""
    # Only here: the coach does not wait for what pages are made with.
    from voiceskill.web.app import create_app  # noqa: PLC0415
    from voiceskill.web.safety.doors import Doors  # noqa: PLC0415
    from voiceskill.web.safety.hosts import is_local  # noqa: PLC0415
    from voiceskill.web.safety.keys import Keys, find_keys  # noqa: PLC0415

    doors = Doors(keys=Keys(find_keys()), locked=not is_local(server.host))
    needed = f"It needs a password; set it there with the code {doors.code}." if doors.needs_password else ""
    return create_app(program, doors, host=server.host, names=names).wsgi_app, needed
