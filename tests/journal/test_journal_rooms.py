"""Several rooms record into one journal, in a file or on a server; a person may go on in another room."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from journal_facts import BEGAN, BEGINS, ENDS, WallClock, held, hurts
from postgresql_server import PostgresqlServer
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from voiceskill.coaching.effects import Interrupted
from voiceskill.coaching.facts import BackRated, Moment, Outcome, SessionEnded, SessionResumed
from voiceskill.coaching.history import History
from voiceskill.journal import Journal
from voiceskill.journal.expressions import clock as database_clock
from voiceskill.journal.place import Place
from voiceskill.journal.postgresql_store import PostgresqlStore
from voiceskill.journal.process import SILENT_S
from voiceskill.journal.tables import session

BROKEN_OFF = held("cat", 2, 12.5)
ELSEWHERE = "4711 99 0f0f0f0f-0000-4000-8000-0123456789ab another-machine"
"""A process on another machine."""


@pytest.fixture(params=["file", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Return where a journal can be begun."""
    if request.param == "file":
        return tmp_path / "journal.sqlite3"
    monkeypatch.setattr(PostgresqlStore, "patience", 30.0)  # this is not about a slow machine
    server: PostgresqlServer = request.getfixturevalue("postgresql")
    return server.database()


@pytest.fixture
def clock() -> WallClock:
    """Return a clock that stands."""
    return WallClock()


@pytest.fixture
def journal(place: Place, clock: WallClock) -> Iterator[Journal]:
    """Return an empty journal."""
    with Journal(place, clock) as journal:
        yield journal


def _put_elsewhere(journal: Journal, silent: float) -> None:
    """Have all sessions be another machine's, which gave its last sign of life some seconds ago."""
    with journal._store.writing() as connection:
        connection.execute(update(session).values(process=ELSEWHERE, pulse=database_clock() - int(silent)))


def test_each_room_has_its_own_session_and_all_share_the_past(journal: Journal) -> None:
    study, bedroom, mat = journal.recorder("study"), journal.recorder("bedroom"), journal.recorder("mat", guests=True)
    for recorder in (study, bedroom, mat):
        recorder.record(BEGINS)
        recorder.record(BackRated(Moment.BEFORE, 4))
        recorder.record(held())
    bedroom.record(hurts())
    mat.record(BackRated(Moment.BEFORE, 9))
    bedroom.record(ENDS)
    assert [(each.room, each.guests, each.state, len(each.holds)) for each in journal.sessions()] == [
        ("study", False, "under way", 1),
        ("bedroom", False, "finished", 1),
        ("mat", True, "under way", 1),
    ]
    assert [each.room for each in journal.sessions(household=True)] == ["study", "bedroom"]
    assert study.history() == History(
        completed={"cat": 2}, hurt=frozenset({"cat"}), today_s=60.0, done_today=True, streak=1, last="short", before=4
    )
    assert journal.history().completed == {"cat": 2}
    assert mat.history() == History(before=9), "of guests there is nothing but what they have just said"


def test_a_session_goes_on_in_another_room(journal: Journal, clock: WallClock) -> None:
    study, bedroom = journal.recorder("study"), journal.recorder("bedroom")
    study.record(BEGINS)
    study.record(held())
    assert bedroom.take_over_from("study") == Interrupted(number=1, began=BEGINS, happened=(held(),))
    study.record(BROKEN_OFF)
    study.record(SessionEnded(Outcome.STOPPED, "cat", 2))
    bedroom.record(SessionResumed(1))
    bedroom.record(held())
    study.record(BEGINS)
    bedroom.record(ENDS)
    moved, anew = journal.sessions()
    assert (moved.room, moved.state, moved.holds_completed, len(moved.holds)) == ("bedroom", "finished", 2, 3)
    assert (anew.room, anew.state, anew.holds) == ("study", "under way", ())
    assert bedroom.take_over_from("kitchen") is None
    bedroom.record(BEGINS)
    assert bedroom.take_over_from("study") is None, "somebody has just begun another there"
    bedroom.record(ENDS)
    clock.now = BEGAN + timedelta(hours=3)
    assert bedroom.take_over_from("study") is None, "it was long ago"


