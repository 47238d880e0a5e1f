"""Stubs for `mujoco.batch` of MuJoCo 4.0: many simulations of one model on a thread pool."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, overload

import numpy as np
from mujoco import MjData, MjModel, mjtState
from numpy.typing import ArrayLike, NDArray

DATA_FIELDS: frozenset[str]
MODEL_FIELDS: frozenset[str]

class SimulationError(RuntimeError):
    ids: NDArray[np.integer[Any]]
    def __init__(self, ids: NDArray[np.integer[Any]], message: str, ncall: int | None = None) -> None: ...

class _State:
    """A state field of every simulation; assignment writes all of them."""

    def __get__(self, instance: object, owner: type | None = None) -> NDArray[np.float64]: ...
    def __set__(self, instance: object, value: ArrayLike) -> None: ...

class _Output:
    """A derived field of every simulation, read-only, refreshed by each call."""

    def __get__(self, instance: object, owner: type | None = None) -> NDArray[np.float64]: ...

class _Named:
    id: int
    name: str
    def __getattr__(self, attr: str) -> NDArray[Any]: ...
    def __setattr__(self, attr: str, value: ArrayLike) -> None: ...

class Batch:
    model: MjModel
    state: NDArray[np.float64]
    warning: NDArray[np.int32]
    status: NDArray[np.int32]

    time: _State
    qpos: _State
    qvel: _State
    act: _State
    history: _State
    qacc_warmstart: _State
    ctrl: _State
    qfrc_applied: _State
    xfrc_applied: _State
    eq_active: _State
    mocap_pos: _State
    mocap_quat: _State
    userdata: _State
    plugin_state: _State
    plastic: _State

    actuator_force: _Output
    cfrc_ext: _Output
    cvel: _Output
    energy: _Output
    geom_xmat: _Output
    geom_xpos: _Output
    qacc: _Output
    qfrc_actuator: _Output
    qfrc_bias: _Output
    qfrc_constraint: _Output
    sensordata: _Output
    site_xmat: _Output
    site_xpos: _Output
    subtree_com: _Output
    subtree_linvel: _Output
    xipos: _Output
    xmat: _Output
    xpos: _Output
    xquat: _Output

    def __init__(self, model: MjModel, nsim: int, nthread: int = 0, persistent: bool = False) -> None: ...
    def __getattr__(self, name: str) -> NDArray[Any]: ...
    @property
    def nsim(self) -> int: ...
    @property
    def nthread(self) -> int: ...
    @property
    def nstate(self) -> int: ...
    @property
    def persistent(self) -> bool: ...
    @property
    def models(self) -> MjModel | tuple[MjModel, ...] | None: ...
    def error(self, sim: int) -> str: ...
    def bind(self, name: str) -> NDArray[Any]: ...
    def expand(self, name: str) -> NDArray[Any]: ...
    def expanded(self, name: str) -> NDArray[Any] | None: ...
    def actuator(self, key: int | str) -> _Named: ...
    def body(self, key: int | str) -> _Named: ...
    def camera(self, key: int | str) -> _Named: ...
    def equality(self, key: int | str) -> _Named: ...
    def geom(self, key: int | str) -> _Named: ...
    def joint(self, key: int | str) -> _Named: ...
    def keyframe(self, key: int | str) -> _Named: ...
    def light(self, key: int | str) -> _Named: ...
    def material(self, key: int | str) -> _Named: ...
    def numeric(self, key: int | str) -> _Named: ...
    def pair(self, key: int | str) -> _Named: ...
    def sensor(self, key: int | str) -> _Named: ...
    def site(self, key: int | str) -> _Named: ...
    def tendon(self, key: int | str) -> _Named: ...
    def step(self, ids: ArrayLike | None = None, nstep: int = 1, stage: int = ...) -> None: ...
    def forward(self, ids: ArrayLike | None = None, stage: int = ...) -> None: ...
    def reset(self, ids: ArrayLike | None = None, keyframe: ArrayLike = -1, stage: int = ...) -> None: ...
    def get_model(self, sim: int, model: MjModel | None = None) -> MjModel: ...
    def set_models(self, models: MjModel | Sequence[MjModel] | None) -> None: ...
    def get_data(self, sim: int, data: MjData | None = None) -> MjData: ...
    def set_const(self, ids: ArrayLike | None = None) -> None: ...
    def rollout(
        self,
        nstep: int,
        control: ArrayLike | None = None,
        control_spec: int = ...,
        record: Sequence[str | int | mjtState] = ("qpos",),
        ids: ArrayLike | None = None,
        out: Mapping[str | int | mjtState, NDArray[Any]] | None = None,
    ) -> dict[str | int | mjtState, NDArray[Any]]: ...
    def jac(
        self, body: ArrayLike, point: ArrayLike, ids: ArrayLike | None = None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]: ...
    @overload
    def ray(
        self,
        pnt: ArrayLike,
        vec: ArrayLike,
        geomgroup: ArrayLike | None = None,
        flg_static: bool = True,
        bodyexclude: ArrayLike = -1,
        ids: ArrayLike | None = None,
        normal: Literal[False] = False,
    ) -> tuple[NDArray[np.float64], NDArray[np.int32]]: ...
    @overload
    def ray(
        self,
        pnt: ArrayLike,
        vec: ArrayLike,
        geomgroup: ArrayLike | None = None,
        flg_static: bool = True,
        bodyexclude: ArrayLike = -1,
        ids: ArrayLike | None = None,
        *,
        normal: Literal[True],
    ) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.float64]]: ...
