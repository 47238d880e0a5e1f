"""Parts with a reference each."""

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.inspection.fit_pairs import fit_pairs, is_pairs, region_curve
from andon.inspection.grade_inspector import grade_inspector, parts_to_grade
from andon.inspection.inspection_set import SplitConfig, make_split, read_set
from andon.inspection.inspector_folder import read_inspector, write_inspector
from andon.inspection.onnx_runner import OnnxRunner
from andon.randomness import stream
from tests.inspection.textures import save


@pytest.fixture
def boards(tmp_path):
    """Twenty boards with two cut tracks each, displaced by up to one pixel."""
    lines = []
    for index in range(20):
        generator = stream(index, "board")
        board = np.zeros((1, 80, 80), dtype=np.float32)
        board[:, 8::16] = board[:, 9::16] = board[:, 10::16] = board[:, 11::16] = 1.0
        part = np.roll(board, int(generator.integers(-1, 2)), axis=1)
        boxes = []
        for row, column in zip(generator.permutation(5)[:2], generator.permutation(5)[:2],
                               strict=True):  # fmt: skip
            top, left = 16 * int(row) + 6, 14 * int(column) + 4
            part[:, top : top + 8, left : left + 5] = 0.0
            boxes.append(f"{left} {top} {left + 5} {top + 8} 1")
        save(board, tmp_path / f"{index}_temp.png")
        save(part, tmp_path / f"{index}_test.png")
        (tmp_path / f"{index}.txt").write_text("\n".join(boxes))
        lines.append(f"{index}.png {index}.txt")
    (tmp_path / "list.txt").write_text("\n".join(lines))
    return tmp_path / "list.txt"


def test_cut_tracks_are_found_and_displaced_ones_are_not(boards, tmp_path):
    split = make_split(read_set(boards), SplitConfig())
    assert is_pairs(split)
    fitted = fit_pairs(split, max_false_calls=0.5)
    write_inspector(tmp_path / "run", fitted, split, {"data": str(boards)})
    stored = read_inspector(tmp_path / "run")
    assert stored.inspector.needs_reference
    grading = grade_inspector(stored, parts_to_grade(stored, None))
    at = next(c for c in grading.curve if c.above == stored.region_above)
    assert at.num_found == at.num_boxes
    assert at.num_false_calls == 0


def test_parts_without_boxes_are_refused(boards):
    for path in boards.parent.glob("[0-9]*.txt"):
        path.write_text("")
    split = make_split(read_set(boards), SplitConfig())
    with pytest.raises(InvalidConfig, match="No part marks a defect"):
        fit_pairs(split, max_false_calls=5.0)


def test_real_boards_keep_recall_and_false_calls(shared_data):
    listed = shared_data / "deep_pcb" / "PCBData" / "test.txt"
    if not listed.is_file():
        pytest.skip(f"no circuit boards at {listed}")
    examples = read_set(listed)[:24]
    split = make_split(examples, SplitConfig(training_share=0.25, calibration_share=0.25))
    fitted = fit_pairs(split, max_false_calls=8.0)
    curve = region_curve(OnnxRunner(fitted.model), fitted.inspector, split.grading)
    at = next(c for c in curve if c.above == fitted.region_above)
    assert at.num_found >= 0.97 * at.num_boxes
    assert at.num_false_calls < 9.0 * at.num_pictures
