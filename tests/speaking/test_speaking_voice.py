"""The voice: spoken for real by espeak-ng in its child process, which is killed and stopped in the middle."""

import logging
import os
import re
import resource
import select
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import pytest
import soundfile

import voiceskill
from voiceskill.complaint import Complaint
from voiceskill.speaking.clip_cache import ClipCache, key_of
from voiceskill.speaking.steady import SteadyVoice
from voiceskill.speaking.synthesizer import RATE, Synthesizer
from voiceskill.speaking.timeline import Clip
from voiceskill.speaking.trimming import trim
from voiceskill.speaking.voice import Voice
from voiceskill.speaking.voice_settings import VoiceSettings

SETTINGS = VoiceSettings()
HUNG = """
import sys
print('{"description": "hung"}', flush=True)
for _ in sys.stdin:
    pass
"""
"""A child that starts and never answers."""
LONG = "Lie on your back with both knees bent and your feet flat on the floor. " * 40


@pytest.fixture
def voice(tmp_path: Path) -> Iterator[Voice]:
    """Return a voice with an empty cache."""
    with closing(Voice(tmp_path / "clips", SETTINGS, patience=60.0)) as made:
        yield made


@pytest.fixture(scope="module")
def synthesizer() -> Iterator[Synthesizer]:
    """Return a synthesiser for all tests that leave it whole."""
    with closing(Synthesizer(patience=60.0)) as made:
        yield made


def child_of(voice: Voice) -> int:
    """Return the process id of the voice's child."""
    assert voice.description
    pid = voice._synthesizer.pid
    assert pid is not None
    return pid


def recovered(synthesizer: Synthesizer) -> bool:
    """Wait until a synthesiser that has failed speaks again, and return whether it does."""
    assert synthesizer._recovery
    synthesizer._recovery.join(20)
    return not synthesizer._recovery.is_alive()


def ticks_of(pid: int) -> int:
    """Return how long a process has computed, in hundredths of a second."""
    return sum(map(int, Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[11:13]))


def files_of(voice: Voice) -> list[Path]:
    """Return the files in the voice's cache."""
    return sorted(voice._cache._folder.glob("*"))


def test_each_text_gives_its_own_speech(synthesizer: Synthesizer) -> None:
    """Many texts at changing settings: none is empty, cut short, another's, or spoken as the one before was."""
    for _ in range(8):
        for (text, rate), seconds in {
            ("one", 80): 0.70,
            ("one", 300): 0.17,
            ("one two three four five six", 80): 3.36,
            ("one two three four five six", 300): 0.91,
            ("ten more seconds", 80): 1.86,
            ("ten more seconds", 300): 0.59,
        }.items():
            speech = trim(synthesizer.speak(text, replace(SETTINGS, rate=rate)))
            assert speech.size / RATE == pytest.approx(seconds, rel=0.15), (text, rate)


def test_the_first_text_of_a_child_is_spoken_as_wanted() -> None:
    """pyttsx3 begins with settings of its own."""
    for _ in range(3):
        with closing(Synthesizer(patience=60.0)) as fresh:
            assert trim(fresh.speak("one", replace(SETTINGS, rate=80))).size / RATE == pytest.approx(0.70, rel=0.15)


def test_the_rate_is_obeyed_at_once(synthesizer: Synthesizer) -> None:
    """Settings made just before a text hold for that text already."""
    slow, fast = (trim(synthesizer.speak("breathe slowly", replace(SETTINGS, rate=rate))).size for rate in (90, 280))
    assert 2.5 < slow / fast < 3.7


@pytest.mark.parametrize("name", ["en-us", "English (America)", "gmw/en-us", "en-us+f3"])
def test_voices_have_several_names(synthesizer: Synthesizer, name: str) -> None:
    """A voice is found by language, name or file, and is another than the default."""
    speech = trim(synthesizer.speak("start the stretch", replace(SETTINGS, name=name)))
    usual = trim(synthesizer.speak("start the stretch", SETTINGS))
    assert abs(speech.size - usual.size) > 200


@pytest.mark.parametrize("name", ["klingonese", "en+klingonese"])
def test_an_unknown_voice_is_complained_about(synthesizer: Synthesizer, name: str) -> None:
    """espeak-ng itself would say nothing, and go on in the voice it had."""
    with pytest.raises(Complaint, match=rf'no voice "{re.escape(name)}".*espeak-ng --voices'):
        synthesizer.speak("hello", replace(SETTINGS, name=name))
    assert synthesizer.speak("hello", SETTINGS).size


