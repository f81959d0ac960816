"""From facts to SQLite, and from there to the page, the printed table and the exported file."""

from voiceskill.journal.journal import Journal
from voiceskill.journal.place import find_journal
from voiceskill.journal.records import HoldRecord, PainRecord, RatingRecord, SessionRecord

__all__ = ["HoldRecord", "Journal", "PainRecord", "RatingRecord", "SessionRecord", "find_journal"]
