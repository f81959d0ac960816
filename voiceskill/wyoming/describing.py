"""Tells a peer what the coach can do for it."""

from collections.abc import AsyncGenerator, Callable, Sequence

from wyoming.event import Event
from wyoming.info import (
    AsrModel,
    AsrProgram,
    Attribution,
    HandleModel,
    HandleProgram,
    Info,
    IntentModel,
    IntentProgram,
    TtsProgram,
    TtsVoice,
)

from voiceskill import __doc__ as what_it_is
from voiceskill import __version__
from voiceskill.speaking.voice_settings import AvailableVoice
from voiceskill.wyoming.service import Service

PROGRAM = "voiceskill"
"""What all of it is called; home automation knows the coach again by this name."""

_OURS = Attribution(name=PROGRAM, url="")
_ESPEAK_NG = Attribution(name="espeak-ng", url="https://github.com/espeak-ng/espeak-ng")


class Describing(Service):
    """Answers with what there is at the moment."""

    kinds = frozenset({"describe"})

    def __init__(self, language: str, recognizer: Callable[[], str], voices: Sequence[AvailableVoice]) -> None:
        """Take what is to be told.

        Args:
            language: Code of the language that is understood, such as ``en``.
            recognizer: Describes who recognises speech at the moment, and with which model.
            voices: Those that can be asked for; where there is none, the coach cannot speak.
        """
        self._language = language
        self._recognizer = recognizer
        self._voices = voices

    async def take(self, _event: Event) -> AsyncGenerator[Event, None]:
        """Yield what the coach can do, as `Service.take` describes."""
        description = (what_it_is or "").strip()
        languages = [self._language]
        recognizer = self._recognizer()
        yield Info(
            asr=[
                AsrProgram(
                    name=PROGRAM,
                    attribution=_OURS,
                    installed=True,
                    description="Hears what can be said to the coach, and nothing else.",
                    version=__version__,
                    models=[
                        AsrModel(
                            name=recognizer,
                            attribution=_OURS,
                            installed=True,
                            description=recognizer,
                            version=None,
                            languages=languages,
                        )
                    ],
                )
            ],
            intent=[
                IntentProgram(
                    name=PROGRAM,
                    attribution=_OURS,
                    installed=True,
                    description="Tells what a sentence asks of the coach.",
                    version=__version__,
                    models=[
                        IntentModel(
                            name=PROGRAM,
                            attribution=_OURS,
                            installed=True,
                            description=description,
                            version=__version__,
                            languages=languages,
                        )
                    ],
                )
            ],
            handle=[
                HandleProgram(
                    name=PROGRAM,
                    attribution=_OURS,
                    installed=True,
                    description=description,
                    version=__version__,
                    models=[
                        HandleModel(
                            name=PROGRAM,
                            attribution=_OURS,
                            installed=True,
                            description=description,
                            version=__version__,
                            languages=languages,
                        )
                    ],
                )
            ],
            tts=[self._speech(languages)] if self._voices else [],
        ).event()

    def _speech(self, languages: list[str]) -> TtsProgram:
        return TtsProgram(
            name=PROGRAM,
            attribution=_ESPEAK_NG,
            installed=True,
            description="Speaks as the coach does.",
            version=__version__,
            voices=[
                TtsVoice(
                    name=voice.setting,
                    attribution=_ESPEAK_NG,
                    installed=True,
                    description=voice.title,
                    version=None,
                    languages=languages,
                )
                for voice in self._voices
            ],
            supports_synthesize_streaming=True,
        )
