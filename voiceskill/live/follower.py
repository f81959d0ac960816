"""Follows what happens in the room, and shows it."""

from voiceskill.live.bulletin import Bulletin
from voiceskill.live.snapshot import Snapshot, after
from voiceskill.occurrences import Occurrence


class Follower:
    """Keeps the bulletin of one room up to date."""

    def __init__(self, bulletin: Bulletin[Snapshot]) -> None:
        """Take the board on which it is shown; nobody else posts there."""
        self._bulletin = bulletin

    def watch(self, occurrence: Occurrence) -> None:
        """Show what has happened."""
        before = self._bulletin.latest.content
        now = after(before, occurrence)
        if now is not before:
            self._bulletin.post(now)
