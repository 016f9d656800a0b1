"""Lines moved to the end of another year."""

from pathlib import Path

import pytest

from netopt.changes import YearChange
from netopt.errors import NetworkError
from netopt.rail.history import in_force
from netopt.sources import LineTableSource
from tests.table_folder import write_tables


@pytest.fixture
def all_years(tmp_path):
    """Four stations in a row; the last segment, to far, opened in 2015."""
    write_tables(tmp_path / "tables")
    return LineTableSource(path="tables", geometry="straight").read(tmp_path)


def moved(all_years, **asked):
    before = in_force(all_years, 2010)
    return before, YearChange(as_of=2020, **asked).apply(before, all_years=all_years, folder=Path())


def test_the_whole_network_of_another_year_is_that_year(all_years):
    before, later = moved(all_years)
    then = in_force(all_years, 2020)
    assert "far" not in before.nodes.index
    assert sorted(later.edges.index) == sorted(then.edges.index)
    assert sorted(later.nodes.index) == sorted(then.nodes.index)
    assert later.services.sort_index().equals(then.services.sort_index())


def test_one_line_of_another_year_brings_its_new_stations(all_years):
    _, later = moved(all_years, lines=("drawn",))
    assert "far" in later.nodes.index
    assert later.edges.index.is_monotonic_increasing


def test_all_lines_but_some_leave_those_where_they_are(all_years):
    before, later = moved(all_years, lines_except=("drawn",))
    assert later.edges.index.tolist() == before.edges.index.tolist()
    assert later.provenance.as_of == 2010


def test_an_unknown_line_is_told_with_what_may_be_meant(all_years):
    with pytest.raises(NetworkError, match="has no line 'drwn' .did you mean drawn"):
        moved(all_years, lines=("drwn",))
