"""What the journal remembers: facts with their dates and times."""

from dataclasses import dataclass
from datetime import datetime

from voiceskill.coaching.facts import BackRated, HoldEnded, Moment, Outcome, PainReported, PlannedStretch


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRecord(HoldEnded):
    """A hold that came to its end, or was broken off."""

    time: datetime
    """When it ended, with the offset from UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PainRecord(PainReported):
    """A report that it hurts."""

    time: datetime
    """When it was said, with the offset from UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRecord(BackRated):
    """An answer to how the back is."""

    time: datetime
    """When it was said, with the offset from UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """A session with all that happened in it."""

    number: int
    """Counts the journal's sessions, from 1."""
    name: str
    """Id of the routine, or of the single stretch."""
    began: datetime
    """When it was started, with the offset from UTC."""
    ended: datetime | None
    """When it came to its end, with the offset from UTC; None: broken off by a power cut, or still under way."""
    outcome: Outcome | None
    """How it ended; None: broken off by a power cut, or still under way."""
    under_way: bool = False
    """Whether it has not ended, and the process that records it lives."""
    room: str | None = None
    """Key of the room in which it was, or went on last; None: the machine's own."""
    guests: bool = False
    """Whether it is a guest's, of whom nothing is brought up in another session."""
    planned: tuple[PlannedStretch, ...]
    """What it was made of."""
    holds: tuple[HoldRecord, ...]
    """In the order in which they ended."""
    pains: tuple[PainRecord, ...]
    """In the order in which they were said."""
    ratings: tuple[RatingRecord, ...]
    """In the order in which they were said."""

    @property
    def state(self) -> str:
        """How it ended, or else ``under way`` or ``broken off``."""
        return self.outcome or ("under way" if self.under_way else "broken off")

    @property
    def latest(self) -> datetime:
        """When the last thing that is known of it happened, with the offset from UTC."""
        return self.ended or max((event.time for event in self.events), default=self.began)

    @property
    def events(self) -> tuple[HoldRecord | PainRecord | RatingRecord, ...]:
        """What happened in it, in the order in which it happened."""
        return tuple(sorted((*self.holds, *self.pains, *self.ratings), key=lambda event: event.time))

    @property
    def before(self) -> int | None:
        """How the back was before, from 0, no pain, to 10, the worst, if that was said."""
        return self._rated(Moment.BEFORE)

    @property
    def after(self) -> int | None:
        """How the back was afterwards, from 0, no pain, to 10, the worst, if that was said."""
        return self._rated(Moment.AFTER)

    @property
    def holds_planned(self) -> int:
        """Number of holds that were planned, those of both sides counted."""
        return sum(stretch.repetitions * max(1, len(stretch.sides)) for stretch in self.planned)

    @property
    def holds_completed(self) -> int:
        """Number of holds that were held to their end."""
        return sum(hold.completed for hold in self.holds)

    @property
    def seconds_held(self) -> float:
        """Seconds held in all, those of holds that were broken off included."""
        return sum(hold.held for hold in self.holds)

    def _rated(self, moment: Moment) -> int | None:
        return next((rating.rating for rating in reversed(self.ratings) if rating.moment is moment), None)
