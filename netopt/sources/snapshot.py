"""A pinned network: read from its folder, with neither package nor internet."""

from pathlib import Path
from typing import Literal

from netopt.network.network import Network
from netopt.network.snapshot import read_snapshot
from netopt.sources.base import SourceConfig
from netopt.sources.pinned import network_folder


class SnapshotSource(SourceConfig):
    """A pinned network (a folder with network.json), for example graphs:jingjinji."""

    kind: Literal["snapshot"] = "snapshot"
    path: str
    """The network's folder, relative to this file, or graphs:NAME for one that travels with netopt."""

    def read(self, folder: Path) -> Network:
        """The pinned network of all years."""
        return read_snapshot(network_folder(self.path, folder))
