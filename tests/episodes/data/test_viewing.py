"""Files for viewers hold every frame at its time."""

import pytest
from mcap.reader import make_reader

from andon.episodes.data import open_data
from andon.episodes.data.viewing import write_for_viewing
from andon.errors import InvalidConfig
from tests.episodes.data.sets import FPS, make_set


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return open_data(make_set(tmp_path_factory.mktemp("view") / "set", (12, 9)))


def test_an_mcap_file_has_every_frame_of_every_column(data, tmp_path):
    write_for_viewing(data, 1, tmp_path / "x.mcap")
    with (tmp_path / "x.mcap").open("rb") as file:
        found = [(c.topic, m.log_time) for _, c, m in make_reader(file).iter_messages()]
    times = [round(i / FPS * 1e9) for i in range(9)]
    for topic in ("/observation/state", "/action", "/observation/images/front"):
        logged = [time for name, time in found if name == topic]
        gaps = [abs(a - b) for a, b in zip(logged, times, strict=True)]
        assert max(gaps) < 50  # single precision, ns


def test_a_rerun_file_is_written(data, tmp_path):
    pytest.importorskip("rerun")
    write_for_viewing(data, 0, tmp_path / "x.rrd")
    assert (tmp_path / "x.rrd").read_bytes()[:4] == b"RRF2"


def test_another_ending_or_episode_is_refused(data, tmp_path):
    with pytest.raises(InvalidConfig, match=r"ends in neither of \['.mcap', '.rrd'\]"):
        write_for_viewing(data, 0, tmp_path / "x.bag")
    with pytest.raises(InvalidConfig, match="no episode 7; there are 2"):
        write_for_viewing(data, 7, tmp_path / "x.mcap")
