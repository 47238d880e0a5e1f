"""Bowker's and McNemar's tests of symmetry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from andon.errors import InvalidConfig
from andon.inspection.symmetry import bowker, mcnemar


def test_the_golden_table_is_asymmetric():
    found = bowker([[7, 3, 1], [10, 4, 7], [2, 1, 5]])
    assert found.statistic == pytest.approx(49 / 13 + 1 / 3 + 36 / 8)
    assert round(found.statistic, 3) == 8.603
    assert found.degrees_of_freedom == 3
    assert round(found.critical_value, 3) == 7.815
    assert found.p_value == pytest.approx(stats.chi2.sf(found.statistic, 3))
    assert found.is_asymmetric


def test_the_answer_changes_with_alpha_at_the_critical_value():
    strict = bowker([[7, 3, 1], [10, 4, 7], [2, 1, 5]], alpha=0.03)
    assert not strict.is_asymmetric
    assert strict.critical_value == pytest.approx(stats.chi2.isf(0.03, 3))


@given(st.lists(st.integers(0, 9), min_size=9, max_size=9))
def test_turning_the_table_changes_nothing_and_a_symmetric_one_has_none(counts):
    table = [counts[:3], counts[3:6], counts[6:]]
    turned = [list(row) for row in zip(*table, strict=True)]
    assert bowker(table) == bowker(turned)
    both = [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(table, turned, strict=True)]
    assert bowker(both).statistic == 0.0
    assert bowker(both).p_value == 1.0


def test_categories_that_never_differ_take_no_degree_of_freedom():
    found = bowker([[5, 4, 0], [1, 5, 0], [0, 0, 5]])
    assert (found.degrees_of_freedom, found.statistic) == (1, 9 / 5)
    nothing = bowker([[5, 0], [0, 5]])
    assert (nothing.degrees_of_freedom, nothing.critical_value, nothing.p_value) == (0, None, 1.0)


@given(st.integers(0, 40), st.integers(0, 40))
def test_mcnemar_is_the_exact_binomial_test(a, b):
    found = mcnemar(a, b)
    expected = stats.binomtest(a, a + b).pvalue if a + b else 1.0
    assert found.p_value == pytest.approx(expected)
    assert found == mcnemar(b, a)


def test_five_against_none_are_not_enough_and_six_are():
    assert not mcnemar(5, 0).is_asymmetric
    assert mcnemar(0, 6).is_asymmetric
    assert mcnemar(0, 6).p_value == pytest.approx(2 / 64)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bowker([[1, 2, 3], [4, 5, 6]]), r"is square, 2 x 2 or more; \(2, 3\)"),
        (lambda: bowker([[1]]), r"\(1, 1\)"),
        (lambda: bowker([[1, -2], [3, 4]]), r"holds counts; one is negative or broken"),
        (lambda: bowker([[1, 2.5], [3, 4]]), r"holds counts"),
        (lambda: bowker([[1, 2], [3, 4]], alpha=1.0), r"alpha is 1\.0; it must lie in \(0, 1\)"),
        (lambda: mcnemar(-1, 2), r"Counts of parts must not be negative; -1, 2"),
        (lambda: mcnemar(1, 2, alpha=0.0), r"alpha is 0\.0"),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
