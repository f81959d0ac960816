"""A session in real time, through the virtual sound card, and ends that somebody else decides on."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest
from listening import FAINT, first_sound, last_sound, place, say, wait_until_it_listens
from live_coach import live_coach
from virtual_card import RATE, VirtualCard

from voiceskill.coaching.facts import Outcome
from voiceskill.coaching.stage import Chime
from voiceskill.journal.journal import Journal
from voiceskill.journal.records import SessionRecord
from voiceskill.speaking.chimes import load_chimes


def sessions(folder: Path) -> tuple[SessionRecord, ...]:
    """Return what the journal holds."""
    with Journal(folder / "journal.sqlite3") as journal:
        return journal.sessions()


@pytest.mark.card
def test_a_session_is_started_held_and_stopped_by_voice(virtual_card: VirtualCard, tmp_path: Path) -> None:
    with live_coach(tmp_path, environment=virtual_card.environment) as coach:
        wait_until_it_listens(coach, virtual_card)
        with virtual_card.record() as heard:
            say(virtual_card, tmp_path, "start one knee to chest")
            coach.wait_for("command", intent="start")
            first = coach.wait_for("cue")
            hold = coach.wait_for("stage", kind="hold", timeout=20)
            coach.wait_for("cue", text="And release.", timeout=15)
            say(virtual_card, tmp_path, "stop")
            stop = coach.wait_for("command", intent="stop")
            coach.wait_for("session", outcome="stopped")
            heard.wait_for_silence(0.5, 10, threshold=FAINT)
        assert coach.end(signal.SIGTERM)[0] == 130

    samples = heard.samples
    began = first_sound(samples, 0) - first["t"]  # when the room's clock began, on the recording's
    chimes = load_chimes(RATE)
    held = place(chimes[Chime.BEGIN], samples, began + hold["t"])
    released = place(chimes[Chime.RELEASE], samples, began + hold["t"] + 8)
    if held - began - hold["t"] > 0.15 or released - held > 8.15:
        pytest.skip("this machine is too busy: its loudspeaker ran dry, and what is heard comes late")
    assert held == pytest.approx(began + hold["t"], abs=0.15)
    assert released - held == pytest.approx(8, abs=0.15)

    counted = {cue["text"]: cue["t"] - hold["t"] for cue in coach.of("cue") if cue["t"] > hold["t"] + 2}
    late = []
    for left, text in enumerate(("one", "two", "three", "four", "five"), start=1):
        # By samples; where the loudspeaker ran dry, what follows is brought forward by as many.
        assert counted[text] == pytest.approx(8 - left, abs=0.15)
        late.append(first_sound(samples, held + 7.8 - left) - (held + 8 - left))
    # Where others use the machine, an underrun of the card may delay what comes after it.
    assert np.median(np.abs(late)) < 0.06

    assert first_sound(samples, began + stop["t"] - 0.1) < began + stop["t"]  # he was talking
    assert last_sound(samples) - began - stop["t"] < 0.5
    (session,) = sessions(tmp_path)
    assert session.outcome is Outcome.STOPPED
    assert session.holds_completed == 1


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_between_sessions_it_ends_at_once(tmp_path: Path, ending: signal.Signals) -> None:
    with live_coach(tmp_path, "--typed", environment=os.environ) as coach:
        coach.type("stop")
        coach.wait_for("heard", timeout=60)
        status, said = coach.end(ending)
    assert status == 130
    assert "Traceback" not in said
    assert sessions(tmp_path) == ()
