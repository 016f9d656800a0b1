"""Track drawn by hand for the tests of line matching."""

import numpy as np

from netopt.rail.course.track_graph import TrackGraph


def draw(nodes: dict[str, tuple[float, float]], *lines: str, error_m: float = 0.0, longer: float = 1.0) -> TrackGraph:
    """Track through nodes in km; a line like "a b c" joins a to b and b to c; ``longer``: track over chord."""
    names = list(nodes)
    xy = np.array([nodes[name] for name in names], dtype=float) * 1000.0
    pairs = [pair for line in lines for pair in zip(line.split(), line.split()[1:], strict=False)]
    tail, head = np.array([[names.index(a), names.index(b)] for a, b in pairs], dtype=np.int32).T
    length_m = np.linalg.norm(xy[head] - xy[tail], axis=1) * longer
    return TrackGraph(xy, tail, head, length_m, error_m)


def at(*points: tuple[float, float]) -> np.ndarray:
    """Stations at points given in km."""
    return np.array(points, dtype=float) * 1000.0


def metres(*km: float) -> np.ndarray:
    """Published lengths given in km."""
    return np.array(km, dtype=float) * 1000.0
