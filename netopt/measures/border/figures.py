"""The figures of a border_effect measure for summary.json: an entry per threshold."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from netopt.accessibility.indicators import mass_reached, share
from netopt.arrays import FloatArray
from netopt.measures.border.rules_met import assumed_share
from netopt.measures.border.study import BorderStudy
from netopt.measures.circle.figures import names
from netopt.network.borders.borders import clock
from netopt.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE


def entries(study: BorderStudy) -> tuple[dict[str, Any], ...]:
    """One entry per threshold."""
    question, borders = study.question, study.borders
    return tuple(
        {
            "kind": "border_effect",
            "threshold_min": threshold_min,
            "time": question.time,
            "station_time": question.station_time,
            "scale": borders.scale,
            "at": clock(borders.at_min),
            "centres": [_centre(study, centre, number) for centre in question.centres],
            "pairs": pair_figures(study, threshold_min),
            "access": access_figures(study, threshold_min),
            "rules": rule_figures(study),
        }
        for number, threshold_min in enumerate(question.thresholds_min)
    )


def circle_rows(study: BorderStudy, centre: str, number: int) -> dict[str, Any]:
    """Area and people of a centre's circle without and with borders, and what is lost."""
    key = study.question.station_time, centre
    without, across = (one.circles[key][number] for one in (study.without, study.across))
    return {
        **_lost("area_{}_km2", without.area_km2, across.area_km2),
        "equivalent_radius_without_km": without.equivalent_radius_km,
        "equivalent_radius_with_km": across.equivalent_radius_km,
        **_lost("population_{}", without.population, across.population),
    }


def pair_figures(study: BorderStudy, threshold_min: float) -> dict[str, Any]:
    """Ordered pairs of different zones: how many a border pushes out of the threshold, and what it adds.

    The mean effect is that of pairs of zones in different jurisdictions that are reached with and without borders;
    ``cut_off`` are those reached only without. ``equivalent_km`` is the straight distance that the mean effect is worth
    at the mean door-to-door speed without borders.
    """
    free_s, across_s = study.times_s(study.question.time)
    threshold_s = threshold_min * SECONDS_PER_MINUTE
    is_within, is_still = (study.is_pair & (time_s <= threshold_s) for time_s in (free_s, across_s))
    is_told = study.crosses & np.isfinite(free_s) & np.isfinite(across_s)
    mean_s = float((across_s[is_told] - free_s[is_told]).mean()) if is_told.any() else None
    speed_kmh = study.mean_speed_kmh()
    lost = int((is_within & ~is_still).sum())
    return {
        "count": int(study.is_pair.sum()),
        "crossing": int(study.crosses.sum()),
        "within_without": int(is_within.sum()),
        "within_with": int(is_still.sum()),
        "lost": lost,
        "lost_share": lost / int(is_within.sum()) if is_within.any() else None,
        "cut_off": int((study.is_pair & np.isfinite(free_s) & ~np.isfinite(across_s)).sum()),
        "mean_border_effect_min": None if mean_s is None else mean_s / SECONDS_PER_MINUTE,
        "mean_speed_kmh": speed_kmh,
        "equivalent_km": None if mean_s is None or speed_kmh is None else mean_s / SECONDS_PER_HOUR * speed_kmh,
    }


def daily_access(study: BorderStudy, threshold_min: float) -> tuple[FloatArray, FloatArray]:
    """People that each zone reaches within a threshold without and with borders, shape (n_zones,) each.

    A_i = sum over other zones j of P_j 1[T_ij <= threshold]; with borders times the share of travellers permitted.
    """
    free_s, across_s = study.times_s(study.question.time)
    threshold_s = threshold_min * SECONDS_PER_MINUTE
    within, still = ((time_s <= threshold_s).astype(np.float64) for time_s in (free_s, across_s))
    return _reached(study, within, still)


def potential(study: BorderStudy) -> tuple[FloatArray, FloatArray]:
    """Potential of each zone without and with borders, shape (n_zones,) each, in people a minute.

    A_i = sum over other zones j of P_j / T_ij (Hansen 1959, power 1); with borders times the share permitted.
    """
    free_s, across_s = study.times_s(study.question.time)
    per_min = [
        np.divide(SECONDS_PER_MINUTE, time_s, out=np.zeros_like(time_s), where=time_s > 0.0)
        for time_s in (free_s, across_s)
    ]
    return _reached(study, per_min[0], per_min[1])


def access_figures(study: BorderStudy, threshold_min: float) -> dict[str, float | None]:
    """Daily access and potential lost over all zones, zones weighted by their people."""
    weight = study.across.travel.population
    found = {"daily_access": daily_access(study, threshold_min), "potential": potential(study)}
    return {
        f"{name}_lost_share": share((weight * (free - across)).sum(), (weight * free).sum())
        for name, (free, across) in found.items()
    }


def rule_figures(study: BorderStudy) -> dict[str, Any]:
    """How many rules there are and are met on least ways between zones, and how far they are assumed.

    ``assumed_share``: of all the times that a rule is met on a way between two zones, those at an assumed one.
    """
    rules, met = study.borders.rules, study.rules_met
    return {
        "count": len(rules),
        "met": len(met),
        "met_assumed": sum(rules[rule].is_assumed for rule in met),
        "assumed_share": assumed_share(study.borders, met),
    }


def rows_of_zones(study: BorderStudy) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number, id and jurisdiction of every zone."""
    for number, (zone, side) in enumerate(zip(study.across.travel.zone_ids, study.side, strict=True)):
        yield number, {"zone": zone, "jurisdiction": study.borders.sides.names[side]}


def _reached(study: BorderStudy, free: FloatArray, across: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mass within reach by weights of times without and with borders, shape (n_zones, n_zones) each."""
    people, permitted = study.across.travel.population, study.permitted_share(study.question.time)
    return mass_reached(study.is_pair * free, people), mass_reached(study.is_pair * across * permitted, people)


def _centre(study: BorderStudy, centre: str, number: int) -> dict[str, Any]:
    name_zh, name_en = names(study.across, centre)
    threshold_s = study.question.thresholds_min[number] * SECONDS_PER_MINUTE
    name, time = study.question.station_time, study.question.time
    free_s, across_s = (
        one.travel.od[name].time_s(time)[one.travel.row(centre)] for one in (study.without, study.across)
    )
    lost = study.across.travel.zone_ids[(free_s <= threshold_s) & (across_s > threshold_s)]
    return {
        "id": centre,
        "name": name_en,
        "name_zh": name_zh,
        **circle_rows(study, centre, number),
        "zones_lost": sorted(str(zone) for zone in lost),
    }


def _lost(name: str, without: float, across: float) -> dict[str, float | None]:
    return {
        name.format("without"): without,
        name.format("with"): across,
        name.format("lost"): without - across,
        f"{name.split('_', maxsplit=1)[0]}_lost_share": share(without - across, without),
    }


def equivalent_km(study: BorderStudy, effect_s: FloatArray) -> FloatArray:
    """Straight distance that seconds are worth at the mean door-to-door speed without borders, same shape."""
    speed_kmh = study.mean_speed_kmh()
    return effect_s / SECONDS_PER_HOUR * (np.nan if speed_kmh is None else speed_kmh)
