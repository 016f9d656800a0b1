"""Points: places on the map, and on which side of a border each lies."""

from dataclasses import dataclass

import numpy as np

from netopt.arrays import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Points:
    """Points in the CRS of a network."""

    xy_m: FloatArray
    """Shape (n, 2)."""
    side: IntArray
    """Shape (n,): the jurisdiction, as its position in ``Sides.names``; 0 where no borders are asked for."""

    @classmethod
    def of_one_side(cls, xy_m: FloatArray) -> "Points":
        """Points without any border between them."""
        return cls(xy_m, np.zeros(len(xy_m), dtype=np.int64))

    def __len__(self) -> int:
        return len(self.xy_m)

    def __getitem__(self, positions: IntArray) -> "Points":
        return Points(self.xy_m[positions], self.side[positions])

    def followed_by(self, others: "Points") -> "Points":
        """These points, then the others."""
        return Points(np.vstack([self.xy_m, others.xy_m]), np.concatenate([self.side, others.side]))


def distances_m(one_xy_m: FloatArray, other_xy_m: FloatArray) -> FloatArray:
    """Straight distances between two lists of points, shape (n_one, n_other)."""
    difference_m = one_xy_m[:, None, :] - other_xy_m[None, :, :]
    return np.hypot(difference_m[..., 0], difference_m[..., 1])
