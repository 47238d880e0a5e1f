"""MVTec-style folders, and folders by class."""

from collections import Counter

import pytest

from andon.errors import BrokenFile
from andon.inspection.label_folders import read_class_folders, read_mvtec_folder
from tests.inspection.pictures import write_mask, write_picture


@pytest.fixture
def mvtec(tmp_path):
    for name in ("train/good/000.png", "train/good/001.png", "test/good/000.png"):
        write_picture(tmp_path / name)
    for name in ("test/crack/000.png", "test/crack/001.png", "test/pit/000.png"):
        write_picture(tmp_path / name)
        group, file = name.split("/")[1:]
        write_mask(tmp_path / "ground_truth" / group / file.replace(".png", "_mask.png"))
    return tmp_path


def test_a_set_is_read_with_split_class_and_mask(mvtec):
    labels = read_mvtec_folder(mvtec)
    assert [(label.split, label.defect_class) for label in labels] == [
        ("train", ""),
        ("train", ""),
        ("test", "crack"),
        ("test", "crack"),
        ("test", ""),
        ("test", "pit"),
    ]
    assert labels[3].mask_path == mvtec / "ground_truth" / "crack" / "001_mask.png"
    assert [label.is_bad for label in labels] == [bool(label.defect_class) for label in labels]


def test_a_set_without_masks_is_read_and_one_with_some_is_not(mvtec):
    (mvtec / "ground_truth" / "pit" / "000_mask.png").unlink()
    with pytest.raises(BrokenFile, match=r"test/pit/000\.png has no mask .*pit/000_mask\.png"):
        read_mvtec_folder(mvtec)
    (mvtec / "ground_truth").rename(mvtec / "elsewhere")
    assert all(label.mask_path is None for label in read_mvtec_folder(mvtec))


def test_masks_may_have_the_name_of_their_picture(mvtec):
    folder = mvtec / "ground_truth" / "pit"
    (folder / "000_mask.png").rename(folder / "000.png")
    assert read_mvtec_folder(mvtec)[-1].mask_path == folder / "000.png"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: (f / "test").rename(f / "tests"), r"lacks test; such a set has train/good"),
        (lambda f: (f / "train" / "good").rename(f / "train" / "ok"), r"lacks train/good"),
        (
            lambda f: write_picture(f / "train" / "crack" / "0.png"),
            r"holds the classes \['crack'\]; it must hold good parts only",
        ),
        (lambda f: (f / "test" / "dust").mkdir(), r"test/dust holds no picture; endings are"),
        (
            lambda f: write_mask(f / "ground_truth" / "pit" / "009_mask.png"),
            r"pit/009_mask\.png belongs to no picture",
        ),
    ],
)
def test_sets_with_holes_are_refused_by_name(mvtec, change, message):
    change(mvtec)
    with pytest.raises(BrokenFile, match=message):
        read_mvtec_folder(mvtec)


def test_class_folders_take_masks_from_beside_the_pictures(tmp_path):
    write_picture(tmp_path / "free" / "Imgs" / "a.jpg")
    write_mask(tmp_path / "free" / "Imgs" / "a.png", marks=())
    write_picture(tmp_path / "crack" / "Imgs" / "b.jpg")
    write_mask(tmp_path / "crack" / "Imgs" / "b.png")
    write_picture(tmp_path / "crack" / "Imgs" / "c.png")
    labels = read_class_folders(tmp_path, good_class="free")
    assert [(p.path.name, p.defect_class) for p in labels] == [
        ("b.jpg", "crack"),
        ("c.png", "crack"),
        ("a.jpg", ""),
    ]
    assert [p.mask_path and p.mask_path.name for p in labels] == ["b.png", None, None]


def test_kinds_in_sub_folders_are_classes_of_their_own(tmp_path):
    for name in ("good/a/0.png", "good/b/0.png", "bad/dent/0.png", "bad/scratch/0.png"):
        write_picture(tmp_path / name)
    labels = read_class_folders(tmp_path, good_class="good")
    assert [p.defect_class for p in labels] == ["bad/dent", "bad/scratch", "", ""]


def test_splits_with_class_folders_are_read(tmp_path):
    for name in ("train/ok_front/0.png", "train/def_front/0.png", "val/ok_front/1.png",
                 "test/ok_front/2.png", "test/def_front/2.png"):  # fmt: skip
        write_picture(tmp_path / name)
    labels = read_class_folders(tmp_path, good_class="ok_front")
    assert [(p.split, p.defect_class) for p in labels] == [
        ("test", "def_front"),
        ("test", ""),
        ("train", "def_front"),
        ("train", ""),
        ("validation", ""),
    ]


@pytest.mark.parametrize(
    "mask",
    [
        "ko/images/0_mask.png",
        "ko/masks/0.bmp",
        "ko/images/masks/0.png",
        "ground_truth/ko/0.png",
        "ground_truth/ko/0_mask.png",
    ],
)
@pytest.mark.parametrize("split", ["", "test"])
def test_masks_are_found_where_sets_keep_them_and_are_no_pictures(tmp_path, mask, split):
    root = tmp_path / split
    write_picture(root / "ok" / "images" / "0.png")
    write_mask(root / "ok" / "masks" / "0.bmp", marks=())
    write_picture(root / "ko" / "images" / "0.png")
    write_mask(root / mask)
    bad, good = read_class_folders(tmp_path, good_class="ok")
    assert (bad.mask_path, good.mask_path) == (root / mask, None)
    assert bad.defect_class == "ko"


def test_masks_of_all_splits_may_lie_together(tmp_path):
    write_picture(tmp_path / "train" / "ok" / "0.png")
    write_picture(tmp_path / "test" / "ko" / "1.png")
    write_mask(tmp_path / "ground_truth" / "ko" / "1.png")
    assert read_class_folders(tmp_path, good_class="ok")[0].mask_path is not None


def test_class_folders_need_good_and_bad_parts(tmp_path):
    write_picture(tmp_path / "free" / "a.png")
    with pytest.raises(BrokenFile, match=r"has the classes \['free'\]; it needs 'free' for the go"):
        read_class_folders(tmp_path, good_class="free")
    (tmp_path / "crack").mkdir()
    with pytest.raises(BrokenFile, match=r"has the classes \['crack', 'free'\]; it needs 'good'"):
        read_class_folders(tmp_path, good_class="good")
    with pytest.raises(BrokenFile, match=r"crack holds no picture"):
        read_class_folders(tmp_path, good_class="free")
    with pytest.raises(BrokenFile, match=r"has the classes \[\]"):
        read_class_folders(tmp_path / "nothing", good_class="free")


def test_the_real_tiles_are_counted_as_published(shared_data):
    folder = shared_data / "magnetic_tile"
    if not folder.is_dir():
        pytest.skip(f"no photographs of tiles at {folder}")
    labels = read_class_folders(folder, good_class="MT_Free")
    counts = Counter(label.defect_class for label in labels)
    assert counts == {
        "": 952,
        "MT_Blowhole": 115,
        "MT_Break": 85,
        "MT_Crack": 57,
        "MT_Fray": 32,
        "MT_Uneven": 103,
    }
    assert all(label.mask_path is not None for label in labels if label.is_bad)
