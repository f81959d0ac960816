"""Follows a session with the script in hand: knows whose turn it is, and stops where something else happens."""

from dataclasses import asdict

from screenplay import ClockShows, Expected, Fields, Line, Say, Screenplay, Silence, matches

from voiceskill.coaching.facts import Fact
from voiceskill.event_log import event
from voiceskill.occurrences import Occurrence

_PATIENCE_S = 45.0
"""Seconds after which what has not come does not come."""
_UNHEARD_S = 8.0
"""Seconds after which what was said was not heard."""
_HAPPENINGS = ("cue", "stage", "command", "session")
_SHOWN = 12


class Prompter:
    """Goes down the lines of a script as they are met."""

    def __init__(self, script: Screenplay) -> None:
        """Begin at the first line.

        Args:
            script: The script.
        """
        self._script = script
        self._place = 0
        self._met_at = 0.0
        self._said_at: float | None = None
        self._sounded_at = 0.0
        self._marks: dict[str, float] = {}
        self._events: list[Fields] = []
        self._now = 0.0
        self.problem: str | None = None
        """What went otherwise than the script has it."""

    @property
    def over(self) -> bool:
        """Whether the script has ended, well or not."""
        return self.problem is not None or self._place == len(self._script.lines)

    def watch(self, occurrence: Occurrence) -> None:
        """Take what happens."""
        self._now = max(self._now, occurrence.t)
        fields = event(occurrence)
        if fields:
            self._take(fields, occurrence.t)

    def record(self, fact: Fact) -> None:
        """Take what the journal is given."""
        name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in type(fact).__name__)
        self._take({"event": "recorded", "fact": name[1:], **asdict(fact)}, self._now)

    def remind(self, minutes: int | None) -> None:
        """Take when the coach shall ask again."""
        self._take({"event": "remind", "minutes": minutes}, self._now)

    def cue(self, moment: float, *, sounding: bool) -> Say | ClockShows | None:
        """Return what is due from the user, once; None if nothing is.

        Args:
            moment: Seconds on the room's clock.
            sounding: Whether the coach was audible in the last block.
        """
        self._now = moment
        if self.over:
            return None
        waited = moment - self._met_at
        match self._line.what:
            case Say() as say:
                return self._turn(say, moment)
            case Silence() as silence:
                self._listen(silence, moment, sounding=sounding)
            case ClockShows(plus=plus) as clock:
                if waited >= plus:
                    self._advance(moment)
                    return clock
            case Expected():
                if waited > _PATIENCE_S:
                    self._fail("it did not come")
        return None

    def _turn(self, say: Say, moment: float) -> Say | None:
        if self._said_at is not None:
            if moment - self._said_at > _UNHEARD_S:
                self._fail("it was not heard")
            return None
        if moment - self._met_at < say.plus:
            return None
        self._said_at = moment
        if say.means is None:
            self._advance(moment)
        return say

    def _listen(self, silence: Silence, moment: float, *, sounding: bool) -> None:
        if sounding and silence.within is not None and moment - self._met_at > silence.within:
            self._fail("something sounds")
        self._sounded_at = moment if sounding else max(self._sounded_at, self._met_at)
        if moment - self._sounded_at >= silence.seconds:
            self._advance(moment)

    @property
    def _line(self) -> Line:
        return self._script.lines[self._place]

    def _take(self, fields: Fields, t: float) -> None:
        if self.over:
            return
        self._events.append({"t": t, **fields})
        self._forbid(fields)
        if self.over:
            return
        match self._line.what:
            case Say(means=means, mark=mark) if self._said_at is not None and means and fields["event"] == "command":
                if not matches(means, fields) or fields["slots"] != means["slots"]:
                    self._fail(f"it was taken for {fields['intent']} {fields['slots']}")
                self._advance(t, mark)
            case Silence() if fields["event"] in _HAPPENINGS:
                self._fail("something happens")
            case Expected() as expected if matches(expected.fields, fields):
                self._check_time(expected, t)
                self._advance(t, expected.mark)
            case _ if fields["event"] in ("command", "session"):
                self._fail(f"there is a {fields['event']} that is not in the script")
            case _:
                pass

    def _forbid(self, fields: Fields) -> None:
        forbidden = [what for what, mark in self._script.never if mark is None or mark in self._marks]
        if isinstance(self._line.what, Expected):
            forbidden += self._line.what.without
        if any(matches(what, fields) for what in forbidden):
            self._fail("something came that must not")

    def _check_time(self, expected: Expected, t: float) -> None:
        if expected.within is None and expected.after is None:
            return
        passed = t - (self._marks[expected.since] if expected.since else self._met_at)
        within = 0.1 if expected.within is None else expected.within
        if abs(passed - (expected.after or 0.0)) > within + 1e-6:
            self._fail(f"it came after {passed:.3f} s")

    def _advance(self, t: float, mark: str | None = None) -> None:
        if self.problem:
            return
        self._place += 1
        self._met_at, self._said_at = t, None
        if mark:
            self._marks[mark] = t

    def _fail(self, what: str) -> None:
        happened = "\n".join(f"    {_shown(fields)}" for fields in self._events[-_SHOWN:])
        where = f"{self._script.name}.yaml, line {self._line.number}"
        self.problem = f"{where}: {self._line.what}: {what}. The last events:\n{happened}"


def _shown(fields: Fields) -> str:
    return f"{fields['t']:8.3f}  " + " ".join(f"{key}={value!r}" for key, value in fields.items() if key != "t")
