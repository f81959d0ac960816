"""What to do about the microphone's gain and place."""

from collections.abc import Sequence
from statistics import median

from voiceskill.sound_check.trial import Attempt

SOFT_DB = -45.0
"""Speech below this is so soft that the card's own noise is beside it, in dBFS."""
NEAR_ROOM_DB = 10.0
"""Speech is missed more and more where it is less than this louder than the room, in decibels."""


def advice(attempts: Sequence[Attempt], hits: Sequence[bool]) -> tuple[str, ...]:
    """Return what to do, most important first, a sentence or two each.

    Args:
        attempts: What was heard of the sentences that were said.
        hits: Whether each of them was understood.
    """
    loud = [attempt.loudness for attempt in attempts if attempt.loudness]
    found = []
    if any(one.clipped for one in loud):
        found.append(
            "You are too loud for the microphone: its recording is cut off. Turn its gain down (`alsamixer`, key F4), "
            "or move it a little farther away."
        )
    elif loud and median(one.speech_db for one in loud) < SOFT_DB:
        found.append(
            "You are very soft there. Bring the microphone nearer to where your head is, or turn its gain up "
            "(`alsamixer`, key F4)."
        )
    if loud and median(one.above_room_db for one in loud) < NEAR_ROOM_DB:
        found.append(
            "The room is nearly as loud as you are. Turn off what hums or plays, move the microphone away from it, or "
            "nearer to where your head is."
        )
    if not loud and attempts:
        found.append("The microphone was silent. See whether it is the right one, and not muted (`alsamixer`, key F4).")
    missed = sum(not hit for hit in hits)
    if missed and not found:
        found.append(
            "You are loud enough. Say each sentence in one go, as you would to somebody across the room, and wait a "
            "moment before it."
        )
    if attempts and not missed and not found:
        found.append("All is well: you can stretch right there.")
    return tuple(found)
