import pytest
from hypothesis import given
from hypothesis import strategies as st

from netopt.osm.tags import (
    HIGHEST_KMH,
    LEAST_KMH,
    is_no,
    is_said,
    is_yes,
    parse_duration,
    parse_gauges,
    parse_int,
    parse_speed,
    parse_year,
)


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("350", 350.0),
        ("160 km/h", 160.0),
        ("160km/h", 160.0),
        ("80 kmh", 80.0),
        ("80 KPH", 80.0),
        ("100 mph", 160.9344),
        ("60 knots", 111.12),
        ("350 ", 350.0),
        ("62.5", 62.5),
        ("３５０", 350.0),
        ("5", 5.0),
        ("603", 603.0),
    ],
)
def test_parse_speed_when_one_value_is_told_then_it_is_read_in_kmh(text, kmh):
    speed = parse_speed(text)
    assert speed.kmh == pytest.approx(kmh)
    assert not speed.is_ambiguous


@pytest.mark.parametrize("text", ["120;80", "80|120", "120; 80", "80 km/h;100 mph", "80;none"])
def test_parse_speed_when_several_values_are_told_then_the_lowest_is_taken_as_ambiguous(text):
    assert parse_speed(text) == (80.0, True)


def test_parse_speed_when_one_value_is_told_twice_then_it_is_not_ambiguous():
    assert parse_speed("80;80") == (80.0, False)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "none",
        "signals",
        "variable",
        "walk",
        "RU:urban",
        "0",
        "4.9",
        "-80",
        "nan",
        "inf",
        "1e9",
        "604",
        "80,5",
        "80 m/s",
        "fast",
        "8" * 300,
        ";",
        "none;signals",
    ],
)
def test_parse_speed_when_no_line_speed_is_told_then_it_is_missing_and_not_ambiguous(text):
    assert parse_speed(text) == (None, False)


@given(st.text() | st.from_regex(r"[0-9.;|]*( ?(km/h|mph|knots))?"))
def test_parsers_when_given_any_text_then_they_answer_within_bounds(text):
    kmh, _ = parse_speed(text)
    assert kmh is None or LEAST_KMH <= kmh <= HIGHEST_KMH
    gauges = parse_gauges(text)
    assert gauges is None or all(150 <= gauge <= 3000 for gauge in gauges)
    seconds = parse_duration(text)
    assert seconds is None or 0 < seconds < 1e9
    year = parse_year(text)
    assert year is None or 1800 <= year <= 2200
    number = parse_int(text)
    assert number is None or 0 <= number < 10**9
    assert not (is_yes(text) and is_no(text))


@pytest.mark.parametrize(
    ("text", "gauges"),
    [("1435", {1435}), ("1435;1000", {1000, 1435}), ("1435 mm", {1435}), ("1435; 1435", {1435}), (None, set())],
)
def test_parse_gauges_when_numbers_are_told_then_they_are_a_set(text, gauges):
    assert parse_gauges(text) == gauges


@pytest.mark.parametrize("text", ["standard", "1435;broad", "4 ft 8.5 in", "99999", "0", "-1435"])
def test_parse_gauges_when_a_part_is_no_gauge_then_nothing_is_read(text):
    assert parse_gauges(text) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("PT1H10M", 4200.0),
        ("PT50M", 3000.0),
        ("P1DT2H", 93600.0),
        ("pt90s", 90.0),
        ("01:10", 4200.0),
        ("1:10:30", 4230.0),
        ("70", 4200.0),
        ("7.5", 450.0),
        ("70 min", 4200.0),
    ],
)
def test_parse_duration_when_in_a_known_form_then_seconds_are_read(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", [None, "", "P", "PT", "0", "00:00", "1:75", "an hour", "-5", "1:2:3:4"])
def test_parse_duration_when_in_no_known_form_then_it_is_missing(text):
    assert parse_duration(text) is None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2027", 2027),
        ("2027-06", 2027),
        ("2027-06-30", 2027),
        ("06/2027", 2027),
        ("30.06.2027", 2027),
        ("~1905", 1905),
        ("2027-Q4", 2027),
        ("2027年6月", 2027),
    ],
)
def test_parse_year_when_one_year_is_told_then_it_is_read(text, year):
    assert parse_year(text) == year


@pytest.mark.parametrize(
    "text", [None, "", "C19", "mid C19", "1920s", "before 1900", "1841..1850", "1841-1850", "0000", "20270630", "soon"]
)
def test_parse_year_when_no_single_year_is_told_then_it_is_missing(text):
    assert parse_year(text) is None


def test_parse_int_when_not_a_plain_count_then_it_is_missing():
    assert [parse_int(text) for text in ("2", " 4 ", "2.0", "-1", "two", "1;2", None)] == [
        2,
        4,
        None,
        None,
        None,
        None,
        None,
    ]


def test_yes_and_no_when_a_tag_says_a_sort_then_it_is_said_but_neither():
    assert (is_yes("viaduct"), is_no("viaduct"), is_said("viaduct")) == (False, False, True)
    assert (is_yes("yes"), is_no("no"), is_said("no"), is_said(None), is_no(None)) == (True, True, False, False, False)
