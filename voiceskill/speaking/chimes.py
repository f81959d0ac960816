"""The sounds that are no speech."""

from collections.abc import Mapping

import numpy as np
import soundfile
import soxr

from voiceskill.belongings import belonging
from voiceskill.coaching.stage import Chime
from voiceskill.complaint import Complaint
from voiceskill.speaking.timeline import Clip


def load_chimes(rate: int) -> Mapping[Chime, Clip]:
    """Return all chimes: float32, mono, -1 to 1, shape (n,), read-only, from `audio/`.

    Args:
        rate: Samples a second that they are wanted at, in Hz.

    Raises:
        Complaint: A file is missing or broken.
    """
    return {chime: _load(chime, rate) for chime in Chime}


def _load(chime: Chime, rate: int) -> Clip:
    path = belonging(f"audio/{chime}.wav")
    try:
        samples, own_rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (OSError, soundfile.LibsndfileError) as error:
        raise Complaint(f"The sound {path} cannot be read ({error}); install voiceskill again.") from error
    clip: Clip = soxr.resample(samples.mean(axis=1), own_rate, rate)
    np.clip(clip, -1.0, 1.0, out=clip)
    clip.flags.writeable = False
    return clip
