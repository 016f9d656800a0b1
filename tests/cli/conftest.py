"""A working directory with drawn tables, and a way to call the command line."""

import pytest
from typer.testing import CliRunner

from netopt.cli import app
from tests.table_folder import write_tables


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working directory with the drawn tables in it."""
    write_tables(tmp_path / "tables")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def call():
    """Call netopt with words; gives (exit code, stdout, stderr)."""

    def with_words(*words: object) -> tuple[int, str, str]:
        result = CliRunner().invoke(app, [str(word) for word in words])
        return result.exit_code, result.stdout, result.stderr

    return with_words
