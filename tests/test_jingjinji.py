"""What the reference network must say of Beijing, Tianjin and Hebei, against published figures."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from netopt.pipeline import run
from netopt.rail.validate_network import validate_network
from netopt.rail.validation import read_pairs
from netopt.sources.snapshot import SnapshotSource

CONFIGS = Path(__file__).parent.parent / "configs"
PINNED = SnapshotSource(path="graphs:jingjinji")


@pytest.fixture(scope="module")
def in_2024(tmp_path_factory):
    return run(CONFIGS / "jingjinji_one_hour.yaml", out=tmp_path_factory.mktemp("run") / "in_2024")


@pytest.fixture(scope="module")
def in_2013(tmp_path_factory):
    return run(CONFIGS / "jingjinji_one_hour_2013.yaml", out=tmp_path_factory.mktemp("run") / "in_2013")


def minutes(result) -> pd.DataFrame:
    return pd.read_csv(result.folder / "tables" / "od_minutes.csv").set_index(["origin", "destination"])


def areas_km2(result, threshold_min: float) -> dict[str, float]:
    entry = next(entry for entry in result.summary["measures"] if entry["threshold_min"] == threshold_min)
    return {centre["id"]: centre["area_km2"] for centre in entry["centres"]}


def validation_of(rows: str, tmp_path: Path, *, as_of: int) -> pd.DataFrame:
    path = tmp_path / "pairs.csv"
    path.write_text("from,to,minutes\n" + rows, encoding="utf-8")
    return validate_network(PINNED.read(tmp_path), read_pairs(path), as_of=as_of).pairs


def test_beijing_south_to_tianjin_takes_thirty_minutes_in_vehicle(tmp_path):
    """Published: 30 min since August 2018."""
    pairs = validation_of("北京南,天津,30\n", tmp_path, as_of=2024)
    assert abs(pairs["error_share"].iloc[0]) <= 0.15


def test_beijing_west_to_xiongan_takes_fifty_minutes_in_vehicle(tmp_path):
    """Published: 50 min at the opening in December 2020."""
    pairs = validation_of("北京西,雄安,50\n", tmp_path, as_of=2020)
    assert abs(pairs["error_share"].iloc[0]) <= 0.15


def test_beijing_reaches_tianjin_within_the_hour_from_station_to_station_but_not_handan(in_2024):
    od = minutes(in_2024)["station_to_station_min"]
    assert od["beijing", "tianjin"] < 60
    assert od["beijing", "handan"] > 60


def test_door_to_door_is_never_shorter_than_the_railway_part(in_2024):
    od = minutes(in_2024)
    by_rail = od[od["in_vehicle_min"] > 0]
    assert (by_rail["station_to_station_min"] >= by_rail["in_vehicle_min"] - 1e-6).all()


def test_commuters_reach_no_less_than_occasional_travellers(in_2024):
    circles = pd.read_csv(in_2024.folder / "tables" / "circle.csv")
    wide = circles.pivot_table(index=["centre", "threshold_min"], columns="station_time", values="area_km2")
    assert (wide["commuter"] >= wide["occasional"] - 1e-6).all()


def test_network_of_2013_lacks_the_lines_opened_later(in_2013):
    lines = set(in_2013.network.edges["line_id"])
    assert not lines & {"baxu", "jingxiong", "jingtang", "jinxing", "jingzhang", "chongli"}
    assert "xiongan_zhan" not in in_2013.network.nodes.index
    assert {"jingjin", "jinghu_hsr", "jinqin"} <= lines


def test_circles_of_2013_are_smaller(in_2013, in_2024):
    for threshold_min in (60, 90, 120):
        then, now = areas_km2(in_2013, threshold_min), areas_km2(in_2024, threshold_min)
        assert sum(then.values()) < sum(now.values())
        assert all(then[centre] <= now[centre] * 1.01 for centre in now)


def test_halving_the_cell_changes_no_area_by_more_than_two_percent(in_2024):
    fine = in_2024.config.measures[0].model_copy(update={"check_grid": True}).evaluate(in_2024.network)
    table = next(table.frame for table in fine.tables if table.name == "grid_convergence")
    change = table.filter(like="change").to_numpy(dtype=float)
    assert change.size
    assert np.nanmax(np.abs(change)) <= 0.02
