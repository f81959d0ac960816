"""Killed at random moments while the journal, the settings, their versions and the voice cache are written."""

import random
from pathlib import Path

import numpy as np
import pytest
from killed_writer import share, told_until_killed
from power_writer import Kept, clip_of, settings_of, write_until_killed

from voiceskill.config.versions import KEPT, revision_of
from voiceskill.journal.journal import Journal

ROUNDS = 100
SEED = 20_261_122
MOST = 20
"""Things that a writer has told when it is killed, at most, and those that come in a moment more."""
MOMENT_S = 0.004
"""That moment at its longest, in seconds: about as long as one thing takes to be written."""


@pytest.fixture(autouse=True)
def _imported_once() -> None:
    share(["numpy", "voiceskill.config.versions", "voiceskill.journal.journal", "voiceskill.speaking.clip_cache"])


def _cut(folder: Path, name: str, first: int, things: int, moment: float) -> dict[str, int]:
    """Kill a writer a moment after it has told of so many things; return how far it had told to be, by kind."""
    nothing = dict.fromkeys(("hold", "settings", "version", "clip"), first - 1)
    return nothing | dict(told_until_killed(things, moment, write_until_killed, folder, name, first))


def _number(content: bytes) -> int:
    """Return which settings these are, the whole of which must be there."""
    number = int(content.split()[1])
    assert content == settings_of(number)
    return number


class _Account:
    """What a file must hold: what was told last, or what had been written and could not be told any more."""

    def __init__(self) -> None:
        self._held = 0

    def check(self, told: int, first: int, found: int) -> bool:
        """Compare what is found with what was told, if anything was since the first of this round."""
        expected = (told, told + 1) if told >= first else (self._held, first)
        self._held = found
        return found in expected


def test_a_hundred_times(tmp_path: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311 - no secret
    kept = Kept(tmp_path)
    settings, newest = _Account(), _Account()
    first = 1
    undropped = 0
    holds: dict[str, int] = {}
    for cut in range(ROUNDS):
        name, things, moment = f"session_{cut}", chance.randint(0, MOST), chance.uniform(0, MOMENT_S)
        told = _cut(tmp_path, name, first, things, moment)
        about = f"seed {SEED}, cut {cut}, {moment:.4f} s after {things} things: from {first} on, {told}"

        with Journal(kept.journal) as journal:
            (session,) = journal.sessions(limit=1)
            interrupted = journal.interrupted()
        assert (session.name, session.state) == (name, "broken off"), about
        holds[name] = len(session.holds)
        assert [hold.repetition for hold in session.holds] == [*range(1, holds[name] + 1)], about
        assert holds[name] - (told["hold"] - first + 1) in (0, 1), about
        assert interrupted, about
        assert len(interrupted.happened) == holds[name], about

        content = kept.settings.read_bytes() if kept.settings.exists() else settings_of(0)
        assert settings.check(told["settings"], first, _number(content)), about
        versions = kept.versions.all()
        contents = [kept.versions.content(version.id) for version in versions]
        assert [revision_of(content) for content in contents] == [version.revision for version in versions], about
        assert newest.check(told["version"], first, _number(contents[0]) if contents else 0), about
        # One more for each time that it was killed before the oldest was dropped; who saves next drops them all.
        undropped = 1 if told["version"] >= first else undropped + 1
        assert len(versions) <= KEPT + undropped, about
        for number in range(first, told["clip"] + 1):
            clip = kept.clips.get(f"clip{number}")
            assert clip is not None, about
            assert np.array_equal(clip, clip_of(number)), about
        first = told["hold"] + 2
    with Journal(kept.journal) as journal:
        assert {session.name: len(session.holds) for session in journal.sessions()} == holds
