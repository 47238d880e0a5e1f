import contextlib
import socket
import sys

import mujoco
import numpy as np
import pytest

from andon.episodes.viewer import Playback, show
from andon.episodes.viewer_scene import make_motion
from andon.episodes.viewer_shapes import ENDLESS_HALF_M, body_poses, motion_poses, shapes_of
from andon.errors import InvalidConfig, MissingExtra, UnknownName
from andon.sensing.shading import surface_of
from tests.episodes.browser import browsed, until

GEOM = mujoco.mjtGeom
SOLIDS = {
    # Exact volumes of the sizes used below; a tessellation is a little smaller.
    GEOM.mjGEOM_BOX: 8 * 0.1 * 0.2 * 0.3,
    GEOM.mjGEOM_SPHERE: 4 / 3 * np.pi * 0.1**3,
    GEOM.mjGEOM_ELLIPSOID: 4 / 3 * np.pi * 0.1 * 0.2 * 0.3,
    GEOM.mjGEOM_CYLINDER: np.pi * 0.1**2 * 0.4,
    GEOM.mjGEOM_CAPSULE: np.pi * 0.1**2 * 0.4 + 4 / 3 * np.pi * 0.1**3,
}


def walker() -> mujoco.MjModel:
    """Give a dark box that floats over a floor, with a head that turns."""
    spec = mujoco.MjSpec()
    spec.worldbody.add_geom(type=GEOM.mjGEOM_PLANE, size=[0, 0, 0.05])
    robot = spec.worldbody.add_body(name="robot", pos=[0, 0, 1])
    robot.add_freejoint()
    robot.add_geom(type=GEOM.mjGEOM_BOX, size=[0.2, 0.3, 0.7], rgba=[0.1, 0.1, 0.15, 1])
    head = robot.add_body(name="head", pos=[0, 0, 0.9])
    head.add_joint(axis=[0, 0, 1])
    head.add_geom(type=GEOM.mjGEOM_SPHERE, size=[0.2, 0, 0], rgba=[0.1, 0.1, 0.15, 1])
    return spec.compile()


def walk(model: mujoco.MjModel, num_steps: int = 101) -> tuple[np.ndarray, np.ndarray]:
    """Walk along x at 1 m/s, 50 rows per second."""
    times_s = np.arange(num_steps) / 50
    qpos = np.tile(model.qpos0, (num_steps, 1))
    qpos[:, 0] = times_s
    return qpos, times_s


def one_geom(kind: mujoco.mjtGeom, **fields: object) -> mujoco.MjModel:
    spec = mujoco.MjSpec()
    size = [0.1, 0.2, 0.3]
    spec.worldbody.add_geom(**({"type": kind, "size": size} | fields))
    return spec.compile()


def volume(vertices: np.ndarray, faces: np.ndarray) -> float:
    """Give the enclosed volume; negative when the triangles face inwards."""
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)


@contextlib.contextmanager
def opened(model=None, qpos=None, times_s=None, **options):
    pytest.importorskip("viser", reason="needs the extra `view`")
    model = model or walker()
    if qpos is None:
        qpos, times_s = walk(model)
    settings = {"title": "t", "markers": [], "root_body": "robot", "port": 0} | options
    viewer = show(model, qpos, times_s, open_forever=False, **settings)
    with viewer:
        yield viewer


@pytest.mark.parametrize("kind", SOLIDS, ids=lambda kind: kind.name)
def test_solids_are_closed_face_outwards_and_have_their_volume(kind):
    (shape,) = shapes_of(one_geom(kind))
    assert volume(shape.vertices, shape.faces) == pytest.approx(SOLIDS[kind], rel=0.02)
    points, index = np.unique(shape.vertices.round(9), axis=0, return_inverse=True)
    faces = index.reshape(-1)[shape.faces]
    edges = [(int(f[i]), int(f[(i + 1) % 3])) for f in faces for i in range(3)]
    assert len(points) > 7
    assert len(set(edges)) == len(edges)
    assert {(b, a) for a, b in edges} == set(edges)


