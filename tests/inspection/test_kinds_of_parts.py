"""The same defaults for parts that lie in one position, lie anyhow, and are long and of 16 bits."""

import pytest

from andon.inspection.fit_inspector import FitConfig, fit, read_part
from andon.inspection.onnx_runner import OnnxRunner
from andon.inspection.ranking import auroc
from tests.inspection.kinds import make_board, make_screw, make_strip, write_kind
from tests.inspection.textures import split_of


def graded_area(folder, **config):
    """Fit on good parts alone and give choice and area on parts that were never seen."""
    split = split_of(folder, labels_per_class=0, **config)
    fitted = fit(split, FitConfig(), backend="inline")
    runner = OnnxRunner(fitted.model)
    scores = [read_part(runner, fitted.inspector, e).score for e in split.grading]
    area = auroc(scores, [e.label.is_bad for e in split.grading])
    return fitted.inspector.choice.members, area.value


def test_aligned_parts_are_compared_place_by_place(tmp_path):
    members, area = graded_area(write_kind(tmp_path, make_board), calibration_share=0.25)
    assert "position" in members
    assert area > 0.85


@pytest.mark.slow
def test_parts_that_lie_anyhow_are_not_compared_place_by_place(tmp_path):
    members, area = graded_area(write_kind(tmp_path, make_screw), calibration_share=0.25)
    assert "position" not in members
    assert area > 0.85


@pytest.mark.slow
@pytest.mark.parametrize("bits", [8, 16])
def test_long_strips_of_8_and_16_bits(tmp_path, bits):
    _, area = graded_area(write_kind(tmp_path, make_strip, bits=bits), calibration_share=0.25)
    assert area > 0.95
