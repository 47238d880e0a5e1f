"""`andon doctor`: what this machine can do."""

import re

from andon.cli.doctor import measure_jitter
from andon.sensing import renderers
from tests.cli.commands import run_command


def test_a_fit_machine_is_said_to_be_fit(andon):
    answer = andon("doctor")
    assert answer.code == 0
    assert answer.out.splitlines()[-1] == "Fit to prove."
    for what in ("andon", "python", "mujoco", "onnxruntime", "numpy", "cores", "renderer", "disk"):
        assert re.search(rf"^│ {what} +│ ok", answer.out, re.MULTILINE), what


def test_a_machine_that_cannot_draw_with_opengl_is_fit_too(tmp_path):
    answer = run_command("doctor", cwd=tmp_path, ANDON_RENDERER="raycast", COLUMNS="100")
    assert (answer.code, answer.err) == (0, "")
    assert re.search(r"renderer +│ ok +│ raycast", answer.out)


def test_a_renderer_that_does_not_exist_is_bad_use(andon, monkeypatch):
    monkeypatch.setenv("ANDON_RENDERER", "raycats")
    renderers.find_renderer.cache_clear() if hasattr(renderers.find_renderer, "cache_clear") else 0
    answer = andon("doctor")
    assert answer.code == 2
    assert "raycats" in answer.err


def test_a_full_disk_is_not_fit(andon, monkeypatch):
    class Full:
        free = 1e6

    monkeypatch.setattr("andon.cli.doctor.shutil.disk_usage", lambda _: Full)
    answer = andon("doctor")
    assert answer.code == 2
    assert "free at least 1 GB" in answer.words
    assert answer.out.splitlines()[-1] == "Not fit: see the lines marked no."


def test_a_missing_extra_says_how_to_get_it(andon, monkeypatch):
    monkeypatch.setattr("andon.cli.doctor.importlib.util.find_spec", lambda _: None)
    answer = andon("doctor")
    assert answer.code == 0
    assert "pip install 'andon[view]'" in answer.words


def test_the_clock_of_the_machine_is_measured(andon):
    late = measure_jitter(num_ticks=3, period_s=0.001)
    assert len(late) == 3
    assert max(late) > -1e-4
    out = andon("doctor").out
    assert re.search(r"tick jitter +│ (ok|missing) +│ at 50 Hz", out)
    assert re.search(r"real time +│ (ok|missing) +│ (core|any core)", out)
