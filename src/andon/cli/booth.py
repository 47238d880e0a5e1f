"""Where a person sits who drives the robot of `andon collect --teleoperate`."""

from rich.console import Console

from andon.episodes.data.gamepad import read_pad
from andon.episodes.data.pilot import KEYS, Pilot
from andon.episodes.live_view import LiveView
from andon.episodes.pad_page import PadPage
from andon.episodes.replay import visual_model
from andon.episodes.world import World
from andon.errors import InvalidConfig

__all__ = ["Booth"]


class Booth:
    """A pilot, a view of the world with the pilot's keys, and a page that hears a gamepad."""

    def __init__(self, console: Console, world: World, *, port: int) -> None:
        """Open the view and wait for the browser.

        Args:
            console: Where to print the address.
            world: World of one row.
            port: Port for the browser.
        """
        self.pilot = Pilot()
        self._world = world
        words = {key: entry.words for key, entry in KEYS.items()}
        title = f"Drive {world.scenario.name}"
        self._view = LiveView(title, keys=words, on_key=self.pilot.press, port=0)
        try:
            self._page = PadPage(title, view_url=self._view.url, on_pad=self._hear, port=port)
        except InvalidConfig:
            self._view.close()
            raise
        console.print(
            f"Open {self._page.url} in a browser; the first episode starts then. Drive with the "
            "keys beside the picture, or with a gamepad."
        )
        self._view.wait_for_browser()

    def _hear(self, told: object) -> None:
        self.pilot.hear(read_pad(told))

    def begin(self, seed: int) -> None:
        """Show a new episode, which the scenario commands at first."""
        self.pilot.press("H")
        self._world.reset([seed])
        model, root = visual_model(self._world, seed), self._world.body.root
        self._view.begin(model, self._world.qpos[0], root_body=root)

    def draw(self, world: World) -> None:
        """Show a step in real time."""
        command = self.pilot.command
        ahead, left, turn = world.command()[0] if command is None else command
        who = "the scenario commands" if command is None else "you command"
        said = f"{who} {ahead:+.1f} m/s ahead, {left:+.1f} m/s left, {turn:+.1f} rad/s"
        self._view.draw(world.qpos[0], words=said, period_s=world.drive.control_timestep_s)

    def close(self) -> None:
        """End the page and the view."""
        self._page.close()
        self._view.close()
