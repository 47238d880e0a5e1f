"""Episodes made up by hypothesis, with every number that a float can be."""

from hypothesis import strategies as st

from andon.episodes.episode import EVENT_NAMES, FAILED_CAUSES, METRIC_UNITS, Episode, Event

NUMBERS = st.floats(width=64)  # infinities and NaN included: a robot may diverge
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)  # no half characters
NAMES = st.text("abcdefghij_", min_size=1, max_size=8)

EVENTS = st.builds(Event, time_s=NUMBERS, name=st.sampled_from(EVENT_NAMES), detail=TEXTS)

EPISODES = st.builds(
    Episode,
    seed=st.integers(0, 2**62 - 1),
    scenario=TEXTS,
    body=TEXTS,
    policy=TEXTS,
    success=st.booleans(),
    survived=st.booleans(),
    cause=st.sampled_from(["finish", *FAILED_CAUSES]),
    place=TEXTS,
    num_steps=st.integers(0, 10**9),
    duration_s=NUMBERS,
    events=st.lists(EVENTS, max_size=4).map(tuple),
    metrics=st.dictionaries(st.sampled_from(sorted(METRIC_UNITS)), NUMBERS),
    draw=st.dictionaries(NAMES, NUMBERS, max_size=4),
    checksum=st.text("0123456789abcdef", min_size=16, max_size=16),
)


def make_episode(seed=0, *, success=True, **changes):
    """Give an episode of 12 s on the flat."""
    values = {
        "seed": seed,
        "scenario": "street_take_push",
        "body": "humanoid",
        "policy": "stand",
        "success": success,
        "survived": success,
        "cause": "time_limit" if success else "fell_left",
        "place": "flat",
        "num_steps": 600,
        "duration_s": 12.0,
        "events": (Event(time_s=12.0, name="time_limit" if success else "fall", detail="flat"),),
        "metrics": {"max_tilt_rad": 0.1, "speed_error": 0.01 * (seed % 7)},
        "draw": {"friction": 0.9},
        "checksum": f"{seed:016x}",
    }
    return Episode(**values | changes)
