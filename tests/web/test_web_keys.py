"""The password, the tokens, and how guessing them is made slow."""

from itertools import pairwise
from pathlib import Path

import pytest

from voiceskill.complaint import Complaint
from voiceskill.web.safety.attempts import Attempts
from voiceskill.web.safety.keys import MOST_TOKENS, Keys


def test_a_password_is_known_the_next_time_and_is_not_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "data" / "page.json"
    keys = Keys(path)
    assert not path.exists()
    assert not keys.is_password("")
    keys.set_password("my back is fine")
    again = Keys(path)
    assert again.is_password("my back is fine")
    assert not again.is_password("my back is fin")
    assert (again.secret, again.era) == (keys.secret, keys.era)
    assert b"fine" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


def test_another_password_begins_another_era(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "page.json")
    keys.set_password("one password")
    before = keys.era
    keys.set_password("another password")
    assert keys.era != before
    assert not keys.is_password("one password")


def test_a_token_lets_in_until_it_is_taken_back(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "page.json")
    text = keys.make_token("kitchen")
    again = Keys(tmp_path / "page.json")
    assert again.is_token(text)
    assert not again.is_token(text[:-1])
    assert text not in (tmp_path / "page.json").read_text()
    again.revoke_token(again.tokens[0].id)
    assert not again.is_token(text)
    assert not keys.is_token(text)


def test_two_processes_keep_what_each_has_changed(tmp_path: Path) -> None:
    one, other = (Keys(tmp_path / "page.json") for _ in range(2))
    one.set_password("my back is fine")
    text = other.make_token("kitchen")
    assert other.is_password("my back is fine")
    assert one.is_token(text)
    other.set_password("my back is better")
    assert one.era == other.era
    assert not one.is_password("my back is fine")


def test_tokens_do_not_pile_up(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "page.json")
    for number in range(MOST_TOKENS):
        keys.make_token(str(number))
    with pytest.raises(Complaint, match="take one of them back"):
        keys.make_token("one more")


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    path.write_text("{")
    with pytest.raises(Complaint, match="damaged; delete the file"):
        Keys(path)


def test_a_folder_that_cannot_be_written_is_told_and_nothing_changes(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    keys = Keys(tmp_path / "page.json")
    keys._path = tmp_path / "file" / "page.json"
    with pytest.raises(Complaint, match="cannot be used"):
        keys.set_password("my back is fine")
    assert not keys.has_password


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_one_who_guesses_waits_longer_and_longer_and_others_do_not() -> None:
    attempts = Attempts(clock := Clock())
    assert [attempts.begin("guesser") for _ in range(3)] == [0.0] * 3
    waits = []
    for _ in range(10):
        waits.append(attempts.begin("guesser"))
        clock.now += waits[-1]
        assert attempts.begin("guesser") == 0.0
    assert waits[0] == 2.0
    assert all(later >= earlier for earlier, later in pairwise(waits))
    assert waits[-1] == 300.0
    assert attempts.begin("somebody else") == 0.0
    attempts.succeeded("guesser")
    assert [attempts.begin("guesser") for _ in range(2)] == [0.0] * 2


def test_many_who_guess_once_each_are_slowed_down_together() -> None:
    attempts = Attempts(clock := Clock())
    attempts.begin("owner")
    attempts.succeeded("owner")
    for number in range(2000):
        clock.now += attempts.begin(f"2001:db8::{number}")
        attempts.begin(f"2001:db8::{number}")
    assert attempts.begin("2001:db8::ffff") == 300.0
    assert len(attempts._records) <= 1000
    assert attempts.begin("owner") == 0.0
    clock.now += 7200
    assert attempts.begin("2001:db8::ffff") == 0.0
