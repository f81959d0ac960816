"""Puts the pages and the interface for programs together."""

from collections.abc import Iterable

from flask import Flask
from flask_openapi3 import Info, OpenAPI

from voiceskill import __version__
from voiceskill.web.api import APIS
from voiceskill.web.api.answering import PREFIX
from voiceskill.web.markup import furnish
from voiceskill.web.pages import PAGES
from voiceskill.web.problem import Problem, tell_problems, validation_problem
from voiceskill.web.program import Program, attach
from voiceskill.web.safety.doors import Doors, guard
from voiceskill.web.safety.headers import send_safe_headers
from voiceskill.web.safety.hosts import answer_only_to_own_names
from voiceskill.web.safety.origins import refuse_foreign_sites
from voiceskill.web.server import MOST_BYTES


def create_app(program: Program, doors: Doors, *, host: str = "127.0.0.1", names: Iterable[str] = ()) -> Flask:
    """Return the WSGI application.

    Args:
        program: What it is about.
        doors: Who is let in.
        host: The name or address that the server listens on.
        names: More names that lead here.
    """
    app = OpenAPI(
        __name__,
        info=Info(
            title="voiceskill",
            version=__version__,
            description="A hands-free stretching coach: follow it, tell it what to do, set it up, look back.",
        ),
        security_schemes={"token": {"type": "http", "scheme": "bearer"}},
        doc_ui=False,
        validation_error_model=Problem,
        validation_error_callback=validation_problem,
    )
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    attach(app.extensions, program)
    tell_problems(app)
    answer_only_to_own_names(app, host, names)
    refuse_foreign_sites(app)
    guard(app, doors)
    send_safe_headers(app)
    for page in PAGES:
        app.register_blueprint(page)
    for api in APIS:
        app.register_api(api)
    furnish(app)

    @app.get(f"{PREFIX}/openapi.json", doc_ui=False)
    def _description() -> dict[str, object]:
        description: dict[str, object] = app.api_doc
        return description

    return app
