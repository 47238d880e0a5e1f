"""Fitting end to end, and what is refused before anything is fitted."""

import numpy as np
import pytest

from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.costs import InspectionCosts
from andon.inspection.fit_inspector import FitConfig, fit, read_part
from andon.inspection.grade_inspector import grade_inspector
from andon.inspection.inspector_folder import read_inspector, write_inspector
from andon.inspection.onnx_runner import OnnxRunner
from andon.inspection.ranking import auroc
from tests.inspection.kinds import make_board, make_screw, make_strip, write_kind
from tests.inspection.textures import make_texture, save, split_of, write_set


def test_an_inspector_of_good_parts_finds_holes_and_keeps_its_promise(fitted_folder):
    stored = read_inspector(fitted_folder)
    assert stored.inspector.choice.is_real is False
    assert stored.point.rule == "conformal"
    assert stored.memory is not None
    assert len(stored.memory.bad) == 0
    assert len(stored.fitted_on) + len(stored.held_out) == 112


def test_costs_choose_the_thresholds(tmp_path):
    split = split_of(write_set(tmp_path, num_good=70, num_bad=40), calibrates_with_bad=True)
    costs = InspectionCosts(
        escape_cost=100.0, overkill_cost=2.0, currency="EUR", priced_on="2026-08-01"
    )
    fitted = fit(split, FitConfig(costs=costs, prevalence=0.05), backend="inline")
    assert fitted.point.rule == "cost"
    assert fitted.inspector.choice.is_real
    assert fitted.point.num_bad == 8


def test_costs_without_a_prevalence_are_refused():
    with pytest.raises(InvalidConfig, match="give both, or neither"):
        FitConfig(prevalence=0.1)


def test_too_few_good_parts_are_refused(tmp_path):
    split = split_of(write_set(tmp_path, num_good=20, num_bad=3))
    with pytest.raises(InvalidConfig, match=r"Found 12 good parts to fit on.*; at least 30"):
        fit(split, FitConfig())


def test_a_promise_that_cannot_be_kept_is_refused_before_fitting(tmp_path):
    split = split_of(write_set(tmp_path, num_good=60, num_bad=0))
    with pytest.raises(InvalidConfig, match="12 good parts cannot promise"):
        fit(split, FitConfig(max_overkill=0.05))


def test_a_broken_picture_is_refused_by_name(tmp_path):
    labels = write_set(tmp_path, num_good=96, num_bad=2)
    split = split_of(labels)
    victim = split.training[0].label.path
    victim.write_bytes(victim.read_bytes()[:500])
    with pytest.raises(BrokenFile, match=victim.name):
        fit(split, FitConfig(), backend="inline")


def test_colour_mixed_sizes_and_bits_are_fitted(tmp_path):
    for index in range(60):
        picture = make_texture(index, channels=3 if index % 2 else 1)
        if index == 1:
            picture[0] = np.clip(picture[0] + 0.2, 0.0, 1.0)
        crop = picture[:, : 66 + index % 3, : 70 + index % 5]
        bits = 16 if picture.shape[0] == 1 else 8
        save(crop, tmp_path / "good" / f"{index}.png", bits=bits)
    save(make_texture(99), tmp_path / "bad" / "0.png")
    split = split_of(tmp_path, labels_per_class=0)
    fitted = fit(split, FitConfig(max_overkill=0.1), backend="inline")
    assert fitted.inspector.preparation.bank.num_channels == 3
    assert fitted.inspector.size is None


@pytest.mark.slow
@pytest.mark.parametrize(("labels", "floor"), [(0, 0.80), (20, 0.87), (None, 0.91)])
def test_real_tiles_reach_their_floors(shared_data, labels, floor, tmp_path):
    folder = shared_data / "magnetic_tile"
    if not folder.is_dir():
        pytest.skip(f"no magnet tiles at {folder}")
    split = split_of(folder, labels_per_class=labels)
    fitted = fit(split, FitConfig())
    write_inspector(tmp_path, fitted, split, {"data": str(folder)})
    grading = grade_inspector(read_inspector(tmp_path), split.grading)
    assert grading.card.ranking is not None
    assert grading.card.ranking.auroc.value >= floor


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
