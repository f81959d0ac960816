"""Speech to text for a peer: what it sends is heard as a room's microphone is, by a recogniser of its own."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractContextManager
from typing import Final

from wyoming.asr import Transcribe, Transcript
from wyoming.event import Event

from voiceskill.coaching.state import State
from voiceskill.hearing.ear import Ear
from voiceskill.hearing.recognizer import SAMPLE_RATE, Recognizer
from voiceskill.mat import Mat
from voiceskill.obeying import demand
from voiceskill.wyoming.incoming_sound import IncomingSound
from voiceskill.wyoming.sayable import Sayable
from voiceskill.wyoming.service import Service

Lease = Callable[[], AbstractContextManager[Recognizer]]
"""Lends a recogniser that nobody else uses meanwhile; waits until there is one."""

_AT_A_TIME: Final = 4
"""Sounds that are heard, or wait for a recogniser, at a time; half the threads of the server."""


class Transcriber:
    """Hears sounds as they come, with what can be said to the coach as its grammar."""

    def __init__(self, mats: Callable[[], Mapping[str, Mat]], lease: Lease) -> None:
        """Take what it needs for each sound.

        Args:
            mats: The rooms, whose sentences it listens for.
            lease: Lends the recogniser.
        """
        self._mats = mats
        self._lease = lease
        self._sayable = Sayable(mats)
        self._hearing = asyncio.Semaphore(_AT_A_TIME)

    async def transcribe(self, sound: IncomingSound) -> str:
        """Return the words of a sound, as far as they are to be believed; empty where nothing was said to the coach.

        Args:
            sound: May still be coming.

        Raises:
            Complaint: There is no recogniser.
        """
        try:
            async with self._hearing:
                return await asyncio.to_thread(self._hear, sound)
        finally:
            sound.end()

    def _hear(self, sound: IncomingSound) -> str:
        mat = next(iter(self._mats().values()), None)
        if mat is None:
            return ""
        understanding = mat.repertoire().understanding
        with self._lease() as recognizer:
            ear = Ear(recognizer, SAMPLE_RATE, self._sayable.graph(), urgent=understanding.urgent_sentences())
            utterances = [one for piece in sound.pieces() for one in ear.hear(piece)] + ear.flush()
        # Whoever sends a sound talks to the coach, as in a session.
        believed = [one for one in utterances if one.score >= demand(one.text, State.HOLDING, understanding)]
        return " ".join(one.text for one in believed if one.text)


class Transcribing(Service):
    """Takes one sound after the other, and answers each with its words."""

    kinds = frozenset({"transcribe", "audio-start", "audio-chunk", "audio-stop"})

    def __init__(self, transcriber: Transcriber, language: str) -> None:
        """Wait for a sound.

        Args:
            transcriber: Hears it.
            language: Code of the language that is understood, such as ``en``.
        """
        self._transcriber = transcriber
        self._language = language
        self._understood = True
        self._sound: IncomingSound | None = None
        self._words: asyncio.Task[str] | None = None

    async def take(self, event: Event) -> AsyncGenerator[Event, None]:
        """Yield the transcript at the end of a sound, as `Service.take` describes.

        What is said in another language is answered by an empty one: some peers wait until there is any.
        """
        match event.type:
            case "transcribe":
                self._understood = self._speaks(Transcribe.from_event(event).language)
            case "audio-start":
                self.leave()
            case "audio-chunk":
                self._hear(event)
            case _:
                words = await self._ended() if self._understood else ""
                yield Transcript(text=words, language=self._language).event()

    def _hear(self, chunk: Event) -> None:
        self._sound = self._sound or IncomingSound()
        self._sound.take(chunk)
        if self._understood and self._words is None:
            self._words = asyncio.create_task(self._transcriber.transcribe(self._sound))
            # Of a sound that is dropped, nobody asks what became of it.
            self._words.add_done_callback(lambda words: words.cancelled() or words.exception())

    async def _ended(self) -> str:
        words = self._words
        self.leave()
        return await words if words else ""

    def leave(self) -> None:
        """End the sound that is under way, if any."""
        if self._sound:
            self._sound.end()
        self._sound = self._words = None

    def _speaks(self, language: object) -> bool:
        if not isinstance(language, str):
            return True
        return language.replace("_", "-").partition("-")[0].lower() == self._language
