"""From the mechanical power of the joints to the life of a battery charge."""

from dataclasses import dataclass

from andon.errors import InvalidConfig

__all__ = ["PowerModel"]

GRAVITY_M_S2 = 9.81


@dataclass(frozen=True, kw_only=True)
class PowerModel:
    """A plain model of battery and drives; a robot's own figures replace these.

    Source:
        Battery and standing power: manual of the 1.63 m humanoid (48 V, 15 Ah; 4 h of standing on
        one charge, hence 180 W with motors holding). The efficiency is an assumption.
    """

    battery_wh: float = 720.0
    """Energy of a full charge, W h."""
    standing_w: float = 180.0
    """Electrical power of standing: computers, sensors, motors that hold."""
    efficiency: float = 0.6
    """Mechanical over electrical power of the drives, gears included. [1]"""

    def __post_init__(self) -> None:
        """Refuse values that cannot be."""
        if not (self.battery_wh > 0 and self.standing_w >= 0 and 0 < self.efficiency <= 1):
            raise InvalidConfig(
                "A power model needs battery_wh > 0, standing_w >= 0 and 0 < efficiency <= 1; got "
                f"{self}."
            )

    def electrical_w(self, mechanical_w: float) -> float:
        """Give the electrical power.

        Args:
            mechanical_w: Positive mechanical power of all joints; braking gives nothing back. [W]
        """
        return self.standing_w + mechanical_w / self.efficiency

    def battery_h(self, mechanical_w: float) -> float:
        """Give how long a full charge lasts. [h]."""
        return self.battery_wh / self.electrical_w(mechanical_w)

    @staticmethod
    def cost_of_transport(power_w: float, mass_kg: float, speed_m_s: float) -> float:
        """Give power over weight and speed: how much of its weight a robot pays to move. [1].

        Raises:
            InvalidConfig: When the robot does not move.
        """
        if speed_m_s <= 0:
            raise InvalidConfig("The cost of transport needs a speed above 0.")
        return power_w / (mass_kg * GRAVITY_M_S2 * speed_m_s)
