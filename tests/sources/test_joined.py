"""The source joined: parts beside each other, their years, and ids that must differ."""

import numpy as np
import pytest
from pydantic import ValidationError

from netopt.errors import NetworkError
from netopt.measures import CommutingCircleMeasure
from netopt.network.quality import quality
from netopt.network.snapshot import write_snapshot
from netopt.sources import JoinedSource, LineTableSource, OsmRoadSource, SnapshotSource
from tests.osm.drawn_region import road_region
from tests.osm.loopback_overpass import write_xml
from tests.table_folder import write_tables

LINE = {"kind": "line_table", "path": "tables", "geometry": "straight"}
ROADS = {"kind": "osm_road", "file": "roads.osm"}
PLACES = [("west", 116.4, 39.9), ("house", 116.41, 39.91), ("lane", 116.42, 39.905), ("mid", 116.9, 39.9)]


@pytest.fixture
def folder(tmp_path):
    """Tables of a line, and roads between two of its stations and the zone by the first."""
    write_tables(tmp_path / "tables")
    write_xml(road_region(PLACES), tmp_path / "roads.osm")
    return tmp_path


def joined(*parts, **more):
    return JoinedSource.model_validate({"parts": list(parts), **more})


def test_parts_lie_beside_each_other_as_they_are(folder):
    whole = joined(LINE, ROADS).load(folder)
    line, roads = LineTableSource(path="tables", geometry="straight").load(folder), OsmRoadSource(file="roads.osm")
    roads = roads.load(folder)
    assert sorted(whole.nodes.index) == sorted([*line.nodes.index, *roads.nodes.index])
    assert whole.services.index.tolist() == line.services.index.tolist()
    for part in (line, roads):
        own = whole.edges.loc[part.edges.index]
        assert own["running_s"].to_numpy() == pytest.approx(part.edges["running_s"].to_numpy(), abs=1e-9)
        assert own["oneway"].tolist() == part.edges["oneway"].tolist()
        assert own.geometry.length.to_numpy() == pytest.approx(part.edges.geometry.length.to_numpy(), rel=1e-4)
    assert whole.edges.crs == whole.nodes.crs


def test_provenance_names_every_part_its_sources_and_its_sheet(folder):
    provenance = joined(LINE, ROADS).load(folder).provenance
    assert (provenance.kind, provenance.name) == ("joined", "tables+roads")
    assert [source.licence for source in provenance.sources] == ["CC0", "ODbL-1.0"]
    assert [part["kind"] for part in provenance.parameters["parts"]] == ["line_table", "osm_road"]
    assert provenance.parameters["parts"][1]["parameters"]["network"] == "drive"
    assert provenance.sheet["roads"]["ways"] == 5


def test_quality_is_that_of_the_lines(folder):
    whole, line = joined(LINE, ROADS).load(folder), LineTableSource(path="tables", geometry="straight").load(folder)
    told, of_line = quality(whole), quality(line)
    assert told.pop("length_km") == pytest.approx(of_line.pop("length_km"))
    assert told == of_line


def test_year_of_the_whole_holds_for_parts_that_know_years(folder):
    """The station far and its line opened in 2015; streets have no years."""
    before, after = (joined(LINE, ROADS, as_of=year).load(folder) for year in (2014, 2015))
    assert "far" not in before.nodes.index
    assert "far" in after.nodes.index
    assert (before.edges["class"] == "road").sum() == (after.edges["class"] == "road").sum() == 5
    assert before.provenance.as_of == 2014


def test_year_of_a_part_holds_for_that_part_whatever_the_whole_asks(folder):
    whole = joined({**LINE, "as_of": 2014}, ROADS)
    assert "far" not in whole.load(folder).nodes.index
    assert "far" not in whole.read(folder).nodes.index
    assert whole.read(folder).provenance.parameters["parts"][0]["as_of"] == 2014


def test_speeds_of_a_part_are_those_of_its_year(folder):
    """Since 2010 250 km/h, 160 before: the part as of 2009 keeps 160 although the whole is the latest state."""
    tables = folder / "tables" / "segments.csv"
    header, *rows = tables.read_text(encoding="utf-8").splitlines()
    before = [row.replace(",250,2008,", ",160,2008,") for row in rows if ",250,2008," in row]
    since = [row.replace(",250,2008,", ",250,2010,") for row in rows]
    tables.write_text("\n".join([header, *before, *since]) + "\n", encoding="utf-8")
    now, then = (joined(part, ROADS).load(folder).edges for part in (LINE, {**LINE, "as_of": 2009}))
    assert now.loc[now["class"] == "hsr", "max_kmh"].tolist() == [250.0] * 3
    assert then.loc[then["class"] == "hsr", "max_kmh"].tolist() == [160.0] * 2


def test_network_is_the_same_after_it_was_pinned(folder):
    source = joined(LINE, ROADS, as_of=2014)
    write_snapshot(source.read(folder), folder / "pin")
    asked, pinned = source.load(folder), SnapshotSource(path="pin", as_of=2014).load(folder)
    assert asked.nodes.equals(pinned.nodes)
    assert asked.edges.equals(pinned.edges)
    assert asked.services.equals(pinned.services)


def test_ids_that_two_parts_share_are_told(folder):
    with pytest.raises(NetworkError) as told:
        joined(ROADS, {**ROADS, "network": "walk"}).load(folder)
    said = str(told.value)
    assert (
        "part 1 (osm_road roads) and part 2 (osm_road roads) share 2 ids of nodes: n91000000000, n91000000003" in said
    )
    assert said.endswith("leave one of the parts, or what they share, out")


def test_a_measure_goes_along_the_streets_and_says_so(folder):
    """From the zone a street leads to the station west; nothing leads from a street to the other zone."""
    measure = CommutingCircleMeasure(centres=("wz",), thresholds_min=(60.0,), cell_km=2.0)
    plain, whole = (
        measure.evaluate(source.load(folder))
        for source in (LineTableSource(path="tables", geometry="straight"), joined(LINE, ROADS))
    )
    shares = [result.entries[0]["ground_on_streets_share"] for result in (plain, whole)]
    assert shares[0] == 0.0
    assert 0.1 < shares[1] < 0.9
    assert plain.entries[0]["centres"][0]["on_streets_area_share"] == 0.0
    assert whole.entries[0]["centres"][0]["on_streets_area_share"] > 0.0
    said = [" ".join(note["en"] for note in result.notes) for result in (plain, whole)]
    assert "straight distances at assumed speeds by mode, not streets" in said[0]
    assert f"{shares[1]:.0%} of the time on the ground between all zones goes along streets" in said[1]
    assert np.isfinite(whole.entries[0]["pairs"]["mean_min"])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([LINE], "at least 2"),
        ([LINE, {"kind": "joined", "parts": [LINE, ROADS]}], "'joined'"),
        ([LINE, {**ROADS, "as_of": 2014}], "leave as_of out"),
    ],
)
def test_config_is_refused_when_it_means_nothing(wrong, said):
    with pytest.raises(ValidationError, match=said):
        joined(*wrong)
