"""The folder of an inspector: read back as it was written, or refused."""

import json
import shutil

import numpy as np
import pytest

from andon.errors import BrokenFile
from andon.inspection.inspector_folder import read_inspector
from tests.inspection.textures import make_texture


@pytest.fixture
def copy(fitted_folder, tmp_path):
    return shutil.copytree(fitted_folder, tmp_path / "copy")


def test_what_is_read_scores_as_what_was_written(copy, fitted_folder):
    one, two = read_inspector(copy).inspector, read_inspector(fitted_folder).inspector
    a, b = one.inspect(make_texture(3)), two.inspect(make_texture(3))
    assert a.score == b.score
    np.testing.assert_array_equal(a.heat, b.heat)


def test_another_model_is_refused(copy):
    (copy / "model.onnx").write_bytes(b"another")
    with pytest.raises(BrokenFile, match="not the model that was fitted"):
        read_inspector(copy)


@pytest.mark.parametrize("name", ["split.json", "operating_point.json", "arrays.npz"])
def test_a_missing_file_is_refused_by_name(copy, name):
    (copy / name).unlink()
    with pytest.raises(BrokenFile, match=name):
        read_inspector(copy)


def test_a_folder_without_an_inspector_and_another_schema_are_refused(copy, tmp_path):
    with pytest.raises(BrokenFile, match="holds no inspector"):
        read_inspector(tmp_path)
    data = json.loads((copy / "inspector.json").read_text())
    (copy / "inspector.json").write_text(json.dumps({**data, "schema": 9}))
    with pytest.raises(BrokenFile, match="schema 9"):
        read_inspector(copy)
