"""The page about what is heard and how the coach speaks: level, floor test, voice, recogniser, reminders."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from voiceskill.config.document import Keys
from voiceskill.config.loading import InvalidSettings
from voiceskill.config.settings_file import Conflict
from voiceskill.hearing.models.catalogue import CATALOGUE, catalogued
from voiceskill.hearing.models.disk import megabytes
from voiceskill.hearing.models.finding import installed_models
from voiceskill.web.program import the_program
from voiceskill.web.settings_form import GROUPS, SETTINGS, filled_in, writing
from voiceskill.web.sound import Kind, begin_trial, hearing_of, say_again

page = Blueprint("sound", __name__, url_prefix="/sound")

_NOTHING: Mapping[str, str] = {}


@page.get("")
def show() -> str:
    """Show all of it."""
    return _shown({})


@page.post("")
def save() -> Response | tuple[str, int]:
    """Save the settings of the form; where that cannot be, show it again as it was filled in."""
    form = request.form
    seen = {key: form.get(f"seen.{key}", "") for key in SETTINGS}
    texts = filled_in(SETTINGS.values(), seen, form)
    values = {key: SETTINGS[key].value(text) for key, text in texts.items()}
    try:
        the_program().settings.change(form.get("revision", ""), writing(values))
    except InvalidSettings as invalid:
        return _shown(texts, wrong={_field(problem.keys): problem.sentence for problem in invalid.problems}), 422
    except Conflict as conflict:
        return _shown(texts, meanwhile=conflict.meanwhile or ("other settings",)), 409
    flash("Saved.")
    return redirect(url_for(".show"), 303)


@page.post("/trial")
def try_it() -> Response:
    """Begin a trial, have a sentence said again, or end it."""
    program = the_program()
    match request.form.get("what"):
        case "again":
            say_again(program)
        case "end":
            program.sound.give_up()
        case Kind.SENTENCE | Kind.FLOOR as kind:
            begin_trial(program, Kind(kind))
        case _:
            abort(400)
    return redirect(url_for(".show", _anchor="trial"), 303)


@page.post("/voice")
def speak() -> Response:
    """Have the coach say something."""
    the_program().announce("This is how I sound. Can you hear me well?")
    return redirect(url_for(".show", _anchor="levels"), 303)


@page.post("/models")
def fetch_model() -> Response:
    """Begin to fetch a model, or stop it."""
    program = the_program()
    if request.form.get("stop"):
        program.models.stop()
    else:
        program.models.begin(catalogued(request.form.get("model", "")) or abort(404))
    return redirect(url_for(".show", _anchor="models"), 303)


def _field(keys: Keys) -> str:
    """Return the form's name of a setting that is, or has in it, what is wrong; empty for the whole file."""
    way = [".".join(map(str, keys[: number + 1])) for number in range(len(keys))]
    return next((key for key in way if key in SETTINGS), way[-1] if way else "")


def _shown(texts: Mapping[str, str], *, wrong: Mapping[str, str] = _NOTHING, meanwhile: Sequence[str] = ()) -> str:
    """Return the page.

    Args:
        texts: What was filled in and is not saved yet, by the settings' keys.
        wrong: What is wrong, by the settings' keys.
        meanwhile: What somebody else has saved since the form was made.
    """
    program = the_program()
    program.settings.poll()  # what somebody has just changed by hand is not to be taken for a conflict
    reading = program.settings.reading
    return render_template(
        "sound.html",
        groups=GROUPS,
        seen=(seen := {key: setting.text(reading.config) for key, setting in SETTINGS.items()}),
        texts=seen | dict(texts),
        wrong=wrong,
        meanwhile=meanwhile,
        config=reading.config,
        revision=reading.revision,
        hearing=hearing_of(program),
        recognizer=program.recognizer(),
        catalogue=CATALOGUE,
        installed={model.name for model in installed_models()},
        fetching=program.models.state,
        megabytes=megabytes,
    )
