"""Default services on a drawn corridor: what they cover, where they end, what is assumed."""

import pandas as pd

from netopt.rail.country import Country
from netopt.rail.service_sources.default_services import default_services
from netopt.rail.services.service import stop_sequences
from tests.rail.services.drawn_corridor import drawn_edges, drawn_nodes

WORLD = Country.load("world")
MAIN = ("main", ["n1", "n2", "n3", "n4", "n5"])


def test_chain_is_one_service_of_all_stations_at_the_headway_of_the_class_marked_assumed():
    services, counts = default_services([MAIN], drawn_edges(), WORLD)
    row = services.loc["all:main"]
    assert (row["stations"], row["lines"], row["pattern"]) == ("n1;n2;n3;n4;n5", "main", "all")
    assert (row["headway_min"], row["train"], row["assumed"], row["terminus"]) == (60.0, "LOCO160", "yes", "both")
    assert "assumed" in row["source"]
    assert counts == {"services": 1}
    assert stop_sequences(services, drawn_nodes(), drawn_edges()).left_out == {}


def test_end_where_the_extract_was_cut_is_no_terminus():
    services, _ = default_services([MAIN], drawn_edges(), WORLD, clipped_stations={"n5"})
    assert services.loc["all:main", "terminus"] == "first"


def test_edges_that_a_better_source_covers_get_none_and_are_no_terminus():
    """n2-n3 is row 1 of the edges."""
    services, counts = default_services([MAIN], drawn_edges(), WORLD, covered=[1])
    assert services["stations"].tolist() == ["n1;n2", "n3;n4;n5"]
    assert services["terminus"].tolist() == ["first", "last"]
    assert counts == {"services": 2, "edges_covered": 1}


def test_chain_wholly_covered_gives_no_service():
    services, _ = default_services([MAIN], drawn_edges(), WORLD, covered=range(4))
    assert services.empty


def test_services_have_ids_of_their_own_when_a_line_is_called_like_another_with_a_number():
    """Line main in two chains, and a line main-2."""
    edges = drawn_edges().assign(line_id=["main", "main", "main-2", "main-2", *drawn_edges()["line_id"].iloc[4:]])
    chains = [("main", ["n1", "n2"]), ("main", ["n2", "n3"]), ("main-2", ["n3", "n4", "n5"])]
    services, _ = default_services(chains, edges, WORLD)
    assert services["stations"].to_dict() == {
        "all:main": "n1;n2",
        "all:main-2": "n2;n3",
        "all:main-2-2": "n3;n4;n5",
    }


def test_freight_line_gets_no_service():
    edges = drawn_edges().assign(**{"class": "freight"})
    services, counts = default_services([MAIN], edges, WORLD)
    assert services.empty
    assert counts["edges_of_freight"] == 4


def test_gap_in_a_chain_is_counted_and_cuts():
    services, counts = default_services([MAIN], drawn_edges().drop("n3-n4"), WORLD)
    assert services["stations"].tolist() == ["n1;n2;n3", "n4;n5"]
    assert counts["chain_gaps"] == 1


def test_ring_is_unrolled_and_has_no_terminus():
    ring = ("ring", ["n11", "n12", "n13", "n14", "n11"])
    services, _ = default_services([ring], drawn_edges(), WORLD)
    assert services.loc["all:ring", "stations"] == "n11;n12;n13;n14;n11;n12"
    assert (services.loc["all:ring", "terminus"], services.loc["all:ring", "headway_min"]) == ("none", 5.0)


def test_line_opened_in_stages_has_a_service_for_each_state():
    """n1-n3 from 2000 on, n3-n4 from 2010, n4-n5 from 2005: 2000-2009 n1;n2;n3, 2005-2009 n4;n5, from 2010 all."""
    years = pd.Series([2000, 2000, 2010, 2005, pd.NA, pd.NA, pd.NA, pd.NA, pd.NA], dtype="Int64")
    edges = drawn_edges().assign(opened_year=years.to_numpy())
    services, _ = default_services([MAIN], edges, WORLD)
    spans = (
        services[["stations", "from_year", "to_year", "terminus"]].astype(object).where(lambda cell: cell.notna(), None)
    )
    assert [tuple(row) for row in spans.itertuples(index=False)] == [
        ("n1;n2;n3", 2000, 2009, "both"),
        ("n4;n5", 2005, 2009, "both"),
        ("n1;n2;n3;n4;n5", 2010, None, "both"),
    ]


def test_no_chains_give_an_empty_frame_with_columns():
    services, _ = default_services([], drawn_edges(), WORLD)
    assert services.empty
    assert "headway_min" in services.columns
