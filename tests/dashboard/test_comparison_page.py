"""The page of a comparison."""

import json

import pytest

from andon.dashboard import make_comparison_page
from andon.errors import BrokenFile
from tests.dashboard import folders
from tests.dashboard.pages import read_page


def write(folder, table):
    folder.mkdir()
    (folder / "comparison.json").write_text(json.dumps(table))
    return folder


def test_the_page_says_answer_difference_counts_and_intervals(tmp_path):
    page = make_comparison_page(write(tmp_path / "cmp", folders.comparison_table()))
    text = read_page(page).text
    for words in ("better", "B won 17 of the 20 pairs", "+11.6 points", "2.1 to 21.5 points"):
        assert words in text  # 14/120 is 0.11666..., towards zero
    for words in ("79.1 % · 95 of 120", "90.8 % · 109 of 120", "17 of 120", "3 of 120"):
        assert words in text
    for words in ("walker_v2", "walker_v3", "5555666677778888", "0.05", "400 at most", "0 to 119"):
        assert words in text
    assert "B better after 110" in text  # 0.31 * 11 - 0.12 is the first above ln 20 = 2.9957
    assert "andon rerun cmp" in text


@pytest.mark.parametrize("answer", ["better", "not better", "undecided"])
def test_each_answer_is_shown(tmp_path, answer):
    table = folders.comparison_table(answer=answer)
    text = read_page(make_comparison_page(write(tmp_path / "cmp", table))).text
    assert answer in text


def test_the_same_folder_gives_the_same_bytes(tmp_path):
    folder = write(tmp_path / "cmp", folders.comparison_table())
    first = make_comparison_page(folder).read_bytes()
    assert make_comparison_page(folder).read_bytes() == first


def test_a_comparison_without_looks_is_shown(tmp_path):
    table = folders.comparison_table(answer="undecided")
    table.update(looks=[], log_e_better=[], log_e_not_better=[], difference={})
    assert "As declared" in read_page(make_comparison_page(write(tmp_path / "cmp", table))).text


def test_an_unknown_answer_is_refused(tmp_path):
    folder = write(tmp_path / "cmp", folders.comparison_table() | {"answer": "maybe"})
    with pytest.raises(BrokenFile, match=r"'answer' of comparison\.json is 'maybe'; it must"):
        make_comparison_page(folder)


def test_names_cannot_smuggle_markup(tmp_path):
    table = folders.comparison_table()
    table["a"]["policy"] = "<script>alert(1)</script>"
    page = make_comparison_page(write(tmp_path / "cmp", table))
    read_page(page)
    assert "<script" not in page.read_text()


def test_films_of_pairs_are_shown_side_by_side(tmp_path):
    folder = write(tmp_path / "cmp", folders.comparison_table())
    plain = make_comparison_page(folder).read_text()
    assert "Side by side" not in plain
    (folder / "films").mkdir()
    row = {"name": "pair_1", "title": "A fell; B finished", "seed": 7, "cause": "finish"}
    row |= {"place": "flat", "success": True, "file": "x.mp4", "duration_s": 2.0}
    (folder / "films" / "films.json").write_text(json.dumps([row]))
    (folder / "films" / "x.mp4").write_bytes(b"film")
    text = read_page(make_comparison_page(folder)).text
    for words in ("Side by side", "A fell; B finished", "seed 7", "film of 2.0"):
        assert words in text
