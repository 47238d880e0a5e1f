"""A user's own model: its contract, and that it joins the inspector's file unchanged."""

from dataclasses import replace

import onnx
import pytest
from onnx import TensorProto, helper

from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.cascade import Choice, Scale
from andon.inspection.described import Preparation
from andon.inspection.external_member import read_external
from andon.inspection.feature_bank import BankConfig
from andon.inspection.fit_inspector import FitConfig, fit
from andon.inspection.inspector import Inspector, Members
from andon.inspection.inspector_folder import read_inspector, write_inspector
from andon.inspection.inspector_onnx import make_onnx
from andon.inspection.onnx_runner import OnnxRunner
from tests.inspection.textures import add_hole, make_texture, split_of, write_set


def write_model(
    path,
    *,
    shape=(1, 1, "h", "w"),
    kind=TensorProto.FLOAT,
    opset=17,
    outputs=("score",),
    out=("n",),
):
    """Write a model whose score is minus the darkest pixel; other outputs are the same again."""
    nodes = [
        helper.make_node("Neg", ["x"], ["below"]),
        helper.make_node("ReduceMax", ["below"], ["top"], axes=[1, 2, 3], keepdims=0),
        *(helper.make_node("Identity", ["top"], [name]) for name in outputs),
    ]
    graph = helper.make_graph(
        nodes, "darkest",
        [helper.make_tensor_value_info("x", kind, shape)],
        [helper.make_tensor_value_info(name, kind, out) for name in outputs],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    path.write_bytes(model.SerializeToString())
    return path


def inspector_with(path, channels):
    """Make an inspector that listens to the model and lets a template say where."""
    from andon.inspection.template_member import TemplateMember

    golden = make_texture(0, channels=channels)
    names = ("external", "template")
    return Inspector(
        preparation=Preparation(bank=BankConfig(num_channels=channels, num_levels=4)),
        members=Members(template=TemplateMember(template=golden), external=read_external(path)),
        choice=Choice(
            members=names, scales={name: Scale(centre=-0.2, spread=0.1) for name in names},
            auroc_by_member={}, auroc=0.9, is_real=False, num_bad=1, num_good=1,
        ),
        heat_source="template",
    )  # fmt: skip


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("shape", [(1, 1, "h", "w"), (1, 3, 40, 48), ("n", 3, "h", "w")])
def test_the_model_gives_the_same_score_inside_the_inspector(tmp_path, channels, shape):
    inspector = inspector_with(write_model(tmp_path / "m.onnx", shape=shape), channels)
    picture, _ = add_hole(make_texture(3, channels=channels), 3)
    reading = OnnxRunner(make_onnx(inspector, metadata={})).read(picture)
    ours = inspector.inspect(picture)
    assert reading.by_member["external"] == pytest.approx(ours.by_member["external"], abs=1e-6)
    assert reading.score == pytest.approx(ours.score, abs=1e-6)
    if shape[1] == 1:
        expected = -float(picture.mean(axis=0).min())
        assert ours.by_member["external"] == pytest.approx(expected, abs=1e-6)


def test_other_versions_of_the_operators_are_converted(tmp_path):
    member = read_external(write_model(tmp_path / "m.onnx", opset=13))
    picture = make_texture(4)
    assert member.raw(picture) == pytest.approx(-float(picture.min()), abs=1e-6)


def test_the_model_becomes_a_member_and_is_stored_with_the_inspector(tmp_path):
    labels = write_set(tmp_path / "set", num_good=70, num_bad=40)
    split = split_of(labels)
    model = write_model(tmp_path / "m.onnx")
    fitted = fit(split, FitConfig(external=model, max_overkill=0.1), backend="inline")
    areas = fitted.inspector.choice.auroc_by_member
    assert areas["external"] > 0.5
    chosen = replace(fitted.inspector.choice, members=("external",))
    inspector = replace(
        fitted.inspector,
        choice=chosen,
        members=replace(fitted.inspector.members, external=read_external(model)),
    )
    whole = replace(fitted, inspector=inspector, model=make_onnx(inspector, metadata={}))
    write_inspector(tmp_path / "run", whole, split, {"data": str(labels)})
    stored = read_inspector(tmp_path / "run")
    picture = make_texture(5)
    reading = OnnxRunner(stored.model).read(picture)
    assert reading.score == pytest.approx(stored.inspector.inspect(picture).score, abs=1e-6)


@pytest.mark.parametrize(
    ("kinds", "message"),
    [
        ({"kind": TensorProto.DOUBLE}, "has the type DOUBLE; it must be FLOAT"),
        ({"shape": (1, 2, 32, 32)}, r"has the shape \(1, 2, 32, 32\); it must be"),
        ({"shape": (4, 1, 32, 32)}, r"has the shape \(4, 1, 32, 32\)"),
        ({"shape": (1, 1, 32, "w")}, "fixes one of height and width"),
        ({"outputs": ("a", "b")}, r"Which of the outputs \['a', 'b'\]"),
    ],
)
def test_a_model_that_breaks_the_contract_is_refused_by_name(tmp_path, kinds, message):
    with pytest.raises(InvalidConfig, match=message):
        read_external(write_model(tmp_path / "m.onnx", **kinds))


def test_a_map_instead_of_a_score_is_refused(tmp_path):
    path = write_model(tmp_path / "m.onnx", out=(1, 1, "h", "w"))
    model = onnx.load(path)
    del model.graph.node[1]
    model.graph.node[1].input[0] = "below"
    path.write_bytes(model.SerializeToString())
    with pytest.raises(InvalidConfig, match=r"has the shape \(1, 1, 128, 128\)"):
        read_external(path)


def test_operators_of_others_and_broken_files_are_refused(tmp_path):
    path = write_model(tmp_path / "m.onnx")
    model = onnx.load(path)
    model.graph.node[0].domain = "com.example"
    model.opset_import.append(helper.make_opsetid("com.example", 1))
    path.write_bytes(model.SerializeToString())
    with pytest.raises(InvalidConfig, match=r"operators of \['com.example'\]"):
        read_external(path)
    path.write_bytes(b"no model")
    with pytest.raises(BrokenFile, match="ONNX file"):
        read_external(path)
    with pytest.raises(BrokenFile, match="Cannot read"):
        read_external(tmp_path / "none.onnx")


def test_a_score_that_is_not_finite_is_refused(tmp_path):
    path = write_model(tmp_path / "m.onnx")
    model = onnx.load(path)
    model.graph.node[0].op_type = "Reciprocal"  # of the black pixel
    path.write_bytes(model.SerializeToString())
    with pytest.raises(InvalidConfig, match="not finite"):
        read_external(path)
