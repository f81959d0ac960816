"""The page that is open beside the mat: what goes on, and the buttons for it."""

import math
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from voiceskill.coaching.command import Command
from voiceskill.web.actions import actions
from voiceskill.web.commanding import obey
from voiceskill.web.now import now_of
from voiceskill.web.program import ROOM, Program, the_program
from voiceskill.web.rooms import rooms_of

page = Blueprint("now", __name__)


@page.get("/")
def show() -> str:
    """Show what goes on."""
    program = the_program()
    repertoire = program.repertoire
    lengths = {key: math.ceil(repertoire.seconds(routine) / 60) for key, routine in repertoire.config.routines.items()}
    now = now_of(program, program.live.latest)
    return render_template(
        "now.html",
        now=now,
        config=repertoire.config,
        lengths=lengths,
        rooms=rooms_of(program) if len(program.mats()) > 1 else (),
        here=program.mat.key,
        query=_query(),
    )


@page.post("/")
def press() -> Response:
    """Take a button that was pressed, where there is no JavaScript to send it otherwise."""
    program = the_program()
    name = request.form.get("start")
    obey(program, _start(program, name) if name else _action(request.form.get("action", "")))
    return redirect(url_for(".show") + _query(), 303)


def _query() -> str:
    """Return the part of the address that names the room, as the request has it."""
    return f"?{urlencode({ROOM: request.args[ROOM]})}" if ROOM in request.args else ""


def _start(program: Program, name: str) -> Command:
    config = program.repertoire.config
    if name not in config.routines and name not in config.stretches:
        abort(404, "There is no such routine or stretch any more.")
    return Command("start", {"routine" if name in config.routines else "stretch": name})


def _action(key: str) -> Command:
    possible = {action.key: action for action in actions(the_program().live.latest.content)}
    if key not in possible:
        abort(409, "That cannot be done any more: something else is going on by now.")
    return Command(possible[key].intent, possible[key].slots)
