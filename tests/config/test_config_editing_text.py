"""An edit changes its own lines, and no other character of the file."""

import copy
import difflib
import functools
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceskill.belongings import belonging
from voiceskill.config.document import parse_document
from voiceskill.config.rewriting import alike, put_back, rewritten

OURS = belonging("config.yaml").read_text(encoding="utf-8")
THEIRS = """\
# By hand, in the user's own style.
voice: {rate:   150, name: "en-gb"}   # beside
reminders:
    times:
    - "10:00"   # before noon
    # after it
    - '16:30'

    # far from all others
coaching:
      # of course
      lead_time:   # never
      rest: &rest 10
      change_time: *rest
stretches:
  cat: &cat
    # how it is called
    name: >-
      the
      cat

    instructions:

    - Kneel.   # on the mat
    -   Arch.
    release: 'Stop.'
  cow:
    <<: *cat
    name: the cow
# the end
"""

Data = dict[str, Any]
Edit = Callable[[Data], object]


def read(text: str) -> Data:
    data = parse_document(Path("config.yaml"), text.encode()).data()
    assert isinstance(data, dict)
    return data


def edited(text: str, edit: Edit) -> str:
    old = read(text)
    new = copy.deepcopy(old)
    edit(new)
    after = rewritten(text, old, new)
    assert alike(read(after), new)
    return after


def changed(text: str, edit: Edit) -> list[str]:
    """Return the lines that went, each with a minus, and that came, each with a plus."""
    after = edited(text, edit)
    lines = difflib.unified_diff(text.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in itertools.islice(lines, 2, None) if not line.startswith("@@")]


def the(*way: str | int) -> Callable[[Data], Any]:
    def find(data: Data) -> Any:  # noqa: ANN401 - YAML has any type
        place: Any = data
        for key in way:
            place = place[key]
        return place

    return find


morning = the("routines", "morning", "steps")
IN_OURS: list[tuple[Edit, list[str]]] = [
    (lambda data: data["voice"].update(rate=140), ["-  rate: 150", "+  rate: 140"]),
    (lambda data: data.update(microphone="USB"), ["-microphone:", "+microphone: USB"]),
    (lambda data: data["reminders"].update(times=["10:00"]), ["-  times: []", '+  times: ["10:00"]']),
    (lambda data: data["reminders"].update(quiet_from="9:30"), ['-  quiet_from: "21:00"', '+  quiet_from: "9:30"']),
    (lambda data: data["voice"].update(volume=None), ["-  volume: 0.8", "+  volume:"]),
    (lambda data: morning(data)[1].update(hold=20), ["+        hold: 20"]),
    (lambda data: morning(data)[1].pop("rest"), ["-        rest: 5"]),
    (
        lambda data: morning(data).append({"stretch": "bridge", "hold": 9}),
        ["+      - stretch: bridge", "+        hold: 9"],
    ),
    (
        lambda data: data["stretches"]["child_pose"]["instructions"].insert(1, "Breathe: in, and out."),
        ["+      - 'Breathe: in, and out.'"],
    ),
    (
        lambda data: data["routines"].update(
            own={"name": "my own", "also": ["mine"], "steps": [{"stretch": "bridge"}]}
        ),
        ["+", "+  own:", "+    name: my own", "+    also: [mine]", "+    steps:", "+      - stretch: bridge"],
    ),
]


@pytest.mark.parametrize(("edit", "lines"), IN_OURS)
def test_only_its_own_lines_change_in_our_file(edit: Edit, lines: list[str]) -> None:
    assert changed(OURS, edit) == lines


def swap_times(data: Data) -> None:
    data["reminders"]["times"].reverse()


