"""Agreement beyond chance, and rank agreement."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from andon.errors import InvalidConfig
from andon.inspection.kappa import cohen_kappa, fleiss_kappa, kendall_tau_b, kendall_w
from andon.randomness import stream

words = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=30)


def spread(table):
    """Write a table of counts out as two rows of readings."""
    names = "abcdef"[: len(table)]
    pairs = [
        (a, b)
        for a, row in zip(names, table, strict=True)
        for b, count in zip(names, row, strict=True)
        for _ in range(count)
    ]
    return [a for a, _ in pairs], [b for _, b in pairs]


def test_the_textbook_table_has_its_kappa_and_error():
    # Fleiss, Levin and Paik, table 18.1: kappa 0.68, standard error 0.087, 95 % 0.51 to 0.85
    found = cohen_kappa(*spread([[75, 1, 4], [5, 4, 1], [0, 0, 10]]))
    assert found.value == pytest.approx(0.23 / 0.34)
    assert found.chance_agreement == pytest.approx(0.66)
    assert found.standard_error == pytest.approx(0.0877, abs=5e-5)
    assert [round(end, 2) for end in found.interval] == [0.50, 0.85]


@given(words)
def test_kappa_does_not_care_who_is_first_or_what_categories_are_called(pairs):
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    if len({*first, *second}) == 1:
        return
    one, other = cohen_kappa(first, second), cohen_kappa(second, first)
    assert one.value == pytest.approx(other.value)
    assert one.standard_error == pytest.approx(other.standard_error)
    renamed = {"a": "z", "b": "a", "c": "q"}
    again = cohen_kappa([renamed[a] for a in first], [renamed[b] for b in second])
    assert again.value == pytest.approx(one.value)
    assert again.standard_error == pytest.approx(one.standard_error)


def test_the_error_is_that_of_many_repeated_studies():
    generator = stream(6, "kappa")
    shares = np.array([0.4, 0.1, 0.15, 0.35])
    values, errors = [], []
    for _ in range(600):
        a, b, c, d = generator.multinomial(120, shares)
        found = cohen_kappa(*spread([[a, b], [c, d]]))
        values.append(found.value)
        errors.append(found.standard_error)
    # the sd of 600 values is known to 3 %; four of that
    assert np.mean(errors) == pytest.approx(np.std(values), rel=0.12)


def test_repeated_readings_of_a_part_do_not_make_the_interval_narrower():
    first, second = list("ababbaab"), list("abbbbaaa")
    parts = list("12345678")
    once = cohen_kappa(first, second, parts=parts)
    thrice = cohen_kappa(3 * first, 3 * second, parts=3 * parts)
    assert thrice.value == pytest.approx(once.value)
    assert thrice.standard_error == pytest.approx(once.standard_error)
    assert cohen_kappa(3 * first, 3 * second).standard_error < 0.7 * once.standard_error


def test_leaving_one_out_agrees_with_the_formula_for_single_readings():
    first, second = spread([[40, 9], [6, 45]])
    formula = cohen_kappa(first, second)
    left_out = cohen_kappa(first, second, parts=[str(i) for i in range(100)])
    assert left_out.standard_error == pytest.approx(formula.standard_error, rel=0.05)


def test_perfect_agreement_is_bounded_by_the_number_of_parts():
    few, many = (cohen_kappa("ab" * n, "ab" * n) for n in (5, 100))
    # 10 of 10 agree: exact lower bound 0.025^(1/10) = 0.6915, so (0.6915 - 0.5)/0.5 = 0.383
    assert (few.value, few.standard_error) == (1.0, 0.0)
    assert few.interval.low == pytest.approx((0.025**0.1 - 0.5) / 0.5)
    assert few.interval.high == 1.0
    assert few.interval.low < many.interval.low < 1.0
    by_part = cohen_kappa("abab", "abab", parts="1122")
    assert by_part.interval.low == pytest.approx((0.025**0.5 - 0.5) / 0.5)


def test_two_parts_are_enough_to_leave_one_out_and_one_is_not():
    # without part 1 the readings (a, a), (b, a) have no agreement beyond chance; without 2, all
    two = cohen_kappa("abab", "abaa", parts="1122")
    assert two.standard_error == pytest.approx(0.5)
    assert cohen_kappa("ab", "ba", parts="11").standard_error == 0.0


def test_fleiss_kappa_of_two_readings_uses_common_margins():
    # three of four parts agree; a 5 and b 3 of 8: chance 34/64
    found = fleiss_kappa(["aa", "bb", "aa", "ab"])
    assert found.value == pytest.approx((0.75 - 34 / 64) / (1 - 34 / 64))
    assert found.chance_agreement == pytest.approx(34 / 64)
    # leaving out the mixed part gives 1, another one gives 1 - (1/3)/(1 - p_e)
    left_out = [
        fleiss_kappa(rows).value
        for rows in (
            ["bb", "aa", "ab"],
            ["aa", "aa", "ab"],
            ["aa", "bb", "ab"],
            ["aa", "bb", "aa"],
        )
    ]
    assert found.standard_error == pytest.approx(np.std(left_out) * 3**0.5)


def test_fleiss_kappa_reproduces_the_worked_example():
    # Fleiss 1971 in its common textbook form: 10 subjects, 14 raters, 5 categories: 0.210
    counts = [
        (0, 0, 0, 0, 14),
        (0, 2, 6, 4, 2),
        (0, 0, 3, 5, 6),
        (0, 3, 9, 2, 0),
        (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0),
        (3, 2, 6, 3, 0),
        (2, 5, 3, 2, 2),
        (6, 5, 2, 1, 0),
        (0, 2, 2, 3, 7),
    ]
    rows = ["".join(n * c for n, c in zip(row, "abcde", strict=True)) for row in counts]
    assert fleiss_kappa(rows).value == pytest.approx(0.210, abs=5e-4)


def test_all_appraisers_in_one_order_have_concordance_one():
    found = kendall_w([[1, 2, 3, 4], [10, 20, 30, 40], [0, 1, 2, 9]])
    assert found.value == pytest.approx(1.0)
    assert found.chi_square == pytest.approx(9.0)
    assert found.p_value == pytest.approx(stats.chi2.sf(9.0, 3))
    assert kendall_w([[1, 2, 3], [3, 2, 1]]).value == pytest.approx(0.0)


@given(
    st.lists(st.lists(st.integers(0, 4), min_size=4, max_size=4), min_size=2, max_size=5).filter(
        lambda rows: any(len(set(row)) > 1 for row in rows)
    )
)
def test_concordance_is_the_mean_rank_correlation_also_with_ties(rows):
    if any(len(set(row)) == 1 for row in rows):
        assert 0.0 <= kendall_w(rows).value <= 1.0 + 1e-12
        return
    ranks = np.array([stats.rankdata(row) for row in rows])
    m, n = ranks.shape
    # definition: variance of the rank sums over its largest value with these ties
    spread_of_sums = np.sum((ranks.sum(axis=0) - m * (n + 1) / 2) ** 2)
    ties = sum(c**3 - c for row in rows for c in np.unique(row, return_counts=True)[1])
    assert kendall_w(rows).value == pytest.approx(
        12 * spread_of_sums / (m**2 * (n**3 - n) - m * ties)
    )


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=12))
def test_tau_b_agrees_with_the_library(pairs):
    x, y = np.array(pairs).T
    if len(set(x)) > 1 and len(set(y)) > 1:
        assert kendall_tau_b(x, y) == pytest.approx(stats.kendalltau(x, y).statistic)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cohen_kappa("aa", "aa"), r"Only one category was ever used"),
        (lambda: cohen_kappa("ab", "a"), r"found 2 and 1 readings of the same parts"),
        (lambda: cohen_kappa("", ""), r"found 0 and 0 readings"),
        (lambda: cohen_kappa("ab", "ab", parts="1"), r"readings of 1 parts"),
        (lambda: cohen_kappa("ab", "ab", confidence=0.0), r"The confidence is 0\.0"),
        (lambda: fleiss_kappa(["aa", "a"]), r"same number of readings, 2 or more; found \[1, 2\]"),
        (lambda: fleiss_kappa(["a", "b"]), r"found \[1\]"),
        (lambda: fleiss_kappa([]), r"found \[\]"),
        (lambda: fleiss_kappa(["aa"]), r"Only one category was ever used"),
        (lambda: kendall_w([[1, 2]]), r"at least 2 raters and 2 parts, finite; found \(1, 2\)"),
        (lambda: kendall_w([[1, 1], [2, 2]]), r"No rater tells any two parts apart"),
        (lambda: kendall_tau_b([1, 2], [1]), r"two finite readings of one length"),
        (lambda: kendall_tau_b([1, 1], [1, 2]), r"is the same for all parts"),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
