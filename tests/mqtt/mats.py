"""A mat whose coach is replaced by a list of what he is asked, and snapshots of sessions."""

import threading
from concurrent.futures import Future
from functools import cache
from pathlib import Path

from voiceskill.coaching.command import Command
from voiceskill.coaching.stage import StageKind
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Side
from voiceskill.config import load_config
from voiceskill.live.bulletin import Bulletin
from voiceskill.live.snapshot import Clock, Hearing, Place, Snapshot
from voiceskill.mat import Mat
from voiceskill.repertoire import Repertoire, make_repertoire

CONFIG = Path(__file__).resolve().parents[2] / "config.yaml"


@cache
def repertoire() -> Repertoire:
    """Return what can be asked for by the settings that come with the program."""
    return make_repertoire(load_config(CONFIG))


class Bedroom:
    """A room, as home automation meets it."""

    def __init__(self, key: str = "bedroom", name: str = "bedroom") -> None:
        """Open it."""
        self.live: Bulletin[Snapshot] = Bulletin(Snapshot())
        self.asked: list[Command] = []
        self.announced: list[str] = []
        self.repertoire = repertoire()
        self.mat = Mat(
            key=key,
            name=name,
            live=self.live,
            ask=self._ask,
            hear=lambda _: Future(),
            announce=self.announced.append,
            repertoire=lambda: self.repertoire,
        )

    def _ask(self, command: Command) -> threading.Event:
        self.asked.append(command)
        return threading.Event()  # a coach that never finds the time


def holding(left: float, *, running: bool = True) -> Snapshot:
    """Return what goes on in the second of three holds on the left side."""
    return Snapshot(
        t=100.0,
        state=State.HOLDING if running else State.PAUSED,
        place=Place(
            session="morning",
            stretches=("one_knee_to_chest", "cat_cow"),
            index=0,
            side=Side.LEFT,
            repetition=2,
            repetitions=3,
            hold=30,
            patient=False,
        ),
        clock=Clock(kind=StageKind.HOLD, seconds=30.0, left=left, t=100.0, running=running),
        hearing=Hearing("my neighbour is called ada", accepted=False),
    )
