"""Trips of the route types asked for."""

from collections.abc import Collection

import pandas as pd

from netopt.errors import Breach, EmptySourceError, NetworkError
from netopt.rail.gtfs.call_check import breaches_where, lines_of_rows
from netopt.rail.gtfs.feed import GtfsFeed


def trips_of_types(feed: GtfsFeed, route_types: Collection[int]) -> pd.DataFrame:
    """Trips of routes of some types, by rising id, with ``direction`` as whole number (-1: the feed does not say).

    Raises
    ------
    NetworkError
        With every route and trip whose id comes twice, every trip of an unknown route and every route without a type.
    EmptySourceError
        If no trip is of these types; the message tells which types there are.
    """
    breaches = _breaches(feed)
    if breaches:
        raise NetworkError(breaches)
    route_type = dict(zip(feed.routes["route_id"], feed.routes["route_type"].astype(int), strict=True))
    type_of_trip = feed.trips["route_id"].map(route_type)
    trips = feed.trips[type_of_trip.isin(set(route_types))]
    if trips.empty:
        there = ", ".join(str(number) for number in sorted(set(type_of_trip.dropna().astype(int))))
        asked = ", ".join(str(number) for number in sorted(set(route_types)))
        raise EmptySourceError(f"{feed.name}: no trip is of route_type {asked}; the feed has {there}: give route_types")
    direction = trips["direction_id"].fillna(-1).astype(int)
    return trips.assign(direction=direction).sort_values("trip_id").reset_index(drop=True)


def _breaches(feed: GtfsFeed) -> list[Breach]:
    breaches = [*_id_breaches(feed, "routes", "route_id"), *_id_breaches(feed, "trips", "trip_id")]
    types, route = feed.routes["route_type"], feed.trips["route_id"].tolist()
    breaches += breaches_where(
        f"{feed.name}/routes.txt",
        types.isna(),
        lines_of_rows(feed.routes),
        lambda row: f"route {feed.routes['route_id'].iloc[row]!r} has no route_type; give one",
    )
    breaches += breaches_where(
        f"{feed.name}/trips.txt",
        ~feed.trips["route_id"].isin(set(feed.routes["route_id"])),
        lines_of_rows(feed.trips),
        lambda row: f"route_id {route[row]!r} is not in routes.txt; add it or correct it",
    )
    return breaches


def _id_breaches(feed: GtfsFeed, name: str, column: str) -> list[Breach]:
    table: pd.DataFrame = getattr(feed, name)
    ids = table[column].tolist()
    return breaches_where(
        f"{feed.name}/{name}.txt",
        table[column].duplicated() | (table[column] == ""),
        lines_of_rows(table),
        lambda row: f"{column} {ids[row]!r} is empty or comes twice; give each its own",
    )
