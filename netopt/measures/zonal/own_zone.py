"""The time from a zone to itself: between centres it is 0, which is nobody's journey, so a rule says what counts."""

from typing import Annotated, Literal, TypeAlias

import numpy as np
from pydantic import Field, NonNegativeFloat, PositiveFloat

from netopt.arrays import FloatArray
from netopt.errors import Breach, NetworkError
from netopt.network.network import Network
from netopt.schema import ConfigModel
from netopt.travel.zone_stations import ZONE
from netopt.units import KMH_PER_MS, SECONDS_PER_MINUTE

RADIUS_SHARES = {"half": 1.0 / 2.0, "two_thirds": 2.0 / 3.0}
RADIUS_WORDS = {"half": ("half", "二分之一"), "two_thirds": ("two thirds of", "三分之二")}


class OwnZoneExcluded(ConfigModel):
    """A zone's own people and supply do not count."""

    kind: Literal["excluded"] = "excluded"


class OwnZoneRadius(ConfigModel):
    """A zone reaches itself in the time of a share of its equivalent radius, sqrt(area / pi), at a speed."""

    kind: Literal["radius"] = "radius"
    radius_share: Literal["half", "two_thirds"] = "two_thirds"
    """Two thirds is the mean distance of a disc's points from its centre."""
    speed_kmh: PositiveFloat
    """Speed along the straight distance, detours included."""


class OwnZoneFixed(ConfigModel):
    """A zone reaches itself in the same time everywhere."""

    kind: Literal["fixed"] = "fixed"
    minutes: NonNegativeFloat
    """Minutes, door to door."""


OwnZone: TypeAlias = Annotated[OwnZoneExcluded | OwnZoneRadius | OwnZoneFixed, Field(discriminator="kind")]


def told_rule(rule: OwnZone) -> dict[str, str]:
    """The rule in words by language."""
    match rule:
        case OwnZoneExcluded():
            return {"en": "own zone excluded", "zh": "不计本城"}
        case OwnZoneRadius(radius_share=share, speed_kmh=speed_kmh):
            en, zh = RADIUS_WORDS[share]
            return {
                "en": f"own zone in {en} its equivalent radius at {speed_kmh:g} km/h",
                "zh": f"本城内部时间按等效半径的{zh}、{speed_kmh:g} 公里/小时计",
            }
        case OwnZoneFixed(minutes=minutes):
            return {"en": f"own zone in {minutes:g} min", "zh": f"本城内部时间 {minutes:g} 分钟"}


def own_zone_min(rule: OwnZone, network: Network) -> FloatArray:
    """Minutes from every zone to itself, shape (n_zones,); ``inf`` where it does not count.

    Raises
    ------
    NetworkError
        If a radius is asked of a zone without an outline.
    """
    zone_ids = network.of_kind(ZONE).index
    match rule:
        case OwnZoneExcluded():
            return np.full(len(zone_ids), np.inf)
        case OwnZoneFixed(minutes=minutes):
            return np.full(len(zone_ids), minutes)
        case OwnZoneRadius(radius_share=share, speed_kmh=speed_kmh):
            lacking = sorted(zone_ids.difference(network.areas.index))
            if lacking:
                message = f"zones {', '.join(lacking[:10])} have no outline, so no radius; name another own_zone rule"
                raise NetworkError([Breach(network.provenance.name, "", message)])
            radius_m = np.sqrt(network.areas.geometry.area.loc[zone_ids].to_numpy(dtype=float) / np.pi)
            return np.asarray(RADIUS_SHARES[share] * radius_m * KMH_PER_MS / speed_kmh / SECONDS_PER_MINUTE)
