"""Enums of MuJoCo 4.0.0; written by scripts/make_stubs.py, do not edit."""

from collections.abc import Sequence
from typing import Any, Self, SupportsFloat, SupportsIndex, SupportsInt

import numpy as np
from numpy.typing import NDArray

_Int = SupportsInt | SupportsIndex
_Float = SupportsFloat | SupportsIndex
_Ints = Sequence[_Int] | NDArray[np.integer[Any]]
_Floats = Sequence[_Float] | NDArray[np.floating[Any]]

class _Enum:
    __members__: dict[str, Self]
    def __init__(self, value: _Int) -> None: ...
    @property
    def value(self) -> int: ...
    @property
    def name(self) -> str: ...
    def __hash__(self) -> int: ...
    def __int__(self) -> int: ...
    def __index__(self) -> int: ...
    def __neg__(self) -> int: ...
    def __add__(self, other: _Int) -> int: ...
    def __radd__(self, other: _Int) -> int: ...
    def __sub__(self, other: _Int) -> int: ...
    def __and__(self, other: _Int) -> int: ...
    def __rand__(self, other: _Int) -> int: ...
    def __or__(self, other: _Int) -> int: ...
    def __ror__(self, other: _Int) -> int: ...
    def __xor__(self, other: _Int) -> int: ...
    def __lshift__(self, other: _Int) -> int: ...
    def __rshift__(self, other: _Int) -> int: ...
    def __lt__(self, other: _Int) -> bool: ...
    def __le__(self, other: _Int) -> bool: ...
    def __gt__(self, other: _Int) -> bool: ...
    def __ge__(self, other: _Int) -> bool: ...

class mjrIndexType(_Enum):
    mjINDEX_TYPE_U16: mjrIndexType
    mjINDEX_TYPE_U32: mjrIndexType

class mjrMeshPrimitiveType(_Enum):
    mjMESH_PRIMITIVE_TYPE_TRIANGLES: mjrMeshPrimitiveType
    mjMESH_PRIMITIVE_TYPE_LINES: mjrMeshPrimitiveType

class mjrPixelFormat(_Enum):
    mjPIXEL_FORMAT_UNKNOWN: mjrPixelFormat
    mjPIXEL_FORMAT_R8: mjrPixelFormat
    mjPIXEL_FORMAT_RGB8: mjrPixelFormat
    mjPIXEL_FORMAT_RGBA8: mjrPixelFormat
    mjPIXEL_FORMAT_R32F: mjrPixelFormat
    mjPIXEL_FORMAT_DEPTH32F: mjrPixelFormat
    mjPIXEL_FORMAT_KTX: mjrPixelFormat

class mjrVertexAttributeType(_Enum):
    mjVERTEX_ATTRIBUTE_TYPE_FLOAT2: mjrVertexAttributeType
    mjVERTEX_ATTRIBUTE_TYPE_FLOAT3: mjrVertexAttributeType
    mjVERTEX_ATTRIBUTE_TYPE_FLOAT4: mjrVertexAttributeType
    mjVERTEX_ATTRIBUTE_TYPE_UBYTE4: mjrVertexAttributeType

class mjrVertexAttributeUsage(_Enum):
    mjVERTEX_ATTRIBUTE_USAGE_POSITION: mjrVertexAttributeUsage
    mjVERTEX_ATTRIBUTE_USAGE_NORMAL: mjrVertexAttributeUsage
    mjVERTEX_ATTRIBUTE_USAGE_TANGENTS: mjrVertexAttributeUsage
    mjVERTEX_ATTRIBUTE_USAGE_UV: mjrVertexAttributeUsage
    mjVERTEX_ATTRIBUTE_USAGE_COLOR: mjrVertexAttributeUsage

class mjtActuator(_Enum):
    mjACTUATOR_GENERAL: mjtActuator
    mjACTUATOR_MOTOR: mjtActuator
    mjACTUATOR_POSITION: mjtActuator
    mjACTUATOR_VELOCITY: mjtActuator
    mjACTUATOR_INTVELOCITY: mjtActuator
    mjACTUATOR_DAMPER: mjtActuator
    mjACTUATOR_CYLINDER: mjtActuator
    mjACTUATOR_MUSCLE: mjtActuator
    mjACTUATOR_ADHESION: mjtActuator
    mjACTUATOR_PID: mjtActuator
    mjACTUATOR_ORIENTATION: mjtActuator
    mjACTUATOR_DCMOTOR: mjtActuator

