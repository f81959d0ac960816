"""Looks the figures of the house up in its journal."""

from typing import Final

from voiceskill.journal.journal import Journal
from voiceskill.mqtt.figures import Figures

_LATELY: Final = 20
"""Sessions among which the last rating is looked for; single stretches have none."""


def figures_in(journal: Journal) -> Figures:
    """Return the figures as of now.

    Raises:
        Complaint: The journal cannot be read; the sentence says why.
    """
    history = journal.history()
    ratings = [rating for session in journal.sessions(limit=_LATELY, household=True) for rating in session.ratings]
    return Figures(
        streak=history.streak,
        minutes=round(history.today_s / 60, 1),
        pain=ratings[-1].rating if ratings else None,
    )
