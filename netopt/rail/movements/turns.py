"""Turns that a train can make from one track edge to the next, judged by the shape of the track at each node."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.errors import NetworkError
from netopt.rail.movements.headings import between_deg, headings_deg, reversed_edge
from netopt.rail.movements.turn_classes import FERRY, can_pass, mode_class, way_at_start
from netopt.rail.topology.track import NodeKind, Track

MAX_DEFLECTION_DEG = 45.0
"""No switch turns a train more: measured on 3,463 three-armed nodes round Cologne the sharpest turn deflects by 44
degrees, the flattest reversal by 137."""

HAIRPIN_DEG = 135.0
"""No plain line turns more at a node. What does is the two legs of a switch whose third arm is not in the data: on six
extracts 13,400 nodes of two arms bend by less than 30 degrees, ten by 169 and more."""

MOST_ARMS = 500
"""No junction has so many; a turntable has some 50."""

TIE_DEG = 0.1
"""Pairings of a diamond whose deflections differ by less are told apart by the ways."""

PAIRINGS = ((0, 1, 2, 3), (0, 2, 1, 3), (0, 3, 1, 2))
"""The three ways to pair four arms."""


@dataclass(frozen=True, eq=False)
class Turns:
    """Turns from directed edge ``before`` into directed edge ``after``, shape (n_turns,), sorted by both.

    ``before`` ends where ``after`` starts and is not its reverse; a loop may follow itself.
    """

    before: IntArray
    after: IntArray
    deflection_deg: FloatArray
    """0 is straight on, 180 back."""
    notes: Mapping[str, int] = field(default_factory=dict)
    """Nodes where the rule rests on an assumption: ``single_slips`` (both slips are taken to exist),
    ``diamonds_without_four_arms`` and ``untagged_four_arm_nodes`` (judged by deflection), ``hairpins`` (nodes of two
    arms without a passage); ``turns_between_classes_refused``: pairs of arms of different class or gauge."""


def legal_turns(track: Track, *, routes: Sequence[IntArray] = ()) -> Turns:
    """Turns that class, gauge and shape of the track allow.

    A node with two arms (of the classes in question) is plain line, which may bend as it likes but for hairpins
    (``HAIRPIN_DEG``). At three or more a turn deflects by at most ``MAX_DEFLECTION_DEG``. At a diamond of four arms
    only the arms that form one track belong together: of the three pairings the one with the least deflection in sum.
    The angle rule gives a slip its four turns. A train ferry joins rail at any angle.

    Parameters
    ----------
    routes
        Way ids of route relations, see ``route_ways``: only they join rail to light rail.

    Raises
    ------
    NetworkError
        If more than ``MOST_ARMS`` edges meet at a node, or a way has an unknown mode.

    Notes
    -----
    Time and memory grow with the sum of squared arms.
    """
    most = int(track.arms.argmax()) if track.n_edges else 0
    if track.n_edges and track.arms[most] > MOST_ARMS:
        raise NetworkError(
            f"{track.arms[most]} tracks meet at node {track.node_id[most]}, where at most {MOST_ARMS} can: "
            "mend the OpenStreetMap data or leave the node's ways out"
        )
    before, after = _meeting(track)
    start_deg = headings_deg(track)
    deflection_deg = between_deg(start_deg[reversed_edge(track, before)] + 180.0, start_deg[after])
    passes = can_pass(track, before, after, routes)
    is_legal = passes & _fits_shape(track, before, after, deflection_deg, start_deg)
    order = np.lexsort((after[is_legal], before[is_legal]))
    notes = _notes(track) | {
        "hairpins": int(hairpin_nodes(track).sum()),
        "turns_between_classes_refused": int((~passes).sum()),
    }
    return Turns(before[is_legal][order], after[is_legal][order], deflection_deg[is_legal][order], notes)


def hairpin_nodes(track: Track) -> BoolArray:
    """Nodes of two arms over which no train passes, shape (n_nodes,); contraction must keep them."""
    before, after = _meeting(track)
    node = track.start[after]
    at_two = track.arms[node] == 2
    before, after, node = before[at_two], after[at_two], node[at_two]
    start_deg = headings_deg(track)
    is_hairpin = between_deg(start_deg[reversed_edge(track, before)] + 180.0, start_deg[after]) > HAIRPIN_DEG
    is_water = mode_class(track) == FERRY
    is_hairpin &= ~is_water[before % max(track.n_edges, 1)] & ~is_water[after % max(track.n_edges, 1)]
    found = np.zeros(track.n_nodes, dtype=bool)
    found[node[is_hairpin]] = True
    return found


def _meeting(track: Track) -> tuple[IntArray, IntArray]:
    """Pairs of directed edges that follow each other at a node and are not each other's reverse."""
    leaving = np.argsort(track.start, kind="stable")
    first = np.searchsorted(track.start[leaving], np.arange(track.n_nodes))
    befores: list[IntArray] = [np.zeros(0, dtype=np.int64)]
    afters: list[IntArray] = [np.zeros(0, dtype=np.int64)]
    for arms in np.unique(track.arms[track.arms >= 2]):
        nodes = np.flatnonzero(track.arms == arms)
        arm = leaving[first[nodes][:, None] + np.arange(arms)]
        one, other = np.nonzero(~np.eye(int(arms), dtype=bool))
        befores.append(reversed_edge(track, arm[:, one].ravel()))
        afters.append(arm[:, other].ravel())
    return np.concatenate(befores), np.concatenate(afters)


