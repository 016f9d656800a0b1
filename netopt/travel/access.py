"""Ways without a timetable: walk, bicycle, bus, taxi, car, as minutes of straight distance or along streets."""

import tomllib
from collections.abc import Sequence
from importlib import resources
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import Field, NonNegativeFloat, PositiveFloat, model_validator

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.schema import ConfigModel
from netopt.units import KMH_PER_MS, METRES_PER_KM, SECONDS_PER_MINUTE

Circuity = Annotated[float, Field(ge=1.0)]
StreetUse = Literal["none", "foot", "cycle", "drive"]
"""How a mode uses streets, where a network has them:

none
    It does not: straight distance, circuity and speed hold everywhere.
foot
    Both ways on every street but motorways, at the mode's speed.
cycle
    As the streets lead but not on motorways, at the mode's speed.
drive
    As the streets lead where cars may go, in the running time of the streets.
"""


class AccessMode(ConfigModel):
    """One way to cover a distance: T(d) = fixed + circuity d / speed for straight distances d up to a limit."""

    speed_kmh: PositiveFloat
    """Mean speed along the way, stops and lights included."""
    circuity: Circuity
    """Length of the way over the straight distance."""
    fixed_min: NonNegativeFloat
    """Minutes that do not grow with the distance: fetch, wait, park."""
    max_km: PositiveFloat
    """Longest straight distance for which anybody takes it."""
    streets: StreetUse = "none"
    """How it uses streets, where the network has them."""

    @property
    def s_per_m(self) -> float:
        """Seconds per metre of straight distance."""
        return self.circuity * KMH_PER_MS / self.speed_kmh

    @property
    def longest_s(self) -> float:
        """Seconds of its longest straight way, fixed minutes left out; no way along streets takes longer."""
        return self.max_km * METRES_PER_KM * self.s_per_m


class AccessModel(ConfigModel):
    """The modes of a run. The fastest one wins; of equally fast ones the first."""

    modes: Annotated[dict[str, AccessMode], Field(min_length=1)]
    transfer_km: NonNegativeFloat
    """Stations this near each other (straight) may be changed between by these modes."""
    water_km: PositiveFloat
    """A straight way may hold this much water; see ``netopt/travel/water.py``."""
    street_link_km: NonNegativeFloat
    """Points this near a junction are joined to the streets, on foot in a straight line."""
    link_s_per_m: PositiveFloat
    """Seconds per straight metre of that walk."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the modes in order; positions in it are what ``fastest`` returns."""
        return tuple(self.modes)

    def fastest(
        self, distance_m: FloatArray, *, is_open: Sequence[BoolArray | bool] | None = None
    ) -> tuple[FloatArray, IntArray]:
        """Least time and the position of its mode for straight distances, both of their shape.

        Time is ``inf`` and the position -1 beyond every mode's limit. ``is_open`` says by mode where it may be taken;
        left out: everywhere.
        """
        best_s = np.full(distance_m.shape, np.inf)
        best = np.full(distance_m.shape, -1, dtype=np.int8)
        for position, mode in enumerate(self.modes.values()):
            time_s = mode.fixed_min * SECONDS_PER_MINUTE + distance_m * mode.s_per_m
            is_better = (time_s < best_s) & (distance_m <= mode.max_km * METRES_PER_KM)
            if is_open is not None:
                is_better &= is_open[position]
            best_s[is_better] = time_s[is_better]
            best[is_better] = position
        return best_s, best

    def time_s(self, distance_m: FloatArray) -> FloatArray:
        """Least time for straight distances, same shape, ``inf`` beyond every mode's limit."""
        return self.fastest(distance_m)[0]

    def reach_m(self, time_s: float) -> float:
        """Longest straight distance within a time; 0 where even the first metre takes longer."""
        left_s = [(mode, time_s - mode.fixed_min * SECONDS_PER_MINUTE) for mode in self.modes.values()]
        return max(
            (min(spare_s / mode.s_per_m, mode.max_km * METRES_PER_KM) for mode, spare_s in left_s if spare_s > 0),
            default=0.0,
        )


class ModeChange(ConfigModel):
    """What a run changes of a mode; a mode that netopt does not have needs all four values."""

    speed_kmh: PositiveFloat | None = None
    """Mean speed along the way."""
    circuity: Circuity | None = None
    """Length of the way over the straight distance."""
    fixed_min: NonNegativeFloat | None = None
    """Minutes to fetch, wait or park."""
    max_km: PositiveFloat | None = None
    """Longest straight distance."""
    streets: StreetUse | None = None
    """How it uses streets where the network has them: none, foot, cycle or drive."""


class AccessSection(ConfigModel):
    """How people get to and from stations; what is left out keeps netopt's value (netopt/travel/access.toml)."""

    use: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    """Modes that may be taken; left out: walk, bicycle, bus and taxi, and every mode named under ``modes``."""
    modes: dict[str, ModeChange] = Field(default_factory=dict)
    """Changed or added modes by name."""
    transfer_km: NonNegativeFloat | None = None
    """Stations this near each other may be changed between by road."""
    water_km: PositiveFloat | None = None
    """A straight way may hold this much water, where the network knows of water."""
    street_link_km: NonNegativeFloat | None = None
    """Points this near a junction are joined to the streets, where the network has streets; 0: streets are not used."""

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        self.model()
        return self

    def model(self) -> AccessModel:
        """The access model with these changes.

        Raises
        ------
        ValueError
            If ``use`` names an unknown mode, or an added mode lacks a value.
        """
        shipped = tomllib.loads(resources.files("netopt.travel").joinpath("access.toml").read_text("utf-8"))
        modes: dict[str, dict[str, Any]] = shipped["modes"]
        for name, change in self.modes.items():
            modes[name] = modes.get(name, {}) | change.model_dump(exclude_none=True)
            lacking = sorted(_NEEDED - modes[name].keys())
            if lacking:
                raise ValueError(f"mode {name!r} is not one of netopt's: give it {', '.join(lacking)}")
        used = {*shipped["use"], *self.modes} if self.use is None else set(self.use)
        if used - modes.keys():
            raise ValueError(f"use names {', '.join(sorted(used - modes.keys()))}; there are {', '.join(modes)}")
        given = {name: getattr(self, name) for name in ("transfer_km", "water_km", "street_link_km")}
        return AccessModel.model_validate(
            {
                "modes": {name: mode for name, mode in modes.items() if name in used},
                **{name: shipped[name] if value is None else value for name, value in given.items()},
                "link_s_per_m": AccessMode.model_validate(modes[WALK]).s_per_m,
            }
        )


WALK = "walk"
_NEEDED = {name for name, field in AccessMode.model_fields.items() if field.is_required()}
