"""The pages at the door: the password, the first visit, and who else may come in."""

import re

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from voiceskill.coaching.state import State
from voiceskill.web.program import the_program
from voiceskill.web.safety.doors import let_in, let_out, the_doors, try_key
from voiceskill.web.safety.keys import LONGEST, SHORTEST

page = Blueprint("doors", __name__)

_LONGEST_NAME = 60


@page.get("/enter")
def entrance() -> str | Response:
    """Ask for the password, or, where there is none yet, for one to be set."""
    if the_doors().needs_password:
        return redirect(url_for(".first_visit"))
    return render_template("enter.html", then=_inside(request.args.get("then", "/")), wrong="")


@page.post("/enter")
def enter() -> str | Response:
    """Let in who knows the password."""
    doors, then = the_doors(), _inside(request.form.get("then", "/"))
    password = request.form.get("password", "")[:LONGEST]
    if not try_key(lambda: doors.keys.is_password(password)):
        return render_template("enter.html", then=then, wrong="That is not the password.")
    let_in()
    return redirect(then, 303)


@page.get("/first-visit")
def first_visit() -> str | Response:
    """Ask for the code, and for a password."""
    if not the_doors().needs_password:
        return redirect(url_for("now.show"))
    return render_template("first_visit.html", wrong={})


@page.post("/first-visit")
def set_first_password() -> str | Response:
    """Set the password that somebody wants who knows the code."""
    doors = the_doors()
    if not doors.needs_password:
        abort(409, "A password has been set already.")
    password = request.form.get("password", "")
    code = "".join(filter(str.isdigit, request.form.get("code", "")))
    if wrong := _wrong_password(password, request.form.get("again", "")):
        return render_template("first_visit.html", wrong=wrong)
    if not try_key(lambda: code == doors.code):
        return render_template("first_visit.html", wrong={"code": "That is not the code."})
    doors.keys.set_password(password)
    let_in()
    flash("The password is set.")
    return redirect(url_for("now.show"), 303)


@page.post("/first-visit/code")
def say_code() -> Response:
    """Have the coach say the code, for those who do not see the terminal."""
    program, doors = the_program(), the_doors()
    if not doors.needs_password:
        abort(409, "A password has been set already.")
    if program.live.latest.content.state is not State.IDLE:
        abort(409, "The coach is busy with a session. Ask him when it is over.")
    program.announce(f"The code is {', '.join(doors.code)}.")
    flash("Listen: the coach says the code.")
    return redirect(url_for(".first_visit"), 303)


@page.post("/leave")
def leave() -> Response:
    """Log out."""
    let_out()
    return redirect(url_for(".entrance"), 303)


@page.get("/access")
def access() -> str:
    """Show what programs are let in, and how to change the password."""
    return render_template("access.html", tokens=the_doors().keys.tokens, made="", wrong={})


@page.post("/access/tokens")
def make_token() -> str:
    """Let a program in, and show once what it has to send."""
    keys = the_doors().keys
    made = keys.make_token(request.form.get("name", "").strip()[:_LONGEST_NAME] or "without a name")
    return render_template("access.html", tokens=keys.tokens, made=made, wrong={})


@page.post("/access/tokens/<token>/revoke")
def revoke_token(token: str) -> Response:
    """Let a program in no longer."""
    the_doors().keys.revoke_token(token)
    flash("That program is let in no longer.")
    return redirect(url_for(".access"), 303)


@page.post("/access/password")
def change_password() -> str | Response:
    """Set another password; all other browsers have to log in again."""
    keys = the_doors().keys
    password = request.form.get("password", "")
    wrong = _wrong_password(password, request.form.get("again", ""))
    if not wrong and keys.has_password and not try_key(lambda: keys.is_password(request.form.get("old", "")[:LONGEST])):
        wrong = {"old": "That is not the password."}
    if wrong:
        return render_template("access.html", tokens=keys.tokens, made="", wrong=wrong)
    keys.set_password(password)
    let_in()
    flash("The password is changed. Other browsers have to log in again.")
    return redirect(url_for(".access"), 303)


def _wrong_password(password: str, again: str) -> dict[str, str]:
    if not SHORTEST <= len(password) <= LONGEST:
        return {"password": f"Take at least {SHORTEST} letters; a short sentence is best."}
    if password != again:
        return {"again": "These are not the same."}
    return {}


def _inside(path: str) -> str:
    """Return a path to go to, or the first page where it would lead to another site."""
    # Browsers take a backslash for a slash, and leave out tabs and ends of lines before they look for slashes.
    return path if re.fullmatch(r"/(?![/\\])[^\\\x00-\x20\x7f]*", path) else "/"
