"""From facts to SQLite or PostgreSQL, and from there to the page, the printed table and the exported file."""

from voiceskill.journal.journal import Journal
from voiceskill.journal.place import find_journal, find_place
from voiceskill.journal.recorder import Recorder
from voiceskill.journal.records import HoldRecord, PainRecord, RatingRecord, SessionRecord

__all__ = [
    "HoldRecord",
    "Journal",
    "PainRecord",
    "RatingRecord",
    "Recorder",
    "SessionRecord",
    "find_journal",
    "find_place",
]
