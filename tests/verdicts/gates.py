"""Gates and trials that several tests use."""

from andon.verdicts.decision import Trial
from andon.verdicts.gate import EventRateKpi, Gate, MeanKpi, SuccessRateKpi

SURVIVAL = SuccessRateKpi(name="survival", p0=0.80, p1=0.95)
FALLS = EventRateKpi(name="falls", event="fall", rate0_per_h=30.0, rate1_per_h=3.0)
SPEED = MeanKpi(name="speed_error", metric="speed_error", low=0.0, high=1.0, bound0=0.4, bound1=0.3)


def make_gate(*kpis, **changes):
    settings = {"name": "test", "max_rollouts": 200, "look_every": 10}
    return Gate(kpis=kpis or (SURVIVAL,), **{**settings, **changes})


def make_trial(success, *, falls=0, speed_error=0.2, duration_s=10.0):
    return Trial(
        success=success,
        duration_s=duration_s,
        metrics={"speed_error": speed_error},
        events={"fall": falls},
    )


GOOD = make_trial(True)
BAD = make_trial(False, falls=1, speed_error=0.9)


def make_trials(flags):
    return [GOOD if flag else BAD for flag in flags]
