"""The tables of the reflex's page are what the benches wrote."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def tables(monkeypatch, tmp_path):
    path = ROOT / "scripts" / "make_walking_tables.py"
    spec = importlib.util.spec_from_file_location("make_walking_tables", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = tmp_path / "reflex.md"
    page.write_text(module.PAGE.read_text())
    monkeypatch.setattr(module, "PAGE", page)
    return module


def row(task: str, done: int, who: str = "reflex", **metrics: float) -> dict[str, object]:
    given = {"task": task, "who": who, "trials": 40, "successes": done, "survived": done + 1}
    return given | {"low": 0.5, "high": 0.75, "metrics": metrics}


def test_figures_reach_the_page_and_the_words_stay(tables, tmp_path):
    rows = [
        row("walk 1.0 m/s", 39, mean_lin_vel_x=0.987, swing_height_m=0.1, base_height_m=0.95),
        row("brake from 2.0 m/s", 38, stop_time_s=1.234, stop_way_m=2.345),
        row("clearance +10 cm", 37, swing_height_m=0.193),
        row("hips -5 cm", 36, base_height_m=0.907),
        row("path -0.6 m", 35, end_y_m=-0.55),
    ]
    (tmp_path / "walking.json").write_text(json.dumps({"rows": rows}))
    before = tables.PAGE.read_text()
    assert tables.main([str(tmp_path / "walking.json")]) == 0
    after = tables.PAGE.read_text()
    assert "| walk 1.0 m/s | 39/40 | 0.500 to 0.750 | 0.99 |" in after
    assert "| 2.0 m/s | 38/40 (up: 39) | 1.23 s | 2.35 m |" in after
    assert "| swing clearance at 1.0 m/s | +10 cm | +9.3 cm | 38/40 |" in after
    assert "| hip height at 1.0 m/s | -5 cm | -4.3 cm | 37/40 |" in after
    assert "| path at 1.0 m/s | -0.6 m | -0.55 m | 36/40 |" in after
    words = [line for line in before.splitlines() if not line.startswith("|")]
    assert words == [line for line in after.splitlines() if not line.startswith("|")]


def test_a_page_without_the_marks_is_named(tables):
    with pytest.raises(SystemExit, match="no marks for the table 'speeds'"):
        tables.replaced(tables.PAGE.read_text(), "speeds", "")


def test_without_a_file_it_says_what_it_needs(tables, capsys):
    assert tables.main([]) == 2
    assert "--json walking.json" in capsys.readouterr().err
