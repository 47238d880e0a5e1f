"""Structures of MuJoCo 4.0.0; written by scripts/make_stubs.py, do not edit."""

from collections.abc import Mapping, Sequence
from typing import Any, Generic, SupportsFloat, SupportsIndex, SupportsInt, TypeVar, overload

import numpy as np
from mujoco._enums import *
from mujoco._specs import MjVfs
from numpy.typing import ArrayLike, NDArray

_Int = SupportsInt | SupportsIndex
_Float = SupportsFloat | SupportsIndex
_Ints = Sequence[_Int] | NDArray[np.integer[Any]]
_Floats = Sequence[_Float] | NDArray[np.floating[Any]]

_D = TypeVar("_D", bound=np.generic)
_T = TypeVar("_T")

class _Array(Generic[_D]):
    """A live array; assignment copies values into it."""

    def __get__(self, instance: object, owner: type | None = None) -> NDArray[_D]: ...
    def __set__(self, instance: object, value: ArrayLike) -> None: ...

class _Number(Generic[_T]):
    """A whole number or enum member; assignment takes either."""

    def __get__(self, instance: object, owner: type | None = None) -> _T: ...
    def __set__(self, instance: object, value: _Int) -> None: ...

class _List(Generic[_T]):
    """A vector that copies what is assigned."""

    def __get__(self, instance: object, owner: type | None = None) -> _T: ...
    def __set__(self, instance: object, value: object) -> None: ...

class MjContact:
    def __init__(self) -> None: ...
    H: _Array[np.float64]
    adhesion: float
    dim: _Number[int]
    dist: float
    efc_address: _Number[int]
    elem: _Array[np.int32]
    exclude: _Number[int]
    flex: _Array[np.int32]
    frame: _Array[np.float64]
    friction: _Array[np.float64]
    geom: _Array[np.int32]
    geom1: _Number[int]
    geom2: _Number[int]
    includemargin: float
    mu: float
    pos: _Array[np.float64]
    solimp: _Array[np.float64]
    solref: _Array[np.float64]
    solreffriction: _Array[np.float64]
    surfacevel: _Array[np.float64]
    vert: _Array[np.int32]

class MjData:
    def __init__(self, arg0: MjModel, /) -> None: ...
    M: _Array[np.float64]
    act: _Array[np.float64]
    act_dot: _Array[np.float64]
    @overload
    def actuator(self, arg0: _Int, /) -> _MjDataActuatorViews: ...
    @overload
    def actuator(self, name: str = "") -> _MjDataActuatorViews: ...
    actuator_force: _Array[np.float64]
    actuator_length: _Array[np.float64]
    actuator_moment: _Array[np.float64]
    actuator_velocity: _Array[np.float64]
    def bind(self, *args: Any, **kwargs: Any) -> Any: ...
    @overload
    def body(self, arg0: _Int, /) -> _MjDataBodyViews: ...
    @overload
    def body(self, name: str = "") -> _MjDataBodyViews: ...
    body_awake: _Array[np.int32]
    body_awake_ind: _Array[np.int32]
    bvh_aabb_dyn: _Array[np.float64]
    bvh_active: _Array[np.bool]
    cacc: _Array[np.float64]
    @overload
    def cam(self, arg0: _Int, /) -> _MjDataCameraViews: ...
    @overload
    def cam(self, name: str = "") -> _MjDataCameraViews: ...
    cam_xmat: _Array[np.float64]
    cam_xpos: _Array[np.float64]
    @overload
    def camera(self, arg0: _Int, /) -> _MjDataCameraViews: ...
    @overload
    def camera(self, name: str = "") -> _MjDataCameraViews: ...
    cdof: _Array[np.float64]
    cdof_dot: _Array[np.float64]
    cfrc_ext: _Array[np.float64]
    cfrc_int: _Array[np.float64]
    cinert: _Array[np.float64]
    @property
    def contact(self) -> _MjContactList: ...
    crb: _Array[np.float64]
    ctrl: _Array[np.float64]
    cvel: _Array[np.float64]
    dof_awake_ind: _Array[np.int32]
    @property
    def dof_island(self) -> NDArray[np.int32]: ...
    @property
    def efc_AR(self) -> NDArray[np.float64]: ...
    @property
    def efc_AR_colind(self) -> NDArray[np.int32]: ...
    @property
    def efc_AR_rowadr(self) -> NDArray[np.int32]: ...
    @property
    def efc_AR_rownnz(self) -> NDArray[np.int32]: ...
    @property
    def efc_D(self) -> NDArray[np.float64]: ...
    @property
    def efc_J(self) -> NDArray[np.float64]: ...
    @property
    def efc_J_colind(self) -> NDArray[np.int32]: ...
    @property
    def efc_J_rowadr(self) -> NDArray[np.int32]: ...
    @property
    def efc_J_rownnz(self) -> NDArray[np.int32]: ...
    @property
    def efc_J_rowsuper(self) -> NDArray[np.int32]: ...
    @property
    def efc_KBIP(self) -> NDArray[np.float64]: ...
    @property
    def efc_R(self) -> NDArray[np.float64]: ...
    @property
    def efc_Y(self) -> NDArray[np.float64]: ...
    @property
    def efc_Y_colind(self) -> NDArray[np.int32]: ...
    @property
    def efc_Y_rowadr(self) -> NDArray[np.int32]: ...
    @property
    def efc_Y_rownnz(self) -> NDArray[np.int32]: ...
    @property
    def efc_aref(self) -> NDArray[np.float64]: ...
    @property
    def efc_b(self) -> NDArray[np.float64]: ...
    @property
    def efc_diagA(self) -> NDArray[np.float64]: ...
    @property
    def efc_force(self) -> NDArray[np.float64]: ...
    @property
    def efc_frictionloss(self) -> NDArray[np.float64]: ...
    @property
    def efc_id(self) -> NDArray[np.int32]: ...
    @property
    def efc_island(self) -> NDArray[np.int32]: ...
    @property
    def efc_margin(self) -> NDArray[np.float64]: ...
    @property
    def efc_pos(self) -> NDArray[np.float64]: ...
    @property
    def efc_state(self) -> NDArray[np.int32]: ...
    @property
    def efc_type(self) -> NDArray[np.int32]: ...
    @property
    def efc_vel(self) -> NDArray[np.float64]: ...
    @property
    def efm_K_colind(self) -> NDArray[np.int32]: ...
    @property
    def efm_K_rowadr(self) -> NDArray[np.int32]: ...
    @property
    def efm_K_rownnz(self) -> NDArray[np.int32]: ...
    @property
    def efm_K_val(self) -> NDArray[np.float64]: ...
    @property
    def efm_L(self) -> NDArray[np.float64]: ...
    efm_active: _Number[int]
    @property
    def efm_aid(self) -> NDArray[np.int32]: ...
    @property
    def efm_ak(self) -> NDArray[np.float64]: ...
    @property
    def efm_as(self) -> NDArray[np.float64]: ...
    @property
    def efm_c(self) -> NDArray[np.float64]: ...
    @property
    def efm_ca(self) -> NDArray[np.float64]: ...
    @property
    def efm_ck(self) -> NDArray[np.float64]: ...
    @property
    def efm_con_ind(self) -> NDArray[np.int32]: ...
    @property
    def efm_con_val(self) -> NDArray[np.float64]: ...
    @property
    def efm_diag(self) -> NDArray[np.float64]: ...
    @property
    def efm_dofid(self) -> NDArray[np.int32]: ...
    @property
    def efm_fluid(self) -> NDArray[np.float64]: ...
    @property
    def efm_sdiag(self) -> NDArray[np.float64]: ...
    @property
    def efm_tid(self) -> NDArray[np.int32]: ...
    @property
    def efm_tk(self) -> NDArray[np.float64]: ...
    @property
    def efm_ts(self) -> NDArray[np.float64]: ...
    energy: _Array[np.float64]
    eq_active: _Array[np.bool]
    flex_hessian_valid: _Array[np.bool]
    flexedge_J: _Array[np.float64]
    flexedge_hessian: _Array[np.float64]
    flexedge_length: _Array[np.float64]
    flexedge_velocity: _Array[np.float64]
    flexelem_aabb: _Array[np.float64]
    flexelem_krot: _Array[np.float64]
    flexvert_conage: _Array[np.int32]
    flexvert_hessian: _Array[np.float64]
    flexvert_lambda: _Array[np.float64]
    flexvert_xpos: _Array[np.float64]
    flg_energypos: bool
    flg_energyvel: bool
    flg_rnepost: bool
    flg_subtreevel: bool
    @overload
    def geom(self, arg0: _Int, /) -> _MjDataGeomViews: ...
    @overload
    def geom(self, name: str = "") -> _MjDataGeomViews: ...
    geom_xmat: _Array[np.float64]
    geom_xpos: _Array[np.float64]
    geom_xquat: _Array[np.float64]
    history: _Array[np.float64]
    @property
    def iacc(self) -> NDArray[np.float64]: ...
    @property
    def iacc_smooth(self) -> NDArray[np.float64]: ...
    @property
    def iefc_D(self) -> NDArray[np.float64]: ...
    @property
    def iefc_R(self) -> NDArray[np.float64]: ...
    @property
    def iefc_aref(self) -> NDArray[np.float64]: ...
    @property
    def iefc_force(self) -> NDArray[np.float64]: ...
    @property
    def iefc_frictionloss(self) -> NDArray[np.float64]: ...
    @property
    def iefc_id(self) -> NDArray[np.int32]: ...
    @property
    def iefc_state(self) -> NDArray[np.int32]: ...
    @property
    def iefc_type(self) -> NDArray[np.int32]: ...
    @property
    def ifrc_constraint(self) -> NDArray[np.float64]: ...
    @property
    def ifrc_smooth(self) -> NDArray[np.float64]: ...
    @property
    def island_dofadr(self) -> NDArray[np.int32]: ...
    @property
    def island_idofadr(self) -> NDArray[np.int32]: ...
    @property
    def island_iefcadr(self) -> NDArray[np.int32]: ...
    @property
    def island_itreeadr(self) -> NDArray[np.int32]: ...
    @property
    def island_ne(self) -> NDArray[np.int32]: ...
    @property
    def island_nefc(self) -> NDArray[np.int32]: ...
    @property
    def island_nf(self) -> NDArray[np.int32]: ...
    @property
    def island_ntree(self) -> NDArray[np.int32]: ...
    @property
    def island_nv(self) -> NDArray[np.int32]: ...
    @overload
    def jnt(self, arg0: _Int, /) -> _MjDataJointViews: ...
    @overload
    def jnt(self, name: str = "") -> _MjDataJointViews: ...
    @overload
    def joint(self, arg0: _Int, /) -> _MjDataJointViews: ...
    @overload
    def joint(self, name: str = "") -> _MjDataJointViews: ...
    @overload
    def light(self, arg0: _Int, /) -> _MjDataLightViews: ...
    @overload
    def light(self, name: str = "") -> _MjDataLightViews: ...
    light_xdir: _Array[np.float64]
    light_xpos: _Array[np.float64]
    @property
    def map_dof2idof(self) -> NDArray[np.int32]: ...
    @property
    def map_efc2iefc(self) -> NDArray[np.int32]: ...
    @property
    def map_idof2dof(self) -> NDArray[np.int32]: ...
    @property
    def map_iefc2efc(self) -> NDArray[np.int32]: ...
    @property
    def map_itree2tree(self) -> NDArray[np.int32]: ...
    maxuse_arena: _Number[int]
    maxuse_con: _Number[int]
    maxuse_efc: _Number[int]
    maxuse_stack: _Number[int]
    mocap_pos: _Array[np.float64]
    mocap_quat: _Array[np.float64]
    @property
    def model(self) -> MjModel: ...
    moment_colind: _Array[np.int32]
    moment_rowadr: _Array[np.int32]
    moment_rownnz: _Array[np.int32]
    nA: _Number[int]
    nJ: _Number[int]
    nY: _Number[int]
    narena: _Number[int]
    nbody_awake: _Number[int]
    nbuffer: _Number[int]
    ncon: _Number[int]
    ne: _Number[int]
    nefc: _Number[int]
    nefmA: _Number[int]
    nefmK: _Number[int]
    nefmL: _Number[int]
    nefmT: _Number[int]
    nefmcon: _Number[int]
    nefmdof: _Number[int]
    nf: _Number[int]
    nidof: _Number[int]
    nisland: _Number[int]
    nl: _Number[int]
    nparent_awake: _Number[int]
    nplugin: _Number[int]
    ntree_awake: _Number[int]
    nv_awake: _Number[int]
    parena: _Number[int]
    parent_awake_ind: _Array[np.int32]
    pbase: _Number[int]
    plastic: _Array[np.float64]
    plugin: _Array[np.int32]
    plugin_data: _Array[np.uint64]
    plugin_state: _Array[np.float64]
    pstack: _Number[int]
    qDeriv: _Array[np.float64]
    qH: _Array[np.float64]
    qHDiagInv: _Array[np.float64]
    qLD: _Array[np.float64]
    qLDiagInv: _Array[np.float64]
    qLU: _Array[np.float64]
    qacc: _Array[np.float64]
    qacc_smooth: _Array[np.float64]
    qacc_warmstart: _Array[np.float64]
    qfrc_actuator: _Array[np.float64]
    qfrc_adhesion: _Array[np.float64]
    qfrc_applied: _Array[np.float64]
    qfrc_bias: _Array[np.float64]
    qfrc_constraint: _Array[np.float64]
    qfrc_damper: _Array[np.float64]
    qfrc_fluid: _Array[np.float64]
    qfrc_gravcomp: _Array[np.float64]
    qfrc_inverse: _Array[np.float64]
    qfrc_passive: _Array[np.float64]
    qfrc_smooth: _Array[np.float64]
    qfrc_spring: _Array[np.float64]
    qpos: _Array[np.float64]
    qvel: _Array[np.float64]
    @overload
    def sensor(self, arg0: _Int, /) -> _MjDataSensorViews: ...
    @overload
    def sensor(self, name: str = "") -> _MjDataSensorViews: ...
    sensordata: _Array[np.float64]
    @property
    def signature(self) -> int: ...
    @overload
    def site(self, arg0: _Int, /) -> _MjDataSiteViews: ...
    @overload
    def site(self, name: str = "") -> _MjDataSiteViews: ...
    site_xmat: _Array[np.float64]
    site_xpos: _Array[np.float64]
    site_xquat: _Array[np.float64]
    @property
    def solver(self) -> _MjSolverStatList: ...
    solver_fwdinv: _Array[np.float64]
    solver_niter: _Array[np.int32]
    solver_nnz: _Array[np.int32]
    subtree_angmom: _Array[np.float64]
    subtree_com: _Array[np.float64]
    subtree_linvel: _Array[np.float64]
    @overload
    def ten(self, arg0: _Int, /) -> _MjDataTendonViews: ...
    @overload
    def ten(self, name: str = "") -> _MjDataTendonViews: ...
    ten_J: _Array[np.float64]
    ten_length: _Array[np.float64]
    ten_velocity: _Array[np.float64]
    ten_wrapadr: _Array[np.int32]
    ten_wrapnum: _Array[np.int32]
    @overload
    def tendon(self, arg0: _Int, /) -> _MjDataTendonViews: ...
    @overload
    def tendon(self, name: str = "") -> _MjDataTendonViews: ...
    @property
    def tendon_efcadr(self) -> NDArray[np.int32]: ...
    threadpool: _Number[int]
    time: float
    @property
    def timer(self) -> _MjTimerStatList: ...
    tree_asleep: _Array[np.int32]
    tree_awake: _Array[np.int32]
    @property
    def tree_island(self) -> NDArray[np.int32]: ...
    userdata: _Array[np.float64]
    @property
    def warning(self) -> _MjWarningStatList: ...
    wrap_obj: _Array[np.int32]
    wrap_xpos: _Array[np.float64]
    xanchor: _Array[np.float64]
    xaxis: _Array[np.float64]
    xfrc_applied: _Array[np.float64]
    ximat: _Array[np.float64]
    xipos: _Array[np.float64]
    xiquat: _Array[np.float64]
    xmat: _Array[np.float64]
    xpos: _Array[np.float64]
    xquat: _Array[np.float64]

