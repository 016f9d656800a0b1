"""The world rail graph in a metre-based plane, ready to be searched."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyproj
import shapely

from netopt.arrays import FloatArray
from netopt.network.crs import WGS84, equal_area_crs
from netopt.osm.world_rail import COORDINATE_STEP_DEG, WorldRail
from netopt.rail.course.track_graph import TrackGraph

METRES_PER_DEGREE: Final = 111_320.0
"""At the equator, where a degree is longest."""
DECIMALS: Final = 6
"""Of coordinates in degrees: 0.1 m."""


@dataclass(frozen=True, eq=False)
class TrackPlane:
    """Track in a metre-based plane, and the way between the plane and WGS84."""

    track: TrackGraph
    transformer: pyproj.Transformer

    @classmethod
    def around(cls, world: WorldRail) -> "TrackPlane":
        """The plane that suits the box of the track."""
        bounds = (world.lon.min(), world.lat.min(), world.lon.max(), world.lat.max())
        transformer = pyproj.Transformer.from_crs(WGS84, equal_area_crs(bounds), always_xy=True)
        xy = np.stack(transformer.transform(world.lon, world.lat), axis=1)
        error_m = COORDINATE_STEP_DEG / 2.0 * METRES_PER_DEGREE * np.sqrt(2.0)
        return cls(TrackGraph(xy, world.tail, world.head, world.length_m, error_m), transformer)

    def to_xy(self, lonlat: FloatArray) -> FloatArray:
        """Metres of points in degrees, both of shape (n, 2)."""
        return np.stack(self.transformer.transform(lonlat[:, 0], lonlat[:, 1]), axis=1)

    def to_lonlat(self, xy: FloatArray) -> FloatArray:
        """Degrees, rounded to ``DECIMALS``, of points in metres, both of shape (n, 2)."""
        lonlat = np.stack(self.transformer.transform(xy[:, 0], xy[:, 1], direction="INVERSE"), axis=1)
        return np.round(lonlat, DECIMALS)

    def distance_to_track_m(self, lonlat: FloatArray) -> FloatArray:
        """Distance of points in degrees, shape (n, 2), to the nearest track, shape (n,)."""
        points = shapely.points(self.to_xy(lonlat))
        nearest = self.track.chords[self.track.tree.nearest(points)]
        return np.asarray(shapely.distance(points, nearest), dtype=np.float64)