class mjtAlignFree(_Enum):
    mjALIGNFREE_FALSE: mjtAlignFree
    mjALIGNFREE_TRUE: mjtAlignFree
    mjALIGNFREE_AUTO: mjtAlignFree

class mjtBias(_Enum):
    mjBIAS_NONE: mjtBias
    mjBIAS_AFFINE: mjtBias
    mjBIAS_MUSCLE: mjtBias
    mjBIAS_DCMOTOR: mjtBias
    mjBIAS_SO3: mjtBias
    mjBIAS_USER: mjtBias

class mjtBuiltin(_Enum):
    mjBUILTIN_NONE: mjtBuiltin
    mjBUILTIN_GRADIENT: mjtBuiltin
    mjBUILTIN_CHECKER: mjtBuiltin
    mjBUILTIN_FLAT: mjtBuiltin

class mjtCTimer(_Enum):
    mjCTIMER_TOTAL: mjtCTimer
    mjCTIMER_ASSETS: mjtCTimer
    mjCTIMER_TEXTURE: mjtCTimer
    mjCTIMER_MESH_LOAD: mjtCTimer
    mjCTIMER_MESH_HULL: mjtCTimer
    mjCTIMER_MESH_POLYGON: mjtCTimer
    mjCTIMER_MESH_INERTIA: mjtCTimer
    mjCTIMER_MESH_BVH: mjtCTimer
    mjCTIMER_MESH_OCTREE: mjtCTimer
    mjNCTIMER: mjtCTimer

class mjtCamLight(_Enum):
    mjCAMLIGHT_FIXED: mjtCamLight
    mjCAMLIGHT_TRACK: mjtCamLight
    mjCAMLIGHT_TRACKCOM: mjtCamLight
    mjCAMLIGHT_TARGETBODY: mjtCamLight
    mjCAMLIGHT_TARGETBODYCOM: mjtCamLight

class mjtCamOutBit(_Enum):
    mjCAMOUT_RGB: mjtCamOutBit
    mjCAMOUT_DEPTH: mjtCamOutBit
    mjCAMOUT_DIST: mjtCamOutBit
    mjCAMOUT_NORMAL: mjtCamOutBit
    mjCAMOUT_SEG: mjtCamOutBit
    mjNCAMOUT: mjtCamOutBit

class mjtCamera(_Enum):
    mjCAMERA_FREE: mjtCamera
    mjCAMERA_TRACKING: mjtCamera
    mjCAMERA_FIXED: mjtCamera
    mjCAMERA_USER: mjtCamera

class mjtCatBit(_Enum):
    mjCAT_STATIC: mjtCatBit
    mjCAT_DYNAMIC: mjtCatBit
    mjCAT_DECOR: mjtCatBit
    mjCAT_ALL: mjtCatBit

class mjtColorSpace(_Enum):
    mjCOLORSPACE_AUTO: mjtColorSpace
    mjCOLORSPACE_LINEAR: mjtColorSpace
    mjCOLORSPACE_SRGB: mjtColorSpace

class mjtConDataField(_Enum):
    mjCONDATA_FOUND: mjtConDataField
    mjCONDATA_FORCE: mjtConDataField
    mjCONDATA_TORQUE: mjtConDataField
    mjCONDATA_DIST: mjtConDataField
    mjCONDATA_POS: mjtConDataField
    mjCONDATA_NORMAL: mjtConDataField
    mjCONDATA_TANGENT: mjtConDataField
    mjCONDATA_LINVEL: mjtConDataField
    mjCONDATA_ANGVEL: mjtConDataField
    mjNCONDATA: mjtConDataField

class mjtCone(_Enum):
    mjCONE_PYRAMIDAL: mjtCone
    mjCONE_ELLIPTIC: mjtCone

class mjtConflict(_Enum):
    mjCONFLICT_WARNING: mjtConflict
    mjCONFLICT_MERGE: mjtConflict
    mjCONFLICT_ERROR: mjtConflict

class mjtConstraint(_Enum):
    mjCNSTR_EQUALITY: mjtConstraint
    mjCNSTR_FRICTION_DOF: mjtConstraint
    mjCNSTR_FRICTION_TENDON: mjtConstraint
    mjCNSTR_LIMIT_JOINT: mjtConstraint
    mjCNSTR_LIMIT_TENDON: mjtConstraint
    mjCNSTR_CONTACT_FRICTIONLESS: mjtConstraint
    mjCNSTR_CONTACT_PYRAMIDAL: mjtConstraint
    mjCNSTR_CONTACT_ELLIPTIC: mjtConstraint

