"""The section `borders` and its table: what is read, and every kind of hostile row, told with line, value and mend."""

import json
from dataclasses import replace

import pandas as pd
import pytest
from pydantic import ValidationError

from netopt.errors import NetworkError, SourceError
from netopt.sources.border_table import COLUMNS
from netopt.sources.borders import BordersSection
from netopt.sources.pinned import input_file
from tests.borders import THREE
from tests.networks import line_of_three

ROW = {
    **{"border_id": "gate", "name_zh": "口岸", "name_en": "Gate", "side_a": "east", "side_b": "west", "mode": "rail"},
    **{"station_id": "a", "clearance_min": "20", "extra_dwell_min": "3", "fee": "30", "open_from": "06:00"},
    **{"open_to": "01:00", "permitted_share": "0.5", "assumed": "yes", "source": "drawn", "confidence": "low"},
}


def told():
    net = line_of_three()
    return net.with_nodes(jurisdiction=[THREE[str(node)] for node in net.nodes.index])


def section_on(folder, *rows, net=None, **changes):
    """The drawn network with the borders of a table whose rows are ROW but for the changes given."""
    table = pd.DataFrame([ROW | row for row in rows], columns=list(COLUMNS))
    table.to_csv(folder / "borders.csv", index=False)
    section = BordersSection.model_validate({"table": "borders.csv"} | changes)
    return section.on(told() if net is None else net, folder).borders


def test_every_value_of_a_row_reaches_its_rule(tmp_path):
    borders = section_on(tmp_path, {}, at="23:30", scale=2, value_of_time_per_h=90)
    (rule,) = borders.rules
    assert (rule.border_id, rule.sides, rule.mode, rule.station_id) == ("gate", {"east", "west"}, "rail", "a")
    assert (rule.clearance_min, rule.extra_dwell_min, rule.fee, rule.permitted_share) == (20.0, 3.0, 30.0, 0.5)
    assert (rule.open_from_min, rule.open_to_min, rule.is_assumed) == (360.0, 60.0, True)
    assert (borders.at_min, borders.scale, borders.value_of_time_per_h) == (1410.0, 2.0, 90.0)
    assert borders.crossing([0]).border_s == pytest.approx(2 * (20 + 20) * 60.0)
    assert len(borders.digest) == 64
    assert borders.told()["rules"][0]["open_to"] == "01:00"


def test_empty_station_is_the_default_of_its_sides(tmp_path):
    assert section_on(tmp_path, {"station_id": ""}).rules[0].station_id is None


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"clearance_min": "-5"}, "clearance_min '-5' is no number from 0 to 1440; give minutes, 0 where nothing"),
        ({"clearance_min": ""}, "clearance_min '' is no number"),
        ({"clearance_min": "1e9"}, "clearance_min '1e9' is no number from 0 to 1440"),
        ({"extra_dwell_min": "nan"}, "extra_dwell_min 'nan' is no number"),
        ({"fee": "inf"}, "fee 'inf' is no number of 0 or more"),
        ({"fee": "five"}, "fee 'five' is no number"),
        ({"permitted_share": "1.5"}, "permitted_share '1.5' is no number from 0 to 1"),
        ({"open_from": "25:00"}, "open_from '25:00' is no time of day from 00:00 to 24:00; write HH:MM"),
        ({"open_to": "6:00"}, "open_to '6:00' is no time of day"),
        ({"open_to": "23:60"}, "open_to '23:60' is no time of day"),
        ({"open_to": "06:00"}, "open_from and open_to are both '06:00', which opens never"),
        ({"mode": "plane"}, "mode 'plane' is not one of rail, urban, bus, ferry, road, any"),
        ({"assumed": "maybe"}, "assumed 'maybe' is not one of yes, no"),
        ({"confidence": ""}, "confidence '' is not one of high, medium, low"),
        ({"side_a": "mars"}, "side_a 'mars' is no jurisdiction here; there are east, west"),
        ({"side_b": "", "station_id": "c"}, "side_b '' is no jurisdiction here"),
        ({"side_b": "east", "station_id": "c"}, "'east' has a border with itself; correct one side"),
        ({"station_id": "nowhere"}, "station_id 'nowhere' is no node of the network; correct it or leave it empty"),
        ({"border_id": ""}, "border_id is empty; give one"),
        ({"name_en": "a\tb"}, "name_en 'a\\tb' holds a control character"),
    ],
)
def test_hostile_row_is_refused_with_its_line_value_and_mend(tmp_path, row, message):
    with pytest.raises(NetworkError) as caught:
        section_on(tmp_path, {"border_id": "other", "station_id": "b"}, row)
    assert [(breach.file, breach.where) for breach in caught.value.breaches] == [(str(tmp_path / "borders.csv"), "3")]
    assert message in caught.value.breaches[0].message


