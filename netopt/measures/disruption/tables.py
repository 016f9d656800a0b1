"""The tables of a criticality measure: a row a removal, and a row a zone that a removal cuts off."""

from typing import Any

import numpy as np
import pandas as pd

from netopt.layers import LIST_SEPARATOR, Table
from netopt.measures.disruption.study import Removal, Study

CUT_OFF_COLUMNS = (
    *("removed", "id", "zone_id", "name_zh", "name_en", "population"),
    *("is_alone", "zones_unreachable", "unreachable_zone_ids"),
)


def tables(study: Study) -> tuple[Table, ...]:
    """``criticality``, the worst removal first, and ``criticality_cut_off``."""
    named = study.pairs.named()
    rows = [row for removal in study.removals for row in _cut_off_rows(study, removal, named)]
    return (
        Table("criticality", pd.DataFrame([removal_row(study, removal) for removal in study.removals])),
        Table("criticality_cut_off", pd.DataFrame(rows, columns=list(CUT_OFF_COLUMNS))),
    )


def removal_row(study: Study, removal: Removal) -> dict[str, Any]:
    """Everything about a removal in one row; ids of zones where zones are named.

    ``people_lost_mean`` is the mean over all inhabitants, ``worst_zone`` the zone that loses most people.
    """
    candidate, effect = removal.candidate, removal.effect
    row: dict[str, Any] = {
        "removed": candidate.removed,
        "id": candidate.id,
        "name_zh": candidate.name_zh,
        "name_en": candidate.name_en,
        "line_zh": candidate.line_zh,
        "line_en": candidate.line_en,
        "rank": removal.rank,
        "is_recomputed": removal.is_recomputed,
        "pairs_using": removal.pairs_using,
        "use_share": removal.use_share,
        "pairs_unreachable": int(effect.newly_unreachable.sum()),
        "unreachable_share": effect.unreachable_share,
        "zones_cut_off": LIST_SEPARATOR.join(zone_ids(study, np.flatnonzero(effect.cut_off).tolist())),
        "people_cut_off": float(study.pairs.population[effect.cut_off].sum()),
        "zones_alone": LIST_SEPARATOR.join(zone_ids(study, np.flatnonzero(effect.alone).tolist())),
        "mean_added_min": effect.mean_added_min,
        "largest_added_min": effect.largest_added_min,
        **dict(zip(("largest_origin", "largest_destination"), largest_pair(study, removal), strict=True)),
    }
    for threshold_min, reach in zip(study.question.thresholds_min, effect.reach, strict=True):
        worst = [] if reach.worst_zone is None else [reach.worst_zone]
        within = f"within_{threshold_min:g}_min"
        row |= {
            f"pairs_lost_{within}": reach.pairs_lost,
            f"people_lost_mean_{within}": reach.people_lost_mean,
            f"access_lost_share_{within}": reach.access_lost_share,
            f"worst_zone_{within}": next(iter(zone_ids(study, worst)), None),
            f"worst_zone_people_lost_{within}": float(reach.people_lost[worst].sum()),
        }
    return row


def zone_ids(study: Study, rows: list[int]) -> list[str]:
    """Ids of zones by their rows."""
    return [str(study.pairs.zone_ids[row]) for row in rows]


def largest_pair(study: Study, removal: Removal) -> tuple[str | None, str | None]:
    """Origin and destination of the largest added minutes."""
    if removal.effect.largest_pair is None:
        return None, None
    origin, destination = zone_ids(study, list(removal.effect.largest_pair))
    return origin, destination


def _cut_off_rows(study: Study, removal: Removal, named: pd.DataFrame) -> list[dict[str, Any]]:
    effect = removal.effect
    lost = effect.newly_unreachable | effect.newly_unreachable.T
    return [
        {
            "removed": removal.candidate.removed,
            "id": removal.candidate.id,
            "zone_id": named["id"].iloc[zone],
            "name_zh": named["name_zh"].iloc[zone],
            "name_en": named["name_en"].iloc[zone],
            "population": named["population"].iloc[zone],
            "is_alone": bool(effect.alone[zone]),
            "zones_unreachable": int(lost[zone].sum()),
            "unreachable_zone_ids": LIST_SEPARATOR.join(zone_ids(study, np.flatnonzero(lost[zone]).tolist())),
        }
        for zone in np.flatnonzero(effect.cut_off).tolist()
    ]
