"""Small robots as MJCF and URDF text, whole and broken."""

from pathlib import Path

WHOLE = """
<mujoco model="two_legs">
  <compiler angle="radian"/>
  <option timestep="0.001" iterations="3" gravity="0 0 -1"/>
  <asset><texture name="t" type="2d" builtin="flat" width="8" height="8"/></asset>
  <worldbody>
    <light pos="0 0 3"/>
    <geom name="floor" type="plane" size="5 5 .1"/>
    <body name="table" pos="3 0 0"><geom type="box" size=".1 .1 .1" mass="4"/></body>
    <body name="base" pos="0 0 0.6">
      <freejoint/>
      <geom type="box" size=".1 .2 .1" mass="5"/>
      <geom type="sphere" size=".3" mass="0" contype="0" conaffinity="0" group="2"/>
      <site name="imu"/>
      <body name="left" pos="0 .1 -.1">
        <joint name="left_hip" axis="0 1 0" range="-1 1" armature=".01"/>
        <geom type="capsule" fromto="0 0 0 0 0 -.3" size=".04" mass="1"/>
      </body>
      <body name="right" pos="0 -.1 -.1">
        <joint name="right_hip" axis="0 1 0" range="-1 1" armature=".01"/>
        <geom type="capsule" fromto="0 0 0 0 0 -.3" size=".04" mass="1"/>
      </body>
    </body>
  </worldbody>
  <actuator>
    <position name="l" joint="left_hip" kp="80" kv="4" forcerange="-30 30"/>
    <position name="r" joint="right_hip" kp="80" kv="4" forcerange="-30 30"/>
  </actuator>
  <sensor><gyro site="imu"/></sensor>
  <keyframe><key qpos="0 0 .6 1 0 0 0 .2 -.2"/></keyframe>
</mujoco>
"""

SERVOS = WHOLE[WHOLE.index("  <actuator>") : WHOLE.index("  <sensor>")]
MOTORS = """  <actuator>
    <motor name="l" joint="left_hip" gear="10" ctrlrange="-3 3"/>
    <motor name="r" joint="right_hip" gear="10" ctrlrange="-3 3"/>
  </actuator>
"""

URDF = """<?xml version="1.0"?>
<robot name="pole">
  <link name="base">
    <inertial><mass value="4"/>
      <inertia ixx=".1" iyy=".1" izz=".1" ixy="0" ixz="0" iyz="0"/></inertial>
    <collision><geometry><box size=".4 .4 .2"/></geometry></collision>
  </link>
  <link name="arm">
    <inertial><origin xyz="0 0 .2"/><mass value="1"/>
      <inertia ixx=".01" iyy=".01" izz=".01" ixy="0" ixz="0" iyz="0"/></inertial>
  </link>
  <joint name="shoulder" type="revolute">
    <parent link="base"/><child link="arm"/><origin xyz="0 0 .1"/><axis xyz="0 1 0"/>
    <limit lower="-1" upper="1.5" effort="12" velocity="3"/>
    <dynamics damping="0.7"/>
  </joint>
</robot>
"""


def write(folder: Path, text: str, name: str = "robot.xml") -> Path:
    """Write a model file."""
    path = folder / name
    path.write_text(text)
    return path


def bent(old: str, new: str) -> str:
    """Give the whole robot with one thing changed, wherever it occurs."""
    assert old in WHOLE, old
    return WHOLE.replace(old, new)
