"""A region's configuration, pointed at an extract of another continent: nothing regional stands in the code."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from netopt.pipeline import run

CONFIGS = Path(__file__).parent.parent / "configs"
ZONES = """zone_id,name_zh,name_en,population,lon,lat,centre,jurisdiction,source
bruehl,布吕尔,Brühl,44126,6.9053,50.8283,main_place,south,people of the end of 2020: general knowledge
kerpen,凯尔彭,Kerpen,66206,6.6960,50.8720,main_place,west,people of the end of 2020: general knowledge
koeln,科隆,Köln,1083498,6.9603,50.9375,main_place,middle,people of the end of 2020: general knowledge
leverkusen,勒沃库森,Leverkusen,163851,6.9843,51.0303,main_place,north,people of the end of 2020: general knowledge
"""


@pytest.fixture
def cologne(shared, tmp_path):
    """The Greater Bay Area's configuration with the network and the centres of Cologne, and nothing else changed."""
    config = yaml.safe_load((CONFIGS / "gba_one_hour.yaml").read_text(encoding="utf-8"))
    (tmp_path / "zones").mkdir()
    (tmp_path / "zones" / "zones.csv").write_text(ZONES, encoding="utf-8")
    extract = str(shared / "osm" / "cologne-railway.osm.pbf")
    config["network"] = {"kind": "osm_rail", "file": extract, "zones": "zones"}
    circle, _, circles_123 = config["measures"]
    circle["centres"] = ["koeln", "leverkusen"]
    circles_123["centres"] = ["koeln"]
    path = tmp_path / "cologne.yaml"
    path.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    return run(path, out=tmp_path / "run")


def test_cologne_has_circles_pairs_and_access_by_the_same_configuration(cologne):
    entries = cologne.summary["measures"]
    areas = [entry["centres"][0]["area_km2"] for entry in entries if entry["kind"] == "commuting_circle"]
    assert areas == sorted(areas)
    assert areas[0] > 50.0
    od = pd.read_csv(cologne.folder / "tables" / "od_minutes.csv").set_index(["origin", "destination"])
    assert 20.0 < od.loc[("koeln", "leverkusen"), "door_to_door_min"] < 60.0
    assert (od["in_vehicle_min"] > 0.0).all()
    assert {"accessibility", "circles_123"} <= {entry["kind"] for entry in entries}