def test_without_espeak_the_user_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that cannot be loaded is found in place of the system's."""
    for name in ("libespeak-ng.so.1", "libespeak.so.1"):
        (tmp_path / name).write_bytes(b"no library")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    with closing(Voice(tmp_path / "clips", SETTINGS)) as voice, pytest.raises(Complaint, match="apt-get install"):
        voice.clip("hello")


def test_a_clip_begins_with_its_onset(voice: Voice) -> None:
    """It is float32 at the loudspeaker's rate, sounds from the first millisecond, and lasts whole hundredths."""
    for text in ("ten", "five", "Lie on your back."):
        clip = voice.clip(text)
        assert clip.dtype == np.float32
        assert clip.size % 480 == 0
        assert np.abs(clip[:48]).max() > 0.0005
        assert np.abs(clip[-480:]).max() > 0.0005
        assert 0.1 < np.abs(clip).max() <= 1.0
        assert not clip.flags.writeable


def test_the_loudspeakers_rate_changes_the_samples_not_the_time(tmp_path: Path) -> None:
    """The same speech, kept once, at two rates."""
    with (
        closing(Voice(tmp_path, SETTINGS, rate=16_000)) as low,
        closing(Voice(tmp_path, SETTINGS, rate=44_100)) as high,
    ):
        text = "change sides"
        assert low.clip(text).size / 16_000 == high.clip(text).size / 44_100
        assert len(files_of(high)) == 1


def test_nothing_to_say_gives_no_samples(voice: Voice) -> None:
    """Punctuation alone is not sent to the synthesiser."""
    assert voice.clip("").size == 0
    assert voice.clip(" ... ").size == 0
    assert files_of(voice) == []


def test_what_was_spoken_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next run reads it, and the synthesiser is not asked; other settings are kept apart."""
    with closing(Voice(tmp_path, SETTINGS)) as first:
        clip = first.clip("hold it there")
    with closing(Voice(tmp_path, SETTINGS)) as second:
        assert second.description
        monkeypatch.setattr(second._synthesizer, "speak", None)
        assert np.array_equal(second.clip("hold  it\nthere"), clip)
        monkeypatch.undo()
        second.settings = replace(SETTINGS, rate=100)
        assert second.clip("hold it there").size > 1.3 * clip.size
        second.settings = SETTINGS
        assert np.array_equal(second.clip("hold it there"), clip)
        assert len(files_of(second)) == 2


def test_prepared_texts_are_kept_without_anybody_waiting(voice: Voice) -> None:
    """What was prepared is on disk once a last text has been made after it."""
    texts = [f"{number} seconds" for number in range(20)]
    voice.prepare(texts)
    preparer = voice._preparer
    assert preparer is not None
    voice._ahead.put(None)
    preparer.join(20)
    assert len(files_of(voice)) == len(texts)


def test_preparing_in_a_voice_that_does_not_exist_is_said_once(voice: Voice, caplog: pytest.LogCaptureFixture) -> None:
    """The log tells; with another voice what was left is made."""
    voice.settings = replace(SETTINGS, name="klingonese")
    voice.prepare(["hello", "goodbye"])
    assert voice._preparer is not None
    voice._preparer.join(20)
    assert caplog.text.count("klingonese") == 1
    voice.settings = SETTINGS
    voice.prepare(["hello"])
    voice._ahead.put(None)
    voice._preparer.join(20)
    assert len(files_of(voice)) == 2


def test_closing_drops_what_is_left_to_prepare(tmp_path: Path) -> None:
    """The program ends without waiting for it."""
    voice = Voice(tmp_path, SETTINGS)
    voice.prepare(f"{number} seconds" for number in range(10_000))
    voice.close()
    assert len(files_of(voice)) < 100


def test_the_child_ends_with_its_parent() -> None:
    """Even where the parent was killed and could say nothing."""
    code = (
        "from voiceskill.speaking.synthesizer import Synthesizer\n"
        "synthesizer = Synthesizer()\n"
        "synthesizer.description\n"
        "print(synthesizer.pid, flush=True)\n"
        "input()"
    )
    home = Path(voiceskill.__file__).parents[1]
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=home
    ) as parent:
        assert parent.stdout
        watch = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    assert select.select([watch], [], [], 20)[0], "the child is still there"
    os.close(watch)


def test_a_killed_child_is_replaced(voice: Voice) -> None:
    """Killed between two texts, it is not missed."""
    before = child_of(voice)
    os.kill(before, signal.SIGKILL)
    assert voice.clip("still here").size
    assert child_of(voice) != before


def test_a_child_killed_while_it_speaks_is_replaced(voice: Voice) -> None:
    """Killed in the middle of a text that takes it long, the text is spoken by another."""
    before = child_of(voice)
    idle = ticks_of(before)
    with ThreadPoolExecutor() as pool:
        speaking = pool.submit(voice.clip, LONG)
        while ticks_of(before) < idle + 5:
            assert not speaking.done()
        os.kill(before, signal.SIGKILL)
        assert speaking.result(30).size > 60 * 48_000
    assert child_of(voice) != before


def test_a_hanging_child_is_replaced(tmp_path: Path) -> None:
    """A child that is stopped answers no more; after the patience is over another speaks, and the coach goes on."""
    with closing(Voice(tmp_path, SETTINGS)) as voice:
        before = child_of(voice)
        os.kill(before, signal.SIGSTOP)
        began = time.monotonic()
        assert voice.clip("still here").size
        assert time.monotonic() - began < 5, "the coach, who takes 20 ms for a line otherwise, is held too long"
        assert child_of(voice) != before


def test_a_synthesiser_that_always_fails_is_complained_about(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three children that die in a row are enough; after that it is tried again in the background."""
    monkeypatch.setattr("voiceskill.speaking.synthesizer._FIRST_RESPITE_S", 0.5)
    with closing(Synthesizer()) as synthesizer:
        with monkeypatch.context() as patch:
            patch.setattr("voiceskill.speaking.synthesizer._WORKER", "voiceskill.complaint")
            with pytest.raises(Complaint, match=r"does not speak \(it died.*reinstall"):
                synthesizer.speak("hello", SETTINGS)
        began = time.monotonic()
        with pytest.raises(Complaint, match="does not speak"):
            synthesizer.speak("hello", SETTINGS)
        assert time.monotonic() - began < 0.05, "nobody is held up by a second attempt that would fail as well"
        assert recovered(synthesizer)
        assert synthesizer.speak("hello", SETTINGS).size


