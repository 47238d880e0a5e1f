"""A training run in a folder: it goes on where it stopped, and in no other run's folder."""

import csv
import json
from dataclasses import fields

import pytest

torch = pytest.importorskip("torch")

from andon.errors import InvalidConfig  # noqa: E402
from andon.policies.contract_file import read_contract  # noqa: E402
from andon.training import session as module  # noqa: E402
from andon.training.exam import Exam, ExamResult  # noqa: E402
from andon.training.session import Session, SessionConfig, curve_text  # noqa: E402
from andon.training.trainer import CurveRow  # noqa: E402
from tests.training.runs import tiny  # noqa: E402

EASY = Exam(name="fall", scenario="street_take_push", pass_share=0.0)
HARD = Exam(name="walk", scenario="street_walk", variation={"command_lin_vel_x": 1.0})
WATCH = SessionConfig(exam_every=96, exam_trials=1)


def sit(contract, exams, *, trials, threads, body):
    """Let `fall` be passed and nothing else, without a rollout."""
    assert contract.is_file()
    assert body == "humanoid"
    assert threads == 1
    return [
        ExamResult(
            name=exam.name,
            trials=trials,
            successes=int(exam is EASY),
            mean_speed_m_s=0.0,
            is_passed=exam is EASY,
        )
        for exam in exams
    ]


@pytest.fixture(autouse=True)
def _easy_exams(monkeypatch):
    monkeypatch.setattr(module, "EXAMS", (EASY, HARD))
    monkeypatch.setattr(module, "take_exams", sit)


def run(session: Session):
    """Run to the end; give the rows and when exams were taken."""
    rows, exams = [], []
    session.run(rows.append, lambda steps, results: exams.append(steps))
    return rows, exams


def test_a_run_writes_a_policy_a_curve_and_its_exams(tmp_path):
    session = Session(tmp_path / "run", tiny(), WATCH)
    rows, exams = run(session)
    assert not session.is_resumed
    assert exams == [96, 144]
    contract = read_contract(tmp_path / "run" / "reflex.toml")
    assert contract.model == "reflex.onnx"
    header = (tmp_path / "run" / "reflex.toml").read_text()
    assert "andon train reflex --seed 0" in header
    assert "144 control steps in 3 updates" in header
    lines = list(csv.DictReader((tmp_path / "run" / "curve.csv").read_text().splitlines()))
    assert [int(line["steps"]) for line in lines] == [row.steps for row in rows] == [48, 96, 144]
    rounds = json.loads((tmp_path / "run" / "exams.json").read_text())["rounds"]
    assert [r["steps"] for r in rounds] == [96, 144]
    assert [r["name"] for r in rounds[0]["results"]] == ["fall", "walk"]
    assert (tmp_path / "run" / "curve.png").read_bytes().startswith(b"\x89PNG")
    assert {"setup.json", "checkpoint.pt", "provenance.json"} <= {
        path.name for path in (tmp_path / "run").iterdir()
    }


def test_the_same_folder_goes_on_and_ends_as_if_nothing_had_been(tmp_path):
    straight = Session(tmp_path / "straight", tiny(), WATCH)
    run(straight)
    cut = Session(tmp_path / "cut", tiny(), WATCH)
    cut.trainer.advance()
    cut.trainer.save(tmp_path / "cut")
    resumed = Session(tmp_path / "cut", tiny(), WATCH)
    assert resumed.is_resumed
    rows, exams = run(resumed)
    assert ([row.steps for row in rows], exams) == ([96, 144], [96, 144])
    files = [tmp_path / name / "reflex.onnx" for name in ("straight", "cut")]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_exams_after_the_checkpoint_are_taken_again(tmp_path):
    session = Session(tmp_path / "run", tiny(), WATCH)
    session.trainer.advance()
    session.trainer.save(tmp_path / "run")
    session.trainer.advance()
    session.examine()  # and then the power went
    resumed = Session(tmp_path / "run", tiny(), WATCH)
    assert resumed.exams == []
    assert run(resumed)[1] == [96, 144]


def test_a_run_ends_when_all_exams_are_passed(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "EXAMS", (EASY,))
    rows, _ = run(Session(tmp_path / "run", tiny(), WATCH))
    assert [row.steps for row in rows] == [48, 96]
    again = Session(tmp_path / "run", tiny(), WATCH)
    assert again.is_over
    assert run(again) == ([], [])  # what was passed is not learned on
    keen = SessionConfig(exam_every=96, exam_trials=1, stop_when_passed=False)
    rows, _ = run(Session(tmp_path / "keen", tiny(), keen))
    assert [row.steps for row in rows] == [48, 96, 144]


def test_the_folder_of_another_run_is_refused(tmp_path):
    Session(tmp_path / "run", tiny(), WATCH)
    with pytest.raises(InvalidConfig, match=r"holds another run: its config differs.*--fresh"):
        Session(tmp_path / "run", tiny(seed=1), WATCH)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "diary.txt").write_text("mine")
    with pytest.raises(InvalidConfig, match="is not empty and holds no run"):
        Session(tmp_path / "full", tiny(), WATCH)


def test_a_curve_is_a_table_of_all_that_a_row_says():
    values = {f.name: 0.123456789 for f in fields(CurveRow)} | {"steps": 1_234_567}
    lines = curve_text([CurveRow(**values)] * 2).splitlines()
    assert lines[0].split(",") == [f.name for f in fields(CurveRow)]
    assert lines[1] == lines[2]
    assert lines[1].startswith("1234567,0.12346,")
