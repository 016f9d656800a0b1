"""Free running over speed segments, against times worked by hand for a train of constant acceleration."""

import numpy as np
import pandas as pd
import pytest

from netopt.errors import NetworkError
from netopt.rail.parameters import Integration, RailParameters
from netopt.rail.running.free_running import free_running_s, segment_running_s
from tests.rail.running.test_running_time import CONSTANT

TRAIN_OF_CLASS = {"hsr": "TEST", "subway": "METRO"}


@pytest.fixture(scope="module")
def exact(parameters) -> RailParameters:
    """Parameters with the test train (0.4 m/s2, brakes 0.5 m/s2, 200 m) and steps of 5 m."""
    changes = {"trains": parameters.trains | {"TEST": CONSTANT}, "integration": Integration(step_m=5.0)}
    return parameters.model_copy(update=changes)


def edge(segments, back_kmh=None, *, name="hsr") -> pd.DataFrame:
    """One edge of segments (metres, km/h)."""
    length_m, kmh = ([float(value) for value in column] for column in zip(*segments, strict=True))
    row = {
        "length_m": sum(length_m),
        "max_kmh": max(kmh),
        "max_kmh_assumed": False,
        "class": name,
        "segment_m": [length_m],
        "segment_kmh": [kmh],
        "segment_back_kmh": [back_kmh or kmh],
    }
    return pd.DataFrame(row, index=["e"])


def test_segment_running_s_two_limits_differ_there_and_back_only_by_braking_and_accelerating(exact):
    """10 km at 160 km/h, 10 km at 80: 225 s and 450 s at line speed.

    There: braking from 44.44 to 22.22 m/s costs (v1 - v2)**2 / (2 b v1) = 11.11 s more on the first half. Back: the
    tail holds 80 km/h for 200 m more, 4.5 s, then accelerating costs (v1 - v2)**2 / (2 a v1) = 13.89 s.
    Margin: 4 % at 160 km/h, 3 % at 80, and 12 s for 20 km.
    """
    there, back = segment_running_s(edge([(10_000, 160), (10_000, 80)]), exact, train_of_class=TRAIN_OF_CLASS)
    assert there[0] == pytest.approx(1.04 * (225.0 + 11.11) + 1.03 * 450.0 + 12.0, abs=0.1)
    assert back[0] == pytest.approx(1.04 * (225.0 + 4.5 + 13.89) + 1.03 * 450.0 + 12.0, abs=0.1)


def test_segment_running_s_limits_of_each_direction_are_its_own(exact):
    there, back = segment_running_s(edge([(10_000, 100)], [50.0]), exact, train_of_class=TRAIN_OF_CLASS)
    # 360 s and 720 s, 3 % margin, 6 s for 10 km.
    assert (there[0], back[0]) == pytest.approx((376.8, 747.6))


@pytest.mark.parametrize(("limit_kmh", "expected_s"), [(160.0, 2856.0), (200.0, 2047.5), (250.0, 1586.4)])
def test_free_running_s_with_shipped_factors_gives_each_speed_class_its_own(limit_kmh, expected_s):
    """100 km of class intercity, EMU250; margin 4, 5, 6 % and 60 s; timetable factor 1.19, 1.05, 1.

    160 km/h: 1.19 (2250 + 90 + 60); 200: 1.05 (1800 + 90 + 60); 250: 1440 + 86.4 + 60.
    """
    edges = edge([(100_000, limit_kmh)], name="intercity")
    assert free_running_s(edges, RailParameters.load())[0] == pytest.approx(expected_s)


def test_segment_running_s_one_segment_is_free_running(parameters):
    edges = edge([(25_000, 300)])
    there, back = segment_running_s(edges, parameters)
    assert there.tolist() == back.tolist() == pytest.approx(free_running_s(edges, parameters).tolist())


def test_segment_running_s_edges_without_lists_run_at_max_kmh(parameters):
    edges = edge([(25_000, 300)]).drop(columns=["segment_m", "segment_kmh", "segment_back_kmh"])
    there, _ = segment_running_s(edges, parameters)
    assert there.tolist() == pytest.approx(free_running_s(edges, parameters).tolist())


def test_segment_running_s_train_runs_no_faster_than_it_can(exact):
    there, _ = segment_running_s(edge([(8_000, 120)], name="subway"), exact, train_of_class=TRAIN_OF_CLASS)
    # METRO: 80 km/h, 360 s, 3 % margin, 4.8 s for 8 km.
    assert there[0] == pytest.approx(1.03 * 360.0 + 4.8)


def test_segment_running_s_a_short_fast_stretch_is_hardly_faster_than_none(exact):
    """200 m of 160 between 80s are over before the train's tail has left the slow part."""
    slow = edge([(20_200, 80)])
    mixed = edge([(10_000, 80), (200, 160), (10_000, 80)])
    assert segment_running_s(mixed, exact, train_of_class=TRAIN_OF_CLASS)[0] == pytest.approx(
        segment_running_s(slow, exact, train_of_class=TRAIN_OF_CLASS)[0], rel=1e-3
    )


def test_segment_running_s_of_no_edges_is_empty(parameters):
    there, back = segment_running_s(edge([(1000, 100)]).iloc[:0], parameters)
    assert (there.size, back.size) == (0, 0)


def test_segment_running_s_names_all_that_is_wrong_at_once(parameters):
    bad = pd.concat([edge([(1000, 100)], name="subway"), edge([(1000, 100)], name="hsr"), edge([(1000, 100)])])
    bad.index = ["e", "f", "g"]
    bad.loc["f", "max_kmh"] = np.nan
    bad.at["g", "segment_m"] = [700.0]
    with pytest.raises(NetworkError) as raised:
        segment_running_s(bad, parameters, train_of_class={"hsr": "ICE9"})
    messages = [str(breach) for breach in raised.value.breaches]
    assert [text.split(";")[0] for text in messages] == [
        "edges: class 'hsr' has train 'ICE9'",
        "edges: class 'subway' has no train",
        "edges:f: max_kmh is missing",
        "edges:g: segment_m sum to 700.0 m but length_m is 1000.0",
    ]
