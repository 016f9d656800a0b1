"""CSV tables whose rows do not fit their header."""

import pytest

from netopt.rail.tables.csv_table import read_csv_table


@pytest.fixture
def read(tmp_path):
    """Reads text as a file: the frame, and the breaches after the file's name."""

    def of(text: str | bytes):
        path = tmp_path / "t.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        frame, breaches = read_csv_table(path)
        return frame, [str(breach).removeprefix(f"{tmp_path}/") for breach in breaches]

    return of


def test_rows_that_fit_are_read_with_empty_cells_missing(read):
    frame, breaches = read('\ufeffa,b\n1,"x, y"\n2,\n3\n')
    assert breaches == []
    assert frame["a"].tolist() == [1, 2, 3]
    assert frame["b"].isna().tolist() == [False, True, True]


def test_row_longer_than_the_header_is_told_and_shifts_nothing(read):
    frame, breaches = read("a,b\n1,x\n2,y,z\n3,w\n")
    assert breaches == [
        "t.csv:3: the row has 3 values, but the header 2 columns (from 'z' on); "
        'put text that holds a comma in "quotes"'
    ]
    assert frame["b"].tolist() == ["x", "y", "w"]


def test_all_rows_one_too_long_do_not_become_an_index(read):
    frame, breaches = read("a,b\n1,2,3\n4,5,6\n")
    assert frame["a"].tolist() == [1, 4]
    assert len(breaches) == 2


def test_column_that_comes_twice_is_told(read):
    _, breaches = read("a,b,a\n1,2,3\n")
    assert breaches == ["t.csv:1: the column 'a' comes twice; rename or remove one"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\n\n", b"a\n" + b"x" * 200_000 + b"\n"])
def test_what_is_no_csv_raises_value_error(read, content):
    with pytest.raises(ValueError, match="."):
        read(content)