def test_shapes_reach_as_far_as_their_geoms():
    for kind in SOLIDS:
        model = one_geom(kind)
        (shape,) = shapes_of(model)
        assert np.abs(shape.vertices).max(axis=0) == pytest.approx(model.geom_aabb[0, 3:], rel=0.01)


def test_a_mesh_keeps_its_volume_and_its_place():
    corners = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], dtype=float)
    spec = mujoco.MjSpec()
    spec.add_mesh(name="m", uservert=(corners + 0.3).ravel())
    spec.worldbody.add_geom(type=GEOM.mjGEOM_MESH, meshname="m", pos=[2, 0, 0])
    model = spec.compile()
    (shape,) = shapes_of(model)
    assert volume(shape.vertices, shape.faces) == pytest.approx(1 / 6)
    turn = np.zeros(9)
    mujoco.mju_quat2Mat(turn, np.array(shape.wxyz_b))
    placed = shape.vertices @ turn.reshape(3, 3).T + shape.position_b
    assert placed.min(axis=0) == pytest.approx([2.3, 0.3, 0.3], abs=1e-6)
    assert placed.max(axis=0) == pytest.approx([3.3, 1.3, 1.3], abs=1e-6)


def test_a_height_field_has_its_heights():
    spec = mujoco.MjSpec()
    heights = [0, 0, 0, 0, 1, 0.5]
    spec.add_hfield(name="h", size=[3, 2, 0.8, 0.1], nrow=2, ncol=3, userdata=heights)
    spec.worldbody.add_geom(type=GEOM.mjGEOM_HFIELD, hfieldname="h")
    (shape,) = shapes_of(spec.compile())
    # Rows go along y, columns along x; the middle of the second row is the summit.
    assert shape.vertices[np.argmax(shape.vertices[:, 2])] == pytest.approx([0, 2, 0.8])
    up = np.cross(
        *(shape.vertices[shape.faces[:, i]] - shape.vertices[shape.faces[:, 0]] for i in (1, 2))
    )
    assert len(shape.faces) == 4
    assert np.all(up[:, 2] > 0)


def test_an_endless_plane_ends_and_a_finite_one_keeps_its_size():
    (endless,) = shapes_of(one_geom(GEOM.mjGEOM_PLANE, size=[0, 0, 0.1]))
    (finite,) = shapes_of(one_geom(GEOM.mjGEOM_PLANE, size=[2, 3, 0.1]))
    assert endless.is_ground
    assert finite.is_ground
    assert endless.vertices.max(axis=0) == pytest.approx([ENDLESS_HALF_M, ENDLESS_HALF_M, 0])
    assert finite.vertices.max(axis=0) == pytest.approx([2, 3, 0])


def test_collision_and_invisible_geoms_are_left_out():
    sphere = GEOM.mjGEOM_SPHERE
    assert len(shapes_of(one_geom(sphere, group=2))) == 1
    assert shapes_of(one_geom(sphere, group=3)) == []
    assert shapes_of(one_geom(sphere, rgba=[1, 0, 0, 0])) == []


def test_colour_and_opacity_are_those_of_the_geom():
    (shape,) = shapes_of(one_geom(GEOM.mjGEOM_SPHERE, rgba=[1.0, 0.5, 0.0, 0.25]))
    assert shape.rgb == (255, 128, 0)
    assert shape.opacity == 0.25


def test_a_material_colours_geoms_that_have_no_colour_of_their_own():
    spec = mujoco.MjSpec()
    spec.add_material(name="m", rgba=[0.0, 1.0, 0.0, 0.5])
    spec.worldbody.add_geom(type=GEOM.mjGEOM_SPHERE, size=[0.1, 0, 0], material="m")
    (shape,) = shapes_of(spec.compile())
    assert (shape.rgb, shape.opacity) == ((0, 255, 0), 0.5)


def test_colours_are_those_of_the_films():
    model = walker()
    films = np.power(surface_of(model).colour, 1 / 2.2) * 255
    assert np.array([shape.rgb for shape in shapes_of(model)]) == pytest.approx(films, abs=0.51)


