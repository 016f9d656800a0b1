"""What the reference networks must say of their regions, against published figures."""

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from netopt.network.snapshot import file_digest, write_snapshot
from netopt.pipeline import run
from netopt.rail.validate_network import validate_network
from netopt.rail.validation import read_pairs
from netopt.sources.line_table import LineTableSource
from netopt.sources.pinned import data_folder
from netopt.sources.snapshot import SnapshotSource

CONFIGS = Path(__file__).parent.parent / "configs"
REGIONS = ("jingjinji", "gba", "yrd", "chengyu")
PAIRS = {"jingjinji": (4, 9), "gba": (3, 10), "yrd": (2, 11), "chengyu": (2, 10)}
"""Published pairs that must be found: of high confidence, of high and medium."""
BIAS_2016 = {"jingjinji": 0.03, "gba": 0.03, "yrd": 0.03, "chengyu": 0.05}
"""Largest bias; that of Chengdu-Chongqing lies mostly in its tables: on the real trips it is a third of it."""
PAIRS_2016 = {"jingjinji": 480, "gba": 290, "yrd": 2900, "chengyu": 390}


def network(region: str):
    return SnapshotSource(path=f"graphs:{region}").read(CONFIGS)


@cache
def published(region: str, shared: Path) -> pd.DataFrame:
    """The published pairs that the network has, each in the state of its year."""
    found = validate_network(network(region), read_pairs(shared / "timetable" / "published_pairs.csv")).pairs
    return found[found["matched"]]


def validated(region: str, rows: str, folder: Path, *, as_of: int) -> list[float]:
    path = folder / "pairs.csv"
    path.write_text("from,to,minutes\n" + rows, encoding="utf-8")
    return validate_network(network(region), read_pairs(path), as_of=as_of).pairs["error_share"].tolist()


@pytest.mark.parametrize("region", REGIONS)
def test_pinned_network_is_rebuilt_byte_for_byte(region, tmp_path):
    pytest.importorskip("scgraph_data", reason="rebuilding needs the extra: pip install 'netopt[world]'")
    write_snapshot(LineTableSource(path=f"graphs:{region}").read(tmp_path), tmp_path / "again")
    pinned = data_folder("graphs") / region
    for path in sorted((tmp_path / "again").iterdir()):
        assert file_digest(path) == file_digest(pinned / path.name), f"{path.name}: pin the network again (make pin)"


@pytest.mark.parametrize("region", REGIONS)
def test_published_times_are_met(region, shared):
    """Mean absolute error at most 8 % on high-confidence pairs, 10 % on high and medium."""
    found = published(region, shared)
    high = found[found["confidence"] == "high"]["error_share"]
    both = found[found["confidence"].isin(["high", "medium"])]["error_share"]
    assert (len(high), len(both)) >= PAIRS[region]
    assert high.abs().mean() <= 0.08
    assert both.abs().mean() <= 0.10


def test_published_times_of_all_regions_together_lean_to_neither_side(shared):
    found = pd.concat([published(region, shared) for region in REGIONS])
    found = found[found["confidence"].isin(["high", "medium"])]
    assert len(found) >= 40
    assert abs(found["error_share"].mean()) <= 0.03


@pytest.mark.parametrize("region", REGIONS)
def test_timetable_of_2016_is_met(region, shared):
    """Fastest minutes of every pair with a direct train on 10 March 2016."""
    pairs = read_pairs(shared / "timetable" / "station_pairs_2016.csv")
    found = validate_network(network(region), pairs, as_of=2016).pairs
    found = found[found["matched"]]
    assert len(found) >= PAIRS_2016[region]
    assert found["error_share"].abs().mean() <= 0.10
    assert abs(found["error_share"].mean()) <= BIAS_2016[region]


def test_high_speed_trains_cross_the_border_and_the_delta_in_the_published_minutes(tmp_path):
    """West Kowloon - Shenzhen North 18 min, Guangzhou South - Shenzhen North 30 min, in the vehicle."""
    errors = validated("gba", "香港西九龙,深圳北,18\n广州南,深圳北,30\n", tmp_path, as_of=2024)
    assert max(map(abs, errors)) <= 0.15


@pytest.fixture(scope="module")
def borders(tmp_path_factory):
    return run(CONFIGS / "gba_borders.yaml", out=tmp_path_factory.mktemp("run") / "borders")


def test_the_bridge_is_told_with_and_without_the_control_points(borders):
    """The bus takes 40 min to either side, as published; the checks at both of its ends add to them."""
    effect = pd.read_csv(borders.folder / "tables" / "border_effect_stations.csv").set_index(["origin", "destination"])
    bridge = effect.loc[[("hzmb_hk", "macau"), ("hzmb_hk", "zhuhai")]]
    assert bridge["station_to_station_without_min"].tolist() == pytest.approx([40.0, 40.0], rel=0.15)
    assert bridge["station_to_station_with_min"].tolist() == pytest.approx([65.0, 70.0], rel=0.15)


def test_the_circle_of_hong_kong_is_smaller_with_borders(borders):
    entry = next(entry for entry in borders.summary["measures"] if entry["threshold_min"] == 90)
    centre = next(centre for centre in entry["centres"] if centre["id"] == "hongkong")
    assert 0.0 < centre["area_with_km2"] < centre["area_without_km2"]


@pytest.mark.parametrize(("region", "pairs"), [("gba", 55), ("yrd", 820), ("chengyu", 120)])
def test_every_pair_of_cities_is_in_the_table_both_ways(region, pairs, tmp_path):
    result = run(CONFIGS / f"{region}_one_hour.yaml", out=tmp_path / "run")
    od = pd.read_csv(result.folder / "tables" / "od_minutes.csv")
    assert len(od) == 2 * pairs
    assert od["door_to_door_min"].notna().all()
