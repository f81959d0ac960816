"""What ``voiceskill calibrate`` does."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from hassil.intents import Intents

from voiceskill import __version__
from voiceskill.assembly import load_intents, vosk_model
from voiceskill.complaint import Complaint
from voiceskill.config import Config, find_config, load_config
from voiceskill.evaluating.calibrating import QUICK, THOROUGH, Examiner, plan_of_speech, scores_of
from voiceskill.evaluating.labels import read_labels
from voiceskill.evaluating.noise import Noise, read_noise
from voiceskill.evaluating.own_voice import own_scores
from voiceskill.evaluating.simulated_room import household_noise
from voiceskill.hearing.calibration import SENSITIVITIES, Calibration, calibrated, refine, renewed
from voiceskill.hearing.calibration_file import find_calibrations, keep_calibration
from voiceskill.hearing.choosing import Preference, choose_recognizer
from voiceskill.hearing.pronouncing.pronouncer import pronouncer
from voiceskill.hearing.recognizer import Recognizer
from voiceskill.speaking.synthesizer import RATE, Synthesizer

_NOISE_S: Final = 30.0
"""Seconds of synthesised noise: more than any recording is long, so that each gets another piece."""
_FULL_SCALE: Final = np.float32(32_768)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrateOptions:
    """What the command line asks for."""

    config: Path | None = None
    """The settings, if they are named."""
    recognizer: Preference | None = None
    """In place of the setting."""
    quick: bool = False
    """Whether a third of it is enough."""
    noise: Path | None = None
    """A recording of the user's room; None: noise is synthesised."""
    own: Path | None = None
    """A folder of the user's own recordings: what was measured before is only refined by them."""


def calibrate_command(options: CalibrateOptions, say: Callable[[str], object] = print) -> None:
    """Measure the recogniser, keep its operating points, and tell what they do; progress goes to the standard error.

    Args:
        options: What is asked for.
        say: Takes the result, line by line.

    Raises:
        Complaint: Something cannot be read or spoken, nothing was understood, or the result cannot be kept; then what
            was kept before stays.
    """
    if options.own and (options.noise or options.quick):
        raise Complaint("--own refines what was measured before; leave --noise and --quick out.")
    config = load_config(find_config(options.config))
    intents = load_intents(config)
    noise = read_noise(options.noise) if options.noise else None
    preference = options.recognizer or config.recognizer
    choice = choose_recognizer(preference, vosk_model(config, preference), config.listening.sensitivity)
    recognizer = choice.recognizer
    _tell(f"Listening with {recognizer.description}: {choice.reason}.\n")
    if options.own:
        calibration = _refined(choice.calibration, recognizer, intents, options.own, say)
    else:
        measured = _measured(recognizer, config, intents, noise=noise, quick=options.quick)
        calibration = renewed(choice.calibration, measured)
    path = find_calibrations()
    keep_calibration(calibration, path)
    for line in table(calibration, config.listening.sensitivity):
        say(line)
    say(f"Kept in {path}; it holds from the next start on.")


def table(calibration: Calibration, sensitivity: int) -> Iterator[str]:
    """Yield what each sensitivity does, line by line.

    Args:
        calibration: The operating points.
        sensitivity: The one that is set.
    """
    yield "sensitivity  believed from  commands obeyed  near-misses obeyed"
    for number, step in enumerate(SENSITIVITIES):
        point = f"{step:>11}  {calibration.operating_point(step):>13.3f}"
        if calibration.measured:
            commands, others = calibration.commands_obeyed[number], calibration.near_misses_obeyed[number]
            point += f"  {100 * commands:>13.1f} %  {100 * others:>16.1f} %"
        yield point + ("  is set" if step == sensitivity else "")
    if calibration.measured:
        yield "Commands by synthetic voices in a noisy room; near-misses are words and sentences that sound like them."
    if calibration.lowered:
        yield f"Believed from {calibration.lowered:.3f} less than measured there, for your own voice."


def _measured(
    recognizer: Recognizer, config: Config, intents: Intents, *, noise: Noise | None, quick: bool
) -> Calibration:
    with closing(Synthesizer()) as synthesizer:
        said = plan_of_speech(
            QUICK if quick else THOROUGH,
            intents,
            _talk(config),
            synthesizer.voices(config.language),
            pronouncer=pronouncer(),
        )
        scores = scores_of(
            said,
            recognizer,
            intents,
            speak=lambda text, voice: synthesizer.speak(text, voice).astype(np.float32) / _FULL_SCALE,
            rate=RATE,
            noise=noise or Noise(household_noise(_NOISE_S, RATE, np.random.default_rng(0))),
            heard=lambda count: _tell(f"\r{count} of {len(said)} recordings heard"),
        )
    _tell("\n")
    try:
        return calibrated(recognizer.description, __version__, scores.commands, scores.near_misses)
    except ValueError:
        raise Complaint(
            "None of the commands was understood, so nothing was kept: try another recogniser, or less noise."
        ) from None


def _refined(
    before: Calibration, recognizer: Recognizer, intents: Intents, folder: Path, say: Callable[[str], object]
) -> Calibration:
    labels = read_labels(folder)
    scores = own_scores(labels, Examiner(recognizer, intents), intents)
    say(f"{len(scores)} of {len(labels)} recordings of you were recognised as what they are.")
    return refine(before, scores)


def _talk(config: Config) -> list[str]:
    """Return sentences about what is done here, which use many words of the commands."""
    stretches = config.stretches.values()
    texts = [text for it in stretches for text in (it.start, *it.instructions, it.feel, it.avoid, *it.easier)]
    return [text for text in dict.fromkeys(texts) if text]


def _tell(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
