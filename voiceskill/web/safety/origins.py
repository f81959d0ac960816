"""Refuses what foreign sites have a browser send (cross-site request forgery).

A browser says of each request where it comes from, by `Sec-Fetch-Site` or, an older one, by `Origin`; no script can
change that. It is the method of Go's `net/http.CrossOriginProtection` and of the fetch metadata that OWASP recommends,
and needs no token in each form: a page may stay open for days, and in two windows.
"""

from urllib.parse import urlsplit

from flask import Flask, abort, request

from voiceskill.web.safety.doors import has_logged_in

_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})


def refuse_foreign_sites(app: Flask) -> None:
    """Refuse what another site, or a page of another port, asks for: changes, and what programs read.

    No site could look into the latter either, but each of it takes up a thread of the server, or a process.
    """

    @app.before_request
    def _check_origin() -> None:
        here = _comes_from_here()
        if request.method in _HARMLESS:
            refused = here is False and request.path.startswith("/api/")
        else:
            # Where it is not told, it is no browser, such as a home automation system: whoever logs in is one.
            refused = has_logged_in() if here is None else not here
        if refused:
            abort(403, "This was sent by another site. Open the page itself and try again.")


def _comes_from_here() -> bool | None:
    """Return whether a page of ours asks for it, None where that is not told."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is not None:
        return urlsplit(origin).netloc.lower() == request.host.lower()
    return None
