"""The page of a verdict says everything, needs nothing, and a browser shows it."""

import json
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

from andon.dashboard import make_verdict_page
from andon.errors import BrokenFile
from tests.dashboard import folders
from tests.dashboard.pages import chromium, read_page

GOOD = [1] * 96 + [0, 0] + [1] * 20 + [0] + [1]
BAD = [1, 0, 1, 1, 0] * 8


@pytest.fixture(scope="module")
def green_page(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "green"
    verdict = folders.verdict_table(outcomes=GOOD)
    return make_verdict_page(folders.write_folder(folder, verdict, films=True, outcomes=GOOD))


@pytest.fixture(scope="module")
def many_kpis_page(tmp_path_factory) -> Path:
    kpis = [folders.success_kpi(GOOD), folders.event_kpi(), folders.mean_kpi()]
    verdict = folders.verdict_table(lamp="AMBER", outcomes=GOOD, kpis=kpis)
    return make_verdict_page(
        folders.write_folder(tmp_path_factory.mktemp("runs") / "amber", verdict)
    )


def minimal() -> dict:
    verdict = folders.verdict_table(outcomes=GOOD)
    for key in ("gate", "outcomes", "places", "strata", "worst_stratum", "coverage", "metrics"):
        del verdict[key]
    for key in ("operating_characteristics", "contract_notes", "seeds", "policy_hash"):
        del verdict[key]
    return verdict


def test_the_page_says_lamp_reason_rate_trials_and_interval(green_page):
    text = read_page(green_page).text
    for words in ("GREEN", "accepted", "The KPI passed, the last after 120 rollouts.", "97.5 %"):
        assert words in text
    assert "117 of 120 rollouts" in text
    assert "92.8 to 99.5 %" in text  # Clopper-Pearson: 0.92873... and 0.99481...


def test_the_page_says_what_was_declared(green_page):
    text = read_page(green_page).text
    for words in ("0.05", "0.1", "400 at most", "after every 10 rollouts", "40 at most"):
        assert words in text
    assert "80 % or less" in text
    assert "95 % or more" in text
    assert "a1b2c3d4e5f60718" in text
    assert f"{2**40} to {2**40 + 119}" in text
    assert "variation.riser_m.low" in text


def test_the_page_says_everything_else_in_the_artifact(green_page):
    text = read_page(green_page).text
    for words in ("fell forward", "2 of 120", "step 2 up", "2 of 3", "47 of 48", "54 of 64"):
        assert words in text
    for words in ("mean_power_w", "213.4 W", "208.1 to 218.7 W", "joint_pos is scaled by 0.25"):
        assert words in text
    for words in ("5318138a0b1c", "83.41", "0123456789abcdef", "00aa11bb22cc33dd"):
        assert words in text
    assert "worst" in text
    assert "Did not vary: payload_kg" in text
    assert f"andon view green --seed {2**40 + 96}" in text
    assert "andon rerun green" in text


def test_chances_of_a_wrong_lamp_are_rounded_up_and_of_the_right_one_down(green_page):
    text = read_page(green_page).text
    assert "at the unfit bar 80 % 4.31 % 0.47 % 95.23 %" in text  # GREEN is 0.04301
    assert "clearly unfit 60 % < 0.01 %" in text  # GREEN is 0.00002
    assert "99.99 %" in text  # RED is 0.99991


def test_evidence_is_in_a_table_as_well_as_in_the_drawing(green_page):
    text = read_page(green_page).text
    assert "needed 1.302 1.000" in text  # log10 of 20 is 1.30103, rounded up
    assert "passed here" in text


def test_films_are_in_the_page(green_page):
    page = read_page(green_page)
    assert sum(ref.startswith("data:video/mp4;base64,") for ref in page.references) == 2
    assert sum(ref.startswith("data:image/") for ref in page.references) == 4
    assert f"seed {2**40 + 96} · fell forward · step 2 up" in page.text


def test_small_films_make_a_small_page(green_page):
    assert green_page.stat().st_size < 3_000_000


def test_the_same_folder_gives_the_same_bytes(green_page):
    before = green_page.read_bytes()
    assert make_verdict_page(green_page.parent).read_bytes() == before


def test_settings_of_matplotlib_stay_as_they_were(green_page):
    before = dict(mpl.rcParams)
    make_verdict_page(green_page.parent)
    assert dict(mpl.rcParams) == before


def test_each_lamp_is_named_and_not_only_coloured(tmp_path):
    for lamp, words in (("GREEN", "accepted"), ("RED", "rejected"), ("AMBER", "not enough")):
        verdict = folders.verdict_table(lamp=lamp, outcomes=BAD)
        page = read_page(make_verdict_page(folders.write_folder(tmp_path / lamp, verdict)))
        assert f"Stack light with the {lamp} lamp lit" in page.text
        assert words in page.text


def test_kpis_of_all_kinds_are_shown_in_their_units(many_kpis_page):
    text = read_page(many_kpis_page).text
    assert "3 events in 0.416 h, 120 rollouts" in text
    assert "1.4 to 21.1 per hour" in text  # stored as 1.4848 and 21.0419
    assert "30 per hour or more" in text
    assert "0.1518 m/s" in text  # stored as 0.15172, and a smaller error would look better
    assert "0.12 m/s or less" in text
    assert text.count("95 % confidence sequence") >= 3


def test_what_is_missing_leaves_no_hole(tmp_path):
    folder = folders.write_folder(tmp_path / "minimal", minimal())
    (folder / "provenance.json").unlink()
    text = read_page(make_verdict_page(folder)).text
    for heading in ("Films", "Success by variation", "Coverage", "Metrics", "Failed episodes"):
        assert heading not in text
    assert "97.5 %" in text


def test_a_verdict_before_the_first_rollout_is_shown(tmp_path):
    verdict = minimal()
    verdict.update(lamp="AMBER", num_rollouts=0)
    verdict["kpis"][0].update(
        estimate=None, successes=0, trials=0, interval=None, sequence=None, looks=[],
        log_e_pass=[], log_e_fail=[], status="open", decided_at=None,
    )  # fmt: skip
    page = make_verdict_page(folders.write_folder(tmp_path / "empty", verdict))
    assert "no rollouts yet" in read_page(page).text


def test_infinite_evidence_and_open_ends_are_shown(tmp_path):
    verdict = folders.verdict_table(kpis=[folders.event_kpi()])
    kpi = verdict["kpis"][0]
    kpi["sequence"] = [0.0, float("inf")]
    kpi["log_e_fail"][3:] = [float("-inf")] * 9
    text = read_page(make_verdict_page(folders.write_folder(tmp_path / "open", verdict))).text
    assert "0.0 to ∞ per hour" in text
    assert "\u2212∞" in text


def test_names_cannot_smuggle_markup(tmp_path):
    evil = "</title><script>alert(1)</script>&\"'"
    verdict = folders.verdict_table(outcomes=BAD)
    for key in ("name", "policy", "reason", "body"):
        verdict[key] = evil
    verdict["kpis"][0]["name"] = evil
    verdict["strata"][0]["bin"] = verdict["strata"][0]["parameter"] = evil
    verdict["outcomes"][1]["cause"] = evil
    page = make_verdict_page(folders.write_folder(tmp_path / "evil", verdict))
    assert "alert(1)" in read_page(page).text  # as text; no script element, which is asserted there
    assert "<script" not in page.read_text()


def test_many_failures_are_cut_and_counted(tmp_path):
    outcomes = [0] * 700
    verdict = folders.verdict_table(lamp="RED", outcomes=BAD)
    page = make_verdict_page(folders.write_folder(tmp_path / "many", verdict, outcomes=outcomes))
    text = read_page(page).text
    assert "700 failed" in text
    assert "480 more" in text
    assert "All 700 are in episodes.parquet" in text


def test_failures_are_those_of_the_outcome_that_the_gate_counts(tmp_path):
    verdict = folders.verdict_table(outcomes=GOOD) | {"outcome": "survived"}
    folder = folders.write_folder(tmp_path / "survived", verdict, outcomes=GOOD)
    text = read_page(make_verdict_page(folder)).text
    assert "2 failed" in text  # of the three, the one that was too slow survived
    assert f"--seed {2**40 + 96}" in text


def test_an_extension_is_told_apart_from_the_declaration(tmp_path):
    verdict = folders.verdict_table() | {"max_rollouts": 600, "extended_by": 200}
    text = read_page(make_verdict_page(folders.write_folder(tmp_path / "longer", verdict))).text
    assert "400 at most" in text
    assert "200 rollouts, after the declaration" in text
    assert "120 of at most 600" in text


def test_a_film_whose_file_is_missing_is_named(tmp_path):
    verdict = folders.verdict_table(outcomes=GOOD)
    folder = folders.write_folder(tmp_path / "lost", verdict, films=True)
    (folder / "films" / "failure_1.mp4").unlink()
    assert "film file missing" in read_page(make_verdict_page(folder)).text


def test_films_outside_the_folder_are_refused(tmp_path):
    folder = folders.write_folder(tmp_path / "sly", folders.verdict_table(), films=True)
    path = folder / "films" / "films.json"
    entries = json.loads(path.read_text())
    entries[0]["file"] = "../../secret.mp4"
    path.write_text(json.dumps(entries))
    with pytest.raises(BrokenFile, match=r"'\.\./\.\./secret\.mp4'; it must lie in films/"):
        make_verdict_page(folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema": 2}, "has schema 2; this version reads schema 1"),
        ({"lamp": "BLUE"}, "'lamp' of verdict.json is 'BLUE'; it must be one of"),
        ({"reason": None}, "verdict.json lacks 'reason'"),
        ({"num_rollouts": "many"}, "'num_rollouts' of verdict.json is 'many'"),
        ({"kpis": [{"kind": "mean"}]}, r"verdict.json, kpis\[0\], bar lacks 'bound'"),
    ],
)
def test_a_broken_verdict_is_refused_by_name(tmp_path, change, message):
    folder = folders.write_folder(tmp_path / "broken", folders.verdict_table() | change)
    with pytest.raises(BrokenFile, match=message):
        make_verdict_page(folder)
    assert not (folder / "report.html").exists()


