"""The p-median: worked by hand, against full enumeration, infeasible with its reason, and wrong inputs."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from netopt.config.load import load
from netopt.errors import MissingColumnError, NoSolutionError, ProblemError, UnknownNodeError
from netopt.layers import Role
from netopt.problems.p_median import PMedian, PMedianConfig
from netopt.routing.od_matrix import OdMatrix
from netopt.solvers.options import SolverOptions
from netopt.solvers.report import Status

CONFIGS = Path(__file__).parents[2] / "configs"


def of_minutes(minutes, demand, open_count, **options) -> PMedian:
    """A problem with origins o0, o1, ... and sites s0, s1, ..."""
    minutes = np.asarray(minutes, dtype=float)
    origins = tuple(f"o{i}" for i in range(minutes.shape[0]))
    sites = tuple(f"s{j}" for j in range(minutes.shape[1]))
    return PMedian.from_od_matrix(OdMatrix(origins, sites, minutes), demand, open_count, **options)


def best_by_enumeration(minutes, demand, open_count, max_impedance=np.inf) -> float:
    """The least person-minutes over all selections; ``inf`` if none serves everyone."""
    allowed = np.where(minutes <= max_impedance, minutes, np.inf)
    least = [allowed[:, list(chosen)].min(axis=1) for chosen in combinations(range(minutes.shape[1]), open_count)]
    return min((float(demand @ served) for served in least if np.isfinite(served).all()), default=np.inf)


# --- worked by hand


def test_one_site_on_a_line_of_five_is_its_middle(line_of_five):
    """Everyone to c: 2 + 1 + 0 + 1 + 2 = 6 person-minutes."""
    solution = PMedianConfig(candidates="kind == 'station'", open_count=1).build(line_of_five).solve()
    assert solution.open == ("c",)
    assert solution.report.status == Status.OPTIMAL
    assert solution.report.objective == pytest.approx(6.0)
    assert solution.report.bound == pytest.approx(6.0)
    assert solution.report.gap == 0.0


def test_two_sites_of_equal_worth_are_the_first_in_order_of_ids(line_of_five):
    """{a, d}, {b, d} and {b, e} all cost 3; the solver may find any."""
    solution = PMedianConfig(candidates="kind == 'station'", open_count=2).build(line_of_five).solve()
    assert solution.report.objective == pytest.approx(3.0)
    assert solution.open == ("a", "d")


def test_heavy_demand_draws_the_site(line_of_five):
    network = line_of_five.with_nodes(population=[100.0, 1.0, 1.0, 1.0, 1.0])
    solution = PMedianConfig(candidates="kind == 'station'", open_count=1).build(network).solve()
    assert solution.open == ("a",)
    assert solution.report.objective == pytest.approx(1.0 + 2 + 3 + 4)


def test_site_that_is_open_already_stays_open(line_of_five):
    config = PMedianConfig(candidates="kind == 'station'", open_count=2, fixed_open=("e",))
    solution = config.build(line_of_five).solve()
    assert solution.open == ("b", "e")
    assert solution.report.objective == pytest.approx(3.0)


def test_limit_of_impedance_moves_the_sites(line_of_five):
    """With a person weighing 100 at a, {a, d} is best; within 1 minute it still serves all, and {a, c} would not."""
    network = line_of_five.with_nodes(population=[100.0, 1.0, 10.0, 1.0, 1.0])
    free = PMedianConfig(candidates="kind == 'station'", open_count=2).build(network).solve()
    bound = PMedianConfig(candidates="kind == 'station'", open_count=2, max_impedance_min=1.0).build(network).solve()
    assert free.open == ("a", "c")
    assert bound.open == ("a", "d")
    assert bound.assignment()["impedance_min"].max() == 1.0


def test_as_many_sites_as_candidates_opens_them_all(line_of_five):
    solution = PMedianConfig(candidates="class == 'hub'", open_count=2).build(line_of_five).solve()
    assert solution.open == ("b", "d")


def test_origin_without_demand_is_served_but_does_not_count():
    solution = of_minutes([[1, 50], [9, 2]], [1.0, 0.0], 1).solve()
    assert solution.open == ("s0",)
    assert solution.report.objective == pytest.approx(1.0)
    assert solution.assignment()["impedance_min"].tolist() == [1.0, 9.0]


def test_everybody_at_a_site_costs_nothing_and_is_optimal():
    report = of_minutes([[0, 5], [5, 0]], [3.0, 4.0], 2).solve().report
    assert (report.status, report.objective, report.gap) == (Status.OPTIMAL, 0.0, 0.0)


# --- oracle and properties

INSTANCES = st.tuples(st.integers(1, 7), st.integers(1, 6), st.integers(0, 2**32 - 1), st.booleans())


def drawn(instance):
    """Random minutes with ties, some pairs without a path, demand with zeros."""
    origin_count, site_count, seed, has_holes = instance
    rng = np.random.default_rng(seed)
    minutes = rng.integers(0, 12, (origin_count, site_count)).astype(float)
    if has_holes:
        minutes[rng.random(minutes.shape) < 0.3] = np.inf
    demand = rng.integers(0, 5, origin_count).astype(float)
    demand[0] += 1
    return minutes, demand, int(rng.integers(1, site_count + 1)), rng


@settings(max_examples=25, deadline=None)
@given(INSTANCES, st.sampled_from([None, 4.0, 9.0]))
def test_objective_is_that_of_full_enumeration(instance, max_impedance):
    minutes, demand, open_count, _ = drawn(instance)
    expected = best_by_enumeration(minutes, demand, open_count, max_impedance or np.inf)
    solution = of_minutes(minutes, demand, open_count, max_impedance=max_impedance).solve(SolverOptions(relative_gap=0))
    if np.isinf(expected):
        assert solution.report.status == Status.INFEASIBLE
        assert solution.report.message
    else:
        assert solution.report.status == Status.OPTIMAL
        assert solution.report.objective == pytest.approx(expected)
        assert solution.report.bound == pytest.approx(expected)
        assert len(solution.open) == open_count
        assert solution.heuristic_objective is None or solution.heuristic_objective >= expected - 1e-9


@settings(max_examples=10, deadline=None)
@given(INSTANCES)
def test_order_of_rows_and_columns_does_not_matter(instance):
    minutes, demand, open_count, rng = drawn(instance)
    rows, columns = rng.permutation(minutes.shape[0]), rng.permutation(minutes.shape[1])
    matrix = OdMatrix(tuple(f"o{i}" for i in rows), tuple(f"s{j}" for j in columns), minutes[np.ix_(rows, columns)])
    shuffled = PMedian.from_od_matrix(matrix, demand[rows], open_count).solve()
    straight = of_minutes(minutes, demand, open_count).solve()
    assert shuffled.open == straight.open
    assert shuffled.report.objective == straight.report.objective
    assert shuffled.report.message == straight.report.message


@settings(max_examples=8, deadline=None)
@given(INSTANCES)
def test_both_solvers_give_the_same_objective(instance):
    minutes, demand, open_count, _ = drawn(instance)
    problem = of_minutes(minutes, demand, open_count)
    highs, gscip = (problem.solve(SolverOptions(name=name, relative_gap=0)).report for name in ("highs", "gscip"))
    assert highs.status == gscip.status
    assert highs.objective == pytest.approx(gscip.objective)


def test_instance_where_the_heuristic_falls_short_is_solved_to_the_best():
    rng = np.random.default_rng(5)
    xy = rng.uniform(0, 100, (60, 2))
    minutes = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    solution = of_minutes(minutes, rng.integers(1, 1000, 60), 7).solve()
    assert solution.report.status == Status.OPTIMAL
    assert solution.report.objective <= solution.heuristic_objective
    assert solution.report.gap <= 1e-4


def test_rescue_bases_among_the_hubs_are_the_best_of_all_792_selections():
    config = load(CONFIGS / "jingjinji_rescue.yaml")
    among_hubs = config.config.problem.model_copy(update={"candidates": "class == 'hub'"})
    problem = among_hubs.build(config.config.network.load(config.folder))
    solution = problem.solve(config.config.solver)
    assert len(problem.impedance.destinations) == 12
    assert solution.report.status == Status.OPTIMAL
    assert solution.report.objective == pytest.approx(
        best_by_enumeration(problem.impedance.impedance, problem.demand, 5), rel=1e-4
    )


# --- infeasible is a result with a reason


def test_more_sites_than_candidates_is_infeasible_and_says_how_many_there_are(line_of_five):
    solution = PMedianConfig(candidates="class == 'hub'", open_count=3).build(line_of_five).solve()
    assert solution.report.status == Status.INFEASIBLE
    assert "open_count is 3, but there are only 2 candidates" in solution.report.message


def test_zone_out_of_reach_is_infeasible_and_named(with_far_zone):
    solution = PMedianConfig(candidates="class == 'hub'", open_count=2).build(with_far_zone).solve()
    assert solution.report.status == Status.INFEASIBLE
    assert "no candidate within reach of 1 of 6 origins: 远 Far" in solution.report.message
    assert solution.summary()["left_out"] == ["far"]


def test_zones_beyond_the_limit_are_infeasible_and_named(line_of_five):
    config = PMedianConfig(candidates="id == 'a'", open_count=1, max_impedance_min=2.5)
    message = config.build(line_of_five).solve().report.message
    assert "no candidate within 2.5 min of 2 of 5 origins: 丁 Dot, 戊 Eve" in message


def test_too_few_sites_are_infeasible_with_the_least_number_and_whom_they_miss(line_of_five):
    """Within a minute a site reaches three of five: c misses a and e, the lightest. Two are needed."""
    network = line_of_five.with_nodes(population=[1.0, 5.0, 5.0, 5.0, 1.0])
    config = PMedianConfig(candidates="kind == 'station'", open_count=1, max_impedance_min=1.0)
    solution = config.build(network).solve()
    assert solution.report.status == Status.INFEASIBLE
    assert (
        "no 1 sites have every origin within 1 min of one of them; at least 2 sites are needed"
        in solution.report.message
    )
    assert "leave out 甲 Ann, 戊 Eve" in solution.report.message
    assert solution.summary()["least_open_count"] == 2
    assert solution.summary()["left_out"] == ["a", "e"]


def test_infeasible_solution_shows_its_reason_and_nothing_else(line_of_five):
    solution = PMedianConfig(candidates="class == 'hub'", open_count=3).build(line_of_five).solve()
    summary = solution.summary()
    assert (summary["status"], summary["reason"]) == ("infeasible", solution.report.message)
    assert summary["open"] == []
    assert summary["objective"] is None
    assert solution.layers(line_of_five) == ()
    assert solution.tables(line_of_five) == ()
    with pytest.raises(NoSolutionError, match="infeasible: open_count is 3"):
        solution.assignment()


def test_time_that_is_up_at_once_still_gives_the_heuristic_selection_with_bound_and_gap():
    rng = np.random.default_rng(5)
    minutes = rng.uniform(1, 100, (40, 40))
    report = of_minutes(minutes, np.ones(40), 4).solve(SolverOptions(time_limit_s=1e-3)).report
    assert report.status == Status.FEASIBLE
    assert report.limit == "time"
    assert report.message == "stopped at the time limit with the best selection found"
    assert minutes.min(axis=1).sum() <= report.bound + 1e-9
    assert report.bound <= report.objective
    assert report.gap == pytest.approx((report.objective - report.bound) / report.objective)


# --- wrong inputs


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"demand": [1.0, -2.0]}, r"demand must be a number >= 0, but is not at 'o1' \(-2\)"),
        ({"demand": [np.nan, 1.0]}, r"'o0' \(nan\)"),
        ({"demand": [0.0, 0.0]}, "there is nothing to serve"),
        ({"demand": [1.0]}, r"demand has shape \(1,\), there are 2 origins"),
        ({"demand": {"o0": 1.0}}, "demand is missing for o1"),
        ({"open_count": 0}, "open_count is 0; it must be at least 1"),
        ({"fixed_open": ("s7",)}, "fixed_open names s7, which are no candidates"),
        ({"fixed_open": ("s0", "s0")}, "fixed_open names a site twice"),
        ({"fixed_open": ("s0", "s1")}, "fixed_open names 2 sites, open_count is 1"),
        ({"max_impedance": 0.0}, "max_impedance is 0.0; it must be above 0"),
    ],
)
def test_numbers_that_form_no_problem_are_refused(change, told):
    given_numbers = {"demand": [1.0, 1.0], "open_count": 1} | change
    with pytest.raises(ProblemError, match=told):
        of_minutes([[1, 2], [3, 4]], **given_numbers)


def test_several_faults_are_told_together():
    with pytest.raises(ProblemError, match="open_count is 0.*'o1' .*fixed_open names s7"):
        of_minutes([[1, 2], [3, 4]], [1.0, -1.0], 0, fixed_open=("s7",))


@pytest.mark.parametrize(
    ("config", "error", "told"),
    [
        ({"candidates": "class == 'yard'"}, ProblemError, "candidates: no node of network 'line_of_five' meets"),
        ({"origins": "kind == 'zone'", "candidates": "class == 'hub'"}, ProblemError, "origins: no node"),
        ({"demand": "people", "candidates": "class == 'hub'"}, MissingColumnError, "'people'; columns: class, kind"),
        ({"candidates": "klass == 'hub'"}, MissingColumnError, "'klass'"),
        ({"candidates": "class == 'hub'", "fixed_open": ("c",)}, ProblemError, "fixed_open names c"),
    ],
)
def test_config_that_does_not_fit_the_network_is_refused(line_of_five, config, error, told):
    with pytest.raises(error, match=told):
        PMedianConfig(open_count=1, **config).build(line_of_five)


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"open_count": 0}, "open_count"),
        ({"open_count": 1, "candidates": "class = 'hub'"}, "character 7"),
        ({"open_count": 1, "fixed_open": ("b", "d")}, "fixed_open names 2 sites, open_count is 1"),
        ({"open_count": 1, "max_impedance_min": -5}, "max_impedance_min"),
        ({"open_count": 1, "cost": {"circuity": 0.5}}, "circuity"),
        ({"open_count": 1, "p": 3}, "Extra inputs"),
    ],
)
def test_config_that_means_nothing_is_refused_before_any_network(config, told):
    with pytest.raises(ValidationError, match=told):
        PMedianConfig(**({"candidates": "class == 'hub'"} | config))


def test_solution_shown_on_another_network_names_the_missing_node(line_of_five, with_far_zone):
    solution = PMedianConfig(candidates="class == 'hub'", open_count=1).build(line_of_five).solve()
    other = replace(line_of_five, nodes=line_of_five.nodes.rename(index={"a": "z"}), edges=line_of_five.edges.iloc[1:])
    with pytest.raises(UnknownNodeError, match="a"):
        solution.layers(other)


# --- what is shown


def test_summary_has_the_figures_of_the_contract(line_of_five):
    network = line_of_five.with_nodes(population=[2.0, 1.0, 1.0, 1.0, 1.0])
    solution = PMedianConfig(candidates="class == 'hub'", open_count=1).build(network).solve()
    assert solution.summary() == {
        "kind": "p_median",
        "status": "optimal",
        "reason": None,
        "objective": pytest.approx(8.0),
        "objective_unit": "person-min",
        "bound": pytest.approx(8.0),
        "gap": pytest.approx(0.0),
        "limit": None,
        "origins": 5,
        "candidates": 2,
        "open_count": 1,
        "open": ["b"],
        "open_names": ["乙 Bob"],
        "assignment_table": "assignment",
        "mean_impedance_min": pytest.approx(8.0 / 6.0),
        "max_impedance_min": pytest.approx(3.0),
        "heuristic_objective": pytest.approx(8.0),
        "access_assumed_share": 0.0,
    }


def test_assignment_sends_each_origin_to_its_nearest_open_site(line_of_five):
    solution = PMedianConfig(candidates="class == 'hub'", open_count=2).build(line_of_five).solve()
    (table,) = solution.tables(line_of_five)
    assert table.name == "assignment"
    assert list(table.frame.columns) == ["origin", "site", "impedance_min", "demand", "access_assumed_min"]
    assert dict(zip(table.frame["origin"], table.frame["site"], strict=True)) == {
        "a": "b", "b": "b", "c": "b", "d": "d", "e": "d",
    }  # fmt: skip


def test_layers_are_lines_to_the_sites_closed_candidates_and_open_sites(line_of_five):
    solution = PMedianConfig(candidates="kind == 'station'", open_count=1).build(line_of_five).solve()
    lines, closed, opened = solution.layers(line_of_five)
    assert [layer.role for layer in (lines, closed, opened)] == [Role.FLOW, Role.STATION, Role.CHOSEN]
    assert lines.frame["id"].tolist() == ["a", "b", "d", "e"]
    assert lines.frame.geometry.length.tolist() == [2000.0, 1000.0, 1000.0, 2000.0]
    assert closed.frame["id"].tolist() == ["a", "b", "d", "e"]
    assert opened.frame[["id", "origins_count", "demand"]].to_numpy().tolist() == [["c", 5, 5.0]]
    assert all(layer.frame.crs == line_of_five.crs for layer in (lines, closed, opened))
