"""A network as it was at the end of a year."""

import pandas as pd
import pytest

from netopt.errors import NetworkError, UnknownNodeError
from netopt.rail.history import in_force
from tests.network.test_network import line_of_three


def two_ages():
    """a --2008: 350, 2011: 300, 2018: 350-- b --opened 2015, closed 2020-- c"""
    network = line_of_three()
    network = network.with_edges(
        opened_year=[2008, 2015],
        **{"class": "hsr"},
        closed_year=pd.array([pd.NA, 2020], dtype="Int64"),
        speed_history=["2008:350;2011:300;2018:350", "2015:250"],
        speed_assumed=["no;no;yes", "no"],
    )
    return network.with_nodes(opened_year=pd.array([1900, 1900, pd.NA], dtype="Int64"))


@pytest.mark.parametrize(("year", "kmh", "assumed"), [(2010, 350, False), (2013, 300, False), (2018, 350, True)])
def test_in_force_takes_the_speed_of_the_year(year, kmh, assumed):
    edges = in_force(two_ages(), year).edges
    assert (edges.loc["ab", "max_kmh"], edges.loc["ab", "max_kmh_assumed"]) == (kmh, assumed)


@pytest.mark.parametrize(
    ("year", "edges"), [(2014, ["ab"]), (2015, ["ab", "bc"]), (2019, ["ab", "bc"]), (2020, ["ab"])]
)
def test_in_force_keeps_edges_from_the_end_of_opening_to_the_end_of_the_year_before_closing(year, edges):
    assert in_force(two_ages(), year).edges.index.tolist() == edges


def test_in_force_when_nothing_is_open_says_the_year():
    with pytest.raises(NetworkError, match="no edge in force at the end of 1950"):
        in_force(two_ages(), 1950)


def test_in_force_when_a_speed_is_missing_names_the_edge():
    network = two_ages().with_edges(opened_year=[2005, 2015])
    with pytest.raises(NetworkError, match="edge 'ab' is open in 2006 but its first speed holds from 2008"):
        in_force(network, 2006)


def test_in_force_without_a_year_is_the_latest_state():
    assert in_force(two_ages(), None).edges.index.tolist() == ["ab"]


def test_in_force_of_a_network_without_history_changes_nothing():
    network = line_of_three()
    assert in_force(network, 2024).edges.index.tolist() == network.edges.index.tolist()


def test_in_force_keeps_services_to_the_end_of_their_last_year():
    from dataclasses import replace

    services = pd.DataFrame(
        {"from_year": [2008, 2016], "to_year": pd.array([2015, pd.NA], dtype="Int64")}, index=["s", "t"]
    ).assign(stations="a;b", lines="l", pattern="all", train="EMU350", headway_min=60.0, terminus="none")
    ranked = two_ages().with_nodes(**{"class": "main"}).with_edges(line_id="l")
    network = replace(ranked, services=services)
    assert in_force(network, 2015).services.index.tolist() == ["s"]
    assert in_force(network, 2016).services.index.tolist() == ["t"]


def test_node_that_is_not_open_yet_is_told_with_its_year():
    network = two_ages().with_nodes(opened_year=pd.array([1900, 1900, 2015], dtype="Int64"))
    with pytest.raises(UnknownNodeError, match=r"no node c \(opened in 2015, not there at the end of 2013\)"):
        in_force(network, 2013).positions(["a", "c"])


def test_node_that_is_closed_is_told_with_its_year():
    network = two_ages().with_nodes(closed_year=pd.array([pd.NA, pd.NA, 2012], dtype="Int64"))
    with pytest.raises(UnknownNodeError, match=r"no node c \(closed in 2012, not there at the end of 2013\)"):
        in_force(network, 2013).positions(["c"])
    with pytest.raises(UnknownNodeError, match=r"no node c \(closed in 2012, not there any more\)"):
        in_force(network, None).positions(["c"])


@pytest.mark.parametrize(
    ("history", "assumed"),
    [("2008-350", "no"), ("", "no"), ("2008:350;2011:", "no;no"), ("2008:350", "no;no"), ("2008:0", "no")],
)
def test_speed_history_that_cannot_be_read_names_edge_and_value(history, assumed):
    network = two_ages().with_edges(speed_history=[history, "2015:250"], speed_assumed=[assumed, "no"])
    with pytest.raises(NetworkError, match=f"edge 'ab' has speed_history '{history}' and speed_assumed '{assumed}'"):
        in_force(network, 2014)


def test_edge_of_an_unknown_class_is_told_with_edge_and_value():
    network = two_ages().with_edges(**{"class": ["maglev", "hsr"]})
    with pytest.raises(NetworkError, match=r"edge 'ab' has class 'maglev'; give one of hsr"):
        in_force(network, 2014)
