"""Closed forms give the values of the literature, to the last printed digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.errors import InvalidConfig
from andon.lines.closed_form import (
    attempts_in_takt,
    bernoulli_aggregation,
    bernoulli_line,
    effective_time,
    erlang_c,
    exponential_two_stations,
    isolated_efficiency,
    kingman_wait_s,
    littles_wip,
    md1_queue_length,
    mm1_queue_length,
    mmc_wait_s,
    penny_fab_throughput,
    zero_buffer_efficiency,
)

DIGITS = 5.1e-7
"""Half a unit of the sixth printed digit."""

BERNOULLI = [
    (0.9, 0.9, 1, 0.818182, 0.909091, 0.081818, 0.081818),
    (0.9, 0.9, 2, 0.857143, 1.428571, 0.042857, 0.042857),
    (0.9, 0.9, 5, 0.882353, 2.941176, 0.017647, 0.017647),
    (0.8, 0.9, 2, 0.778702, 1.131448, 0.021298, 0.121298),
    (0.9, 0.8, 2, 0.778702, 1.647255, 0.121298, 0.021298),
    (0.95, 0.95, 5, 0.940594, 2.970297, 0.009406, 0.009406),
    (0.55, 0.55, 5, 0.504587, 2.752294, 0.045413, 0.045413),
    (0.8, 0.9, 10, 0.799973, 1.597273, 0.000027, 0.100027),
    (0.7, 0.95, 3, 0.699658, 0.835490, 0.000342, 0.250342),
]


@pytest.mark.parametrize(("p1", "p2", "size", "rate", "wip", "blocking", "starvation"), BERNOULLI)
def test_two_bernoulli_machines_have_the_known_steady_state(
    p1, p2, size, rate, wip, blocking, starvation
):
    line = bernoulli_line(p1, p2, size)
    found = (line.production_rate, line.wip, line.blocking, line.starvation)
    assert found == pytest.approx((rate, wip, blocking, starvation), abs=DIGITS)


@given(p1=st.floats(0.05, 0.99), p2=st.floats(0.05, 0.99), size=st.integers(1, 12))
def test_a_bernoulli_line_is_reversible_and_its_losses_add_up(p1, p2, size):
    line, mirrored = bernoulli_line(p1, p2, size), bernoulli_line(p2, p1, size)
    assert line.production_rate == pytest.approx(mirrored.production_rate, rel=1e-9)
    assert line.production_rate == pytest.approx(p1 - line.blocking, rel=1e-9)
    assert line.production_rate == pytest.approx(p2 - line.starvation, rel=1e-9)
    assert line.production_rate <= min(p1, p2) + 1e-12


@given(p1=st.floats(0.1, 0.95), p2=st.floats(0.1, 0.95), size=st.integers(1, 10))
def test_more_space_never_lowers_the_production_rate(p1, p2, size):
    less, more = bernoulli_line(p1, p2, size), bernoulli_line(p1, p2, size + 1)
    assert more.production_rate >= less.production_rate - 1e-12


@pytest.mark.parametrize(
    ("chances", "sizes", "rate"),
    [
        ((0.9,) * 3, (2, 2), 0.832016),
        ((0.9,) * 5, (2,) * 4, 0.804957),
        ((0.8, 0.9, 0.85), (3, 3), 0.782767),
    ],
)
def test_the_aggregation_gives_the_known_estimates(chances, sizes, rate):
    assert bernoulli_aggregation(chances, sizes) == pytest.approx(rate, abs=DIGITS)


def test_the_aggregation_of_two_machines_is_exact():
    exact = bernoulli_line(0.8, 0.9, 4).production_rate
    assert bernoulli_aggregation((0.8, 0.9), (4,)) == pytest.approx(exact, abs=1e-12)


@pytest.mark.parametrize(
    ("machines", "efficiency"),
    [
        ([(0.01, 0.1)] * 2, 0.833333),
        ([(0.1, 0.1)] * 2, 0.333333),
        ([(0.01, 0.1), (0.02, 0.1)], 0.769231),
    ],
)
def test_a_line_without_buffers_reaches_buzacotts_limit(machines, efficiency):
    assert zero_buffer_efficiency(machines) == pytest.approx(efficiency, abs=DIGITS)


def test_a_machine_alone_is_up_its_isolated_efficiency():
    assert isolated_efficiency(0.01, 0.1) == pytest.approx(0.909091, abs=DIGITS)


@pytest.mark.parametrize(("spaces", "rate"), [(0, 2 / 3), (1, 0.75), (5, 0.875)])
def test_two_exponential_stations(spaces, rate):
    assert exponential_two_stations(1.0, spaces) == pytest.approx(rate, abs=1e-12)


def test_long_rare_stops_make_longer_queues_than_short_frequent_ones():
    # Factory Physics: both are 75 % available; ra = 2.875/h, te = 20 min, u = .958333.
    hare = effective_time(natural_s=15, natural_scv=0.05, mttf_s=744, mttr_s=248)
    tortoise = effective_time(natural_s=15, natural_scv=0.05, mttf_s=114, mttr_s=38)
    assert (hare.availability, hare.mean_s, hare.scv) == pytest.approx((0.75, 20.0, 6.25))
    assert (tortoise.mean_s, tortoise.scv) == pytest.approx((20.0, 1.0))
    load = 2.875 * 20 / 60
    waits = [
        kingman_wait_s(arrival_scv=1, service_scv=m.scv, utilisation=load, service_s=m.mean_s)
        for m in (hare, tortoise)
    ]
    assert waits == pytest.approx([1667.5, 460.0], abs=1e-6)


def test_queues_have_their_known_lengths():
    assert md1_queue_length(0.8) == pytest.approx(1.6)
    assert mm1_queue_length(0.8) == pytest.approx(3.2)
    assert erlang_c(3, 0.8) == pytest.approx(0.647191, abs=DIGITS)
    assert mmc_wait_s(3, 0.8, 1.0) == pytest.approx(1.078652, abs=DIGITS)
    assert littles_wip(0.8, 4.0) == pytest.approx(3.2)


@given(load=st.floats(0.0, 0.99))
def test_kingman_is_exact_for_one_exponential_server(load):
    wait = kingman_wait_s(arrival_scv=1, service_scv=1, utilisation=load, service_s=1.0)
    assert littles_wip(load, wait) == pytest.approx(mm1_queue_length(load), abs=1e-9)


def test_penny_fabs_have_their_known_benchmarks():
    one = penny_fab_throughput(bottleneck_rate=0.5, raw_time=8.0, wip=4)
    assert (one.best, one.worst) == (0.5, 0.125)
    assert one.practical_worst == pytest.approx(0.285714, abs=DIGITS)
    assert 4 / one.practical_worst == pytest.approx(14.0)
    two = penny_fab_throughput(bottleneck_rate=0.4, raw_time=20.0, wip=8)
    assert two.practical_worst == pytest.approx(0.213333, abs=DIGITS)


def test_a_robot_with_one_try_at_90_percent_leaves_one_part_in_ten_to_a_person():
    one = attempts_in_takt(success_rate=0.902, max_tries=1, takt_s=76, cycle_s=76)
    assert one.completion == pytest.approx(0.902)
    two = attempts_in_takt(success_rate=0.902, max_tries=3, takt_s=76, cycle_s=30)
    assert two.on_time == pytest.approx(1 - 0.098**2)
    assert two.completion == pytest.approx(1 - 0.098**3)
    assert two.mean_attempts == pytest.approx(1 + 0.098 + 0.098**2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bernoulli_line(0.9, 1.2, 1), "Chances must lie in"),
        (lambda: bernoulli_aggregation((0.9,), ()), "at least two machines"),
        (lambda: md1_queue_length(1.0), "stable only in"),
        (lambda: zero_buffer_efficiency([(0.1, 0.0)]), "r in"),
        (lambda: exponential_two_stations(0.0, 1), "rate above 0"),
        (lambda: erlang_c(0, 0.5), "at least 1"),
        (
            lambda: attempts_in_takt(success_rate=1.1, max_tries=1, takt_s=1, cycle_s=1),
            "rate in",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
