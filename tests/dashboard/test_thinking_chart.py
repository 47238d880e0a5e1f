import pytest

from andon.dashboard.thinking_chart import draw_thinking
from andon.errors import InvalidConfig
from andon.verdicts.thinking import summarise_arm
from tests.verdicts.test_thinking import arm


def test_the_picture_is_a_png_and_the_same_twice():
    rows = [summarise_arm("hurdle", name, arm("+-+-"), arm("----")) for name in ("reflex", "think")]
    picture = draw_thinking(rows)
    assert picture.startswith(b"\x89PNG")
    assert picture == draw_thinking(rows)


def test_nothing_is_not_drawn():
    with pytest.raises(InvalidConfig, match="no row to draw"):
        draw_thinking([])
