"""The world rail graph of the package scgraph-data: what is read, and what a user is told where it is missing."""

import sys

import numpy as np
import pytest

from netopt.errors import EmptySourceError, SourceUnavailableError
from netopt.osm import world_rail
from netopt.osm.world_rail import WorldRail, load_world_rail, world_rail_source

JING_JIN_JI = (113.4, 36.0, 119.9, 42.7)


@pytest.fixture(scope="module")
def rail() -> WorldRail:
    pytest.importorskip("scgraph_data", reason='needs the extra "world": pip install "netopt[world]"')
    return load_world_rail(JING_JIN_JI)


def test_load_counts_nodes_and_km_of_the_box(rail):
    """Counted in the package's own file: 5,271 nodes, 15,738 km on its sphere (0.1 % less than on the ellipsoid)."""
    assert rail.lon.size == rail.lat.size == 5271
    assert rail.length_m.sum() / 1000 == pytest.approx(15_738, rel=2e-3)


def test_load_keeps_nodes_inside_the_box(rail):
    west, south, east, north = JING_JIN_JI
    assert west <= rail.lon.min() <= rail.lon.max() <= east
    assert south <= rail.lat.min() <= rail.lat.max() <= north


def test_load_drops_loops_and_duplicates(rail):
    assert (rail.tail < rail.head).all()
    assert len(np.unique(np.stack([rail.tail, rail.head]), axis=1).T) == rail.tail.size


def test_track_is_never_shorter_than_its_chord(rail):
    assert (rail.length_m >= rail.chord_m).all()


def test_dropped_vertices_show_in_the_length(rail):
    """The package keeps the length of a track whose curves it drops: up to 53 km over a chord of 27."""
    assert (rail.length_m / rail.chord_m).max() > 1.5
    assert np.median(rail.length_m / rail.chord_m) < 1.01


def test_load_twice_gives_equal_arrays(rail):
    again = load_world_rail(JING_JIN_JI)
    assert np.array_equal(rail.tail, again.tail)
    assert np.array_equal(rail.length_m, again.length_m)


def test_load_names_the_box_when_it_holds_no_track(rail):
    with pytest.raises(EmptySourceError, match=r"-30, 30, -29, 31"):
        load_world_rail((-30, 30, -29, 31))


def test_source_names_version_licence_and_attribution(rail):
    source = world_rail_source()
    assert "scgraph-data 2" in source.name
    assert source.licence == "ODbL-1.0"
    assert source.attribution == "© OpenStreetMap contributors"


def test_load_says_what_to_install_when_the_package_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "scgraph_data", None)
    monkeypatch.setitem(sys.modules, "scgraph_data.world_railways", None)
    world_rail._world_graph.cache_clear()
    with pytest.raises(SourceUnavailableError, match=r'pip install "netopt\[world\]"'):
        load_world_rail(JING_JIN_JI)


def test_source_says_what_to_install_when_the_package_is_missing(monkeypatch):
    monkeypatch.setattr(world_rail, "PACKAGE", "no-such-package-for-netopt")
    with pytest.raises(SourceUnavailableError, match=r'pip install "netopt\[world\]"'):
        world_rail_source()
