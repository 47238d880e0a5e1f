"""The command line in this process, in an empty folder."""

from collections.abc import Callable

import pytest

from andon.cli.main import main
from tests.cli.commands import Answer


@pytest.fixture
def andon(capsys, monkeypatch, tmp_path) -> Callable[..., Answer]:
    """Run commands in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: object) -> Answer:
        capsys.readouterr()
        try:
            code = main([str(word) for word in arguments])
        except SystemExit as end:
            code = end.code
        said = capsys.readouterr()
        return Answer(code=code, out=said.out, err=said.err)

    return run
