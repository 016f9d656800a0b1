"""Stations of real extracts: how many are linked, and how near."""

import pytest

from netopt.osm.pbf import read_osm_file
from netopt.osm.selection import MODES, Selection
from netopt.rail.stations.coverage import link_coverage
from tests.rail.stations.drawn_extract import linked


@pytest.mark.parametrize(
    ("name", "country", "least_stations", "least_share"),
    [
        ("cologne-railway", "world", 250, 0.99),
        ("vde8.2-rail", "world", 25, 0.99),
        ("anhui", "china", 190, 0.94),
        ("shanghai", "china", 350, 0.83),
        ("hongkong", "china", 250, 0.74),
        ("macau", "china", 15, 0.20),
    ],
)
def test_stations_are_linked_to_track_of_their_class(shared, name, country, least_stations, least_share):
    """All stations count, also those whose track is not in the extract: light rail in Macau and Hong Kong, lines that
    are being built in Shanghai, cable cars in Anhui. Those whose class is known are linked."""
    extract = read_osm_file(shared / "osm" / f"{name}.osm.pbf", Selection(modes=MODES))
    track, stations = linked(extract, country=country)
    found = link_coverage(stations)
    assert found.stations >= least_stations
    assert found.linked_share >= least_share
    assert found.known_mode_linked_share >= 0.95
    assert found.access_p95_m < 100.0
    assert stations.point_node.max() < track.n_nodes


def test_what_is_not_linked_in_the_chinese_extracts_is_far_from_all_track(shared):
    """No station that lies on or right beside track is left out."""
    for name in ("anhui", "shanghai", "hongkong", "macau"):
        _, stations = linked(read_osm_file(shared / "osm" / f"{name}.osm.pbf", Selection(modes=MODES)))
        assert stations.unlinked["nearest_m"].min() > 100.0
