"""Lets in from the network only who knows the password, or shows a token."""

import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

from flask import Flask, current_app, redirect, request, session, url_for
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import TooManyRequests, Unauthorized
from werkzeug.wrappers import Response

from voiceskill.web.safety.attempts import Attempts
from voiceskill.web.safety.keys import Keys

_KEY = "voiceskill-doors"
_ERA = "era"
_OPEN = frozenset(
    {"static", "doors.entrance", "doors.enter", "doors.first_visit", "doors.set_first_password", "doors.say_code"}
)
"""Where nobody has to be let in."""


def _new_code() -> str:
    return f"{secrets.randbelow(10**6):06d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Who is let in, and how."""

    keys: Keys
    """What lets them in."""
    locked: bool
    """Whether that is asked for; where only this machine itself can come in, nobody is asked."""
    code: str = field(default_factory=_new_code)
    """Six digits that prove to the page, at the first visit, that one is in the room, or at the terminal."""
    attempts: Attempts = field(default_factory=Attempts)
    """Wrong answers."""

    @property
    def needs_password(self) -> bool:
        """Whether a password has to be set yet."""
        return self.locked and not self.keys.has_password


def the_doors() -> Doors:
    """Return the doors of the present request."""
    return cast(Doors, current_app.extensions[_KEY])


def is_inside() -> bool:
    """Return whether the browser of the present request was let in."""
    doors = the_doors()
    return not doors.locked or (doors.keys.has_password and session.get(_ERA) == doors.keys.era)


def has_logged_in() -> bool:
    """Return whether the browser of the present request has given the password."""
    return _ERA in session


def let_in() -> None:
    """Let the browser of the present request in, until it is closed for a month or leaves."""
    session.clear()
    session[_ERA] = the_doors().keys.era
    session.permanent = True


def let_out() -> None:
    """Ask the browser of the present request for the password the next time."""
    session.clear()


def try_key(fits: Callable[[], bool]) -> bool:
    """Return whether a password or code fits; too many that do not are not listened to.

    Raises:
        TooManyRequests: This one was not looked at.
    """
    attempts, address = the_doors().attempts, request.remote_addr or "?"
    if wait := attempts.begin(address):
        raise TooManyRequests(
            f"Too many wrong answers. Try again in {math.ceil(wait)} seconds.", retry_after=math.ceil(wait)
        )
    if right := fits():
        attempts.succeeded(address)
    return right


def guard(app: Flask, doors: Doors) -> None:
    """Ask all who come in for what lets them in."""
    app.extensions[_KEY] = doors
    app.secret_key = doors.keys.secret
    app.config.update(
        SESSION_COOKIE_NAME="voiceskill",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        PERMANENT_SESSION_LIFETIME=timedelta(days=31),
    )
    app.context_processor(lambda: {"doors": doors, "inside": is_inside()})

    @app.before_request
    def _ask() -> Response | None:
        if is_inside() or request.endpoint in _OPEN or _shows_token(doors):
            return None
        if request.path.startswith("/api/"):
            raise Unauthorized("Log in, or send a token.", www_authenticate=WWWAuthenticate("bearer"))
        return redirect(url_for("doors.entrance", then=request.path if request.method == "GET" else "/"))


def _shows_token(doors: Doors) -> bool:
    shown = request.authorization
    if shown is None or shown.type != "bearer" or not shown.token:
        return False
    return doors.keys.is_token(shown.token)  # which nobody guesses
