"""The path of a service over its own lines: short, and changing line only where it has to."""

import heapq
import math
from collections.abc import Sequence
from typing import TypeAlias

Links: TypeAlias = dict[tuple[str, int], list[tuple[float, int, int]]]
"""(line, node position) -> (length_m, next node position, edge position) of the line's edges there."""

State: TypeAlias = tuple[int, str]
"""(node position, line)."""
Costs: TypeAlias = dict[State, float]
"""Metres on the way to a state, changes of line included at ``CHANGE_M`` each."""
Tree: TypeAlias = dict[State, tuple[State, int] | None]
"""How each state was reached: from which, over which edge; ``CHANGE`` for a change of line; None at a start."""

CHANGE = -1
CHANGE_M = 50_000.0
"""Metres that a train would rather run than change line once. Parallel lines share stations, so that without it
a path would jump to and fro between them; much more would send trains round by far to save a change. Assumed."""


def shortest_service_path(links: Links, lines: Sequence[str], via: Sequence[int]) -> list[list[int]] | int:
    """Edge positions between consecutive ``via`` nodes, over the given lines only.

    The least sum of length and ``CHANGE_M`` for each change of line, over the whole service. Returns the position
    in ``via`` of the first node from which the next cannot be reached, if there is one.
    """
    costs = {(via[0], line): 0.0 for line in lines if (line, via[0]) in links}
    trees: list[Tree] = []
    for place, target in enumerate(via[1:]):
        costs, tree = _search(links, lines, costs, target)
        if not costs:
            return place
        trees.append(tree)
    state = min(costs, key=lambda reached: (costs[reached], reached))
    path: list[list[int]] = []
    for tree in reversed(trees):
        edges: list[int] = []
        while (step := tree[state]) is not None:
            state, edge = step
            if edge != CHANGE:
                edges.append(edge)
        path.append(edges[::-1])
    return path[::-1]


def _search(links: Links, lines: Sequence[str], starts: Costs, target: int) -> tuple[Costs, Tree]:
    """Costs of the target by line, and the tree of the search.

    Costs more than one change above the least are left out: a change at the target gives them too.
    """
    best = dict(starts)
    tree: Tree = dict.fromkeys(starts)
    queue = [(cost, *state) for state, cost in starts.items()]
    heapq.heapify(queue)
    enough = math.inf
    reached: Costs = {}
    while queue:
        cost, node, line = heapq.heappop(queue)
        if cost >= enough:
            break
        if cost > best[(node, line)]:
            continue
        if node == target:
            reached[(node, line)] = cost
            enough = min(enough, cost + CHANGE_M)
            continue
        following = [
            ((next_node, line), cost + edge_m, edge) for edge_m, next_node, edge in links.get((line, node), [])
        ]
        following += [
            ((node, other), cost + CHANGE_M, CHANGE) for other in lines if other != line and (other, node) in links
        ]
        for state, next_cost, edge in following:
            if next_cost < best.get(state, math.inf):
                best[state] = next_cost
                tree[state] = ((node, line), edge)
                heapq.heappush(queue, (next_cost, *state))
    return reached, tree
