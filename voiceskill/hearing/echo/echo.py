"""What an ear needs of whoever takes the loudspeaker out of what it hears."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Echo(Protocol):
    """The loudspeaker's echo in one microphone: taken away here, or where the microphone is. One thread at a time."""

    def clean(self, samples: NDArray[np.int16], until: float) -> NDArray[np.int16]:
        """Return what the microphone has heard, without the loudspeaker; some of it may be kept for the next call.

        Args:
            samples: int16, mono, 16 kHz, shape (n,); any n.
            until: Seconds on the loudspeaker's clock at which they end.
        """

    def share(self, begin: float, end: float) -> float:
        """Return which part of what came out between two moments is likely to be echo still; 1 or more: all of it.

        Args:
            begin: Seconds since the first sample that came out, not more than 12 s ago.
            end: Likewise.
        """

    def forget(self) -> None:
        """Know nothing of the devices any more: microphone or loudspeaker were gone, and may be others now."""

    def flush(self) -> NDArray[np.int16]:
        """Return what was kept back, at the end of all samples: int16, mono, 16 kHz, shape (n,)."""