class mjtConstraintState(_Enum):
    mjCNSTRSTATE_SATISFIED: mjtConstraintState
    mjCNSTRSTATE_QUADRATIC: mjtConstraintState
    mjCNSTRSTATE_LINEARNEG: mjtConstraintState
    mjCNSTRSTATE_LINEARPOS: mjtConstraintState
    mjCNSTRSTATE_CONE: mjtConstraintState

class mjtCtrlChart(_Enum):
    mjCHART_EXPMAP: mjtCtrlChart
    mjCHART_QUAT: mjtCtrlChart

class mjtCtrlInput(_Enum):
    mjINPUT_POS: mjtCtrlInput
    mjINPUT_VEL: mjtCtrlInput
    mjINPUT_FF: mjtCtrlInput
    mjINPUT_VOLTAGE: mjtCtrlInput
    mjINPUT_NONE: mjtCtrlInput
    mjINPUT_PRESSURE: mjtCtrlInput

class mjtDataType(_Enum):
    mjDATATYPE_REAL: mjtDataType
    mjDATATYPE_POSITIVE: mjtDataType
    mjDATATYPE_AXIS: mjtDataType
    mjDATATYPE_QUATERNION: mjtDataType

class mjtDepthMap(_Enum):
    mjDEPTH_ZERONEAR: mjtDepthMap
    mjDEPTH_ZEROFAR: mjtDepthMap

class mjtDisableBit(_Enum):
    mjDSBL_CONSTRAINT: mjtDisableBit
    mjDSBL_EQUALITY: mjtDisableBit
    mjDSBL_FRICTIONLOSS: mjtDisableBit
    mjDSBL_LIMIT: mjtDisableBit
    mjDSBL_CONTACT: mjtDisableBit
    mjDSBL_SPRING: mjtDisableBit
    mjDSBL_DAMPER: mjtDisableBit
    mjDSBL_GRAVITY: mjtDisableBit
    mjDSBL_CLAMPCTRL: mjtDisableBit
    mjDSBL_WARMSTART: mjtDisableBit
    mjDSBL_FILTERPARENT: mjtDisableBit
    mjDSBL_ACTUATION: mjtDisableBit
    mjDSBL_REFSAFE: mjtDisableBit
    mjDSBL_SENSOR: mjtDisableBit
    mjDSBL_MIDPHASE: mjtDisableBit
    mjDSBL_EULERDAMP: mjtDisableBit
    mjDSBL_AUTORESET: mjtDisableBit
    mjDSBL_NATIVECCD: mjtDisableBit
    mjDSBL_ISLAND: mjtDisableBit
    mjDSBL_MULTICCD: mjtDisableBit
    mjNDISABLE: mjtDisableBit

class mjtDyn(_Enum):
    mjDYN_NONE: mjtDyn
    mjDYN_INTEGRATOR: mjtDyn
    mjDYN_FILTER: mjtDyn
    mjDYN_FILTEREXACT: mjtDyn
    mjDYN_MUSCLE: mjtDyn
    mjDYN_DCMOTOR: mjtDyn
    mjDYN_PID: mjtDyn
    mjDYN_USER: mjtDyn

class mjtEmbed(_Enum):
    mjEMBED_FALSE: mjtEmbed
    mjEMBED_TRUE: mjtEmbed
    mjEMBED_AUTO: mjtEmbed

class mjtEnableBit(_Enum):
    mjENBL_OVERRIDE: mjtEnableBit
    mjENBL_ENERGY: mjtEnableBit
    mjENBL_FWDINV: mjtEnableBit
    mjENBL_INVDISCRETE: mjtEnableBit
    mjENBL_SLEEP: mjtEnableBit
    mjENBL_DIAGEXACT: mjtEnableBit
    mjENBL_IPC: mjtEnableBit
    mjENBL_SPECULATIVE: mjtEnableBit
    mjNENABLE: mjtEnableBit

class mjtEq(_Enum):
    mjEQ_CONNECT: mjtEq
    mjEQ_WELD: mjtEq
    mjEQ_JOINT: mjtEq
    mjEQ_TENDON: mjtEq
    mjEQ_FLEX: mjtEq
    mjEQ_FLEXVERT: mjtEq
    mjEQ_FLEXSTRAIN: mjtEq
    mjEQ_DISTANCE: mjtEq

class mjtFlexSection(_Enum):
    mjFLEXSECTION_CIRCLE: mjtFlexSection
    mjFLEXSECTION_BOX: mjtFlexSection

