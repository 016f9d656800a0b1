"""The data-quality sheet as tables: totals by hand, the order of a pin, and sheets that are not as they should be."""

from dataclasses import replace

import pytest

from netopt.cli.sheet_tables import sheet_tables
from tests.networks import line_of_three


def tables_of(sheet, **services):
    """Tables of a network with a sheet, by title; the rows as text."""
    network = line_of_three()
    changed = replace(
        network,
        provenance=replace(network.provenance, sheet=sheet),
        services=network.services.assign(**services) if services else network.services.iloc[:0],
    )
    return {table.title: table for table in sheet_tables(changed)}


def classes(**more):
    """10 km of main line, all with a speed; 30 km of siding, a tenth of it."""
    return {
        "classes": [
            {"maxspeed_share": 1.0, "km": 10.0, "use": "main", "mode": "rail"},
            {"maxspeed_share": 0.1, "km": 30.0, "use": "siding", "mode": "rail", **more},
        ]
    }


def test_all_track_is_the_last_row_with_shares_weighted_by_length():
    (table,) = tables_of(classes()).values()
    assert table.columns == ("mode", "use", "km", "maxspeed_share")
    assert table.rows[-1] == ("all", "all", "40", "32.5%")  # (10 + 3) / 40


def test_stations_without_track_are_sorted_by_number_and_ten_are_named():
    unlinked = [{"station_id": f"n{number}", "reason": "far"} for number in range(12)]
    reasons = {"far": 2, "never": 10}
    tables = tables_of({"stations": {"passenger": 20, "unlinked_by_reason": reasons, "unlinked": unlinked}})
    assert tables["stations without track"].rows == (("never", "10"), ("far", "2"))
    assert len(tables["stations without track: the first 10"].rows) == 10
    assert tables["stations and their track"].rows == (("passenger", "20"),)


def test_counts_of_zero_are_not_told():
    (table,) = tables_of({"track": {"welded_gaps": 3, "hairpins": 0}, "reading": {"ways": 7}}).values()
    assert table.rows == (("reading: ways", "7"), ("track: welded gaps", "3"))


def test_services_of_many_relations_are_one_source():
    source = ["OpenStreetMap route relation 12: stops; headway tagged"]
    (table,) = tables_of({}, source=source, assumed=["yes"]).values()
    assert table.rows == (("1", "1", "OpenStreetMap route relation: stops"),)


def test_network_without_sheet_and_sources_has_no_tables():
    assert tables_of({}) == {}


@pytest.mark.parametrize(
    "sheet",
    [
        {"classes": "none", "stations": [1], "track": 5, "dead_ends": None, "set_aside": [], "corridors": "x"},
        {"classes": [3, "x", None], "stations": {"unlinked": {"a": 1}, "unlinked_by_reason": []}},
        {"osm_date": [1], "track_km": {"a": "b"}, "components": True, "speed_default_time_share": "half"},
        {"set_aside": {"a": "many", "b": None}, "reading": {"ways": [1, 2]}, "dead_ends": {"all": {"deep": 1}}},
        classes(km="ten", maxspeed_share=None),
    ],
)
def test_sheet_that_is_not_as_it_should_be_breaks_nothing(sheet):
    for table in tables_of(sheet).values():
        assert all(isinstance(word, str) for row in table.rows for word in row)
