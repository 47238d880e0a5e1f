"""Questions and replies as arrays of fixed shape: what goes through a shared register."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from andon.minds.advisors import Advice, Reply
from andon.minds.deliberation import Deliberation
from andon.minds.evidence import FEATURES, TRACE_STEPS
from andon.minds.own_state import OwnState
from andon.minds.question import Hypothesis, Question
from andon.minds.terrain import MAX_BLOCKS, Bridge, Ceiling, Terrain
from andon.spatial import FloatArray

__all__ = ["empty_reply", "pack_question", "pack_reply", "unpack_question", "unpack_reply"]

Values = dict[str, NDArray[Any]]

OWN = ("gravity_b", "lin_vel_b", "ang_vel_b", "joint_pos", "joint_vel", "targets")
PLAIN = ("velocity_command", "gait_command", "height_scan", "current", "registers")
EXTENT = ("skew_rad", "near_m", "far_m", "rise_m", "drop_m")
CEILING = ("x0_m", "x1_m", "y0_m", "y1_m", "z_m")
BRIDGE = ("x0_m", "x1_m", "drop_m")
MAX_NAME = 32
"""Bytes of the name of a tactic; longer ones are cut."""


def pack_question(
    question: Question, opinion: Deliberation, memory: Mapping[str, NDArray[Any]], number: int
) -> Values:
    """Give a question as arrays.

    Args:
        question: What is asked; its hypotheses are known on the other side.
        opinion: What was thought of the obstacle before.
        memory: What the policy remembers.
        number: Number of the question.
    """
    q, own, terrain = question, question.own, question.terrain
    blocks = np.full((MAX_BLOCKS, 4), np.nan)
    blocks[: len(terrain.blocks)] = terrain.blocks
    count = len(q.hypotheses)
    times = (own.heading, q.step, q.commit_steps, q.horizon_steps, q.budget_s)
    return {
        "number": np.array([number, q.row], np.int64),
        "times": np.array(times, np.float64),
        "blocks": blocks,
        "extent": _numbers(terrain, EXTENT),
        "ceiling": _numbers(terrain.ceiling, CEILING),
        "bridge": _numbers(terrain.bridge, BRIDGE),
        "opinion": opinion.as_array(),
        "weights": np.full(count, 1 / count) if q.weights is None else q.weights,
        **{f"own.{name}": np.asarray(getattr(own, name), np.float64) for name in OWN},
        **{name: np.asarray(getattr(q, name), np.float64) for name in PLAIN},
        **{f"memory.{name}": value for name, value in memory.items()},
    }


def unpack_question(
    values: Values, hypotheses: tuple[Hypothesis, ...]
) -> tuple[int, Question, FloatArray, Values]:
    """Give number, question, opinion and memory of the policy back.

    Args:
        values: What `pack_question` gave.
        hypotheses: Ways in which estimates may be wrong.
    """
    heading, step, commit, horizon, budget_s = values["times"].tolist()
    number, _ = values["number"].tolist()
    blocks = values["blocks"]
    ceiling, bridge = values["ceiling"].tolist(), values["bridge"].tolist()
    extent = _named(EXTENT, values["extent"].tolist())
    question = Question(
        row=0,
        own=OwnState(heading=heading, **{name: values[f"own.{name}"] for name in OWN}),
        terrain=Terrain(
            blocks=blocks[np.isfinite(blocks[:, 0])],
            ceiling=None if np.isnan(ceiling[0]) else Ceiling(**_named(CEILING, ceiling)),
            bridge=None if np.isnan(bridge[0]) else Bridge(**_named(BRIDGE, bridge)),
            **extent,
        ),
        **{name: values[name] for name in PLAIN},
        step=int(step),
        commit_steps=int(commit),
        horizon_steps=int(horizon),
        budget_s=budget_s,
        weights=values["weights"],
        hypotheses=hypotheses,
    )
    memory = {k.removeprefix("memory."): v for k, v in values.items() if k.startswith("memory.")}
    return number, question, values["opinion"], memory


def _named(names: tuple[str, ...], numbers: list[float]) -> dict[str, float]:
    return dict(zip(names, numbers, strict=True))


def _numbers(thing: object, names: tuple[str, ...]) -> FloatArray:
    if thing is None:
        return np.full(len(names), np.nan)
    return np.array([getattr(thing, name) for name in names], np.float64)


def pack_reply(
    number: int, row: int, begun_step: int, advice: Advice, opinion: FloatArray, num_hypotheses: int
) -> Values:
    """Give a reply as arrays.

    Args:
        number: Number of the question.
        row: Row of the mind that asked.
        begun_step: Control step of the question.
        advice: What is advised.
        opinion: What is thought of the obstacle by now.
        num_hypotheses: Futures of which a trace is sent.
    """
    trace = np.full((num_hypotheses, TRACE_STEPS, FEATURES), np.nan)
    if advice.trace is not None:
        trace[:] = advice.trace
    name = advice.name.encode()[:MAX_NAME].ljust(MAX_NAME, b"\0")
    return {
        "number": np.array([number, row, begun_step, advice.chosen], np.int64),
        "trace": trace,
        "register": np.asarray(advice.register, np.float64),
        "name": np.frombuffer(name, np.uint8),
        "charge_s": np.array([advice.charge_s]),
        "risks": np.asarray(advice.risks, np.float64),
        "flags": np.array([advice.is_refused, advice.is_cut], np.uint8),
        "opinion": np.asarray(opinion, np.float64),
    }


def empty_reply(num_tactics: int, num_hypotheses: int) -> Values:
    """Give a reply that says nothing, for its layout."""
    zeros = np.zeros(num_tactics)
    advice = Advice(register=np.zeros(4), name="", charge_s=0.0, risks=zeros)
    return pack_reply(0, 0, 0, advice, np.zeros(num_tactics + 3), num_hypotheses)


def unpack_reply(values: Values) -> tuple[int, Reply]:
    """Give number and reply back; whatever the bytes say, it raises nothing."""
    number, row, begun, chosen = values["number"].tolist()
    is_refused, is_cut = (bool(flag) for flag in values["flags"])
    name = values["name"].tobytes().rstrip(b"\0").decode(errors="replace")
    advice = Advice(
        register=values["register"],
        name=name,
        charge_s=float(values["charge_s"][0]),
        risks=values["risks"],
        is_refused=is_refused,
        is_cut=is_cut,
        chosen=chosen,
        trace=values["trace"],
    )
    return number, Reply(row=row, begun_step=begun, advice=advice, opinion=values["opinion"])
