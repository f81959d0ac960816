"""What the coach knows of the days before, and of today."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What was done so far, as far as it changes what the coach says. A beginner's is empty.

    A hold counts for the day of the user's own calendar on which it ended, and from then on.
    """

    completed: Mapping[str, int] = field(default_factory=dict)
    """Number of holds that were held to their end, those of both sides counted, by the stretch's id; a stretch without
    any is missing."""
    hurt: frozenset[str] = frozenset()
    """Ids of the stretches that hurt in the last session in which they were held, or begun; a session that only
    planned them does not make them well."""
    today_s: float = 0.0
    """Seconds held today, those of holds that were broken off included."""
    done_today: bool = False
    """Whether a hold was held to its end today."""
    streak: int = 0
    """Number of days in a row, up to today, or up to yesterday while today has none, with a hold held to its end."""
    last: str | None = None
    """Id of the routine, or of the single stretch, of the last session in which anything was held; the one that is
    under way does not count."""
    yesterday: str | None = None
    """Id of the routine, or of the single stretch, of the last session in which anything was held yesterday; the one
    that is under way does not count."""
    before: int | None = None
    """How the back was before the session that is under way, from 0, no pain, to 10, the worst; None: not asked, not
    answered, or no session is under way."""
