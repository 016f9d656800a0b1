"""Any tags on any small document: a network that fits together, or an error of ours."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netopt.errors import NetoptError
from netopt.osm.elements import extract_of_elements
from netopt.osm.extract import ExtractOrigin
from netopt.osm.selection import MODES, Selection
from netopt.rail.country import Country
from netopt.rail.osm_network import OsmRailOptions, osm_network

ORIGIN = ExtractOrigin("soup", "")
OPTIONS = OsmRailOptions(Country.load("china"), (*MODES, "rail_ferry"), lifecycles=("open", "construction"))
PLACES = [(116.0 + 0.02 * east, 39.0 + 0.02 * north) for north in range(3) for east in range(4)]
"""A grid of twelve nodes, 1.7 by 2.2 km apart: ids 1 to 12."""
WORDS = (
    "rail subway tram construction station halt stop switch railway_crossing buffer_stop yes no -1 main siding "
    "spur 1435;1000 1e309 nan 120;80 forward backward passenger freight 2030 PT10M train 甲 A;B:C =1+1 <b>"
)
VALUES = st.one_of(st.sampled_from(WORDS.split()), st.text(max_size=8))
KEY_WORDS = (
    "railway usage service gauge electrified voltage maxspeed maxspeed:forward highspeed oneway "
    "railway:preferred_direction railway:traffic_mode tunnel bridge name name:zh ref start_date construction "
    "duration public_transport train subway station interval railway:switch from to route"
)
KEYS = st.one_of(st.sampled_from(KEY_WORDS.split()), st.text(max_size=6))
TAGS = st.dictionaries(KEYS, VALUES, max_size=5)
REFS = st.lists(st.integers(1, 13), min_size=2, max_size=6)
"""Node 13 is not in the document."""
MEMBERS = st.lists(
    st.tuples(
        st.sampled_from(["node", "way", "relation"]), st.integers(1, 23), st.sampled_from(["", "stop", "platform"])
    ),
    max_size=6,
)


@pytest.mark.filterwarnings("ignore::netopt.errors.NetoptWarning")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    node_tags=st.lists(TAGS, min_size=12, max_size=12),
    names=st.lists(VALUES, min_size=3, max_size=3),
    ways=st.lists(st.tuples(REFS, TAGS), min_size=1, max_size=5),
    relations=st.lists(st.tuples(MEMBERS, TAGS), max_size=3),
)
def test_network_fits_together_or_an_error_is_ours_when_tags_are_any(node_tags, names, ways, relations):
    """A line of four nodes with three stations is always there, so that most documents make a network."""
    elements = [
        {"type": "node", "id": number, "lon": lon, "lat": lat, "tags": tags}
        for number, ((lon, lat), tags) in enumerate(zip(PLACES, node_tags, strict=True), start=1)
    ]
    elements += [
        {
            "type": "node",
            "id": 20 + place,
            "lon": PLACES[place][0],
            "lat": 39.0001,
            "tags": {"railway": "station", "name": name},
        }
        for place, name in enumerate(names, start=1)
    ]
    elements.append({"type": "way", "id": 1, "nodes": [1, 2, 3, 4], "tags": {"railway": "rail"}})
    elements += [
        {"type": "way", "id": number, "nodes": refs, "tags": {"railway": "rail", **tags}}
        for number, (refs, tags) in enumerate(ways, start=2)
    ]
    elements += [
        {
            "type": "relation",
            "id": number,
            "members": [{"type": kind, "ref": ref, "role": role} for kind, ref, role in members],
            "tags": {"type": "route", "route": "train", **tags},
        }
        for number, (members, tags) in enumerate(relations, start=1)
    ]
    extract = extract_of_elements([{"elements": elements}], ORIGIN, selection=Selection(modes=MODES))
    try:
        made = osm_network(extract, OPTIONS)
    except NetoptError:
        return
    assert made.nodes.index.is_unique
    assert made.edges.index.is_unique
    assert made.services.index.is_unique
    assert set(made.edges["from_node"]) | set(made.edges["to_node"]) <= set(made.nodes.index)
    assert (made.edges["length_m"] > 0.0).all()
    assert made.edges["running_s"].notna().all()
    for stations in made.services["stations"]:
        assert set(stations.split(";")) <= set(made.nodes.index)
    for lines in made.services["lines"]:
        assert set(lines.split(";")) <= set(made.edges["line_id"].dropna())
