"""The room without a sound card: lines in place of speech, on the wall's clock or on a test's."""

import itertools
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from voiceskill.rooms.typed import Keyboard, Script, TypedRoom, wall_clock


class Pace:
    """A clock that does not wait, and remembers what it was asked."""

    def __init__(self) -> None:
        self.moments: list[float] = []

    def __call__(self) -> Callable[[float], None]:
        """Start the clock."""
        return self.moments.append


def silence(count: int) -> NDArray[np.float32]:
    """Return a loudspeaker's silence."""
    return np.zeros(count, dtype=np.float32)


def test_a_script_is_typed_at_its_times() -> None:
    script = Script([(0.5, "pause"), (0.05, "start child's pose"), (0.5, "go on")])
    blocks = list(itertools.islice(TypedRoom(script, pace=Pace()).blocks(silence), 30))
    typed = [(round(block.time, 6), block.typed) for block in blocks if block.typed]
    assert typed == [(0.06, ("start child's pose",)), (0.5, ("pause", "go on"))]


def test_after_the_last_line_the_input_has_ended() -> None:
    blocks = list(itertools.islice(TypedRoom(Script([(0.05, "stop")]), pace=Pace()).blocks(silence), 6))
    assert [block.last for block in blocks] == [False, False, False, True, True, True]
    assert not any(block.samples.any() for block in blocks)
    assert {(block.samples.dtype, len(block.samples)) for block in blocks} == {(np.dtype(np.int16), 320)}


def test_each_block_is_asked_of_the_loudspeaker_and_waited_for() -> None:
    asked: list[int] = []

    def loudspeaker(count: int) -> NDArray[np.float32]:
        asked.append(count)
        return silence(count)

    pace = Pace()
    room = TypedRoom(Script([]), rate=22_050, pace=pace)
    times = [block.time for block in itertools.islice(room.blocks(loudspeaker), 50)]
    assert room.live
    assert room.rate == 22_050
    assert asked == [441] * 50
    assert pace.moments == times
    assert times[-1] == 1.0


def test_the_wall_clock_waits_for_the_moment_and_not_for_one_that_has_passed() -> None:
    start = time.monotonic()
    wait = wall_clock()
    for moment in (0.02, 0.04, 0.01):
        wait(moment)
    assert 0.04 <= time.monotonic() - start < 1


def lines_until_the_end(keyboard: Keyboard) -> list[str]:
    """Return all lines, at a pace that lets the thread read."""
    room = TypedRoom(keyboard)
    lines: list[str] = []
    for block in itertools.islice(room.blocks(silence), 500):
        lines.extend(block.typed)
        if block.last:
            return lines
    raise AssertionError(f"the text did not end; until then: {lines}")


def test_the_keyboard_gives_each_line_and_then_the_end() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as text:
        text.write(b"start child's pose\n\n   pause  \r\nna\xefve\nstop")  # neither UTF-8 nor a last line end
    assert lines_until_the_end(Keyboard(reading)) == ["start child's pose", "pause", "na\ufffdve", "stop"]
    os.close(reading)


def test_a_flood_of_lines_neither_blocks_nor_is_lost() -> None:
    reading, writing = os.pipe()
    keyboard = Keyboard(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as text:
        flood = [f"line {number}" for number in range(2_000)]
        text.write("\n".join(flood))
    assert lines_until_the_end(keyboard) == flood
    os.close(reading)


def test_a_line_arrives_while_the_room_runs() -> None:
    reading, writing = os.pipe()
    room = TypedRoom(Keyboard(reading))
    with os.fdopen(writing, "w", encoding="utf-8") as text:
        for number, block in enumerate(room.blocks(silence)):
            if number == 2:
                assert not block.last
                text.write("pause\n")
                text.flush()
            if block.typed or number > 200:
                break
        assert block.typed == ("pause",)
    os.close(reading)


def test_a_closed_input_is_an_ended_one() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    os.close(reading)
    assert lines_until_the_end(Keyboard(reading)) == []


def test_the_program_can_end_while_the_keyboard_waits() -> None:
    program = textwrap.dedent("""
        from itertools import islice
        import numpy as np
        from voiceskill.rooms.typed import Keyboard, TypedRoom
        print(len(list(islice(TypedRoom(Keyboard()).blocks(lambda n: np.zeros(n, np.float32)), 5))))
    """)
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdin is not None  # and stays open until the program has ended
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.wait(20) == 0
        assert child.stdout.read().split() == [b"5"]
        assert child.stderr.read() == b""
