from pathlib import Path

import av
import mujoco
import numpy as np
import pytest
from PIL import Image

from andon.episodes.captions import Caption, caption_at, draw_caption
from andon.episodes.film import FilmConfig, make_film
from andon.episodes.film_camera import default_chase, follow
from andon.errors import CannotWrite, InvalidConfig, UnknownName
from andon.sensing.camera import ChaseCamera, WorldCamera
from andon.sensing.raycast import RaycastConfig

QUICK = RaycastConfig(has_smooth_edges=False, has_sun_shadows=False, has_sky_shadows=False)
SMALL = FilmConfig(
    width=64, height=48, fps=10, seconds=1.0, still_width=30, still_height=40, effort=QUICK
)


def walker(*, is_floating: bool = True) -> mujoco.MjModel:
    spec = mujoco.MjSpec()
    spec.worldbody.add_geom(type=mujoco.mjtGeom.mjGEOM_PLANE, size=[0, 0, 1])
    body = spec.worldbody.add_body(name="robot", pos=[0, 0, 0.5])
    if is_floating:
        body.add_freejoint()
    else:
        body.add_joint(type=mujoco.mjtJoint.mjJNT_SLIDE, axis=[1, 0, 0])
    body.add_geom(type=mujoco.mjtGeom.mjGEOM_SPHERE, size=[0.3, 0, 0], rgba=[1, 0.4, 0, 1])
    return spec.compile()


def walk(model: mujoco.MjModel, num_frames: int = 101) -> tuple[np.ndarray, np.ndarray]:
    """Move ahead at 0.5 m/s, recorded every 20 ms."""
    qpos = np.tile(model.qpos0, (num_frames, 1))
    times_s = 0.02 * np.arange(num_frames)
    qpos[:, 0] = 0.5 * times_s
    return qpos, times_s


def film(tmp_path: Path, config: FilmConfig = SMALL, **more):
    model = walker()
    qpos, times_s = walk(model)
    arguments = {"times_s": times_s, "config": config, "path_stem": tmp_path / "run.7", **more}
    return make_film(model, qpos, **arguments)