class MjLROpt:
    def __init__(self) -> None: ...
    accel: float
    interval: float
    inttotal: float
    maxforce: float
    mode: _Number[int]
    timeconst: float
    timestep: float
    tolrange: float
    useexisting: _Number[int]
    uselimit: _Number[int]

class MjLogConfig:
    def __init__(self) -> None: ...
    @staticmethod
    def get() -> MjLogConfig: ...
    logfile: str
    logto_console: bool
    logto_file: bool
    def set(self) -> None: ...
    topics: _Number[int]

class MjLogMessage:
    def __init__(self) -> None: ...
    @property
    def body(self) -> object: ...
    @property
    def file(self) -> object: ...
    @property
    def func(self) -> object: ...
    level: _Number[int]
    line: _Number[int]
    subject: str
    timestamp: bool
    topic: _Number[int]

class MjModel:
    B_colind: _Array[np.int32]
    B_rowadr: _Array[np.int32]
    B_rownnz: _Array[np.int32]
    D_colind: _Array[np.int32]
    D_diag: _Array[np.int32]
    D_rowadr: _Array[np.int32]
    D_rownnz: _Array[np.int32]
    M_colind: _Array[np.int32]
    M_rowadr: _Array[np.int32]
    M_rownnz: _Array[np.int32]
    @overload
    def actuator(self, arg0: _Int, /) -> _MjModelActuatorViews: ...
    @overload
    def actuator(self, name: str = "") -> _MjModelActuatorViews: ...
    actuator_acc0: _Array[np.float64]
    actuator_actadr: _Array[np.int32]
    actuator_actearly: _Array[np.bool]
    actuator_actlimited: _Array[np.bool]
    actuator_actnum: _Array[np.int32]
    actuator_actrange: _Array[np.float64]
    actuator_armature: _Array[np.float64]
    actuator_biasprm: _Array[np.float64]
    actuator_biastype: _Array[np.int32]
    actuator_cranklength: _Array[np.float64]
    actuator_ctrladr: _Array[np.int32]
    actuator_ctrllimited: _Array[np.bool]
    actuator_ctrlnum: _Array[np.int32]
    actuator_ctrlrange: _Array[np.float64]
    actuator_ctrlspec: _Array[np.int32]
    actuator_damping: _Array[np.float64]
    actuator_dampingpoly: _Array[np.float64]
    actuator_delay: _Array[np.float64]
    actuator_dynprm: _Array[np.float64]
    actuator_dyntype: _Array[np.int32]
    actuator_forcelimited: _Array[np.bool]
    actuator_forcerange: _Array[np.float64]
    actuator_gainprm: _Array[np.float64]
    actuator_gaintype: _Array[np.int32]
    actuator_gear: _Array[np.float64]
    actuator_group: _Array[np.int32]
    actuator_history: _Array[np.int32]
    actuator_historyadr: _Array[np.int32]
    actuator_length0: _Array[np.float64]
    actuator_lengthrange: _Array[np.float64]
    actuator_outadr: _Array[np.int32]
    actuator_outnum: _Array[np.int32]
    actuator_plugin: _Array[np.int32]
    actuator_trnid: _Array[np.int32]
    actuator_trntype: _Array[np.int32]
    actuator_user: _Array[np.float64]
    def bind(self, *args: Any, **kwargs: Any) -> Any: ...
    @overload
    def body(self, arg0: _Int, /) -> _MjModelBodyViews: ...
    @overload
    def body(self, name: str = "") -> _MjModelBodyViews: ...
    body_bvhadr: _Array[np.int32]
    body_bvhnum: _Array[np.int32]
    body_conaffinity: _Array[np.int32]
    body_contype: _Array[np.int32]
    body_dofadr: _Array[np.int32]
    body_dofnum: _Array[np.int32]
    body_geomadr: _Array[np.int32]
    body_geomnum: _Array[np.int32]
    body_gravcomp: _Array[np.float64]
    body_inertia: _Array[np.float64]
    body_invweight0: _Array[np.float64]
    body_ipos: _Array[np.float64]
    body_iquat: _Array[np.float64]
    body_jntadr: _Array[np.int32]
    body_jntnum: _Array[np.int32]
    body_margin: _Array[np.float64]
    body_mass: _Array[np.float64]
    body_mocapid: _Array[np.int32]
    body_parentid: _Array[np.int32]
    body_plugin: _Array[np.int32]
    body_pos: _Array[np.float64]
    body_quat: _Array[np.float64]
    body_rootid: _Array[np.int32]
    body_sameframe: _Array[np.uint8]
    body_simple: _Array[np.uint8]
    body_subtreemass: _Array[np.float64]
    body_treeid: _Array[np.int32]
    body_user: _Array[np.float64]
    body_weldid: _Array[np.int32]
    bvh_aabb: _Array[np.float64]
    bvh_child: _Array[np.int32]
    bvh_depth: _Array[np.int32]
    bvh_nodeid: _Array[np.int32]
    @overload
    def cam(self, arg0: _Int, /) -> _MjModelCameraViews: ...
    @overload
    def cam(self, name: str = "") -> _MjModelCameraViews: ...
    cam_bodyid: _Array[np.int32]
    cam_fovy: _Array[np.float64]
    cam_intrinsic: _Array[np.float32]
    cam_ipd: _Array[np.float64]
    cam_mat0: _Array[np.float64]
    cam_mode: _Array[np.int32]
    cam_output: _Array[np.int32]
    cam_pos: _Array[np.float64]
    cam_pos0: _Array[np.float64]
    cam_poscom0: _Array[np.float64]
    cam_projection: _Array[np.int32]
    cam_quat: _Array[np.float64]
    cam_resolution: _Array[np.int32]
    cam_sensorsize: _Array[np.float32]
    cam_targetbodyid: _Array[np.int32]
    cam_user: _Array[np.float64]
    @overload
    def camera(self, arg0: _Int, /) -> _MjModelCameraViews: ...
    @overload
    def camera(self, name: str = "") -> _MjModelCameraViews: ...
    dof_M0: _Array[np.float64]
    dof_Madr: _Array[np.int32]
    dof_armature: _Array[np.float64]
    dof_bodyid: _Array[np.int32]
    dof_damping: _Array[np.float64]
    dof_dampingpoly: _Array[np.float64]
    dof_frictionloss: _Array[np.float64]
    dof_invweight0: _Array[np.float64]
    dof_jntid: _Array[np.int32]
    dof_length: _Array[np.float64]
    dof_parentid: _Array[np.int32]
    dof_simplenum: _Array[np.int32]
    dof_solimp: _Array[np.float64]
    dof_solref: _Array[np.float64]
    dof_treeid: _Array[np.int32]
    efm0_L: _Array[np.float64]
    efm0_L_colind: _Array[np.int32]
    efm0_L_rowadr: _Array[np.int32]
    efm0_L_rownnz: _Array[np.int32]
    efm0_dofid: _Array[np.int32]
    efmC_perm: _Array[np.int32]
    @overload
    def eq(self, arg0: _Int, /) -> _MjModelEqualityViews: ...
    @overload
    def eq(self, name: str = "") -> _MjModelEqualityViews: ...
    eq_active0: _Array[np.bool]
    eq_data: _Array[np.float64]
    eq_obj1id: _Array[np.int32]
    eq_obj2id: _Array[np.int32]
    eq_objtype: _Array[np.int32]
    eq_solimp: _Array[np.float64]
    eq_solref: _Array[np.float64]
    eq_type: _Array[np.int32]
    @overload
    def equality(self, arg0: _Int, /) -> _MjModelEqualityViews: ...
    @overload
    def equality(self, name: str = "") -> _MjModelEqualityViews: ...
    @overload
    def exclude(self, arg0: _Int, /) -> _MjModelExcludeViews: ...
    @overload
    def exclude(self, name: str = "") -> _MjModelExcludeViews: ...
    exclude_signature: _Array[np.int32]
    flex_activelayers: _Array[np.int32]
    flex_bending: _Array[np.float64]
    flex_bendingadr: _Array[np.int32]
    flex_bvhadr: _Array[np.int32]
    flex_bvhnum: _Array[np.int32]
    flex_cellnum: _Array[np.int32]
    flex_centered: _Array[np.bool]
    flex_conaffinity: _Array[np.int32]
    flex_condim: _Array[np.int32]
    flex_contype: _Array[np.int32]
    flex_damping: _Array[np.float64]
    flex_dim: _Array[np.int32]
    flex_edge: _Array[np.int32]
    flex_edgeadr: _Array[np.int32]
    flex_edgedamping: _Array[np.float64]
    flex_edgeequality: _Array[np.int32]
    flex_edgeflap: _Array[np.int32]
    flex_edgenum: _Array[np.int32]
    flex_edgestiffness: _Array[np.float64]
    flex_elem: _Array[np.int32]
    flex_elemadr: _Array[np.int32]
    flex_elemdataadr: _Array[np.int32]
    flex_elemedge: _Array[np.int32]
    flex_elemedgeadr: _Array[np.int32]
    flex_elemlayer: _Array[np.int32]
    flex_elemnum: _Array[np.int32]
    flex_elemtexcoord: _Array[np.int32]
    flex_flatskin: _Array[np.bool]
    flex_friction: _Array[np.float64]
    flex_gap: _Array[np.float64]
    flex_group: _Array[np.int32]
    flex_interp: _Array[np.int32]
    flex_margin: _Array[np.float64]
    flex_matid: _Array[np.int32]
    flex_node: _Array[np.float64]
    flex_node0: _Array[np.float64]
    flex_nodeadr: _Array[np.int32]
    flex_nodebodyid: _Array[np.int32]
    flex_nodenum: _Array[np.int32]
    flex_passive: _Array[np.int32]
    flex_plasticadr: _Array[np.int32]
    flex_plasticmode: _Array[np.int32]
    flex_priority: _Array[np.int32]
    flex_radius: _Array[np.float64]
    flex_rgba: _Array[np.float32]
    flex_rigid: _Array[np.bool]
    flex_selfcollide: _Array[np.int32]
    flex_shell: _Array[np.int32]
    flex_shelldataadr: _Array[np.int32]
    flex_shellnum: _Array[np.int32]
    flex_size: _Array[np.float64]
    flex_solimp: _Array[np.float64]
    flex_solmix: _Array[np.float64]
    flex_solref: _Array[np.float64]
    flex_stiffness: _Array[np.float64]
    flex_stiffnessadr: _Array[np.int32]
    flex_texcoord: _Array[np.float32]
    flex_texcoordadr: _Array[np.int32]
    flex_vert: _Array[np.float64]
    flex_vert0: _Array[np.float64]
    flex_vertadr: _Array[np.int32]
    flex_vertbodyid: _Array[np.int32]
    flex_vertcell: _Array[np.int32]
    flex_vertnum: _Array[np.int32]
    flex_yield: _Array[np.float64]
    flexedge_J_colind: _Array[np.int32]
    flexedge_J_rowadr: _Array[np.int32]
    flexedge_J_rownnz: _Array[np.int32]
    flexedge_invweight0: _Array[np.float64]
    flexedge_length0: _Array[np.float64]
    flexedge_rigid: _Array[np.bool]
    flg_adhesion: bool
    flg_gravcomp: bool
    flg_surfacevel: bool
    @staticmethod
    def from_binary_path(filename: str, assets: Mapping[str, bytes] | None = None, vfs: MjVfs | None = None) -> MjModel: ...
    @staticmethod
    def from_xml_path(filename: str, assets: Mapping[str, bytes] | None = None, vfs: MjVfs | None = None) -> MjModel: ...
    @staticmethod
    def from_xml_string(xml: str, assets: Mapping[str, bytes] | None = None, vfs: MjVfs | None = None) -> MjModel: ...
    @overload
    def geom(self, arg0: _Int, /) -> _MjModelGeomViews: ...
    @overload
    def geom(self, name: str = "") -> _MjModelGeomViews: ...
    geom_aabb: _Array[np.float64]
    geom_adhesion: _Array[np.float64]
    geom_bodyid: _Array[np.int32]
    geom_castshadow: _Array[np.bool]
    geom_conaffinity: _Array[np.int32]
    geom_condim: _Array[np.int32]
    geom_contype: _Array[np.int32]
    geom_dataid: _Array[np.int32]
    geom_fluid: _Array[np.float64]
    geom_friction: _Array[np.float64]
    geom_gap: _Array[np.float64]
    geom_group: _Array[np.int32]
    geom_margin: _Array[np.float64]
    geom_matid: _Array[np.int32]
    geom_plugin: _Array[np.int32]
    geom_pos: _Array[np.float64]
    geom_priority: _Array[np.int32]
    geom_quat: _Array[np.float64]
    geom_rbound: _Array[np.float64]
    geom_rgba: _Array[np.float32]
    geom_sameframe: _Array[np.uint8]
    geom_size: _Array[np.float64]
    geom_solimp: _Array[np.float64]
    geom_solmix: _Array[np.float64]
    geom_solref: _Array[np.float64]
    geom_surfacevel: _Array[np.float64]
    geom_type: _Array[np.int32]
    geom_user: _Array[np.float64]
    @overload
    def hfield(self, arg0: _Int, /) -> _MjModelHfieldViews: ...
    @overload
    def hfield(self, name: str = "") -> _MjModelHfieldViews: ...
    hfield_adr: _Array[np.int32]
    hfield_data: _Array[np.float32]
    hfield_ncol: _Array[np.int32]
    hfield_nrow: _Array[np.int32]
    hfield_pathadr: _Array[np.int32]
    hfield_size: _Array[np.float64]
    @overload
    def jnt(self, arg0: _Int, /) -> _MjModelJointViews: ...
    @overload
    def jnt(self, name: str = "") -> _MjModelJointViews: ...
    jnt_actfrclimited: _Array[np.bool]
    jnt_actfrcrange: _Array[np.float64]
    jnt_actgravcomp: _Array[np.bool]
    jnt_actuatorid: _Array[np.int32]
    jnt_axis: _Array[np.float64]
    jnt_bodyid: _Array[np.int32]
    jnt_dofadr: _Array[np.int32]
    jnt_group: _Array[np.int32]
    jnt_limited: _Array[np.bool]
    jnt_margin: _Array[np.float64]
    jnt_plasticadr: _Array[np.int32]
    jnt_pos: _Array[np.float64]
    jnt_qposadr: _Array[np.int32]
    jnt_range: _Array[np.float64]
    jnt_solimp: _Array[np.float64]
    jnt_solref: _Array[np.float64]
    jnt_springyield: _Array[np.float64]
    jnt_stiffness: _Array[np.float64]
    jnt_stiffnesspoly: _Array[np.float64]
    jnt_type: _Array[np.int32]
    jnt_user: _Array[np.float64]
    @overload
    def joint(self, arg0: _Int, /) -> _MjModelJointViews: ...
    @overload
    def joint(self, name: str = "") -> _MjModelJointViews: ...
    @overload
    def key(self, arg0: _Int, /) -> _MjModelKeyframeViews: ...
    @overload
    def key(self, name: str = "") -> _MjModelKeyframeViews: ...
    key_act: _Array[np.float64]
    key_ctrl: _Array[np.float64]
    key_mpos: _Array[np.float64]
    key_mquat: _Array[np.float64]
    key_plastic: _Array[np.float64]
    key_qpos: _Array[np.float64]
    key_qvel: _Array[np.float64]
    key_time: _Array[np.float64]
    @overload
    def keyframe(self, arg0: _Int, /) -> _MjModelKeyframeViews: ...
    @overload
    def keyframe(self, name: str = "") -> _MjModelKeyframeViews: ...
    @overload
    def light(self, arg0: _Int, /) -> _MjModelLightViews: ...
    @overload
    def light(self, name: str = "") -> _MjModelLightViews: ...
    light_active: _Array[np.bool]
    light_ambient: _Array[np.float32]
    light_attenuation: _Array[np.float32]
    light_bodyid: _Array[np.int32]
    light_bulbradius: _Array[np.float32]
    light_castshadow: _Array[np.bool]
    light_cutoff: _Array[np.float32]
    light_diffuse: _Array[np.float32]
    light_dir: _Array[np.float64]
    light_dir0: _Array[np.float64]
    light_exponent: _Array[np.float32]
    light_intensity: _Array[np.float32]
    light_mode: _Array[np.int32]
    light_pos: _Array[np.float64]
    light_pos0: _Array[np.float64]
    light_poscom0: _Array[np.float64]
    light_range: _Array[np.float32]
    light_softness: _Array[np.float32]
    light_specular: _Array[np.float32]
    light_targetbodyid: _Array[np.int32]
    light_texid: _Array[np.int32]
    light_type: _Array[np.int32]
    mapD2M: _Array[np.int32]
    mapM2D: _Array[np.int32]
    mapM2M: _Array[np.int32]
    @overload
    def mat(self, arg0: _Int, /) -> _MjModelMaterialViews: ...
    @overload
    def mat(self, name: str = "") -> _MjModelMaterialViews: ...
    mat_emission: _Array[np.float32]
    mat_metallic: _Array[np.float32]
    mat_reflectance: _Array[np.float32]
    mat_rgba: _Array[np.float32]
    mat_roughness: _Array[np.float32]
    mat_shininess: _Array[np.float32]
    mat_specular: _Array[np.float32]
    mat_texid: _Array[np.int32]
    mat_texrepeat: _Array[np.float32]
    mat_texuniform: _Array[np.bool]
    @overload
    def material(self, arg0: _Int, /) -> _MjModelMaterialViews: ...
    @overload
    def material(self, name: str = "") -> _MjModelMaterialViews: ...
    @overload
    def mesh(self, arg0: _Int, /) -> _MjModelMeshViews: ...
    @overload
    def mesh(self, name: str = "") -> _MjModelMeshViews: ...
    mesh_bvhadr: _Array[np.int32]
    mesh_bvhnum: _Array[np.int32]
    mesh_extrema: _Array[np.int32]
    mesh_face: _Array[np.int32]
    mesh_faceadr: _Array[np.int32]
    mesh_facenormal: _Array[np.int32]
    mesh_facenum: _Array[np.int32]
    mesh_facetexcoord: _Array[np.int32]
    mesh_graph: _Array[np.int32]
    mesh_graphadr: _Array[np.int32]
    mesh_normal: _Array[np.float32]
    mesh_normaladr: _Array[np.int32]
    mesh_normalnum: _Array[np.int32]
    mesh_octadr: _Array[np.int32]
    mesh_octnum: _Array[np.int32]
    mesh_pathadr: _Array[np.int32]
    mesh_polyadr: _Array[np.int32]
    mesh_polymap: _Array[np.int32]
    mesh_polymapadr: _Array[np.int32]
    mesh_polymapnum: _Array[np.int32]
    mesh_polynormal: _Array[np.float64]
    mesh_polynum: _Array[np.int32]
    mesh_polyvert: _Array[np.int32]
    mesh_polyvertadr: _Array[np.int32]
    mesh_polyvertnum: _Array[np.int32]
    mesh_pos: _Array[np.float64]
    mesh_quat: _Array[np.float64]
    mesh_scale: _Array[np.float64]
    mesh_texcoord: _Array[np.float32]
    mesh_texcoordadr: _Array[np.int32]
    mesh_texcoordnum: _Array[np.int32]
    mesh_vert: _Array[np.float32]
    mesh_vertadr: _Array[np.int32]
    mesh_vertnum: _Array[np.int32]
    @property
    def nB(self) -> int: ...
    @property
    def nC(self) -> int: ...
    @property
    def nD(self) -> int: ...
    @property
    def nJfe(self) -> int: ...
    @property
    def nJmom(self) -> int: ...
    @property
    def nJten(self) -> int: ...
    @property
    def nM(self) -> int: ...
    @property
    def na(self) -> int: ...
    @property
    def nactuator(self) -> int: ...
    name_actuatoradr: _Array[np.int32]
    name_bodyadr: _Array[np.int32]
    name_camadr: _Array[np.int32]
    name_eqadr: _Array[np.int32]
    name_excludeadr: _Array[np.int32]
    name_flexadr: _Array[np.int32]
    name_geomadr: _Array[np.int32]
    name_hfieldadr: _Array[np.int32]
    name_jntadr: _Array[np.int32]
    name_keyadr: _Array[np.int32]
    name_lightadr: _Array[np.int32]
    name_matadr: _Array[np.int32]
    name_meshadr: _Array[np.int32]
    name_numericadr: _Array[np.int32]
    name_pairadr: _Array[np.int32]
    name_pluginadr: _Array[np.int32]
    name_sensoradr: _Array[np.int32]
    name_siteadr: _Array[np.int32]
    name_skinadr: _Array[np.int32]
    name_tendonadr: _Array[np.int32]
    name_texadr: _Array[np.int32]
    name_textadr: _Array[np.int32]
    name_tupleadr: _Array[np.int32]
    @property
    def names(self) -> bytes: ...
    names_map: _Array[np.int32]
    @property
    def narena(self) -> int: ...
    @property
    def nbody(self) -> int: ...
    @property
    def nbuffer(self) -> int: ...
    @property
    def nbvh(self) -> int: ...
    @property
    def nbvhdynamic(self) -> int: ...
    @property
    def nbvhstatic(self) -> int: ...
    @property
    def ncam(self) -> int: ...
    @property
    def nconmax(self) -> int: ...
    @property
    def nefm0L(self) -> int: ...
    @property
    def nefm0dof(self) -> int: ...
    @property
    def nefmCvert(self) -> int: ...
    @property
    def nemax(self) -> int: ...
    @property
    def neq(self) -> int: ...
    @property
    def nexclude(self) -> int: ...
    @property
    def nflex(self) -> int: ...
    @property
    def nflexbending(self) -> int: ...
    @property
    def nflexedge(self) -> int: ...
    @property
    def nflexelem(self) -> int: ...
    @property
    def nflexelemdata(self) -> int: ...
    @property
    def nflexelemedge(self) -> int: ...
    @property
    def nflexnode(self) -> int: ...
    @property
    def nflexshelldata(self) -> int: ...
    @property
    def nflexstiffness(self) -> int: ...
    @property
    def nflextexcoord(self) -> int: ...
    @property
    def nflexvert(self) -> int: ...
    @property
    def ngeom(self) -> int: ...
    @property
    def ngravcomp(self) -> int: ...
    @property
    def nhfield(self) -> int: ...
    @property
    def nhfielddata(self) -> int: ...
    @property
    def nhistory(self) -> int: ...
    @property
    def njmax(self) -> int: ...
    @property
    def njnt(self) -> int: ...
    @property
    def nkey(self) -> int: ...
    @property
    def nlight(self) -> int: ...
    @property
    def nmat(self) -> int: ...
    @property
    def nmesh(self) -> int: ...
    @property
    def nmeshdegmax(self) -> int: ...
    @property
    def nmeshface(self) -> int: ...
    @property
    def nmeshgraph(self) -> int: ...
    @property
    def nmeshnormal(self) -> int: ...
    @property
    def nmeshpoly(self) -> int: ...
    @property
    def nmeshpolymap(self) -> int: ...
    @property
    def nmeshpolyvert(self) -> int: ...
    @property
    def nmeshtexcoord(self) -> int: ...
    @property
    def nmeshvert(self) -> int: ...
    @property
    def nmocap(self) -> int: ...
    @property
    def nnames(self) -> int: ...
    @property
    def nnames_map(self) -> int: ...
    @property
    def nnumeric(self) -> int: ...
    @property
    def nnumericdata(self) -> int: ...
    @property
    def noct(self) -> int: ...
    @property
    def nout(self) -> int: ...
    @property
    def npair(self) -> int: ...
    @property
    def npaths(self) -> int: ...
    @property
    def nplastic(self) -> int: ...
    @property
    def nplugin(self) -> int: ...
    @property
    def npluginattr(self) -> int: ...
    @property
    def npluginstate(self) -> int: ...
    @property
    def npolygonmax(self) -> int: ...
    @property
    def nq(self) -> int: ...
    @property
    def nsensor(self) -> int: ...
    @property
    def nsensordata(self) -> int: ...
    @property
    def nsite(self) -> int: ...
    @property
    def nskin(self) -> int: ...
    @property
    def nskinbone(self) -> int: ...
    @property
    def nskinbonevert(self) -> int: ...
    @property
    def nskinface(self) -> int: ...
    @property
    def nskintexvert(self) -> int: ...
    @property
    def nskinvert(self) -> int: ...
    @property
    def ntendon(self) -> int: ...
    @property
    def ntex(self) -> int: ...
    @property
    def ntexdata(self) -> int: ...
    @property
    def ntext(self) -> int: ...
    @property
    def ntextdata(self) -> int: ...
    @property
    def ntree(self) -> int: ...
    @property
    def ntuple(self) -> int: ...
    @property
    def ntupledata(self) -> int: ...
    @property
    def nu(self) -> int: ...
    @overload
    def numeric(self, arg0: _Int, /) -> _MjModelNumericViews: ...
    @overload
    def numeric(self, name: str = "") -> _MjModelNumericViews: ...
    numeric_adr: _Array[np.int32]
    numeric_data: _Array[np.float64]
    numeric_size: _Array[np.int32]
    @property
    def nuser_actuator(self) -> int: ...
    @property
    def nuser_body(self) -> int: ...
    @property
    def nuser_cam(self) -> int: ...
    @property
    def nuser_geom(self) -> int: ...
    @property
    def nuser_jnt(self) -> int: ...
    @property
    def nuser_sensor(self) -> int: ...
    @property
    def nuser_site(self) -> int: ...
    @property
    def nuser_tendon(self) -> int: ...
    @property
    def nuserdata(self) -> int: ...
    @property
    def nv(self) -> int: ...
    @property
    def nwrap(self) -> int: ...
    oct_aabb: _Array[np.float64]
    oct_child: _Array[np.int32]
    oct_coeff: _Array[np.float64]
    oct_depth: _Array[np.int32]
    opt: MjOption
    @overload
    def pair(self, arg0: _Int, /) -> _MjModelPairViews: ...
    @overload
    def pair(self, name: str = "") -> _MjModelPairViews: ...
    pair_adhesion: _Array[np.float64]
    pair_dim: _Array[np.int32]
    pair_friction: _Array[np.float64]
    pair_gap: _Array[np.float64]
    pair_geom1: _Array[np.int32]
    pair_geom2: _Array[np.int32]
    pair_margin: _Array[np.float64]
    pair_signature: _Array[np.int32]
    pair_solimp: _Array[np.float64]
    pair_solref: _Array[np.float64]
    pair_solreffriction: _Array[np.float64]
    @property
    def paths(self) -> bytes: ...
    plugin: _Array[np.int32]
    plugin_attr: _Array[np.int8]
    plugin_attradr: _Array[np.int32]
    plugin_stateadr: _Array[np.int32]
    plugin_statenum: _Array[np.int32]
    qpos0: _Array[np.float64]
    qpos_spring: _Array[np.float64]
    @overload
    def sensor(self, arg0: _Int, /) -> _MjModelSensorViews: ...
    @overload
    def sensor(self, name: str = "") -> _MjModelSensorViews: ...
    sensor_adr: _Array[np.int32]
    sensor_cutoff: _Array[np.float64]
    sensor_datatype: _Array[np.int32]
    sensor_delay: _Array[np.float64]
    sensor_dim: _Array[np.int32]
    sensor_history: _Array[np.int32]
    sensor_historyadr: _Array[np.int32]
    sensor_interval: _Array[np.float64]
    sensor_intprm: _Array[np.int32]
    sensor_needstage: _Array[np.int32]
    sensor_noise: _Array[np.float64]
    sensor_objid: _Array[np.int32]
    sensor_objtype: _Array[np.int32]
    sensor_plugin: _Array[np.int32]
    sensor_refid: _Array[np.int32]
    sensor_reftype: _Array[np.int32]
    sensor_type: _Array[np.int32]
    sensor_user: _Array[np.float64]
    @property
    def signature(self) -> int: ...
    @overload
    def site(self, arg0: _Int, /) -> _MjModelSiteViews: ...
    @overload
    def site(self, name: str = "") -> _MjModelSiteViews: ...
    site_bodyid: _Array[np.int32]
    site_dataid: _Array[np.int32]
    site_group: _Array[np.int32]
    site_matid: _Array[np.int32]
    site_pos: _Array[np.float64]
    site_quat: _Array[np.float64]
    site_rgba: _Array[np.float32]
    site_sameframe: _Array[np.uint8]
    site_size: _Array[np.float64]
    site_type: _Array[np.int32]
    site_user: _Array[np.float64]
    @overload
    def skin(self, arg0: _Int, /) -> _MjModelSkinViews: ...
    @overload
    def skin(self, name: str = "") -> _MjModelSkinViews: ...
    skin_boneadr: _Array[np.int32]
    skin_bonebindpos: _Array[np.float32]
    skin_bonebindquat: _Array[np.float32]
    skin_bonebodyid: _Array[np.int32]
    skin_bonenum: _Array[np.int32]
    skin_bonevertadr: _Array[np.int32]
    skin_bonevertid: _Array[np.int32]
    skin_bonevertnum: _Array[np.int32]
    skin_bonevertweight: _Array[np.float32]
    skin_face: _Array[np.int32]
    skin_faceadr: _Array[np.int32]
    skin_facenum: _Array[np.int32]
    skin_group: _Array[np.int32]
    skin_inflate: _Array[np.float32]
    skin_matid: _Array[np.int32]
    skin_pathadr: _Array[np.int32]
    skin_rgba: _Array[np.float32]
    skin_texcoord: _Array[np.float32]
    skin_texcoordadr: _Array[np.int32]
    skin_vert: _Array[np.float32]
    skin_vertadr: _Array[np.int32]
    skin_vertnum: _Array[np.int32]
    stat: MjStatistic
    ten_J_colind: _Array[np.int32]
    ten_J_rowadr: _Array[np.int32]
    ten_J_rownnz: _Array[np.int32]
    @overload
    def tendon(self, arg0: _Int, /) -> _MjModelTendonViews: ...
    @overload
    def tendon(self, name: str = "") -> _MjModelTendonViews: ...
    tendon_actfrclimited: _Array[np.bool]
    tendon_actfrcrange: _Array[np.float64]
    tendon_actuatorid: _Array[np.int32]
    tendon_adr: _Array[np.int32]
    tendon_armature: _Array[np.float64]
    tendon_damping: _Array[np.float64]
    tendon_dampingpoly: _Array[np.float64]
    tendon_frictionloss: _Array[np.float64]
    tendon_group: _Array[np.int32]
    tendon_invweight0: _Array[np.float64]
    tendon_length0: _Array[np.float64]
    tendon_lengthspring: _Array[np.float64]
    tendon_limited: _Array[np.bool]
    tendon_margin: _Array[np.float64]
    tendon_matid: _Array[np.int32]
    tendon_num: _Array[np.int32]
    tendon_plasticadr: _Array[np.int32]
    tendon_range: _Array[np.float64]
    tendon_rgba: _Array[np.float32]
    tendon_solimp_fri: _Array[np.float64]
    tendon_solimp_lim: _Array[np.float64]
    tendon_solref_fri: _Array[np.float64]
    tendon_solref_lim: _Array[np.float64]
    tendon_springyield: _Array[np.float64]
    tendon_stiffness: _Array[np.float64]
    tendon_stiffnesspoly: _Array[np.float64]
    tendon_treeid: _Array[np.int32]
    tendon_treenum: _Array[np.int32]
    tendon_type: _Array[np.int32]
    tendon_user: _Array[np.float64]
    tendon_width: _Array[np.float64]
    @overload
    def tex(self, arg0: _Int, /) -> _MjModelTextureViews: ...
    @overload
    def tex(self, name: str = "") -> _MjModelTextureViews: ...
    tex_adr: _Array[np.int64]
    tex_colorspace: _Array[np.int32]
    tex_contenttypeadr: _Array[np.int32]
    tex_data: _Array[np.uint8]
    tex_height: _Array[np.int32]
    tex_nchannel: _Array[np.int32]
    tex_pathadr: _Array[np.int32]
    tex_type: _Array[np.int32]
    tex_width: _Array[np.int32]
    text_adr: _Array[np.int32]
    @property
    def text_data(self) -> bytes: ...
    text_size: _Array[np.int32]
    @overload
    def texture(self, arg0: _Int, /) -> _MjModelTextureViews: ...
    @overload
    def texture(self, name: str = "") -> _MjModelTextureViews: ...
    tree_bodyadr: _Array[np.int32]
    tree_bodynum: _Array[np.int32]
    tree_dofadr: _Array[np.int32]
    tree_dofnum: _Array[np.int32]
    tree_sleep_policy: _Array[np.int32]
    @overload
    def tuple(self, arg0: _Int, /) -> _MjModelTupleViews: ...
    @overload
    def tuple(self, name: str = "") -> _MjModelTupleViews: ...
    tuple_adr: _Array[np.int32]
    tuple_objid: _Array[np.int32]
    tuple_objprm: _Array[np.float64]
    tuple_objtype: _Array[np.int32]
    tuple_size: _Array[np.int32]
    vis: MjVisual
    wrap_objid: _Array[np.int32]
    wrap_prm: _Array[np.float64]
    wrap_type: _Array[np.int32]

