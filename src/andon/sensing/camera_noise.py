"""What a real camera adds to the truth: noise, lost depth, lost frames, delay.

Every function is pure: the noise of a frame depends on the seed, the camera's name and the frame's
number, never on which frames were looked at before.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from andon.errors import InvalidConfig
from andon.randomness import stream
from andon.sensing.camera import Image

__all__ = ["CameraNoise", "add_noise", "delivered_frame"]


@dataclass(frozen=True, kw_only=True)
class CameraNoise:
    """Imperfections of a camera; the default camera is perfect."""

    rgb_std: float = 0.0
    """Standard deviation of every colour value of every pixel, in levels of 255."""
    rgb_bias_std: float = 0.0
    """Standard deviation of an offset per colour, constant over an episode, in levels of 255."""
    depth_std_per_m2: float = 0.0
    """Standard deviation of the depth at 1 m; it grows with the depth squared. [1/m]"""
    depth_bias_std_per_m2: float = 0.0
    """The same for an error that is constant over an episode and over the picture. [1/m]"""
    depth_dropout_probability: float = 0.0
    """Probability that a pixel has no depth in a frame; it then reads 0. [1]"""
    frame_drop_probability: float = 0.0
    """Probability that a whole frame never arrives. [1]"""
    delay_frames: int = 0
    """Frames between exposure and delivery."""

    def __post_init__(self) -> None:
        """Refuse negative sizes and probabilities above 1."""
        for field in fields(self):
            value = float(getattr(self, field.name))
            is_probability = field.name.endswith("_probability")
            if not (0 <= value <= 1 if is_probability else 0 <= value < np.inf):
                allowed = "lie in [0, 1]" if is_probability else "be finite and not negative"
                raise InvalidConfig(f"{field.name} is {value}; it must {allowed}.")


def add_noise(
    image: Image, noise: CameraNoise, *, seed: int, camera: str, frame_index: int
) -> Image:
    """Give the picture as the camera would have measured it.

    Args:
        image: The true picture.
        noise: The camera's imperfections; delay and frame drops are `delivered_frame`'s matter.
        seed: Seed of the episode.
        camera: Name of the camera.
        frame_index: Number of the frame in the episode, from 0.

    Returns:
        A new picture, or the true one where nothing changes; unchanged arrays are shared.
        Segmentation stays true, and depth stays inf where there is nothing.

    Source:
        Depth noise growing with depth squared: the error of triangulation with a constant error in
        disparity; K. Khoshelham and S. Oude Elberink, Sensors 12(2), 2012, 1437-1454.
    """
    result = image
    if noise.rgb_std > 0 or noise.rgb_bias_std > 0:
        bias = stream(seed, "camera", camera, "rgb_bias").normal(size=3) * noise.rgb_bias_std
        grain = stream(seed, "camera", camera, frame_index, "rgb").normal(size=image.rgb.shape)
        levels = np.rint(image.rgb + bias + noise.rgb_std * grain)
        result = replace(result, rgb=np.clip(levels, 0, 255).astype(np.uint8))
    if noise.depth_std_per_m2 > 0 or noise.depth_bias_std_per_m2 > 0:
        square = np.where(np.isfinite(image.depth), image.depth, 0.0).astype(np.float64) ** 2
        bias = stream(seed, "camera", camera, "depth_bias").normal() * noise.depth_bias_std_per_m2
        grain = stream(seed, "camera", camera, frame_index, "depth").normal(size=image.depth.shape)
        depth = image.depth + square * (bias + noise.depth_std_per_m2 * grain)
        result = replace(result, depth=np.maximum(depth, 0).astype(np.float32))
    if noise.depth_dropout_probability > 0:
        chance = stream(seed, "camera", camera, frame_index, "dropout").random(image.depth.shape)
        is_lost = (chance < noise.depth_dropout_probability) & np.isfinite(image.depth)
        result = replace(result, depth=np.where(is_lost, np.float32(0), result.depth))
    return result


def delivered_frame(noise: CameraNoise, *, seed: int, camera: str, frame_index: int) -> int | None:
    """Say which frame a reader holds at the instant of a given frame.

    Args:
        noise: The camera's imperfections.
        seed: Seed of the episode.
        camera: Name of the camera.
        frame_index: Number of the frame that is being exposed, from 0.

    Returns:
        Number of the newest frame that has arrived, `delay_frames` old or older where frames were
        lost; None when none has arrived yet.
    """
    for index in range(frame_index - noise.delay_frames, -1, -1):
        chance = float(stream(seed, "camera", camera, index, "frame").random())
        if chance >= noise.frame_drop_probability:
            return index
    return None
