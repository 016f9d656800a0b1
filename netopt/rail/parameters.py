"""Rail parameters: trains, margins, dwell, termini, station entry, transfers, waiting; read from TOML."""

import tomllib
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Literal, Self

import numpy as np
from pydantic import Field, NonNegativeFloat, PositiveFloat, ValidationError, model_validator

from netopt.arrays import FloatArray
from netopt.errors import ConfigError
from netopt.rail.overlay import breaches, overlay, read_toml
from netopt.schema import ConfigModel
from netopt.units import KMH_PER_MS, SECONDS_PER_MINUTE

GRAVITY_MS2 = 9.81

StationClass = Literal["hub", "main", "local"]
Traction = Literal["multiple_unit", "locomotive", "freight"]


class Train(ConfigModel):
    """What a train can do: tractive force, resistance, braking, top speed."""

    mass_t: PositiveFloat
    power_kw: PositiveFloat
    start_force_kn: PositiveFloat
    davis_n_per_kn: tuple[NonNegativeFloat, NonNegativeFloat, NonNegativeFloat]
    """Resistance A + B v + C v**2 in N per kN of weight, v in km/h."""
    rotating_mass_factor: float = Field(ge=1.0)
    braking_ms2: PositiveFloat
    max_kmh: PositiveFloat
    length_m: NonNegativeFloat
    kind: str
    """Row of the dwell table: hsr, intercity, conventional, metro, freight, ferry or bus."""
    traction: Traction

    @model_validator(mode="after")
    def _must_move(self) -> Self:
        if self.acceleration_ms2(0.0) <= 0:
            raise ValueError("start_force_kn is not above the resistance at standstill; the train never moves")
        return self

    def acceleration_ms2(self, speed_ms: float) -> float:
        """Acceleration on level track at a speed: a(v) = (min(F0, P/v) - W(v)) / (rho m)."""
        a, b, c = self.davis_n_per_kn
        speed_kmh = speed_ms * KMH_PER_MS
        force_kn = min(self.start_force_kn, self.power_kw / speed_ms) if speed_ms > 0 else self.start_force_kn
        resistance_kn = self.mass_t * GRAVITY_MS2 * (a + b * speed_kmh + c * speed_kmh**2) / 1000.0
        return (force_kn - resistance_kn) / (self.rotating_mass_factor * self.mass_t)


class Margin(ConfigModel):
    """Recovery margin after UIC 451-1: a share of the running time by speed class and a distance term."""

    class_up_to_kmh: tuple[PositiveFloat, ...]
    share: tuple[NonNegativeFloat, ...]
    """Share of the running time in each speed class; the last one holds above the last class."""
    short_run_km: NonNegativeFloat
    """A train whose whole run is this long or shorter gets no distance term."""
    min_per_100km: dict[Traction, NonNegativeFloat]

    @model_validator(mode="after")
    def _classes_fit(self) -> Self:
        if len(self.share) != len(self.class_up_to_kmh) + 1:
            raise ValueError("share needs one number more than class_up_to_kmh")
        if list(self.class_up_to_kmh) != sorted(set(self.class_up_to_kmh)):
            raise ValueError("class_up_to_kmh must rise")
        return self


class TimetableFactor(ConfigModel):
    """What timetables add to running time and margin, as a factor by speed class and traction; 1 adds nothing."""

    class_up_to_kmh: tuple[PositiveFloat, ...]
    by_traction: dict[Traction, tuple[PositiveFloat, ...]]
    """One factor a speed class and one more, which holds above the last class."""

    @model_validator(mode="after")
    def _classes_fit(self) -> Self:
        wrong = [name for name, row in self.by_traction.items() if len(row) != len(self.class_up_to_kmh) + 1]
        if wrong:
            raise ValueError(f"by_traction.{wrong[0]} needs one number more than class_up_to_kmh")
        return self

    def of(self, limit_kmh: FloatArray, traction: Sequence[Traction]) -> FloatArray:
        """Factors for pieces of these limits (the lower of line and train) and tractions, both of shape (n,)."""
        speed_class = np.searchsorted(np.asarray(self.class_up_to_kmh), limit_kmh, side="left")
        names = list(self.by_traction)
        table = np.array([self.by_traction[name] for name in names])
        return np.asarray(table[[names.index(name) for name in traction], speed_class], dtype=np.float64)


class Terminal(ConfigModel):
    """Limits on the approach to any stop and to the train's terminus, and the time allowance at the latter."""

    stop_within_m: tuple[PositiveFloat, ...]
    stop_max_kmh: tuple[PositiveFloat, ...]
    terminus_within_m: tuple[PositiveFloat, ...]
    terminus_max_kmh: tuple[PositiveFloat, ...]
    terminus_min: NonNegativeFloat

    @model_validator(mode="after")
    def _limits_fit(self) -> Self:
        if len(self.stop_within_m) != len(self.stop_max_kmh):
            raise ValueError("stop_within_m and stop_max_kmh must be equally long")
        if len(self.terminus_within_m) != len(self.terminus_max_kmh):
            raise ValueError("terminus_within_m and terminus_max_kmh must be equally long")
        return self


class ServiceRules(ConfigModel):
    """How trains per day become headways, and which trains a traveller takes."""

    day_h: PositiveFloat
    attractive_tolerance: NonNegativeFloat


