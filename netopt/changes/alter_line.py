"""alter_line: another speed on lines or segments."""

from pathlib import Path
from typing import Literal, Self

import numpy as np
from pydantic import model_validator

from netopt.changes.base import ChangeConfig, Kmh
from netopt.changes.rows import edges_of
from netopt.errors import Breach, NetworkError
from netopt.network.network import Network
from netopt.rail.parameters import RailParameters
from netopt.rail.running.free_running import TRAIN_OF_CLASS, free_running_s
from netopt.rail.running.segments import SEGMENT_COLUMNS


class AlterLine(ChangeConfig):
    """Give lines or segments another speed; it counts as assumed."""

    kind: Literal["alter_line"] = "alter_line"
    lines: tuple[str, ...] = ()
    """Ids of lines."""
    segments: tuple[str, ...] = ()
    """Ids of edges."""
    max_kmh: Kmh
    """The new speed limit."""

    @model_validator(mode="after")
    def _alters_something(self) -> Self:
        if not (self.lines or self.segments):
            raise ValueError("nothing is altered: name lines or segments")
        return self

    def apply(self, network: Network, *, all_years: Network, folder: Path) -> Network:
        """The network with the new speed, in running times too."""
        edges = network.edges
        is_altered = edges_of(network, self.lines, self.segments)
        is_track = edges["class"].isin(list(TRAIN_OF_CLASS)).to_numpy(dtype=bool)
        if (is_altered & ~is_track).any():
            edge = edges[is_altered & ~is_track].iloc[0]
            message = (
                f"{edge.name!r} is of class {edge['class']!r}, on which no train runs; name lines and segments of track"
            )
            raise NetworkError([Breach(network.provenance.name, "", message)])
        columns = {
            "max_kmh": edges["max_kmh"].where(~is_altered, self.max_kmh),
            "max_kmh_assumed": edges["max_kmh_assumed"].where(~is_altered, other=True),
        }
        # Segments with limits of their own would outlive the new one.
        for name in SEGMENT_COLUMNS:
            if name in edges.columns:
                columns[name] = edges[name].where(~is_altered, None)
        changed = edges.assign(**columns)
        for name in ("running_s", "running_back_s"):
            if name in edges.columns and is_altered.any():
                running_s = edges[name].to_numpy(dtype=np.float64).copy()
                running_s[is_altered] = free_running_s(changed[is_altered], RailParameters.load())
                changed = changed.assign(**{name: running_s})
        return network.with_edges(**{name: changed[name] for name in changed.columns if name != "geometry"})
