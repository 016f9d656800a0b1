"""Everything a border_effect measure computes: travel and circles of one network with its borders and without them."""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from netopt.accessibility.indicators import is_other
from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.errors import NetworkError
from netopt.measures.border.rules_met import rules_met
from netopt.measures.border.shadow import Shadow, shadow
from netopt.measures.circle.question import Question, check_centres
from netopt.measures.circle.study import Study, circles_of, field_of, land_within
from netopt.network.borders.borders import Borders
from netopt.network.network import Network
from netopt.travel.circle import SOFT_TAIL
from netopt.travel.grid import TimeField
from netopt.travel.od_times import TimeDefinition
from netopt.travel.points import distances_m
from netopt.travel.ways import ways
from netopt.travel.zone_travel import ZoneTravel, zone_travel
from netopt.units import METRES_PER_KM, SECONDS_PER_HOUR, SECONDS_PER_MINUTE

SHADOW_TAIL_MIN = 60.0
"""How much longer than the largest threshold ways may take before the map of the shadow gives them up."""


@dataclass(frozen=True, eq=False)
class BorderStudy:
    """What was found with and without borders, for the set of station times asked for."""

    question: Question
    borders: Borders
    without: Study
    across: Study
    """With borders."""
    shadows: dict[str, Shadow]
    """By centre: minutes that borders add to each place."""

    @property
    def side(self) -> IntArray:
        """Jurisdiction of each zone, as its position in ``Borders.sides.names``."""
        travel = self.across.travel
        side_of_node = self.borders.sides.of_nodes(travel.network.nodes)
        return side_of_node[travel.network.positions(travel.zone_ids)]

    @property
    def is_pair(self) -> BoolArray:
        """Pairs of different zones, shape (n_zones, n_zones)."""
        return is_other(len(self.across.travel.zone_ids))

    @property
    def crosses(self) -> BoolArray:
        """Pairs of zones in different jurisdictions, shape (n_zones, n_zones)."""
        return np.asarray(self.side[:, None] != self.side[None, :])

    @property
    def rules_met(self) -> Counter[int]:
        """On how many least door-to-door ways between different zones each rule is met, by position."""
        return rules_met(self.across.ways[self.question.station_time], len(self.across.travel.zone_ids))

    def times_s(self, time: TimeDefinition) -> tuple[FloatArray, FloatArray]:
        """Times between zones without and with borders by a definition, shape (n_zones, n_zones) each."""
        n_zones, name = len(self.across.travel.zone_ids), self.question.station_time
        one, other = (study.travel.od[name].time_s(time)[:n_zones] for study in (self.without, self.across))
        return one, other

    def station_times_s(self, time: TimeDefinition) -> tuple[FloatArray, FloatArray]:
        """Times from centres that are stations to zones without and with borders, shape (n_stations, n_zones) each."""
        n_zones, name = len(self.across.travel.zone_ids), self.question.station_time
        one, other = (study.travel.od[name].time_s(time)[n_zones:] for study in (self.without, self.across))
        return one, other

    def permitted_share(self, time: TimeDefinition) -> FloatArray:
        """Share of travellers who may take the way of each pair of zones."""
        n_zones = len(self.across.travel.zone_ids)
        return self.across.travel.od[self.question.station_time].permitted_share(time)[:n_zones]

    def mean_speed_kmh(self) -> float | None:
        """Straight distance over door-to-door time without borders, summed over all pairs that are reached."""
        zones = self.without.travel.zones
        time_s, _ = self.times_s("door_to_door")
        is_counted = self.is_pair & np.isfinite(time_s)
        total_h = time_s[is_counted].sum() / SECONDS_PER_HOUR
        distance_km = distances_m(zones.xy_m, zones.xy_m)[is_counted].sum() / METRES_PER_KM
        return float(distance_km / total_h) if total_h > 0 else None


def border_study(network: Network, question: Question) -> BorderStudy:
    """Compute times and circles twice.

    Raises
    ------
    UnknownNodeError
        If a centre is not in the network.
    NetworkError
        If the network has no borders, no rule is there for one that is crossed, or a centre is no place in it.
    """
    borders = network.borders
    if borders is None:
        raise NetworkError("border_effect needs borders; give the section `borders` with a table of them")
    check_centres(network, question)
    name = question.station_time
    free, across = (
        zone_travel(one, question.travel, places=question.centres, station_times=(name,))
        for one in (replace(network, borders=None), network)
    )
    tail_min = max(SOFT_TAIL * question.soft_scale_min, SHADOW_TAIL_MIN)
    limit_s = (question.thresholds_min[-1] + tail_min) * SECONDS_PER_MINUTE
    land = land_within(free, question.centres, limit_s, cell_km=question.cell_km)

    def studied(travel: ZoneTravel) -> tuple[Study, dict[str, TimeField]]:
        fields = {centre: field_of(travel, name, centre, land) for centre in question.centres}
        circles = {
            (name, centre): circles_of(travel, question, name, centre, land=land, field=field)
            for centre, field in fields.items()
        }
        made_of = ways(travel.travellers[name], travel.doors[name], travel.zones)
        return Study(question, travel, {name: made_of}, circles), fields

    (without, free_fields), (with_borders, fields) = studied(free), studied(across)
    largest_s = question.thresholds_min[-1] * SECONDS_PER_MINUTE
    shadows = {
        centre: shadow(free_fields[centre], fields[centre], land.people, threshold_s=largest_s)
        for centre in question.centres
    }
    return BorderStudy(question, borders, without, with_borders, shadows)
