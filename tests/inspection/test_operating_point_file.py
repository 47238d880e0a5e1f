"""The operating point as a file."""

import json
from dataclasses import replace

import pytest

from andon.errors import BrokenFile
from andon.inspection.operating_point import choose_by_cost, choose_conformal
from andon.inspection.operating_point_file import read_operating_point, write_operating_point
from tests.inspection.parts import COSTS, make_parts


@pytest.mark.parametrize(
    "point",
    [
        choose_by_cost(make_parts([5, 7], [1, 3]), COSTS, prevalence=0.1),
        choose_by_cost(make_parts([1, 5], [1, 3]), replace(COSTS, review_cost=0.5), prevalence=0.1),
        choose_conformal(make_parts(good=range(40)), max_false_alarm_rate=0.1, promise="certain"),
    ],
)
def test_a_point_comes_back_as_it_was_written(tmp_path, point):
    path = tmp_path / "point.json"
    write_operating_point(path, point)
    assert read_operating_point(path) == point


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema": 2}, r"has schema 2; this version reads 1"),
        ({"rule": "guess"}, r"is no operating point: no rule named 'guess'; known are"),
        ({"accept_up_to": 9.0}, r"Parts would be accepted up to 9\.0 and rejected above 4\.0"),
        ({"colour": "red"}, r"is no operating point: .*colour"),
        ({"costs": {"escape_cost": 1.0}}, r"is no operating point: .*overkill_cost"),
        ({"calibration": [{"title": "a"}]}, r"is no operating point: .*title"),
        ({"calibration": 3}, r"is no operating point"),
    ],
)
def test_a_file_that_says_something_else_is_refused(tmp_path, change, message):
    path = tmp_path / "point.json"
    write_operating_point(path, choose_by_cost(make_parts([5], [3]), COSTS, prevalence=0.1))
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(BrokenFile, match=message):
        read_operating_point(path)


def test_a_file_without_a_field_is_refused(tmp_path):
    path = tmp_path / "point.json"
    path.write_text(json.dumps({"schema": 1}))
    with pytest.raises(BrokenFile, match=r"is no operating point: 'rule'"):
        read_operating_point(path)
