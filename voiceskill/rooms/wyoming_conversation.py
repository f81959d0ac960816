"""What is said to a satellite of the Wyoming project, and what it says, while it is connected.

The protocol and the satellite's ways: https://github.com/rhasspy/wyoming and https://github.com/rhasspy/wyoming-satellite,
whose versions 1.0.0 to 1.4.1 are known here. The satellite listens; who connects first and says so has it.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Final

from wyoming.event import Event
from wyoming.info import Describe
from wyoming.ping import Ping, Pong
from wyoming.satellite import PauseSatellite, RunSatellite

from voiceskill.complaint import Complaint
from voiceskill.rooms.wyoming_loudspeaker import STEP_S, SatelliteLoudspeaker
from voiceskill.rooms.wyoming_microphone import Heard, SatelliteMicrophone
from voiceskill.wyoming.wire import LINE_LIMIT, read_event, write_event

_log = logging.getLogger(__name__)

_ANSWER_S: Final = 5.0
"""Seconds that a satellite may take to say what it is."""
_PING_S: Final = 2.0
"""Seconds between two pings; the satellite sends its own as often, once it has had one."""
_DEAD_S: Final = 6.0
"""Seconds without a word after which a satellite that answers pings has gone. Old ones do not."""
_TAKEN_S: Final = 3.0
"""Seconds within which a satellite hangs up that somebody else has; one that is silent for longer is ours as well."""
_FAREWELL_S: Final = 0.25
"""Seconds that each word of a farewell may take."""


class Conversation:
    """One connection, from its beginning to its end."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        loudspeaker: SatelliteLoudspeaker,
        hear: Callable[[Heard], None],
        agreed: Callable[[], None],
        heeded: asyncio.Event,
    ) -> None:
        """Take the connection.

        Args:
            reader: Where the satellite's events come from; made with `LINE_LIMIT`.
            writer: Where ours go.
            loudspeaker: Gives what has to be played.
            hear: Is given each block that the satellite hears; must not wait.
            agreed: Is told when it is certain that the satellite is ours.
            heeded: Set as soon as the clock of the room may go on, and something be played.
        """
        self._reader = reader
        self._writer = writer
        self._loudspeaker = loudspeaker
        self._microphone = SatelliteMicrophone()
        self._hear = hear
        self._agreed = agreed
        self._heeded = heeded
        self._has_agreed = self._has_advised = False
        self._answers = False
        self._last = time.monotonic()

    async def hold(self) -> None:
        """Hear and play for as long as it lasts; it never ends well.

        Raises:
            Complaint: The satellite cannot be used; the sentence's second half says why, and what to do.
            BadEventError: It has said what is no event.
            OSError: It has gone.
        """
        await self._introduce()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._listen())
                tasks.create_task(self._play())
                tasks.create_task(self._keep_awake())
        except BaseExceptionGroup as ends:
            end = ends.exceptions[0]
            if isinstance(end, OSError) and not self._has_agreed:
                raise Complaint(
                    "it hangs up at once; another program, such as Home Assistant, may have it: end its use there"
                ) from None
            raise end from None

    async def take_leave(self) -> None:
        """End what is being played, and have the satellite send nothing more.

        Raises:
            OSError: It has gone, or does not let go.
        """
        for event in (*self._loudspeaker.end(), PauseSatellite().event()):
            await write_event(event, self._writer, patience=_FAREWELL_S)
        self._writer.write_eof()
        # What the satellite has sent meanwhile is taken: the system would drop our last words with it.
        async with asyncio.timeout(_FAREWELL_S):
            while await self._reader.read(LINE_LIMIT):
                pass

    async def _introduce(self) -> None:
        await write_event(Describe().event(), self._writer)
        async with asyncio.timeout(_ANSWER_S):
            while (event := await self._next()).type != "info":
                pass
        if not event.data.get("satellite"):
            raise Complaint("it is another of Wyoming's programs; correct `satellite` in the settings")
        await write_event(RunSatellite().event(), self._writer)

    async def _listen(self) -> None:
        while True:
            await self._take(await self._next())

    async def _next(self) -> Event:
        event = await read_event(self._reader)
        if event is None:
            raise ConnectionResetError("it has hung up")
        self._last = time.monotonic()
        return event

    async def _take(self, event: Event) -> None:
        match event.type:
            case "audio-chunk":
                for heard in self._microphone.take(event, self._last):
                    self._hear(heard)
                self._agree()
            case "ping":
                self._answers = True
                text = event.data.get("text")
                await write_event(Pong(text if isinstance(text, str) else None).event(), self._writer)
            case "pong":
                self._answers = True
            case "run-pipeline":
                self._look_at(event)

    def _look_at(self, pipeline: Event) -> None:
        """Look at how the satellite means to work."""
        if pipeline.data.get("end_stage") == "handle":
            raise Complaint("it has no loudspeaker; start it with --snd-command")
        seldom = pipeline.data.get("start_stage") == "asr" or pipeline.data.get("restart_on_end") is False
        if seldom and not self._has_advised:
            self._has_advised = True
            _log.warning("The satellite does not listen all the time; start it without --vad and --wake-uri.")

    async def _play(self) -> None:
        await self._heeded.wait()
        self._loudspeaker.begin(time.monotonic())
        while True:
            for event in self._loudspeaker.due(time.monotonic()):
                await write_event(event, self._writer)
            await asyncio.sleep(STEP_S)

    async def _keep_awake(self) -> None:
        """Ping, and notice when nothing comes back any more."""
        begun = time.monotonic()
        while True:
            await write_event(Ping().event(), self._writer)
            await asyncio.sleep(_PING_S)
            now = time.monotonic()
            if now - begun > _TAKEN_S:
                self._agree()
            if self._answers and now - self._last > _DEAD_S:
                raise ConnectionResetError(f"it has said nothing for {_DEAD_S:g} s")

    def _agree(self) -> None:
        if not self._has_agreed:
            self._has_agreed = True
            self._agreed()
