"""Spatial network optimizer: rail accessibility and flows on real networks.

The names a notebook types; each loads its module on first use, so that ``import netopt`` is quick.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netopt.compare import compare
    from netopt.config.load import load
    from netopt.config.run_config import RunConfig
    from netopt.layers import Layer, Role, Table
    from netopt.network.network import Network
    from netopt.network.quality import line_sheet, quality
    from netopt.network.snapshot import read_snapshot, write_snapshot
    from netopt.run import RunResult, run
    from netopt.solvers.options import SolverOptions
    from netopt.solvers.report import SolveReport, Status

_HOMES = {
    "compare": "netopt.compare",
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
    "RunResult": "netopt.run",
    "run": "netopt.run",
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


class _Package(ModuleType):
    """A package that keeps ``netopt.run`` the function, although importing the module ``netopt.run`` rebinds it."""

    def __setattr__(self, name: str, value: object) -> None:
        if isinstance(value, ModuleType) and name in _HOMES:
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
