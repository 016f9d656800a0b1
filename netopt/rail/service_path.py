"""The path of a service over its own lines: fewest changes of line, then shortest."""

import heapq
import math
from collections.abc import Sequence
from typing import TypeAlias

Links: TypeAlias = dict[tuple[str, int], list[tuple[float, int, int]]]
"""(line, node position) -> (length_m, next node position, edge position) of the line's edges there."""

State: TypeAlias = tuple[int, str]
"""(node position, line)."""
Label: TypeAlias = tuple[int, float]
"""(changes of line, metres) on the way to a state."""
Tree: TypeAlias = dict[State, tuple[State, int] | None]
"""How each state was reached: from which, over which edge; ``CHANGE`` for a change of line; None at a start."""

CHANGE = -1


def shortest_service_path(links: Links, lines: Sequence[str], via: Sequence[int]) -> list[list[int]] | int:
    """Edge positions between consecutive ``via`` nodes, over the given lines only.

    Of all paths the one with the fewest changes of line, and of these the shortest. Returns the position in
    ``via`` of the first node from which the next cannot be reached, if there is one.
    """
    labels = {(via[0], line): (0, 0.0) for line in lines if (line, via[0]) in links}
    trees: list[Tree] = []
    for place, target in enumerate(via[1:]):
        labels, tree = _search(links, lines, labels, target)
        if not labels:
            return place
        trees.append(tree)
    state = min(labels, key=lambda label: (*labels[label], label[1]))
    path: list[list[int]] = []
    for tree in reversed(trees):
        edges: list[int] = []
        while (step := tree[state]) is not None:
            state, edge = step
            if edge != CHANGE:
                edges.append(edge)
        path.append(edges[::-1])
    return path[::-1]


def _search(
    links: Links, lines: Sequence[str], starts: dict[State, Label], target: int
) -> tuple[dict[State, Label], Tree]:
    """Labels of the target by line, and the tree of the search.

    Only labels with the fewest changes are kept: any other follows from them by a change at the target.
    """
    best = dict(starts)
    tree: Tree = dict.fromkeys(starts)
    queue = [(*label, *state) for state, label in starts.items()]
    heapq.heapify(queue)
    fewest: float = math.inf
    reached: dict[State, Label] = {}
    while queue:
        changes, length_m, node, line = heapq.heappop(queue)
        if changes > fewest:
            break
        if (changes, length_m) > best[(node, line)]:
            continue
        if node == target:
            reached[(node, line)] = (changes, length_m)
            fewest = changes
            continue
        following = [
            ((next_node, line), (changes, length_m + edge_m), edge)
            for edge_m, next_node, edge in links.get((line, node), [])
        ]
        following += [
            ((node, other), (changes + 1, length_m), CHANGE)
            for other in lines
            if other != line and (other, node) in links
        ]
        for state, label, edge in following:
            if state not in best or label < best[state]:
                best[state] = label
                tree[state] = ((node, line), edge)
                heapq.heappush(queue, (*label, *state))
    return reached, tree
