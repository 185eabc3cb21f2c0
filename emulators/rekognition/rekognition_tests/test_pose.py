import numpy as np
import pytest
from rekognition_emulator.pose import estimate_pose

# The mean of aligned frontal faces that ArcFace crops to (insightface, 112 x 112).
ARCFACE_TEMPLATE = np.array(
    [
        (38.2946, 51.6963),
        (73.5318, 51.5014),
        (56.0252, 71.7366),
        (41.5493, 92.3655),
        (70.7299, 92.2041),
    ]
)
# Landmarks and poses as Rekognition gave them, from the example answers of its Developer Guide:
# IndexFaces, GetCelebrityRecognition and GetFaceSearch. The shape of the images is not given;
# where it is known to be a video frame, it is taken as 16:9.
PUBLISHED = [
    pytest.param(
        [(0.3684, 0.4173), (0.5961, 0.4282), (0.4782, 0.5350), (0.3526, 0.5722), (0.5936, 0.5792)],
        1.0,
        {"roll": 3.6, "yaw": 1.9, "pitch": -10.6},
        id="IndexFaces",
    ),
    pytest.param(
        [(0.0686, 0.3084), (0.1040, 0.3006), (0.0967, 0.3408), (0.0752, 0.3811), (0.1074, 0.3741)],
        16 / 9,
        {"roll": -8.8, "yaw": 20.3, "pitch": -1.0},
        id="GetCelebrityRecognition",
    ),
    pytest.param(
        [(0.4800, 0.2343), (0.6380, 0.1922), (0.6197, 0.3800), (0.5283, 0.6190), (0.6604, 0.5830)],
        16 / 9,
        {"roll": -5.1, "yaw": 18.0, "pitch": 12.6},
        id="GetFaceSearch",
    ),
]


def test_the_mean_face_looks_straight_ahead() -> None:
    pose = estimate_pose(ARCFACE_TEMPLATE)

    assert (pose.roll, pose.yaw, pose.pitch) == pytest.approx((0, 0, 0), abs=1)


@pytest.mark.parametrize("degrees", [-150, -90, -30, 10, 60, 170])
def test_turning_the_image_changes_the_roll_and_nothing_else(degrees: int) -> None:
    angle = np.radians(degrees)
    turn = np.array([(np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))])
    face = ARCFACE_TEMPLATE.copy()
    face[2] += (6, 3)

    before, after = estimate_pose(face), estimate_pose(face @ turn.T)

    assert (after.roll - before.roll - degrees + 180) % 360 - 180 == pytest.approx(0, abs=0.01)
    assert (after.yaw, after.pitch) == pytest.approx((before.yaw, before.pitch), abs=0.01)


def test_the_place_and_size_of_a_face_do_not_change_its_pose() -> None:
    here, there = estimate_pose(ARCFACE_TEMPLATE), estimate_pose(ARCFACE_TEMPLATE * 9 + 2000)

    assert (there.roll, there.yaw, there.pitch) == pytest.approx(
        (here.roll, here.yaw, here.pitch), abs=1e-3
    )


@pytest.mark.parametrize(("landmarks", "aspect", "published"), PUBLISHED)
def test_signs_are_those_of_rekognition(
    landmarks: list[tuple[float, float]], aspect: float, published: dict[str, float]
) -> None:
    pose = estimate_pose(np.array(landmarks) * (aspect, 1))

    assert pose.roll == pytest.approx(published["roll"], abs=5)
    assert pose.yaw == pytest.approx(published["yaw"], abs=15)
    assert np.sign(pose.pitch) == np.sign(published["pitch"])
