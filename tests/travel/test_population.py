"""People on a grid: what is counted adds up."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.travel.grid import grid_over
from netopt.travel.population import PLACE_DENSITY_PER_KM2, population_grid
from tests.networks import line_of_three, network, one_town, square_land


def whole(land, cell_km=1.0):
    """The people of a network on a grid over all of it."""
    bounds = land.nodes.total_bounds if land.areas.empty else land.areas.total_bounds
    west, south, east, north = bounds
    return population_grid(land, grid_over((west - 5e4, south - 5e4, east + 5e4, north + 5e4), cell_km))


def test_people_sum_to_the_census_and_places_to_the_gazetteer():
    people = whole(square_land())
    assert people.people.sum() == pytest.approx(1e6)
    assert people.raw_places.sum() == pytest.approx(3e5)
    assert people.spread.sum() == pytest.approx(7e5)


def test_the_remainder_is_even_over_the_land_and_nobody_lives_at_sea():
    """700,000 on 3,600 km2."""
    people = whole(square_land())
    assert not people.is_land[0, 0]
    assert people.people[~people.is_land].sum() == 0.0
    assert np.unique(people.spread[people.is_land].round(6)).size == 1
    assert people.spread.max() == pytest.approx(7e5 / 3600.0, rel=0.05)


def test_places_that_hold_more_than_the_census_are_scaled_down():
    """Places of 300,000 in a zone of 150,000: each counts half, nothing is spread."""
    crowded = square_land()
    crowded = crowded.with_nodes(population=crowded.nodes["population"].where(crowded.nodes["kind"] != "zone", 1.5e5))
    people = whole(crowded)
    assert people.people.sum() == pytest.approx(1.5e5)
    assert people.raw_places.sum() == pytest.approx(3e5)
    assert people.spread.sum() == pytest.approx(0.0, abs=1e-6)


def test_a_place_lies_on_a_disc_of_the_assumed_density():
    """200,000 people at 8,000 a km2 cover 25 km2: a disc of 2.8 km round (-10, 10)."""
    land = square_land()
    people = whole(dataclasses.replace(land, places=land.places.iloc[:1]), cell_km=0.25)
    cells = people.raw_places > 0
    radius_km = np.sqrt(cells.sum() * 0.25**2 / np.pi)
    assert radius_km == pytest.approx(np.sqrt(25.0 / np.pi), abs=0.25)
    assert people.raw_places.max() == pytest.approx(PLACE_DENSITY_PER_KM2 * 0.25**2, rel=0.05)


def test_a_disc_is_cut_at_the_border_of_its_zone():
    """A place of 400,000 in the corner of the square: all its people live inside."""
    land = square_land()
    moved = land.places.geometry.translate(xoff=39_500.0, yoff=19_500.0)
    land = dataclasses.replace(land, places=land.places.assign(population=[4e5, 0.0]).set_geometry(moved))
    people = whole(land)
    assert people.raw_places.sum() == pytest.approx(4e5)
    assert people.raw_places[~people.is_land].sum() == 0.0


def test_zones_without_outlines_live_round_their_centres():
    """No places and no outlines: where they live is a guess as a whole, and is told as such."""
    people = whole(line_of_three())
    assert people.people.sum() == pytest.approx(6e6)
    assert people.spread.sum() == pytest.approx(6e6)
    assert people.is_land.all()


def test_without_an_outline_only_the_places_do_not_count_as_spread():
    """100,000 of the million live in a place; 900,000 on a disc of sqrt(112.5 / pi) = 6 km round the centre."""
    drawn = network(zones={"aa": (0.0, 0.0, 1e6)}, places=[(20.0, 0.0, 1e5, "aa")])
    people = whole(drawn, cell_km=0.5)
    assert people.spread.sum() == pytest.approx(9e5)
    assert (people.people - people.spread).sum() == pytest.approx(1e5)
    assert np.ptp(np.nonzero(people.spread)[1]) * 0.5 == pytest.approx(12.0, abs=1.1)


@settings(max_examples=15, deadline=None)
@given(cell_km=st.floats(0.5, 3.0), split_m=st.floats(-4e4, 4e4))
def test_two_halves_of_a_grid_hold_what_the_whole_holds(cell_km, split_m):
    """A grid that covers only part of a zone counts the people of that part, no more."""
    land = square_land()
    all_people = whole(land, cell_km)
    grid = grid_over((-8e4, -8e4, 8e4, 8e4), cell_km)
    column = int(np.clip(np.searchsorted(grid.x_m, split_m), 1, grid.n_columns - 1))
    west = dataclasses.replace(grid, n_columns=column)
    east = dataclasses.replace(grid, first_column=grid.first_column + column, n_columns=grid.n_columns - column)
    halves = population_grid(land, west).people.sum() + population_grid(land, east).people.sum()
    assert halves == pytest.approx(all_people.people.sum())


def test_a_small_town_counts_even_if_no_cell_centre_lies_in_it():
    people = whole(one_town(), cell_km=10.0)
    assert people.people.sum() == pytest.approx(1e5)