def _fits_shape(
    track: Track, before: IntArray, after: IntArray, deflection_deg: FloatArray, start_deg: FloatArray
) -> BoolArray:
    """Whether the track's shape lets a train go from one directed edge into the other."""
    kind, node = mode_class(track), track.start[after]
    kind_before, kind_after = kind[before % track.n_edges], kind[after % track.n_edges]
    n_kinds = FERRY + 1
    at_node = np.bincount(track.start * n_kinds + np.tile(kind, 2), minlength=track.n_nodes * n_kinds)
    arms = at_node[node * n_kinds + kind_after]
    arms = arms + np.where(kind_before == kind_after, 0, at_node[node * n_kinds + kind_before])
    # Unknown headings (NaN) are no bend.
    fits = np.where(arms <= 2, ~(deflection_deg > HAIRPIN_DEG), deflection_deg <= MAX_DEFLECTION_DEG)
    fits |= (kind_before == FERRY) | (kind_after == FERRY)
    partner = _partner_over_diamond(track, start_deg)
    is_diamond = partner[after] >= 0
    return np.where(is_diamond, partner[after] == reversed_edge(track, before), fits)


def _partner_over_diamond(track: Track, start_deg: FloatArray) -> IntArray:
    """For each directed edge that leaves a diamond of four arms, the one that leaves it opposite; else -1."""
    partner = np.full(2 * track.n_edges, -1, dtype=np.int64)
    nodes = np.flatnonzero((track.node_kind == NodeKind.DIAMOND) & (track.arms == 4))
    if not nodes.size:
        return partner
    leaving = np.argsort(track.start, kind="stable")
    arm = leaving[np.searchsorted(track.start[leaving], nodes)[:, None] + np.arange(4)]
    heading_deg, way = start_deg[arm], way_at_start(track)[arm]
    rank = np.argsort(np.argsort(heading_deg % 360.0, axis=1, kind="stable"), axis=1, kind="stable")
    total_deg, ways_kept, crosses = np.empty((3, nodes.size)), np.empty((3, nodes.size)), np.empty((3, nodes.size))
    for number, (a, b, c, d) in enumerate(PAIRINGS):
        deflections = [between_deg(heading_deg[:, i] + 180.0, heading_deg[:, j]) for i, j in ((a, b), (c, d))]
        total_deg[number] = np.nan_to_num(deflections[0] + deflections[1], nan=360.0)
        ways_kept[number] = (way[:, a] == way[:, b]).astype(float) + (way[:, c] == way[:, d])
        crosses[number] = np.abs(rank[:, a] - rank[:, b]) == 2
    # Where two curves part on one side of their crossing, two pairings have the same sum; then the ways decide (a way
    # rarely ends on a diamond), and last that tracks which cross lie opposite each other.
    is_best = total_deg <= total_deg.min(axis=0) + TIE_DEG
    best = np.argmax(is_best * (10.0 + 3.0 * ways_kept + crosses), axis=0)
    a, b, c, d = np.array(PAIRINGS)[best].T
    rows = np.arange(nodes.size)
    for one, other in ((a, b), (b, a), (c, d), (d, c)):
        partner[arm[rows, one]] = arm[rows, other]
    return partner


def _notes(track: Track) -> dict[str, int]:
    kind, arms = track.node_kind, track.arms
    untagged = ~np.isin(kind, [NodeKind.SWITCH, NodeKind.DIAMOND, NodeKind.DOUBLE_SLIP, NodeKind.SINGLE_SLIP])
    return {
        "single_slips": int((kind == NodeKind.SINGLE_SLIP).sum()),
        "diamonds_without_four_arms": int(((kind == NodeKind.DIAMOND) & (arms != 4)).sum()),
        "untagged_four_arm_nodes": int((untagged & (arms >= 4)).sum()),
    }
