"""Golden-template difference."""

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.inspection.template_member import TemplateMember
from tests.inspection.textures import make_texture

BOARD = np.zeros((1, 40, 40), dtype=np.float32)
BOARD[:, 10:14] = 1.0


def test_a_displacement_by_one_pixel_is_no_defect():
    member = TemplateMember(template=BOARD)
    assert member.raw(np.roll(BOARD, 1, axis=1), None) == 0.0
    assert member.raw(np.roll(BOARD, 3, axis=1), None) > 0.1


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_what_is_added_and_what_is_lacking_are_seen_where_they_are(value):
    part = BOARD.copy()
    rows = slice(10, 14) if value == 0.0 else slice(24, 28)
    part[:, rows, 20:25] = value
    heat = TemplateMember(template=None).heat(part, BOARD)
    row, column = np.unravel_index(int(np.argmax(heat)), heat.shape)
    assert abs(row - (rows.start + 2)) <= 2
    assert abs(column - 22) <= 2


def test_a_missing_reference_and_one_of_another_size_are_refused():
    with pytest.raises(InvalidConfig, match="no reference"):
        TemplateMember(template=None).raw(make_texture(0), None)
    with pytest.raises(InvalidConfig, match="both must be equal"):
        TemplateMember(template=BOARD).raw(make_texture(0), None)
