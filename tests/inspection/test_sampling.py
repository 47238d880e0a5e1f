"""Acceptance sampling: the golden plans, their curves, and demonstrations of quality."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from andon.errors import InvalidConfig
from andon.inspection.sampling import (
    AQLS_PERCENT,
    CODE_LETTERS,
    SAMPLE_SIZES,
    SamplingPlan,
    aoq,
    aoql,
    ati,
    code_letter,
    demonstration_size,
    p_accept,
    quality_at,
    single_plan,
)
from andon.verdicts.intervals import success_rate_lower_bound

LETTER_TABLE = """
2-8 A/A/B; 9-15 A/B/C; 16-25 B/C/D; 26-50 C/D/E; 51-90 C/E/F; 91-150 D/F/G; 151-280 E/G/H;
281-500 F/H/J; 501-1200 G/J/K; 1201-3200 H/K/L; 3201-10000 J/L/M; 10001-35000 K/M/N;
35001-150000 L/N/P; 150001-500000 M/P/Q; 500001-900000 N/Q/R
"""

GOLDEN_PLANS = [
    ("F", 0.65, 20, 0, 0.8777, 0.256, 10.875, 1.795),
    ("F", 2.5, 20, 1, 0.9118, 1.807, 18.096, 4.138),
    ("F", 4.0, 20, 2, 0.9561, 4.217, 24.477, 6.818),
    ("H", 1.0, 50, 1, 0.9106, 0.715, 7.558, 1.670),
    ("H", 1.5, 50, 2, 0.9608, 1.655, 10.296, 2.735),
    ("H", 2.5, 50, 3, 0.9638, 2.779, 12.876, 3.888),
    ("H", 4.0, 50, 5, 0.9856, 5.357, 17.762, 6.382),
    ("J", 0.65, 80, 1, 0.9042, 0.446, 4.775, 1.046),
    ("J", 1.0, 80, 2, 0.9534, 1.030, 6.516, 1.711),
    ("J", 1.5, 80, 3, 0.9674, 1.726, 8.160, 2.429),
    ("J", 2.5, 80, 5, 0.9848, 3.317, 11.285, 3.977),
    ("J", 4.0, 80, 7, 0.9853, 5.074, 14.275, 5.635),
    ("K", 0.40, 125, 1, 0.9101, 0.285, 3.076, 0.670),
    ("K", 0.65, 125, 2, 0.9513, 0.657, 4.202, 1.096),
    ("K", 1.0, 125, 3, 0.9626, 1.100, 5.266, 1.554),
    ("K", 1.5, 125, 5, 0.9882, 2.111, 7.293, 2.541),
    ("K", 2.5, 125, 7, 0.9864, 3.224, 9.237, 3.595),
    ("L", 0.25, 200, 1, 0.9100, 0.178, 1.931, 0.419),
    ("L", 0.40, 200, 2, 0.9529, 0.410, 2.639, 0.685),
    ("L", 0.65, 200, 3, 0.9575, 0.686, 3.310, 0.971),
    ("L", 1.0, 200, 5, 0.9840, 1.314, 4.588, 1.587),
    ("L", 1.5, 200, 7, 0.9887, 2.006, 5.815, 2.243),
    ("L", 2.5, 200, 10, 0.9874, 3.115, 7.599, 3.280),
]


def test_code_letters_are_those_of_the_standard():
    for entry in LETTER_TABLE.replace("\n", " ").split(";"):
        lots, letters = entry.split()
        for lot_size in map(int, lots.split("-")):
            found = [code_letter(lot_size, level=level) for level in CODE_LETTERS]
            assert found == letters.split("/")


def test_sample_sizes_are_those_of_the_standard():
    text = "A2 B3 C5 D8 E13 F20 G32 H50 J80 K125 L200 M315 N500 P800 Q1250 R2000"
    assert {word[0]: int(word[1:]) for word in text.split()} == SAMPLE_SIZES


@pytest.mark.parametrize(("letter", "aql", "n", "c", "pa", "p95", "ltpd", "worst"), GOLDEN_PLANS)
def test_normal_plans_have_their_golden_curves(letter, aql, n, c, pa, p95, ltpd, worst):
    plan = single_plan(letter, aql_percent=aql)
    assert plan == SamplingPlan(sample_size=n, acceptance_number=c)
    assert plan.rejection_number == c + 1
    assert round(float(p_accept(plan, aql / 100)), 4) == pa
    assert round(100 * quality_at(plan, p_accept=0.95), 3) == p95
    assert round(100 * quality_at(plan, p_accept=0.10), 3) == ltpd
    assert round(100 * aoql(plan).aoql, 3) == worst


@pytest.mark.parametrize(("letter", "risk"), [("F", 0.1223), ("J", 0.0958), ("N", 0.0179)])
def test_producers_risks_at_065_are_the_binomial_ones(letter, risk):
    plan = single_plan(letter, aql_percent=0.65)
    assert round(1 - float(p_accept(plan, 0.0065)), 4) == risk


NORMAL_ROWS = {
    "A": "v v v v v 0 ^ v",
    "C": "v v v 0 ^ v 1 2",
    "F": "0 ^ v 1 2 3 5 7",
    "G": "^ v 1 2 3 5 7 10",
    "J": "1 2 3 5 7 10 14 21",
    "L": "3 5 7 10 14 21 ^ ^",
    "N": "7 10 14 21 ^ ^ ^ ^",
}
"""Rows of table II-A of MIL-STD-105E, AQL 0.65 to 15 %, read in a public excerpt."""

TIGHTENED_ROWS = {
    "B": "v v v v v 0 v v",
    "G": "0 v v 1 2 3 5 8",
    "H": "v v 1 2 3 5 8 12",
    "K": "1 2 3 5 8 12 18 ^",
    "L": "2 3 5 8 12 18 ^ ^",
}
"""Rows of table II-B."""


@pytest.mark.parametrize(
    ("severity", "letter", "row"),
    [
        *(("normal", letter, row) for letter, row in NORMAL_ROWS.items()),
        *(("tightened", letter, row) for letter, row in TIGHTENED_ROWS.items()),
    ],
)
def test_rows_of_the_master_tables_are_met_arrows_included(severity, letter, row):
    aqls = [aql for aql in AQLS_PERCENT if aql >= 0.65]
    for aql, cell in zip(aqls, row.split(), strict=False):
        plan = single_plan(letter, aql_percent=aql, severity=severity)
        own = SAMPLE_SIZES[letter]
        if cell == "^" and letter != "A":
            assert plan.sample_size < own
        elif cell in "v^":
            assert plan.sample_size > own
        else:
            assert (plan.sample_size, plan.acceptance_number) == (own, int(cell))


def test_arrows_lead_to_the_next_plan_of_their_column():
    assert single_plan("G", aql_percent=0.65) == single_plan("F", aql_percent=0.65)
    assert single_plan("H", aql_percent=0.65) == single_plan("J", aql_percent=0.65)
    assert single_plan("A", aql_percent=0.65) == single_plan("F", aql_percent=0.65)
    assert single_plan("A", aql_percent=10.0) == single_plan("C", aql_percent=10.0)
    assert single_plan("R", aql_percent=10.0) == single_plan("K", aql_percent=10.0)
    assert single_plan("R", aql_percent=0.010) == single_plan("Q", aql_percent=0.010)
    tightened = {"severity": "tightened"}
    assert single_plan("H", aql_percent=0.65, **tightened) == SamplingPlan(
        sample_size=125, acceptance_number=1
    )
    assert single_plan("R", aql_percent=0.025, **tightened) == SamplingPlan(
        sample_size=3150, acceptance_number=1
    )
    assert single_plan("R", aql_percent=0.015, **tightened) == SamplingPlan(
        sample_size=1250, acceptance_number=0
    )


def test_every_letter_and_aql_has_a_plan_and_tightened_ones_are_never_easier():
    for letter in SAMPLE_SIZES:
        for aql in AQLS_PERCENT:
            normal = single_plan(letter, aql_percent=aql)
            tight = single_plan(letter, aql_percent=aql, severity="tightened")
            assert quality_at(tight, p_accept=0.5) <= quality_at(normal, p_accept=0.5)


plans = st.builds(
    lambda n, share: SamplingPlan(sample_size=n, acceptance_number=int(share * n)),
    st.integers(1, 60),
    st.floats(0.0, 0.999),
)


@given(plans, st.floats(0.0, 1.0))
def test_the_curve_is_binomial_for_a_process_and_hypergeometric_for_a_lot(plan, p):
    n, c = plan.sample_size, plan.acceptance_number
    assert p_accept(plan, p) == pytest.approx(stats.binom(n, p).cdf(c), abs=1e-12)
    for lot_size in (n, n + 1, 3 * n):
        bad = np.rint(p * lot_size)
        expected = stats.hypergeom(lot_size, bad, n).cdf(c)
        assert p_accept(plan, p, lot_size=lot_size) == pytest.approx(expected, abs=1e-9)


@given(plans)
def test_worse_lots_are_never_accepted_more_often(plan):
    p = np.linspace(0, 1, 41)
    for lot_size in (None, 3 * plan.sample_size):
        curve = p_accept(plan, p, lot_size=lot_size)
        assert curve[0] == 1.0
        assert curve[-1] == pytest.approx(0.0, abs=1e-12)
        assert np.all(np.diff(curve) <= 1e-12)


@given(plans, st.floats(0.01, 0.99))
def test_quality_and_chance_of_acceptance_are_inverse(plan, chance):
    assert p_accept(plan, quality_at(plan, p_accept=chance)) == pytest.approx(chance)


@settings(max_examples=40)
@given(plans)
def test_no_incoming_quality_leaves_a_worse_average_than_the_limit(plan):
    limit = aoql(plan)
    p = np.linspace(0, 1, 2001)
    assert np.max(aoq(plan, p)) <= limit.aoql + 1e-9
    assert aoq(plan, limit.incoming) == pytest.approx(limit.aoql)


def test_sorting_rejected_lots_costs_their_inspection_and_finds_the_rest():
    plan = SamplingPlan(sample_size=50, acceptance_number=1)
    chance = float(p_accept(plan, 0.03))
    assert ati(plan, 0.03, lot_size=500) == pytest.approx(50 + (1 - chance) * 450)
    assert aoq(plan, 0.03, lot_size=500) == pytest.approx(chance * 0.03 * 0.9)
    assert ati(plan, [0.0, 1.0], lot_size=500) == pytest.approx([50, 500])
    assert aoql(plan, lot_size=500).aoql == pytest.approx(0.9 * aoql(plan).aoql)


@pytest.mark.parametrize(
    ("rate", "confidence", "sizes"),
    [
        (0.90, 0.95, (29, 46, 61, 76)),
        (0.95, 0.95, (59, 93, 124, 153)),
        (0.99, 0.95, (299, 473, 628, 773)),
        (0.999, 0.95, (2995, 4742, 6294, 7752)),
        (0.90, 0.90, (22, 38, 52, 65)),
        (0.95, 0.90, (45, 77, 105, 132)),
        (0.99, 0.99, (459, 662, 838, 1001)),
    ],
)
def test_demonstrations_have_their_golden_sizes(rate, confidence, sizes):
    found = [demonstration_size(rate, confidence=confidence, max_failures=k) for k in range(4)]
    assert tuple(found) == sizes


@given(st.floats(0.5, 0.995), st.floats(0.5, 0.99), st.integers(0, 4))
def test_a_demonstration_reaches_its_bound_and_one_part_less_does_not(rate, confidence, k):
    n = demonstration_size(rate, confidence=confidence, max_failures=k)
    assert success_rate_lower_bound(n - k, n, confidence=confidence) >= rate - 1e-12
    if n - 1 > k:
        lower = success_rate_lower_bound(n - 1 - k, n - 1, confidence=confidence)
        assert lower < rate + 1e-12


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: code_letter(1), r"The lot has 1 parts; sampling starts at 2"),
        (lambda: code_letter(10, level="IV"), r"No level named 'IV'; it must be 'I', 'II' or"),
        (lambda: single_plan("I", aql_percent=1.0), r"No code letter 'I'; it must be one of"),
        (lambda: single_plan("H", aql_percent=0.7), r"no AQL of 0\.7 %; it must be one of"),
        (
            lambda: single_plan("H", aql_percent=1.0, severity="reduced"),
            r"No plans are kept for 'reduced' inspection; .* normal plan, which is stricter",
        ),
        (
            lambda: SamplingPlan(sample_size=5, acceptance_number=5),
            r"accepts 5 bad parts in 5 never rejects",
        ),
        (lambda: SamplingPlan(sample_size=5, acceptance_number=-1), r"must lie in \[0, sample"),
        (
            lambda: p_accept(SamplingPlan(sample_size=5, acceptance_number=0), 1.2),
            r"A share of bad parts lies outside \[0, 1\]",
        ),
        (
            lambda: p_accept(SamplingPlan(sample_size=5, acceptance_number=0), 0.2, lot_size=4),
            r"The lot has 4 parts and the sample 5; inspect all of it",
        ),
        (
            lambda: aoql(SamplingPlan(sample_size=5, acceptance_number=0), lot_size=4),
            r"inspect all of it",
        ),
        (
            lambda: quality_at(SamplingPlan(sample_size=5, acceptance_number=0), p_accept=1.0),
            r"The chance of acceptance is 1\.0; it must lie in \(0, 1\)",
        ),
        (lambda: demonstration_size(1.0), r"rate = 1\.0 and confidence = 0\.95 must lie in \(0, 1"),
        (lambda: demonstration_size(0.9, confidence=0.0), r"confidence = 0\.0 must lie in \(0, 1"),
        (lambda: demonstration_size(0.9, max_failures=-1), r"max_failures = -1 must be 0 or more"),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
