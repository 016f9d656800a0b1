"""A run with borders: the section reaches every measure, and the manifest tells all rules."""

import json

import pandas as pd
import pytest

from netopt.errors import NetworkError
from netopt.pipeline import run

HEADER = (
    "border_id,name_zh,name_en,side_a,side_b,mode,station_id,clearance_min,extra_dwell_min,fee,open_from,open_to,"
    "permitted_share,assumed,source,confidence\n"
)
ROW = "{0}-{1},界,Border,{0},{1},any,,{2},0,0,00:00,24:00,1,yes,drawn for this test,low\n"
CONFIG = """
name: provinces
network: {kind: snapshot, path: "graphs:jingjinji", as_of: 2024}
borders: {table: borders.csv, scale: SCALE}
measures:
  - {kind: commuting_circle, centres: [xiongan], thresholds_min: [30], cell_km: 5}
"""


def ran(folder, pairs, scale=1):
    """The run's folder."""
    rows = "".join(ROW.format(*pair, 20) for pair in pairs)
    (folder / "borders.csv").write_text(HEADER + rows, encoding="utf-8")
    (folder / "config.yaml").write_text(CONFIG.replace("SCALE", str(scale)), encoding="utf-8")
    return run(folder / "config.yaml", out=folder / "out").folder


ALL_PAIRS = (("beijing", "tianjin"), ("beijing", "hebei"), ("hebei", "tianjin"))


def test_run_tells_every_rule_in_its_manifest_and_the_minutes_at_borders_in_its_tables(tmp_path):
    folder = ran(tmp_path, ALL_PAIRS)
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["borders"]
    assert (told["table"], told["at"], told["scale"], len(told["digest"])) == ("borders.csv", "10:00", 1.0, 64)
    assert told["jurisdictions"] == ["beijing", "hebei", "tianjin"]
    assert [(rule["border_id"], rule["is_assumed"]) for rule in told["rules"]] == [
        (f"{one}-{other}", True) for one, other in ALL_PAIRS
    ]
    frame = pd.read_csv(folder / "tables" / "od_door_to_door.csv")
    parts = [name for name in frame.columns if name.endswith("_min") and name != "door_to_door_min"]
    assert frame[parts].sum(axis=1).to_numpy() == pytest.approx(frame["door_to_door_min"].to_numpy(), abs=1e-3)
    pair = frame.set_index(["origin", "destination", "station_time"])["border_min"]
    assert pair["beijing", "tianjin", "commuter"] >= 20.0
    assert pair["baoding", "xiongan", "commuter"] == 0.0


def test_border_that_no_rule_is_for_stops_the_run_and_names_the_edge(tmp_path):
    with pytest.raises(NetworkError, match=r"edge '.+' from .+ \(hebei\) to .+ \(tianjin\) crosses a border by rail"):
        ran(tmp_path, ALL_PAIRS[:2])
