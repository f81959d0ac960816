"""How much of each stretch was done."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from voiceskill.coaching.stretch import Side
from voiceskill.journal.records import HoldRecord, SessionRecord
from voiceskill.progress.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """How much was done of a stretch, on one side."""

    stretch: str
    """Id of the stretch."""
    side: Side | None
    """Which side; None where both are stretched at once."""
    holds: int
    """Number of holds that were held to their end."""
    broken_off: int
    """Number of holds that were broken off."""
    usual: float
    """Median length of the holds, in seconds, those that were broken off included."""
    seconds: float
    """Seconds held in all."""


def practice(sessions: Sequence[SessionRecord], period: Period) -> tuple[Practice, ...]:
    """Return what was done within a period: the stretches held longest first, the sides of each beside each other."""
    holds: dict[tuple[str, Side | None], list[HoldRecord]] = defaultdict(list)
    seconds: dict[str, float] = defaultdict(float)
    for session in sessions:
        for hold in session.holds:
            if hold.time.date() in period:
                holds[hold.stretch, hold.side].append(hold)
                seconds[hold.stretch] += hold.held
    return tuple(
        Practice(
            stretch=stretch,
            side=side,
            holds=sum(hold.completed for hold in held),
            broken_off=sum(not hold.completed for hold in held),
            usual=median(hold.held for hold in held),
            seconds=sum(hold.held for hold in held),
        )
        for (stretch, side), held in sorted(
            holds.items(), key=lambda item: (-seconds[item[0][0]], item[0][0], item[0][1] or "")
        )
    )