def decoded(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_the_film_has_the_frames_and_the_size_it_says(tmp_path):
    files = film(tmp_path)
    frames = decoded(files.video)
    assert len(frames) == files.num_frames == 10
    assert all(frame.shape == (48, 64, 3) for frame in frames)
    assert files.duration_s == pytest.approx(1.0)
    with av.open(str(files.video)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert float(stream.average_rate) == 10


def test_the_film_shows_the_end_of_the_episode(tmp_path):
    files = film(tmp_path)
    assert (files.first_s, files.last_s) == pytest.approx((1.1, 2.0))


def test_a_short_episode_gives_a_short_film(tmp_path):
    model = walker()
    qpos, times_s = walk(model, 21)
    files = make_film(model, qpos, times_s=times_s, config=SMALL, path_stem=tmp_path / "short")
    assert files.num_frames == len(decoded(files.video)) == 4


def test_a_single_frame_is_a_film(tmp_path):
    model = walker()
    qpos, times_s = walk(model, 1)
    files = make_film(model, qpos, times_s=times_s, config=SMALL, path_stem=tmp_path / "one")
    assert files.num_frames == 1


def test_the_files_are_named_after_the_stem(tmp_path):
    film(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {"run.7.mp4", "run.7.png", "run.7_strip.png"}


def test_poster_and_strip_have_their_sizes(tmp_path):
    files = film(tmp_path)
    with Image.open(files.poster) as poster:
        assert poster.size == (128, 96)
    with Image.open(files.strip) as strip:
        assert strip.size == (5 * 30 + 4 * 8, 40)


def test_the_pictures_are_the_same_bytes_twice(tmp_path):
    (tmp_path / "again").mkdir()
    first, second = film(tmp_path), film(tmp_path, path_stem=tmp_path / "again" / "x")
    assert first.poster.read_bytes() == second.poster.read_bytes()
    assert first.strip.read_bytes() == second.strip.read_bytes()


def test_the_robot_stays_in_the_picture(tmp_path):
    for frame in decoded(film(tmp_path).video):
        red, blue = frame[..., 0].astype(int), frame[..., 2].astype(int)
        assert np.sum(red - blue > 60) > 30


def test_the_poster_shows_the_last_event(tmp_path):
    fell = Caption(time_s=1.46, text="fell forward")
    with_event = film(tmp_path, captions=[fell])
    poster = with_event.poster.read_bytes()
    at_event = film(tmp_path, captions=[fell], poster_s=1.46)
    assert at_event.poster.read_bytes() == poster
    without_text = film(tmp_path, poster_s=1.5)
    assert without_text.poster.read_bytes() != poster
    at_end = film(tmp_path, captions=[fell], poster_s=2.0)
    assert at_end.poster.read_bytes() != poster


def test_a_caption_is_shown_from_its_time_for_a_while():
    captions = [Caption(time_s=1.0, text="stumbled"), Caption(time_s=1.5, text="fell")]
    shown = [caption_at(captions, time_s=t) for t in (0.9, 1.0, 1.6, 3.0, 3.2)]
    assert shown == ["", "stumbled", "fell", "fell", ""]


def test_a_caption_changes_only_the_lower_part():
    grey = np.full((90, 160, 3), 120, dtype=np.uint8)
    written = draw_caption(grey, time_s=1.0, text="fell forward")
    assert np.all(grey == 120)
    assert np.array_equal(written[:45], grey[:45])
    assert np.any(written[45:] != 120)


def test_the_camera_follows_steadily_and_without_lag():
    fps = 20.0
    time_s = np.arange(200) / fps
    rng = np.random.default_rng(1)
    path = np.stack([0.8 * time_s, 0 * time_s, 0.9 + 0 * time_s], axis=1)
    shaken = path + 0.02 * rng.normal(size=path.shape)
    chase = ChaseCamera(body="robot", distance_m=3.0)
    places = follow(chase, shaken, fps=fps, looks_ahead=False)
    target = np.array([place.look_at_w for place in places])
    assert target == pytest.approx(path, abs=0.05)
    jerk = np.diff(target, n=2, axis=0)
    assert np.abs(jerk).max() < 0.1 * np.abs(np.diff(shaken, n=2, axis=0)).max()


def test_the_camera_looks_ahead_of_a_moving_robot():
    time_s = np.arange(100) / 20.0
    path = np.stack([1.0 * time_s, 0 * time_s, 0 * time_s], axis=1)
    places = follow(ChaseCamera(body="robot"), path, fps=20.0, looks_ahead=True)
    ahead = np.array([place.look_at_w for place in places])[:, 0] - path[:, 0]
    assert ahead == pytest.approx(0.45, abs=0.02)


def test_the_camera_moves_to_the_other_side_of_a_wall():
    spec = mujoco.MjSpec()
    robot = spec.worldbody.add_body(name="robot", pos=[0, 0, 0.5])
    robot.add_freejoint()
    robot.add_geom(type=mujoco.mjtGeom.mjGEOM_SPHERE, size=[0.3, 0, 0])
    spec.worldbody.add_geom(type=mujoco.mjtGeom.mjGEOM_BOX, size=[9, 0.1, 3], pos=[0, -1, 0])
    model = spec.compile()
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    path = np.array([[0, 0, 0.5], [0.5, 0, 0.5]])
    # The first choice looks from the right, through the wall at y = -1.
    assert default_chase(model, path, data=data).azimuth_deg == -55.0
    assert default_chase(walker(), path, data=mujoco.MjData(walker())).azimuth_deg == 55.0


def test_a_model_without_a_floating_body_needs_a_camera(tmp_path):
    model = walker(is_floating=False)
    qpos, times_s = walk(model)
    with pytest.raises(InvalidConfig, match="no body of the model floats"):
        make_film(model, qpos, times_s=times_s, config=SMALL, path_stem=tmp_path / "x")
    tripod = WorldCamera(position_w=(3.0, -3.0, 1.0), look_at_w=(0.5, 0.0, 0.5))
    fixed = FilmConfig(width=32, height=32, fps=5, seconds=0.4, camera=tripod, effort=QUICK)
    files = make_film(model, qpos, times_s=times_s, config=fixed, path_stem=tmp_path / "x")
    assert files.num_frames == 2


def test_an_unknown_body_to_chase_is_named(tmp_path):
    config = FilmConfig(camera=ChaseCamera(body="robt"), effort=QUICK)
    with pytest.raises(UnknownName, match=r"No body named 'robt'\. Did you mean 'robot'"):
        film(tmp_path, config)


def test_a_missing_folder_is_refused_before_any_work(tmp_path):
    with pytest.raises(CannotWrite, match=r"There is no folder .*nowhere for the film x"):
        film(tmp_path, path_stem=tmp_path / "nowhere" / "x")


@pytest.mark.parametrize(
    ("qpos_shape", "times_s", "message"),
    [
        ((3, 6), [0, 1, 2], r"shape \(3, 6\); the model wants \(T, 7\)"),
        ((0, 7), [], "T at least 1"),
        ((3, 7), [0, 1], r"times_s has the shape \(2,\)"),
        ((3, 7), [0, 1, 1], "does not rise strictly"),
    ],
)
def test_motion_that_does_not_fit_is_refused(tmp_path, qpos_shape, times_s, message):
    with pytest.raises(InvalidConfig, match=message):
        make_film(
            walker(),
            np.zeros(qpos_shape),
            times_s=np.array(times_s, dtype=float),
            config=SMALL,
            path_stem=tmp_path / "x",
        )


def test_motion_that_diverged_is_refused(tmp_path):
    model = walker()
    qpos, times_s = walk(model, 5)
    qpos[3, 2] = np.nan
    with pytest.raises(InvalidConfig, match="not finite from frame 3 on"):
        make_film(model, qpos, times_s=times_s, config=SMALL, path_stem=tmp_path / "x")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"width": 481}, "481 x 270 pixels; both must be even"),
        ({"fps": 0}, "0 frames per second"),
        ({"seconds": 0.0}, "length above 0"),
        ({"crf": 60}, "crf is 60"),
        ({"num_stills": 0}, "num_stills is 0"),
    ],
)
def test_impossible_films_are_refused(fields, message):
    with pytest.raises(InvalidConfig, match=message):
        FilmConfig(**fields)
