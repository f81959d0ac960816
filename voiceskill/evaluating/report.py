"""What an evaluation found."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from voiceskill.evaluating.judging import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of all labelled recordings, once."""

    correct: int
    """How many were heard as labelled."""
    missed: int
    """In how many nothing was heard."""
    wrong: int
    """In how many something else was heard."""

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> "Tally":
        """Count outcomes."""
        return cls(
            correct=outcomes.count(Outcome.CORRECT),
            missed=outcomes.count(Outcome.MISSED),
            wrong=outcomes.count(Outcome.WRONG),
        )

    @property
    def recordings(self) -> int:
        """How many there were."""
        return self.correct + self.missed + self.wrong

    @property
    def accuracy(self) -> float:
        """Share that was heard as labelled, 0 to 1."""
        return self.correct / self.recordings

    def as_json(self) -> Mapping[str, object]:
        """Return it as an object for JSON."""
        return {
            "recordings": self.recordings,
            "correct": self.correct,
            "accuracy": round(self.accuracy, 4),
            "missed": self.missed,
            "wrong": self.wrong,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyInNoise:
    """What became of them in noise."""

    snr: float
    """Root mean square of the speech over that of the noise, in dB."""
    tally: Tally
    """What became of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """Something that was heard as something else."""

    said: str
    """What was said: the words, the intent with its slots, or a slot with its value."""
    heard: str
    """What was heard instead, in the same form; empty: nothing."""
    count: int
    """How often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseAccept:
    """Other speech that was taken for a command."""

    file: str
    """The recording, counted from the folder."""
    text: str
    """The sentence that was heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chatter:
    """What was heard in recordings of people who said nothing to the coach."""

    seconds: float
    """Length of the recordings."""
    accepted: tuple[FalseAccept, ...]
    """All that was taken for a command."""

    @property
    def confusions(self) -> tuple[Confusion, ...]:
        """The recordings, each with a sentence that was heard in it, most often first."""
        counted = Counter((one.file, one.text) for one in self.accepted)
        return tuple(Confusion(said=file, heard=text, count=n) for (file, text), n in counted.most_common())

    @property
    def hours(self) -> float:
        """Length of the recordings."""
        return self.seconds / 3600

    @property
    def per_hour(self) -> float:
        """False commands an hour."""
        return len(self.accepted) / self.hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that was measured; what was not is None or empty."""

    clean: Tally | None
    """What became of the labelled recordings as they are."""
    noisy: tuple[TallyInNoise, ...]
    """What became of them in noise, in the order that was asked for."""
    chatter: Chatter | None
    """What was heard in other speech."""
    latencies: tuple[float, ...]
    """Seconds from the end of speech to the command, of each recording that was heard correctly without noise."""
    seconds: float
    """Length of all that was heard, with the room before and after each recording and each time it was heard."""
    computing: float
    """Seconds of one core that this took, from the samples to the commands."""
    peak_memory: float
    """Most memory that the process ever had resident, in MB of 1,048,576 bytes."""
    confusions: tuple[Confusion, ...]
    """What was heard as something else in the labelled recordings without noise, most often first."""

    @property
    def real_time_factor(self) -> float:
        """Seconds of one core for a second of sound."""
        return self.computing / self.seconds

    def latency(self, share: float) -> float | None:
        """Return the seconds that a share of the commands, 0 to 1, came within; None where there were none."""
        return float(np.quantile(self.latencies, share)) if self.latencies else None

    def as_json(self) -> Mapping[str, object]:
        """Return all of it as an object for JSON, with the same keys each time."""
        nothing = dict.fromkeys(("recordings", "correct", "accuracy", "missed", "wrong"))
        chatter = self.chatter
        return {
            **(self.clean.as_json() if self.clean else nothing),
            "by_snr": [
                {"snr": int(one.snr) if one.snr.is_integer() else one.snr, **one.tally.as_json()} for one in self.noisy
            ],
            "chatter_hours": round(chatter.hours, 4) if chatter else None,
            "false_accepts": len(chatter.accepted) if chatter else None,
            "false_accepts_per_hour": round(chatter.per_hour, 2) if chatter else None,
            "latency_ms": {"median": _milliseconds(self.latency(0.5)), "p95": _milliseconds(self.latency(0.95))},
            "real_time_factor": round(self.real_time_factor, 4),
            "peak_rss_mb": round(self.peak_memory, 1),
            "confusions": [asdict(one) for one in (*self.confusions, *(chatter.confusions if chatter else ()))],
        }


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(1000 * seconds)
