"""What plays stages and answers: the mixer in this process, or the one of a satellite."""

from collections.abc import Sequence
from typing import Protocol

from voiceskill.coaching.stage import Chime, Line, Stage
from voiceskill.speaking.news import News


class Player(Protocol):
    """Plays one stage, and answers spoken over it. `Mixer` says what each of these does; any thread may call them."""

    volume: float
    """Factor on all that sounds, 0 to 1."""
    lowered: bool
    """Whether all that sounds is softer for the time being, because somebody speaks."""

    @property
    def busy(self) -> bool:
        """Whether a stage is running or an answer sounding."""

    @property
    def answering(self) -> bool:
        """Whether an answer is sounding."""

    def play(self, stage: Stage, from_s: float = 0.0) -> None:
        """Play a stage in place of whatever sounds, from so many seconds into it.

        Raises:
            Complaint: A line cannot be spoken; what sounded before goes on.
        """

    def replan(self, stage: Stage, from_s: float = 0.0) -> None:
        """Go on by a changed plan without a gap; from so many seconds into it where the old one has ended.

        Raises:
            Complaint: A line cannot be spoken; what sounded before goes on.
        """

    def answer(self, sounds: Sequence[Line | Chime]) -> None:
        """Speak over the stage at once.

        Raises:
            Complaint: A line cannot be spoken; what sounded before goes on.
        """

    def silence(self) -> None:
        """End stage and answer."""

    def elapsed(self) -> float:
        """Return the seconds into the present stage; 0.0 without one."""

    def keep_up(self, lag: float, since: float) -> None:
        """Bring the stage forward where the loudspeaker has fallen behind."""

    def news(self) -> list[News]:
        """Return what has happened since this was last asked, in its order."""
