"""The drawings: of one and the same body, on the floor, and well-formed."""

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from voiceskill.belongings import belonging
from voiceskill.coaching.stretch import Side
from voiceskill.config import load_config
from voiceskill.drawings import Frame, build, drawing, flesh, frames
from voiceskill.drawings.album import GENERIC, sequences
from voiceskill.drawings.fitting import WIDTH, fit
from voiceskill.drawings.mannequin import Mannequin
from voiceskill.drawings.posing import skeleton
from voiceskill.drawings.reaching import middle_joint
from voiceskill.drawings.space import LEFT, Vector, cross, unit, vector

STRETCHES = load_config(belonging("config.yaml")).stretches
SVG = "{http://www.w3.org/2000/svg}"

each_stretch = pytest.mark.parametrize("stretch", [*STRETCHES, GENERIC])


def _far(a: Vector, b: Vector) -> float:
    return float(np.linalg.norm(a - b))


def test_every_stretch_of_the_settings_has_its_own_drawings_and_no_other_has() -> None:
    assert set(sequences()) == {*STRETCHES, GENERIC}


@pytest.mark.parametrize("stretch", STRETCHES)
def test_the_frames_go_with_the_sentences(stretch: str) -> None:
    sentences = [frame.sentence for frame in frames(stretch)]
    assert sentences == sorted(set(sentences))
    assert sentences[0] == 0
    assert 0 < sentences[-1] <= len(STRETCHES[stretch].instructions)
    assert any(frame.felt for frame in frames(stretch))


@each_stretch
def test_bones_keep_their_lengths(stretch: str) -> None:
    for frame in frames(stretch):
        posed = skeleton(frame.pose)
        spine = posed.trunk.spine
        assert sum(map(_far, spine, spine[1:])) == pytest.approx(build.TRUNK)
        for arm in posed.arms.values():
            joints = arm.shoulder, arm.elbow, arm.wrist, arm.fingers
            assert [*map(_far, joints, joints[1:])] == pytest.approx(build.ARM)
        for leg in posed.legs.values():
            assert [_far(leg.hip, leg.knee), _far(leg.knee, leg.ankle)] == pytest.approx(build.LEG)


@each_stretch
def test_the_body_rests_on_the_floor_and_never_sinks_into_it(stretch: str) -> None:
    for frame in frames(stretch):
        lowest = min(centre[2] - radius for centre, radius in flesh.body(skeleton(frame.pose)))
        assert lowest == pytest.approx(0, abs=0.2), frame.caption


@pytest.mark.parametrize(
    ("stretch", "number", "joints"),
    [
        ("bridge", 1, ("head", "left heel", "right heel", "left toes", "right toes")),
        ("cat_cow", 1, ("left knee", "right knee", "left hand", "right hand")),
        ("child_pose", 2, ("head", "left knee", "right knee", "left hand", "right hand")),
        ("figure_four", 1, ("head", "left heel", "left toes")),
        ("hip_stretch", 2, ("right knee", "left heel", "left toes")),
        ("one_knee_to_chest", 2, ("left heel",)),
        ("pigeon", 2, ("right knee", "left hand", "right hand")),
        ("seated_twist", 2, ("left heel", "right heel", "left toes", "right toes")),
        ("sphinx", 1, ("left elbow", "right elbow", "left hand", "right hand")),
        ("wall_angels", 2, ("left heel", "right heel", "left toes", "right toes")),
    ],
)
def test_what_bears_the_weight_touches_the_floor(stretch: str, number: int, joints: tuple[str, ...]) -> None:
    posed = skeleton(frames(stretch)[number].pose)
    gaps = {"head": posed.head.centre[2] - build.HEAD_RADIUS}
    for side, leg in posed.legs.items():
        gaps[f"{side} knee"] = leg.knee[2] - build.THIGH_RADII[1]
        gaps[f"{side} heel"] = leg.heel[2] - build.HEEL[2]
        gaps[f"{side} toes"] = leg.toes[2] - build.BALL[2]
    for side, arm in posed.arms.items():
        gaps[f"{side} elbow"] = arm.elbow[2] - build.FOREARM_RADII[0]
        gaps[f"{side} hand"] = arm.wrist[2] - build.HAND_RADII[0]
    assert {joint: gaps[joint] for joint in joints} == pytest.approx(dict.fromkeys(joints, 0.0), abs=1.0)