class StationTime(ConfigModel):
    """Minutes from the door of a station to the train, and from the train to the door."""

    in_min: NonNegativeFloat
    out_min: NonNegativeFloat


class StationEntry(ConfigModel):
    """Station times of one sort of traveller, by class of station."""

    hub: StationTime
    other: StationTime
    urban: StationTime
    """Stations of subways, light rail, trams and monorails, whatever their class."""
    ferry: StationTime
    """Ferry terminals."""
    bus: StationTime
    """Bus stops."""


class Transfers(ConfigModel):
    """Least minutes between arrival and departure when changing."""

    same_station: NonNegativeFloat
    """At a railway station, and between two of them at least."""
    urban: NonNegativeFloat
    """At a station of an urban railway or a bus stop, and between two of them at least."""
    rail_and_urban: NonNegativeFloat
    """Between a railway or a ferry and an urban railway or a bus at least."""


class Waiting(ConfigModel):
    """Mean wait by headway: random arrivals, mixed, timetable known; and at changes, where nobody picks the time."""

    random_up_to_min: NonNegativeFloat
    timetable_from_min: NonNegativeFloat
    intercept_min: NonNegativeFloat
    slope: NonNegativeFloat
    longest_transfer_wait_min: NonNegativeFloat

    def wait_s(self, headway_s: FloatArray) -> FloatArray:
        """Mean wait for the next train of a service of headway H, same shape, seconds, never falling with H.

        H/2 up to ``random_up_to_min``, then ``intercept_min`` + ``slope`` H, and from ``timetable_from_min`` on
        the wait there: for rarer trains people time their arrival.

        Source: Fan and Machemehl (2009), Transportation Research Record 2111, for the first two; the last is ours
        (theirs is a wait that no longer depends on H).
        """
        headway_min = np.asarray(headway_s, dtype=np.float64) / SECONDS_PER_MINUTE
        random_min = np.minimum(headway_min, self.random_up_to_min) / 2.0
        mixed_min = self.intercept_min + self.slope * np.minimum(headway_min, self.timetable_from_min)
        # The pieces do not meet at 11 min (5.5 against 5.3): the maximum keeps the wait from falling there.
        wait_min = np.where(headway_min <= self.random_up_to_min, random_min, np.maximum(random_min, mixed_min))
        return np.asarray(wait_min * SECONDS_PER_MINUTE, dtype=np.float64)

    def transfer_wait_s(self, headway_s: FloatArray) -> FloatArray:
        """Mean wait for a train of headway H after a change, same shape, seconds, never falling with H.

        As ``wait_s`` below ``timetable_from_min``. From there on H/2, since the first train brings travellers when it
        brings them and they cannot time their arrival; but at most ``longest_transfer_wait_min``, because for rarer
        trains they choose the first train by the second; and never less than ``wait_s``.
        """
        headway_min = np.asarray(headway_s, dtype=np.float64) / SECONDS_PER_MINUTE
        blind_s = np.minimum(headway_min / 2.0, self.longest_transfer_wait_min) * SECONDS_PER_MINUTE
        timed_s = self.wait_s(headway_s)
        is_rare = headway_min >= self.timetable_from_min
        return np.asarray(np.where(is_rare, np.maximum(timed_s, blind_s), timed_s), dtype=np.float64)


class Integration(ConfigModel):
    """How finely the speed profile is integrated."""

    step_m: PositiveFloat


class RailParameters(ConfigModel):
    """All rail parameters. ``RailParameters.load()`` gives netopt's own, each with its source in the file."""

    trains: dict[str, Train]
    margin: Margin
    timetable_factor: TimetableFactor
    terminal: Terminal
    dwell_min: dict[str, dict[StationClass, NonNegativeFloat]]
    """Minutes at an intermediate stop, by kind of train and class of station."""
    service: ServiceRules
    station_entry: dict[Literal["occasional", "commuter"], StationEntry]
    transfer_min: Transfers
    waiting: Waiting
    integration: Integration

    @model_validator(mode="after")
    def _tables_meet(self) -> Self:
        for name, train in self.trains.items():
            rows = self.dwell_min.get(train.kind, {})
            missing = [station for station in ("hub", "main", "local") if station not in rows]
            if missing:
                raise ValueError(f"trains.{name}.kind is {train.kind!r}: dwell_min.{train.kind} lacks {missing}")
            if train.traction not in self.margin.min_per_100km:
                raise ValueError(f"trains.{name}.traction is {train.traction!r}: margin.min_per_100km lacks it")
            if train.traction not in self.timetable_factor.by_traction:
                raise ValueError(f"trains.{name}.traction is {train.traction!r}: timetable_factor.by_traction lacks it")
        return self

    @classmethod
    def load(cls, path: Path | str | None = None) -> "RailParameters":
        """The parameters of netopt, with the keys of a user's TOML file, if given, put over them.

        Raises
        ------
        ConfigError
            If the file cannot be read, is no TOML, or holds an unknown key or a wrong value; every breach
            names the file, the key and the value.
        """
        values = tomllib.loads(resources.files("netopt.rail").joinpath("parameters.toml").read_text("utf-8"))
        name = "parameters.toml"
        if path is not None:
            name = str(path)
            values = overlay(values, read_toml(Path(path)))
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise ConfigError(breaches(name, error)) from error