def test_a_missing_verdict_is_refused(tmp_path):
    with pytest.raises(BrokenFile, match=r"verdict\.json"):
        make_verdict_page(tmp_path)


def test_a_log_that_is_no_log_is_refused(tmp_path):
    folder = folders.write_folder(tmp_path / "log", folders.verdict_table())
    (folder / "episodes.parquet").write_bytes(b"nothing")
    with pytest.raises(BrokenFile, match="no episode log"):
        make_verdict_page(folder)


def test_reading_artifacts_needs_neither_simulator_nor_pyplot():
    code = (
        "import sys, andon.dashboard; "
        "bad = {'mujoco', 'torch', 'matplotlib.pyplot'} & set(sys.modules); assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("width", [1200, 500])
def test_a_browser_shows_the_page(tmp_path, green_page, width):
    shot = tmp_path / "page.png"
    chromium(tmp_path, green_page, f"--window-size={width},1400", f"--screenshot={shot}")
    pixels = np.asarray(Image.open(shot).convert("RGB"), dtype=np.int64)
    assert pixels.shape[:2] == (1400, width)
    is_ink = np.abs(pixels - pixels[60, 2]).sum(axis=2) > 60
    assert 0.02 < is_ink.mean() < 0.6
    is_green = (pixels[..., 1] > pixels[..., 0] + 60) & (pixels[..., 1] > 90)
    assert is_green.sum() > 500  # the lit lamp


def test_a_browser_prints_the_page(tmp_path, green_page):
    pdf = tmp_path / "page.pdf"
    chromium(tmp_path, green_page, f"--print-to-pdf={pdf}")
    data = pdf.read_bytes()
    assert data.startswith(b"%PDF")
    assert len(data) > 30_000
