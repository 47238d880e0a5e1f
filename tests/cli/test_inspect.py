"""`andon inspect`: from labelled pictures to decisions, and what is refused."""

import csv
import json
from pathlib import Path

import pytest

from tests.inspection.textures import add_hole, make_texture, save, write_set


@pytest.fixture(scope="module")
def inspector(tmp_path_factory):
    """An inspector fitted by the command, in its folder."""
    from andon.cli.main import main

    root = tmp_path_factory.mktemp("inspect")
    labels = write_set(root / "set")
    words = ["--labels-per-class", "8", "--compute", "inline", "--out", str(root / "fit")]
    assert main(["inspect", "fit", str(labels), *words]) == 0
    return root / "fit"


def test_fit_writes_everything_that_an_auditor_asks_for(inspector):
    names = {path.name for path in inspector.iterdir()}
    assert names == {
        "model.onnx", "arrays.npz", "inspector.json", "operating_point.json", "split.json",
        "provenance.json", "setup.json",
    }  # fmt: skip
    point = json.loads((inspector / "operating_point.json").read_text())
    assert point["rule"] == "conformal"
    assert len(point["calibration"]) == 19
    split = json.loads((inspector / "split.json").read_text())
    assert len(split["training"]) == 58 + 8


def test_grade_writes_the_card_and_the_page(andon, inspector):
    answer = andon("inspect", "grade", inspector, "--out", "card", "--prevalence", "0.02",
                   "--parts-per-shift", "1000", "--takt-s", "2", "--escape-cost", "100",
                   "--overkill-cost", "2")  # fmt: skip
    assert (answer.code, answer.err) == (0, "")
    for words in ("escapes", "overkill", "AUROC", "latency p95", "cost per 1,000", "hole"):
        assert words in answer.words
    assert "Report card" in Path("card/report.html").read_text()


def test_grading_the_fitted_set_again_is_refused(andon, inspector):
    answer = andon("inspect", "grade", inspector, "--data", inspector.parent / "set" / "labels.csv",
                   "--out", "card")  # fmt: skip
    assert answer.code == 2
    assert "looks better than it is" in answer.err


def test_run_decides_and_says_where(andon, inspector, tmp_path):
    picture, (row, column) = add_hole(make_texture(700), 700)
    save(picture, tmp_path / "new" / "bad.png")
    save(make_texture(701), tmp_path / "new" / "good.png")
    answer = andon("inspect", "run", inspector, "new", "--out", "out", "--mm-per-px", "0.1")
    assert answer.code == 0
    rows = {
        r["image"]: r for r in csv.DictReader(Path("out/decisions.csv").read_text().splitlines())
    }
    bad = rows["bad.png"]
    assert bad["decision"] == "reject"
    assert abs(int(bad["left_px"]) + int(bad["width_px"]) / 2 - column) < 8
    assert abs(int(bad["top_px"]) + int(bad["height_px"]) / 2 - row) < 8
    assert 0.0 < float(bad["area_mm2"]) < 5.0
    assert (tmp_path / "out" / bad["heat"]).is_file()


def test_explain_names_members_and_place(andon, inspector, tmp_path):
    picture, _ = add_hole(make_texture(700), 700)
    save(picture, tmp_path / "bad.png")
    answer = andon("inspect", "explain", inspector, "bad.png")
    assert answer.code == 0
    for words in ("reject", "spreads above", "place: x"):
        assert words in answer.words
    assert (tmp_path / "bad_explained.png").is_file()


def test_add_refits_with_a_miss(andon, inspector, tmp_path):
    picture, _ = add_hole(make_texture(702), 702)
    save(picture, tmp_path / "miss.png")
    answer = andon("inspect", "add", inspector, "miss.png", "--out", "more")
    assert (answer.code, answer.err) == (0, "")
    split = json.loads((tmp_path / "more" / "split.json").read_text())
    assert split["training"][-1]["name"] == "miss.png"


def test_agree_and_plan_print_published_figures(andon, tmp_path):
    rows = [("part", "appraiser", "trial", "reading", "reference")]
    for part in range(4):
        for name in ("A", "camera"):
            for trial in (1, 2):
                bad = "bad" if part == 0 else "good"
                rows.append((part, name, trial, bad, bad))
    with (tmp_path / "study.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    answer = andon("inspect", "agree", "study.csv", "--json", "study.json")
    assert answer.code == 0
    assert "camera" in answer.words
    assert (tmp_path / "study.json").is_file()
    plan = andon("inspect", "plan", "--rate", "0.99", "--lot-size", "1000", "--aql", "1")
    assert plan.code == 0
    for words in ("Code letter J: take 80, accept up to 2", "299", "473", "1.711"):
        assert words in plan.words


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("plan",), "Say what to plan"),
        (("plan", "--lot-size", "90"), "needs both --lot-size and --aql"),
        (("run", "nothing", "nothing"), "holds no inspector"),
        (("fit", "nothing"), "There is no set"),
    ],
)
def test_what_cannot_be_meant_is_refused(andon, words, message):
    answer = andon("inspect", *words)
    assert answer.code == 2
    assert message in answer.err


def test_half_of_the_costs_or_of_a_station_is_refused(andon, inspector):
    answer = andon("inspect", "grade", inspector, "--escape-cost", "5")
    assert answer.code == 2
    assert "both --escape-cost and --overkill-cost" in answer.err
    answer = andon("inspect", "grade", inspector, "--prevalence", "0.1")
    assert answer.code == 2
    assert "give all three or none" in answer.err


def test_a_folder_that_is_no_run_is_not_replaced(andon, inspector, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    labels = inspector.parent / "set" / "labels.csv"
    answer = andon("inspect", "fit", labels, "--out", "mine", "--compute", "inline")
    assert answer.code == 2
    assert "is no run of andon" in answer.err
    assert (tmp_path / "mine" / "letter.txt").read_text() == "dear"