class MjOption:
    def __init__(self) -> None: ...
    ccd_iterations: _Number[int]
    ccd_tolerance: float
    cone: _Number[int]
    density: float
    disableactuator: _Number[int]
    disableflags: _Number[int]
    enableflags: _Number[int]
    gravity: _Array[np.float64]
    impratio: float
    integrator: _Number[int]
    iterations: _Number[int]
    jacobian: _Number[int]
    ls_iterations: _Number[int]
    ls_tolerance: float
    magnetic: _Array[np.float64]
    noslip_iterations: _Number[int]
    noslip_tolerance: float
    o_friction: _Array[np.float64]
    o_margin: float
    o_solimp: _Array[np.float64]
    o_solref: _Array[np.float64]
    sdf_initpoints: _Number[int]
    sdf_iterations: _Number[int]
    sleep_tolerance: float
    solver: _Number[int]
    timestep: float
    tolerance: float
    viscosity: float
    wind: _Array[np.float64]

class MjPreContact:
    def __init__(self) -> None: ...
    dist: float
    normal: _Array[np.float64]
    pos: _Array[np.float64]
    tangent: _Array[np.float64]

class MjSolverStat:
    def __init__(self) -> None: ...
    gradient: float
    improvement: float
    lineslope: float
    nactive: _Number[int]
    nchange: _Number[int]
    neval: _Number[int]
    nupdate: _Number[int]

