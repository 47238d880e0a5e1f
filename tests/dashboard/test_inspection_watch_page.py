"""Pages of drift and release say what the files say, and are refused without them."""

import json

import pytest

from andon.artifacts import to_json, write_json
from andon.dashboard.inspection_watch_page import make_drift_page, make_release_page
from andon.errors import BrokenFile
from andon.inspection.drift import DriftAlarm
from andon.inspection.input_drift import watch_input
from andon.inspection.release import PairedPart, decide_release
from andon.randomness import stream


def write_drift(folder, shift):
    """Write the record of 40 parts whose brightness is shifted."""
    draw = stream(0, "page").standard_normal
    parts = [(f"<{i}>.png", {"brightness": float(draw()) + shift}) for i in range(40)]
    report = watch_input(
        {"brightness": draw(60)}, parts, alarm=DriftAlarm(rule="ever", alpha=0.05), num_streams=4
    )
    write_json(folder / "drift.json", {"schema": 1, "inspector": "runs/a", **to_json(report)})
    return report


def write_release(folder):
    """Write the record of a challenger that finds 30 more of 40 bad parts, and loses one."""
    bad = [
        PairedPart(
            name=f"<b{i}>", is_bad=True, incumbent="accept" if i < 30 else "reject",
            challenger="accept" if i == 39 else "reject", defect_class="hole",
        )
        for i in range(40)
    ]  # fmt: skip
    good = [
        PairedPart(name=f"g{i}", is_bad=False, incumbent="accept", challenger="accept")
        for i in range(400)
    ]
    release = decide_release([*bad, *good], max_rise=0.05)
    arms = {"incumbent_inspector": "runs/a", "challenger_inspector": "runs/b"}
    write_json(folder / "release.json", {"schema": 1, **arms, **to_json(release)})
    return release


def test_the_drift_page_names_lamp_part_and_power(tmp_path):
    report = write_drift(tmp_path, 3.0)
    page = make_drift_page(tmp_path).read_text()
    assert "<h1>" in page
    assert "RED" in page
    assert report.alarm_part.replace("<", "&lt;").replace(">", "&gt;") in page
    assert f"{report.power[0].shift_sd:g} sd" in page
    assert "chance 0.05 at most" in page


def test_the_release_page_names_what_is_newly_missed(tmp_path):
    release = write_release(tmp_path)
    page = make_release_page(tmp_path).read_text()
    assert release.lamp == "GREEN"
    assert "release it" in page
    assert "10 of 40" in page
    assert "39 of 40" in page
    assert "&lt;b39&gt;" in page
    assert "<b39>" not in page


def test_another_schema_or_lamp_is_refused(tmp_path):
    write_release(tmp_path)
    path = tmp_path / "release.json"
    record = json.loads(path.read_text())
    path.write_text(json.dumps({**record, "lamp": "BLUE"}))
    with pytest.raises(BrokenFile, match="has the lamp 'BLUE'"):
        make_release_page(tmp_path)
    path.write_text(json.dumps({**record, "schema": 9}))
    with pytest.raises(BrokenFile, match="has schema 9"):
        make_release_page(tmp_path)
    with pytest.raises(BrokenFile, match=r"drift\.json"):
        make_drift_page(tmp_path)
