"""The voices that can be chosen."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from voiceskill.assembly import open_performance
from voiceskill.belongings import belonging
from voiceskill.coaching.effects import Taught
from voiceskill.coaching.facts import Fact
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Library
from voiceskill.config import load_config
from voiceskill.speaking.synthesizer import Synthesizer
from voiceskill.speaking.voice_settings import VoiceSettings
from voiceskill.speechless import speechless


def test_each_voice_that_is_listed_can_speak() -> None:
    synthesizer = Synthesizer()
    voices = synthesizer.voices("en")
    assert len({voice.setting for voice in voices}) == len(voices) >= 3
    assert {"en-us", "en-gb-scotland"} <= {voice.setting for voice in voices}
    assert all(synthesizer.speak("yes", VoiceSettings(name=voice.setting)).size > 5000 for voice in voices)
    assert synthesizer.voices("zz") == ()
    synthesizer.close()


def test_a_voice_that_nobody_has_is_found_before_it_is_used() -> None:
    config = load_config(belonging("config.yaml"))
    named = [replace(config, voice=replace(config.voice, name=name)) for name in (None, "en-us+f3", "nosuchvoice")]
    fine, known, unknown = [[*speechless(config)] for config in named]
    assert fine == known == []
    assert [problem.keys for problem in unknown] == [("voice", "name")]
    assert 'no voice "nosuchvoice"' in unknown[0].sentence


def test_a_coach_who_cannot_take_on_a_voice_keeps_his_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    config = load_config(belonging("config.yaml"))
    library = Library(config.stretches, config.routines)
    lesson = Taught(library=library, habits=config.coaching, examples=_no_examples)
    with open_performance(config, 16_000, examples=_no_examples, record=_forget) as (performance, mixer):
        with caplog.at_level(logging.WARNING):
            performance.teach(lesson, "nosuchvoice", 0.0)
        assert "The voice stays as it was" in caplog.text
        performance.announce("Words that were never said before.")
        assert mixer.render(16_000).any()


def _no_examples(_state: State) -> Sequence[str]:
    return ()


def _forget(_fact: Fact) -> None:
    pass
