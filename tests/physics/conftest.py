"""A crate that passes for a robot: a box of known mass and shape, loaded like any other body."""

from pathlib import Path

import pytest

from andon.bodies import Body
from andon.bodies.from_file import load_body_file

CRATE = """
<mujoco model="crate">
  <compiler angle="radian"/>
  <worldbody>
    <body name="crate" pos="0 0 1">
      <freejoint name="root"/>
      <geom name="crate" type="box" size="{half} {half} {half}" mass="{mass}"/>
      <body name="arm">
        <joint name="arm" axis="0 1 0" range="-3.1 3.1" armature="0.01" {passive}/>
        <geom name="bob" type="sphere" pos="0 0 {bob_z}" size="0.01" mass="{bob}"
          contype="0" conaffinity="0"/>
      </body>
    </body>
  </worldbody>
  <actuator>
    <position name="arm" joint="arm" kp="{kp}" kv="{kv}" forcerange="-50 50"/>
  </actuator>
</mujoco>
"""


def load_crate(
    folder: Path,
    *,
    mass_kg: float = 1.9,
    half_m: float = 0.1,
    bob_kg: float = 0.1,
    bob_z_m: float = 0.0,
    kp: float = 20.0,
    kv: float = 0.5,
) -> Body:
    """Load a crate: a box with a bob inside, which the one servo that a body must have holds."""
    path = folder / "crate.xml"
    text = CRATE.format(
        half=half_m, mass=mass_kg, bob=bob_kg, bob_z=bob_z_m, kp=kp, kv=kv, passive=""
    )
    path.write_text(text)
    return load_body_file(path)


@pytest.fixture
def crate(tmp_path) -> Body:
    """2 kg, side 0.2 m."""
    return load_crate(tmp_path)
