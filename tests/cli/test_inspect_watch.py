"""`andon inspect drift` and `release`: answers by exit code, with a page, and what is refused."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.inspection.textures import add_hole, make_texture, save, write_set


@pytest.fixture(scope="module")
def inspectors(tmp_path_factory):
    """Two inspectors of one set: one that knows good parts only, one that knows holes."""
    from andon.cli.main import main

    root = tmp_path_factory.mktemp("watch")
    labels = write_set(root / "set")
    for name, number in (("old", "0"), ("new", "8")):
        words = ["--labels-per-class", number, "--compute", "inline", "--out", str(root / name)]
        assert main(["inspect", "fit", str(labels), *words]) == 0
    return root / "old", root / "new"


def write_pictures(folder, num, *, shift=0.0):
    """Write good textures in a row, brighter by a shift."""
    for index in range(num):
        picture = np.clip(make_texture(5000 + index) + shift, 0.0, 1.0)
        save(picture.astype(np.float32), folder / f"{index:04d}.png")


def test_brighter_light_raises_the_alarm(andon, inspectors):
    write_pictures(Path("bright"), 60, shift=0.2)
    answer = andon("inspect", "drift", inspectors[0], "bright", "--out", "out")
    assert (answer.code, answer.err) == (1, "")
    assert "The input drifts" in answer.words
    record = json.loads(Path("out/drift.json").read_text())
    assert record["lamp"] == "RED"
    assert record["status"]["direction"]["brightness"] == "higher"
    assert "the input drifts" in Path("out/report.html").read_text()


def test_a_few_quiet_pictures_say_nothing(andon, inspectors):
    write_pictures(Path("same"), 4)
    answer = andon("inspect", "drift", inspectors[0], "same", "--out", "out")
    assert answer.code == 3
    assert "too few parts" in answer.words


def test_release_writes_the_verdict_on_parts_that_neither_was_set_up_on(andon, inspectors):
    answer = andon("inspect", "release", *inspectors, "--out", "out")
    assert answer.code in {0, 1, 3}
    record = json.loads(Path("out/release.json").read_text())
    assert {"GREEN": 0, "RED": 1, "AMBER": 3}[record["lamp"]] == answer.code
    pairs = json.loads(Path("out/parts.json").read_text())["parts"]
    assert record["detection"]["num_pairs"] == sum(p["is_bad"] for p in pairs) == 8
    assert "Newly missed" in Path("out/report.html").read_text()


def test_release_is_red_where_false_alarms_rise_and_where_misses_rise(andon, inspectors):
    for index in range(240):
        is_bad = index >= 120
        picture = make_texture(9000 + index)
        if is_bad:
            picture, _ = add_hole(picture, index)
        save(picture, Path("fresh") / ("hole" if is_bad else "good") / f"{index}.png")
    lax = json.loads((inspectors[1] / "operating_point.json").read_text())
    lax.update(accept_up_to=0.999, reject_above=0.999)
    Path("lax").mkdir()
    for file in inspectors[1].iterdir():
        Path("lax", file.name).write_bytes(file.read_bytes())
    Path("lax/operating_point.json").write_text(json.dumps(lax))
    words = ("--data", "fresh", "--out", "out")
    stricter = andon("inspect", "release", "lax", inspectors[1], *words)
    assert stricter.code == 1
    assert "False alarms rise: misses 120 -> 0 of 120" in " ".join(stricter.words.split())
    worse = andon("inspect", "release", inspectors[1], "lax", *words)
    assert worse.code == 1
    assert "Misses rise" in worse.words


def test_parts_that_set_up_either_are_refused(andon, inspectors):
    data = inspectors[0].parent / "set" / "labels.csv"
    answer = andon("inspect", "release", *inspectors, "--data", data)
    assert answer.code == 2
    assert "looks better than it is" in answer.err
    missing = andon("inspect", "drift", "nothing", "nothing")
    assert missing.code == 2
    assert "holds no inspector" in missing.err
