"""The learning curve as a picture."""

from dataclasses import fields

import pytest

pytest.importorskip("torch")

from andon.training.curve_picture import draw_curve
from andon.training.trainer import CurveRow


def make(steps: int) -> CurveRow:
    return CurveRow(**({f.name: 0.5 for f in fields(CurveRow)} | {"steps": steps}))


def test_a_curve_is_drawn_with_and_without_exams():
    rows = [make(steps) for steps in (100, 200)]
    result = {"name": "walk", "trials": 4, "successes": 3}
    plain = draw_curve(rows, [])
    full = draw_curve(rows, [{"steps": 150, "results": [result]}])
    assert plain.startswith(b"\x89PNG")
    assert full.startswith(b"\x89PNG")
    assert full != plain
    assert draw_curve(rows, []) == plain
