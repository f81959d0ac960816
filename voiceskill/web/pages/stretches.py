"""The library: the stretches with their drawings, and making one's own."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response

from voiceskill.coaching.stretch import Side, Stretch
from voiceskill.config.document import Keys
from voiceskill.config.loading import InvalidSettings
from voiceskill.config.settings_file import Conflict
from voiceskill.drawings import frames
from voiceskill.web.now import sentence
from voiceskill.web.program import the_program
from voiceskill.web.stretches import (
    StretchText,
    bring_back,
    find,
    keep,
    model_of,
    remove,
    routines_with,
    stretch_of,
    words_of,
)

page = Blueprint("stretches", __name__, url_prefix="/stretches")

_BY_LINES = ("also", "instructions", "easier", "partner")
"""What is written in a form line by line."""
_NEW: Mapping[str, Any] = {"hold": 30, "repetitions": 3}


@page.get("")
def show() -> str:
    """Show the library, or what is found in it."""
    config = the_program().settings.reading.config
    wanted = request.args.get("find", "").strip()[:100]
    return render_template(
        "stretches.html",
        stretches=find(config.stretches.values(), wanted),
        words=words_of,
        wanted=wanted,
        deleted=request.args.get("deleted", ""),
        version=request.args.get("version", ""),
    )


@page.get("/new")
def new() -> str:
    """Ask for a stretch of one's own."""
    return _form(_NEW, the_program().settings.reading.revision)


@page.post("/new")
def make() -> str | Response | tuple[str, int]:
    """Make it."""
    return _kept(None)


@page.get("/<key>")
def show_stretch(key: str) -> str:
    """Show how one is done."""
    config = the_program().settings.reading.config
    stretch = stretch_of(config, key)
    side = request.args.get("side")
    return render_template(
        "stretch.html",
        stretch=stretch,
        side=Side(side) if side in stretch.sides else next(iter(stretch.sides), None),
        steps=_steps(stretch),
        routines=routines_with(config, key),
    )


@page.get("/<key>/change")
def change(key: str) -> str:
    """Ask how a stretch is to be."""
    reading = the_program().settings.reading
    return _form(_form_of(stretch_of(reading.config, key)), reading.revision, key)


@page.post("/<key>/change")
def save(key: str) -> str | Response | tuple[str, int]:
    """Change it."""
    stretch_of(the_program().settings.reading.config, key)
    return _kept(key)


@page.post("/<key>/delete")
def delete_stretch(key: str) -> Response:
    """Delete it, and offer to undo that."""
    version = remove(the_program(), key)
    return redirect(url_for(".show", deleted=key, version=version), 303)


@page.post("/<key>/restore")
def restore(key: str) -> Response:
    """Undo deleting it."""
    bring_back(the_program(), key, request.form.get("version", ""))
    flash("It is back.")
    return redirect(url_for(".show_stretch", key=key), 303)


def _steps(stretch: Stretch) -> list[tuple[str, int | None]]:
    """Return the sentences, each with the number of its drawing where it has one."""
    drawn = {frame.sentence: number for number, frame in enumerate(frames(stretch.id))}
    if not stretch.start:
        drawn[1] = drawn.get(1, drawn.get(0, 0))
    sentences = [(number, text) for number, text in enumerate([stretch.start, *stretch.instructions]) if text]
    return [(text, drawn.get(number)) for number, text in sentences]


def _kept(key: str | None) -> str | Response | tuple[str, int]:
    """Make or change a stretch as the form says, or show the form again with what is wrong."""
    program, form = the_program(), request.form.to_dict()
    revision = form.pop("revision", "")
    try:
        made = keep(program, StretchText.model_validate(_told(form)), key, revision)
    except ValidationError as error:
        wrong = {str(each["loc"][0]): _sentence(each["msg"]) for each in error.errors() if each["loc"]}
        return _form(form, revision, key, wrong), 422
    except InvalidSettings as invalid:
        wrong = {_field(problem.keys): sentence(problem.sentence) for problem in invalid.problems}
        return _form(form, revision, key, wrong), 422
    except Conflict as conflict:
        now = program.settings.reading.revision
        return _form(form, now, key, meanwhile=conflict.meanwhile or ("something else",)), 409
    flash("Saved. You can ask for it by its name.")
    return redirect(url_for(".show_stretch", key=made), 303)


def _field(keys: Keys) -> str:
    """Return the form's name of what is wrong; empty for what lies outside the form, such as a routine's step."""
    match keys:
        case ("stretches", _, str(name), *_):
            return name
        case _:
            return ""


def _form(
    form: Mapping[str, Any],
    revision: str,
    key: str | None = None,
    wrong: Mapping[str, str] | None = None,
    meanwhile: tuple[str, ...] = (),
) -> str:
    return render_template(
        "stretch_form.html", form=form, revision=revision, key=key, wrong=wrong or {}, meanwhile=meanwhile
    )


def _form_of(stretch: Stretch) -> dict[str, Any]:
    """Return a stretch as a form shows it."""
    told = model_of(stretch).model_dump(exclude={"id"})
    return told | {name: "\n".join(told[name]) for name in _BY_LINES} | {"sides": " ".join(stretch.sides)}


def _told(form: Mapping[str, str]) -> dict[str, Any]:
    """Return what a form says."""
    lines = {name: [line for line in form.get(name, "").splitlines() if line.strip()] for name in _BY_LINES}
    return {**form, **lines, "sides": form.get("sides", "").split()}


def _sentence(message: str) -> str:
    """Return one of pydantic's messages as a sentence."""
    return f"{message.removeprefix('Value error, ').removesuffix('.')}."
