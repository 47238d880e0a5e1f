"""The films of a proof: the right episodes, replayed to the last bit."""

import json

import av
import pytest

from andon.episodes.film import FilmConfig
from andon.policies.run import run_seeds
from andon.verdicts.reel import choose_episodes, make_reel
from tests.episodes.recorded import make_episode
from tests.episodes.trials import short

TINY = FilmConfig(
    width=48, height=32, fps=5, seconds=0.6, poster_scale=1, still_width=16, still_height=24
)


def test_the_first_failures_and_the_first_success_are_shown():
    flags = [1, 0, 1, 0, 0, 0]
    episodes = [make_episode(i, success=bool(flag)) for i, flag in enumerate(flags)]
    assert [e.seed for e in choose_episodes(episodes)] == [1, 3, 4, 0]
    assert [e.seed for e in choose_episodes(episodes, 1)] == [1, 0]
    assert [e.seed for e in choose_episodes(episodes[1:2])] == [1]
    assert [e.seed for e in choose_episodes(episodes[:1])] == [0]
    assert choose_episodes([]) == []


def test_what_the_gate_counts_decides_what_a_failure_is():
    episodes = [make_episode(0, success=False, survived=True), make_episode(1, success=False)]
    assert [e.seed for e in choose_episodes(episodes, outcome="survived")] == [1, 0]


@pytest.fixture(scope="module")
def reel(tmp_path_factory):
    setup = short("street_take_push", policy="zero", time_limit_s=2.1)
    folder = tmp_path_factory.mktemp("reel")
    episodes = list(run_seeds(setup, [3, 4], backend="inline"))
    entries = make_reel(setup, episodes, folder, config=TINY, backend="inline")
    return folder / "films", episodes, entries


def test_films_are_listed_with_what_they_show(reel):
    folder, episodes, entries = reel
    assert json.loads((folder / "films.json").read_text()) == entries
    for entry, episode in zip(entries, episodes, strict=True):
        assert entry["seed"] == episode.seed
        assert (entry["cause"], entry["place"]) == (episode.cause, episode.place)
        assert entry["success"] is False
        assert entry["is_same"] is True
        assert entry["title"].startswith("Failure: fell forward")
        assert f"{episode.duration_s:.1f} s" in entry["title"]
    assert [entry["name"] for entry in entries] == ["failure_1", "failure_2"]


def test_films_can_be_played(reel):
    folder, _, entries = reel
    for entry in entries:
        with av.open(str(folder / entry["file"])) as video:
            frames = list(video.decode(video=0))
        assert (frames[0].width, frames[0].height) == (48, 32)
        assert len(frames) >= 2
        assert (folder / entry["poster"]).is_file()
        assert (folder / entry["strip"]).is_file()
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == []


def test_nothing_to_film_makes_an_empty_list(tmp_path):
    assert make_reel(short("street_take_push"), [], tmp_path, config=TINY) == []
    assert json.loads((tmp_path / "films" / "films.json").read_text()) == []
