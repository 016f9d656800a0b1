"""From a configuration to a folder of results."""

from netopt.pipeline.run import RunResult, run

__all__ = ["RunResult", "run"]
