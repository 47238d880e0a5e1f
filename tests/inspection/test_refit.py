"""A missed part, once added, is found; and so is its like."""

import pytest

from andon.errors import InvalidConfig
from andon.inspection.fit_inspector import FitConfig, read_part
from andon.inspection.grade_inspector import example_of
from andon.inspection.inspector_folder import read_inspector, write_inspector
from andon.inspection.onnx_runner import OnnxRunner
from andon.inspection.refit import add_misses
from andon.inspection.split_file import read_split
from tests.inspection.textures import make_texture, save


@pytest.fixture
def faint(tmp_path):
    """Two parts with a faint stripe that an inspector of good parts does not reject."""
    made = []
    for index in range(2):
        picture = make_texture(500 + index)
        picture[:, :, 30:50] *= 0.97
        made.append(example_of(save(picture, tmp_path / f"{index}.png"), defect_class="stripe"))
    return made


def test_an_added_miss_scores_higher_and_is_rejected(fitted_folder, faint, tmp_path):
    stored = read_inspector(fitted_folder)
    before = OnnxRunner(stored.model)
    fitted = add_misses(stored, faint[:1], FitConfig())
    after = OnnxRunner(fitted.model)
    old, new = (
        read_part(runner, inspector, faint[0]).score
        for runner, inspector in ((before, stored.inspector), (after, fitted.inspector))
    )
    assert new > old
    assert fitted.point.decide([new]) == ("reject",)
    assert "labels" in fitted.inspector.choice.members
    write_inspector(tmp_path / "more", fitted, read_split(fitted_folder / "split.json"), {})
    again = add_misses(read_inspector(tmp_path / "more"), faint[1:], FitConfig())
    assert again.memory is not None
    assert len(again.memory.bad) == 2


def test_nothing_to_add_is_refused(fitted_folder):
    with pytest.raises(InvalidConfig, match="no miss to add"):
        add_misses(read_inspector(fitted_folder), [], FitConfig())