class MjStatistic:
    def __init__(self) -> None: ...
    center: _Array[np.float64]
    extent: float
    meaninertia: float
    meanmass: float
    meansize: float

class MjTimerStat:
    def __init__(self) -> None: ...
    duration: float
    number: _Number[int]

class MjVisual:
    class Global:
        azimuth: float
        bvactive: _Number[int]
        cameraid: _Number[int]
        elevation: float
        ellipsoidinertia: _Number[int]
        fovy: float
        glow: float
        ipd: float
        linewidth: float
        offheight: _Number[int]
        offwidth: _Number[int]
        orthographic: _Number[int]
        realtime: float

    class Headlight:
        active: _Number[int]
        ambient: _Array[np.float32]
        diffuse: _Array[np.float32]
        specular: _Array[np.float32]

    class Map:
        actuatortendon: float
        alpha: float
        fogend: float
        fogstart: float
        force: float
        haze: float
        shadowclip: float
        shadowscale: float
        stiffness: float
        stiffnessrot: float
        torque: float
        zfar: float
        znear: float

    class Quality:
        numquads: _Number[int]
        numslices: _Number[int]
        numstacks: _Number[int]
        offsamples: _Number[int]
        shadowsize: _Number[int]

    class Rgba:
        actuator: _Array[np.float32]
        actuatornegative: _Array[np.float32]
        actuatorpositive: _Array[np.float32]
        bv: _Array[np.float32]
        bvactive: _Array[np.float32]
        camera: _Array[np.float32]
        com: _Array[np.float32]
        connect: _Array[np.float32]
        constraint: _Array[np.float32]
        contactforce: _Array[np.float32]
        contactfriction: _Array[np.float32]
        contactgap: _Array[np.float32]
        contactpoint: _Array[np.float32]
        contacttorque: _Array[np.float32]
        crankbroken: _Array[np.float32]
        fog: _Array[np.float32]
        force: _Array[np.float32]
        frustum: _Array[np.float32]
        haze: _Array[np.float32]
        inertia: _Array[np.float32]
        joint: _Array[np.float32]
        light: _Array[np.float32]
        rangefinder: _Array[np.float32]
        selectpoint: _Array[np.float32]
        slidercrank: _Array[np.float32]

    class Scale:
        actuatorlength: float
        actuatorwidth: float
        camera: float
        com: float
        connect: float
        constraint: float
        contactheight: float
        contactwidth: float
        forcewidth: float
        framelength: float
        framewidth: float
        frustum: float
        jointlength: float
        jointwidth: float
        light: float
        selectpoint: float
        slidercrank: float

    global_: MjVisual.Global
    headlight: MjVisual.Headlight
    map: MjVisual.Map
    quality: MjVisual.Quality
    rgba: MjVisual.Rgba
    scale: MjVisual.Scale