def test_bodies_are_where_mujoco_has_them():
    model = walker()
    data = mujoco.MjData(model)
    data.qpos[:] = [1, 2, 3, np.cos(0.3), 0, 0, np.sin(0.3), 0.7]
    row = data.qpos.copy()
    mujoco.mj_forward(model, data)
    poses = body_poses(model, row)
    assert np.array_equal(poses.positions_w, data.xpos)
    assert np.array_equal(poses.wxyz_w, data.xquat)
    assert poses.positions_w.shape == (model.nbody, 3)


def test_a_motion_is_its_rows():
    model = walker()
    qpos, _ = walk(model, 4)
    motion = motion_poses(model, qpos)
    for index, row in enumerate(qpos):
        assert np.array_equal(motion.positions_w[index], body_poses(model, row).positions_w)


def test_only_bodies_that_move_are_sent():
    model = walker()
    qpos, times_s = walk(model)
    motion = make_motion(model, qpos, times_s, root_body="robot")
    assert motion.moved_bodies() == {model.body("robot").id, model.body("head").id}


@pytest.mark.parametrize(
    ("time_s", "index"), [(-1.0, 0), (0.0, 0), (0.019, 0), (0.02, 1), (0.06, 3), (9.0, 100)]
)
def test_the_last_step_that_is_not_later_is_shown(time_s, index):
    model = walker()
    qpos, times_s = walk(model)
    assert make_motion(model, qpos, times_s, root_body="robot").index_at(time_s) == index


def test_a_motion_that_diverged_is_shown_up_to_there():
    model = walker()
    qpos, times_s = walk(model)
    qpos[60:] = np.nan
    motion = make_motion(model, qpos, times_s, root_body="robot")
    assert len(motion.times_s) == len(motion.poses.positions_w) == 60
    assert motion.lost_s == pytest.approx(1.2)
    with pytest.raises(InvalidConfig, match="no finite first row"):
        make_motion(model, np.full((3, 8), np.nan), times_s[:3], root_body="robot")


def test_motions_that_do_not_fit_are_refused():
    model = walker()
    qpos, times_s = walk(model)
    with pytest.raises(InvalidConfig, match=r"shape \(101, 5\).*wants \(T, 8\)"):
        make_motion(model, qpos[:, :5], times_s, root_body="robot")
    with pytest.raises(InvalidConfig, match="does not rise strictly"):
        make_motion(model, qpos, times_s[::-1], root_body="robot")
    with pytest.raises(UnknownName, match=r"No body named 'robt'\. Did you mean 'robot'"):
        make_motion(model, qpos, times_s, root_body="robt")
    with pytest.raises(InvalidConfig, match=r"shape \(1, 5\)"):
        body_poses(model, qpos[0, :5])


def test_the_clock_runs_at_its_speed_and_stops_at_the_end():
    clock = Playback(0.0, 2.0)
    clock.advance(1.0)
    assert clock.time_s == 0.0
    clock.play()
    clock.set_speed(0.25)
    clock.advance(1.0)
    assert clock.time_s == pytest.approx(0.25)
    clock.set_speed(2.0)
    clock.advance(5.0)
    assert clock.time_s == 2.0
    assert not clock.is_playing


def test_playing_at_the_end_begins_again():
    clock = Playback(0.0, 2.0)
    clock.seek(9.0)
    assert clock.time_s == 2.0
    clock.play()
    assert clock.time_s == 0.0
    clock.toggle()
    assert not clock.is_playing


def test_the_first_visitor_does_not_move_a_clock_that_was_set():
    clock = Playback(0.0, 2.0)
    clock.seek(1.0)
    clock.play_unless_touched()
    assert (clock.time_s, clock.is_playing) == (1.0, False)
    fresh = Playback(0.0, 2.0)
    fresh.play_unless_touched()
    assert fresh.is_playing


@pytest.mark.parametrize("speed", [0.0, -1.0, np.inf, np.nan])
def test_a_speed_that_leads_nowhere_is_refused(speed):
    with pytest.raises(InvalidConfig, match="finite and above 0"):
        Playback(0.0, 1.0).set_speed(speed)


