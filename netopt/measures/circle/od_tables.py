"""The tables of a commuting_circle measure that tell of pairs of zones: times, ways, shares within thresholds."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from netopt.arrays import FloatArray, IntArray
from netopt.layers import LIST_SEPARATOR, Table
from netopt.measures.circle.figures import pairs
from netopt.measures.circle.study import Study
from netopt.measures.zonal.minutes import minutes_or_missing
from netopt.travel.od_times import TIME_DEFINITIONS
from netopt.travel.station_time import STATION_TIME_SETS, StationTimeSet
from netopt.units import SECONDS_PER_MINUTE


def od_tables(study: Study) -> tuple[Table, ...]:
    """Times and paths for the main set of station times; door-to-door parts and shares of pairs for both sets."""
    return (
        Table("od_minutes", _od_minutes(study)),
        Table("od_paths", _od_paths(study)),
        Table("od_door_to_door", pd.concat([_door_to_door(study, name) for name in STATION_TIME_SETS])),
        Table("pair_shares", pd.DataFrame(list(_pair_shares(study)))),
    )


def _pairs(study: Study) -> Iterator[tuple[int, int]]:
    """Rows and columns of the ordered pairs of different zones."""
    n_zones = len(study.travel.zone_ids)
    yield from ((row, column) for row in range(n_zones) for column in range(n_zones) if row != column)


def _pair_positions(study: Study) -> tuple[IntArray, IntArray]:
    row, column = np.array(list(_pairs(study)), dtype=np.int64).reshape(-1, 2).T
    return row, column


def _od_minutes(study: Study) -> pd.DataFrame:
    od = study.travel.od[study.question.station_time]
    row, column = _pair_positions(study)
    minutes = {
        f"{name}_min": minutes_or_missing(time_s)
        for name in TIME_DEFINITIONS
        for time_s in [od.time_s(name)[row, column]]
    }
    zones = study.travel.zone_ids.to_numpy()
    return pd.DataFrame({"origin": zones[row], "destination": zones[column], **minutes})


def _od_paths(study: Study) -> pd.DataFrame:
    """The chains of ``station_to_station``: stations at both ends and at changes; services, their headways, transfers.

    ``headways_min`` has the combined headway of each ride's attractive services, to a tenth of a minute.
    """
    od, rail = study.travel.od[study.question.station_time], study.travel.rail
    ids = rail.ids
    rows = []
    for row, column in _pairs(study):
        rides = od.rides[row][column]
        stops = [ids[stop] for ride in rides for stop in (rail.origin[ride], rail.destination[ride])]
        rows.append(
            {
                "origin": study.travel.zone_ids[row],
                "destination": study.travel.zone_ids[column],
                "origin_station": stops[0] if stops else None,
                "destination_station": stops[-1] if stops else None,
                "transfers": len(rides) - 1 if stops else None,
                "transfer_stations": LIST_SEPARATOR.join(dict.fromkeys(stops[1:-1])),
                "services": LIST_SEPARATOR.join(rail.service[ride] for ride in rides),
                "headways_min": LIST_SEPARATOR.join(
                    f"{round(rail.headway_s[ride] / SECONDS_PER_MINUTE, 1):g}" for ride in rides
                ),
            }
        )
    columns = ["origin", "destination", "origin_station", "destination_station"]
    frame = pd.DataFrame(rows, columns=[*columns, "transfers", "transfer_stations", "services", "headways_min"])
    return frame.astype({"transfers": "Int64"})


def _door_to_door(study: Study, station_time: StationTimeSet) -> pd.DataFrame:
    """What every door-to-door time is made of; the parts add up. All the way by road is ``access_min``.

    ``border_min`` is what is paid at borders beside the time in vehicles, wherever on the way: 0 where none are asked
    for.

    ``rail_min`` runs from the first departure to the last arrival: trains and changes. Parts are 0 where there are
    none, and empty, like ``by_rail``, where the pair is unreachable; ``changes`` is empty without trains.
    """
    row, column = _pair_positions(study)
    made_of = study.ways[station_time]
    total_s = study.travel.od[station_time].door_to_door_s[row, column]
    is_reached = np.isfinite(total_s)
    by_rail = made_of.by_rail[row, column]
    ids = np.array([*study.travel.rail.ids, None], dtype=object)  # the last for -1: no station
    zones = study.travel.zone_ids.to_numpy()

    def part(time_s: FloatArray) -> FloatArray:
        return minutes_or_missing(np.where(is_reached, time_s[row, column], np.inf))

    return pd.DataFrame(
        {
            "origin": zones[row],
            "destination": zones[column],
            "station_time": station_time,
            "origin_station": ids[made_of.first_station[row, column]],
            "destination_station": ids[made_of.last_station[row, column]],
            "access_min": part(made_of.access_s),
            "entry_min": part(made_of.entry_s),
            "first_wait_min": part(made_of.first_wait_s),
            "rail_min": part(made_of.rail_s),
            "changes": pd.Series(made_of.changes[row, column], dtype="Int64").where(by_rail),
            "exit_min": part(made_of.exit_s),
            "egress_min": part(made_of.egress_s),
            "border_min": part(made_of.border_s),
            "door_to_door_min": minutes_or_missing(total_s),
            "by_rail": pd.Series(by_rail, dtype="boolean").where(is_reached),
        }
    )


def _pair_shares(study: Study) -> Iterator[dict[str, Any]]:
    """Ordered pairs of zones within each threshold, by set of station times and definition of time."""
    for station_time in STATION_TIME_SETS:
        for time in TIME_DEFINITIONS:
            for threshold_min in study.question.thresholds_min:
                found = pairs(study, station_time, time, threshold_min)
                yield {
                    "station_time": station_time,
                    "time": time,
                    "threshold_min": threshold_min,
                    "pairs": found["count"],
                    **{key: found[key] for key in ("within", "share", "population_weighted_share", "mean_min")},
                }
