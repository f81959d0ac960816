"""What the coach is doing."""

from enum import StrEnum


class State(StrEnum):
    """What the coach is doing, as the sentence templates' ``requires_context`` and the event log name it."""

    IDLE = "idle"
    """Nothing; waits to be asked."""
    CHOOSING = "choosing"
    """Has asked which stretch or routine."""
    ASKING = "asking"
    """Has asked something that is answered with yes or no."""
    RATING = "rating"
    """Has asked how the back is, nought to ten."""
    EXPLAINING = "explaining"
    """Tells how the stretch is done."""
    POSITIONING = "positioning"
    """Gives time to get into position."""
    HOLDING = "holding"
    """Counts a hold."""
    RESTING = "resting"
    """Gives rest between two holds."""
    CHANGING_SIDES = "changing_sides"
    """Gives time to change sides."""
    PAUSED = "paused"
    """Waits to be told to go on."""
    HURT = "hurt"
    """Has been told that it hurts, and waits."""
