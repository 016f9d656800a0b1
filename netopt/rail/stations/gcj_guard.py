"""Notice stations that lie off the track as GCJ-02 or BD-09 would put them; they are reported, never moved."""

import warnings
from typing import Final

import numpy as np
import pyproj

from netopt.arrays import BoolArray, FloatArray
from netopt.errors import Breach, CrsError, NetoptWarning
from netopt.network.crs import WGS84
from netopt.network.datum import FROM_WGS84, LARGEST_CONVERTED_M, LEAST_POINTS, TO_WGS84, Datum
from netopt.rail.stations.track_lines import TrackLines

REASON: Final = "possible GCJ-02 offset"
CHANCE_FACTOR: Final = 2
"""More than so many times as many stations must lie on track by a datum's shift as by the same shift another way."""
QUARTER_TURNS: Final = (
    np.array([[0.0, -1.0], [1.0, 0.0]]),
    np.array([[-1.0, 0.0], [0.0, -1.0]]),
    np.array([[0.0, 1.0], [-1.0, 0.0]]),
)


def possible_offsets(
    lines: TrackLines, xy: FloatArray, families: "np.typing.NDArray[np.object_]", *, declared: Datum = "wgs84"
) -> BoolArray:
    """Which unlinked stations would lie on track if their points were in another datum, shape (n,).

    A station counts that lies within 100 m of track of its family once its point is converted; but none does unless
    more than twice as many do so as by the same shift turned by 90, 180 or 270 degrees: in a dense city many points
    land on some track by chance.

    Parameters
    ----------
    xy, families
        Stations off their track, in the track's CRS, as converted from the ``declared`` datum; the family of track of
        each ("any" where it is not known).

    Raises
    ------
    CrsError
        If ten or more count.

    Warns
    -----
    NetoptWarning
        If fewer do.
    """
    none = np.zeros(len(xy), dtype=bool)
    if not len(xy):
        return none
    shifts = {datum: shift_m for datum, shift_m in _shifts(lines, xy, declared).items() if np.any(shift_m)}

    def lands(shift_m: FloatArray) -> BoolArray:
        is_moved = np.any(shift_m != 0.0, axis=1)
        return np.asarray(is_moved & (lines.nearest_m(xy + shift_m, families) <= LARGEST_CONVERTED_M))

    landed = {datum: lands(shift_m) for datum, shift_m in shifts.items()}
    best = max(landed, key=lambda datum: int(landed[datum].sum()), default=declared)
    count = int(landed[best].sum()) if best in landed else 0
    if not count or count <= CHANCE_FACTOR * max(int(lands(shifts[best] @ turn).sum()) for turn in QUARTER_TURNS):
        return none
    off_m, on_m = (lines.nearest_m(at[landed[best]], families[landed[best]]) for at in (xy, xy + shifts[best]))
    found = f"{count} stations lie {np.median(off_m):.0f} m off the track, {np.median(on_m):.0f} m if their coordinates"
    found += f" are {best}, not {declared} (medians); if so, give `datum: {best}` in the config's network section"
    if count >= LEAST_POINTS:
        raise CrsError([Breach("stations", "", found)])
    warnings.warn(f"stations: {found}; they are listed as unlinked and not moved", NetoptWarning, stacklevel=3)
    return landed[best]


def _shifts(lines: TrackLines, xy: FloatArray, declared: Datum) -> dict[Datum, FloatArray]:
    """Metres by which each point moves if it was given in another datum than the declared one, shape (n, 2)."""
    to_lonlat = pyproj.Transformer.from_crs(lines.track.crs, WGS84, always_xy=True)
    to_xy = pyproj.Transformer.from_crs(WGS84, lines.track.crs, always_xy=True)
    lonlat = np.stack(to_lonlat.transform(xy[:, 0], xy[:, 1]), axis=1)
    given = FROM_WGS84[declared](lonlat)
    moved = {datum: to_wgs84(given) for datum, to_wgs84 in TO_WGS84.items() if datum != declared}
    return {
        datum: np.where(
            (np.abs(at - lonlat) > 1e-9).any(axis=1)[:, None],
            np.stack(to_xy.transform(at[:, 0], at[:, 1]), axis=1) - xy,
            0.0,
        )
        for datum, at in moved.items()
    }
