"""Arcs: travel in one direction over an edge."""

from dataclasses import dataclass

import numpy as np

from netopt.arrays import BoolArray, IntArray


@dataclass(frozen=True, eq=False)
class Arcs:
    """Directed arcs of a network as arrays of shape (n_arcs,).

    A two-way edge gives two arcs, first all forward arcs in edge order, then the backward ones.
    ``edge`` brings a flow home to the map.
    """

    tail: IntArray
    """Node position where the arc starts."""
    head: IntArray
    """Node position where it ends."""
    edge: IntArray
    """Edge position."""
    is_forward: BoolArray
    """Whether the arc runs from the edge's ``from_node`` to its ``to_node``."""

    def __len__(self) -> int:
        return int(self.tail.size)


def arcs_of_edges(from_position: IntArray, to_position: IntArray, oneway: BoolArray) -> Arcs:
    """Arcs of edges given by the positions of their ends; ``oneway`` edges give a forward arc only."""
    edge = np.arange(from_position.size, dtype=np.int32)
    back = edge[~oneway]
    return Arcs(
        tail=np.concatenate([from_position, to_position[back]]).astype(np.int32),
        head=np.concatenate([to_position, from_position[back]]).astype(np.int32),
        edge=np.concatenate([edge, back]),
        is_forward=np.concatenate([np.ones(edge.size, dtype=bool), np.zeros(back.size, dtype=bool)]),
    )
