"""Grading: on parts that were never seen, or refused."""

import json

import pytest

from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.grade_inspector import (
    example_of,
    grade_inspector,
    parts_to_grade,
    write_grading,
)
from andon.inspection.inspection_set import read_set
from andon.inspection.inspector_folder import read_inspector
from tests.inspection.textures import make_texture, save


@pytest.fixture
def stored(fitted_folder):
    return read_inspector(fitted_folder)


def test_holes_are_found_and_the_card_says_so(stored, tmp_path):
    examples = parts_to_grade(stored, None)
    assert {e.identity for e in examples} == set(stored.held_out)
    grading = grade_inspector(stored, examples)
    assert grading.card.ranking is not None
    assert grading.card.ranking.auroc.value > 0.95
    assert grading.card.counts.num_bad == 16
    assert len(grading.card.by_lot) == 3
    write_grading(tmp_path, grading, {"inspector": "x"})
    parts = json.loads((tmp_path / "parts.json").read_text())["parts"]
    assert len(parts) == len(examples)
    for part in parts:
        is_wrong = part["is_bad"] == (part["decision"] == "accept")
        assert bool(part["picture"]) == is_wrong


def test_a_set_that_fitted_the_inspector_is_refused(stored):
    labels = stored.setup["data"]
    with pytest.raises(InvalidConfig, match="in the calibration set and in the grading set"):
        parts_to_grade(stored, type(stored.folder)(str(labels)))
    everything = read_set(type(stored.folder)(str(labels)))
    with pytest.raises(InvalidConfig, match="looks better than it is"):
        grade_inspector(stored, everything)


def test_a_copy_under_another_name_is_refused_too(stored, tmp_path):
    source = next(e for e in read_set(type(stored.folder)(str(stored.setup["data"])))
                  if e.identity in stored.fitted_on)  # fmt: skip
    copy = tmp_path / "renamed.png"
    copy.write_bytes(source.label.path.read_bytes())
    with pytest.raises(InvalidConfig, match=r"renamed\.png"):
        grade_inspector(stored, [example_of(copy)])


def test_a_picture_that_is_too_small_is_refused_by_name(stored, tmp_path):
    small = save(make_texture(0)[:, :30, :30], tmp_path / "small.png")
    with pytest.raises((BrokenFile, InvalidConfig), match=r"small\.png"):
        grade_inspector(stored, [example_of(small)])
