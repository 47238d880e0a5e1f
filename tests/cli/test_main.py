"""One command per verb: help, exit codes, one message per error, and no heavy imports."""

import ast
import inspect
import os
import subprocess
import sys
import textwrap
from dataclasses import fields
from typing import get_args

import pytest

from andon.cli.main import READER_GONE, Command
from tests.cli.commands import command_line, files_under, run_command, write_gate


def verbs_of(union: object, before: str = "") -> dict[str, type]:
    """Give every command by its words; `line` has commands of its own."""
    found = {}
    for sub in get_args(union):
        command, words = get_args(sub)[0], before + sub.__metadata__[0].name
        is_one = isinstance(command, type)
        found |= {words: command} if is_one else verbs_of(command, f"{words} ")
    return found


VERBS = verbs_of(Command)


def documented_options(command: type) -> dict[str, str]:
    """Give the docstring below each field of a command, by its name on the command line."""
    (node,) = ast.parse(inspect.getsource(command)).body
    names = [field.name for field in fields(command)]
    found = {}
    for item, below in zip(node.body, node.body[1:], strict=False):
        if isinstance(item, ast.AnnAssign) and item.target.id in names:
            assert isinstance(below, ast.Expr), f"{item.target.id} has no docstring"
            kind = ast.unparse(item.annotation)
            name = "set" if "name='set'" in kind else item.target.id.replace("_", "-")
            dashes = "" if "Positional" in kind else "--"
            found[dashes + name] = inspect.cleandoc(below.value.value)
    assert len(found) == len(names)
    return found


@pytest.mark.parametrize("verb", VERBS)
def test_help_says_what_every_option_does(verb, andon):
    answer = andon(*verb.split(), "--help")
    assert answer.code == 0
    for name, text in documented_options(VERBS[verb]).items():
        assert name in answer.words or not name.startswith("--")
        assert " ".join(text.split()) in answer.words


def test_help_names_every_verb_and_the_exit_codes(andon):
    answer = andon("--help")
    assert answer.code == 0
    assert all(verb.split()[0] in answer.words for verb in VERBS)
    assert "0 done or GREEN, 1 RED, 3 AMBER (not enough evidence), 2 bad use" in answer.words


def test_without_a_verb_it_says_which_there_are(andon):
    answer = andon()
    assert answer.code == 2
    assert (
        "list, view, rollout, train, collect, data, prove, compare, rerun, inspect, line, book,"
        in answer.words
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["prov"], "prov"),
        (["prove"], "scenario|SCENARIO"),
        (["prove", "street_walk"], "--gate"),
        (["rollout", "street_walk", "--episods", "3"], "--episodes"),
        (["rollout", "street_walk", "--episodes", "many"], "many"),
        (["rollout", "street_walk", "--compute", "cloud"], "inline"),
        (["list", "robots"], "robots"),
    ],
)
def test_a_command_that_cannot_be_read_exits_2(arguments, message, andon, tmp_path):
    answer = andon(*arguments)
    assert answer.code == 2
    assert any(word in answer.words for word in message.split("|"))
    assert files_under(tmp_path) == {}


@pytest.mark.parametrize("arguments", [[], ["--help"], ["prove", "--help"]])
def test_the_command_line_starts_without_anything_heavy(arguments):
    code = """
        import sys, contextlib, io
        from andon.cli.main import main
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
            sys.argv[1:] and main(sys.argv[1:])
        heavy = "mujoco torch matplotlib scipy pyarrow onnxruntime av viser ray".split()
        print([name for name in sys.modules if name.split(".")[0] in heavy])
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_output_that_nobody_watches_has_no_colours(tmp_path):
    gate = write_gate(tmp_path)
    answer = run_command(
        *("prove", "street_take_push", "--policy", "zero", "--gate", gate, "--films", "0"),
        *("--compute", "inline", "--out", "run"),
        cwd=tmp_path,
    )
    assert answer.code == 1
    assert "\x1b" not in answer.out + answer.err
    assert "RED up failed after 2 rollouts." in answer.out.splitlines()
    assert answer.err == ""


def test_a_path_is_printed_in_one_piece_where_nobody_watches(tmp_path):
    folder = tmp_path / ("long" * 30) / ("name" * 30)
    words = ("rollout", "street_take_push", "--policy", "zero", "--episodes", "1")
    answer = run_command(*words, "--out", folder)
    assert answer.code == 0
    assert f"Wrote {folder}/episodes.parquet" in answer.out.splitlines()
    assert f"Next: andon view {folder} --seed 0" in answer.out.splitlines()


def test_a_reader_that_leaves_is_no_verdict():
    process = subprocess.Popen(
        command_line("list", "variations"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()  # as `head` does, before the first line comes
    _, err = process.communicate()
    assert (process.returncode, err) == (READER_GONE, b"")


NARROW = [
    ["list"],
    ["list", "variations"],
    ["doctor"],
    ["prove", "street_take_push", "--gate", "gate.toml", "--plan"],
    ["rollout", "street_take_push", "--policy", "zero", "--episodes", "2", "--out", "run"],
]


@pytest.mark.parametrize("arguments", NARROW, ids=" ".join)
def test_a_narrow_terminal_loses_no_letter(arguments, andon, monkeypatch, tmp_path):
    write_gate(tmp_path)
    monkeypatch.setenv("COLUMNS", "400")
    wide = andon(*arguments, *(["--fresh"] if "--out" in arguments else []))
    monkeypatch.setenv("COLUMNS", "40")
    narrow = andon(*arguments, *(["--fresh"] if "--out" in arguments else []))
    assert narrow.code == wide.code == 0
    assert "…" not in narrow.out
    letters = [sorted("".join(answer.words.split())) for answer in (narrow, wide)]
    if "doctor" not in arguments:  # the space on the disk may change meanwhile
        assert letters[0] == letters[1]


@pytest.mark.parametrize("columns", ["40", "20"])
@pytest.mark.parametrize(
    "arguments", [["list"], ["--help"], ["prove"], ["rollout", "street_wlk"]], ids=" ".join
)
def test_a_small_terminal_does(columns, arguments, andon, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    answer = andon(*arguments)
    assert answer.code == (0 if arguments[0] in {"list", "--help"} else 2)
    assert answer.words


def test_an_error_is_one_line_on_a_narrow_terminal(andon, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    answer = andon("rollout", "street_wlk")
    (line,) = answer.err.splitlines()
    assert line.startswith("error: No scenario named 'street_wlk'. Did you mean 'street_walk'?")


def test_a_disk_error_outside_the_artifacts_is_one_message(andon, monkeypatch):
    monkeypatch.setattr("andon.cli.doctor.shutil.disk_usage", refuse)
    answer = andon("doctor")
    assert (answer.code, answer.err) == (2, "error: [Errno 28] No space left on device\n")


def refuse(*_):
    raise OSError(28, os.strerror(28))


def test_an_interruption_is_no_verdict(andon, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("andon.cli.doctor.shutil.disk_usage", interrupt)
    answer = andon("doctor")
    assert answer.code == 130
    assert "run again to go on" in answer.err
