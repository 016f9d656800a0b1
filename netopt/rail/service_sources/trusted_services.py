"""What runs on a network, from the most trusted sources: each edge by the best that knows of it."""

import logging
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import geopandas as gpd
import pandas as pd

from netopt.rail.country import Country
from netopt.rail.service_sources.default_services import Chain, default_services
from netopt.rail.services.service import Resolver

logger = logging.getLogger(__name__)

OSM_HEADWAY: Final = "osm"
TABLE: Final = "table"
GTFS: Final = "gtfs"
OSM_PATTERN: Final = "osm_pattern"
TRUST: Final = (OSM_HEADWAY, TABLE, GTFS, OSM_PATTERN)
"""Relations with a tagged headway, a user's table, GTFS, relations whose headway is assumed; then the default."""


def trusted_services(
    by_source: Mapping[str, pd.DataFrame],
    chains: Sequence[Chain],
    nodes: gpd.GeoDataFrame,
    edges: pd.DataFrame,
    country: Country,
    *,
    trust: Sequence[str] = TRUST,
    clipped_stations: Collection[str] = (),
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Services of a network and counts: how many of each source, how many given up.

    Sources are taken in the order of ``trust``. A service all of whose edges a better source serves is left out; one
    that runs beyond is kept whole, for half a stop pattern is none. Edges that no source serves get the default
    (``default_services``).

    Parameters
    ----------
    by_source
        Services frames by ``TRUST``'s words; ids of different sources differ or get the source put before.
    chains, clipped_stations
        As for ``default_services``.
    """
    resolver = Resolver(nodes, edges)
    covered: set[int] = set()
    frames: list[pd.DataFrame] = []
    notes: dict[str, int] = {}
    taken: set[str] = set()
    for source in trust:
        services = by_source.get(source)
        if services is None or services.empty:
            continue
        over = {service: _edges_of(resolver, row) for service, row in services.iterrows()}
        is_kept = [bool(over[service]) and not covered.issuperset(over[service]) for service in services.index]
        kept = services[is_kept]
        notes[f"services_{source}"] = len(kept)
        notes[f"services_{source}_served_better"] = sum(bool(over[service]) for service in services.index) - len(kept)
        notes[f"services_{source}_without_path"] = sum(not over[service] for service in services.index)
        covered.update(edge for service in kept.index for edge in over[service])
        frames.append(_with_own_ids(kept, source, taken))
    default, counts = default_services(chains, edges, country, covered=covered, clipped_stations=clipped_stations)
    notes["services_default"] = len(default)
    notes |= {f"default_{name}": count for name, count in counts.items() if name != "services"}
    frames.append(_with_own_ids(default, "default", taken))
    logger.info("services: %s", ", ".join(f"{name} {count}" for name, count in sorted(notes.items())))
    filled = [frame for frame in frames if len(frame)]
    services = pd.concat(filled).sort_index() if filled else default
    services.index.name = "service_id"
    return services, dict(sorted(notes.items()))


def by_headway(services: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Services of relations, parted by whether their headway is tagged."""
    is_assumed = services["assumed"] == "yes"
    return {OSM_HEADWAY: services[~is_assumed], OSM_PATTERN: services[is_assumed]}


def _edges_of(resolver: Resolver, row: "pd.Series[str]") -> frozenset[int]:
    """Positions of the edges that a service runs over; none where it cannot run."""
    resolved = resolver.resolve(row)
    if isinstance(resolved, str):
        return frozenset()
    return frozenset(edge for hop in resolved.hops for edge in hop)


def _with_own_ids(services: pd.DataFrame, source: str, taken: set[str]) -> pd.DataFrame:
    """The services, ids that another source has already used with the source put before; ``taken`` grows."""
    ids = [f"{source}:{service}" if service in taken else str(service) for service in services.index]
    taken.update(ids)
    return services.set_axis(pd.Index(ids, dtype="str"), axis=0)
