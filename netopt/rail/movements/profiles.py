"""The kinds of train that a track is for: one main-line train a gauge, and one train an urban mode."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from typing import Final, get_args

import numpy as np

from netopt.rail.country import Country
from netopt.rail.movements.profile import MAIN_LINE, Profile, UrbanMode
from netopt.rail.parameters import RailParameters
from netopt.rail.topology.track import Track
from netopt.units import METRES_PER_KM

SHORTEST_KM: Final = 5.0
"""A gauge of which there is less, in all, is a museum line or a slip of the pen: assumed."""


def profiles_of(
    track: Track,
    country: Country,
    parameters: RailParameters,
    *,
    is_freight: bool = False,
    lifecycles: Collection[str] = ("open",),
    respect_oneway: bool = False,
) -> list[Profile]:
    """Profiles for all of a track, main line first, its gauges by falling length; freight: main line alone.

    A main-line train runs on track of its gauge and on track whose gauge is not tagged. Where no gauge is tagged at
    all there is one train, of the country's gauge.
    """
    make = Profile.freight if is_freight else Profile.passenger
    main = [replace(make(country, parameters), gauge_mm=gauge) for gauge in _gauges(track, country)]
    present = set(track.ways["mode"].unique())
    urban = [mode for mode in get_args(UrbanMode) if mode in present and not is_freight]
    if {"light_rail", "tram"} <= set(urban):
        urban.remove("tram")  # they share track: the profile of light rail is that of trams
    found = [*main, *(Profile.urban(mode, country, parameters) for mode in urban)]
    return [replace(one, lifecycles=frozenset(lifecycles), respect_oneway=respect_oneway) for one in found]


def _gauges(track: Track, country: Country) -> list[int]:
    """Gauges of main-line track, longest first; the country's where none is tagged."""
    is_main = track.ways["mode"].isin(MAIN_LINE).to_numpy(dtype=bool)
    way_m = np.bincount(track.piece_way, track.piece_m, minlength=len(track.ways))
    length_m: Counter[int] = Counter()
    for gauges, metres in zip(track.ways["gauge_mm"][is_main], way_m[is_main], strict=True):
        length_m.update(dict.fromkeys(gauges, float(metres)))
    long_enough = [gauge for gauge, metres in length_m.items() if metres >= SHORTEST_KM * METRES_PER_KM]
    return sorted(long_enough, key=lambda gauge: (-length_m[gauge], gauge)) or [country.default_gauge_mm]
