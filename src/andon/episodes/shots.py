"""Single pictures of recorded motion: which moments, from where, and taken."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import mujoco
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from andon.episodes.captions import Caption, caption_at, draw_caption, draw_label
from andon.episodes.film_camera import body_path, default_chase, follow
from andon.errors import InvalidConfig
from andon.sensing.camera import CameraConfig, ChaseCamera, ModelCamera, Placement
from andon.sensing.raycast import RaycastConfig, RaycastRenderer
from andon.spatial import FloatArray

__all__ = [
    "FilmConfig",
    "FilmFiles",
    "Motion",
    "Taken",
    "check_motion",
    "frame_times",
    "poster_index",
    "take_motion",
    "to_png",
]

Picture = NDArray[np.uint8]

_FOVY_DEG = 45.0


@dataclass(frozen=True, kw_only=True)
class FilmConfig:
    """How a film is taken; the pictures are ray-cast and thus the same on every machine."""

    width: int = 480
    """Columns of the film; even, as the video format wants it. [px]"""
    height: int = 270
    """Rows of the film; even. [px]"""
    fps: int = 20
    """Frames per second of the film, which runs in real time."""
    seconds: float = 4.0
    """Length; the film shows the end of a longer episode and the whole of a shorter one."""
    camera: Placement | None = None
    """Where the camera is; None chases the first floating body. Chases are smoothed."""
    poster_scale: int = 2
    """Size of the poster relative to the film."""
    still_width: int = 300
    """Columns of each still of the strip. [px]"""
    still_height: int = 350
    """Rows of the strip. [px]"""
    num_stills: int = 5
    """Stills in the strip, evenly spread over the film, its first and last frame included."""
    crf: int = 28
    """Constant rate factor of the H.264 encoder: 0 is lossless, 51 is the smallest file."""
    effort: RaycastConfig = field(default_factory=RaycastConfig)
    """Work per picture."""

    def __post_init__(self) -> None:
        """Refuse films that cannot be encoded."""
        if self.width < 2 or self.height < 2 or self.width % 2 or self.height % 2:
            raise InvalidConfig(
                f"The film has {self.width} x {self.height} pixels; both must be even and at "
                "least 2."
            )
        if self.fps < 1 or not 0 < self.seconds < np.inf:
            raise InvalidConfig(
                f"The film has {self.fps} frames per second for {self.seconds} s; there must be "
                "at least 1 frame per second and a length above 0."
            )
        if not 0 <= self.crf <= 51:
            raise InvalidConfig(f"crf is {self.crf}; it must lie in [0, 51].")
        for name in ("poster_scale", "still_width", "still_height", "num_stills"):
            if int(getattr(self, name)) < 1:
                raise InvalidConfig(f"{name} is {getattr(self, name)}; it must be at least 1.")


@dataclass(frozen=True, kw_only=True)
class FilmFiles:
    """What a film left on the disk."""

    video: Path
    """The film, H.264 in an MP4."""
    poster: Path
    """One picture of it, PNG."""
    strip: Path
    """Stills side by side, PNG."""
    fps: int
    """Frames per second."""
    num_frames: int
    """Frames of the film."""
    first_s: float
    """Episode time of the first frame."""
    last_s: float
    """Episode time of the last frame."""

    @property
    def duration_s(self) -> float:
        """Give the length of the film."""
        return self.num_frames / self.fps


@dataclass(frozen=True, kw_only=True)
class Motion:
    """What moved, and how."""

    model: mujoco.MjModel
    """The model; it is not changed."""
    qpos: FloatArray
    """Generalised positions. Shape (T, nq)."""
    times_s: FloatArray
    """Episode times of these, strictly rising. Shape (T,). [s]"""
    captions: Sequence[Caption] = ()
    """Texts to show when things happen."""
    label: str = ""
    """A name to show all the time."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """Pictures of one motion, captions included."""

    frames: list[Picture]
    """Those of the film."""
    poster: Picture
    """The one of the poster."""
    stills: list[Picture]
    """Those of the strip."""


@dataclass(frozen=True, kw_only=True)
class _Shot:
    """One picture to take."""

    qpos: FloatArray
    camera: CameraConfig
    time_s: float


def take_motion(motion: Motion, shown_s: FloatArray, poster: int, config: FilmConfig) -> Taken:
    """Take all pictures of a motion; before it began and after it ended it stands still.

    Args:
        motion: What moved.
        shown_s: Episode time of each frame. Shape (F,).
        poster: Frame of the poster.
        config: How the film is taken.
    """
    frames, times = check_motion(motion)
    qpos = frames[_nearest(times, shown_s)]
    film_places, still_places = _places(motion.model, qpos, config)
    shots = _shots(qpos, film_places, shown_s, width=config.width, height=config.height)
    stills = np.rint(np.linspace(0, len(shots) - 1, config.num_stills)).astype(np.int64)
    wanted = [
        *shots,
        *_shots(
            qpos[[poster]],
            [film_places[poster]],
            shown_s[[poster]],
            width=config.width * config.poster_scale,
            height=config.height * config.poster_scale,
        ),
        *_shots(
            qpos[stills],
            [still_places[int(index)] for index in stills],
            shown_s[stills],
            width=config.still_width,
            height=config.still_height,
        ),
    ]
    pictures = [
        draw_label(
            draw_caption(
                picture,
                time_s=shot.time_s,
                text=caption_at(motion.captions, time_s=shot.time_s),
            ),
            motion.label,
        )
        for picture, shot in zip(_take(motion.model, wanted, config.effort), wanted, strict=True)
    ]
    count = len(shots)
    return Taken(frames=pictures[:count], poster=pictures[count], stills=pictures[count + 1 :])


def check_motion(motion: Motion) -> tuple[FloatArray, FloatArray]:
    """Give positions and times of a motion.

    Raises:
        InvalidConfig: When shapes or times do not fit.
    """
    model = motion.model
    frames = np.asarray(motion.qpos, dtype=np.float64)
    times = np.asarray(motion.times_s, dtype=np.float64)
    if frames.ndim != 2 or frames.shape[1] != model.nq or not len(frames):
        raise InvalidConfig(
            f"qpos_frames has the shape {frames.shape}; the model wants (T, {model.nq}) with T "
            "at least 1."
        )
    if times.shape != (len(frames),):
        raise InvalidConfig(
            f"times_s has the shape {times.shape}; {len(frames)} frames want ({len(frames)},)."
        )
    if not bool(np.all(np.isfinite(frames))):
        bad = int(np.flatnonzero(~np.isfinite(frames).all(axis=1))[0])
        raise InvalidConfig(f"qpos_frames is not finite from frame {bad} on; film only up to it.")
    if not bool(np.all(np.diff(times) > 0)):
        raise InvalidConfig("times_s does not rise strictly; sort the frames and drop doubles.")
    return frames, times


def frame_times(first_s: float, last_s: float, config: FilmConfig) -> FloatArray:
    """Give the episode time of each frame; the last one is the end of the episode."""
    span = min(config.seconds, last_s - first_s)
    count = max(1, round(span * config.fps))
    return last_s - np.arange(count - 1, -1, -1) / config.fps


def _nearest(times: FloatArray, wanted: FloatArray) -> NDArray[np.int64]:
    after = np.clip(np.searchsorted(times, wanted), 1, max(1, len(times) - 1))
    before = after - 1
    after = np.minimum(after, len(times) - 1)
    is_later = times[after] - wanted < wanted - times[before]
    return np.where(is_later, after, before).astype(np.int64)


def _places(
    model: mujoco.MjModel, qpos: FloatArray, config: FilmConfig
) -> tuple[Sequence[Placement], Sequence[Placement]]:
    """Give the camera's place in each frame, for the film and for narrow stills."""
    place = config.camera
    if place is not None and not isinstance(place, ChaseCamera):
        return [place] * len(qpos), [place] * len(qpos)
    data = mujoco.MjData(model)
    path = body_path(model, data, qpos, body=place.body if place else None)
    chase = place or default_chase(model, path, data=data)
    return (
        follow(chase, path, fps=config.fps, looks_ahead=True),
        follow(chase, path, fps=config.fps, looks_ahead=False),
    )


