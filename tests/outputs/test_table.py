"""CSV tables: line ends, missing values, decimals, and text that a spreadsheet would run."""

import csv
import io

import pandas as pd
import pytest

from netopt.outputs.table import TableOutput, csv_text


def test_table_output_writes_utf8_with_unix_line_ends(output, tmp_path):
    assert TableOutput().write(output, tmp_path) == ["tables/od.csv"]
    assert (tmp_path / "tables" / "od.csv").read_bytes() == b"id,minutes\na,30.123457\n'=cmd(),\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\n"])
def test_text_that_looks_like_a_formula_is_made_text(start):
    text = csv_text(pd.DataFrame({"name": [f"{start}1+1"], "value": [-1.5]}))
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == [f"'{start}1+1", "-1.5"]


def test_quotes_commas_and_line_ends_survive():
    hostile = 'a,"b"\nc'
    text = csv_text(pd.DataFrame({"name": [hostile]}))
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == [hostile]


def test_return_inside_a_text_does_not_end_the_row():
    text = csv_text(pd.DataFrame({"name": ["a\rb\r\nc"], "value": [1]}))
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == ["a\nb\nc", "1"]


def test_cells_are_written_plainly():
    frame = pd.DataFrame(
        {
            "count": pd.array([1, None], dtype="Int64"),
            "large": [110369339.25, 1e15],
            "is_open": [True, False],
            "stations": [["a", "b"], []],
        }
    )
    assert csv_text(frame) == (
        'count,large,is_open,stations\n1,110369339.25,true,"[""a"", ""b""]"\n,1000000000000000.0,false,[]\n'
    )


def test_table_without_rows_keeps_its_header():
    assert csv_text(pd.DataFrame({"id": [], "minutes": []})) == "id,minutes\n"