class mjtFlexSelf(_Enum):
    mjFLEXSELF_NONE: mjtFlexSelf
    mjFLEXSELF_NARROW: mjtFlexSelf
    mjFLEXSELF_BVH: mjtFlexSelf
    mjFLEXSELF_SAP: mjtFlexSelf
    mjFLEXSELF_AUTO: mjtFlexSelf

class mjtFrame(_Enum):
    mjFRAME_NONE: mjtFrame
    mjFRAME_BODY: mjtFrame
    mjFRAME_GEOM: mjtFrame
    mjFRAME_SITE: mjtFrame
    mjFRAME_CAMERA: mjtFrame
    mjFRAME_LIGHT: mjtFrame
    mjFRAME_CONTACT: mjtFrame
    mjFRAME_WORLD: mjtFrame
    mjNFRAME: mjtFrame

class mjtFramebuffer(_Enum):
    mjFB_WINDOW: mjtFramebuffer
    mjFB_OFFSCREEN: mjtFramebuffer

class mjtGain(_Enum):
    mjGAIN_FIXED: mjtGain
    mjGAIN_AFFINE: mjtGain
    mjGAIN_MUSCLE: mjtGain
    mjGAIN_DCMOTOR: mjtGain
    mjGAIN_SO3: mjtGain
    mjGAIN_PID: mjtGain
    mjGAIN_USER: mjtGain

class mjtGeom(_Enum):
    mjGEOM_PLANE: mjtGeom
    mjGEOM_HFIELD: mjtGeom
    mjGEOM_SPHERE: mjtGeom
    mjGEOM_CAPSULE: mjtGeom
    mjGEOM_ELLIPSOID: mjtGeom
    mjGEOM_CYLINDER: mjtGeom
    mjGEOM_BOX: mjtGeom
    mjGEOM_MESH: mjtGeom
    mjGEOM_SDF: mjtGeom
    mjNGEOMTYPES: mjtGeom
    mjGEOM_ARROW: mjtGeom
    mjGEOM_ARROW1: mjtGeom
    mjGEOM_ARROW2: mjtGeom
    mjGEOM_LINE: mjtGeom
    mjGEOM_LINEBOX: mjtGeom
    mjGEOM_FLEX: mjtGeom
    mjGEOM_SKIN: mjtGeom
    mjGEOM_LABEL: mjtGeom
    mjGEOM_TRIANGLE: mjtGeom
    mjGEOM_NONE: mjtGeom

class mjtGeomInertia(_Enum):
    mjINERTIA_VOLUME: mjtGeomInertia
    mjINERTIA_SHELL: mjtGeomInertia

class mjtInertiaFromGeom(_Enum):
    mjINERTIAFROMGEOM_FALSE: mjtInertiaFromGeom
    mjINERTIAFROMGEOM_TRUE: mjtInertiaFromGeom
    mjINERTIAFROMGEOM_AUTO: mjtInertiaFromGeom

class mjtIntegrator(_Enum):
    mjINT_EULER: mjtIntegrator
    mjINT_RK4: mjtIntegrator
    mjINT_IMPLICIT: mjtIntegrator
    mjINT_IMPLICITFAST: mjtIntegrator
    mjINT_DISCRETE: mjtIntegrator

class mjtJacobian(_Enum):
    mjJAC_DENSE: mjtJacobian
    mjJAC_SPARSE: mjtJacobian
    mjJAC_AUTO: mjtJacobian

class mjtJoint(_Enum):
    mjJNT_FREE: mjtJoint
    mjJNT_BALL: mjtJoint
    mjJNT_SLIDE: mjtJoint
    mjJNT_HINGE: mjtJoint

class mjtLRMode(_Enum):
    mjLRMODE_NONE: mjtLRMode
    mjLRMODE_MUSCLE: mjtLRMode
    mjLRMODE_MUSCLEUSER: mjtLRMode
    mjLRMODE_ALL: mjtLRMode

class mjtLabel(_Enum):
    mjLABEL_NONE: mjtLabel
    mjLABEL_BODY: mjtLabel
    mjLABEL_JOINT: mjtLabel
    mjLABEL_GEOM: mjtLabel
    mjLABEL_SITE: mjtLabel
    mjLABEL_CAMERA: mjtLabel
    mjLABEL_LIGHT: mjtLabel
    mjLABEL_TENDON: mjtLabel
    mjLABEL_ACTUATOR: mjtLabel
    mjLABEL_CONSTRAINT: mjtLabel
    mjLABEL_FLEX: mjtLabel
    mjLABEL_SKIN: mjtLabel
    mjLABEL_SELECTION: mjtLabel
    mjLABEL_SELPNT: mjtLabel
    mjLABEL_CONTACTPOINT: mjtLabel
    mjLABEL_CONTACTFORCE: mjtLabel
    mjLABEL_ISLAND: mjtLabel
    mjNLABEL: mjtLabel

