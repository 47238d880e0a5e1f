"""The films of a comparison: both halves at the same time, and no choice of the winners."""

import json

import av
import pytest

from andon.episodes.film import FilmConfig
from andon.policies.run import run_seeds
from andon.verdicts.pair_reel import choose_pairs, make_pair_reel
from tests.episodes.recorded import make_episode
from tests.episodes.trials import short

TINY = FilmConfig(
    width=48, height=32, fps=5, seconds=0.6, poster_scale=1, still_width=16, still_height=24
)


def pairs_of(a, b):
    return [
        (make_episode(i, success=x == "+"), make_episode(i, success=y == "+"))
        for i, (x, y) in enumerate(zip(a, b, strict=True))
    ]


def test_wins_and_losses_take_turns_and_what_ended_alike_comes_last():
    pairs = pairs_of("+-+---", "++--+-")
    assert [b.seed for _, b in choose_pairs(pairs, 9)] == [1, 2, 4, 0, 3, 5]
    assert [b.seed for _, b in choose_pairs(pairs, 2)] == [1, 2]
    assert choose_pairs([], 2) == []


@pytest.fixture(scope="module")
def reel(tmp_path_factory):
    arms = tuple(short("street_take_push", policy=p, time_limit_s=2.1) for p in ("zero", "stand"))
    logs = [list(run_seeds(arm, [3], backend="inline")) for arm in arms]
    folder = tmp_path_factory.mktemp("pairs")
    pairs = list(zip(*logs, strict=True))
    return folder / "films", pairs, make_pair_reel(arms, pairs, folder, config=TINY)


def test_pairs_are_listed_with_what_they_show(reel):
    folder, pairs, entries = reel
    assert json.loads((folder / "films.json").read_text()) == entries
    (entry,) = entries
    a, b = pairs[0]
    assert (entry["seed"], entry["success"]) == (b.seed, b.success)
    assert entry["is_same"] is True
    assert entry["title"].startswith("A fell forward")
    assert f"{a.duration_s:.1f} s; B" in entry["title"]


def test_both_halves_are_in_every_picture(reel):
    folder, _, (entry,) = reel
    with av.open(str(folder / entry["file"])) as video:
        frames = [frame.to_ndarray(format="rgb24") for frame in video.decode(video=0)]
    assert len(frames) == 3
    assert {frame.shape for frame in frames} == {(32, 100, 3)}
    assert (frames[0][:, :48] != frames[0][:, 52:]).any()
