"""The pages that look back: figures and charts, a sheet for the physiotherapist, exports, and deleting."""

import io
from calendar import Calendar
from collections.abc import Callable, Sequence
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import TextIO

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from voiceskill.journal.export import write_csv
from voiceskill.journal.json_export import write_json
from voiceskill.journal.records import SessionRecord
from voiceskill.progress import Day, Period, charts, physiotherapist_sheet, telling
from voiceskill.progress.days import days
from voiceskill.web.past import forget, names, past, sessions_near, sessions_of, today
from voiceskill.web.program import the_program

page = Blueprint("progress", __name__, url_prefix="/progress")

WEEKS = 12
"""How far the page looks back."""
SHEET_WEEKS = (4, 8, 12)
"""Periods of which there is a sheet."""


@page.get("")
def show() -> str:
    """Show the last weeks, and the calendar of one month."""
    program = the_program()
    seen = past(program, WEEKS)
    progress = seen.progress
    called = names(program.watch.repertoire.config)
    month = Period.month(_month(request.args.get("month", "")))
    drawn = {
        "minutes": charts.minutes_chart(progress.weeks, today()),
        "days": charts.day_chart(progress.days, today()),
        "pain": charts.pain_chart(progress.rated_weeks, progress.before, progress.after),
        "hurts": charts.hurts_chart(progress.hurts, called) if progress.hurts else "",
    }
    return render_template(
        "progress.html",
        past=seen,
        charts={name: Markup(svg) for name, svg in drawn.items()},  # noqa: S704 - our own; names in it are escaped
        month=month,
        grid=_grid(days(sessions_near(program, month), month)),
        before=month.first - timedelta(days=1),
        after=month.last + timedelta(days=1),
        today=today(),
        names=called,
        telling=telling,
        sheet_weeks=SHEET_WEEKS,
    )


@page.get("/sheet")
def show_sheet() -> str:
    """Show the sheet for the physiotherapist, which is printed on one page."""
    program = the_program()
    weeks = request.args.get("weeks", type=int)
    period = Period.weeks(today(), weeks if weeks in SHEET_WEEKS else SHEET_WEEKS[0])
    return render_template(
        "sheet.html",
        sheet=physiotherapist_sheet(sessions_near(program, period), period),
        names=names(program.watch.repertoire.config),
        telling=telling,
    )


@page.get("/journal.csv")
def export_csv() -> Response:
    """Give all as a table."""
    return _export(write_csv, "text/csv")


@page.get("/journal.json")
def export_json() -> Response:
    """Give all for another program."""
    return _export(write_json, "application/json")


@page.get("/<day>")
def show_day(day: str) -> str:
    """Show what was done on a day, and ask whether to delete it."""
    date_ = _day(day)
    program = the_program()
    return render_template(
        "day.html",
        day=date_,
        sessions=sessions_of(program, date_),
        names=names(program.watch.repertoire.config),
        telling=telling,
    )


@page.post("/<day>/delete")
def delete_day(day: str) -> Answer:
    """Delete a day."""
    date_ = _day(day)
    count = forget(the_program(), date_)
    flash(f"{telling.long_date(date_)} is deleted: {telling.count(count, 'session')}.")
    return redirect(url_for(".show", month=f"{date_:%Y-%m}"), 303)


@page.get("/delete")
def ask_to_delete() -> str:
    """Ask whether to delete everything."""
    return render_template("forget.html", sure=True)


@page.post("/delete")
def delete_everything() -> str | Answer:
    """Delete everything, if that is meant."""
    if not request.form.get("sure"):
        return render_template("forget.html", sure=False)
    count = forget(the_program(), None)
    flash(f"Everything is deleted: {telling.count(count, 'session')}.")
    return redirect(url_for(".show"), 303)


def _export(write: Callable[[Sequence[SessionRecord], TextIO], None], kind: str) -> Response:
    stream = io.StringIO(newline="")
    write(the_program().journal.sessions(), stream)
    name = request.path.rpartition("/")[2]
    return Response(
        stream.getvalue(), mimetype=kind, headers={"Content-Disposition": f'attachment; filename="voiceskill-{name}"'}
    )


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        abort(404)
    # Days at the calendar's ends have no neighbours.
    return day if MINYEAR < day.year < MAXYEAR else abort(404)


def _month(text: str) -> date:
    return _day(f"{text}-01") if text else today()


def _grid(month: Sequence[Day]) -> list[list[Day | None]]:
    """Return a month's weeks, from Monday to Sunday, with None for the days of other months."""
    by_date = {day.date: day for day in month}
    first = month[0].date
    return [[by_date.get(day) for day in week] for week in Calendar().monthdatescalendar(first.year, first.month)]
