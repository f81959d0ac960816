"""Only who has read the code, and has seen the coach's own certificate, gets a token; once, and not by guessing."""

import json
import secrets
from pathlib import Path

import pytest

from voiceskill.pairing.codes import Codes, prove
from voiceskill.pairing.tokens import Tokens

COACH = "c0" * 32
"""Fingerprint of the coach's certificate."""
BETWEEN = "be" * 32
"""Fingerprint of the certificate of somebody who stands between."""
NONCE = "n0nce"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(tmp_path / "satellites" / "tokens.json")


@pytest.fixture
def codes(tmp_path: Path, tokens: Tokens, clock: Clock) -> Codes:
    return Codes(tmp_path / "satellites" / "codes.json", tokens, clock)


def test_who_knows_the_code_gets_a_token_and_a_proof_once(codes: Codes, tokens: Tokens) -> None:
    code = codes.begin("bedroom")
    proof = prove(f" {code[:4].lower()}-{code[4:]} ", COACH, NONCE, "satellite")  # as people type

    granted = codes.redeem("bedroom", COACH, NONCE, proof)

    assert granted
    token, coachs = granted
    assert tokens.knows("bedroom", token)
    assert coachs == prove(code, COACH, NONCE, "coach") != proof
    assert codes.redeem("bedroom", COACH, NONCE, proof) is None, "a code holds once"


def test_a_proof_for_another_certificate_is_worth_nothing(codes: Codes) -> None:
    proof = prove(codes.begin("bedroom"), BETWEEN, NONCE, "satellite")
    assert codes.redeem("bedroom", COACH, NONCE, proof) is None


def test_the_fifth_wrong_proof_voids_the_code_and_no_restart_forgets_them(
    codes: Codes, tokens: Tokens, clock: Clock, tmp_path: Path
) -> None:
    proof = prove(codes.begin("bedroom"), COACH, NONCE, "satellite")
    for _ in range(5):
        again = Codes(tmp_path / "satellites" / "codes.json", tokens, clock)
        assert again.redeem("bedroom", COACH, NONCE, "wröng") is None
    assert codes.redeem("bedroom", COACH, NONCE, proof) is None
    assert tokens.rooms() == frozenset()


@pytest.mark.parametrize(("seconds", "holds"), [(299.0, True), (300.0, False), (-900.0, False)])
def test_a_code_holds_for_five_minutes_and_not_across_a_restart(
    codes: Codes, clock: Clock, seconds: float, *, holds: bool
) -> None:
    proof = prove(codes.begin("bedroom"), COACH, NONCE, "satellite")
    clock.now += seconds
    assert bool(codes.redeem("bedroom", COACH, NONCE, proof)) is holds


def test_a_code_is_for_its_room_and_void_when_another_is_begun(codes: Codes) -> None:
    first, other = codes.begin("bedroom"), codes.begin("study")
    assert codes.redeem("study", COACH, NONCE, prove(first, COACH, NONCE, "satellite")) is None
    second = codes.begin("bedroom")
    assert codes.redeem("bedroom", COACH, NONCE, prove(first, COACH, NONCE, "satellite")) is None
    assert codes.redeem("bedroom", COACH, NONCE, prove(second, COACH, NONCE, "satellite"))
    assert codes.redeem("study", COACH, NONCE, prove(other, COACH, NONCE, "satellite"))


def test_a_code_begun_in_another_process_counts_here(
    codes: Codes, tokens: Tokens, clock: Clock, tmp_path: Path
) -> None:
    assert codes.redeem("bedroom", COACH, NONCE, "none yet") is None
    code = Codes(tmp_path / "satellites" / "codes.json", tokens, clock).begin("bedroom")
    assert codes.redeem("bedroom", COACH, NONCE, prove(code, COACH, NONCE, "satellite"))


def test_tokens_are_kept_as_hashes_for_the_owner_alone(tokens: Tokens, tmp_path: Path) -> None:
    token = tokens.issue("bedroom")
    file = tmp_path / "satellites" / "tokens.json"
    assert token not in file.read_text()
    assert list(json.loads(file.read_text())) == ["bedroom"]
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_another_process_lets_in_and_out(tokens: Tokens, tmp_path: Path) -> None:
    token = tokens.issue("bedroom")
    elsewhere = Tokens(tmp_path / "satellites" / "tokens.json")
    assert elsewhere.knows("bedroom", token)
    assert not elsewhere.knows("study", token)
    assert not elsewhere.knows("bedroom", secrets.token_urlsafe(32))
    assert not elsewhere.knows("bedroom", "\ud800")
    elsewhere.issue("bedroom")
    assert not tokens.knows("bedroom", token), "the satellite that was paired last counts"
    elsewhere.forget("bedroom")
    assert tokens.rooms() == frozenset()
