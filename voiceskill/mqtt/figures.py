"""The few figures of the house that home automation shows."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How it goes."""

    streak: int = 0
    """Days in a row with a hold held to its end, up to today, or up to yesterday while today has none."""
    minutes: float = 0.0
    """Minutes held today."""
    pain: int | None = None
    """How the back was when it was last asked for, from 0, no pain, to 10, the worst; None: not lately."""

    @property
    def text(self) -> str:
        """All of them as JSON."""
        return json.dumps(asdict(self))
