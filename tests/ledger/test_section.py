"""Strict reading: what a file says is read exactly, or refused with file and key."""

from datetime import date
from decimal import Decimal

import pytest

from andon.errors import BrokenFile, InvalidConfig, UnknownName
from andon.ledger.section import read_section

TEXT = """
name = "test"
count = 3
exact = 0.1
day = 2026-03-01
moment = 2026-03-01T10:00:00
list = ["a", "b"]
mixed = ["a", 1]
yes = true
infinite = inf
[inner.deep]
value = 12
[[row]]
value = 1
[[row]]
value = 2
"""


@pytest.fixture
def section(tmp_path):
    path = tmp_path / "prices.toml"
    path.write_text(TEXT)
    return read_section(path)


def test_numbers_are_read_exactly(section):
    assert section.decimal("exact") == Decimal("0.1")
    assert section.decimal("count") == 3
    assert section.whole("count") == 3
    assert section.section("inner").section("deep").decimal("value") == 12


def test_the_other_kinds_are_read_too(section):
    assert section.text("name") == "test"
    assert section.day("day") == date(2026, 3, 1)
    assert section.texts("list") == ("a", "b")
    assert [row.whole("value") for row in section.sections("row")] == [1, 2]


def test_what_is_absent_takes_its_default(section):
    assert section.text("note", "") == ""
    assert section.decimal("rate", Decimal(2)) == 2
    assert section.whole("number", 7) == 7
    assert section.texts("none") == ()
    assert section.sections("none") == []
    assert section.section("none").values == {}


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda s: s.decimal("name"), r"prices\.toml, key `name` is 'test'; .*number without quot"),
        (lambda s: s.decimal("yes"), "`yes` is True; it must be a number"),
        (lambda s: s.decimal("infinite"), "it must be a finite number"),
        (lambda s: s.whole("exact"), "it must be a whole number"),
        (lambda s: s.whole("yes"), "it must be a whole number"),
        (lambda s: s.text("count"), "it must be a text in quotes"),
        (lambda s: s.day("moment"), "it must be a date without quotes, for example 2026-03-01"),
        (lambda s: s.texts("mixed"), "it must be a list of texts"),
        (lambda s: s.texts("name"), "it must be a list"),
        (lambda s: s.section("count"), r"it must be a table: write \[count\]"),
        (lambda s: s.sections("list"), r"it must be a list of tables: write \[\[list\]\]"),
        (lambda s: s.text("title"), r"prices\.toml lacks `title`; it is required"),
        (lambda s: s.sections("row")[1].text("x"), r"prices\.toml, key `row\[2\]` lacks `x`"),
        (
            lambda s: s.section("inner").section("deep").text("value"),
            r"prices\.toml, key `inner\.deep\.value` is 12",
        ),
    ],
)
def test_what_is_wrong_names_file_and_key(section, use, message):
    with pytest.raises(InvalidConfig, match=message):
        use(section)


def test_unknown_keys_are_refused_with_the_nearest(section):
    known = [key for key in section.values if key != "count"]
    with pytest.raises(UnknownName, match=r"prices\.toml, key `count`: No key named 'count'"):
        section.check_keys(known)
    section.check_keys([*known, "count"])


def refuse(error):
    raise error


def test_what_a_builder_refuses_gets_its_place_once(section):
    deep = section.section("inner").section("deep")
    with pytest.raises(InvalidConfig, match=r"^prices\.toml, key `inner\.deep`: too much$"):
        deep.checked(lambda: refuse(InvalidConfig("too much")))
    with pytest.raises(InvalidConfig, match=r"^prices\.toml, key `inner\.deep` lacks `x`"):
        deep.checked(lambda: deep.text("x"))


def test_files_that_cannot_be_read_are_refused(tmp_path):
    with pytest.raises(BrokenFile, match="Cannot read"):
        read_section(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("a = = 1")
    with pytest.raises(BrokenFile, match="is not TOML"):
        read_section(tmp_path / "bad.toml")
    (tmp_path / "latin.toml").write_bytes(b'a = "\xe4"')
    with pytest.raises(BrokenFile, match="is not UTF-8"):
        read_section(tmp_path / "latin.toml")