class mjtLightType(_Enum):
    mjLIGHT_SPOT: mjtLightType
    mjLIGHT_DIRECTIONAL: mjtLightType
    mjLIGHT_POINT: mjtLightType
    mjLIGHT_IMAGE: mjtLightType

class mjtLimited(_Enum):
    mjLIMITED_FALSE: mjtLimited
    mjLIMITED_TRUE: mjtLimited
    mjLIMITED_AUTO: mjtLimited

class mjtLogLevel(_Enum):
    mjLOG_DEBUG: mjtLogLevel
    mjLOG_INFO: mjtLogLevel
    mjLOG_WARNING: mjtLogLevel
    mjLOG_ERROR: mjtLogLevel

class mjtLogTopic(_Enum):
    mjTOPIC_NONE: mjtLogTopic
    mjTOPIC_TIME_STP: mjtLogTopic
    mjTOPIC_TIME_CMP: mjtLogTopic
    mjTOPIC_SLEEP: mjtLogTopic
    mjNTOPIC: mjtLogTopic

class mjtMark(_Enum):
    mjMARK_NONE: mjtMark
    mjMARK_EDGE: mjtMark
    mjMARK_CROSS: mjtMark
    mjMARK_RANDOM: mjtMark

class mjtMeshBuiltin(_Enum):
    mjMESH_BUILTIN_NONE: mjtMeshBuiltin
    mjMESH_BUILTIN_SPHERE: mjtMeshBuiltin
    mjMESH_BUILTIN_HEMISPHERE: mjtMeshBuiltin
    mjMESH_BUILTIN_CONE: mjtMeshBuiltin
    mjMESH_BUILTIN_SUPERSPHERE: mjtMeshBuiltin
    mjMESH_BUILTIN_SUPERTORUS: mjtMeshBuiltin
    mjMESH_BUILTIN_WEDGE: mjtMeshBuiltin
    mjMESH_BUILTIN_PLATE: mjtMeshBuiltin
    mjMESH_BUILTIN_GRID: mjtMeshBuiltin
    mjMESH_BUILTIN_BOX: mjtMeshBuiltin
    mjMESH_BUILTIN_CYLINDER: mjtMeshBuiltin
    mjMESH_BUILTIN_ELLIPSOID: mjtMeshBuiltin
    mjMESH_BUILTIN_SQUARE: mjtMeshBuiltin
    mjMESH_BUILTIN_DISC: mjtMeshBuiltin

class mjtMeshInertia(_Enum):
    mjMESH_INERTIA_CONVEX: mjtMeshInertia
    mjMESH_INERTIA_EXACT: mjtMeshInertia
    mjMESH_INERTIA_LEGACY: mjtMeshInertia
    mjMESH_INERTIA_SHELL: mjtMeshInertia

class mjtObj(_Enum):
    mjOBJ_UNKNOWN: mjtObj
    mjOBJ_BODY: mjtObj
    mjOBJ_XBODY: mjtObj
    mjOBJ_JOINT: mjtObj
    mjOBJ_DOF: mjtObj
    mjOBJ_GEOM: mjtObj
    mjOBJ_SITE: mjtObj
    mjOBJ_CAMERA: mjtObj
    mjOBJ_LIGHT: mjtObj
    mjOBJ_FLEX: mjtObj
    mjOBJ_MESH: mjtObj
    mjOBJ_SKIN: mjtObj
    mjOBJ_HFIELD: mjtObj
    mjOBJ_TEXTURE: mjtObj
    mjOBJ_MATERIAL: mjtObj
    mjOBJ_PAIR: mjtObj
    mjOBJ_EXCLUDE: mjtObj
    mjOBJ_EQUALITY: mjtObj
    mjOBJ_TENDON: mjtObj
    mjOBJ_ACTUATOR: mjtObj
    mjOBJ_SENSOR: mjtObj
    mjOBJ_NUMERIC: mjtObj
    mjOBJ_TEXT: mjtObj
    mjOBJ_TUPLE: mjtObj
    mjOBJ_KEY: mjtObj
    mjOBJ_PLUGIN: mjtObj
    mjNOBJECT: mjtObj
    mjOBJ_FRAME: mjtObj
    mjOBJ_DEFAULT: mjtObj
    mjOBJ_MODEL: mjtObj

