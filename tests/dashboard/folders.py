"""Artifact folders that tests of the dashboard read."""

import json
from math import log
from pathlib import Path

import av
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image, ImageDraw

from andon.verdicts.evalues import sprt_log_e_fail
from andon.verdicts.intervals import clopper_pearson
from andon.verdicts.sequences import success_rate_sequence

FIRST_SEED = 2**40


def success_kpi(outcomes, *, look_every=10, p0=0.8, p1=0.95, alpha=0.05, beta=0.1, name="success"):
    """Give the entry of a success rate, tested as a gate would."""
    n, s = len(outcomes), int(sum(outcomes))
    looks = list(range(look_every, n + 1, look_every))
    fail = [float(sprt_log_e_fail(sum(outcomes[:k]), k, p0=p0, p1=p1)) for k in looks]
    passes, fails = -log(alpha), -log(beta)
    status, at = "open", None
    for look, value in zip(looks, fail, strict=True):
        if status == "open" and (value >= fails or -value >= passes):
            status, at = ("fail" if value >= fails else "pass"), look
    band = success_rate_sequence([s], [n])
    return {
        "name": name,
        "kind": "success_rate",
        "test": "sprt",
        "status": status,
        "decided_at": at,
        "bar": {"p0": p0, "p1": p1},
        "unit": "1",
        "estimate": s / n,
        "successes": s,
        "count": None,
        "trials": n,
        "exposure_h": None,
        "interval": list(clopper_pearson(s, n)),
        "sequence": [float(band.low[0]), float(band.high[0])],
        "looks": looks,
        "log_e_pass": [-value for value in fail],
        "log_e_fail": fail,
        "log_pass_threshold": passes,
        "log_fail_threshold": fails,
        "needs": "18 more successes without a failure would make it GREEN at rollout 140.",
    }


def event_kpi():
    """Give the entry of an event rate."""
    looks = list(range(10, 121, 10))
    log_e = [0.28 * k**1.08 - 0.1 for k in range(1, 13)]
    return {
        "name": "falls",
        "kind": "event_rate",
        "test": "sprt",
        "status": "pass",
        "decided_at": 110,
        "bar": {"rate0": 30.0, "rate1": 3.0},
        "unit": "1/h",
        "estimate": 7.2,
        "successes": None,
        "count": 3,
        "trials": 120,
        "exposure_h": 0.41666666,
        "interval": [1.4848, 21.0419],
        "sequence": [0.9215, 29.0377],
        "looks": looks,
        "log_e_pass": log_e,
        "log_e_fail": [-value for value in log_e],
        "log_pass_threshold": -log(0.05),
        "log_fail_threshold": -log(0.1 / 3),
        "needs": "It passed after 110 rollouts; nothing later in this gate changes that.",
    }


def mean_kpi():
    """Give the entry of a mean."""
    looks = list(range(10, 121, 10))
    return {
        "name": "speed_error",
        "kind": "mean",
        "test": "betting",
        "status": "open",
        "decided_at": None,
        "bar": {"bound": 0.2, "margin": 0.08},
        "unit": "m/s",
        "estimate": 0.15172,
        "successes": None,
        "count": None,
        "trials": 120,
        "exposure_h": None,
        "interval": [0.1391, 0.1652],
        "sequence": [0.1288, 0.1781],
        "looks": looks,
        "log_e_pass": [0.19 * k for k in range(1, 13)],
        "log_e_fail": [-0.11 * k for k in range(1, 13)],
        "log_pass_threshold": -log(0.05),
        "log_fail_threshold": -log(0.1 / 3),
        "needs": "31 more rollouts with 'speed_error' of 0 each would pass it.",
    }


def strata_of(generator, outcomes):
    """Give strata of two parameters that varied and one that did not."""
    strata = []
    for parameter, low, high in (
        ("riser_m", 0.02, 0.15),
        ("friction", 0.7, 1.1),
        ("command_lin_vel_x", 0.5, 1.0),
    ):
        edges = np.linspace(low, high, 5)
        bins = generator.integers(0, 4, len(outcomes))
        if parameter == "riser_m":  # failures gather in the highest steps
            failed = np.flatnonzero(np.asarray(outcomes) == 0)
            bins[failed] = 3
        for index in range(4):
            chosen = np.asarray(outcomes)[bins == index]
            strata.append(stratum(parameter, edges[index], edges[index + 1], chosen))
    strata.append(stratum("payload_kg", 0.0, 0.0, np.asarray(outcomes)))
    return strata


