"""The room in which the machine stands: its microphone and its loudspeaker."""

import logging
import time
from collections.abc import Generator
from contextlib import ExitStack

from voiceskill.rooms.devices import DeviceKind, choose_device, list_devices
from voiceskill.rooms.loudspeaker import CardLoudspeaker
from voiceskill.rooms.microphone import CardMicrophone
from voiceskill.rooms.room import Block, Loudspeaker

_log = logging.getLogger(__name__)

_ASLEEP_S = 1.0
"""Seconds between two looks at the devices after which their silence proves nothing."""


class CardRoom:
    """A microphone and a loudspeaker through PortAudio, each at its own rate where they must.

    The loudspeaker is asked in PortAudio's thread, the blocks are yielded in the caller's.
    """

    def __init__(self, microphone: str | None = None, loudspeaker: str | None = None) -> None:
        """Find the devices; they are opened when the room is used.

        Args:
            microphone: (Part of) the microphone's name; None or empty: the system's default.
            loudspeaker: The same for the loudspeaker.

        Raises:
            Complaint: PortAudio or a device is missing; the sentence says what is there.
        """
        devices = list_devices()
        self._microphone = choose_device(devices, DeviceKind.MICROPHONE, microphone)
        self._loudspeaker = choose_device(devices, DeviceKind.LOUDSPEAKER, loudspeaker)

    @property
    def rate(self) -> int:
        """The loudspeaker's own samples a second, in Hz; the microphone's are converted to it."""
        return self._loudspeaker.rate

    @property
    def live(self) -> bool:
        """True: the clock is the wall's."""
        return True

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        """Play what the loudspeaker gives and yield what the microphone brings, until closed.

        A block's time is the loudspeaker's: what it played at that second was in the air when the block's last sample
        was. A block that nobody fetched in time is left out; the clock goes on.

        Raises:
            Complaint: A device cannot be opened, or has gone.
        """
        with ExitStack() as streams:
            output = CardLoudspeaker(self._loudspeaker, self.rate, loudspeaker)
            streams.callback(output.stream.close)
            recorder = CardMicrophone(self._microphone, self.rate)
            streams.callback(recorder.stream.close)
            output.stream.start()
            recorder.stream.start()
            yield from _heard(recorder, output)


def _heard(recorder: CardMicrophone, output: CardLoudspeaker) -> Generator[Block]:
    """Yield the microphone's blocks, on the loudspeaker's clock, while both live."""
    looked, dropped, moment = time.monotonic(), 0, 0.0
    while True:
        fetched = recorder.fetch()
        asleep = time.monotonic() - looked > _ASLEEP_S
        looked = time.monotonic()
        for stream in (recorder.stream, output.stream):
            if asleep:
                stream.excuse()
            stream.check()
        if recorder.dropped > dropped:
            dropped = recorder.dropped
            _log.warning("The ear is late: %d blocks of the microphone were lost so far.", dropped)
        if fetched is None or recorder.clock.origin is None or output.clock.origin is None:
            continue
        samples, end = fetched
        now = recorder.clock.origin + end - output.clock.origin
        if now <= 0 or len(samples) == 0:
            continue  # recorded before the loudspeaker began, or still inside the resampler
        moment = max(moment, now)  # a gap in the playing puts its clock back; time does not run backwards
        yield Block(samples=samples, time=moment)
