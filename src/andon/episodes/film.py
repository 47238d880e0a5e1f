"""Films of episodes: an MP4 for the screen, a poster and a strip of stills for print."""

from collections.abc import Sequence
from pathlib import Path

import mujoco
import numpy as np

from andon.artifacts import write_bytes
from andon.episodes.captions import Caption, join_strip
from andon.episodes.shots import (
    FilmConfig,
    FilmFiles,
    Motion,
    Picture,
    Taken,
    check_motion,
    frame_times,
    poster_index,
    take_motion,
    to_png,
)
from andon.episodes.video import encode_h264
from andon.errors import CannotWrite
from andon.spatial import FloatArray

__all__ = ["FilmConfig", "FilmFiles", "make_film", "make_pair_film"]

STRIP_GAP_PX = 8
"""White between two stills."""
SEAM_PX = 4
"""White between two films side by side; even."""


def make_film(
    model: mujoco.MjModel,
    qpos_frames: FloatArray,
    *,
    times_s: FloatArray,
    config: FilmConfig,
    path_stem: Path,
    captions: Sequence[Caption] = (),
    poster_s: float | None = None,
) -> FilmFiles:
    """Make a film of recorded motion, with a poster and a strip of stills.

    One core takes about a fifth of a second per picture; several films can be made side by side in
    processes.

    Args:
        model: The model that moved; it is not changed.
        qpos_frames: Generalised positions. Shape (T, nq).
        times_s: Episode times of these, strictly rising. Shape (T,). [s]
        config: How the film is taken.
        path_stem: Path without ending; `.mp4`, `.png` and `_strip.png` are appended to its name.
        captions: Texts to show when things happen.
        poster_s: Episode time of the poster, which shows the next frame; None takes the last
            caption in the film, or its end.

    Returns:
        The files, their frames and times.

    Raises:
        InvalidConfig: When shapes or times do not fit, or there is nothing to follow.
        UnknownName: When the model lacks the camera's body or the camera.
        CannotWrite: When the folder of `path_stem` is missing or cannot be written to.
    """
    motion = Motion(model=model, qpos=qpos_frames, times_s=times_s, captions=captions)
    _, times = check_motion(motion)
    check_folder(path_stem)
    shown_s = frame_times(float(times[0]), float(times[-1]), config)
    poster = poster_index(shown_s, captions, poster_s)
    taken = take_motion(motion, shown_s, poster, config)
    return write_film(taken, shown_s, config, path_stem)


def make_pair_film(
    left: Motion, right: Motion, *, config: FilmConfig, path_stem: Path, poster_s: float
) -> FilmFiles:
    """Make one film of two motions, side by side and at the same time.

    It shows the end of the longer one; whatever has ended stands still.

    Args:
        left: One motion.
        right: The other one.
        config: How each half is taken.
        path_stem: Path without ending; see `make_film`.
        poster_s: Episode time of the poster.

    Raises:
        InvalidConfig: When shapes or times do not fit, or there is nothing to follow.
        CannotWrite: When the folder of `path_stem` is missing or cannot be written to.
    """
    check_folder(path_stem)
    spans = [check_motion(motion)[1] for motion in (left, right)]
    first, last = (max(float(times[i]) for times in spans) for i in (0, -1))
    shown_s = frame_times(first, last, config)
    poster = poster_index(shown_s, (), min(max(poster_s, float(shown_s[0])), last))
    sides = [take_motion(motion, shown_s, poster, config) for motion in (left, right)]
    rows = [join_strip(side.stills, gap_px=STRIP_GAP_PX) for side in sides]
    gap = np.full((STRIP_GAP_PX, rows[0].shape[1], 3), 255, np.uint8)
    joined = Taken(
        frames=[_beside(a, b) for a, b in zip(sides[0].frames, sides[1].frames, strict=True)],
        poster=_beside(sides[0].poster, sides[1].poster),
        stills=[np.concatenate([rows[0], gap, rows[1]])],
    )
    return write_film(joined, shown_s, config, path_stem)


def _beside(left: Picture, right: Picture) -> Picture:
    """Put two pictures beside each other; their width stays even."""
    return join_strip([left, right], gap_px=SEAM_PX)


def check_folder(path_stem: Path) -> None:
    """Refuse a film without a folder to go to.

    Raises:
        CannotWrite: When there is none.
    """
    if not path_stem.parent.is_dir():
        raise CannotWrite(f"There is no folder {path_stem.parent} for the film {path_stem.name}.")


def write_film(taken: Taken, shown_s: FloatArray, config: FilmConfig, path_stem: Path) -> FilmFiles:
    """Write film, poster and strip.

    Args:
        taken: Pictures.
        shown_s: Episode time of each frame. Shape (F,).
        config: How the film is encoded.
        path_stem: Path without ending.
    """
    files = FilmFiles(
        video=path_stem.with_name(f"{path_stem.name}.mp4"),
        poster=path_stem.with_name(f"{path_stem.name}.png"),
        strip=path_stem.with_name(f"{path_stem.name}_strip.png"),
        fps=config.fps,
        num_frames=len(taken.frames),
        first_s=float(shown_s[0]),
        last_s=float(shown_s[-1]),
    )
    write_bytes(files.video, encode_h264(taken.frames, fps=config.fps, crf=config.crf))
    write_bytes(files.poster, to_png(taken.poster))
    write_bytes(files.strip, to_png(join_strip(taken.stills, gap_px=STRIP_GAP_PX)))
    return files
