"""What ends is replaced: at once, then ever less eagerly, and no more once it is to be closed."""

import threading

import pytest

from voiceskill.hearing.isolated.keeping import keep_going


class _Closing(threading.Event):
    """Keeps what would be waited, waits for nothing, and is set at the tenth time."""

    def __init__(self) -> None:
        super().__init__()
        self.waited: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.append(timeout)
        if len(self.waited) == 10:
            self.set()
        return self.is_set()


def test_what_keeps_ending_is_replaced_at_once_and_then_ever_less_eagerly() -> None:
    closing = _Closing()
    attended: list[int] = []
    keep_going(lambda: attended.append(len(closing.waited)), lambda: len(closing.waited) != 2, closing)
    assert closing.waited == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert attended == [0, 1, 3, 4, 5, 6, 7, 8, 9], "the second attempt failed, so there was nothing to attend to"


def test_after_one_that_lasted_the_next_is_there_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voiceskill.hearing.isolated.keeping._RELIABLE_S", -1.0)
    closing = _Closing()
    keep_going(lambda: None, lambda: True, closing)
    assert closing.waited == [0] * 10
