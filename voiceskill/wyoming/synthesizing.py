"""Text to speech for a peer, in the coach's voice or another of the same synthesiser's."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event
from wyoming.tts import SynthesizeStopped

from voiceskill.speaking.synthesizer import RATE
from voiceskill.speaking.voice_settings import AvailableVoice
from voiceskill.wyoming.service import Service, text_of
from voiceskill.wyoming.wire import BadEventError

_TEXT_LIMIT: Final = 4_000
"""Letters of one text, in one piece or in many: five minutes of speech."""
_CHUNK: Final = 4_096
"""Samples sent at a time."""
_SENTENCE_END: Final = re.compile(r"(?<=[.!?:;…])\s+")
_MARKUP: Final = re.compile(r"<[^>]*>")
_FORMAT: Final = {"rate": RATE, "width": 2, "channels": 1}

Speak = Callable[[str, str | None], NDArray[np.int16]]
"""Returns a text, which must not be without letters, in the voice of that name, or the coach's where None, as speech:
int16, mono, `RATE`, shape (n,). Raises a `Complaint` where it cannot. Any thread may call it."""


class Synthesizing(Service):
    """Speaks whole texts, and those that come in pieces while their author is still at it, sentence by sentence."""

    kinds = frozenset({"synthesize", "synthesize-start", "synthesize-chunk", "synthesize-stop"})

    def __init__(self, speak: Speak, voices: Sequence[AvailableVoice]) -> None:
        """Wait for a text.

        Args:
            speak: Makes the speech.
            voices: Those that can be asked for.
        """
        self._speak = speak
        self._names = frozenset(voice.setting for voice in voices)
        self._in_pieces = False
        self._voice: str | None = None
        self._unspoken = ""
        self._letters = 0

    async def take(self, event: Event) -> AsyncGenerator[Event, None]:
        """Yield the speech, as `Service.take` describes."""
        match event.type:
            case "synthesize" if not self._in_pieces:  # else it is the same text again, for those that take no pieces
                text = text_of(event, _TEXT_LIMIT)
                plain = _MARKUP.sub(" ", text) if event.data.get("text_format") == "ssml" else text
                yield AudioStart(**_FORMAT).event()
                async for spoken in self._spoken(_SENTENCE_END.split(plain), self._asked_for(event)):
                    yield spoken
                yield AudioStop().event()
            case "synthesize-start":
                self._in_pieces, self._voice, self._unspoken, self._letters = True, self._asked_for(event), "", 0
                yield AudioStart(**_FORMAT).event()
            case "synthesize-chunk" if self._in_pieces:
                async for spoken in self._spoken(self._sentences(text_of(event, _TEXT_LIMIT)), self._voice):
                    yield spoken
            case "synthesize-stop" if self._in_pieces:
                self._in_pieces = False
                async for spoken in self._spoken([self._unspoken], self._voice):
                    yield spoken
                yield AudioStop().event()
                yield SynthesizeStopped().event()

    def _sentences(self, piece: str) -> Sequence[str]:
        """Return the sentences that are whole with the next piece of a text."""
        self._letters += len(piece)
        if self._letters > _TEXT_LIMIT:
            raise BadEventError(f"A text to be spoken is longer than {_TEXT_LIMIT} letters.")
        *whole, self._unspoken = _SENTENCE_END.split(self._unspoken + piece)
        return whole

    async def _spoken(self, sentences: Sequence[str], voice: str | None) -> AsyncGenerator[Event, None]:
        for sentence in sentences:
            text = "".join(letter if letter.isprintable() else " " for letter in sentence)
            if not any(map(str.isalnum, text)):
                continue
            samples = await asyncio.to_thread(self._speak, text, voice)
            for first in range(0, samples.size, _CHUNK):
                yield AudioChunk(**_FORMAT, audio=samples[first : first + _CHUNK].astype("<i2").tobytes()).event()

    def _asked_for(self, event: Event) -> str | None:
        """Return the voice that an event asks for, by its name or its language; None: the coach's."""
        voice = event.data.get("voice")
        wanted = [voice.get("name"), voice.get("language")] if isinstance(voice, dict) else []
        names = (name.lower().replace("_", "-") for name in wanted if isinstance(name, str))
        return next((name for name in names if name in self._names), None)