def test_without_viser_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "viser", None)
    model = walker()
    qpos, times_s = walk(model, 3)
    with pytest.raises(MissingExtra, match=r"pip install 'andon\[view\]'"):
        show(model, qpos, times_s, title="t", markers=[], root_body="robot", open_forever=False)


def test_a_port_that_is_taken_is_named():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with (
            pytest.raises(InvalidConfig, match=rf"port {port}: .*in use.*--port"),
            opened(port=port),
        ):
            pass


def test_a_port_that_cannot_be_is_refused():
    refused = pytest.raises(InvalidConfig, match=r"--port is 70000; it must lie in \[0, 65535\]")
    with refused, opened(port=70000):
        pass


def test_nothing_is_printed_and_only_this_computer_is_served(capsys):
    with opened() as viewer:
        port = viewer.port
        assert viewer.url == f"http://127.0.0.1:{port}"
        # Every 127.x.y.z is this computer; a server on all addresses would answer on 127.0.0.2.
        with socket.socket() as other:
            assert other.connect_ex(("127.0.0.2", port)) != 0
    assert capsys.readouterr().out == ""


def test_a_closed_viewer_gives_its_port_back():
    with opened() as viewer:
        port = viewer.port
    with opened(port=port) as again:
        assert again.port == port
        again.close()


def test_a_single_step_can_be_shown():
    model = walker()
    qpos, times_s = walk(model, 1)
    with opened(model, qpos, times_s) as viewer:
        viewer.playback.play()
        until(lambda: not viewer.playback.is_playing, "the end")


def test_the_viewer_plays_by_itself_to_the_end():
    model = walker()
    qpos, times_s = walk(model, 11)
    with opened(model, qpos, times_s) as viewer:
        viewer.playback.play()
        until(lambda: viewer.playback.time_s == times_s[-1], "the end")
        assert not viewer.playback.is_playing


def num_dark(picture: np.ndarray) -> int:
    """Count dark pixels left of the controls: the robot's, since all else is pale."""
    return int(np.sum(picture[100:, : picture.shape[1] // 2].max(axis=2) < 90))


def test_a_real_browser_shows_the_robot_and_its_buttons_work(tmp_path):
    model = walker()
    qpos, times_s = walk(model, 1501)
    markers = [(4.0, "push"), (12.5, "fall")]
    with (
        opened(model, qpos, times_s, markers=markers, pushes=[(4.0, 0.5, 0.0)]) as viewer,
        browsed(viewer.url, tmp_path) as page,
    ):
        viewer.playback.seek(1.0)
        until(lambda: viewer.num_clients == 1, "the connection")
        until(lambda: num_dark(page.picture()) > 1000, "the robot in the picture")
        # It walked 12 m and is still in the picture: the camera follows.
        until(lambda: page.click("12.50 s: fall"), "the event's button")
        until(lambda: viewer.playback.time_s == 12.5, "the jump")
        until(lambda: "12.50 s" in page.evaluate("document.body.innerText"), "the read-out")
        until(lambda: num_dark(page.picture()) > 1000, "the robot after the jump")
        assert page.click("Play")
        until(lambda: viewer.playback.time_s > 12.6, "the playback")
        until(lambda: page.click("Pause"), "the pause button")
        until(lambda: not viewer.playback.is_playing, "the pause")
        viewer.playback.seek(20.0)
        until(lambda: "20.00 s" in page.evaluate("document.body.innerText"), "the read-out")
        page.press_right("[role=slider]")
        until(lambda: viewer.playback.time_s == pytest.approx(20.01), "the move of the slider")


def test_a_motion_that_diverged_has_a_button_that_says_so(tmp_path):
    model = walker()
    qpos, times_s = walk(model)
    qpos[60:] = np.nan
    with opened(model, qpos, times_s) as viewer, browsed(viewer.url, tmp_path) as page:
        label = "1.18 s: positions are not finite from 1.20 s on"
        until(lambda: page.click(label), "the button")
        until(lambda: viewer.playback.time_s == pytest.approx(1.18), "the jump")