IN_THEIRS: list[tuple[Edit, list[str]]] = [
    (
        lambda data: data["voice"].update(rate=140, volume=1),
        [
            '-voice: {rate:   150, name: "en-gb"}   # beside',
            '+voice: {rate:   140, name: "en-gb", volume: 1}   # beside',
        ],
    ),
    (
        swap_times,
        ['-    - "10:00"   # before noon', "     # after it", "     - '16:30'", '+    - "10:00"   # before noon'],
    ),
    (
        lambda data: data["coaching"].update(lead_time=15),
        ["-      lead_time:   # never", "+      lead_time: 15   # never"],
    ),
    (lambda data: data["coaching"].update(change_time=9), ["-      change_time: *rest", "+      change_time: 9"]),
    (lambda data: data["stretches"]["cow"].update(hold=30), ["+    hold: 30"]),
    (
        lambda data: data["stretches"]["cow"].update(release="Go."),
        ["+    release: Go."],
    ),
    (
        lambda data: data["stretches"]["cow"]["instructions"].append("Sink."),
        ["+    instructions:", "+      - Kneel.", "+      - Arch.", "+      - Sink."],
    ),
]


@pytest.mark.parametrize(("edit", "lines"), IN_THEIRS)
def test_only_its_own_lines_change_in_any_style(edit: Edit, lines: list[str]) -> None:
    assert changed(THEIRS, edit) == [line for line in lines if not line.startswith(" ")]


def test_windows_line_ends_and_a_last_line_without_one_stay() -> None:
    text = THEIRS.replace("\n", "\r\n").removesuffix("# the end\r\n").removesuffix("\r\n")
    after = edited(text, lambda data: data.update(reminders={"times": ["16:30", "20:00"]}, routines=None))
    assert after.count("\n") == after.count("\r\n")
    assert '- "20:00"' in after
    assert after.endswith("name: the cow\r\nroutines:")


def _delete(kind: str, key: str, data: Data) -> None:
    del data[kind][key]


@pytest.mark.parametrize("kind", ["routines", "stretches"])
def test_what_is_deleted_comes_back_to_the_letter(kind: str) -> None:
    for key in read(OURS)[kind]:
        less = edited(OURS, functools.partial(_delete, kind, key))
        assert put_back(less, OURS, kind, key) == OURS


def test_what_moves_takes_its_comments_along() -> None:
    def to_the_end(data: Data) -> None:
        data["routines"]["back"] = data["routines"].pop("back")

    after = edited(OURS, to_the_end)
    first, _, last = after.partition("routines:\n")[2].partition(
        "\n  # The article's three, about eight minutes.\n  back:"
    )
    assert first.startswith("  # Between two and three minutes.\n  short:")
    assert last.startswith("\n    name: the back routine\n    steps:\n")
    assert sorted(after.splitlines()) == sorted(OURS.splitlines())


words = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["yes", "null", "1e3", "~", "- x", "a: b", "x, y", "#", "*a", "&a", "{", "]", "...", "16:30", "\x07"]
    ),
)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)


def _places(tree: object, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [way, *(place for key, value in inner for place in _places(value, (*way, key)))]


SAMPLE = OURS[: OURS.index("coaching:")] + OURS[OURS.index("routines:") : OURS.index("  # About six minutes")]


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_data_can_be_written_anywhere(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([SAMPLE, THEIRS.replace("*rest", "12").replace("<<: *cat", "hold: 9")]))
    way = data.draw(st.sampled_from(_places(read(text))[1:]))

    def edit(tree: Data) -> None:
        place = the(*way[:-1])(tree)
        what = data.draw(st.sampled_from(["set", "delete", "shuffle", "add"]))
        if what == "set":
            place[way[-1]] = data.draw(values)
        elif what == "delete":
            del place[way[-1]]
        elif isinstance(place, list):
            place[:] = [*data.draw(st.permutations(place)), *([data.draw(values)] if what == "add" else [])]
        else:
            order = data.draw(st.permutations([*place]))
            kept = {key: place[key] for key in order}
            place.clear()
            place.update(kept | ({data.draw(words): data.draw(values)} if what == "add" else {}))

    edited(text, edit)
