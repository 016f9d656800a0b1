"""Published pairs against drawn lines: matching, reasons, figures, and files that cannot be read."""

import numpy as np
import pandas as pd
import pytest

from netopt.errors import ConfigError
from netopt.rail.services.legs import direct_rides
from netopt.rail.services.service import stop_sequences
from netopt.rail.validation import NetworkState, Validation, read_pairs, validate_pairs


@pytest.fixture
def named(stations):
    """The drawn stations with names; d opened in 2015."""
    return stations.assign(
        name_zh=["甲", "乙", "丙", "丁", "戊"],
        name_en=["A", "B", "C", "D", "J"],
        opened_year=[2000, 2000, 2000, 2015, 2000],
    )


@pytest.fixture
def state_at(service_table, named, edges, parameters):
    """State at the end of a year, and the years that were asked for."""
    table = service_table(s={"stations": "a;b;c"}, t={"stations": "c;d", "from_year": 2015})
    asked = []

    def at(year: int) -> NetworkState:
        asked.append(year)
        nodes = named[named["opened_year"] <= year]
        open_edges = edges[edges["to_node"].isin(nodes.index)]
        running = table[table["from_year"].fillna(0) <= year]
        sequences = stop_sequences(running, nodes, open_edges)
        return NetworkState(nodes, sequences, direct_rides(sequences, nodes, open_edges, parameters))

    at.asked = asked
    return at


def pairs_of(*rows) -> pd.DataFrame:
    """Pairs as read from a file."""
    columns = ["from", "to", "minutes", "year", "confidence"]
    return pd.DataFrame(rows, columns=columns).astype({"minutes": float, "year": float})


def test_pair_gets_the_in_vehicle_time_of_the_fastest_direct_service(named, state_at):
    result = validate_pairs(pairs_of((" 甲", "C", 20, 2018, "high")), named, state_at, as_of=2020)
    legs = state_at(2018).legs
    row = np.flatnonzero((legs.origin == 0) & (legs.destination == 2))[0]
    pair = result.pairs.iloc[0]
    assert pair["model_min"] == pytest.approx(legs.in_vehicle_s[row] / 60.0)
    assert pair["error_share"] == pytest.approx(pair["model_min"] / 20.0 - 1.0)
    assert (pair["class"], pair["matched"], pair["reason"]) == ("hsr", True, "")


@pytest.mark.parametrize(
    ("pair", "reason"),
    [
        (("甲", "丁", 30, 2018, ""), "no direct service"),
        (("甲", "丁", 30, 2013, ""), "not in force in 2013"),
        (("甲", "戊", 30, 2018, ""), "not in force in 2018"),
        (("甲", "己", 30, 2018, ""), "unknown station: 己"),
        (("庚", "己", 30, 2018, ""), "unknown station: 庚, 己"),
    ],
)
def test_pair_without_a_ride_says_why(named, state_at, pair, reason):
    result = validate_pairs(pairs_of(pair), named, state_at, as_of=2020)
    assert (result.pairs["matched"].iloc[0], result.pairs["reason"].iloc[0]) == (False, reason)
    assert (result.summary["matched"].iloc[0], result.summary["unmatched"].iloc[0]) == (0, 1)


def test_state_is_asked_once_a_year_and_as_of_fills_missing_years(named, state_at):
    rows = [("甲", "乙", 9, 2018, ""), ("乙", "丙", 9, None, ""), ("甲", "丙", 9, 2018, ""), ("丙", "丁", 9, None, "")]
    result = validate_pairs(pairs_of(*rows), named, state_at, as_of=2016)
    assert sorted(state_at.asked) == [2016, 2018]
    assert list(result.pairs["from"]) == ["甲", "乙", "甲", "丙"]
    assert result.pairs["matched"].all()


