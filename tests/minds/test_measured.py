from pathlib import Path

import pytest

from andon.errors import BrokenFile
from andon.minds.measured import read_numbers, write_numbers


def test_numbers_are_written_with_their_source_and_read_again(tmp_path: Path):
    path = tmp_path / "numbers.toml"
    write_numbers(path, {"a": 0.123456, "b": 2.0}, "Measured by hand. " * 12)
    assert read_numbers(path, ["a", "b"]) == {"a": 0.1235, "b": 2.0}
    lines = path.read_text().splitlines()
    assert all(len(line) <= 100 for line in lines)
    assert sum(line.startswith("# ") for line in lines) == 3


@pytest.mark.parametrize("line", ["", 'a = "much"', "a = true", "b = 1.0"])
def test_what_is_missing_or_no_number_is_refused(tmp_path: Path, line: str):
    path = tmp_path / "numbers.toml"
    path.write_text(line)
    with pytest.raises(BrokenFile, match="a must be a number"):
        read_numbers(path, ["a"])
