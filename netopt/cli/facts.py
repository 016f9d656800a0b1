"""What a word on the command line means as a network, and the facts that `inspect` tells of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from netopt.errors import Breach, ConfigError

if TYPE_CHECKING:
    import pandas as pd

    from netopt.network.network import Network
    from netopt.provenance import Provenance

LONGEST = 80
"""Signs of a word of a query that are told."""


def network_of(text: str, as_of: int | None, country: str | None = None) -> "Network":
    """The network that a word on the command line means: a pin, a config's, or one made of an OpenStreetMap file."""
    from netopt.osm.osm_file import SUFFIXES

    if text.lower().endswith(tuple(SUFFIXES)):
        if as_of is not None:
            raise ConfigError(
                [Breach("--as-of", "", "an OpenStreetMap file shows one state, not every year; leave it out")]
            )
        from netopt.sources import OsmRailSource

        return OsmRailSource(file=text, country=country or "world").load(Path.cwd())
    if country is not None:
        raise ConfigError(
            [Breach("--country", "", "is for OpenStreetMap files; a config names its own, a pin keeps its")]
        )
    if Path(text).suffix in (".yaml", ".yml"):
        from netopt.config.load import load

        loaded = load(text)
        year = {"as_of": as_of} if as_of is not None else {}
        with loaded.asking("network"):
            return loaded.config.network.model_copy(update=year).load(loaded.folder)
    from netopt.sources import SnapshotSource

    return SnapshotSource(path=text, as_of=as_of).load(Path.cwd())


def facts(network: "Network") -> dict[str, Any]:
    """Counts, extent and origin of a network, in reading order."""
    from netopt.network.crs import to_wgs84

    provenance = network.provenance
    west, south, east, north = to_wgs84(network.nodes).total_bounds
    edges = network.edges
    return {
        "network": provenance.name,
        "made by": provenance.kind,
        "digest": provenance.digest or "–",
        "state": f"end of {provenance.as_of}" if provenance.as_of else "latest",
        **_asked(provenance),
        "nodes": _by_word(network.nodes["kind"]),
        "edges": _by_word(edges["class"]) if "class" in edges.columns else len(edges),
        "services": len(network.services),
        "zones with outline": len(network.areas),
        "places": len(network.places),
        "bounding box": f"{west:.4f}, {south:.4f} to {east:.4f}, {north:.4f} (longitude, latitude)",
        "CRS inside": _crs_words(network.crs),
    }


def _by_word(words: "pd.Series[Any]") -> str:
    """How many there are, and how many of each word."""
    counts = words.fillna("").astype("str").replace("", "unnamed").value_counts().sort_index()
    return f"{len(words)} ({', '.join(f'{count} {word}' for word, count in counts.items())})"


def _asked(provenance: "Provenance") -> dict[str, str]:
    """What was asked for, of which server and date, where the network tells."""
    told: dict[str, str] = {}
    for name in ("asked", "query"):
        given = provenance.parameters.get(name)
        if isinstance(given, dict) and given:
            told[name] = ", ".join(f"{key} {_short(str(value))}" for key, value in sorted(given.items()) if value)
    return told


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _crs_words(crs: Any) -> str:
    """A projection by its code, or by its method and the parameters that are not zero (``crs``: pyproj.CRS)."""
    if crs.to_epsg() is not None:
        return f"EPSG:{crs.to_epsg()}"
    operation = crs.coordinate_operation
    values = [f"{parameter.name.lower()} {parameter.value:g}" for parameter in operation.params if parameter.value]
    return ", ".join([operation.method_name, *values])
