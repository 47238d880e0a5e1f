"""The page about line files shows a line that runs."""

import os
import re
from pathlib import Path

from andon.lines.line import read_line

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "line.md"


def block(language):
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text(), re.M | re.S)
    return found


def test_the_line_of_the_page_runs(tmp_path, monkeypatch):
    (tmp_path / "welding_cell.toml").write_text(block("toml"))
    assert read_line(tmp_path / "welding_cell.toml").stations[0].attempts.trials == 142
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(block("python"), os.fspath(PAGE), "exec"), names)
    assert names["made"].mean > 30.0
    assert names["first"].gain.mean > 0.0
