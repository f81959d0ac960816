"""Which stretches hurt, and how often."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from voiceskill.coaching.stretch import Side
from voiceskill.journal.records import SessionRecord
from voiceskill.progress.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Hurts:
    """How often a stretch hurt."""

    stretch: str
    """Id of the stretch."""
    reports: int
    """Number of reports that it hurts."""
    left: int
    """Number of those while the left side was stretched."""
    right: int
    """Number of those while the right side was stretched."""
    sessions: int
    """Number of sessions in which it hurt."""
    of_sessions: int
    """Number of sessions in which it hurt or was held, however briefly."""
    last: date
    """Day of the last report."""


def hurts(sessions: Sequence[SessionRecord], period: Period) -> tuple[Hurts, ...]:
    """Return the stretches that hurt within a period: those with the most reports first, then the last to hurt."""
    pains = [(session, pain) for session in sessions for pain in session.pains if pain.time.date() in period]
    found = []
    for stretch in {pain.stretch for _, pain in pains}:
        of_stretch = [pain for _, pain in pains if pain.stretch == stretch]
        hurting = {session.number for session, pain in pains if pain.stretch == stretch}
        holding = {
            session.number
            for session in sessions
            for hold in session.holds
            if hold.stretch == stretch and hold.time.date() in period
        }
        sides = [pain.side for pain in of_stretch]
        found.append(
            Hurts(
                stretch=stretch,
                reports=len(of_stretch),
                left=sides.count(Side.LEFT),
                right=sides.count(Side.RIGHT),
                sessions=len(hurting),
                of_sessions=len(hurting | holding),
                last=max(pain.time.date() for pain in of_stretch),
            )
        )
    return tuple(sorted(found, key=lambda hurts: (-hurts.reports, -hurts.last.toordinal(), hurts.stretch)))
