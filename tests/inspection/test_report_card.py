"""The report card adds the figures up, group by group, on parts that were never seen."""

import json
from dataclasses import replace

import pytest

from andon.artifacts import to_json
from andon.errors import InvalidConfig
from andon.inspection.counts import InspectionCounts, Station, cost_per_1000
from andon.inspection.operating_point import choose_by_cost, choose_conformal
from andon.inspection.ranking import auroc
from andon.inspection.report_card import grade
from tests.inspection.parts import COSTS, all_scores, draw_parts, make_parts

STATION = Station(prevalence=0.02, parts_per_shift=480, review_time_s=90.0, takt_time_s=0.5)

POINT = choose_by_cost(draw_parts(60, 150, prefix="calibration"), COSTS, prevalence=0.02)


def graded():
    parts = draw_parts(20, 40, prefix="graded")
    return [
        replace(
            part,
            defect_class=("crack", "break")[index % 2] if part.is_bad else "",
            lot=f"lot_{index % 3}",
            lighting="warm" if index % 5 == 0 else "",
            latency_s=0.1 + 0.01 * index,
        )
        for index, part in enumerate(parts)
    ]


def test_groups_add_up_to_the_whole():
    card = grade(graded(), POINT)
    assert (card.counts.num_bad, card.counts.num_good) == (20, 40)
    lots = [group.counts for group in card.by_lot]
    assert [group.name for group in card.by_lot] == ["lot_0", "lot_1", "lot_2"]
    for field in ("bad_accepted", "bad_rejected", "good_accepted", "good_rejected"):
        assert sum(getattr(lot, field) for lot in lots) == getattr(card.counts, field)
    classes = [group.counts for group in card.by_class]
    assert [group.name for group in card.by_class] == ["break", "crack"]
    assert sum(c.bad_accepted for c in classes) == card.counts.bad_accepted
    assert all(c.num_good == 0 for c in classes)
    assert [(g.name, g.counts.num_bad + g.counts.num_good) for g in card.by_lighting] == [
        ("warm", 12)
    ]


def test_a_defect_class_is_ranked_against_all_good_parts():
    parts = graded()
    card = grade(parts, POINT)
    scores, truth = all_scores([p for p in parts if p.class_name in ("crack", "")])
    assert card.by_class[1].auroc == auroc(scores, truth)
    assert card.ranking.auroc == auroc(*all_scores(parts))


def test_a_part_with_several_kinds_counts_for_each():
    parts = [
        replace(p, defect_class=("crack", "crack+pit")[i % 2] if p.is_bad else "")
        for i, p in enumerate(draw_parts(20, 40, prefix="several"))
    ]
    groups = {group.name: group.counts.num_bad for group in grade(parts, POINT).by_class}
    assert groups == {"crack": 20, "pit": 10}


def test_figures_of_the_line_need_a_station():
    parts = graded()
    bare = grade(parts, choose_conformal(make_parts(good=range(40)), max_false_alarm_rate=0.1))
    assert bare.false_calls_per_found_defect is None
    assert bare.reinspection_minutes_per_shift is None
    assert bare.cost_per_1000 is None
    assert grade(parts, bare.point, costs=COSTS).cost_per_1000 is None  # no prevalence either
    assert grade(parts, bare.point, station=STATION).cost_per_1000 is None
    assert grade(parts, bare.point, station=STATION, costs=COSTS).cost_per_1000.value > 0
    card = grade(parts, POINT, station=STATION)
    assert card.false_calls_per_found_defect.value > 0
    assert card.reinspection_minutes_per_shift.value > 0
    assert card.cost_per_1000 == cost_per_1000(card.counts, COSTS, prevalence=0.02)
    dear = grade(parts, POINT, station=STATION, costs=replace(COSTS, escape_cost=5000.0))
    assert dear.cost_per_1000.value > card.cost_per_1000.value
    assert grade(parts, POINT).cost_per_1000 == card.cost_per_1000  # the point's own prevalence


def test_latency_is_held_against_the_takt():
    card = grade(graded(), POINT, station=STATION)
    # 60 times 0.10, 0.11, ..., 0.69 s: the 57th is 0.66; later than 0.5 are 19
    assert card.latency.p50_s == pytest.approx(0.395)
    assert card.latency.p95_s == pytest.approx(0.66)
    assert (card.latency.num_parts, card.latency.num_late) == (60, 19)
    assert grade(graded(), POINT).latency.num_late is None
    assert grade(draw_parts(3, 3, prefix="g"), POINT).latency is None


def test_the_chart_counts_every_part_that_was_not_accepted():
    card = grade(graded(), POINT)
    assert [point.count for point in card.chart.points] == [
        lot.counts.found.count + lot.counts.false_calls.count for lot in card.by_lot
    ]
    assert grade(draw_parts(3, 3, prefix="g"), POINT).chart is None


def test_good_parts_alone_can_be_graded_for_overkill():
    card = grade(make_parts(good=[-9.0, 9.0], prefix="g"), POINT)
    assert card.ranking is None
    assert card.counts == InspectionCounts(
        bad_accepted=0, bad_rejected=0, good_accepted=1, good_rejected=1
    )


def test_a_class_without_good_parts_has_no_area():
    card = grade(make_parts([3.0], prefix="g"), POINT)
    assert (card.by_class[0].name, card.by_class[0].auroc) == ("unnamed", None)


def test_the_card_is_plain_data():
    text = json.dumps(to_json(grade(graded(), POINT, station=STATION, aupro=0.9)))
    assert json.loads(text)["aupro"] == 0.9
    assert json.loads(text)["graded"][0] == {"name": "graded_bad_0", "content_hash": ""}


def test_parts_that_chose_the_threshold_are_refused():
    seen = draw_parts(60, 150, prefix="calibration")[:1]
    with pytest.raises(InvalidConfig, match=r"'calibration_bad_0' is in the calibration set"):
        grade(seen, POINT)
    with pytest.raises(InvalidConfig, match=r"There is no part to grade"):
        grade([], POINT)
    with pytest.raises(InvalidConfig, match=r"more than once in one set"):
        grade(make_parts([1]) * 2, POINT)
