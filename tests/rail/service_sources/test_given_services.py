"""A user's services table laid on a drawn corridor."""

import pandas as pd
import pytest

from netopt.errors import NetworkError, SourceError
from netopt.rail.service_sources.given_services import given_services, read_services
from netopt.rail.services.service import stop_sequences
from tests.rail.services.drawn_corridor import drawn_edges, drawn_nodes


def table(**changes):
    plain = {
        "service_id": "s",
        "lines": None,
        "stations": "甲城;Yi;n3",
        "pattern": "listed",
        "train": "LOCO160",
        "headway_min": 30.0,
        "terminus": "both",
    }
    return pd.DataFrame([plain | changes])


def laid(*tables):
    return given_services(pd.concat(tables, ignore_index=True), drawn_nodes(), drawn_edges())


def messages(*tables):
    with pytest.raises(NetworkError) as caught:
        laid(*tables)
    return [(breach.where, breach.message) for breach in caught.value.breaches]


def test_stations_are_found_by_chinese_name_english_name_or_id_and_lines_by_path():
    services = laid(table())
    row = services.loc["s"]
    assert (row["stations"], row["lines"]) == ("n1;n2;n3", "main")
    assert (row["headway_min"], row["assumed"], row["source"]) == (30.0, "no", "services.csv")
    assert stop_sequences(services, drawn_nodes(), drawn_edges()).left_out == {}


def test_name_that_two_modes_share_means_the_trains_own_kind():
    assert laid(table(stations="甲城;子城", train="METRO")).loc["s", "stations"] == "n11;n12"
    assert laid(table(stations="Jia;Yi")).loc["s", "stations"] == "n1;n2"


def test_name_that_two_stations_of_one_mode_share_is_a_breach_that_lists_them():
    nodes = drawn_nodes()
    nodes = nodes.assign(name_en=nodes["name_en"].where(nodes.index != "n4", "Yi"))
    with pytest.raises(NetworkError, match=r"services.csv:2: service 's': station 'Yi' is ambiguous; .* n2 or n4"):
        given_services(table(), nodes, drawn_edges())


def test_unknown_station_train_and_line_are_told_together_with_their_rows():
    found = messages(
        table(stations="甲城;Nowhere"),
        table(service_id="t", train="TGV"),
        table(service_id="u", lines="branch"),
        table(service_id="v", headway_min=None),
    )
    assert [where for where, _ in found] == ["2", "3", "4", "5"]
    assert "'Nowhere'" in found[0][1]
    assert "'TGV'" in found[1][1]
    assert "'branch'" in found[2][1]
    assert "headway_min and trains_per_day are both empty" in found[3][1]


def test_stations_that_the_network_does_not_join_are_a_breach():
    (found,) = messages(table(stations="n1;n12"))
    assert "no path between n1 and n12" in found[1]


def test_line_given_without_a_way_over_it_is_a_breach():
    (found,) = messages(table(stations="n1;n2", lines="fast"))
    assert "no path over its lines" in found[1]


def test_station_under_two_names_in_a_row_is_a_breach():
    (found,) = messages(table(stations="n1;甲城;n2"))
    assert "twice in a row" in found[1]


def test_missing_column_and_doubled_id_are_breaches():
    with pytest.raises(NetworkError, match="'pattern' is missing"):
        laid(table().drop(columns="pattern"))
    assert "already on line 2" in messages(table(), table())[0][1]


def test_times_given_in_the_table_stay():
    services = laid(table(run_s="600;540", dwell_s="60", oneway="yes", from_year=2020))
    row = services.loc["s"]
    assert (row["run_s"], row["dwell_s"], row["oneway"], row["from_year"]) == ("600;540", "60", "yes", 2020)


def test_file_that_is_no_table_is_told(tmp_path):
    with pytest.raises(SourceError, match="services.csv"):
        read_services(tmp_path / "services.csv")


def test_table_reads_back_from_a_file(tmp_path):
    path = tmp_path / "services.csv"
    table(run_s="600;540").to_csv(path, index=False)
    services = given_services(read_services(path), drawn_nodes(), drawn_edges(), file=str(path))
    assert (services.loc["s", "stations"], services.loc["s", "run_s"]) == ("n1;n2;n3", "600;540")


def test_headway_is_read_when_its_digits_are_full_width():
    """One such cell makes the whole column text."""
    services = laid(table(headway_min="１０"), table(service_id="t", headway_min="30"))
    assert services["headway_min"].tolist() == [10.0, 30.0]


def test_unknown_station_is_told_in_a_short_line_when_its_name_is_long():
    ((where, message),) = messages(table(stations="甲城;" + "x" * 9000))
    assert (where, len(message) < 200) == ("2", True)