def _shots(
    qpos: FloatArray,
    places: Sequence[Placement],
    times_s: FloatArray,
    *,
    width: int,
    height: int,
) -> list[_Shot]:
    return [
        _Shot(
            qpos=one_qpos,
            time_s=float(time_s),
            camera=CameraConfig(
                name="film",
                placement=place,
                width=width,
                height=height,
                fovy_deg=None if isinstance(place, ModelCamera) else _FOVY_DEG,
            ),
        )
        for one_qpos, place, time_s in zip(qpos, places, times_s, strict=True)
    ]


def poster_index(shown_s: FloatArray, captions: Sequence[Caption], poster_s: float | None) -> int:
    """Give the frame of the poster.

    Args:
        shown_s: Episode time of each frame. Shape (F,).
        captions: Texts of the film.
        poster_s: Wanted time; None takes the last caption in the film, or its end.
    """
    if poster_s is None:
        inside = [c.time_s for c in captions if shown_s[0] <= c.time_s <= shown_s[-1]]
        poster_s = max(inside) if inside else float(shown_s[-1])
    first_after = int(np.searchsorted(shown_s, poster_s - 1e-6))
    return min(first_after, len(shown_s) - 1)


def _take(model: mujoco.MjModel, shots: Sequence[_Shot], effort: RaycastConfig) -> list[Picture]:
    """Take all pictures from a state of their own."""
    renderer = RaycastRenderer(effort)
    data = mujoco.MjData(model)
    pictures: list[Picture] = []
    for shot in shots:
        data.qpos[:] = shot.qpos
        mujoco.mj_kinematics(model, data)
        mujoco.mj_comPos(model, data)
        mujoco.mj_camlight(model, data)
        pictures.append(renderer.render(model, data, shot.camera).rgb)
    return pictures


def to_png(picture: Picture) -> bytes:
    """Give a picture as the bytes of a PNG file."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()
