"""Small RoboMIND files of every documented robot, with the groups and widths of the real ones."""

import io
from pathlib import Path

import h5py
import numpy as np
from PIL import Image

HEIGHT, WIDTH = 24, 32
REDDISH = (200, 90, 30)
"""Colour of the scene, as a person would see it."""

ROBOTS = (
    "h5_agilex_3rgb",
    "h5_franka_1rgb",
    "h5_franka_3rgb",
    "h5_ur_1rgb",
    "h5_tienkung_gello_1rgb",
    "h5_tienkung_xsens_1rgb",
    "h5_simulation",
)


def wave(length: int, width: int, shift: float = 0.0) -> np.ndarray:
    """Give smooth numbers that differ in every channel."""
    time = np.arange(length)[:, None] / 10
    return np.sin(time + np.arange(width) + shift)


def picture(frame: int, *, is_swapped: bool) -> np.ndarray:
    """Give a scene with a bar that moves; with red and blue swapped, as some robots store it."""
    image = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    image[:] = REDDISH
    image[:, frame % 20 : frame % 20 + 6] = 250
    return image[..., ::-1] if is_swapped else image


def encoded(image: np.ndarray, kind: str = "JPEG") -> np.ndarray:
    """Give the bytes of a picture."""
    sink = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(image)).save(sink, format=kind)
    return np.frombuffer(sink.getvalue(), np.uint8)


def put_pictures(file: h5py.File, name: str, pictures: list[np.ndarray]) -> None:
    """Write encoded pictures of different lengths."""
    data = file.create_dataset(name, (len(pictures),), dtype=h5py.vlen_dtype(np.uint8))
    for i, item in enumerate(pictures):
        data[i] = item


def put_numbers(file: h5py.File, robot: str, length: int) -> None:
    """Write states and commands; commands lead the states by a shift, so nobody can mix them up."""
    if robot == "h5_simulation":
        for name, width in (("joint_position", 8), ("joint_velocity", 8), ("joint_effort", 8)):
            file[f"franka/{name}"] = wave(4 * length, width)
        file["franka/end_effector"] = np.full((4 * length, 6), 0.3)
        file["sim_time_seq"] = np.arange(4 * length) / 120
        return
    widths = {"h5_ur_1rgb": 7, "h5_tienkung_gello_1rgb": 16, "h5_tienkung_xsens_1rgb": 14}
    width = widths.get(robot, 8)
    if robot == "h5_agilex_3rgb":
        for side in ("_left", "_right"):
            for part in ("joint_position", "joint_velocity", "joint_effort"):
                file[f"puppet/{part}{side}"] = wave(length, 7)
                file[f"master/{part}{side}"] = wave(length, 7, 0.5)
            pose = np.concatenate([wave(length, 3), np.tile([0.0, 0, 0, 1], (length, 1))], axis=1)
            file[f"puppet/end_effector{side}"] = pose
            file[f"master/end_effector{side}"] = pose
        return
    file["puppet/joint_position"] = wave(length, width)
    file["master/joint_position"] = wave(length, width, 0.5)
    if robot == "h5_tienkung_xsens_1rgb":
        file["puppet/end_effector"] = wave(length, 12)
        file["master/end_effector"] = wave(length, 12, 0.5)
    elif robot == "h5_ur_1rgb":
        file["puppet/end_effector"] = np.full((length, 6), 0.3)  # published so: it never moves
    elif robot.startswith("h5_franka"):
        file["puppet/end_effector"] = wave(length, 6)


def cameras_of(robot: str) -> tuple[str, ...]:
    """Give the cameras of a robot."""
    if robot == "h5_agilex_3rgb":
        return ("front", "left_wrist", "right_wrist")
    return {"h5_franka_3rgb": ("left", "right", "top"), "h5_simulation": ("front", "top")}.get(
        robot, ("top",)
    )


def write_file(
    path: Path, robot: str, length: int = 20, *, depth: str | None = None, shift: int = 0
) -> Path:
    """Write one trajectory.

    Args:
        path: File.
        robot: One of `ROBOTS`.
        length: Frames.
        depth: `mm` writes depth as 16-bit PNG, `m` as 32-bit TIFF.
        shift: Moves the pictures and makes the episode differ from another.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    is_swapped = robot.startswith(("h5_agilex", "h5_tienkung"))
    with h5py.File(path, "w") as file:
        put_numbers(file, robot, length)
        for camera in cameras_of(robot):
            shown = [encoded(picture(i + shift, is_swapped=is_swapped)) for i in range(length)]
            put_pictures(file, f"observations/rgb_images/{camera}", shown)
            if depth is not None:
                put_pictures(file, f"observations/depth_images/{camera}", depths(length, depth))
    return path


def depths(length: int, unit: str) -> list[np.ndarray]:
    """Give depth pictures of a slope from 0.5 to 2 m."""
    metres = np.linspace(0.5, 2.0, HEIGHT * WIDTH, dtype=np.float32).reshape(HEIGHT, WIDTH)
    if unit == "mm":
        return [encoded((metres * 1000).astype(np.uint16), "PNG")] * length
    return [encoded(metres, "TIFF")] * length


def write_robot(folder: Path, robot: str, *, episodes: int = 2, depth: str | None = None) -> Path:
    """Write a folder as it is published: robot, task, split, episode."""
    for i in range(episodes):
        name = f"{robot}/place_cup/success_episodes/train/{i}/data/trajectory.hdf5"
        write_file(folder / name, robot, 20 + i, depth=depth, shift=i)
    return folder / robot
