"""Sets how readily what is heard is believed: by the settings, and by how the user himself was heard."""

from collections.abc import Callable
from dataclasses import replace

from voiceskill.coaching.state import State
from voiceskill.hearing.calibration import Calibration, refine
from voiceskill.hearing.choosing import Choice
from voiceskill.obeying import demand
from voiceskill.sound_check.trial import Trial
from voiceskill.understanding.matching import Understanding


class Tuning:
    """The recogniser that listens, or is about to, and its operating point. Each call may come from any thread."""

    def __init__(self, choice: Choice, sensitivity: int, keep: Callable[[Calibration], object]) -> None:
        """Begin with what listens first, tuned already.

        Args:
            choice: The recogniser and what is known of its operating points.
            sensitivity: The setting, 1 to 9.
            keep: Remembers a calibration for the next start.
        """
        self._choice = choice
        self._sensitivity = sensitivity
        self._keep = keep

    def take_over(self, choice: Choice) -> None:
        """Go on with another recogniser."""
        self._choice = choice
        choice.tune(self._sensitivity)

    def adopt(self, sensitivity: int) -> None:
        """Go by another setting, from the next utterance on."""
        self._sensitivity = sensitivity
        self._choice.tune(sensitivity)

    def fit(self, trial: Trial, understanding: Understanding) -> None:
        """Believe the user's own voice: all sentences of a floor test that were heard right are to pass from now on.

        Args:
            trial: The test, with what was heard while the present recogniser listened.
            understanding: Knows what the sentences mean.
        """
        point = self._choice.recognizer.operating_point
        scores = [
            attempt.score + point - demand(attempt.text, State.HOLDING, understanding)
            for sentence, attempt in zip(trial.sentences, trial.attempts, strict=False)
            if (meant := understanding.interpret(sentence, State.HOLDING))
            and understanding.interpret(attempt.text, State.HOLDING) == meant
        ]
        if not scores:
            return
        fitted = refine(self._choice.calibration, scores)
        self.take_over(replace(self._choice, calibration=fitted))
        self._keep(fitted)
