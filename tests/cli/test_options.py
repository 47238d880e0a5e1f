"""Options that mean the same in every command."""

import pytest

from andon.cli.options import (
    clear_folder,
    join_repeated,
    parse_noise,
    parse_settings,
    run_folder,
    short_name,
)
from andon.errors import CannotWrite, InvalidConfig


def test_values_are_read_as_in_toml():
    found = parse_settings(("a=1", "b=0.5", "c=[0.1, 0.2]", "d = {choice=[1, 2]}"))
    assert found == {"a": 1, "b": 0.5, "c": [0.1, 0.2], "d": {"choice": [1, 2]}}


@pytest.mark.parametrize("text", ["a=", "a=[1", "a=b", "a=1\nb=2"])
def test_a_value_that_is_none_is_refused(text):
    with pytest.raises(InvalidConfig, match="is no value"):
        parse_settings((text,))


def test_noise_is_grouped_by_term():
    found = parse_noise(("joint_pos.uniform=0.1", "joint_vel.bias=2", "joint_pos.delay_steps=1"))
    assert found == {"joint_pos": {"uniform": 0.1, "delay_steps": 1}, "joint_vel": {"bias": 2}}


def test_a_run_is_named_after_what_it_is(tmp_path):
    one = run_folder(None, "prove", "street_walk", "a/b/walk.toml", identity=1)
    assert str(one).startswith("runs/prove-street_walk-walk-")
    assert one != run_folder(None, "prove", "street_walk", "a/b/walk.toml", identity=2)
    assert run_folder(str(tmp_path), "prove", identity=1) == tmp_path
    assert short_name("humanoid") == "humanoid"


def test_only_a_run_is_replaced(tmp_path):
    clear_folder(tmp_path / "lost")
    thesis = tmp_path / "run" / "thesis.txt"
    thesis.parent.mkdir()
    thesis.write_text("years of work")
    with pytest.raises(CannotWrite, match="is no run of andon; it is not replaced"):
        clear_folder(tmp_path / "run")
    with pytest.raises(CannotWrite, match="is no run of andon; it is not replaced"):
        clear_folder(thesis)
    (tmp_path / "run" / "setup.json").write_text("{}")
    with pytest.raises(CannotWrite, match=r"thesis\.txt, which is needed, lies in it"):
        clear_folder(tmp_path / "run", "stand", None, thesis)
    clear_folder(tmp_path / "run", "stand", None)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("given", "joined"),
    [
        ("view x", "view x"),
        ("r x --set a=1 --seed 3 --set b=2 c=3", "r x --set a=1 b=2 c=3 --seed 3"),
        ("r x --set=a=1 --noise t.u=1 --set b=2", "r x --set a=1 b=2 --noise t.u=1"),
        ("r --set a=1 --fresh x --noise", "r --set a=1 --fresh x --noise"),
    ],
)
def test_an_option_that_is_given_twice_loses_no_value(given, joined):
    assert join_repeated(given.split()) == joined.split()
