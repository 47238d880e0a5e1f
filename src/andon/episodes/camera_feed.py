"""What a camera in a world delivers: rendered pictures with the faults of a real camera."""

import mujoco

from andon.episodes.world import World
from andon.errors import InvalidConfig
from andon.sensing.camera import CameraConfig, Image
from andon.sensing.camera_noise import CameraNoise, add_noise, delivered_frame
from andon.sensing.renderers import Renderer, make_renderer

__all__ = ["CameraFeed"]


class CameraFeed:
    """One camera in one row of a world.

    A frame's faults depend on the episode's seed, the camera's name and the frame's number alone.
    The frame number counts the pictures since the episode began.
    """

    def __init__(
        self,
        camera: CameraConfig,
        noise: CameraNoise | None = None,
        *,
        renderer: Renderer | None = None,
    ) -> None:
        """Open the camera.

        Args:
            camera: Where it is and how it looks.
            noise: Its faults; none when None.
            renderer: What draws; the best that this machine has when None.
        """
        self.camera, self.noise = camera, noise or CameraNoise()
        self._renderer = renderer or make_renderer()
        self._episode: tuple[int, int] | None = None
        self._world: World | None = None
        self._model: mujoco.MjModel | None = None
        self._count = 0
        self._recent: dict[int, Image] = {}

    def capture(self, world: World, row: int = 0) -> Image | None:
        """Take the next picture of a running episode.

        Args:
            world: The worlds.
            row: Row of the episode.

        Returns:
            The picture that arrives now, which may be older than now; None while the first one is
            on its way, or when it was lost.

        Raises:
            InvalidConfig: When the row does not exist.
        """
        if not 0 <= row < world.num_worlds:
            raise InvalidConfig(f"There is no row {row}; rows are 0 to {world.num_worlds - 1}.")
        seed = int(world.rows.seeds[row])
        if self._episode != (seed, row) or world.rows.steps[row] == 0:
            self._episode, self._count, self._recent = (seed, row), 0, {}
            self._model = None
        # One copy per episode: a renderer prepares a graphics context for every model it is given.
        if self._model is None or self._world is not world:
            self._world, self._model = world, world.model_of(row)
        model, data = self._model, world.batch.get_data(row)
        mujoco.mj_forward(model, data)  # the row holds the state; poses follow from it
        self._recent[self._count] = self._renderer.render(model, data, self.camera)
        self._recent.pop(self._count - self.noise.delay_frames - 1, None)
        name = self.camera.name
        arrived = delivered_frame(self.noise, seed=seed, camera=name, frame_index=self._count)
        self._count += 1
        if arrived is None or arrived not in self._recent:
            return None
        picture = self._recent[arrived]
        return add_noise(picture, self.noise, seed=seed, camera=name, frame_index=arrived)

    def close(self) -> None:
        """Give the renderer's resources back."""
        self._renderer.close()
