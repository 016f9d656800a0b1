"""The tables of a commuting_circle measure that tell of its circles."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from netopt.layers import LIST_SEPARATOR, Table
from netopt.measures.circle.figures import circle_figures, names, zones_within
from netopt.measures.circle.od_tables import od_tables
from netopt.measures.circle.study import Study
from netopt.travel.circle import BEARINGS, Circle
from netopt.travel.station_time import StationTimeSet

Circles = dict[tuple[StationTimeSet, str], tuple[Circle, ...]]


def tables(study: Study) -> tuple[Table, ...]:
    """Circles, bearings, modes and what is told of zone pairs."""
    return (
        Table("circle", _frame(_circle_rows(study))),
        Table("circle_bearings", _frame(_bearing_rows(study))),
        Table("circle_modes", _frame(_mode_rows(study))),
        *od_tables(study),
    )


def convergence_table(study: Study, half: Circles) -> Table:
    """Circles with the cells asked for and with cells half as wide.

    Areas and their relative change, islands, and the largest difference of reach over the 16 bearings.
    """
    rows = []
    for key, threshold_min, found, position in _every_circle(study):
        finer = half[key][position]
        finer_km2 = finer.area_km2
        rows.append(
            {
                **_key(key, threshold_min),
                "cell_km": study.question.cell_km,
                "area_km2": found.area_km2,
                "area_half_cell_km2": finer_km2,
                "change_share": abs(finer_km2 - found.area_km2) / finer_km2 if finer_km2 > 0 else None,
                "islands": found.islands,
                "islands_half_cell": finer.islands,
                "reach_difference_km": float(np.abs(finer.reach_km - found.reach_km).max()),
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
            "zones_within": LIST_SEPARATOR.join(within),
        }


def _bearing_rows(study: Study) -> Iterator[dict[str, Any]]:
    for key, threshold_min, found, _ in _every_circle(study):
        for bearing, reach_km in zip(BEARINGS, found.reach_km, strict=True):
            yield {**_key(key, threshold_min), "bearing": bearing, "reach_km": reach_km}


def _mode_rows(study: Study) -> Iterator[dict[str, Any]]:
    """Share of a circle's area by how it is reached: all by road, or by train and then a mode."""
    for key, threshold_min, found, _ in _every_circle(study):
        for by_rail in (False, True):
            for position, mode in enumerate(study.travel.travellers[key[0]].ground.modes):
                share = float(found.mode_share[int(by_rail), position])
                yield {
                    **_key(key, threshold_min),
                    "by_rail": by_rail,
                    "last_mode": mode,
                    "area_share": share,
                    "area_km2": share * found.area_km2,
                }
