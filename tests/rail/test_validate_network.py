"""A drawn network against published minutes, each pair in the state of its own year."""

import pandas as pd
import pytest

from netopt.errors import NetworkError
from netopt.rail.validate_network import validate_network
from netopt.sources import LineTableSource
from tests.table_folder import write_tables


@pytest.fixture
def network(tmp_path):
    """West to east since 2008, served; far since 2015, unserved."""
    write_tables(tmp_path / "tables")
    return LineTableSource(path="tables", geometry="straight").read(tmp_path)


def pairs_of(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["from", "to", "minutes", "year", "confidence"]).astype({"year": float})


def test_pair_is_run_in_the_state_of_its_year(network):
    found = validate_network(network, pairs_of(("west", "far", 40, 2010, ""), ("west", "far", 40, 2020, "")))
    assert found.pairs["reason"].tolist() == ["not in force in 2010", "no direct service"]


def test_pair_without_a_year_gets_the_one_asked_for_else_the_newest(network):
    pair = pairs_of(("west", "far", 40, float("nan"), ""))
    assert validate_network(network, pair, as_of=2012).pairs["reason"].tolist() == ["not in force in 2012"]
    assert validate_network(network, pair).pairs["reason"].tolist() == ["no direct service"]


def test_year_in_which_nothing_was_open_leaves_its_pairs_unmatched_and_the_others_alone(network):
    found = validate_network(network, pairs_of(("west", "east", 40, 1850, ""), ("west", "east", 40, 2020, ""))).pairs
    assert found["matched"].tolist() == [False, True]
    assert found["reason"].tolist() == ["not in force in 1850", ""]


def test_speed_of_the_year_gives_the_minutes(network):
    slower = network.with_edges(speed_history="2008:160;2015:250", speed_assumed="no;no")
    rows = [("west", "east", 30, year, "") for year in (2014, 2015)]
    before, after = validate_network(slower, pairs_of(*rows)).pairs["model_min"]
    assert before > after + 5  # 86 km: 32.3 min at 160 km/h, 20.6 min at 250 km/h


def test_network_without_services_cannot_be_validated(network):
    bare = type(network)(network.nodes, network.edges, network.provenance)
    with pytest.raises(NetworkError, match="has no services"):
        validate_network(bare, pairs_of(("west", "east", 30, 2020, "")))