def test_summary_gives_mape_bias_and_p90_by_confidence_and_class():
    """Errors +10 %, -20 %, +30 % (high, medium, medium): MAPE 20 %, bias 20/3 %, p90 = 20 + 0.8 x 10 = 28 %."""
    from netopt.rail.validation import _summary

    compared = pd.DataFrame(
        {
            "error_share": [0.1, -0.2, 0.3, np.nan],
            "confidence": ["high", "medium", "medium", "low"],
            "class": ["hsr", "hsr", "intercity", ""],
            "matched": [True, True, True, False],
        }
    )
    summary = _summary(compared).set_index(["group", "value"])
    assert summary.loc[("all", "")].to_list() == pytest.approx([3, 1, 0.2, 0.2 / 3, 0.28])
    assert summary.loc[("confidence", "medium"), "bias"] == pytest.approx(0.05)
    assert summary.loc[("confidence", "high+medium"), "mape"] == pytest.approx(0.2)
    assert summary.loc[("class", "intercity"), "mape"] == pytest.approx(0.3)
    assert summary.loc[("confidence", "low"), "matched"] == 0
    assert ("class", "") not in summary.index


def test_worst_are_the_five_largest_errors_of_matched_pairs():
    frame = pd.DataFrame({"error_share": [0.1, np.nan, -0.5, 0.2, 0.3, -0.05, 0.4]})
    assert list(Validation(frame, pd.DataFrame()).worst["error_share"]) == [-0.5, 0.4, 0.3, 0.2, 0.1]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("from,to,minutes", "甲,乙,30"),
        ("region,from_station_zh,to_station_zh,fastest_min,typical_min", "X,甲,乙,30,35"),
        ("region,from_zh,to_zh,fastest_min,median_min", "X,甲,乙,30.0,31"),
    ],
)
def test_read_pairs_knows_the_column_names_in_use(tmp_path, header, row):
    path = tmp_path / "pairs.csv"
    path.write_text(f"{header}\n{row}\n", "utf-8")
    pairs = read_pairs(path)
    assert pairs[["from", "to", "minutes"]].iloc[0].to_list() == ["甲", "乙", 30.0]
    assert np.isnan(pairs["year"].iloc[0])
    assert pairs["confidence"].iloc[0] == ""


def test_read_pairs_reports_every_wrong_number_with_its_line(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text("from,to,minutes,year\na,b,30,2018\na,b,soon,2018\na,b,0,2018\na,b,5,twenty\n", "utf-8")
    with pytest.raises(ConfigError) as caught:
        read_pairs(path)
    assert [breach.where for breach in caught.value.breaches] == ["3", "4", "5"]
    assert "'soon'" in caught.value.breaches[0].message


def test_read_pairs_names_the_missing_column(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text("from,minutes\na,3\n", "utf-8")
    with pytest.raises(ConfigError, match="no column to or to_station_zh or to_zh; columns are from, minutes"):
        read_pairs(path)


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\x00"])
def test_read_pairs_of_an_unreadable_file_names_it(tmp_path, content):
    path = tmp_path / "pairs.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"pairs\.csv: cannot be read as CSV"):
        read_pairs(path)


@pytest.mark.parametrize("year", ["-5", "99999999999999999999", "208", "twenty", "2018.5"])
def test_read_pairs_refuses_a_year_that_is_none_with_its_line_and_the_range(tmp_path, year):
    path = tmp_path / "pairs.csv"
    path.write_text(f"from,to,minutes,year\na,b,30,2018\na,b,30,{year}\n", "utf-8")
    with pytest.raises(ConfigError, match=rf"pairs\.csv:3: year '{year}' is no year from 1800 to 2200"):
        read_pairs(path)


def test_read_pairs_of_a_header_alone_says_so(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text("from,to,minutes\n", "utf-8")
    with pytest.raises(ConfigError, match=r"pairs\.csv: holds no pairs; add a row a pair below the header"):
        read_pairs(path)


def test_read_pairs_reports_a_row_longer_than_the_header(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text("from,to,minutes\na,b,30,high\nc,d,0\n", "utf-8")
    with pytest.raises(ConfigError) as caught:
        read_pairs(path)
    messages = [str(breach) for breach in caught.value.breaches]
    assert messages[0].startswith(f"{path}:2: the row has 4 values, but the header 3 columns (from 'high' on)")
    assert messages[1].startswith(f"{path}:3: minutes '0' is not above 0")


def test_read_pairs_refuses_control_characters_in_names(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text("from,to,minutes\na\x1b[31m,b,30\n", "utf-8")
    with pytest.raises(ConfigError, match=r"pairs\.csv:2: from 'a\\x1b\[31m' holds a control character; remove it"):
        read_pairs(path)
