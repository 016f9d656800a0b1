"""The tables of a commuting_circle measure."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from netopt.layers import Table
from netopt.measures.circle.figures import circle_figures, names, zones_within
from netopt.measures.circle.study import Study
from netopt.travel.circle import BEARINGS, Circle
from netopt.travel.station_time import StationTimeSet
from netopt.units import SECONDS_PER_MINUTE

SEPARATOR = ";"
Circles = dict[tuple[StationTimeSet, str], tuple[Circle, ...]]


def tables(study: Study) -> tuple[Table, ...]:
    """Circles, bearings and modes for both sets of station times; zone-to-zone times and ways for the main set."""
    return (
        Table("circle", _frame(_circle_rows(study))),
        Table("circle_bearings", _frame(_bearing_rows(study))),
        Table("circle_modes", _frame(_mode_rows(study))),
        Table("od_minutes", _od_minutes(study)),
        Table("od_paths", _od_paths(study)),
    )


def convergence_table(study: Study, half: Circles) -> Table:
    """Areas with the cells asked for and with cells half as wide, and the relative change between them."""
    rows = []
    for key, threshold_min, found, position in _every_circle(study):
        finer_km2 = half[key][position].area_km2
        rows.append(
            {
                **_key(key, threshold_min),
                "cell_km": study.question.cell_km,
                "area_km2": found.area_km2,
                "area_half_cell_km2": finer_km2,
                "change_share": abs(finer_km2 - found.area_km2) / finer_km2 if finer_km2 > 0 else None,
            }
        )
    return Table("grid_convergence", _frame(rows))


def _frame(rows: Any) -> pd.DataFrame:
    return pd.DataFrame(list(rows))


def _every_circle(study: Study) -> Iterator[tuple[tuple[StationTimeSet, str], float, Circle, int]]:
    for key, circles in study.circles.items():
        for position, (threshold_min, found) in enumerate(zip(study.question.thresholds_min, circles, strict=True)):
            yield key, threshold_min, found, position


def _key(key: tuple[StationTimeSet, str], threshold_min: float) -> dict[str, Any]:
    return {"centre": key[1], "station_time": key[0], "threshold_min": threshold_min}


def _circle_rows(study: Study) -> Iterator[dict[str, Any]]:
    for key, threshold_min, found, _ in _every_circle(study):
        name_zh, name_en = names(study, key[1])
        within = zones_within(study, key[0], study.question.time, key[1], threshold_min)
        yield {
            **_key(key, threshold_min),
            "name_zh": name_zh,
            "name_en": name_en,
            **circle_figures(found),
            "zones_within_count": len(within),
            "zones_within": SEPARATOR.join(within),
        }


def _bearing_rows(study: Study) -> Iterator[dict[str, Any]]:
    for key, threshold_min, found, _ in _every_circle(study):
        for bearing, reach_km in zip(BEARINGS, found.reach_km, strict=True):
            yield {**_key(key, threshold_min), "bearing": bearing, "reach_km": reach_km}


def _mode_rows(study: Study) -> Iterator[dict[str, Any]]:
    """Share of a circle's area by how it is reached: all by road, or by train and then a mode."""
    for key, threshold_min, found, _ in _every_circle(study):
        for by_rail in (False, True):
            for position, mode in enumerate(study.question.access.names):
                share = float(found.mode_share[int(by_rail), position])
                yield {
                    **_key(key, threshold_min),
                    "by_rail": by_rail,
                    "last_mode": mode,
                    "area_share": share,
                    "area_km2": share * found.area_km2,
                }


def _pairs(study: Study) -> Iterator[tuple[int, int]]:
    """Rows and columns of the ordered pairs of different zones."""
    n_zones = len(study.zone_ids)
    yield from ((row, column) for row in range(n_zones) for column in range(n_zones) if row != column)


def _od_minutes(study: Study) -> pd.DataFrame:
    od = study.od[study.question.station_time]
    row, column = np.array(list(_pairs(study)), dtype=int).reshape(-1, 2).T
    minutes = {
        f"{name}_min": np.where(np.isfinite(time_s), time_s, np.nan) / SECONDS_PER_MINUTE
        for name in ("in_vehicle", "station_to_station", "door_to_door")
        for time_s in [od.time_s(name)[row, column]]
    }
    zones = study.zone_ids.to_numpy()
    return pd.DataFrame({"origin": zones[row], "destination": zones[column], **minutes})


def _od_paths(study: Study) -> pd.DataFrame:
    """The chains of ``station_to_station``: stations at both ends and at changes, services, transfers."""
    od, rail = study.od[study.question.station_time], study.rail
    ids = rail.ids
    rows = []
    for row, column in _pairs(study):
        rides = od.rides[row][column]
        stops = [ids[stop] for ride in rides for stop in (rail.origin[ride], rail.destination[ride])]
        rows.append(
            {
                "origin": study.zone_ids[row],
                "destination": study.zone_ids[column],
                "origin_station": stops[0] if stops else None,
                "destination_station": stops[-1] if stops else None,
                "transfers": len(rides) - 1 if stops else None,
                "transfer_stations": SEPARATOR.join(dict.fromkeys(stops[1:-1])),
                "services": SEPARATOR.join(rail.service[ride] for ride in rides),
            }
        )
    columns = ["origin", "destination", "origin_station", "destination_station"]
    frame = pd.DataFrame(rows, columns=[*columns, "transfers", "transfer_stations", "services"])
    return frame.astype({"transfers": "Int64"})
