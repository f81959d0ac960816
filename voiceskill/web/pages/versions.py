"""The page of the settings' earlier versions."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from voiceskill.web.program import the_program

page = Blueprint("versions", __name__, url_prefix="/versions")


@page.get("")
def show() -> str:
    """List the versions."""
    settings = the_program().settings
    return render_template("versions.html", versions=settings.versions(), revision=settings.reading.revision)


@page.post("/<version>")
def restore(version: str) -> Response:
    """Put a version back."""
    the_program().settings.restore(request.form.get("revision", ""), version)
    flash("The settings are as they were then.")
    return redirect(url_for(".show"), 303)
