"""Notices of licences: every source by name, each licence's text once."""

from netopt.network.licence_notice import LICENCE_TEXTS, licence_notices, licence_texts
from netopt.provenance import DataSource

TRACK = DataSource("Track", "ODbL-1.0", "2026", "© OpenStreetMap contributors")
STATIONS = DataSource("Stations", "ODbL-1.0", "2026", "© OpenStreetMap contributors")
FACTS = DataSource("Facts", "CC0", "2020", "nobody")


def test_each_source_is_named_and_each_licence_told_once():
    assert licence_notices([TRACK, FACTS, STATIONS, TRACK]) == [
        "© OpenStreetMap contributors (Track, ODbL-1.0)",
        "nobody (Facts, CC0)",
        "© OpenStreetMap contributors (Stations, ODbL-1.0)",
        LICENCE_TEXTS["ODbL-1.0"],
    ]


def test_licence_without_a_text_adds_none():
    assert licence_texts([FACTS]) == []
