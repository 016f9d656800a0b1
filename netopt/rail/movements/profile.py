"""Profile: which track a kind of train may use, how it runs there, and what it costs it to turn back."""

from dataclasses import dataclass
from typing import Literal, Self

import numpy as np

from netopt.arrays import BoolArray
from netopt.rail.country import Country
from netopt.rail.modes import MAIN_LINE_MODES
from netopt.rail.parameters import RailParameters, Train
from netopt.rail.topology.track import Track
from netopt.units import SECONDS_PER_MINUTE

STANDARD_GAUGE_MM = 1435
PASSENGER_DROPS = frozenset({"yard", "spur", "siding"})
"""Values of ``service`` without passenger trains. Crossovers stay: without them the directions fall apart."""
MAIN_LINE = frozenset({*MAIN_LINE_MODES, "rail_ferry"})

UrbanMode = Literal["subway", "light_rail", "tram", "monorail"]


@dataclass(frozen=True)
class Profile:
    """A kind of train, as far as track is concerned.

    What is not tagged forbids nothing: track of unknown gauge, wires or power is used, with one exception: narrow gauge
    of unknown width is not used by a train of standard or broad gauge.
    """

    name: str
    modes: frozenset[str]
    train: Train
    traffic: Literal["passenger", "freight"]
    """Track for freight (or passengers) only is not used by the other."""
    reversal_s: float
    """Seconds until the train can go back the way it came."""
    gauge_mm: int | None = None
    """``None``: any."""
    needs_wires: bool = False
    power: frozenset[str] = frozenset()
    """Systems under which a train that needs wires can run, as "voltage;frequency" ("25000;50"); none given: any."""
    dropped_services: frozenset[str] = frozenset()
    dropped_usages: frozenset[str] = frozenset()
    lifecycles: frozenset[str] = frozenset({"open"})
    against_factor: float = 2.0
    """Times the running time against a track's preferred direction; it is chosen less, not forbidden."""
    against_factor_bidirectional: float = 1.1
    """The same where both directions are signalled."""
    respect_oneway: bool = False
    boarding_s: float = 0.0
    """Seconds a train needs to get on and off a train ferry."""

    @classmethod
    def passenger(cls, country: Country, parameters: RailParameters, *, train: str = "") -> Self:
        """Passenger trains on main-line track; ``train``: name in the parameters, by default the country's fastest."""
        return cls(
            name="passenger",
            modes=MAIN_LINE,
            train=parameters.trains[train or country.train["hsr"]],
            traffic="passenger",
            reversal_s=country.reversal_s["multiple_unit"],
            gauge_mm=country.default_gauge_mm,
            dropped_services=PASSENGER_DROPS,
            dropped_usages=frozenset({"industrial", "military", "test", "tourism", "science", "scientific"}),
            boarding_s=country.rail_ferry.boarding_min * SECONDS_PER_MINUTE,
        )

    @classmethod
    def freight(cls, country: Country, parameters: RailParameters) -> Self:
        """Freight trains on main-line track, yards and works' tracks."""
        return cls(
            name="freight",
            modes=MAIN_LINE,
            train=parameters.trains[country.train["freight"]],
            traffic="freight",
            reversal_s=country.reversal_s["freight"],
            gauge_mm=country.default_gauge_mm,
            dropped_usages=frozenset({"test", "tourism", "science", "scientific"}),
            boarding_s=country.rail_ferry.boarding_min * SECONDS_PER_MINUTE,
        )

    @classmethod
    def urban(cls, mode: UrbanMode, country: Country, parameters: RailParameters) -> Self:
        """Metro, light rail and tram (which share track), or monorail, of any gauge."""
        return cls(
            name=mode,
            modes=frozenset({"light_rail", "tram"}) if mode in {"light_rail", "tram"} else frozenset({mode}),
            train=parameters.trains[country.train[mode]],
            traffic="passenger",
            reversal_s=country.reversal_s["urban"],
            dropped_services=PASSENGER_DROPS,
            dropped_usages=frozenset({"industrial", "military", "test", "tourism", "science", "scientific"}),
        )

    def could_use(self, track: Track) -> BoolArray:
        """Edges the train could run on, whatever their ``service``, shape (n_edges,)."""
        other = "is_freight_only" if self.traffic == "passenger" else "is_passenger_only"
        ways = track.ways
        fits = ways["mode"].isin(self.modes) & ways["lifecycle"].isin(self.lifecycles)
        fits &= ~ways["usage"].isin(self.dropped_usages) & ~ways[other].astype(bool)
        fits_way = np.asarray(fits, dtype=bool) & self._fits_gauge(track)
        if self.needs_wires:
            fits_way &= np.asarray(ways["electrified"] != "no", dtype=bool)
            fits_way &= np.array([self._fits_power(power) for power in ways["power"]], dtype=bool)
        return np.asarray(fits_way[track.edge_way], dtype=bool)

    def uses(self, track: Track, keep_edges: BoolArray) -> BoolArray:
        """Edges the train runs on, shape (n_edges,); ``keep_edges`` (same shape) are not dropped for their service."""
        is_dropped = np.asarray(track.ways["service"].isin(self.dropped_services), dtype=bool)[track.edge_way]
        return self.could_use(track) & (~is_dropped | keep_edges)

    def _fits_gauge(self, track: Track) -> BoolArray:
        if self.gauge_mm is None:
            return np.ones(len(track.ways), dtype=bool)
        is_broad = self.gauge_mm >= STANDARD_GAUGE_MM
        ways = zip(track.ways["gauge_mm"], track.ways["mode"], strict=True)
        return np.array(
            [self.gauge_mm in gauges if gauges else not (is_broad and mode == "narrow_gauge") for gauges, mode in ways],
            dtype=bool,
        )

    def _fits_power(self, tagged: str) -> bool:
        """Whether a system of the train is among those of "voltage|voltage;frequency|frequency"; parts may miss."""
        if not self.power or not tagged:
            return True
        on_track = [set(part.split("|")) - {""} for part in tagged.split(";")]
        systems = [system.split(";") for system in self.power]
        return any(
            all(not there or value in there for there, value in zip(on_track, system, strict=False))
            for system in systems
        )
