"""Masks: read, drawn, and refused where wrong."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from andon.errors import BrokenFile
from andon.inspection.labels import Box, LabelledPicture, Polygon, make_label
from andon.inspection.masks import known_mask, mask_of, read_mask
from tests.inspection.pictures import write_mask, write_picture


def save(path, pixels, **options):
    Image.fromarray(pixels).save(path, **options)
    return path


def expected():
    mask = np.zeros((6, 8), dtype=bool)
    mask[2, 3] = True
    return mask


@pytest.mark.parametrize("value", [1, 128, 255])
def test_every_value_but_zero_marks_a_pixel(tmp_path, value):
    np.testing.assert_array_equal(
        read_mask(write_mask(tmp_path / "m.png", value=value)), expected()
    )


def test_masks_of_other_kinds_are_read_too(tmp_path):
    flags = expected()
    grey = flags.astype(np.uint8) * 255
    paths = [
        save(tmp_path / "deep.png", flags.astype(np.uint16) * 60000),
        save(tmp_path / "bits.png", flags),
        save(tmp_path / "rgb.png", np.repeat(grey[..., None], 3, axis=2)),
        save(tmp_path / "rgba.png", np.dstack([grey, grey, grey, np.full_like(grey, 255)])),
    ]
    palette = Image.fromarray(flags.astype(np.uint8), mode=None).convert("P")
    palette.save(tmp_path / "palette.png")
    Image.fromarray(np.dstack([grey, np.full_like(grey, 255)]), "LA").save(tmp_path / "la.png")
    for path in [*paths, tmp_path / "palette.png", tmp_path / "la.png"]:
        np.testing.assert_array_equal(read_mask(path, size=(8, 6)), flags, err_msg=str(path))


def test_wrong_masks_are_refused_by_name(tmp_path):
    good = write_mask(tmp_path / "good.png")
    with pytest.raises(BrokenFile, match=r"good\.png is \(8, 6\) pixels and its picture \(6, 8\)"):
        read_mask(good, size=(6, 8))
    with pytest.raises(BrokenFile, match=r"empty\.png marks no pixel"):
        read_mask(write_mask(tmp_path / "empty.png", marks=()))
    with pytest.raises(BrokenFile, match=r"full\.png marks every pixel"):
        read_mask(write_picture(tmp_path / "full.png"))
    colour = np.zeros((6, 8, 3), dtype=np.uint8)
    colour[2, 3, 0] = 255
    with pytest.raises(BrokenFile, match=r"colour\.png is in colour \(RGB\); a mask has one chan"):
        read_mask(save(tmp_path / "colour.png", colour))
    Image.fromarray(colour).convert("CMYK").save(tmp_path / "ink.jpg")
    with pytest.raises(BrokenFile, match=r"ink\.jpg is in colour \(CMYK\)"):
        read_mask(tmp_path / "ink.jpg")
    with pytest.raises(BrokenFile, match=r"Cannot read the mask .*no\.png"):
        read_mask(tmp_path / "no.png")
    (tmp_path / "text.png").write_text("hello")
    with pytest.raises(BrokenFile, match=r"text\.png is no picture"):
        read_mask(tmp_path / "text.png")
    big = write_mask(tmp_path / "big.png", size=(80, 60))
    (tmp_path / "cut.png").write_bytes(big.read_bytes()[:-40])
    with pytest.raises(BrokenFile, match=r"Cannot read the mask .*cut\.png"):
        read_mask(tmp_path / "cut.png")


def test_a_good_part_has_an_empty_mask_and_an_unmarked_bad_one_none(tmp_path):
    path = write_picture(tmp_path / "a.png")
    assert not mask_of(LabelledPicture(path=path, is_bad=False)).any()
    assert mask_of(LabelledPicture(path=path, is_bad=False)).shape == (6, 8)
    assert mask_of(LabelledPicture(path=path, is_bad=True, defect_class="x")) is None


def test_boxes_mark_the_pixels_between_their_edges(tmp_path):
    path = write_picture(tmp_path / "a.png")
    box = Box(defect_class="pit", left=1, top=2, right=4, bottom=4)
    mask = mask_of(make_label(path, ["pit"], boxes=(box,)))
    wanted = np.zeros((6, 8), dtype=bool)
    wanted[2:4, 1:4] = True
    np.testing.assert_array_equal(mask, wanted)


def test_polygons_mark_their_inside(tmp_path):
    path = write_picture(tmp_path / "a.png", size=(40, 40))
    outline = Polygon(defect_class="pit", points=((5, 5), (35, 5), (35, 20), (5, 20)))
    mask = mask_of(make_label(path, ["pit"], polygons=(outline,)))
    assert mask[6:20, 6:35].all()
    assert not mask[22:].any()
    assert abs(mask.sum() - 30 * 15) < 60


def test_a_mask_file_is_held_against_its_picture(tmp_path):
    picture = write_picture(tmp_path / "a.png")
    mask = write_mask(tmp_path / "m.png", size=(9, 6))
    label = LabelledPicture(path=picture, is_bad=True, defect_class="x", mask_path=mask)
    with pytest.raises(BrokenFile, match=r"m\.png is \(9, 6\) pixels and its picture \(8, 6\)"):
        mask_of(label)


def test_marks_outside_the_picture_are_refused(tmp_path):
    path = write_picture(tmp_path / "a.png")
    box = Box(defect_class="pit", left=100, top=100, right=110, bottom=110)
    with pytest.raises(BrokenFile, match=r"a\.png lie outside the picture of \(8, 6\) pixels"):
        mask_of(make_label(path, ["pit"], boxes=(box,)))


def test_masks_of_real_tiles_fit_their_pictures(shared_data):
    folder = Path(shared_data) / "magnetic_tile" / "MT_Crack" / "Imgs"
    if not folder.is_dir():
        pytest.skip(f"no photographs of tiles at {folder}")
    for picture in sorted(folder.glob("*.jpg"))[:10]:
        label = LabelledPicture(
            path=picture, is_bad=True, defect_class="crack", mask_path=picture.with_suffix(".png")
        )
        assert 0 < mask_of(label).mean() < 0.2


def test_an_empty_mask_of_a_bad_part_says_nothing_about_the_place(tmp_path):
    picture, mask = tmp_path / "part.jpg", tmp_path / "part.png"
    write_picture(picture)
    write_mask(mask, marks=())
    label = LabelledPicture(path=picture, is_bad=True, defect_class="hole", mask_path=mask)
    assert known_mask(label) is None
    write_mask(mask)
    found = known_mask(label)
    assert found is not None
    assert found.sum() == 1
    write_mask(mask, size=(9, 6))
    with pytest.raises(BrokenFile, match="same is right"):
        known_mask(label)