class MjWarningStat:
    def __init__(self) -> None: ...
    lastinfo: _Number[int]
    number: _Number[int]

class MjvCamera:
    def __init__(self) -> None: ...
    azimuth: float
    distance: float
    elevation: float
    fixedcamid: _Number[int]
    lookat: _Array[np.float64]
    orthographic: _Number[int]
    trackbodyid: _Number[int]
    type: _Number[int]

class MjvGLCamera:
    def __init__(self) -> None: ...
    forward: _Array[np.float32]
    frustum_bottom: float
    frustum_center: float
    frustum_far: float
    frustum_near: float
    frustum_top: float
    frustum_width: float
    orthographic: _Number[int]
    pos: _Array[np.float32]
    up: _Array[np.float32]

class MjvGeom:
    def __init__(self) -> None: ...
    camdist: float
    castshadow: _Number[int]
    category: _Number[int]
    dataid: _Number[int]
    emission: float
    label: str
    mat: _Array[np.float32]
    matid: _Number[int]
    modelrbound: float
    objid: _Number[int]
    objtype: _Number[int]
    pos: _Array[np.float32]
    reflectance: float
    rgba: _Array[np.float32]
    segid: _Number[int]
    shininess: float
    size: _Array[np.float32]
    specular: float
    texcoord: _Number[int]
    texid: _Number[int]
    texrepeat: _Array[np.float32]
    texuniform: _Number[int]
    transparent: _Number[int]
    type: _Number[int]

