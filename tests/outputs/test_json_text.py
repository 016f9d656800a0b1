"""Values of results as plain JSON."""

import json
from datetime import date
from pathlib import PurePosixPath

import numpy as np
import pandas as pd
import pytest

from netopt.layers import Role
from netopt.outputs.json_text import json_text, plain, short_float, write_text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float64("nan"), None),
        (float("inf"), None),
        (pd.NA, None),
        (pd.NaT, None),
        (np.int32(7), 7),
        (np.bool_(True), True),
        (np.array([1.5, np.nan]), [1.5, None]),
        ({"b", "a"}, ["a", "b"]),
        ((1, 2), [1, 2]),
        (Role.AREA, "area"),
        (date(2024, 5, 1), "2024-05-01"),
        (pd.Timestamp("2024-05-01"), "2024-05-01T00:00:00"),
        (PurePosixPath("a/b"), "a/b"),
        ({2024: 1.0}, {"2024": 1.0}),
        (-0.0, 0.0),
    ],
)
def test_plain_gives_what_json_holds(value, expected):
    found = plain(value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1 / 3, 0.333333), (123456789.123456789, 123456789.123457), (1.23456789e-7, 1.23457e-7), (0.1 + 0.2, 0.3)],
)
def test_short_float_drops_noise_and_keeps_what_is_small(value, expected):
    assert short_float(value) == expected


def test_json_text_has_no_nan_and_keeps_chinese():
    text = json_text({"name": "京津冀", "gap": float("nan")})
    assert "京津冀" in text
    assert json.loads(text) == {"name": "京津冀", "gap": None}


def test_write_text_writes_broken_text_as_a_question_mark(tmp_path):
    write_text(tmp_path / "a" / "b.txt", "x\ud800\n")
    assert (tmp_path / "a" / "b.txt").read_bytes() == b"x?\n"


def test_text_that_cannot_be_written_whole_leaves_the_old_file_alone(tmp_path, monkeypatch):
    path = tmp_path / "pairs.csv"
    write_text(path, "old\n")

    def full_disk(self, data):
        with self.open("wb") as file:
            file.write(data[:2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(path), "write_bytes", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_text(path, "new and longer\n")
    assert path.read_text(encoding="utf-8") == "old\n"
    assert list(tmp_path.iterdir()) == [path]
