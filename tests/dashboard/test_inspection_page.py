"""The page of a report card says what the files say, and is refused without them."""

import json
import re

import pytest

from andon.dashboard.inspection_page import make_inspection_page
from andon.errors import BrokenFile
from andon.inspection.fit_inspector import CurvePoint
from andon.inspection.graded_part import GradedPart
from andon.inspection.inspection_set import Example
from andon.inspection.labels import LabelledPicture
from andon.inspection.operating_point import choose_conformal
from andon.inspection.report_card import grade
from tests.inspection.textures import make_texture, save


@pytest.fixture
def folder(tmp_path):
    """A grading of 20 good and 5 bad parts, of which one escapes and two good are rejected."""
    from andon.artifacts import to_json, write_json
    from andon.inspection.heat_picture import draw_decision
    from andon.inspection.picture_file import read_picture

    calibration = [GradedPart(name=f"c{i}", score=i / 100, is_bad=False) for i in range(40)]
    point = choose_conformal(calibration, max_false_alarm_rate=0.1)
    scores = [0.1] * 18 + [0.9] * 2
    parts = [
        GradedPart(name=f"g{i}", score=s, is_bad=False, lot=f"lot {i % 2}", latency_s=0.01)
        for i, s in enumerate(scores)
    ]
    parts += [
        GradedPart(name=f"<b{i}>", score=0.8 if i else 0.2, is_bad=True, defect_class="hole",
                   lot="lot 0", latency_s=0.02)
        for i in range(5)
    ]  # fmt: skip
    card = grade(parts, point)
    write_json(tmp_path / "card.json", {"schema": 1, **to_json(card)})
    curve = [
        CurvePoint(above=a, num_boxes=10, num_found=f, num_false_calls=c, num_pictures=5)
        for a, f, c in ((0.6, 10, 40), (0.7, 9, 5))
    ]
    write_json(tmp_path / "curve.json", {"schema": 1, "curve": curve})
    label = LabelledPicture(path=save(make_texture(0), tmp_path / "p.png"), is_bad=False)
    assert Example(name="p", label=label, content_hash="").name == "p"
    picture = read_picture(label.path)
    (tmp_path / "e.png").write_bytes(draw_decision(picture, picture[0], ()))
    rows = [
        {**{k: getattr(p, k) for k in ("name", "score", "is_bad", "defect_class", "lot")},
         "picture": "e.png" if p.name == "<b0>" or (not p.is_bad and p.score > 0.5) else ""}
        for p in parts
    ]  # fmt: skip
    write_json(tmp_path / "parts.json", {"schema": 1, "parts": rows})
    write_json(tmp_path / "setup.json", {"schema": 1, "inspector": "runs/tiles"})
    return tmp_path


def test_the_page_shows_the_pair_and_every_escape(folder):
    page = make_inspection_page(folder).read_text()
    words = re.sub(r"\s+", " ", page)
    assert "20.00 %" in words
    assert "1 of 5 bad parts were accepted" in words
    assert "10.00 %" in words
    assert "2 of 20 good parts were rejected" in words
    assert "&lt;b0&gt;" in page
    assert "<b0>" not in page
    assert page.count("data:image/png;base64,") == 3
    assert "90.00 %" in words  # recall of the curve


def test_the_page_needs_nothing_from_elsewhere(folder):
    page = make_inspection_page(folder).read_text()
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    assert "<script" not in page


def test_a_missing_picture_and_another_schema_are_refused(folder):
    (folder / "e.png").unlink()
    with pytest.raises(BrokenFile, match=r"e\.png"):
        make_inspection_page(folder)
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps({**card, "schema": 2}))
    with pytest.raises(BrokenFile, match="schema 2"):
        make_inspection_page(folder)


def test_many_kinds_of_defects_are_summed_up(folder):
    card = json.loads((folder / "card.json").read_text())
    (kind,) = card["by_class"]
    card["by_class"] = [{**kind, "name": f"kind {i:02d}"} for i in range(20)]
    (folder / "card.json").write_text(json.dumps(card))
    page = make_inspection_page(folder).read_text()
    assert "kind 11" in page
    assert "kind 12" not in page
    assert "8 more kinds, rarer than these, with 8 of 40 escapes" in page