class MjvLight:
    def __init__(self) -> None: ...
    ambient: _Array[np.float32]
    attenuation: _Array[np.float32]
    bulbradius: float
    castshadow: _Number[int]
    cutoff: float
    diffuse: _Array[np.float32]
    dir: _Array[np.float32]
    exponent: float
    headlight: _Number[int]
    id: _Number[int]
    intensity: float
    pos: _Array[np.float32]
    range: float
    softness: float
    specular: _Array[np.float32]
    texid: _Number[int]
    type: _Number[int]

class MjvOption:
    def __init__(self) -> None: ...
    actuatorgroup: _Array[np.uint8]
    bvh_depth: _Number[int]
    flags: _Array[np.uint8]
    flex_layer: _Number[int]
    flexgroup: _Array[np.uint8]
    frame: _Number[int]
    geomgroup: _Array[np.uint8]
    jointgroup: _Array[np.uint8]
    label: _Number[int]
    sitegroup: _Array[np.uint8]
    skingroup: _Array[np.uint8]
    tendongroup: _Array[np.uint8]

class MjvPerturb:
    def __init__(self) -> None: ...
    active: _Number[int]
    active2: _Number[int]
    flexselect: _Number[int]
    localmass: float
    localpos: _Array[np.float64]
    refpos: _Array[np.float64]
    refquat: _Array[np.float64]
    refselpos: _Array[np.float64]
    scale: float
    select: _Number[int]
    skinselect: _Number[int]