def test_rows_for_one_place_and_mode_are_told_apart_whatever_the_order_of_the_sides(tmp_path):
    with pytest.raises(NetworkError, match="have a row of mode 'rail' at 'a' on line 2 already; keep one"):
        section_on(tmp_path, {}, {"border_id": "two", "side_a": "west", "side_b": "east"})


def test_station_outside_both_sides_is_refused(tmp_path):
    net = line_of_three()
    home = THREE | {"c": "north", "cc": "north"}
    net = net.with_nodes(jurisdiction=[home[str(node)] for node in net.nodes.index])
    with pytest.raises(NetworkError, match="'c' lies in 'north', which is neither 'east' nor 'west'"):
        section_on(tmp_path, {"station_id": "c"}, net=net)


def test_all_breaches_come_at_once_in_the_order_of_the_file(tmp_path):
    with pytest.raises(NetworkError) as caught:
        section_on(tmp_path, {"fee": "-1", "mode": "x"}, {"border_id": "two", "clearance_min": "-1", "station_id": ""})
    assert [breach.where for breach in caught.value.breaches] == ["2", "2", "3"]


def test_station_of_another_year_may_have_a_rule(tmp_path):
    net = replace(told(), absent={"later": "opened in 2030"})
    assert section_on(tmp_path, {"station_id": "later"}, net=net).rules[0].station_id == "later"


def test_table_without_rows_or_columns_is_refused(tmp_path):
    with pytest.raises(NetworkError, match="no border is in it"):
        section_on(tmp_path)
    (tmp_path / "borders.csv").write_text("border_id,side_a\n", encoding="utf-8")
    with pytest.raises(NetworkError, match="the column 'clearance_min' is missing"):
        BordersSection(table="borders.csv").on(told(), tmp_path)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b""])
def test_table_that_is_no_csv_is_a_source_error(tmp_path, content):
    (tmp_path / "borders.csv").write_bytes(content)
    with pytest.raises(SourceError, match="cannot be read as a UTF-8 CSV table"):
        BordersSection(table="borders.csv").on(told(), tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        {"at": "25:00"},
        {"at": "24:00"},
        {"at": 600},
        {"scale": -1},
        {"scale": 1001},
        {"value_of_time_per_h": 0},
        {"jurisdictions": {"column": "a", "polygons": "b", "property": "c"}},
        {"jurisdictions": {"polygons": "b"}},
        {"jurisdictions": {"property": "c"}},
    ],
)
def test_section_refuses_what_means_nothing(changes):
    with pytest.raises(ValidationError):
        BordersSection.model_validate({"table": "t.csv"} | changes)


def test_polygons_tell_the_jurisdictions(tmp_path):
    """Two boxes in degrees round the drawn network, their border at the middle of a and b."""
    net = line_of_three()
    lonlat = net.nodes.to_crs("EPSG:4326").geometry
    middle = (lonlat["a"].x + lonlat["b"].x) / 2
    boxes = {"west": (middle - 5, middle), "east": (middle, middle + 5)}
    features = [
        {
            "type": "Feature",
            "properties": {"who": name},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[low, 30], [high, 30], [high, 50], [low, 50], [low, 30]]],
            },
        }
        for name, (low, high) in boxes.items()
    ]
    path = tmp_path / "sides.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    told_by = {"polygons": "sides.geojson", "property": "who"}
    borders = section_on(tmp_path, {}, net=net, jurisdictions=told_by)
    sides = [borders.sides.names[side] for side in borders.sides.of_nodes(net.nodes)]
    assert dict(zip(net.nodes.index, sides, strict=True)) == THREE
    with pytest.raises(NetworkError, match="no feature has the property 'name'"):
        section_on(tmp_path, {}, net=net, jurisdictions=told_by | {"property": "name"})
    features[0]["properties"]["who"] = None
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    with pytest.raises(NetworkError, match="feature 1: is no valid polygon with a word as 'who'"):
        section_on(tmp_path, {}, net=net, jurisdictions=told_by)


def test_file_of_a_pinned_network_is_found_and_no_path_leaves_it(tmp_path):
    assert input_file("graphs:jingjinji/stations.csv", tmp_path).name == "stations.csv"
    for path in ("graphs:jingjinji", "graphs:jingjinji/", "graphs:jingjinji/..", "graphs:../configs/x.yaml"):
        with pytest.raises(SourceError, match="write graphs:NAME/FILE"):
            input_file(path, tmp_path)
    for path in ("graphs:../x.csv", "graphs:nowhere/x.csv"):
        with pytest.raises(SourceError, match="no such pinned network"):
            input_file(path, tmp_path)
    for path in ("graphs:jingjinji/none.csv", "none.csv", "."):
        with pytest.raises(SourceError, match="no such file"):
            input_file(path, tmp_path)
