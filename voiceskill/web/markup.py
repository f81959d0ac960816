"""What the templates are given besides Jinja's own: icons, drawings, and small words."""

from flask import Flask, url_for
from markupsafe import Markup

from voiceskill.coaching.stretch import Side
from voiceskill.drawings import drawing
from voiceskill.web.navigation import destinations
from voiceskill.web.now import sentence
from voiceskill.web.program import the_house


def furnish(app: Flask) -> None:
    """Give it to the templates."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["sentence"] = sentence
    app.jinja_env.globals |= {"icon": icon, "picture": picture}
    app.context_processor(lambda: {"destinations": destinations(), "settings": the_house().settings})


def icon(name: str) -> Markup:
    """Return a symbol of `static/icons.svg`, which the words beside it explain."""
    address = url_for("static", filename="icons.svg", _anchor=name)
    return Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>').format(address)


def picture(stretch: str, frame: int | None = None, side: Side | None = None) -> Markup:
    """Return a drawing of a stretch; that of the hold, and of the side that is seen best, where none is named."""
    return Markup(drawing(stretch, frame=frame, side=side))  # noqa: S704 - our own, of which nothing comes from outside