class mjtOrientation(_Enum):
    mjORIENTATION_QUAT: mjtOrientation
    mjORIENTATION_AXISANGLE: mjtOrientation
    mjORIENTATION_XYAXES: mjtOrientation
    mjORIENTATION_ZAXIS: mjtOrientation
    mjORIENTATION_EULER: mjtOrientation

class mjtPassthrough(_Enum):
    mjPASSTHROUGH_NONE: mjtPassthrough
    mjPASSTHROUGH_TEXTURES: mjtPassthrough

class mjtPertBit(_Enum):
    mjPERT_TRANSLATE: mjtPertBit
    mjPERT_ROTATE: mjtPertBit

class mjtProjection(_Enum):
    mjPROJ_PERSPECTIVE: mjtProjection
    mjPROJ_ORTHOGRAPHIC: mjtProjection

class mjtRayDataField(_Enum):
    mjRAYDATA_DIST: mjtRayDataField
    mjRAYDATA_DIR: mjtRayDataField
    mjRAYDATA_ORIGIN: mjtRayDataField
    mjRAYDATA_POINT: mjtRayDataField
    mjRAYDATA_NORMAL: mjtRayDataField
    mjRAYDATA_DEPTH: mjtRayDataField
    mjNRAYDATA: mjtRayDataField

class mjtRndFlag(_Enum):
    mjRND_SHADOW: mjtRndFlag
    mjRND_WIREFRAME: mjtRndFlag
    mjRND_REFLECTION: mjtRndFlag
    mjRND_ADDITIVE: mjtRndFlag
    mjRND_SKYBOX: mjtRndFlag
    mjRND_FOG: mjtRndFlag
    mjRND_HAZE: mjtRndFlag
    mjRND_DEPTH: mjtRndFlag
    mjRND_SEGMENT: mjtRndFlag
    mjRND_IDCOLOR: mjtRndFlag
    mjRND_CULL_FACE: mjtRndFlag
    mjRND_POST_PROCESSING: mjtRndFlag
    mjNRNDFLAG: mjtRndFlag

class mjtSDFType(_Enum):
    mjSDFTYPE_SINGLE: mjtSDFType
    mjSDFTYPE_INTERSECTION: mjtSDFType
    mjSDFTYPE_MIDSURFACE: mjtSDFType
    mjSDFTYPE_COLLISION: mjtSDFType

class mjtSameFrame(_Enum):
    mjSAMEFRAME_NONE: mjtSameFrame
    mjSAMEFRAME_BODY: mjtSameFrame
    mjSAMEFRAME_INERTIA: mjtSameFrame
    mjSAMEFRAME_BODYROT: mjtSameFrame
    mjSAMEFRAME_INERTIAROT: mjtSameFrame

class mjtScaling(_Enum):
    mjSCALING_SIMILAR: mjtScaling
    mjSCALING_GEOMETRY: mjtScaling

