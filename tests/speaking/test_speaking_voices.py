"""The voices that can be chosen."""

from voiceskill.speaking.synthesizer import Synthesizer
from voiceskill.speaking.voice_settings import VoiceSettings


def test_each_voice_that_is_listed_can_speak() -> None:
    synthesizer = Synthesizer()
    voices = synthesizer.voices("en")
    assert len({voice.setting for voice in voices}) == len(voices) >= 3
    assert {"en-us", "en-gb-scotland"} <= {voice.setting for voice in voices}
    assert all(synthesizer.speak("yes", VoiceSettings(name=voice.setting)).size > 5000 for voice in voices)
    assert synthesizer.voices("zz") == ()
    synthesizer.close()