@each_stretch
def test_knees_bend_so_that_the_heel_comes_to_the_buttock(stretch: str) -> None:
    for frame in frames(stretch):
        for leg in skeleton(frame.pose).legs.values():
            thigh = unit(leg.knee - leg.hip)
            if abs(float(thigh @ LEFT)) < 0.5:  # of a leg that is turned out, the pose alone does not tell the back
                assert unit(leg.ankle - leg.knee) @ unit(cross(LEFT, thigh)) > -0.1, frame.caption


@each_stretch
def test_everything_is_inside_the_view_box(stretch: str) -> None:
    sequence = sequences()[stretch]
    place = fit(sequence)
    assert 0.7 < place.scale <= 2.7
    if sequence.from_height is not None:
        return  # a close view cuts the legs off on purpose
    for frame in sequence.frames:
        for disc in Mannequin(skeleton(frame.pose), sequence.camera).discs():
            x, y, radius = (part * place.scale for part in disc)
            assert 0 < x + place.left - radius < x + place.left + radius < WIDTH
            assert 0 < y + place.top - radius < y + place.top + radius < place.height


@each_stretch
def test_a_drawing_is_small_sound_and_harmless(stretch: str) -> None:
    for number, frame in enumerate(frames(stretch)):
        text = drawing(stretch, frame=number)
        assert len(text) < 10_000
        root = ET.fromstring(text)  # noqa: S314 - our own
        assert root.get("viewBox") == f"0 0 {WIDTH} {fit(sequences()[stretch]).height}"
        assert root.findtext(f"{SVG}title") == frame.caption
        assert root.findtext(f"{SVG}desc")
        # No ids, so that it may stand in a page twice; no styles and scripts, which a strict page forbids.
        assert {element.tag.removeprefix(SVG) for element in root.iter()} == {"svg", "title", "desc", "g", "path"}
        assert not any({"id", "style", "class"} & element.attrib.keys() for element in root.iter() if element != root)
        assert re.findall(r'(?:fill|stroke)="(?!var\(--drawing-|currentColor|none)', text) == []


def test_the_other_side_is_the_mirror_image() -> None:
    seen_best = drawing("figure_four")
    assert drawing("figure_four", side=Side.RIGHT) == seen_best
    mirrored = drawing("figure_four", side=Side.LEFT)
    assert [*re.findall(r' d="[^"]*"', mirrored)] == [*re.findall(r' d="[^"]*"', seen_best)]
    assert ("scale(-" in seen_best, "scale(-" in mirrored) == (False, True)


def test_the_side_that_is_named_is_the_one_that_is_stretched() -> None:
    """Where the drawing shows the left side, the right one is mirrored."""
    assert sequences()["pigeon"].side is Side.LEFT
    assert "scale(-" not in drawing("pigeon", side=Side.LEFT)
    assert "scale(-" in drawing("pigeon", side=Side.RIGHT)


def test_the_hold_stands_for_the_stretch() -> None:
    assert drawing("cat_cow") == drawing("cat_cow", frame=1)
    assert drawing("child_pose") == drawing("child_pose", frame=2)


def test_a_stretch_of_the_users_own_has_a_drawing_too() -> None:
    assert drawing("my_own") == drawing(GENERIC)
    assert isinstance(frames("my_own")[0], Frame)


def test_a_hand_cannot_be_where_no_arm_reaches() -> None:
    with pytest.raises(ValueError, match=r"60\.0 cm away"):
        middle_joint(vector(0, 0, 0), vector(60, 0, 0), (30, 25), vector(0, 0, 1))