class mjtSensor(_Enum):
    mjSENS_TOUCH: mjtSensor
    mjSENS_ACCELEROMETER: mjtSensor
    mjSENS_VELOCIMETER: mjtSensor
    mjSENS_GYRO: mjtSensor
    mjSENS_FORCE: mjtSensor
    mjSENS_TORQUE: mjtSensor
    mjSENS_MAGNETOMETER: mjtSensor
    mjSENS_RANGEFINDER: mjtSensor
    mjSENS_CAMPROJECTION: mjtSensor
    mjSENS_JOINTPOS: mjtSensor
    mjSENS_JOINTVEL: mjtSensor
    mjSENS_TENDONPOS: mjtSensor
    mjSENS_TENDONVEL: mjtSensor
    mjSENS_ACTUATORPOS: mjtSensor
    mjSENS_ACTUATORVEL: mjtSensor
    mjSENS_ACTUATORFRC: mjtSensor
    mjSENS_JOINTACTFRC: mjtSensor
    mjSENS_TENDONACTFRC: mjtSensor
    mjSENS_BALLQUAT: mjtSensor
    mjSENS_BALLANGVEL: mjtSensor
    mjSENS_JOINTLIMITPOS: mjtSensor
    mjSENS_JOINTLIMITVEL: mjtSensor
    mjSENS_JOINTLIMITFRC: mjtSensor
    mjSENS_TENDONLIMITPOS: mjtSensor
    mjSENS_TENDONLIMITVEL: mjtSensor
    mjSENS_TENDONLIMITFRC: mjtSensor
    mjSENS_FRAMEPOS: mjtSensor
    mjSENS_FRAMEQUAT: mjtSensor
    mjSENS_FRAMEXAXIS: mjtSensor
    mjSENS_FRAMEYAXIS: mjtSensor
    mjSENS_FRAMEZAXIS: mjtSensor
    mjSENS_FRAMELINVEL: mjtSensor
    mjSENS_FRAMEANGVEL: mjtSensor
    mjSENS_FRAMELINACC: mjtSensor
    mjSENS_FRAMEANGACC: mjtSensor
    mjSENS_SUBTREECOM: mjtSensor
    mjSENS_SUBTREELINVEL: mjtSensor
    mjSENS_SUBTREEANGMOM: mjtSensor
    mjSENS_INSIDESITE: mjtSensor
    mjSENS_GEOMDIST: mjtSensor
    mjSENS_GEOMNORMAL: mjtSensor
    mjSENS_GEOMFROMTO: mjtSensor
    mjSENS_CONTACT: mjtSensor
    mjSENS_E_POTENTIAL: mjtSensor
    mjSENS_E_KINETIC: mjtSensor
    mjSENS_CLOCK: mjtSensor
    mjSENS_TACTILE: mjtSensor
    mjSENS_PLUGIN: mjtSensor
    mjSENS_USER: mjtSensor

class mjtSleepPolicy(_Enum):
    mjSLEEP_AUTO: mjtSleepPolicy
    mjSLEEP_AUTO_NEVER: mjtSleepPolicy
    mjSLEEP_AUTO_ALLOWED: mjtSleepPolicy
    mjSLEEP_NEVER: mjtSleepPolicy
    mjSLEEP_ALLOWED: mjtSleepPolicy
    mjSLEEP_INIT: mjtSleepPolicy

class mjtSleepState(_Enum):
    mjS_STATIC: mjtSleepState
    mjS_ASLEEP: mjtSleepState
    mjS_AWAKE: mjtSleepState

class mjtSolver(_Enum):
    mjSOL_PGS: mjtSolver
    mjSOL_CG: mjtSolver
    mjSOL_NEWTON: mjtSolver

class mjtStage(_Enum):
    mjSTAGE_NONE: mjtStage
    mjSTAGE_POS: mjtStage
    mjSTAGE_VEL: mjtStage
    mjSTAGE_ACC: mjtStage

class mjtState(_Enum):
    mjSTATE_TIME: mjtState
    mjSTATE_QPOS: mjtState
    mjSTATE_QVEL: mjtState
    mjSTATE_ACT: mjtState
    mjSTATE_HISTORY: mjtState
    mjSTATE_WARMSTART: mjtState
    mjSTATE_CTRL: mjtState
    mjSTATE_QFRC_APPLIED: mjtState
    mjSTATE_XFRC_APPLIED: mjtState
    mjSTATE_EQ_ACTIVE: mjtState
    mjSTATE_MOCAP_POS: mjtState
    mjSTATE_MOCAP_QUAT: mjtState
    mjSTATE_USERDATA: mjtState
    mjSTATE_PLUGIN: mjtState
    mjSTATE_PLASTIC: mjtState
    mjNSTATE: mjtState
    mjSTATE_PHYSICS: mjtState
    mjSTATE_FULLPHYSICS: mjtState
    mjSTATE_USER: mjtState
    mjSTATE_INTEGRATION: mjtState

class mjtStereo(_Enum):
    mjSTEREO_NONE: mjtStereo
    mjSTEREO_QUADBUFFERED: mjtStereo
    mjSTEREO_SIDEBYSIDE: mjtStereo

class mjtTendon(_Enum):
    mjTENDON_FIXED: mjtTendon
    mjTENDON_SPATIAL: mjtTendon

class mjtTexture(_Enum):
    mjTEXTURE_2D: mjtTexture
    mjTEXTURE_CUBE: mjtTexture
    mjTEXTURE_SKYBOX: mjtTexture

