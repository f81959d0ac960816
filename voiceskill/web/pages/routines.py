"""The pages on which routines are listed, made, changed, copied, deleted and put back."""

from dataclasses import replace

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from voiceskill.coaching.stretch import Library, Routine
from voiceskill.config.loading import InvalidSettings
from voiceskill.config.settings_file import Conflict
from voiceskill.repertoire import seconds_in
from voiceskill.web.problem import Refusal
from voiceskill.web.program import the_program
from voiceskill.web.routine_form import RoutineDraft, view
from voiceskill.web.routines import (
    StepModel,
    change_routine,
    check_name,
    copy_routine,
    delete_routine,
    make_routine,
    name_of_copy,
    seconds_of_steps,
)

page = Blueprint("routines", __name__, url_prefix="/routines")


@page.get("")
def show() -> str:
    """List the routines; after one was deleted, with the way to put it back."""
    program = the_program()
    config = program.settings.reading.config
    lengths = {key: seconds_in(config, routine) for key, routine in config.routines.items()}
    deleted = {name: request.args.get(name, "") for name in ("deleted", "version")}
    return render_template("routines.html", config=config, lengths=lengths, deleted=deleted)


@page.get("/new")
def new() -> str:
    """Show an empty routine."""
    return _editor(RoutineDraft(revision=the_program().settings.reading.revision), None)


@page.get("/<routine>")
def edit(routine: str) -> str:
    """Show a routine to be changed."""
    return _editor(RoutineDraft.of(_routine(routine), the_program().settings.reading.revision), routine)


@page.post("/new")
def make() -> Response | str | tuple[str, int]:
    """Take what was typed of a new routine: save it, or show it as the button that was pressed wants it."""
    return _take(None)


@page.post("/<routine>")
def change(routine: str) -> Response | str | tuple[str, int]:
    """Take what was typed of a routine: save it, or show it as the button that was pressed wants it."""
    _routine(routine)
    return _take(routine)


@page.post("/<routine>/copy")
def make_copy(routine: str) -> Response:
    """Copy a routine and show the copy, to be changed."""
    program = the_program()
    _routine(routine)
    key = copy_routine(program, routine, name_of_copy(program, routine))
    flash("This is the copy. Give it a name that you like to say.")
    return redirect(url_for(".edit", routine=key), 303)


@page.post("/<routine>/delete")
def delete(routine: str) -> Response:
    """Delete a routine."""
    _routine(routine)
    version = delete_routine(the_program(), routine)
    return redirect(url_for(".show", deleted=routine, version=version), 303)


@page.post("/<routine>/put-back")
def put_back(routine: str) -> Response:
    """Put a deleted routine back."""
    the_program().settings.put_back(request.form.get("version", ""), "routines", routine)
    flash("It is back.")
    return redirect(url_for(".show"), 303)


def _take(key: str | None) -> Response | str | tuple[str, int]:
    draft = RoutineDraft.read(request.form)
    action = request.form.get("action", "save")
    if action != "save":
        return _editor(draft.edited(action, request.form.get("add", "")), key, came_by=action)
    program = the_program()
    try:
        if key is None:
            key = make_routine(program, draft.data(), draft.revision)
        else:
            change_routine(program, key, draft.data(), draft.revision)
    except InvalidSettings as invalid:
        return _editor(draft.with_problems(invalid.problems), key), 422
    except Conflict as conflict:
        # What was typed stays; saving again, now that it has been told, goes over what the other has saved.
        newer = replace(draft, revision=program.settings.reading.revision)
        return _editor(newer, key, meanwhile=conflict.meanwhile), 409
    flash(
        f"Saved. Say “start {draft.name}”. {check_name(program, draft.sounds_like or draft.name, key).advice}".strip()
    )
    return redirect(url_for(".show"), 303)


def _editor(
    draft: RoutineDraft, key: str | None, *, came_by: str = "", meanwhile: tuple[str, ...] | None = None
) -> str:
    config = the_program().settings.reading.config
    library = Library(config.stretches, config.routines)
    return render_template(
        "routine.html",
        draft=draft,
        key=key,
        views=[view(step, library, config.coaching) for step in draft.steps],
        stretches=config.stretches,
        seconds=_seconds(draft),
        added=came_by == "add",
        meanwhile=meanwhile,
    )


def _seconds(draft: RoutineDraft) -> float | None:
    """Estimate the length, unless something of it is wrong."""
    try:
        steps = [StepModel.model_validate(step.data()) for step in draft.steps]
        return seconds_of_steps(the_program(), steps) if steps else None
    except (ValueError, Refusal):
        return None


def _routine(key: str) -> Routine:
    found = the_program().settings.reading.config.routines.get(key)
    return found or abort(404, f"There is no routine “{key}”. It may have been deleted.")
