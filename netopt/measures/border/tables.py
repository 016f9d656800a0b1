"""The tables of a border_effect measure: pairs, access, circles, shadow, and the rules behind them."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from netopt.accessibility.indicators import share
from netopt.arrays import FloatArray
from netopt.layers import LIST_SEPARATOR, Table
from netopt.measures.border.figures import (
    circle_rows,
    daily_access,
    equivalent_km,
    potential,
    rows_of_zones,
)
from netopt.measures.border.shadow import CLASSES_MIN
from netopt.measures.border.study import BorderStudy
from netopt.measures.zonal.minutes import minutes_or_missing
from netopt.network.borders.borders import clock
from netopt.travel.od_times import TIME_DEFINITIONS
from netopt.units import SECONDS_PER_MINUTE


def tables(study: BorderStudy) -> tuple[Table, ...]:
    """All tables."""
    return (
        Table("border_effect", _pairs(study)),
        *_from_stations(study),
        Table("border_access", pd.DataFrame(list(_access(study)))),
        Table("border_potential", pd.DataFrame(list(_potential(study)))),
        Table("border_circles", pd.DataFrame(list(_circles(study)))),
        Table("border_shadow", pd.DataFrame(list(_shadow(study)))),
        Table("borders", pd.DataFrame(list(_rules(study)))),
    )


def _pairs(study: BorderStudy) -> pd.DataFrame:
    """Times without and with borders by every definition, and their difference; empty where unreachable.

    ``in_vehicle`` is that of the least ``station_to_station`` chain, which a border may turn to another train: its
    effect may be below 0, that of the other two never is. ``rules``: those met on the least way door to door.
    """
    row, column = np.nonzero(study.is_pair)
    zones, side = study.across.travel.zone_ids.to_numpy(), np.array(study.borders.sides.names)[study.side]
    frame = {
        "origin": zones[row],
        "destination": zones[column],
        "origin_jurisdiction": side[row],
        "destination_jurisdiction": side[column],
    }
    minutes: dict[str, FloatArray] = {}
    for time in TIME_DEFINITIONS:
        free_s, across_s = (time_s[row, column] for time_s in study.times_s(time))
        minutes[f"{time}_without_min"], minutes[f"{time}_with_min"] = (
            minutes_or_missing(free_s),
            minutes_or_missing(across_s),
        )
        minutes[f"{time}_border_effect_min"] = minutes[f"{time}_with_min"] - minutes[f"{time}_without_min"]
    effect_s = minutes["door_to_door_border_effect_min"] * SECONDS_PER_MINUTE
    rules = study.across.ways[study.question.station_time].rules
    met = [rules.get(pair, ()) for pair in zip(row.tolist(), column.tolist(), strict=True)]
    return pd.DataFrame(
        {
            **frame,
            **minutes,
            "equivalent_km": equivalent_km(study, effect_s),
            "permitted_share": study.permitted_share("door_to_door")[row, column],
            "rules": [LIST_SEPARATOR.join(study.borders.rules[rule].border_id for rule in one) for one in met],
        }
    )


def _from_stations(study: BorderStudy) -> tuple[Table, ...]:
    """The times of ``_pairs`` from centres that are stations to all zones: what one bridge or one train brings."""
    zones, places = study.across.travel.zone_ids.to_numpy(), study.across.travel.place_ids[len(study.side) :]
    if places.empty:
        return ()
    row, column = np.divmod(np.arange(len(places) * len(zones)), len(zones))
    minutes: dict[str, FloatArray] = {}
    for time in TIME_DEFINITIONS:
        without, across = (minutes_or_missing(time_s[row, column]) for time_s in study.station_times_s(time))
        minutes |= {f"{time}_without_min": without, f"{time}_with_min": across}
        minutes[f"{time}_border_effect_min"] = across - without
    frame = {"origin": places.to_numpy()[row], "destination": zones[column], **minutes}
    return (Table("border_effect_stations", pd.DataFrame(frame)),)


def _access(study: BorderStudy) -> Iterator[dict[str, Any]]:
    for threshold_min in study.question.thresholds_min:
        free, across = daily_access(study, threshold_min)
        for number, zone in rows_of_zones(study):
            yield {
                **zone,
                "threshold_min": threshold_min,
                "population_within_without": free[number],
                "population_within_with": across[number],
                "population_lost": free[number] - across[number],
                "lost_share": share(free[number] - across[number], free[number]),
            }


def _potential(study: BorderStudy) -> Iterator[dict[str, Any]]:
    free, across = potential(study)
    for number, zone in rows_of_zones(study):
        yield {
            **zone,
            "potential_without_per_min": free[number],
            "potential_with_per_min": across[number],
            "lost_share": share(free[number] - across[number], free[number]),
        }


def _circles(study: BorderStudy) -> Iterator[dict[str, Any]]:
    for centre in study.question.centres:
        for number, threshold_min in enumerate(study.question.thresholds_min):
            yield {"centre": centre, "threshold_min": threshold_min, **circle_rows(study, centre, number)}


def _shadow(study: BorderStudy) -> Iterator[dict[str, Any]]:
    """The last class has no upper end: it holds what is no longer reached as well."""
    uppers = [*CLASSES_MIN[1:], None]
    for centre, found in study.shadows.items():
        classes = zip(CLASSES_MIN, uppers, found.area_km2, found.population, strict=True)
        for above, up_to, area_km2, population in classes:
            yield {
                "centre": centre,
                "added_above_min": above,
                "added_up_to_min": up_to,
                "area_km2": area_km2,
                "population": population,
            }


def _rules(study: BorderStudy) -> Iterator[dict[str, Any]]:
    """Every rule, what it adds, and on how many least ways between zones it is met."""
    met = study.rules_met
    for position, rule in enumerate(study.borders.rules):
        crossing = study.borders.crossing([position])
        yield {
            "border_id": rule.border_id,
            "name_zh": rule.name_zh,
            "name_en": rule.name_en,
            "jurisdictions": LIST_SEPARATOR.join(sorted(rule.sides)),
            "mode": rule.mode,
            "station_id": rule.station_id,
            "border_min": crossing.border_s / SECONDS_PER_MINUTE,
            "extra_dwell_min": crossing.dwell_s / SECONDS_PER_MINUTE,
            "permitted_share": crossing.permitted_share,
            "open_from": clock(rule.open_from_min),
            "open_to": clock(rule.open_to_min),
            "is_open": crossing.is_open,
            "ways": met[position],
            "assumed": rule.is_assumed,
            "confidence": rule.confidence,
            "source": rule.source,
        }
