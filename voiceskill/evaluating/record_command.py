"""What ``voiceskill record`` does."""

import shlex
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voiceskill.assembly import load_intents, open_voice
from voiceskill.complaint import Complaint
from voiceskill.config import Config, find_config, load_config
from voiceskill.evaluating.collection import Collection
from voiceskill.evaluating.dictation import KEYS, Dictation
from voiceskill.evaluating.phrase_book import phrases
from voiceskill.rooms.card import CardRoom
from voiceskill.rooms.recording import RecordingRoom
from voiceskill.rooms.typed import Keyboard, Script
from voiceskill.speaking.timeline import Clip


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOptions:
    """What the command line asks for."""

    folder: Path
    """Where the recordings and their labels go."""
    phrases: int = 40
    """How many the folder is to hold in the end."""
    config: Path | None = None
    """The settings, if they are named."""
    silent: bool = False
    """Whether phrases are shown only, and not spoken."""
    recording: Path | None = None
    """The recording to hear instead of the microphone; then nothing is spoken."""


def record_command(options: RecordOptions, say: Callable[[str], object] = print) -> None:
    """Ask for phrases and keep how they are said; what the folder has of them already is not asked for again.

    Args:
        options: What is asked for.
        say: Takes what is shown, line by line.

    Raises:
        Complaint: There is no microphone, or the folder cannot be written to; what was kept before stays.
    """
    if options.phrases < 1:
        raise Complaint("There is nothing to say: ask for one phrase or more with --phrases.")
    config = load_config(find_config(options.config))
    wanted = phrases(load_intents(config), options.phrases)
    collection = Collection(options.folder)
    if all(phrase.text in collection.texts for phrase in wanted):
        say(f"All {len(wanted)} phrases are recorded; ask for more with --phrases {len(wanted) + 20}.")
        return
    with ExitStack() as open_things:
        if options.recording:
            dictation = Dictation(RecordingRoom(options.recording), wanted, collection, typed=Script([]), say=say)
        else:
            room = CardRoom(config.microphone, config.loudspeaker)
            voice = None if options.silent else open_things.enter_context(_voice(config, room.rate))
            say(KEYS)
            dictation = Dictation(room, wanted, collection, typed=Keyboard(), say=say, voice=voice)
        kept = dictation.run()
    evaluate = shlex.join(["voiceskill", "evaluate", str(options.folder)])
    say(f"{kept} recorded. Once more goes on where this ended; this tells how well they are heard: {evaluate}")


@contextmanager
def _voice(config: Config, rate: int) -> Iterator[Callable[[str], Clip]]:
    """Speak as loudly as the coach does."""
    with open_voice(config, rate) as voice:
        yield lambda text: voice.clip(text) * np.float32(config.voice.volume)
