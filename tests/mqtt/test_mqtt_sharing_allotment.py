"""What several coaches do by the same rules, whatever happens: on a clock and a broker made of lists."""

import random
from collections import defaultdict
from collections.abc import Callable
from functools import partial

import pytest

from voiceskill.sharing.allotment import Allotment, Claim, Close, Open, Release, Terms
from voiceskill.sharing.heir import heir

ROOMS = tuple(f"room_{number}" for number in range(6))
TERMS = Terms()
STEP_S = 0.25


class Coach:
    """A coach in a practice on paper."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.allotment = Allotment(name, ROOMS, TERMS)
        self.connected = False
        self.inbox: list[tuple[float, Callable[[], None]]] = []
        self.open: set[str] = set()
        self.busy: set[str] = set()


class Practice:
    """Coaches, connections that break, and a broker whose messages come in the same order to all, sooner or later."""

    def __init__(self, seed: int = 0) -> None:
        self.now = 0.0
        self.chance = random.Random(seed)  # noqa: S311 - nothing secret
        self.coaches: dict[str, Coach] = {}
        self.retained: dict[str, Claim] = {}

    def add(self, name: str) -> Coach:
        coach = self.coaches[name] = Coach(name)
        self.connect(coach)
        return coach

    def connect(self, coach: Coach) -> None:
        coach.connected = True
        coach.allotment.connected(self.now)
        for other in self.coaches.values():
            if other.connected:
                coach.allotment.coach(other.name, self.now, there=True)
        for claim in self.retained.values():
            coach.allotment.claimed(claim, self.now)
        coach.allotment.informed()
        coach.allotment.assured(self.now)
        self._bring(lambda each: each.allotment.coach(coach.name, self.now, there=True))

    def cut_off(self, coach: Coach) -> None:
        coach.connected = False
        coach.inbox.clear()
        coach.allotment.disconnected()
        self._bring(lambda each: each.allotment.coach(coach.name, self.now, there=False))

    def kill(self, coach: Coach) -> None:
        self.cut_off(coach)
        del self.coaches[coach.name]

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP_S)):
            self.now += STEP_S
            for coach in list(self.coaches.values()):
                if coach.connected:
                    coach.allotment.assured(self.now)
                while coach.inbox and coach.inbox[0][0] <= self.now:
                    coach.inbox.pop(0)[1]()
                while act := coach.allotment.decide(self.now, coach.busy.__contains__):
                    self._do(coach, act)

    def _do(self, coach: Coach, act: object) -> None:
        match act:
            case Open(room):
                coach.open.add(room)
            case Close(room):
                assert room not in coach.busy
                coach.open.remove(room)
            case Claim(room):
                assert coach.connected
                self.retained[room] = act
                self._bring(lambda each: each.allotment.claimed(act, self.now))
            case Release(room):
                assert room not in coach.open
                self.retained.pop(room, None)
                self._bring(lambda each: each.allotment.released(room))

    def _bring(self, message: Callable[[Coach], None]) -> None:
        for coach in self.coaches.values():
            if coach.connected:
                due = self.now + self.chance.choice((0.0, STEP_S))
                if coach.inbox:
                    due = max(due, coach.inbox[-1][0])
                coach.inbox.append((due, partial(message, coach)))

    def owners(self) -> dict[str, list[str]]:
        owners = defaultdict(list)
        for coach in self.coaches.values():
            for room in coach.open:
                owners[room].append(coach.name)
        return owners

    def shared_out(self) -> bool:
        return self.owners() == {room: [heir(room, self.coaches)] for room in ROOMS}


def test_each_room_comes_to_one_coach_and_only_those_of_one_who_goes_move() -> None:
    practice = Practice()
    for name in ("ada", "ben", "eve"):
        practice.add(name)
    practice.run(TERMS.grace + 1)
    assert practice.shared_out()
    before = practice.owners()
    practice.kill(practice.coaches["ben"])
    practice.run(TERMS.grace + 1)
    assert practice.shared_out()
    assert {room for room in ROOMS if before[room] != practice.owners()[room]} == {
        room for room in ROOMS if before[room] == ["ben"]
    }


def test_a_room_in_session_stays_when_another_coach_comes_and_moves_once_it_is_idle() -> None:
    practice = Practice()
    ada = practice.add("ada")
    practice.run(TERMS.grace + 1)
    moving = next(room for room in ROOMS if heir(room, ("ada", "ben")) == "ben")
    ada.busy.add(moving)
    practice.add("ben")
    practice.run(60)
    assert practice.owners()[moving] == ["ada"]
    assert practice.retained[moving] == Claim(moving, "ada", busy=True)
    ada.busy.clear()
    practice.run(3)
    assert practice.shared_out()


def test_who_is_cut_off_closes_idle_rooms_before_others_open_them_and_keeps_the_session() -> None:
    practice = Practice()
    ada, ben = practice.add("ada"), practice.add("ben")
    practice.run(TERMS.grace + 1)
    in_session, *idle = sorted(ada.open)
    ada.busy.add(in_session)
    practice.cut_off(ada)
    practice.run(TERMS.lease + 2 * STEP_S)
    assert ada.open == {in_session}
    assert not ben.open & {in_session, *idle}
    practice.run(TERMS.grace)
    assert ben.open == set(ROOMS)
    practice.connect(ada)
    practice.run(2)
    assert practice.owners()[in_session] == ["ada"]
    ada.busy.clear()
    practice.run(3)
    assert practice.shared_out()


def test_the_broker_is_down_for_everybody_and_all_keep_their_rooms() -> None:
    practice = Practice()
    coaches = [practice.add(name) for name in ("ada", "ben")]
    practice.run(TERMS.grace + 1)
    before = practice.owners()
    for coach in coaches:
        coach.connected = False
        coach.allotment.disconnected()
    practice.retained.clear()  # the broker remembers nothing
    for _ in range(60):
        for coach in coaches:
            coach.allotment.assured(practice.now)  # nobody listens at its port
        practice.run(1)
        assert practice.owners() == before
    for coach in coaches:  # one after the other
        practice.connect(coach)
        practice.run(2)
        assert practice.owners() == before


def test_two_who_claim_a_room_before_they_know_of_each_other_do_not_both_open_it() -> None:
    ada, ben = (Allotment(name, ("attic",), TERMS) for name in ("ada", "ben"))
    for each in (ada, ben):
        each.connected(0.0)
        each.informed()
        each.assured(TERMS.grace)
    claims = [each.decide(TERMS.grace, lambda _: False) for each in (ada, ben)]
    assert claims == [Claim("attic", "ada", busy=False), Claim("attic", "ben", busy=False)]
    now = TERMS.grace + 0.1
    for claim in claims:
        assert isinstance(claim, Claim)
        for each in (ada, ben):
            each.claimed(claim, now)
            assert each.decide(now, lambda _: False) is None
    now += TERMS.confirmation
    assert ada.decide(now, lambda _: False) is None
    assert ben.decide(now, lambda _: False) == Open("attic")


def test_a_room_that_cannot_be_opened_is_given_up_and_tried_again_later() -> None:
    ada = Allotment("ada", ("attic",), TERMS)
    ada.connected(0.0)
    ada.informed()
    ada.released("attic")  # by somebody who is still there, so that nobody needs to be waited for
    acts = []
    for now in (1.0, 2.0, 3.0, 4.0, 40.0):
        ada.assured(now)
        if act := ada.decide(now, lambda _: False):
            acts.append(act)
        match act:
            case Claim():
                ada.claimed(act, now)
            case Open(room):
                ada.failed(room, now)
            case Release(room):
                ada.released(room)
    claim = Claim("attic", "ada", busy=False)
    assert acts == [claim, Open("attic"), Release("attic"), claim]


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_no_idle_room_is_open_twice_and_all_are_shared_out_in_the_end(seed: int) -> None:
    practice = Practice(seed)
    chance = practice.chance
    for number in range(60):
        coaches = list(practice.coaches.values())
        match chance.randrange(6):
            case 0 if len(coaches) < 5:
                practice.add(f"coach {number}")
            case 1 if len(coaches) > 1:
                practice.kill(chance.choice(coaches))
            case 2 if coaches:
                coach = chance.choice(coaches)
                (practice.cut_off if coach.connected else practice.connect)(coach)
            case 3 if coaches:
                coach = chance.choice(coaches)
                coach.busy = {room for room in coach.open if chance.random() < 0.3}
        for _ in range(chance.randrange(1, 40)):
            practice.run(STEP_S)
            for room, owners in practice.owners().items():
                assert sum(room not in practice.coaches[owner].busy for owner in owners) <= 1
    for coach in practice.coaches.values():
        coach.busy.clear()
        if not coach.connected:
            practice.connect(coach)
    practice.run(2 * TERMS.grace)
    assert not practice.coaches or practice.shared_out()