def test_from_guests_to_the_household_nothing_goes_on(journal: Journal) -> None:
    mat, other_mat = journal.recorder("mat", guests=True), journal.recorder("other_mat", guests=True)
    mat.record(BEGINS)
    assert journal.recorder("study").take_over_from("mat") is None
    assert other_mat.take_over_from("mat")


def test_what_was_broken_off_is_gone_on_with_in_its_room_alone(place: Place, clock: WallClock) -> None:
    with Journal(place, clock) as journal:
        journal.recorder("study").record(BEGINS)
        journal.recorder("mat", guests=True).record(BEGINS)
        journal.record(BEGINS)
    with Journal(place, clock) as journal:
        study, mat = journal.recorder("study"), journal.recorder("mat", guests=True)
        offered = [recorder.interrupted() for recorder in (study, mat, journal, journal.recorder("bedroom"))]
        assert [each and each.number for each in offered] == [1, 2, 3, None]
        clock.now = BEGAN + timedelta(minutes=11)
        assert study.interrupted()
        assert mat.interrupted() is None, "somebody else may lie there by now"


def test_a_session_on_another_machine_is_let_alone_as_long_as_that_gives_signs_of_life(journal: Journal) -> None:
    journal.record(BEGINS)
    _put_elsewhere(journal, SILENT_S / 2)
    with Journal(_place_of(journal), WallClock()) as other:
        assert [each.state for each in other.sessions()] == ["under way"]
        assert other.interrupted() is None
        assert other.recorder(None, sole=True).interrupted(), "it cannot be there any more"
        assert other.forget_everything() == 0
        _put_elsewhere(journal, SILENT_S + 5)
        assert [each.state for each in other.sessions()] == ["broken off"]
        assert other.interrupted()


def test_signs_of_life_are_given_as_long_as_a_session_is_under_way(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voiceskill.journal.journal._AGAIN_S", 0.01)
    with Journal(place) as journal, Journal(place) as reader:
        study = journal.recorder("study")
        study.record(BEGINS)
        while True:
            with suppress(OperationalError):  # on a server it may meet a sign of life
                _put_elsewhere(reader, SILENT_S + 5)
                break
        while [each.state for each in reader.sessions()] != ["under way"]:
            pass


def test_who_has_lost_a_session_to_another_does_not_end_it(journal: Journal) -> None:
    journal.record(BEGINS)
    with Journal(_place_of(journal), WallClock()) as owner:
        study = owner.recorder(None, sole=True)
        found = study.interrupted()
        assert found
        study.record(SessionResumed(found.number))
        journal.record(held())
        journal.record(SessionEnded(Outcome.STOPPED, "cat", 1))
        study.record(BROKEN_OFF)
        (only,) = owner.sessions()
        assert (only.state, only.holds_completed, len(only.holds)) == ("under way", 1, 2)


def test_sessions_of_all_rooms_outlast_forgetting(journal: Journal) -> None:
    study, bedroom = journal.recorder("study"), journal.recorder("bedroom")
    study.record(BEGINS)
    bedroom.record(BEGINS)
    bedroom.record(held())
    bedroom.record(ENDS)
    assert journal.forget_everything() == 1
    journal.record(BEGINS)  # may get the number of the one that was deleted
    bedroom.record(BackRated(Moment.AFTER, 3))
    study.record(held())
    assert [(each.room, len(each.holds), each.after) for each in journal.sessions()] == [
        ("study", 1, None),
        (None, 0, None),
    ]


def test_a_room_that_is_closed_leaves_its_session_to_another(journal: Journal) -> None:
    study = journal.recorder("study")
    study.record(BEGINS)
    study.close()
    assert [each.state for each in journal.sessions()] == ["broken off"]
    again = journal.recorder("study")
    assert again.interrupted() == Interrupted(number=1, began=BEGINS, happened=())


def _place_of(journal: Journal) -> Place:
    """Return where another coach finds the same journal."""
    return Path(journal._store.name) if journal._store.name.startswith("/") else journal._store.name