class MjvScene:
    @overload
    def __init__(self) -> None: ...
    @overload
    def __init__(self, model: MjModel, maxgeom: _Int) -> None: ...
    @property
    def camera(self) -> tuple[Any, ...]: ...
    enabletransform: _Number[int]
    flags: _Array[np.uint8]
    flexedge: _Array[np.int32]
    flexedgeadr: _Array[np.int32]
    flexedgenum: _Array[np.int32]
    flexedgeopt: _Number[int]
    flexface: _Array[np.float32]
    flexfaceadr: _Array[np.int32]
    flexfacenum: _Array[np.int32]
    flexfaceopt: _Number[int]
    flexfaceused: _Array[np.int32]
    flexnormal: _Array[np.float32]
    flexskinopt: _Number[int]
    flextexcoord: _Array[np.float32]
    flexvert: _Array[np.float32]
    flexvertadr: _Array[np.int32]
    flexvertnum: _Array[np.int32]
    flexvertopt: _Number[int]
    framergb: _Array[np.float32]
    framewidth: _Number[int]
    geomorder: _Array[np.int32]
    @property
    def geoms(self) -> tuple[Any, ...]: ...
    @property
    def lights(self) -> tuple[Any, ...]: ...
    maxgeom: _Number[int]
    nflex: _Number[int]
    ngeom: _Number[int]
    nlight: _Number[int]
    nskin: _Number[int]
    rotate: _Array[np.float32]
    scale: float
    skinfacenum: _Array[np.int32]
    skinnormal: _Array[np.float32]
    skinvert: _Array[np.float32]
    skinvertadr: _Array[np.int32]
    skinvertnum: _Array[np.int32]
    status: _Number[int]
    stereo: _Number[int]
    translate: _Array[np.float32]

class _MjContactList:
    @property
    def H(self) -> NDArray[np.float64]: ...
    @property
    def adhesion(self) -> NDArray[np.float64]: ...
    @property
    def dim(self) -> NDArray[np.int32]: ...
    @property
    def dist(self) -> NDArray[np.float64]: ...
    @property
    def efc_address(self) -> NDArray[np.int32]: ...
    @property
    def elem(self) -> NDArray[np.int32]: ...
    @property
    def exclude(self) -> NDArray[np.int32]: ...
    @property
    def flex(self) -> NDArray[np.int32]: ...
    @property
    def frame(self) -> NDArray[np.float64]: ...
    @property
    def friction(self) -> NDArray[np.float64]: ...
    @property
    def geom(self) -> NDArray[np.int32]: ...
    @property
    def geom1(self) -> NDArray[np.int32]: ...
    @property
    def geom2(self) -> NDArray[np.int32]: ...
    @property
    def includemargin(self) -> NDArray[np.float64]: ...
    @property
    def mu(self) -> NDArray[np.float64]: ...
    @property
    def pos(self) -> NDArray[np.float64]: ...
    @property
    def solimp(self) -> NDArray[np.float64]: ...
    @property
    def solref(self) -> NDArray[np.float64]: ...
    @property
    def solreffriction(self) -> NDArray[np.float64]: ...
    @property
    def surfacevel(self) -> NDArray[np.float64]: ...
    @property
    def vert(self) -> NDArray[np.int32]: ...
    @overload
    def __getitem__(self, arg0: _Int, /) -> MjContact: ...
    @overload
    def __getitem__(self, arg0: slice, /) -> _MjContactList: ...
    def __len__(self) -> int: ...

class _MjDataActuatorViews:
    ctrl: _Array[np.float64]
    force: _Array[np.float64]
    @property
    def id(self) -> int: ...
    length: _Array[np.float64]
    @property
    def moment(self) -> NDArray[np.float64]: ...
    @property
    def name(self) -> str: ...
    velocity: _Array[np.float64]

class _MjDataBodyViews:
    cacc: _Array[np.float64]
    cfrc_ext: _Array[np.float64]
    cfrc_int: _Array[np.float64]
    cinert: _Array[np.float64]
    crb: _Array[np.float64]
    cvel: _Array[np.float64]
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    subtree_angmom: _Array[np.float64]
    subtree_com: _Array[np.float64]
    subtree_linvel: _Array[np.float64]
    xfrc_applied: _Array[np.float64]
    ximat: _Array[np.float64]
    xipos: _Array[np.float64]
    xiquat: _Array[np.float64]
    xmat: _Array[np.float64]
    xpos: _Array[np.float64]
    xquat: _Array[np.float64]

class _MjDataCameraViews:
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    xmat: _Array[np.float64]
    xpos: _Array[np.float64]

class _MjDataGeomViews:
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    xmat: _Array[np.float64]
    xpos: _Array[np.float64]
    xquat: _Array[np.float64]

class _MjDataJointViews:
    cdof: _Array[np.float64]
    cdof_dot: _Array[np.float64]
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    plastic: _Array[np.float64]
    qLDiagInv: _Array[np.float64]
    qacc: _Array[np.float64]
    qacc_smooth: _Array[np.float64]
    qacc_warmstart: _Array[np.float64]
    qfrc_actuator: _Array[np.float64]
    qfrc_applied: _Array[np.float64]
    qfrc_bias: _Array[np.float64]
    qfrc_constraint: _Array[np.float64]
    qfrc_inverse: _Array[np.float64]
    qfrc_passive: _Array[np.float64]
    qfrc_smooth: _Array[np.float64]
    qpos: _Array[np.float64]
    qvel: _Array[np.float64]
    xanchor: _Array[np.float64]
    xaxis: _Array[np.float64]

class _MjDataLightViews:
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    xdir: _Array[np.float64]
    xpos: _Array[np.float64]

class _MjDataSensorViews:
    data: _Array[np.float64]
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...

class _MjDataSiteViews:
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    xmat: _Array[np.float64]
    xpos: _Array[np.float64]
    xquat: _Array[np.float64]

class _MjDataTendonViews:
    @property
    def id(self) -> int: ...
    length: _Array[np.float64]
    @property
    def name(self) -> str: ...
    plastic: _Array[np.float64]
    velocity: _Array[np.float64]
    wrapadr: _Array[np.int32]
    wrapnum: _Array[np.int32]

class _MjModelActuatorViews:
    acc0: _Array[np.float64]
    actadr: _Array[np.int32]
    actlimited: _Array[np.bool]
    actnum: _Array[np.int32]
    actrange: _Array[np.float64]
    biasprm: _Array[np.float64]
    biastype: _Array[np.int32]
    cranklength: _Array[np.float64]
    ctrllimited: _Array[np.bool]
    ctrlrange: _Array[np.float64]
    dynprm: _Array[np.float64]
    dyntype: _Array[np.int32]
    forcelimited: _Array[np.bool]
    forcerange: _Array[np.float64]
    gainprm: _Array[np.float64]
    gaintype: _Array[np.int32]
    gear: _Array[np.float64]
    group: _Array[np.int32]
    @property
    def id(self) -> int: ...
    length0: _Array[np.float64]
    lengthrange: _Array[np.float64]
    @property
    def name(self) -> str: ...
    trnid: _Array[np.int32]
    trntype: _Array[np.int32]
    user: _Array[np.float64]

class _MjModelBodyViews:
    dofadr: _Array[np.int32]
    dofnum: _Array[np.int32]
    geomadr: _Array[np.int32]
    geomnum: _Array[np.int32]
    @property
    def id(self) -> int: ...
    inertia: _Array[np.float64]
    invweight0: _Array[np.float64]
    ipos: _Array[np.float64]
    iquat: _Array[np.float64]
    jntadr: _Array[np.int32]
    jntnum: _Array[np.int32]
    mass: _Array[np.float64]
    mocapid: _Array[np.int32]
    @property
    def name(self) -> str: ...
    parentid: _Array[np.int32]
    pos: _Array[np.float64]
    quat: _Array[np.float64]
    rootid: _Array[np.int32]
    sameframe: _Array[np.uint8]
    simple: _Array[np.uint8]
    subtreemass: _Array[np.float64]
    user: _Array[np.float64]
    weldid: _Array[np.int32]