def test_a_voice_that_stays_hung_holds_nobody_up_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The attempts in the background fail, at growing distances; meanwhile each text fails at once."""
    (tmp_path / "hung.py").write_text(HUNG, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("voiceskill.speaking.synthesizer._FIRST_RESPITE_S", 0.1)
    respites: SimpleQueue[float] = SimpleQueue()
    attempts: SimpleQueue[tuple[object, ...]] = SimpleQueue()
    with closing(Synthesizer(patience=0.3)) as synthesizer, monkeypatch.context() as patch:
        wait = synthesizer._closed.wait

        def wait_and_tell(seconds: float) -> bool:
            respites.put(seconds)
            return wait(seconds)

        patch.setattr(synthesizer._closed, "wait", wait_and_tell)
        patch.setattr("voiceskill.speaking.synthesizer._WORKER", "hung")
        patch.setattr("voiceskill.speaking.synthesizer._log.info", lambda *told: attempts.put(told))
        with pytest.raises(Complaint, match="does not speak"):
            synthesizer.speak("hello", SETTINGS)
        for respite in (0.1, 0.2):
            assert respites.get(timeout=20) == respite
            assert "does not speak yet" in str(attempts.get(timeout=20)[0])
            began = time.monotonic()
            with pytest.raises(Complaint, match="does not speak"):
                synthesizer.speak("hello", SETTINGS)
            assert time.monotonic() - began < 0.2
        patch.undo()
        assert recovered(synthesizer)
        assert synthesizer.speak("hello", SETTINGS).size


def test_a_session_goes_on_by_chimes_until_the_voice_is_back(
    voice: Voice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What was spoken before is still at hand; the log tells once that nothing new can be, and when it can again."""
    monkeypatch.setattr("voiceskill.speaking.synthesizer._FIRST_RESPITE_S", 2.0)
    chime = np.ones(480, np.float32)
    steady = SteadyVoice(voice.clip, chime)
    ten = steady.clip("ten")
    with monkeypatch.context() as patch:
        patch.setattr("voiceskill.speaking.synthesizer._WORKER", "voiceskill.complaint")
        os.kill(child_of(voice), signal.SIGKILL)
        assert steady.clip("lie on your back") is chime
        assert steady.clip("and breathe") is chime
        assert steady.clip("ten") is ten
        assert steady.clip("and breathe") is chime
    assert recovered(voice._synthesizer)
    assert steady.clip("lie on your back") is not chime
    assert caplog.text.count("goes on by chimes") == caplog.text.count("speaks again") == 1