class mjtTextureRole(_Enum):
    mjTEXROLE_USER: mjtTextureRole
    mjTEXROLE_RGB: mjtTextureRole
    mjTEXROLE_OCCLUSION: mjtTextureRole
    mjTEXROLE_ROUGHNESS: mjtTextureRole
    mjTEXROLE_METALLIC: mjtTextureRole
    mjTEXROLE_NORMAL: mjtTextureRole
    mjTEXROLE_OPACITY: mjtTextureRole
    mjTEXROLE_EMISSIVE: mjtTextureRole
    mjTEXROLE_RGBA: mjtTextureRole
    mjTEXROLE_ORM: mjtTextureRole
    mjNTEXROLE: mjtTextureRole

class mjtTimer(_Enum):
    mjTIMER_STEP: mjtTimer
    mjTIMER_FORWARD: mjtTimer
    mjTIMER_INVERSE: mjtTimer
    mjTIMER_POSITION: mjtTimer
    mjTIMER_VELOCITY: mjtTimer
    mjTIMER_ACTUATION: mjtTimer
    mjTIMER_CONSTRAINT: mjtTimer
    mjTIMER_ADVANCE: mjtTimer
    mjTIMER_POS_KINEMATICS: mjtTimer
    mjTIMER_POS_INERTIA: mjtTimer
    mjTIMER_POS_COLLISION: mjtTimer
    mjTIMER_POS_MAKE: mjtTimer
    mjTIMER_POS_PROJECT: mjtTimer
    mjTIMER_COL_BROAD: mjtTimer
    mjTIMER_COL_NARROW: mjtTimer
    mjNTIMER: mjtTimer

class mjtTrn(_Enum):
    mjTRN_JOINT: mjtTrn
    mjTRN_JOINTINPARENT: mjtTrn
    mjTRN_SLIDERCRANK: mjtTrn
    mjTRN_TENDON: mjtTrn
    mjTRN_SITE: mjtTrn
    mjTRN_BODY: mjtTrn
    mjTRN_SO3: mjtTrn
    mjTRN_UNDEFINED: mjtTrn

class mjtVisFlag(_Enum):
    mjVIS_CONVEXHULL: mjtVisFlag
    mjVIS_TEXTURE: mjtVisFlag
    mjVIS_JOINT: mjtVisFlag
    mjVIS_CAMERA: mjtVisFlag
    mjVIS_ACTUATOR: mjtVisFlag
    mjVIS_ACTIVATION: mjtVisFlag
    mjVIS_LIGHT: mjtVisFlag
    mjVIS_TENDON: mjtVisFlag
    mjVIS_RANGEFINDER: mjtVisFlag
    mjVIS_CONSTRAINT: mjtVisFlag
    mjVIS_INERTIA: mjtVisFlag
    mjVIS_SCLINERTIA: mjtVisFlag
    mjVIS_PERTFORCE: mjtVisFlag
    mjVIS_PERTOBJ: mjtVisFlag
    mjVIS_CONTACTPOINT: mjtVisFlag
    mjVIS_ISLAND: mjtVisFlag
    mjVIS_CONTACTFORCE: mjtVisFlag
    mjVIS_CONTACTSPLIT: mjtVisFlag
    mjVIS_TRANSPARENT: mjtVisFlag
    mjVIS_AUTOCONNECT: mjtVisFlag
    mjVIS_COM: mjtVisFlag
    mjVIS_SELECT: mjtVisFlag
    mjVIS_STATIC: mjtVisFlag
    mjVIS_SKIN: mjtVisFlag
    mjVIS_FLEXVERT: mjtVisFlag
    mjVIS_FLEXEDGE: mjtVisFlag
    mjVIS_FLEXFACE: mjtVisFlag
    mjVIS_FLEXSKIN: mjtVisFlag
    mjVIS_BODYBVH: mjtVisFlag
    mjVIS_MESHBVH: mjtVisFlag
    mjVIS_SDFITER: mjtVisFlag
    mjNVISFLAG: mjtVisFlag

class mjtWarning(_Enum):
    mjWARN_INERTIA: mjtWarning
    mjWARN_CONTACTFULL: mjtWarning
    mjWARN_CNSTRFULL: mjtWarning
    mjWARN_BADQPOS: mjtWarning
    mjWARN_BADQVEL: mjtWarning
    mjWARN_BADQACC: mjtWarning
    mjWARN_BADCTRL: mjtWarning
    mjNWARNING: mjtWarning

class mjtWrap(_Enum):
    mjWRAP_NONE: mjtWrap
    mjWRAP_JOINT: mjtWrap
    mjWRAP_PULLEY: mjtWrap
    mjWRAP_SITE: mjtWrap
    mjWRAP_SPHERE: mjtWrap
    mjWRAP_CYLINDER: mjtWrap
