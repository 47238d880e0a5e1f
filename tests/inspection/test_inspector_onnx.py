"""Python, ONNX Runtime and the JavaScript runtime give the same scores and decisions."""

import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest

from andon.inspection.cascade import Choice, Scale
from andon.inspection.described import Preparation, prepare
from andon.inspection.feature_bank import bank_for, describe
from andon.inspection.fit_inspector import FitConfig, fit
from andon.inspection.gaussian_member import fit_position, fit_texture
from andon.inspection.heads import fit_kernel, fit_linear, standard_of
from andon.inspection.inspector import Inspector, Members
from andon.inspection.inspector_folder import read_inspector
from andon.inspection.inspector_onnx import make_onnx
from andon.inspection.local_net import PixelSamples, fit_local
from andon.inspection.onnx_runner import OnnxRunner
from andon.inspection.template_member import TemplateMember
from tests.inspection.textures import add_hole, make_texture, split_of

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "score_in_javascript.mjs"
TOLERANCE = 1e-5
NAMES = ("texture", "synthetic", "labels", "local", "position", "template")


def pictures(count):
    """Make textures, every third with a hole."""
    made = [make_texture(1000 + index) for index in range(count)]
    return [add_hole(p, i)[0] if i % 3 == 0 else p for i, p in enumerate(made)]


@pytest.fixture(scope="module")
def many():
    return pictures(500)


@pytest.fixture(scope="module")
def stored(fitted_folder):
    return read_inspector(fitted_folder)


@pytest.fixture(scope="module")
def onnx_scores(stored, many):
    runner = OnnxRunner(stored.model)
    return np.asarray([runner.read(picture).score for picture in many])


def test_python_and_onnx_agree_on_500_pictures(stored, many, onnx_scores):
    ours = np.asarray([stored.inspector.inspect(picture).score for picture in many])
    assert np.max(np.abs(ours - onnx_scores)) <= TOLERANCE
    assert stored.point.decide(ours) == stored.point.decide(onnx_scores)
    assert set(stored.point.decide(ours)) == {"accept", "reject"}


def javascript_scores(model, pictures_to_read, folder):
    """Score pictures with the JavaScript runtime; skips where there is none."""
    runtime = Path(os.environ.get("ANDON_ORT_WEB", "node_modules/onnxruntime-web"))
    if shutil.which("node") is None:
        pytest.skip("no Node: install it to run the JavaScript runtime")
    if not (runtime / "package.json").is_file():
        pytest.skip(f"no {runtime}: `npm install onnxruntime-web`, or name it in ANDON_ORT_WEB")
    values, shapes, out = (folder / name for name in ("values.bin", "shapes.json", "out.json"))
    np.concatenate([picture.ravel() for picture in pictures_to_read]).astype("<f4").tofile(values)
    shapes.write_text(json.dumps([picture.shape for picture in pictures_to_read]))
    words = ["node", SCRIPT, runtime.resolve(), model, values, shapes, out]
    subprocess.run(words, check=True, capture_output=True, timeout=1800)
    return np.asarray([row["score"] for row in json.loads(out.read_text())])


def test_javascript_agrees_on_500_pictures(stored, many, onnx_scores, tmp_path):
    scores = javascript_scores(stored.model, many, tmp_path)
    assert np.max(np.abs(scores - onnx_scores)) <= TOLERANCE
    assert stored.point.decide(scores) == stored.point.decide(onnx_scores)


@pytest.mark.slow
@pytest.mark.parametrize(("labels", "member"), [(0, "texture"), (20, "labels")])
def test_all_runtimes_agree_on_500_real_tiles(shared_data, tmp_path, labels, member):
    folder = shared_data / "magnetic_tile"
    if not folder.is_dir():
        pytest.skip(f"no magnet tiles at {folder}")
    split = split_of(folder, labels_per_class=labels, training_share=0.15, calibration_share=0.05)
    fitted = fit(split, FitConfig())
    inspector, runner = fitted.inspector, OnnxRunner(fitted.model)
    assert member in inspector.choice.members
    bad = [e for e in split.grading if e.label.is_bad]
    good = [e for e in split.grading if not e.label.is_bad]
    real = [prepare(e.label.path, inspector.preparation) for e in (*bad[:250], *good[:250])]
    ours = np.asarray([inspector.inspect(picture).score for picture in real])
    theirs = np.asarray([runner.read(picture).score for picture in real])
    (tmp_path / "model.onnx").write_bytes(fitted.model)
    browser = javascript_scores(tmp_path / "model.onnx", real, tmp_path)
    gaps = [float(np.max(np.abs(ours - other))) for other in (theirs, browser)]
    print(f"{len(real)} tiles: ONNX Runtime {gaps[0]:.1e}, JavaScript {gaps[1]:.1e}")  # noqa: T201
    assert max(gaps) <= TOLERANCE
    decisions = fitted.point.decide(ours)
    assert decisions == fitted.point.decide(theirs) == fitted.point.decide(browser)


def every_member(channels):
    """Fit all members to a few textures."""
    made = [make_texture(index, channels=channels) for index in range(16)]
    bank = bank_for(72, num_channels=channels)
    described = [describe(picture, bank) for picture in made]
    rows = np.stack([descriptor for descriptor, _ in described])
    places = [features for _, features in described]
    truth, standard = np.arange(16) > 10, standard_of(rows)
    samples = [
        PixelSamples(
            features=f.reshape(len(f), -1).T[:200].astype(np.float16), is_bad=np.arange(200) > 150
        )
        for f in places
    ]
    members = Members(
        texture=fit_texture(rows, made=rows[::-1], origins=np.arange(len(rows)), shrinkage=0.1),
        synthetic=fit_linear(rows, truth, standard=standard),
        labels=fit_kernel(rows, truth, standard=standard),
        local=fit_local(samples, seed=0),
        position=fit_position(places),
        template=TemplateMember(template=made[0]),
    )
    choice = Choice(
        members=NAMES,
        scales={name: Scale(centre=0.0, spread=1.0) for name in NAMES},
        auroc_by_member={},
        auroc=0.9,
        is_real=False,
        num_bad=1,
        num_good=1,
    )
    return Inspector(
        preparation=Preparation(bank=bank), members=members, choice=choice, heat_source="local"
    )


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("source", ["local", "position", "template"])
def test_every_member_is_the_same_in_onnx(channels, source):
    inspector = replace(every_member(channels), heat_source=source)
    model = make_onnx(inspector, metadata={})
    runner = OnnxRunner(model)
    picture, _ = add_hole(make_texture(77, channels=channels), 0)
    ours, theirs = inspector.inspect(picture), runner.read(picture)
    assert theirs.by_member.keys() == set(NAMES)
    for name in NAMES:
        assert theirs.by_member[name] == pytest.approx(ours.by_member[name], abs=1e-4, rel=1e-4)
    np.testing.assert_allclose(theirs.heat, ours.heat, atol=TOLERANCE)
    graph = onnx.load_from_string(model)
    assert {node.domain for node in graph.graph.node} <= {""}
    assert [opset.domain for opset in graph.opset_import] == [""]


@pytest.mark.parametrize("size", [(72, 80), (75, 73), (90, 131), (73, 72)])
def test_pictures_of_any_size_agree(stored, size):
    wide = np.tile(make_texture(5), (1, 2, 2))[:, : size[0], : size[1]]
    inspector = replace(stored.inspector, size=None)
    if inspector.counts("position"):
        pytest.skip("this inspector needs pictures of one size")
    read = OnnxRunner(make_onnx(inspector, metadata={})).read(wide)
    assert abs(read.score - inspector.inspect(wide).score) <= TOLERANCE