def test_the_log_tells_of_each_time_that_the_voice_fails(caplog: pytest.LogCaptureFixture) -> None:
    """Not of each text, though some that were kept are heard in between."""
    chime = np.ones(480, np.float32)
    kept = {"ten": np.zeros(480, np.float32)}

    def speak(text: str) -> Clip:
        if text in kept:
            return kept[text]
        raise Complaint("The voice fails.")

    steady = SteadyVoice(speak, chime)
    for text in ("and breathe", "ten", "lie on your back"):
        steady.clip(text)
    assert caplog.text.count("goes on by chimes") == 1
    kept["and breathe"] = kept["ten"]
    for text in ("and breathe", "lie on your back"):
        steady.clip(text)
    assert caplog.text.count("goes on by chimes") == 2


def test_many_threads_may_speak(voice: Voice) -> None:
    """Each gets its own text, and one clip for the same text."""
    texts = [f"{number} repetitions left" for number in range(12)]
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(voice.clip, texts * 4, timeout=60))
    assert len({id(clip) for clip in made}) == len(texts)
    assert all(made[number] is voice.clip(text) for number, text in enumerate(texts * 4))
    assert len(files_of(voice)) == len(texts)


@pytest.mark.parametrize("damage", ["empty", "cut short", "no sound file", "zeros", "silence"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: str) -> None:
    """Whatever a power cut left behind is not played."""
    with closing(Voice(tmp_path, SETTINGS)) as voice:
        voice.clip("and rest")
        (file,) = files_of(voice)
    whole = file.read_bytes()
    file.write_bytes(
        {
            "empty": b"",
            "cut short": whole[:-1001],
            "no sound file": b"hello" * 100,
            "zeros": bytes(len(whole)),
            "silence": whole[:44] + bytes(len(whole) - 44),
        }[damage]
    )
    with closing(Voice(tmp_path, SETTINGS)) as voice:
        assert voice.clip("and rest").size
    samples, _ = soundfile.read(file, dtype="int16")
    assert samples.size > 1000
    assert samples[0] != 0


def test_no_place_for_the_cache_is_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The folder cannot be made; the voice speaks on, from memory where it can."""
    (tmp_path / "file").touch()
    with closing(Voice(tmp_path / "file" / "clips", SETTINGS)) as voice, caplog.at_level(logging.WARNING):
        first = voice.clip("one")
        assert first.size
        assert voice.clip("two").size
        assert voice.clip("one") is first
    assert len([record for record in caplog.records if "cannot be kept" in record.message]) == 1


def test_a_full_disk_leaves_no_pieces(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Writing breaks off in the middle of a file; nothing of it stays, and the clip is there."""
    with closing(Voice(tmp_path, SETTINGS)) as voice:
        assert voice.description
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, hard))
        try:
            assert voice.clip("there is no room for this").size
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert files_of(voice) == []
        assert "cannot be kept" in caplog.text
        assert voice.clip("now there is").size
        assert len(files_of(voice)) == 1


def test_the_cache_stays_within_its_limit(tmp_path: Path) -> None:
    """The oldest give way, those of an earlier run too."""
    clip = np.ones(5000, np.int16)
    for number in range(6):
        ClipCache(tmp_path, RATE, limit=1_000_000).put(f"old{number}", clip)
        os.utime(tmp_path / f"old{number}.wav", (number, number))
    cache = ClipCache(tmp_path, RATE, limit=50_000)
    for number in range(4):
        cache.put(f"new{number}", clip)
        assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 50_000
    assert all(cache.get(f"new{number}") is not None for number in range(4))
    assert cache.get("old0") is None


def test_a_file_in_another_format_is_none_of_the_caches(tmp_path: Path) -> None:
    """A file at another rate would be played too fast."""
    with wave.open(str(tmp_path / "x.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\1\1" * 100)
    assert ClipCache(tmp_path, RATE).get("x") is None


def test_keys_tell_all_parts_apart() -> None:
    """No two combinations share a key by accident of joining."""
    parts = [("a", "bc"), ("ab", "c"), ("abc", None), ("abc", "None"), ("abc", 1), ("abc", "1"), ("abc", 1.5)]
    assert len({key_of(*some) for some in parts}) == len(parts)


def test_speech_is_cut_to_what_is_heard() -> None:
    """Zeros and what is 60 dB below the peak go; pauses within stay."""
    speech = np.array([0, 0, 1, 5000, 0, 0, -20000, 30, 2, 0], np.int16)
    assert trim(speech).tolist() == [5000, 0, 0, -20000, 30]
    assert trim(np.zeros(10, np.int16)).size == 0
    assert trim(np.zeros(0, np.int16)).size == 0
