"""Model editing of MuJoCo 4.0.0; written by scripts/make_stubs.py, do not edit."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, SupportsFloat, SupportsIndex, SupportsInt, TypeVar, overload

import numpy as np
from mujoco._enums import *
from mujoco._structs import MjData, MjLROpt, MjModel, MjOption, MjStatistic, MjVisual
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

class MjByteVec:
    def __init__(self, arg0: object, arg1: _Int, /) -> None: ...
    def __getitem__(self, arg0: _Int, /) -> object: ...
    def __setitem__(self, arg0: _Int, arg1: object, /) -> None: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Any]: ...

class MjCharVec:
    def __init__(self, arg0: str, arg1: _Int, /) -> None: ...
    def __getitem__(self, arg0: _Int, /) -> str: ...
    def __setitem__(self, arg0: _Int, arg1: str, /) -> None: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Any]: ...

class MjDoubleVec:
    def __init__(self, arg0: _Float, arg1: _Int, /) -> None: ...
    def __getitem__(self, arg0: _Int, /) -> float: ...
    def __setitem__(self, arg0: _Int, arg1: _Float, /) -> None: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Any]: ...

class MjFloatVec:
    def __init__(self, arg0: _Float, arg1: _Int, /) -> None: ...
    def __getitem__(self, arg0: _Int, /) -> float: ...
    def __setitem__(self, arg0: _Int, arg1: _Float, /) -> None: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Any]: ...

class MjIntVec:
    def __init__(self, arg0: _Int, arg1: _Int, /) -> None: ...
    def __getitem__(self, arg0: _Int, /) -> int: ...
    def __setitem__(self, arg0: _Int, arg1: _Int, /) -> None: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Any]: ...

class MjSpec:
    def __init__(self) -> None: ...
    def activate_plugin(self, name: str) -> None: ...
    def actuator(self, arg0: str, /) -> MjsActuator | None: ...
    @property
    def actuators(self) -> list[MjsActuator]: ...
    def add_actuator(
        self,
        default: MjsDefault | None = None,
        name: str | None = None,
        type: _Int | None = None,
        gaintype: _Int | None = None,
        gainprm: _Floats | None = None,
        biastype: _Int | None = None,
        biasprm: _Floats | None = None,
        dyntype: _Int | None = None,
        dynprm: _Floats | None = None,
        actdim: _Int | None = None,
        ctrlspec: _Int | None = None,
        velrange: _Floats | None = None,
        ffrange: _Floats | None = None,
        actearly: _Int | None = None,
        trntype: _Int | None = None,
        gear: _Floats | None = None,
        target: str | None = None,
        refsite: str | None = None,
        slidersite: str | None = None,
        cranklength: _Float | None = None,
        lengthrange: _Floats | None = None,
        inheritrange: _Float | None = None,
        damping: _Float | _Floats | None = None,
        armature: _Float | None = None,
        ctrllimited: _Int | None = None,
        ctrlrange: _Floats | None = None,
        forcelimited: _Int | None = None,
        forcerange: _Floats | None = None,
        actlimited: _Int | None = None,
        actrange: _Floats | None = None,
        group: _Int | None = None,
        nsample: _Int | None = None,
        interp: _Int | None = None,
        delay: _Float | None = None,
        userdata: _Floats | None = None,
        plugin: MjsPlugin | None = None,
        info: str | None = None,
    ) -> MjsActuator: ...
    def add_default(self, arg0: str, arg1: MjsDefault, /) -> MjsDefault: ...
    def add_equality(
        self,
        default: MjsDefault | None = None,
        name: str | None = None,
        type: _Int | None = None,
        data: _Floats | None = None,
        active: _Int | None = None,
        name1: str | None = None,
        name2: str | None = None,
        objtype: _Int | None = None,
        solref: _Floats | None = None,
        solimp: _Floats | None = None,
        info: str | None = None,
    ) -> MjsEquality: ...
    def add_exclude(self, name: str | None = None, bodyname1: str | None = None, bodyname2: str | None = None, info: str | None = None) -> MjsExclude: ...
    def add_flex(
        self,
        name: str | None = None,
        contype: _Int | None = None,
        conaffinity: _Int | None = None,
        condim: _Int | None = None,
        priority: _Int | None = None,
        friction: _Floats | None = None,
        solmix: _Float | None = None,
        solref: _Floats | None = None,
        solimp: _Floats | None = None,
        margin: _Float | None = None,
        gap: _Float | None = None,
        dim: _Int | None = None,
        radius: _Float | None = None,
        size: _Float | _Floats | None = None,
        flatskin: _Int | None = None,
        selfcollide: _Int | None = None,
        passive: _Int | None = None,
        activelayers: _Int | None = None,
        group: _Int | None = None,
        edgestiffness: _Float | None = None,
        edgedamping: _Float | None = None,
        rgba: _Floats | None = None,
        material: Sequence[str] | None = None,
        young: _Float | None = None,
        poisson: _Float | None = None,
        shear: _Float | None = None,
        damping: _Float | None = None,
        thickness: _Float | None = None,
        stressyield: _Floats | None = None,
        elastic2d: _Int | None = None,
        elastic3d: _Int | None = None,
        section: _Int | None = None,
        sectionsize: _Floats | None = None,
        cellcount: _Floats | None = None,
        order: _Int | None = None,
        nodebody: Sequence[str] | None = None,
        vertbody: Sequence[str] | None = None,
        node: _Floats | None = None,
        vert: _Floats | None = None,
        elem: _Ints | None = None,
        texcoord: _Floats | None = None,
        elemtexcoord: _Ints | None = None,
        info: str | None = None,
    ) -> MjsFlex: ...
    def add_hfield(self, name: str | None = None, content_type: str | None = None, file: str | None = None, size: _Floats | None = None, nrow: _Int | None = None, ncol: _Int | None = None, userdata: _Floats | None = None, info: str | None = None) -> MjsHField: ...
    def add_key(self, name: str | None = None, time: _Float | None = None, qpos: _Floats | None = None, qvel: _Floats | None = None, act: _Floats | None = None, mpos: _Floats | None = None, mquat: _Floats | None = None, ctrl: _Floats | None = None, plastic: _Floats | None = None, info: str | None = None) -> MjsKey: ...
    def add_material(
        self,
        default: MjsDefault | None = None,
        name: str | None = None,
        textures: Sequence[str] | None = None,
        texuniform: _Int | None = None,
        texrepeat: _Floats | None = None,
        emission: _Float | None = None,
        specular: _Float | None = None,
        shininess: _Float | None = None,
        reflectance: _Float | None = None,
        metallic: _Float | None = None,
        roughness: _Float | None = None,
        rgba: _Floats | None = None,
        info: str | None = None,
    ) -> MjsMaterial: ...
    def add_mesh(
        self,
        default: MjsDefault | None = None,
        name: str | None = None,
        content_type: str | None = None,
        file: str | None = None,
        refpos: _Floats | None = None,
        refquat: _Floats | None = None,
        scale: _Floats | None = None,
        inertia: _Int | None = None,
        smoothnormal: _Int | None = None,
        needsdf: _Int | None = None,
        maxhullvert: _Int | None = None,
        uservert: _Floats | None = None,
        usernormal: _Floats | None = None,
        usertexcoord: _Floats | None = None,
        userface: _Ints | None = None,
        userfacenormal: _Ints | None = None,
        userfacetexcoord: _Ints | None = None,
        usernode: _Floats | None = None,
        usertet: _Ints | None = None,
        plugin: MjsPlugin | None = None,
        material: str | None = None,
        octree_maxdepth: _Int | None = None,
        info: str | None = None,
    ) -> MjsMesh: ...
    def add_numeric(self, name: str | None = None, data: _Floats | None = None, size: _Int | None = None, info: str | None = None) -> MjsNumeric: ...
    def add_pair(
        self,
        default: MjsDefault | None = None,
        name: str | None = None,
        geomname1: str | None = None,
        geomname2: str | None = None,
        condim: _Int | None = None,
        solref: _Floats | None = None,
        solreffriction: _Floats | None = None,
        solimp: _Floats | None = None,
        margin: _Float | None = None,
        gap: _Float | None = None,
        adhesion: _Float | None = None,
        friction: _Floats | None = None,
        info: str | None = None,
    ) -> MjsPair: ...
    def add_plugin(self, name: str | None = None, plugin_name: str | None = None, active: _Int | None = None, info: str | None = None) -> MjsPlugin: ...
    def add_sensor(
        self,
        name: str | None = None,
        type: _Int | None = None,
        objtype: _Int | None = None,
        objname: str | None = None,
        reftype: _Int | None = None,
        refname: str | None = None,
        intprm: _Floats | None = None,
        datatype: _Int | None = None,
        needstage: _Int | None = None,
        dim: _Int | None = None,
        cutoff: _Float | None = None,
        noise: _Float | None = None,
        nsample: _Int | None = None,
        interp: _Int | None = None,
        delay: _Float | None = None,
        interval: _Floats | None = None,
        userdata: _Floats | None = None,
        plugin: MjsPlugin | None = None,
        info: str | None = None,
    ) -> MjsSensor: ...
    def add_skin(
        self,
        name: str | None = None,
        file: str | None = None,
        material: str | None = None,
        rgba: _Floats | None = None,
        inflate: _Float | None = None,
        group: _Int | None = None,
        vert: _Floats | None = None,
        texcoord: _Floats | None = None,
        face: _Ints | None = None,
        bodyname: Sequence[str] | None = None,
        bindpos: _Floats | None = None,
        bindquat: _Floats | None = None,
        vertid: Sequence[_Ints] | None = None,
        vertweight: Sequence[_Floats] | None = None,
        info: str | None = None,
    ) -> MjsSkin: ...
    def add_tendon(
        self,
        default: MjsDefault | None = None,
        name: str | None = None,
        stiffness: _Float | _Floats | None = None,
        springlength: _Floats | None = None,
        springyield: _Float | None = None,
        damping: _Float | _Floats | None = None,
        frictionloss: _Float | None = None,
        solref_friction: _Floats | None = None,
        solimp_friction: _Floats | None = None,
        armature: _Float | None = None,
        limited: _Int | None = None,
        actfrclimited: _Int | None = None,
        range: _Floats | None = None,
        actfrcrange: _Floats | None = None,
        margin: _Float | None = None,
        solref_limit: _Floats | None = None,
        solimp_limit: _Floats | None = None,
        material: str | None = None,
        width: _Float | None = None,
        rgba: _Floats | None = None,
        group: _Int | None = None,
        userdata: _Floats | None = None,
        info: str | None = None,
    ) -> MjsTendon: ...
    def add_text(self, name: str | None = None, data: str | None = None, info: str | None = None) -> MjsText: ...
    def add_texture(
        self,
        default: MjsDefault | None = None,
        name: str | None = None,
        type: _Int | None = None,
        colorspace: _Int | None = None,
        builtin: _Int | None = None,
        mark: _Int | None = None,
        rgb1: _Floats | None = None,
        rgb2: _Floats | None = None,
        markrgb: _Floats | None = None,
        random: _Float | None = None,
        height: _Int | None = None,
        width: _Int | None = None,
        nchannel: _Int | None = None,
        content_type: str | None = None,
        file: str | None = None,
        gridsize: _Floats | None = None,
        gridlayout: object | None = None,
        cubefiles: Sequence[str] | None = None,
        data: _Ints | None = None,
        hflip: _Int | None = None,
        vflip: _Int | None = None,
        embed: _Int | None = None,
        info: str | None = None,
    ) -> MjsTexture: ...
    def add_tuple(self, name: str | None = None, objtype: _Ints | None = None, objname: Sequence[str] | None = None, objprm: _Floats | None = None, info: str | None = None) -> MjsTuple: ...
    def adopt_inertial(self, body: MjsBody, vfs: MjVfs | None = None) -> None: ...
    assets: dict[str, Any]
    def attach(self, child: MjSpec, prefix: str | None = None, suffix: str | None = None, site: object | None = None, frame: object | None = None) -> MjsFrame: ...
    authored: MjsAuthored
    @property
    def bodies(self) -> list[MjsBody]: ...
    def body(self, arg0: str, /) -> MjsBody | None: ...
    def camera(self, arg0: str, /) -> MjsCamera | None: ...
    @property
    def cameras(self) -> list[MjsCamera]: ...
    comment: str
    def compile(self, vfs: MjVfs | None = None) -> MjModel: ...
    compiler: MjsCompiler
    def copy(self) -> MjSpec: ...
    def copy_back(self, model: object) -> None: ...
    copy_during_attach: None
    def dedup_assets(self) -> int: ...
    @property
    def default(self) -> MjsDefault: ...
    @overload
    def delete(self, arg0: MjsDefault, /) -> None: ...
    @overload
    def delete(self, arg0: MjsBody, /) -> None: ...
    @overload
    def delete(self, arg0: MjsFrame, /) -> None: ...
    @overload
    def delete(self, arg0: MjsGeom, /) -> None: ...
    @overload
    def delete(self, arg0: MjsJoint, /) -> None: ...
    @overload
    def delete(self, arg0: MjsSite, /) -> None: ...
    @overload
    def delete(self, arg0: MjsCamera, /) -> None: ...
    @overload
    def delete(self, arg0: MjsLight, /) -> None: ...
    @overload
    def delete(self, arg0: MjsMaterial, /) -> None: ...
    @overload
    def delete(self, arg0: MjsMesh, /) -> None: ...
    @overload
    def delete(self, arg0: MjsPair, /) -> None: ...
    @overload
    def delete(self, arg0: MjsEquality, /) -> None: ...
    @overload
    def delete(self, arg0: MjsActuator, /) -> None: ...
    @overload
    def delete(self, arg0: MjsTendon, /) -> None: ...
    @overload
    def delete(self, arg0: MjsSensor, /) -> None: ...
    @overload
    def delete(self, arg0: MjsFlex, /) -> None: ...
    @overload
    def delete(self, arg0: MjsHField, /) -> None: ...
    @overload
    def delete(self, arg0: MjsSkin, /) -> None: ...
    @overload
    def delete(self, arg0: MjsTexture, /) -> None: ...
    @overload
    def delete(self, arg0: MjsKey, /) -> None: ...
    @overload
    def delete(self, arg0: MjsText, /) -> None: ...
    @overload
    def delete(self, arg0: MjsNumeric, /) -> None: ...
    @overload
    def delete(self, arg0: MjsExclude, /) -> None: ...
    @overload
    def delete(self, arg0: MjsTuple, /) -> None: ...
    @overload
    def delete(self, arg0: MjsPlugin, /) -> None: ...
    def discard_visual(self, vfs: MjVfs | None = None) -> int: ...
    def encode(self, filename: str, model: object | None = None, content_type: str | None = None) -> int: ...
    @property
    def equalities(self) -> list[MjsEquality]: ...
    def equality(self, arg0: str, /) -> MjsEquality | None: ...
    def exclude(self, arg0: str, /) -> MjsExclude | None: ...
    @property
    def excludes(self) -> list[MjsExclude]: ...
    def find_default(self, arg0: str, /) -> MjsDefault | None: ...
    def flex(self, arg0: str, /) -> MjsFlex | None: ...
    @property
    def flexes(self) -> list[MjsFlex]: ...
    def frame(self, arg0: str, /) -> MjsFrame | None: ...
    @property
    def frames(self) -> list[MjsFrame]: ...
    @staticmethod
    def from_file(filename: str, include: Mapping[str, bytes] | None = None, assets: dict[str, Any] | None = None, vfs: MjVfs | None = None) -> MjSpec: ...
    @staticmethod
    def from_string(xml: str, include: Mapping[str, bytes] | None = None, assets: dict[str, Any] | None = None, vfs: MjVfs | None = None) -> MjSpec: ...
    def from_zip(self, *args: Any, **kwargs: Any) -> Any: ...
    def fuse_static(self, vfs: MjVfs | None = None) -> int: ...
    def geom(self, arg0: str, /) -> MjsGeom | None: ...
    @property
    def geoms(self) -> list[MjsGeom]: ...
    hasImplicitPluginElem: bool
    def hfield(self, arg0: str, /) -> MjsHField | None: ...
    @property
    def hfields(self) -> list[MjsHField]: ...
    def joint(self, arg0: str, /) -> MjsJoint | None: ...
    @property
    def joints(self) -> list[MjsJoint]: ...
    def key(self, arg0: str, /) -> MjsKey | None: ...
    @property
    def keys(self) -> list[MjsKey]: ...
    def light(self, arg0: str, /) -> MjsLight | None: ...
    @property
    def lights(self) -> list[MjsLight]: ...
    def material(self, arg0: str, /) -> MjsMaterial | None: ...
    @property
    def materials(self) -> list[MjsMaterial]: ...
    memory: _Number[int]
    def mesh(self, arg0: str, /) -> MjsMesh | None: ...
    meshdir: str
    @property
    def meshes(self) -> list[MjsMesh]: ...
    modelfiledir: str
    modelname: str
    nconmax: _Number[int]
    nemax: _Number[int]
    njmax: _Number[int]
    nkey: _Number[int]
    nstack: _Number[int]
    def numeric(self, arg0: str, /) -> MjsNumeric | None: ...
    @property
    def numerics(self) -> list[MjsNumeric]: ...
    nuser_actuator: _Number[int]
    nuser_body: _Number[int]
    nuser_cam: _Number[int]
    nuser_geom: _Number[int]
    nuser_jnt: _Number[int]
    nuser_sensor: _Number[int]
    nuser_site: _Number[int]
    nuser_tendon: _Number[int]
    nuserdata: _Number[int]
    option: MjOption
    override_assets: bool
    def pair(self, arg0: str, /) -> MjsPair | None: ...
    @property
    def pairs(self) -> list[MjsPair]: ...
    @property
    def parent(self) -> MjSpec: ...
    def plugin(self, arg0: str, /) -> MjsPlugin | None: ...
    @property
    def plugins(self) -> list[MjsPlugin]: ...
    def recompile(self, m: object, d: object, vfs: MjVfs | None = None) -> tuple[MjModel, MjData]: ...
    @staticmethod
    def resolve_orientation(degree: bool, sequence: MjCharVec | None, orientation: MjsOrientation) -> list[float]: ...
    def sensor(self, arg0: str, /) -> MjsSensor | None: ...
    @property
    def sensors(self) -> list[MjsSensor]: ...
    def site(self, arg0: str, /) -> MjsSite | None: ...
    @property
    def sites(self) -> list[MjsSite]: ...
    def skin(self, arg0: str, /) -> MjsSkin | None: ...
    @property
    def skins(self) -> list[MjsSkin]: ...
    stat: MjStatistic
    strippath: bool
    def tendon(self, arg0: str, /) -> MjsTendon | None: ...
    @property
    def tendons(self) -> list[MjsTendon]: ...
    def text(self, arg0: str, /) -> MjsText | None: ...
    @property
    def texts(self) -> list[MjsText]: ...
    def texture(self, arg0: str, /) -> MjsTexture | None: ...
    texturedir: str
    @property
    def textures(self) -> list[MjsTexture]: ...
    @property
    def timer(self) -> NDArray[np.float64]: ...
    def to_file(self, arg0: str, /) -> None: ...
    def to_xml(self) -> str: ...
    def to_zip(self, *args: Any, **kwargs: Any) -> Any: ...
    def tuple(self, arg0: str, /) -> MjsTuple | None: ...
    @property
    def tuples(self) -> list[MjsTuple]: ...
    visual: MjVisual
    @property
    def worldbody(self) -> MjsBody: ...

class MjStringVec:
    def __init__(self, arg0: str, arg1: _Int, /) -> None: ...
    def __getitem__(self, arg0: _Int, /) -> str: ...
    def __setitem__(self, arg0: _Int, arg1: str, /) -> None: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Any]: ...

class MjVfs:
    def __init__(self) -> None: ...
    def close(self) -> None: ...
    def __setitem__(self, arg0: str, arg1: bytes, /) -> None: ...
    def __enter__(self) -> MjVfs: ...
    def __exit__(self, arg0: object, arg1: object, arg2: object, /) -> None: ...

class MjVisualHeadlight:
    active: _Number[int]
    ambient: _Array[np.float32]
    diffuse: _Array[np.float32]
    specular: _Array[np.float32]

class MjVisualRgba:
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

class MjsActuator:
    actdim: _Number[int]
    actearly: bool
    actlimited: _Number[mjtLimited]
    actrange: _Array[np.float64]
    armature: float
    biasprm: _Array[np.float64]
    biastype: _Number[mjtBias]
    classname: MjsDefault
    @property
    def compiler(self) -> MjsCompiler: ...
    cranklength: float
    ctrllimited: _Number[mjtLimited]
    ctrlrange: _Array[np.float64]
    ctrlspec: _Number[int]
    damping: _Array[np.float64]
    delay: float
    dynprm: _Array[np.float64]
    dyntype: _Number[mjtDyn]
    ffrange: _Array[np.float64]
    forcelimited: _Number[mjtLimited]
    forcerange: _Array[np.float64]
    gainprm: _Array[np.float64]
    gaintype: _Number[mjtGain]
    gear: _Array[np.float64]
    group: _Number[int]
    @property
    def id(self) -> int: ...
    info: str
    inheritrange: float
    interp: _Number[int]
    lengthrange: _Array[np.float64]
    name: str
    nsample: _Number[int]
    plugin: MjsPlugin
    refsite: str
    def set_to_adhesion(self, gain: _Float) -> None: ...
    def set_to_cylinder(self, timeconst: _Float, bias: _Float, area: _Float, diameter: _Float = -1) -> None: ...
    def set_to_damper(self, kv: _Float) -> None: ...
    def set_to_dcmotor(self, motorconst: _Floats, resistance: _Float, nominal: _Floats = ..., saturation: _Floats = ..., inductance: _Floats = ..., cogging: _Floats = ..., controller: _Floats = ..., thermal: _Floats = ..., lugre: _Floats = ..., ctrlspec: _Int = 0) -> None: ...
    def set_to_intvelocity(self, kp: _Float, kv: _Float = -1, dampratio: _Float = -1, timeconst: _Float = -1, inheritrange: bool = False) -> None: ...
    def set_to_motor(self) -> None: ...
    def set_to_muscle(self, timeconst: _Floats, tausmooth: _Float, range: _Floats = ..., force: _Float = -1, scale: _Float = -1, lmin: _Float = -1, lmax: _Float = -1, vmax: _Float = -1, fpmax: _Float = -1, fvmax: _Float = -1) -> None: ...
    def set_to_orientation(self, kp: _Float, kv: _Float = -1, dampratio: _Float = -1, ctrlspec: _Int = 0) -> None: ...
    def set_to_pid(self, kp: _Float, kv: _Float = -1, dampratio: _Float = -1, ki: _Float = -1, imax: _Float = -1, slewmax: _Float = -1, inheritrange: _Float = 0, ctrlspec: _Int = 0) -> None: ...
    def set_to_position(self, kp: _Float, kv: _Float = -1, dampratio: _Float = -1, timeconst: _Float = -1, inheritrange: bool = False) -> None: ...
    def set_to_velocity(self, kv: _Float) -> None: ...
    @property
    def signature(self) -> int: ...
    slidersite: str
    target: str
    trntype: _Number[mjtTrn]
    type: _Number[mjtActuator]
    userdata: _List[MjDoubleVec]
    velrange: _Array[np.float64]

class MjsAuthored:
    disableactuator: _Number[int]
    disableflags: _Number[int]
    enableflags: _Number[int]
    option: _Number[int]
    visual_global: _Number[int]
    visual_headlight: _Number[int]
    visual_map: _Number[int]
    visual_quality: _Number[int]
    visual_rgba: _Number[int]
    visual_scale: _Number[int]

class MjsBody:
    def add_body(
        self,
        default: MjsDefault | None = None,
        name: str | None = None,
        childclass: str | None = None,
        pos: _Floats | None = None,
        quat: _Floats | None = None,
        axisangle: _Floats | None = None,
        xyaxes: _Floats | None = None,
        zaxis: _Floats | None = None,
        euler: _Floats | None = None,
        mass: _Float | None = None,
        ipos: _Floats | None = None,
        iquat: _Floats | None = None,
        inertia: _Floats | None = None,
        iaxisangle: _Floats | None = None,
        ixyaxes: _Floats | None = None,
        izaxis: _Floats | None = None,
        ieuler: _Floats | None = None,
        fullinertia: _Floats | None = None,
        mocap: _Int | None = None,
        gravcomp: _Float | None = None,
        sleep: _Int | None = None,
        simple: _Int | None = None,
        fuse: _Int | None = None,
        userdata: _Floats | None = None,
        explicitinertial: _Int | None = None,
        plugin: MjsPlugin | None = None,
        info: str | None = None,
    ) -> MjsBody: ...
    def add_camera(
        self,
        default: MjsDefault | None = None,
        name: str | None = None,
        pos: _Floats | None = None,
        quat: _Floats | None = None,
        axisangle: _Floats | None = None,
        xyaxes: _Floats | None = None,
        zaxis: _Floats | None = None,
        euler: _Floats | None = None,
        mode: _Int | None = None,
        targetbody: str | None = None,
        proj: _Int | None = None,
        resolution: _Floats | None = None,
        output: _Int | None = None,
        fovy: _Float | None = None,
        ipd: _Float | None = None,
        intrinsic: _Floats | None = None,
        sensor_size: _Floats | None = None,
        focal_length: _Floats | None = None,
        focal_pixel: _Floats | None = None,
        principal_length: _Floats | None = None,
        principal_pixel: _Floats | None = None,
        userdata: _Floats | None = None,
        info: str | None = None,
    ) -> MjsCamera: ...
    def add_frame(
        self,
        default: MjsFrame | None = None,
        name: str | None = None,
        childclass: str | None = None,
        pos: _Floats | None = None,
        quat: _Floats | None = None,
        axisangle: _Floats | None = None,
        xyaxes: _Floats | None = None,
        zaxis: _Floats | None = None,
        euler: _Floats | None = None,
        scale: _Float | _Floats | None = None,
        scaling: _Int | None = None,
        massscale: _Float | None = None,
        info: str | None = None,
    ) -> MjsFrame: ...
    def add_freejoint(self, **kwargs: object) -> MjsJoint: ...
    def add_geom(
        self,
        default: MjsDefault | None = None,
        name: str | None = None,
        type: _Int | None = None,
        pos: _Floats | None = None,
        quat: _Floats | None = None,
        axisangle: _Floats | None = None,
        xyaxes: _Floats | None = None,
        zaxis: _Floats | None = None,
        euler: _Floats | None = None,
        fromto: _Floats | None = None,
        size: _Float | _Floats | None = None,
        contype: _Int | None = None,
        conaffinity: _Int | None = None,
        condim: _Int | None = None,
        priority: _Int | None = None,
        friction: _Floats | None = None,
        solmix: _Float | None = None,
        solref: _Floats | None = None,
        solimp: _Floats | None = None,
        margin: _Float | None = None,
        gap: _Float | None = None,
        surfacevel: _Floats | None = None,
        adhesion: _Float | None = None,
        mass: _Float | None = None,
        density: _Float | None = None,
        typeinertia: _Int | None = None,
        fluid_ellipsoid: _Int | None = None,
        fluid_coefs: _Floats | None = None,
        material: str | None = None,
        rgba: _Floats | None = None,
        group: _Int | None = None,
        castshadow: _Int | None = None,
        hfieldname: str | None = None,
        meshname: str | None = None,
        fitscale: _Float | None = None,
        userdata: _Floats | None = None,
        plugin: MjsPlugin | None = None,
        info: str | None = None,
    ) -> MjsGeom: ...
    def add_joint(
        self,
        default: MjsDefault | None = None,
        name: str | None = None,
        type: _Int | None = None,
        pos: _Floats | None = None,
        axis: _Floats | None = None,
        ref: _Float | None = None,
        align: _Int | None = None,
        stiffness: _Float | _Floats | None = None,
        springref: _Float | None = None,
        springyield: _Float | None = None,
        springdamper: _Floats | None = None,
        limited: _Int | None = None,
        range: _Floats | None = None,
        margin: _Float | None = None,
        solref_limit: _Floats | None = None,
        solimp_limit: _Floats | None = None,
        actfrclimited: _Int | None = None,
        actfrcrange: _Floats | None = None,
        armature: _Float | None = None,
        damping: _Float | _Floats | None = None,
        frictionloss: _Float | None = None,
        solref_friction: _Floats | None = None,
        solimp_friction: _Floats | None = None,
        group: _Int | None = None,
        actgravcomp: _Int | None = None,
        userdata: _Floats | None = None,
        info: str | None = None,
    ) -> MjsJoint: ...
    def add_light(
        self,
        default: MjsDefault | None = None,
        name: str | None = None,
        pos: _Floats | None = None,
        dir: _Floats | None = None,
        mode: _Int | None = None,
        targetbody: str | None = None,
        active: _Int | None = None,
        type: _Int | None = None,
        texture: str | None = None,
        castshadow: _Int | None = None,
        bulbradius: _Float | None = None,
        intensity: _Float | None = None,
        range: _Float | None = None,
        attenuation: _Floats | None = None,
        cutoff: _Float | None = None,
        softness: _Float | None = None,
        exponent: _Float | None = None,
        ambient: _Floats | None = None,
        diffuse: _Floats | None = None,
        specular: _Floats | None = None,
        info: str | None = None,
    ) -> MjsLight: ...
    def add_site(
        self,
        default: MjsDefault | None = None,
        name: str | None = None,
        pos: _Floats | None = None,
        quat: _Floats | None = None,
        axisangle: _Floats | None = None,
        xyaxes: _Floats | None = None,
        zaxis: _Floats | None = None,
        euler: _Floats | None = None,
        fromto: _Floats | None = None,
        size: _Float | _Floats | None = None,
        type: _Int | None = None,
        material: str | None = None,
        group: _Int | None = None,
        rgba: _Floats | None = None,
        meshname: str | None = None,
        userdata: _Floats | None = None,
        info: str | None = None,
    ) -> MjsSite: ...
    alt: MjsOrientation
    def attach_frame(self, frame: MjsFrame, prefix: str | None = None, suffix: str | None = None) -> MjsFrame: ...
    @property
    def bodies(self) -> list[MjsBody]: ...
    @property
    def cameras(self) -> list[MjsCamera]: ...
    childclass: str
    classname: MjsDefault
    @property
    def compiler(self) -> MjsCompiler: ...
    explicitinertial: bool
    @overload
    def find_all(self, arg0: mjtObj, /) -> list[Any]: ...
    @overload
    def find_all(self, arg0: str, /) -> list[Any]: ...
    def find_child(self, arg0: str, /) -> MjsBody | None: ...
    def first_body(self) -> MjsBody | None: ...
    def first_camera(self) -> MjsCamera | None: ...
    def first_frame(self) -> MjsFrame | None: ...
    def first_geom(self) -> MjsGeom | None: ...
    def first_joint(self) -> MjsJoint | None: ...
    def first_light(self) -> MjsLight | None: ...
    def first_site(self) -> MjsSite | None: ...
    @property
    def frame(self) -> MjsFrame: ...
    @property
    def frames(self) -> list[MjsFrame]: ...
    fullinertia: _Array[np.float64]
    fuse: _Number[int]
    @property
    def geoms(self) -> list[MjsGeom]: ...
    gravcomp: float
    ialt: MjsOrientation
    @property
    def id(self) -> int: ...
    inertia: _Array[np.float64]
    info: str
    ipos: _Array[np.float64]
    iquat: _Array[np.float64]
    @property
    def joints(self) -> list[MjsJoint]: ...
    @property
    def lights(self) -> list[MjsLight]: ...
    def make_flex(
        self,
        name: str,
        type: str | None = None,
        dim: _Int = 3,
        dof: str | None = None,
        count: _Ints | None = None,
        cellcount: _Ints | None = None,
        spacing: _Floats | None = None,
        scale: _Floats | None = None,
        radius: _Float = 0.0,
        mass: _Float = 1.0,
        inertiabox: _Float = 0.005,
        equality: _Int = 0,
        rigid: _Int = 0,
        flatskin: _Int = 0,
        elastic2d: _Int = 0,
        pos: _Floats | None = None,
        quat: _Floats | None = None,
        origin: _Floats | None = None,
        file: str | None = None,
        mesh: str | None = None,
        vfs: MjVfs | None = None,
    ) -> MjsFlex: ...
    mass: float
    mocap: bool
    name: str
    def next_body(self, arg0: MjsBody, /) -> MjsBody | None: ...
    def next_camera(self, arg0: MjsCamera, /) -> MjsCamera | None: ...
    def next_frame(self, arg0: MjsFrame, /) -> MjsFrame | None: ...
    def next_geom(self, arg0: MjsGeom, /) -> MjsGeom | None: ...
    def next_joint(self, arg0: MjsJoint, /) -> MjsJoint | None: ...
    def next_light(self, arg0: MjsLight, /) -> MjsLight | None: ...
    def next_site(self, arg0: MjsSite, /) -> MjsSite | None: ...
    @property
    def parent(self) -> MjsBody: ...
    plugin: MjsPlugin
    pos: _Array[np.float64]
    quat: _Array[np.float64]
    def set_frame(self, arg0: MjsFrame, /) -> None: ...
    @property
    def signature(self) -> int: ...
    simple: _Number[int]
    @property
    def sites(self) -> list[MjsSite]: ...
    sleep: _Number[mjtSleepPolicy]
    def to_frame(self) -> MjsFrame: ...
    userdata: _List[MjDoubleVec]

class MjsCamera:
    alt: MjsOrientation
    classname: MjsDefault
    @property
    def compiler(self) -> MjsCompiler: ...
    focal_length: _Array[np.float32]
    focal_pixel: _Array[np.float32]
    fovy: float
    @property
    def frame(self) -> MjsFrame: ...
    @property
    def id(self) -> int: ...
    info: str
    intrinsic: _Array[np.float32]
    ipd: float
    mode: _Number[mjtCamLight]
    name: str
    output: _Number[int]
    @property
    def parent(self) -> MjsBody: ...
    pos: _Array[np.float64]
    principal_length: _Array[np.float32]
    principal_pixel: _Array[np.float32]
    proj: _Number[mjtProjection]
    quat: _Array[np.float64]
    resolution: _Array[np.int32]
    sensor_size: _Array[np.float32]
    def set_frame(self, arg0: MjsFrame, /) -> None: ...
    @property
    def signature(self) -> int: ...
    targetbody: str
    userdata: _List[MjDoubleVec]

class MjsCompiler:
    LRopt: MjLROpt
    alignfree: bool
    authored: _Number[int]
    autolimits: bool
    balanceinertia: bool
    boundinertia: float
    boundmass: float
    conflict: _Number[mjtConflict]
    degree: bool
    discardvisual: bool
    eulerseq: _List[MjCharVec]
    fitaabb: bool
    fusestatic: bool
    inertiafromgeom: _Number[mjtInertiaFromGeom]
    inertiagrouprange: _Array[np.int32]
    meshdir: str
    passthrough: _Number[mjtPassthrough]
    savecanonical: bool
    savecompiled: bool
    saveinertial: bool
    settotalmass: float
    texturedir: str
    usethread: bool

class MjsDefault:
    actuator: MjsActuator
    camera: MjsCamera
    equality: MjsEquality
    flex: MjsFlex
    geom: MjsGeom
    joint: MjsJoint
    light: MjsLight
    material: MjsMaterial
    mesh: MjsMesh
    name: str
    pair: MjsPair
    site: MjsSite
    tendon: MjsTendon
    texture: MjsTexture

class MjsElement: ...

class MjsEquality:
    active: bool
    classname: MjsDefault
    @property
    def compiler(self) -> MjsCompiler: ...
    data: _Array[np.float64]
    @property
    def id(self) -> int: ...
    info: str
    name: str
    name1: str
    name2: str
    objtype: _Number[mjtObj]
    @property
    def signature(self) -> int: ...
    solimp: _Array[np.float64]
    solref: _Array[np.float64]
    type: _Number[mjtEq]

class MjsExclude:
    bodyname1: str
    bodyname2: str
    @property
    def compiler(self) -> MjsCompiler: ...
    @property
    def id(self) -> int: ...
    info: str
    name: str
    @property
    def signature(self) -> int: ...

class MjsFlex:
    activelayers: _Number[int]
    cellcount: _Array[np.int32]
    @property
    def compiler(self) -> MjsCompiler: ...
    conaffinity: _Number[int]
    condim: _Number[int]
    contype: _Number[int]
    damping: float
    dim: _Number[int]
    edgedamping: float
    edgestiffness: float
    elastic2d: _Number[int]
    elastic3d: _Number[int]
    elem: _List[MjIntVec]
    elemtexcoord: _List[MjIntVec]
    flatskin: bool
    friction: _Array[np.float64]
    gap: float
    group: _Number[int]
    @property
    def id(self) -> int: ...
    info: str
    margin: float
    material: _List[MjStringVec]
    name: str
    node: _List[MjDoubleVec]
    nodebody: _List[MjStringVec]
    order: _Number[int]
    passive: _Number[int]
    poisson: float
    priority: _Number[int]
    radius: float
    rgba: _Array[np.float32]
    section: _Number[mjtFlexSection]
    sectionsize: _Array[np.float64]
    selfcollide: _Number[mjtFlexSelf]
    shear: float
    @property
    def signature(self) -> int: ...
    size: _Array[np.float64]
    solimp: _Array[np.float64]
    solmix: float
    solref: _Array[np.float64]
    stressyield: _Array[np.float64]
    texcoord: _List[MjFloatVec]
    thickness: float
    vert: _List[MjDoubleVec]
    vertbody: _List[MjStringVec]
    young: float

class MjsFrame:
    def add_body(
        self,
        default: MjsDefault | None = None,
        name: str | None = None,
        childclass: str | None = None,
        pos: _Floats | None = None,
        quat: _Floats | None = None,
        axisangle: _Floats | None = None,
        xyaxes: _Floats | None = None,
        zaxis: _Floats | None = None,
        euler: _Floats | None = None,
        mass: _Float | None = None,
        ipos: _Floats | None = None,
        iquat: _Floats | None = None,
        inertia: _Floats | None = None,
        iaxisangle: _Floats | None = None,
        ixyaxes: _Floats | None = None,
        izaxis: _Floats | None = None,
        ieuler: _Floats | None = None,
        fullinertia: _Floats | None = None,
        mocap: _Int | None = None,
        gravcomp: _Float | None = None,
        sleep: _Int | None = None,
        simple: _Int | None = None,
        fuse: _Int | None = None,
        userdata: _Floats | None = None,
        explicitinertial: _Int | None = None,
        plugin: MjsPlugin | None = None,
        info: str | None = None,
    ) -> MjsBody: ...
    def add_camera(
        self,
        default: MjsDefault | None = None,
        name: str | None = None,
        pos: _Floats | None = None,
        quat: _Floats | None = None,
        axisangle: _Floats | None = None,
        xyaxes: _Floats | None = None,
        zaxis: _Floats | None = None,
        euler: _Floats | None = None,
        mode: _Int | None = None,
        targetbody: str | None = None,
        proj: _Int | None = None,
        resolution: _Floats | None = None,
        output: _Int | None = None,
        fovy: _Float | None = None,
        ipd: _Float | None = None,
        intrinsic: _Floats | None = None,
        sensor_size: _Floats | None = None,
        focal_length: _Floats | None = None,
        focal_pixel: _Floats | None = None,
        principal_length: _Floats | None = None,
        principal_pixel: _Floats | None = None,
        userdata: _Floats | None = None,
        info: str | None = None,
    ) -> MjsCamera: ...
    def add_frame(
        self,
        default: MjsFrame | None = None,
        name: str | None = None,
        childclass: str | None = None,
        pos: _Floats | None = None,
        quat: _Floats | None = None,
        axisangle: _Floats | None = None,
        xyaxes: _Floats | None = None,
        zaxis: _Floats | None = None,
        euler: _Floats | None = None,
        scale: _Float | _Floats | None = None,
        scaling: _Int | None = None,
        massscale: _Float | None = None,
        info: str | None = None,
    ) -> MjsFrame: ...
    def add_geom(
        self,
        default: MjsDefault | None = None,
        name: str | None = None,
        type: _Int | None = None,
        pos: _Floats | None = None,
        quat: _Floats | None = None,
        axisangle: _Floats | None = None,
        xyaxes: _Floats | None = None,
        zaxis: _Floats | None = None,
        euler: _Floats | None = None,
        fromto: _Floats | None = None,
        size: _Float | _Floats | None = None,
        contype: _Int | None = None,
        conaffinity: _Int | None = None,
        condim: _Int | None = None,
        priority: _Int | None = None,
        friction: _Floats | None = None,
        solmix: _Float | None = None,
        solref: _Floats | None = None,
        solimp: _Floats | None = None,
        margin: _Float | None = None,
        gap: _Float | None = None,
        surfacevel: _Floats | None = None,
        adhesion: _Float | None = None,
        mass: _Float | None = None,
        density: _Float | None = None,
        typeinertia: _Int | None = None,
        fluid_ellipsoid: _Int | None = None,
        fluid_coefs: _Floats | None = None,
        material: str | None = None,
        rgba: _Floats | None = None,
        group: _Int | None = None,
        castshadow: _Int | None = None,
        hfieldname: str | None = None,
        meshname: str | None = None,
        fitscale: _Float | None = None,
        userdata: _Floats | None = None,
        plugin: MjsPlugin | None = None,
        info: str | None = None,
    ) -> MjsGeom: ...
    def add_joint(
        self,
        default: MjsDefault | None = None,
        name: str | None = None,
        type: _Int | None = None,
        pos: _Floats | None = None,
        axis: _Floats | None = None,
        ref: _Float | None = None,
        align: _Int | None = None,
        stiffness: _Float | _Floats | None = None,
        springref: _Float | None = None,
        springyield: _Float | None = None,
        springdamper: _Floats | None = None,
        limited: _Int | None = None,
        range: _Floats | None = None,
        margin: _Float | None = None,
        solref_limit: _Floats | None = None,
        solimp_limit: _Floats | None = None,
        actfrclimited: _Int | None = None,
        actfrcrange: _Floats | None = None,
        armature: _Float | None = None,
        damping: _Float | _Floats | None = None,
        frictionloss: _Float | None = None,
        solref_friction: _Floats | None = None,
        solimp_friction: _Floats | None = None,
        group: _Int | None = None,
        actgravcomp: _Int | None = None,
        userdata: _Floats | None = None,
        info: str | None = None,
    ) -> MjsJoint: ...
    def add_light(
        self,
        default: MjsDefault | None = None,
        name: str | None = None,
        pos: _Floats | None = None,
        dir: _Floats | None = None,
        mode: _Int | None = None,
        targetbody: str | None = None,
        active: _Int | None = None,
        type: _Int | None = None,
        texture: str | None = None,
        castshadow: _Int | None = None,
        bulbradius: _Float | None = None,
        intensity: _Float | None = None,
        range: _Float | None = None,
        attenuation: _Floats | None = None,
        cutoff: _Float | None = None,
        softness: _Float | None = None,
        exponent: _Float | None = None,
        ambient: _Floats | None = None,
        diffuse: _Floats | None = None,
        specular: _Floats | None = None,
        info: str | None = None,
    ) -> MjsLight: ...
    def add_site(
        self,
        default: MjsDefault | None = None,
        name: str | None = None,
        pos: _Floats | None = None,
        quat: _Floats | None = None,
        axisangle: _Floats | None = None,
        xyaxes: _Floats | None = None,
        zaxis: _Floats | None = None,
        euler: _Floats | None = None,
        fromto: _Floats | None = None,
        size: _Float | _Floats | None = None,
        type: _Int | None = None,
        material: str | None = None,
        group: _Int | None = None,
        rgba: _Floats | None = None,
        meshname: str | None = None,
        userdata: _Floats | None = None,
        info: str | None = None,
    ) -> MjsSite: ...
    alt: MjsOrientation
    def attach_body(self, body: MjsBody, prefix: str | None = None, suffix: str | None = None) -> MjsBody: ...
    childclass: str
    @property
    def compiler(self) -> MjsCompiler: ...
    @property
    def frame(self) -> MjsFrame: ...
    @property
    def id(self) -> int: ...
    info: str
    massscale: float
    name: str
    @property
    def parent(self) -> MjsBody: ...
    pos: _Array[np.float64]
    quat: _Array[np.float64]
    scale: _Array[np.float64]
    scaling: _Number[mjtScaling]
    def set_frame(self, arg0: MjsFrame, /) -> None: ...
    @property
    def signature(self) -> int: ...

class MjsGeom:
    adhesion: float
    alt: MjsOrientation
    castshadow: bool
    classname: MjsDefault
    @property
    def compiler(self) -> MjsCompiler: ...
    conaffinity: _Number[int]
    condim: _Number[int]
    contype: _Number[int]
    density: float
    fitscale: float
    fluid_coefs: _Array[np.float64]
    fluid_ellipsoid: float
    @property
    def frame(self) -> MjsFrame: ...
    friction: _Array[np.float64]
    fromto: _Array[np.float64]
    gap: float
    group: _Number[int]
    hfieldname: str
    @property
    def id(self) -> int: ...
    info: str
    margin: float
    mass: float
    material: str
    meshname: str
    name: str
    @property
    def parent(self) -> MjsBody: ...
    plugin: MjsPlugin
    pos: _Array[np.float64]
    priority: _Number[int]
    quat: _Array[np.float64]
    rgba: _Array[np.float32]
    def set_frame(self, arg0: MjsFrame, /) -> None: ...
    @property
    def signature(self) -> int: ...
    size: _Array[np.float64]
    solimp: _Array[np.float64]
    solmix: float
    solref: _Array[np.float64]
    surfacevel: _Array[np.float64]
    type: _Number[mjtGeom]
    typeinertia: _Number[mjtGeomInertia]
    userdata: _List[MjDoubleVec]

class MjsHField:
    @property
    def compiler(self) -> MjsCompiler: ...
    content_type: str
    file: str
    @property
    def id(self) -> int: ...
    info: str
    name: str
    ncol: _Number[int]
    nrow: _Number[int]
    @property
    def signature(self) -> int: ...
    size: _Array[np.float64]
    userdata: _List[MjFloatVec]

class MjsJoint:
    actfrclimited: _Number[mjtLimited]
    actfrcrange: _Array[np.float64]
    actgravcomp: bool
    align: _Number[mjtAlignFree]
    armature: float
    axis: _Array[np.float64]
    classname: MjsDefault
    @property
    def compiler(self) -> MjsCompiler: ...
    damping: _Array[np.float64]
    @property
    def frame(self) -> MjsFrame: ...
    frictionloss: float
    group: _Number[int]
    @property
    def id(self) -> int: ...
    info: str
    limited: _Number[mjtLimited]
    margin: float
    name: str
    @property
    def parent(self) -> MjsBody: ...
    pos: _Array[np.float64]
    range: _Array[np.float64]
    ref: float
    def set_frame(self, arg0: MjsFrame, /) -> None: ...
    @property
    def signature(self) -> int: ...
    solimp_friction: _Array[np.float64]
    solimp_limit: _Array[np.float64]
    solref_friction: _Array[np.float64]
    solref_limit: _Array[np.float64]
    springdamper: _Array[np.float64]
    springref: float
    springyield: float
    stiffness: _Array[np.float64]
    type: _Number[mjtJoint]
    userdata: _List[MjDoubleVec]

class MjsKey:
    act: _List[MjDoubleVec]
    @property
    def compiler(self) -> MjsCompiler: ...
    ctrl: _List[MjDoubleVec]
    @property
    def id(self) -> int: ...
    info: str
    mpos: _List[MjDoubleVec]
    mquat: _List[MjDoubleVec]
    name: str
    plastic: _List[MjDoubleVec]
    qpos: _List[MjDoubleVec]
    qvel: _List[MjDoubleVec]
    @property
    def signature(self) -> int: ...
    time: float

class MjsLight:
    active: bool
    ambient: _Array[np.float32]
    attenuation: _Array[np.float32]
    bulbradius: float
    castshadow: bool
    classname: MjsDefault
    @property
    def compiler(self) -> MjsCompiler: ...
    cutoff: float
    diffuse: _Array[np.float32]
    dir: _Array[np.float64]
    exponent: float
    @property
    def frame(self) -> MjsFrame: ...
    @property
    def id(self) -> int: ...
    info: str
    intensity: float
    mode: _Number[mjtCamLight]
    name: str
    @property
    def parent(self) -> MjsBody: ...
    pos: _Array[np.float64]
    range: float
    def set_frame(self, arg0: MjsFrame, /) -> None: ...
    @property
    def signature(self) -> int: ...
    softness: float
    specular: _Array[np.float32]
    targetbody: str
    texture: str
    type: _Number[mjtLightType]

class MjsMaterial:
    classname: MjsDefault
    @property
    def compiler(self) -> MjsCompiler: ...
    emission: float
    @property
    def id(self) -> int: ...
    info: str
    metallic: float
    name: str
    reflectance: float
    rgba: _Array[np.float32]
    roughness: float
    shininess: float
    @property
    def signature(self) -> int: ...
    specular: float
    texrepeat: _Array[np.float32]
    textures: _List[MjStringVec]
    texuniform: bool

class MjsMesh:
    classname: MjsDefault
    @property
    def compiler(self) -> MjsCompiler: ...
    content_type: str
    file: str
    @property
    def id(self) -> int: ...
    inertia: _Number[mjtMeshInertia]
    info: str
    def make_box(self, count: _Ints, spacing: _Floats, dim: _Int = 3) -> None: ...
    def make_cone(self, nedge: _Int, radius: _Float) -> None: ...
    def make_cylinder(self, count: _Ints, spacing: _Floats, dim: _Int = 3) -> None: ...
    def make_disc(self, count: _Ints, spacing: _Floats) -> None: ...
    def make_ellipsoid(self, count: _Ints, spacing: _Floats, dim: _Int = 3) -> None: ...
    def make_grid(self, count: _Ints, spacing: _Floats, dim: _Int = 3) -> None: ...
    def make_hemisphere(self, resolution: _Int) -> None: ...
    def make_plate(self, resolution: _Ints = ...) -> None: ...
    def make_sphere(self, subdivision: _Int) -> None: ...
    def make_square(self, count: _Ints, spacing: _Floats) -> None: ...
    def make_supersphere(self, resolution: _Int, e: _Float, n: _Float) -> None: ...
    def make_supertorus(self, resolution: _Int, radius: _Float, s: _Float, t: _Float) -> None: ...
    def make_wedge(self, resolution: _Ints = ..., fov: _Floats = ..., gamma: _Float = 0) -> None: ...
    material: str
    maxhullvert: _Number[int]
    name: str
    needsdf: bool
    octree_maxdepth: _Number[int]
    plugin: MjsPlugin
    refpos: _Array[np.float64]
    refquat: _Array[np.float64]
    scale: _Array[np.float64]
    @property
    def signature(self) -> int: ...
    smoothnormal: bool
    userface: _List[MjIntVec]
    userfacenormal: _List[MjIntVec]
    userfacetexcoord: _List[MjIntVec]
    usernode: _List[MjDoubleVec]
    usernormal: _List[MjFloatVec]
    usertet: _List[MjIntVec]
    usertexcoord: _List[MjFloatVec]
    uservert: _List[MjFloatVec]

class MjsNumeric:
    @property
    def compiler(self) -> MjsCompiler: ...
    data: _List[MjDoubleVec]
    @property
    def id(self) -> int: ...
    info: str
    name: str
    @property
    def signature(self) -> int: ...
    size: _Number[int]

class MjsOrientation:
    axisangle: _Array[np.float64]
    euler: _Array[np.float64]
    type: _Number[mjtOrientation]
    xyaxes: _Array[np.float64]
    zaxis: _Array[np.float64]

class MjsPair:
    adhesion: float
    classname: MjsDefault
    @property
    def compiler(self) -> MjsCompiler: ...
    condim: _Number[int]
    friction: _Array[np.float64]
    gap: float
    geomname1: str
    geomname2: str
    @property
    def id(self) -> int: ...
    info: str
    margin: float
    name: str
    @property
    def signature(self) -> int: ...
    solimp: _Array[np.float64]
    solref: _Array[np.float64]
    solreffriction: _Array[np.float64]

class MjsPlugin:
    active: bool
    @property
    def compiler(self) -> MjsCompiler: ...
    config: dict[str, Any]
    id: _Number[int]
    info: str
    name: str
    plugin_name: str
    @property
    def signature(self) -> int: ...

class MjsSensor:
    @property
    def compiler(self) -> MjsCompiler: ...
    cutoff: float
    datatype: _Number[mjtDataType]
    delay: float
    dim: _Number[int]
    def get_data_size(self) -> int: ...
    @property
    def id(self) -> int: ...
    info: str
    interp: _Number[int]
    interval: _Array[np.float64]
    intprm: _Array[np.int32]
    name: str
    needstage: _Number[mjtStage]
    noise: float
    nsample: _Number[int]
    objname: str
    objtype: _Number[mjtObj]
    plugin: MjsPlugin
    refname: str
    reftype: _Number[mjtObj]
    @property
    def signature(self) -> int: ...
    type: _Number[mjtSensor]
    userdata: _List[MjDoubleVec]

class MjsSite:
    alt: MjsOrientation
    def attach_body(self, body: MjsBody, prefix: str | None = None, suffix: str | None = None) -> MjsBody: ...
    classname: MjsDefault
    @property
    def compiler(self) -> MjsCompiler: ...
    @property
    def frame(self) -> MjsFrame: ...
    fromto: _Array[np.float64]
    group: _Number[int]
    @property
    def id(self) -> int: ...
    info: str
    material: str
    meshname: str
    name: str
    @property
    def parent(self) -> MjsBody: ...
    pos: _Array[np.float64]
    quat: _Array[np.float64]
    rgba: _Array[np.float32]
    def set_frame(self, arg0: MjsFrame, /) -> None: ...
    @property
    def signature(self) -> int: ...
    size: _Array[np.float64]
    type: _Number[mjtGeom]
    userdata: _List[MjDoubleVec]

class MjsSkin:
    bindpos: _List[MjFloatVec]
    bindquat: _List[MjFloatVec]
    bodyname: _List[MjStringVec]
    @property
    def compiler(self) -> MjsCompiler: ...
    face: _List[MjIntVec]
    file: str
    group: _Number[int]
    @property
    def id(self) -> int: ...
    inflate: float
    info: str
    material: str
    name: str
    rgba: _Array[np.float32]
    @property
    def signature(self) -> int: ...
    texcoord: _List[MjFloatVec]
    vert: _List[MjFloatVec]
    vertid: list[Any]
    vertweight: list[Any]

class MjsTendon:
    actfrclimited: _Number[mjtLimited]
    actfrcrange: _Array[np.float64]
    armature: float
    @property
    def compiler(self) -> MjsCompiler: ...
    damping: _Array[np.float64]
    def default(self) -> MjsDefault: ...
    frictionloss: float
    group: _Number[int]
    @property
    def id(self) -> int: ...
    info: str
    limited: _Number[mjtLimited]
    margin: float
    material: str
    name: str
    @property
    def path(self) -> MjsTendonPath: ...
    range: _Array[np.float64]
    rgba: _Array[np.float32]
    @property
    def signature(self) -> int: ...
    solimp_friction: _Array[np.float64]
    solimp_limit: _Array[np.float64]
    solref_friction: _Array[np.float64]
    solref_limit: _Array[np.float64]
    springlength: _Array[np.float64]
    springyield: float
    stiffness: _Array[np.float64]
    userdata: _List[MjDoubleVec]
    width: float
    def wrap_geom(self, arg0: str, arg1: str, /) -> MjsWrap: ...
    def wrap_joint(self, arg0: str, arg1: _Float, /) -> MjsWrap: ...
    def wrap_pulley(self, arg0: _Float, /) -> MjsWrap: ...
    def wrap_site(self, arg0: str, /) -> MjsWrap: ...

class MjsTendonPath:
    def __getitem__(self, arg0: _Int, /) -> MjsWrap: ...
    def __len__(self) -> int: ...

class MjsText:
    @property
    def compiler(self) -> MjsCompiler: ...
    data: str
    @property
    def id(self) -> int: ...
    info: str
    name: str
    @property
    def signature(self) -> int: ...

class MjsTexture:
    builtin: _Number[mjtBuiltin]
    classname: MjsDefault
    colorspace: _Number[mjtColorSpace]
    @property
    def compiler(self) -> MjsCompiler: ...
    content_type: str
    cubefiles: _List[MjStringVec]
    data: bytes
    embed: _Number[mjtEmbed]
    file: str
    gridlayout: _List[MjCharVec]
    gridsize: _Array[np.int32]
    height: _Number[int]
    hflip: bool
    @property
    def id(self) -> int: ...
    info: str
    mark: _Number[mjtMark]
    markrgb: _Array[np.float64]
    name: str
    nchannel: _Number[int]
    random: float
    rgb1: _Array[np.float64]
    rgb2: _Array[np.float64]
    @property
    def signature(self) -> int: ...
    type: _Number[mjtTexture]
    vflip: bool
    width: _Number[int]

class MjsTuple:
    @property
    def compiler(self) -> MjsCompiler: ...
    @property
    def id(self) -> int: ...
    info: str
    name: str
    objname: _List[MjStringVec]
    objprm: _List[MjDoubleVec]
    objtype: _List[MjIntVec]
    @property
    def signature(self) -> int: ...

class MjsWrap:
    @property
    def coef(self) -> object: ...
    @property
    def divisor(self) -> object: ...
    info: str
    @property
    def sidesite(self) -> MjsSite: ...
    @property
    def target(self) -> object: ...
    type: _Number[mjtWrap]
