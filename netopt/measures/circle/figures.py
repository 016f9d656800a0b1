"""The figures of a commuting_circle measure for summary.json: an entry per threshold."""

from typing import Any

import numpy as np

from netopt.accessibility.indicators import is_other, pair_weight
from netopt.measures.circle.study import Study
from netopt.network.names import names_of
from netopt.travel.circle import Circle
from netopt.travel.od_times import TimeDefinition
from netopt.travel.station_time import StationTimeSet
from netopt.travel.way_basis import on_streets_share
from netopt.units import SECONDS_PER_MINUTE


def entries(study: Study) -> tuple[dict[str, Any], ...]:
    """One entry per threshold, of the set of station times that was asked for."""
    question = study.question
    streets_share = ground_on_streets_share(study)
    return tuple(
        {
            "kind": "commuting_circle",
            "threshold_min": threshold_min,
            "time": question.time,
            "station_time": question.station_time,
            "centres": [_centre(study, centre, number) for centre in question.centres],
            "pairs": pairs(study, question.station_time, question.time, threshold_min),
            "ground_on_streets_share": streets_share,
        }
        for number, threshold_min in enumerate(question.thresholds_min)
    )


def names(study: Study, place_id: str) -> tuple[str, str]:
    """Chinese and English name of a node; its id where it has none."""
    (name_zh,), (name_en,) = names_of(study.travel.network.nodes.loc[[place_id]])
    return name_zh, name_en


def zones_within(
    study: Study, station_time: StationTimeSet, time: TimeDefinition, centre: str, threshold_min: float
) -> list[str]:
    """Zones, other than the centre itself, whose centre is reached within a threshold, by id."""
    time_s = study.travel.od[station_time].time_s(time)[study.travel.row(centre)]
    reached = study.travel.zone_ids[time_s <= threshold_min * SECONDS_PER_MINUTE]
    return sorted(str(zone) for zone in reached if zone != centre)


def pairs(study: Study, station_time: StationTimeSet, time: TimeDefinition, threshold_min: float) -> dict[str, Any]:
    """How many ordered pairs of different zones lie within a threshold.

    ``share`` is ``within`` / ``count``; ``mean_min`` is the mean over the ``reachable`` pairs, the same at every
    threshold; ``population_weighted_share`` weights a pair by the product of both populations.
    """
    n_zones = len(study.travel.zone_ids)
    is_pair = is_other(n_zones)
    time_s = study.travel.od[station_time].time_s(time)[:n_zones][is_pair]
    is_within = time_s <= threshold_min * SECONDS_PER_MINUTE
    is_reachable = np.isfinite(time_s)
    weight = pair_weight(study.travel.population)[is_pair]
    return {
        "count": int(time_s.size),
        "within": int(is_within.sum()),
        "reachable": int(is_reachable.sum()),
        "share": float(is_within.mean()) if time_s.size else None,
        "mean_min": float(time_s[is_reachable].mean() / SECONDS_PER_MINUTE) if is_reachable.any() else None,
        "population_weighted_share": float(weight[is_within].sum() / weight.sum()) if weight.sum() > 0 else None,
    }


def ground_on_streets_share(study: Study) -> float | None:
    """Share of the time on the ground that is spent along streets, over the ways between all places and zones."""
    travel, name = study.travel, study.question.station_time
    return on_streets_share(travel.travellers[name], study.ways[name], travel.places, travel.zones)


def circle_figures(found: Circle) -> dict[str, float | int | None]:
    """The numbers of one circle, ready for a row or an entry."""
    return {
        "area_km2": found.area_km2,
        "area_soft_km2": found.area_soft_km2,
        "equivalent_radius_km": found.equivalent_radius_km,
        "by_rail_area_share": found.by_rail_area_share,
        "on_streets_area_share": found.on_streets_area_share,
        "population": found.population,
        "population_soft": found.population_soft,
        "population_raw_places": found.population_raw_places,
        "population_spread_share": found.population_spread_share,
        "islands": found.islands,
    }


def assumed_share(study: Study, station_time: StationTimeSet, centre: str) -> float | None:
    """Share of the in-vehicle time from a centre to all zones that is run over edges whose speed is assumed.

    It covers assumed line speeds only: not assumed stop patterns or headways, dwell times, station times, access
    speeds or lengths.
    """
    od = study.travel.od[station_time]
    rides = np.concatenate([np.zeros(0, dtype=np.int64), *od.rides[study.travel.row(centre)]])
    time_s = study.travel.rail.in_vehicle_s[rides]
    return float((time_s * study.travel.rail.assumed_share[rides]).sum() / time_s.sum()) if rides.size else None


def _centre(study: Study, centre: str, number: int) -> dict[str, Any]:
    question = study.question
    name_zh, name_en = names(study, centre)
    threshold_min = question.thresholds_min[number]
    return {
        "id": centre,
        "name": name_en,
        "name_zh": name_zh,
        **circle_figures(study.circles[question.station_time, centre][number]),
        "zones_within": zones_within(study, question.station_time, question.time, centre, threshold_min),
        "in_vehicle_assumed_share": assumed_share(study, question.station_time, centre),
    }
