"""The examples on the pages about inspection run and print what the pages say."""

import doctest
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize(
    "page", ["explanation/inspection-evidence.md", "how-to/agreement-study.md"]
)
def test_examples_print_what_the_page_says(page):
    found = doctest.testfile(str(DOCS / page), module_relative=False, encoding="utf-8")
    assert found.attempted > 0
    assert found.failed == 0