class _MjModelCameraViews:
    bodyid: _Array[np.int32]
    fovy: _Array[np.float64]
    @property
    def id(self) -> int: ...
    ipd: _Array[np.float64]
    mat0: _Array[np.float64]
    mode: _Array[np.int32]
    @property
    def name(self) -> str: ...
    pos: _Array[np.float64]
    pos0: _Array[np.float64]
    poscom0: _Array[np.float64]
    quat: _Array[np.float64]
    targetbodyid: _Array[np.int32]
    user: _Array[np.float64]

class _MjModelEqualityViews:
    active0: _Array[np.bool]
    data: _Array[np.float64]
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    obj1id: _Array[np.int32]
    obj2id: _Array[np.int32]
    solimp: _Array[np.float64]
    solref: _Array[np.float64]
    type: _Array[np.int32]

class _MjModelExcludeViews:
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    signature: _Array[np.int32]

class _MjModelGeomViews:
    bodyid: _Array[np.int32]
    castshadow: _Array[np.bool]
    conaffinity: _Array[np.int32]
    condim: _Array[np.int32]
    contype: _Array[np.int32]
    dataid: _Array[np.int32]
    friction: _Array[np.float64]
    gap: _Array[np.float64]
    group: _Array[np.int32]
    @property
    def id(self) -> int: ...
    margin: _Array[np.float64]
    matid: _Array[np.int32]
    @property
    def name(self) -> str: ...
    pos: _Array[np.float64]
    priority: _Array[np.int32]
    quat: _Array[np.float64]
    rbound: _Array[np.float64]
    rgba: _Array[np.float32]
    sameframe: _Array[np.uint8]
    size: _Array[np.float64]
    solimp: _Array[np.float64]
    solmix: _Array[np.float64]
    solref: _Array[np.float64]
    type: _Array[np.int32]
    user: _Array[np.float64]

class _MjModelHfieldViews:
    adr: _Array[np.int32]
    data: _Array[np.float32]
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    ncol: _Array[np.int32]
    nrow: _Array[np.int32]
    pathadr: _Array[np.int32]
    size: _Array[np.float64]

class _MjModelJointViews:
    M0: _Array[np.float64]
    Madr: _Array[np.int32]
    armature: _Array[np.float64]
    axis: _Array[np.float64]
    bodyid: _Array[np.int32]
    damping: _Array[np.float64]
    dampingpoly: _Array[np.float64]
    dofadr: _Array[np.int32]
    frictionloss: _Array[np.float64]
    group: _Array[np.int32]
    @property
    def id(self) -> int: ...
    invweight0: _Array[np.float64]
    jntid: _Array[np.int32]
    limited: _Array[np.bool]
    margin: _Array[np.float64]
    @property
    def name(self) -> str: ...
    parentid: _Array[np.int32]
    plasticadr: _Array[np.int32]
    pos: _Array[np.float64]
    qpos0: _Array[np.float64]
    qpos_spring: _Array[np.float64]
    qposadr: _Array[np.int32]
    range: _Array[np.float64]
    simplenum: _Array[np.int32]
    solimp: _Array[np.float64]
    solref: _Array[np.float64]
    springyield: _Array[np.float64]
    stiffness: _Array[np.float64]
    stiffnesspoly: _Array[np.float64]
    type: _Array[np.int32]
    user: _Array[np.float64]

class _MjModelKeyframeViews:
    act: _Array[np.float64]
    ctrl: _Array[np.float64]
    @property
    def id(self) -> int: ...
    mpos: _Array[np.float64]
    mquat: _Array[np.float64]
    @property
    def name(self) -> str: ...
    plastic: _Array[np.float64]
    qpos: _Array[np.float64]
    qvel: _Array[np.float64]
    time: _Array[np.float64]

class _MjModelLightViews:
    active: _Array[np.bool]
    ambient: _Array[np.float32]
    attenuation: _Array[np.float32]
    bodyid: _Array[np.int32]
    castshadow: _Array[np.bool]
    cutoff: _Array[np.float32]
    diffuse: _Array[np.float32]
    dir: _Array[np.float64]
    dir0: _Array[np.float64]
    exponent: _Array[np.float32]
    @property
    def id(self) -> int: ...
    mode: _Array[np.int32]
    @property
    def name(self) -> str: ...
    pos: _Array[np.float64]
    pos0: _Array[np.float64]
    poscom0: _Array[np.float64]
    specular: _Array[np.float32]
    targetbodyid: _Array[np.int32]
    type: _Array[np.int32]

class _MjModelMaterialViews:
    emission: _Array[np.float32]
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    reflectance: _Array[np.float32]
    rgba: _Array[np.float32]
    shininess: _Array[np.float32]
    specular: _Array[np.float32]
    texid: _Array[np.int32]
    texrepeat: _Array[np.float32]
    texuniform: _Array[np.bool]

class _MjModelMeshViews:
    faceadr: _Array[np.int32]
    facenum: _Array[np.int32]
    graphadr: _Array[np.int32]
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    pathadr: _Array[np.int32]
    texcoordadr: _Array[np.int32]
    vertadr: _Array[np.int32]
    vertnum: _Array[np.int32]

class _MjModelNumericViews:
    adr: _Array[np.int32]
    data: _Array[np.float64]
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    size: _Array[np.int32]

class _MjModelPairViews:
    dim: _Array[np.int32]
    friction: _Array[np.float64]
    gap: _Array[np.float64]
    geom1: _Array[np.int32]
    geom2: _Array[np.int32]
    @property
    def id(self) -> int: ...
    margin: _Array[np.float64]
    @property
    def name(self) -> str: ...
    signature: _Array[np.int32]
    solimp: _Array[np.float64]
    solref: _Array[np.float64]

class _MjModelSensorViews:
    adr: _Array[np.int32]
    cutoff: _Array[np.float64]
    datatype: _Array[np.int32]
    dim: _Array[np.int32]
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    needstage: _Array[np.int32]
    noise: _Array[np.float64]
    objid: _Array[np.int32]
    objtype: _Array[np.int32]
    refid: _Array[np.int32]
    reftype: _Array[np.int32]
    type: _Array[np.int32]
    user: _Array[np.float64]

class _MjModelSiteViews:
    bodyid: _Array[np.int32]
    group: _Array[np.int32]
    @property
    def id(self) -> int: ...
    matid: _Array[np.int32]
    @property
    def name(self) -> str: ...
    pos: _Array[np.float64]
    quat: _Array[np.float64]
    rgba: _Array[np.float32]
    sameframe: _Array[np.uint8]
    size: _Array[np.float64]
    type: _Array[np.int32]
    user: _Array[np.float64]

class _MjModelSkinViews:
    boneadr: _Array[np.int32]
    bonenum: _Array[np.int32]
    faceadr: _Array[np.int32]
    facenum: _Array[np.int32]
    @property
    def id(self) -> int: ...
    inflate: _Array[np.float32]
    matid: _Array[np.int32]
    @property
    def name(self) -> str: ...
    pathadr: _Array[np.int32]
    rgba: _Array[np.float32]
    texcoordadr: _Array[np.int32]
    vertadr: _Array[np.int32]
    vertnum: _Array[np.int32]

class _MjModelTendonViews:
    J_colind: _Array[np.int32]
    J_rowadr: _Array[np.int32]
    J_rownnz: _Array[np.int32]
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    plasticadr: _Array[np.int32]
    springyield: _Array[np.float64]

class _MjModelTextureViews:
    adr: _Array[np.int64]
    colorspace: _Array[np.int32]
    contenttypeadr: _Array[np.int32]
    data: _Array[np.uint8]
    height: _Array[np.int32]
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    nchannel: _Array[np.int32]
    pathadr: _Array[np.int32]
    type: _Array[np.int32]
    width: _Array[np.int32]

class _MjModelTupleViews:
    adr: _Array[np.int32]
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    objid: _Array[np.int32]
    objprm: _Array[np.float64]
    objtype: _Array[np.int32]
    size: _Array[np.int32]

class _MjSolverStatList:
    @property
    def gradient(self) -> NDArray[np.float64]: ...
    @property
    def improvement(self) -> NDArray[np.float64]: ...
    @property
    def lineslope(self) -> NDArray[np.float64]: ...
    @property
    def nactive(self) -> NDArray[np.int32]: ...
    @property
    def nchange(self) -> NDArray[np.int32]: ...
    @property
    def neval(self) -> NDArray[np.int32]: ...
    @property
    def nupdate(self) -> NDArray[np.int32]: ...
    @overload
    def __getitem__(self, arg0: _Int, /) -> MjSolverStat: ...
    @overload
    def __getitem__(self, arg0: slice, /) -> _MjSolverStatList: ...
    def __len__(self) -> int: ...

class _MjTimerStatList:
    @property
    def duration(self) -> NDArray[np.float64]: ...
    @property
    def number(self) -> NDArray[np.int32]: ...
    @overload
    def __getitem__(self, arg0: _Int, /) -> MjTimerStat: ...
    @overload
    def __getitem__(self, arg0: slice, /) -> _MjTimerStatList: ...
    def __len__(self) -> int: ...

class _MjWarningStatList:
    @property
    def lastinfo(self) -> NDArray[np.int32]: ...
    @property
    def number(self) -> NDArray[np.int32]: ...
    @overload
    def __getitem__(self, arg0: _Int, /) -> MjWarningStat: ...
    @overload
    def __getitem__(self, arg0: slice, /) -> _MjWarningStatList: ...
    def __len__(self) -> int: ...
