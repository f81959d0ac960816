"""What must be remembered from one question to the next."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Snooze:
    """The user has put the question off."""

    since: datetime
    """When; aware."""
    until: datetime
    """When to ask again; aware."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What was asked and answered; as it stands, nothing."""

    asked: datetime | None = None
    """When it was last asked, by the clock on the wall: without a time zone. Where the clock was put back since, the
    later reading stays."""
    snooze: Snooze | None = None
    """Answer to the last question, if it was that."""
    declined: date | None = None
    """Day of the user's own calendar on which nothing more is asked."""
