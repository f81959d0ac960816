"""What is told of a room: nothing of what was heard there, and nothing of what was said."""

import json
import math
from dataclasses import asdict, dataclass

from voiceskill.coaching.stage import StageKind
from voiceskill.live.bulletin import Issue
from voiceskill.live.snapshot import Clock, Snapshot
from voiceskill.repertoire import Repertoire

NO_ROUTINE = "none"
"""What stands for the routine while there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomState:
    """What goes on in a room, as it is published."""

    activity: str
    """What the coach is doing, by the name of the state."""
    routine: str = NO_ROUTINE
    """Name of the routine under way, as it can be chosen."""
    stretch: str | None = None
    """Name of the stretch; None without a session."""
    side: str | None = None
    """The side that is stretched, if any."""
    repetition: str | None = None
    """Which hold of how many, such as ``2 of 3``; None without a session."""
    left: int | None = None
    """Whole seconds that are left of what is counted; None where nothing is."""
    trouble: str = ""
    """What keeps the coach from hearing or being heard; empty: nothing does."""

    @property
    def text(self) -> str:
        """All of it as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def room_state(issue: Issue[Snapshot], repertoire: Repertoire, now: float) -> RoomState:
    """Return what is told of a room.

    Args:
        issue: What goes on there.
        repertoire: Has the names of routines and stretches.
        now: The moment, in seconds as of `time.monotonic`.
    """
    snapshot = issue.content
    left = seconds_left(issue, now)
    state = RoomState(
        activity=snapshot.state, left=None if left is None else math.ceil(left), trouble=snapshot.trouble[:255]
    )
    place = snapshot.place
    if place is None:
        return state
    library, stretch = repertoire.library, place.stretches[place.index]
    return RoomState(
        activity=state.activity,
        routine=library.routines[place.session].name if place.session in library.routines else NO_ROUTINE,
        # What is under way may have gone from the settings since.
        stretch=library.stretches[stretch].name if stretch in library.stretches else stretch.replace("_", " "),
        side=place.side,
        repetition=f"{place.repetition} of {place.repetitions}",
        left=state.left,
        trouble=state.trouble,
    )


def seconds_left(issue: Issue[Snapshot], now: float) -> float | None:
    """Return the seconds that are left of what is counted at a moment; None where nothing is."""
    clock = _counted(issue.content)
    return None if clock is None else clock.left_at(issue.content.t + now - issue.moment)


def counts(issue: Issue[Snapshot]) -> bool:
    """Return whether seconds go by that are told."""
    clock = _counted(issue.content)
    return clock is not None and clock.running


def _counted(snapshot: Snapshot) -> Clock | None:
    clock, place = snapshot.clock, snapshot.place
    # Where the coach waits for a word there is no hurry.
    patient = clock is not None and clock.kind is StageKind.POSITION and place is not None and place.patient
    return None if patient else clock
