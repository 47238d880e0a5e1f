"""`andon bench`: says what it would measure, and refuses what cannot be measured."""

import pytest

from tests.cli.commands import files_under


@pytest.mark.parametrize("what", ["world", "engines"])
def test_a_dry_run_says_what_would_be_measured(what, andon, tmp_path):
    answer = andon("bench", what, "--dry-run", "--json", "speed.json")
    assert answer.code == 0
    assert answer.out.startswith(f"Measure {what} with ")
    assert files_under(tmp_path) == {}


@pytest.mark.parametrize(
    "words",
    [["--num-worlds", "0"], ["--repeats", "0"], ["--seconds", "0"], ["--seconds", "nan"]],
    ids=" ".join,
)
def test_what_cannot_be_measured_is_refused(words, andon):
    answer = andon("bench", "--dry-run", *words)
    assert answer.code == 2
    assert "needs --num-worlds and --repeats of at least 1 and --seconds above 0" in answer.err


@pytest.mark.parametrize(("has_cameras", "episodes", "frames"), [(False, 3, 6000), (True, 2, 20)])
def test_a_frame_of_the_large_sets_takes_as_much_as_is_reckoned(
    has_cameras, episodes, frames, tmp_path
):
    from andon.cli.bench_data import LARGE_FRAME_MB
    from andon.episodes.data.bench_jobs import BenchSet, measure

    chosen = BenchSet(
        num_episodes=episodes,
        num_frames=frames,
        has_cameras=has_cameras,
        height=480,
        width=640,
        is_noise=True,
    )
    measured = measure("write large", tmp_path, chosen)
    found = measured.megabytes / measured.frames
    assert LARGE_FRAME_MB[has_cameras] <= found < 1.3 * LARGE_FRAME_MB[has_cameras]
