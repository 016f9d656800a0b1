"""What a word on the command line means as a network, and the facts that `inspect` tells of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from netopt.network.network import Network


def network_of(text: str, as_of: int | None) -> "Network":
    """The network that a word on the command line means."""
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
    counts = network.nodes["kind"].value_counts().sort_index()
    return {
        "network": provenance.name,
        "made by": provenance.kind,
        "digest": provenance.digest or "–",
        "state": f"end of {provenance.as_of}" if provenance.as_of else "latest",
        "nodes": f"{len(network.nodes)} ({', '.join(f'{count} {kind}' for kind, count in counts.items())})",
        "edges": len(network.edges),
        "services": len(network.services),
        "zones with outline": len(network.areas),
        "places": len(network.places),
        "bounding box": f"{west:.4f}, {south:.4f} to {east:.4f}, {north:.4f} (longitude, latitude)",
        "CRS inside": _crs_words(network.crs),
    }


def _crs_words(crs: Any) -> str:
    """A projection by its code, or by its method and the parameters that are not zero (``crs``: pyproj.CRS)."""
    if crs.to_epsg() is not None:
        return f"EPSG:{crs.to_epsg()}"
    operation = crs.coordinate_operation
    values = [f"{parameter.name.lower()} {parameter.value:g}" for parameter in operation.params if parameter.value]
    return ", ".join([operation.method_name, *values])
