"""Pictures of all kinds become numbers, or are refused by name."""

import numpy as np
import pytest
from PIL import Image

from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.picture_file import (
    is_colour,
    read_picture,
    reduce_picture,
    with_channels,
)
from tests.inspection.textures import make_texture, save


def test_eight_and_sixteen_bits_say_the_same(tmp_path):
    picture = make_texture(0)
    eight = read_picture(save(picture, tmp_path / "8.png"))
    sixteen = read_picture(save(picture, tmp_path / "16.png", bits=16))
    assert eight.shape == sixteen.shape == (1, 72, 80)
    np.testing.assert_allclose(eight, picture, atol=0.5 / 255 + 1e-6)
    np.testing.assert_allclose(sixteen, picture, atol=0.5 / 65535 + 1e-6)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK"])
def test_every_usual_kind_is_read(tmp_path, mode):
    path = tmp_path / ("x.tif" if mode == "CMYK" else "x.png")
    Image.fromarray((make_texture(0)[0] * 255).astype(np.uint8)).convert(mode).save(path)
    assert read_picture(path).shape[1:] == (72, 80)


def test_equal_channels_are_no_colour(tmp_path):
    grey = read_picture(save(make_texture(0, channels=3), tmp_path / "grey.png"))
    assert not is_colour(grey)
    red = grey.copy()
    red[0] = np.clip(red[0] + 0.2, 0, 1)
    assert is_colour(red)
    np.testing.assert_allclose(with_channels(grey, 1)[0], grey[0], atol=1e-6)
    assert with_channels(grey[:1], 3).shape == grey.shape


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n1234"])
def test_a_broken_file_is_refused_by_name(tmp_path, content):
    path = tmp_path / "broken.png"
    path.write_bytes(content)
    with pytest.raises(BrokenFile, match=r"broken\.png"):
        read_picture(path)


def test_a_truncated_file_is_refused_by_name(tmp_path):
    path = save(make_texture(0), tmp_path / "half.png")
    path.write_bytes(path.read_bytes()[:900])
    with pytest.raises(BrokenFile, match=r"half\.png"):
        read_picture(path)


def test_a_picture_without_a_known_full_scale_is_refused(tmp_path):
    path = tmp_path / "float.tif"
    Image.fromarray(make_texture(0)[0]).save(path)
    with pytest.raises(BrokenFile, match="mode 'F'"):
        read_picture(path)


def test_a_reduction_averages_blocks():
    picture = np.arange(12, dtype=np.float32).reshape(1, 3, 4)
    np.testing.assert_allclose(reduce_picture(picture, 2), [[[2.5, 4.5]]])
    assert reduce_picture(picture, 1) is picture
    with pytest.raises(InvalidConfig, match="no block of 5"):
        reduce_picture(picture, 5)
