"""Spatial network optimizer: rail accessibility and flows on real networks.

The names a notebook types; each loads its module on first use, so that ``import netopt`` is quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netopt.comparison import compare
    from netopt.config.load import load
    from netopt.config.run_config import RunConfig
    from netopt.layers import Layer, Role, Table
    from netopt.network.network import Network
    from netopt.network.quality import line_sheet, quality
    from netopt.network.snapshot import read_snapshot, write_snapshot
    from netopt.pipeline import RunResult, run
    from netopt.solvers.options import SolverOptions
    from netopt.solvers.report import SolveReport, Status

_HOMES = {
    "compare": "netopt.comparison",
    "load": "netopt.config.load",
    "RunConfig": "netopt.config.run_config",
    "Layer": "netopt.layers",
    "Role": "netopt.layers",
    "Table": "netopt.layers",
    "Network": "netopt.network.network",
    "line_sheet": "netopt.network.quality",
    "quality": "netopt.network.quality",
    "read_snapshot": "netopt.network.snapshot",
    "write_snapshot": "netopt.network.snapshot",
    "RunResult": "netopt.pipeline",
    "run": "netopt.pipeline",
    "SolverOptions": "netopt.solvers.options",
    "SolveReport": "netopt.solvers.report",
    "Status": "netopt.solvers.report",
}

__all__ = [
    "Layer",
    "Network",
    "Role",
    "RunConfig",
    "RunResult",
    "SolveReport",
    "SolverOptions",
    "Status",
    "Table",
    "compare",
    "line_sheet",
    "load",
    "quality",
    "read_snapshot",
    "run",
    "write_snapshot",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'netopt' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