def stratum(parameter, low, high, outcomes):
    """Give one bin."""
    s, n = int(outcomes.sum()), int(outcomes.size)
    return {
        "parameter": parameter,
        "bin": f"{low:.4g}-{high:.4g}",
        "low": float(low),
        "high": float(high),
        "trials": n,
        "successes": s,
        "interval": list(clopper_pearson(s, n)) if n else [0.0, 1.0],
    }


def verdict_table(*, lamp="GREEN", outcomes=None, kpis=None, seed=7):
    """Give a whole `verdict.json`."""
    generator = np.random.default_rng(seed)
    if outcomes is None:
        outcomes = [1] * 96 + [0, 0] + [1] * 20 + [0] + [1] * 1
    kpis = kpis or [success_kpi(outcomes)]
    n, s = len(outcomes), int(sum(outcomes))
    strata = strata_of(generator, outcomes)
    causes = [("finish", s, True)]
    failed = n - s
    split = [("fell_forward", -(-failed // 2)), ("too_slow", failed // 2)]
    causes += [(name, count, False) for name, count in split if count]
    places = [("step_2_up", -(-failed // 2)), ("kerb_1_down", failed // 2)]
    return {
        "schema": 1,
        "lamp": lamp,
        "reason": {
            "GREEN": f"The KPI passed, the last after {n} rollouts.",
            "RED": f"success failed after {n} rollouts.",
            "AMBER": f"After all {n} rollouts still open: success.",
        }[lamp],
        "name": "stairs_gate",
        "gate": {
            "schema": 1,
            "name": "stairs_gate",
            "scenario": "street_climb_steps",
            "alpha": 0.05,
            "beta": 0.1,
            "max_rollouts": 400,
            "look_every": 10,
            "seed_block": 0,
            "variation": {"riser_m": {"kind": "uniform", "low": 0.02, "high": 0.15}},
            "sensing": {},
            "kpis": [{"name": k["name"], "kind": k["kind"], **k["bar"]} for k in kpis],
        },
        "gate_hash": "a1b2c3d4e5f60718",
        "scenario": "street_climb_steps",
        "scenario_hash": "0123456789abcdef",
        "body": "humanoid",
        "body_hash": "fedcba9876543210",
        "policy": "walker_v3.onnx",
        "policy_hash": "00aa11bb22cc33dd",
        "contract_notes": [
            "joint_pos is scaled by 0.25 as the contract says.",
            "The policy was trained with 0.01 rad of noise on joint_pos; the gate uses 0.02 rad.",
        ],
        "seeds": {"first": FIRST_SEED, "last": FIRST_SEED + n - 1},
        "num_rollouts": n,
        "max_rollouts": 400,
        "look_every": 10,
        "alpha": 0.05,
        "beta": 0.1,
        "kpis": kpis,
        "outcomes": [{"cause": c, "count": k, "success": ok} for c, k, ok in causes],
        "places": [{"place": p, "count": k} for p, k in places if k],
        "strata": strata,
        "worst_stratum": min(
            (row for row in strata if row["trials"]), key=lambda row: row["interval"][1]
        ),
        "coverage": [
            {"ways": 1, "covered": 12, "feasible": 12, "share": 1.0},
            {"ways": 2, "covered": 47, "feasible": 48, "share": 47 / 48},
            {"ways": 3, "covered": 54, "feasible": 64, "share": 54 / 64},
        ],
        "operating_characteristics": [
            operating("bad", 0.6, 0.00002, 0.99991, 23.4, 40),
            operating("p0", 0.8, 0.04301, 0.95231, 61.97, 120),
            operating("mid", 0.875, 0.52113, 0.46877, 101.2, 210),
            operating("p1", 0.95, 0.91873, 0.08121, 72.41, 140),
            operating("better", 0.975, 0.99217, 0.00781, 48.03, 80),
        ],
        "metrics": [
            {"name": "distance_m", "unit": "m", "mean": 7.83, "low": 7.611, "high": 8.04, "n": n},
            metric("mean_lin_vel_x", "m/s", 0.7412, 0.7291, 0.7533, n),
            metric("mean_power_w", "W", 213.37, 208.13, 218.61, n),
            metric("max_tilt_rad", "rad", 0.1713, 0.1522, 0.1904, n),
        ],
    }


def operating(truth, value, green, red, mean, p90):
    """Give one row of the operating characteristics."""
    return {
        "kpi": "success",
        "truth": truth,
        "value": value,
        "p_green": green,
        "p_red": red,
        "p_amber": max(0.0, 1.0 - green - red),
        "mean_rollouts": mean,
        "p90_rollouts": p90,
    }


def metric(name, unit, mean, low, high, n):
    """Give one metric."""
    return {"name": name, "unit": unit, "mean": mean, "low": low, "high": high, "n": n}


PROVENANCE = {
    "andon": "0.1.0",
    "mujoco": "4.0.0",
    "numpy": "2.4.6",
    "python": "3.11.7",
    "commit": "5318138a0b1c",
    "cpu": "Example CPU @ 2.40GHz",
    "cores": "2",
    "timing": {"wall_s": 83.41, "rollouts_per_s": 1.44},
}


def write_folder(folder: Path, verdict, *, films=False, outcomes=None) -> Path:
    """Write an artifact folder; with outcomes, an episode log too."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "verdict.json").write_text(json.dumps(verdict, indent=1))
    (folder / "provenance.json").write_text(json.dumps(PROVENANCE, indent=1))
    if outcomes is not None:
        write_log(folder / "episodes.parquet", outcomes)
    if films:
        write_films(folder / "films")
    return folder


def write_log(path: Path, outcomes) -> None:
    """Write an episode log with the columns that the page reads."""
    rows = [
        {
            "seed": FIRST_SEED + index,
            "success": bool(ok),
            "survived": bool(ok) or index % 2 == 1,
            "cause": "finish" if ok else ("fell_forward", "too_slow")[index % 2],
            "place": "end" if ok else ("step_2_up", "kerb_1_down")[index % 2],
            "duration_s": 8.0 if ok else 3.0 + 0.04 * (index % 50),
        }
        for index, ok in enumerate(outcomes)
    ]
    pq.write_table(pa.Table.from_pylist(rows), path)


def write_films(folder: Path) -> None:
    """Write two short films, with posters and strips."""
    folder.mkdir()
    entries = []
    for name, success, cause, place in (
        ("failure_1", False, "fell_forward", "step_2_up"),
        ("success_1", True, "finish", "end"),
    ):
        stills = [picture(index / 11, success=success) for index in range(12)]
        write_mp4(folder / f"{name}.mp4", stills)
        stills[-1].save(folder / f"{name}.png")
        strip = Image.new("RGB", (4 * 240 + 24, 180), "white")
        for index in range(4):
            strip.paste(stills[index * 3].crop((40, 0, 280, 180)), (index * 248, 0))
        strip.save(folder / f"{name}_strip.png")
        entries.append(
            {
                "name": name,
                "title": f"{'Success' if success else 'First failure'}, seed {FIRST_SEED + 96}",
                "seed": FIRST_SEED + 96,
                "cause": cause,
                "place": place,
                "success": success,
                "file": f"{name}.mp4",
                "poster": f"{name}.png",
                "strip": f"{name}_strip.png",
                "duration_s": 1.2,
                "fps": 10,
            }
        )
    (folder / "films.json").write_text(json.dumps(entries))


def picture(share, *, success):
    """Draw a stick robot on its way."""
    image = Image.new("RGB", (320, 180), "#dfe6ec")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 140, 320, 180), fill="#b9b3a7")
    x, lean = 60 + 180 * share, 0 if success else 60 * share**3
    draw.line((x, 140, x + lean, 80 + lean * 0.8), fill="#34455a", width=12)
    draw.ellipse((x + lean - 11, 54 + lean, x + lean + 11, 76 + lean), fill="#34455a")
    return image


def write_mp4(path: Path, pictures) -> None:
    """Encode pictures as H.264."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for image in pictures:
            for packet in stream.encode(av.VideoFrame.from_image(image)):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)


def comparison_table(*, answer="better"):
    """Give a whole `comparison.json`."""
    looks = list(range(10, 121, 10))
    better = [0.31 * k - 0.12 for k in range(1, 13)]
    worse = [-0.4 * k for k in range(1, 13)]
    if answer == "not better":
        better, worse = worse, better
    if answer == "undecided":
        better = [value / 4 for value in better]
    return {
        "schema": 1,
        "answer": answer,
        "reason": "B won 17 of the 20 pairs in which the policies differ.",
        "a": {
            "policy": "walker_v2",
            "policy_hash": "1111222233334444",
            "body": "humanoid",
            "successes": 95,
            "trials": 120,
            "interval": list(clopper_pearson(95, 120)),
        },
        "b": {
            "policy": "walker_v3",
            "policy_hash": "5555666677778888",
            "body": "humanoid",
            "successes": 109,
            "trials": 120,
            "interval": list(clopper_pearson(109, 120)),
        },
        "wins": 17,
        "losses": 3,
        "ties": 100,
        "log_e_better": better,
        "log_e_not_better": worse,
        "looks": looks,
        "log_threshold": -log(0.05),
        "alpha": 0.05,
        "difference": {"estimate": 14 / 120, "interval": [0.0213, 0.2148]},
        "scenario": "street_climb_steps",
        "scenario_hash": "0123456789abcdef",
        "seeds": {"first": 0, "last": 119},
        "max_pairs": 400,
    }
