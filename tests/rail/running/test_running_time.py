"""Speed profiles against closed forms, hand figures, and the properties any running time must have."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.rail.parameters import RailParameters, Terminal, Train
from netopt.rail.running.running_time import piece_running_s, recovery_s, sum_by_run
from netopt.rail.running.runs import Runs

PARAMETERS = RailParameters.load()
NO_APPROACH = Terminal(stop_within_m=(), stop_max_kmh=(), terminus_within_m=(), terminus_max_kmh=(), terminus_min=0.0)
CONSTANT = Train(
    mass_t=100.0,
    power_kw=1e9,
    start_force_kn=40.0,
    davis_n_per_kn=(0.0, 0.0, 0.0),
    rotating_mass_factor=1.0,
    braking_ms2=0.5,
    max_kmh=400.0,
    length_m=200.0,
    kind="hsr",
    traction="multiple_unit",
)
"""A train that accelerates with 0.4 m/s2 at any speed."""


def trapezoid_s(distance_m: float, speed_kmh: float, *, acceleration_ms2: float, braking_ms2: float) -> float:
    """Time from stop to stop with constant acceleration and braking under one limit, seconds.

    T = D/v + v/2 (1/a + 1/b) if D >= v**2/2 (1/a + 1/b), else sqrt(2 D (a + b) / (a b)).
    D: distance, v: limit, a: acceleration, b: braking.
    """
    speed_ms = speed_kmh / 3.6
    per_speed = 1.0 / acceleration_ms2 + 1.0 / braking_ms2
    if distance_m >= speed_ms**2 / 2.0 * per_speed:
        return distance_m / speed_ms + speed_ms / 2.0 * per_speed
    return float(np.sqrt(2.0 * distance_m * per_speed))


def one_run(pieces, *, start_kmh=0.0, end_kmh=0.0, behind_m=np.inf, ahead_m=np.inf):
    """A run over (length_m, limit_kmh) pieces."""
    return Runs(
        first_piece=np.array([0, len(pieces)]),
        length_m=np.array([length for length, _ in pieces], dtype=float),
        limit_kmh=np.array([limit for _, limit in pieces], dtype=float),
        train=np.array([0]),
        start_kmh=np.array([start_kmh]),
        end_kmh=np.array([end_kmh]),
        terminus_behind_m=np.array([behind_m]),
        terminus_ahead_m=np.array([ahead_m]),
    )


def running_s(pieces, train=CONSTANT, *, terminal=NO_APPROACH, step_m=200.0, **options):
    """Seconds for a run of one train."""
    return float(piece_running_s(one_run(pieces, **options), [train], terminal=terminal, step_m=step_m).sum())


@pytest.mark.parametrize(("distance_m", "expected_s"), [(50_000.0, 787.5), (10_000.0, 300.0)])
def test_trapezoid_gives_the_published_oracle_values(distance_m, expected_s):
    """300 km/h, a = 0.4, b = 0.5: 50000/83.33 + 83.33/2 (2.5 + 2) = 787.5; sqrt(2 x 10000 x 0.9/0.2) = 300."""
    assert trapezoid_s(distance_m, 300.0, acceleration_ms2=0.4, braking_ms2=0.5) == pytest.approx(expected_s)


@pytest.mark.parametrize("distance_m", [300.0, 1_000.0, 10_000.0, 50_000.0])
def test_profile_of_constant_acceleration_equals_the_trapezoid(distance_m):
    expected_s = trapezoid_s(distance_m, 300.0, acceleration_ms2=0.4, braking_ms2=0.5)
    assert running_s([(distance_m, 300.0)]) == pytest.approx(expected_s, rel=1e-3)


@pytest.mark.parametrize(
    ("train", "speed_kmh", "expected_s"),
    [
        ("EMU350", 200.0, 126.0),
        ("EMU350", 300.0, 286.0),
        ("EMU250", 200.0, 178.0),
        ("EMU200C", 160.0, 114.0),
        ("FREIGHT", 80.0, 236.0),
    ],
)
def test_train_reaches_speed_in_the_time_of_the_table(train, speed_kmh, expected_s):
    """Time lost by starting = time to speed v less the same metres at v: measured on a start without a stop."""
    item = PARAMETERS.trains[train]
    distance_m = 40_000.0
    from_rest_s = running_s([(distance_m, speed_kmh)], item, end_kmh=speed_kmh, step_m=20.0)
    cruise_s = distance_m / (speed_kmh / 3.6)
    speeds = np.linspace(0.0, speed_kmh / 3.6, 4001)
    middle = (speeds[1:] + speeds[:-1]) / 2.0
    seconds = np.diff(speeds) / np.array([item.acceleration_ms2(v) for v in middle])
    lost_s = float((seconds * (1.0 - middle / speeds[-1])).sum())
    assert float(seconds.sum()) == pytest.approx(expected_s, abs=1.0)
    assert from_rest_s - cruise_s == pytest.approx(lost_s, abs=1.0)


@pytest.mark.parametrize(
    ("train", "speed_kmh", "expected_min"),
    [
        ("EMU350", 350.0, 3.8),
        ("EMU350", 300.0, 3.0),
        ("EMU250", 250.0, 2.7),
        ("EMU200C", 200.0, 1.7),
        ("LOCO160", 160.0, 2.5),
        ("METRO", 80.0, 0.44),
    ],
)
def test_stop_costs_the_minutes_of_the_table(train, speed_kmh, expected_min):
    item = PARAMETERS.trains[train]
    pieces = [(100_000.0, speed_kmh)]
    passing_s = running_s(pieces, item, start_kmh=speed_kmh, end_kmh=speed_kmh)
    stopping_min = (running_s(pieces, item) - passing_s) / 60.0
    assert stopping_min == pytest.approx(expected_min, abs=0.08)


def test_step_of_200_m_differs_from_10_m_by_the_known_second():
    pieces = [(300_000.0, 350.0)]
    item = PARAMETERS.trains["EMU350"]
    assert running_s(pieces, item, step_m=200.0) == pytest.approx(3313.5, abs=0.1)
    assert running_s(pieces, item, step_m=10.0) == pytest.approx(3314.8, abs=0.1)


def test_lower_limit_holds_until_the_tail_has_left_it():
    """Passing at 100, then 200 km/h: the train (200 m) runs 1200 m at 100 km/h = 43.2 s, before it accelerates."""
    slow = CONSTANT.model_copy(update={"length_m": 0.0})
    pieces = [(1_000.0, 100.0), (20_000.0, 200.0)]
    options = {"start_kmh": 100.0, "end_kmh": 200.0}
    v0, v1 = 100.0 / 3.6, 200.0 / 3.6
    gained_s = 200.0 / v0 - 200.0 / v1
    assert running_s(pieces, **options) - running_s(pieces, slow, **options) == pytest.approx(gained_s, abs=0.05)


def test_tail_rule_holds_over_pieces_shorter_than_the_train():
    """50 m at 80, 50 m at 160, then 200 km/h: the limit of 80 lies under the train for 50 + 200 m."""
    pieces = [(50.0, 80.0), (50.0, 160.0), (5_000.0, 200.0)]
    same = [(250.0, 80.0), (50.0, 160.0), (4_800.0, 200.0)]
    short = CONSTANT.model_copy(update={"length_m": 0.0})
    options = {"start_kmh": 80.0, "end_kmh": 200.0}
    assert running_s(pieces, **options) == pytest.approx(running_s(same, short, **options), abs=0.02)


def test_terminus_limits_hold_within_their_distances():
    """A terminus 3 km ahead of the end: 2 km at 160, from 5 km before it; 80 km/h starts beyond the end."""
    terminal = NO_APPROACH.model_copy(
        update={"terminus_within_m": (1_500.0, 5_000.0), "terminus_max_kmh": (80.0, 160.0)}
    )
    near = running_s([(30_000.0, 250.0)], terminal=terminal, end_kmh=160.0, ahead_m=3_000.0)
    drawn = running_s([(28_000.0, 250.0), (2_000.0, 160.0)], end_kmh=160.0)
    assert near == pytest.approx(drawn, abs=0.01)


def test_stop_limit_holds_at_both_ends_that_are_stops_and_at_no_other():
    """80 km/h within 1 km of a stop; a train passing the end at 250 km/h meets it at the start only."""
    terminal = NO_APPROACH.model_copy(update={"stop_within_m": (1_000.0,), "stop_max_kmh": (80.0,)})
    both = running_s([(30_000.0, 250.0)], terminal=terminal)
    drawn = running_s([(1_000.0, 80.0), (28_000.0, 250.0), (1_000.0, 80.0)])
    passing = running_s([(30_000.0, 250.0)], terminal=terminal, end_kmh=250.0)
    drawn_passing = running_s([(1_000.0, 80.0), (29_000.0, 250.0)], end_kmh=250.0)
    assert both == pytest.approx(drawn, abs=0.01)
    assert passing == pytest.approx(drawn_passing, abs=0.01)


def test_train_never_runs_above_its_own_top_speed():
    item = PARAMETERS.trains["EMU200C"]
    assert running_s([(30_000.0, 350.0)], item) == pytest.approx(running_s([(30_000.0, 200.0)], item))


def test_many_runs_at_once_give_the_times_of_each_alone():
    pieces = [[(5_000.0, 120.0), (700.0, 80.0)], [(150_000.0, 350.0)], [(90.0, 45.0)]]
    trains = [PARAMETERS.trains["EMU350"], PARAMETERS.trains["LOCO160"]]
    flat = [piece for run in pieces for piece in run]
    runs = Runs(
        first_piece=np.array([0, 2, 3, 4]),
        length_m=np.array([length for length, _ in flat]),
        limit_kmh=np.array([limit for _, limit in flat]),
        train=np.array([1, 0, 1]),
        start_kmh=np.zeros(3),
        end_kmh=np.zeros(3),
        terminus_behind_m=np.array([0.0, np.inf, np.inf]),
        terminus_ahead_m=np.full(3, np.inf),
    )
    together = sum_by_run(piece_running_s(runs, trains, terminal=PARAMETERS.terminal), runs.first_piece)
    alone = [
        running_s(pieces[0], trains[1], terminal=PARAMETERS.terminal, behind_m=0.0),
        running_s(pieces[1], trains[0], terminal=PARAMETERS.terminal),
        running_s(pieces[2], trains[1], terminal=PARAMETERS.terminal),
    ]
    assert together == pytest.approx(alone, rel=1e-9)


def test_no_runs_give_no_times():
    runs = Runs(np.array([0]), *(np.zeros(0) for _ in range(2)), np.zeros(0, int), *(np.zeros(0) for _ in range(4)))
    assert piece_running_s(runs, [CONSTANT], terminal=NO_APPROACH).size == 0
    assert sum_by_run(np.zeros(0), runs.first_piece).size == 0


PIECES = st.lists(
    st.tuples(st.floats(200.0, 20_000.0), st.sampled_from([45.0, 80.0, 120.0, 160.0, 200.0, 250.0, 300.0, 350.0])),
    min_size=1,
    max_size=5,
)
TRAIN_NAMES = st.sampled_from(["EMU350", "EMU250", "EMU200C", "LOCO160", "FREIGHT"])


@settings(max_examples=40, deadline=None)
@given(PIECES, TRAIN_NAMES, st.integers(0, 4), st.floats(1.0, 200.0))
def test_running_time_never_rises_when_a_limit_rises(pieces, name, which, more_kmh):
    train = PARAMETERS.trains[name]
    raised = list(pieces)
    which %= len(pieces)
    raised[which] = (pieces[which][0], pieces[which][1] + more_kmh)
    assert running_s(raised, train) <= running_s(pieces, train) + 1e-6


@settings(max_examples=40, deadline=None)
@given(PIECES, PIECES, TRAIN_NAMES)
def test_running_time_never_falls_when_a_stop_is_added(before, after, name):
    train = PARAMETERS.trains[name]
    with_stop_s = running_s(before, train) + running_s(after, train)
    assert running_s(before + after, train) <= with_stop_s * 1.002


@settings(max_examples=40, deadline=None)
@given(PIECES, TRAIN_NAMES)
def test_running_time_is_longer_than_at_the_limit_all_the_way(pieces, name):
    train = PARAMETERS.trains[name]
    least_s = sum(length / (min(limit, train.max_kmh) / 3.6) for length, limit in pieces)
    assert running_s(pieces, train) > least_s


@settings(max_examples=20, deadline=None)
@given(PIECES, st.floats(0.1, 0.9))
def test_running_time_hardly_changes_when_a_piece_is_cut_in_two(pieces, where):
    (length_m, limit_kmh), rest = pieces[0], pieces[1:]
    cut = [(length_m * where, limit_kmh), (length_m * (1.0 - where), limit_kmh), *rest]
    train = PARAMETERS.trains["EMU350"]
    assert running_s(cut, train) == pytest.approx(running_s(pieces, train), rel=0.01)


@pytest.mark.parametrize(
    ("limit_kmh", "share"),
    [(140.0, 0.03), (141.0, 0.04), (160.0, 0.04), (200.0, 0.05), (250.0, 0.06), (251.0, 0.07), (350.0, 0.07)],
)
def test_margin_takes_the_share_of_its_speed_class(limit_kmh, share):
    """1000 s over 100 km, multiple unit: share x 1000 s + 1 min; no distance term in a run of 30 km."""
    values = {"running_s": np.array([1000.0]), "limit_kmh": np.array([limit_kmh]), "margin": PARAMETERS.margin}
    values |= {"length_m": np.array([100_000.0]), "min_per_100km": np.array([1.0])}
    long_s = recovery_s(**values, whole_run_m=np.array([100_000.0]))
    short_s = recovery_s(**values, whole_run_m=np.array([30_000.0]))
    assert long_s == pytest.approx([share * 1000.0 + 60.0])
    assert short_s == pytest.approx([share * 1000.0])
