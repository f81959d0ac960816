"""The page that tells what can be said: at this moment, and in full, to print."""

from flask import Blueprint, render_template
from markupsafe import Markup, escape

from voiceskill.web.now import title_of
from voiceskill.web.program import the_program
from voiceskill.web.sayings import all_chapters, said_in

page = Blueprint("sayings", __name__, url_prefix="/sayings")


@page.get("")
def show() -> str:
    """Show what can be said."""
    program = the_program()
    state, language = program.live.latest.content.state, program.repertoire.config.language
    return render_template(
        "sayings.html", title=title_of(state), now=list(said_in(language, state)), chapters=all_chapters(language)
    )


@page.app_template_filter("placed")
def placed(sentence: str) -> Markup:
    """Set what may be another name or number, which stands in braces, apart from the words."""
    return Markup(str(escape(sentence)).replace("{", "<em>").replace("}", "</em>"))  # noqa: S704 - it is escaped
