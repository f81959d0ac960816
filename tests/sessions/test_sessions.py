"""Whole sessions as `*.yaml` of this folder have them, typed and spoken."""

import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from performing import perform, recognizer_for
from platformdirs import user_cache_path
from screenplay import Screenplay, load_screenplay
from spoken import RATE

from voiceskill import assembly
from voiceskill.belongings import belonging
from voiceskill.config import Config
from voiceskill.speaking.voice import Voice
from voiceskill.speaking.voice_settings import VoiceSettings
from voiceskill.speaking.wording import Wording

_FOLDER = Path(__file__).parent
_VOSK = _FOLDER.parent / "vosk_model" / "model"
_SCRIPTS = [load_screenplay(path) for path in sorted(_FOLDER.glob("*.yaml")) if path.stem != "settings"]


@pytest.fixture(scope="module", autouse=True)
def _one_voice() -> Iterator[None]:
    """Let one voice speak the same lines in all sessions: to make them ready takes as long as a session."""
    wording = Wording(belonging("intents/en/lines.yaml"))
    folder = user_cache_path("voiceskill") / "speech"
    with closing(Voice(folder, VoiceSettings(), rate=RATE)) as voice, pytest.MonkeyPatch.context() as patch:

        @contextmanager
        def open_voice(config: Config, rate: int, synthesizer: object = None) -> Iterator[Voice]:
            assert (rate, synthesizer) == (RATE, None)
            voice.settings = VoiceSettings(name=config.voice.name, rate=config.voice.rate)
            yield voice

        patch.setattr(assembly, "open_voice", open_voice)
        patch.setattr(assembly, "load_wording", lambda _: wording)
        yield


@pytest.mark.parametrize("script", [it for it in _SCRIPTS if it.only != "spoken"], ids=lambda script: script.name)
def test_typed(script: Screenplay, tmp_path: Path) -> None:
    problem = perform(script, tmp_path, None)
    assert problem is None, problem


@pytest.mark.parametrize("script", [it for it in _SCRIPTS if it.only != "typed"], ids=lambda script: script.name)
def test_spoken(script: Screenplay, tmp_path: Path) -> None:
    # The recognisers share the scripts by their names, so that a new one changes nothing for the others.
    vosk = zlib.crc32(script.name.encode()) % 2 == 0 and _VOSK.exists()
    recognizer = recognizer_for(script, vosk=_VOSK if vosk else None)
    problem = perform(script, tmp_path, recognizer)
    assert problem is None, f"{recognizer.description}: {problem}"
