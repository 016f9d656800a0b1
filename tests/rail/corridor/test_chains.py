"""Chains of edges that a train runs through without a reversal."""

import pandas as pd

from netopt.rail.corridor.chains import chains_of


def edges_from(*rows):
    """Rows of (from, to, line); ids as in networks."""
    frame = pd.DataFrame(rows, columns=["from_node", "to_node", "line_id"])
    return frame.set_index(frame["from_node"] + "-" + frame["to_node"])


def joints_from(*rows):
    """Rows of (station, one, other, is_through, deflection_deg)."""
    joints = pd.DataFrame(rows, columns=["station", "one", "other", "is_through", "deflection_deg"])
    return joints.assign(is_mixed=False)


def test_a_line_is_one_chain_and_breaks_where_a_train_would_reverse():
    edges = edges_from(("A", "B", "L"), ("B", "C", "L"), ("C", "D", "L"))
    joints = joints_from(("B", "A-B", "B-C", True, 0.0), ("C", "B-C", "C-D", False, 170.0))
    assert chains_of(edges, joints) == [("L", ("A", "B", "C")), ("L", ("C", "D"))]


def test_at_a_fork_the_straightest_pair_goes_on_and_every_edge_is_in_one_chain():
    edges = edges_from(("A", "B", "L"), ("B", "C", "L"), ("B", "D", "L"))
    joints = joints_from(
        ("B", "A-B", "B-C", True, 12.0), ("B", "A-B", "B-D", True, 3.0), ("B", "B-C", "B-D", False, 170.0)
    )
    assert chains_of(edges, joints) == [("L", ("A", "B", "D")), ("L", ("B", "C"))]


def test_lines_do_not_mix():
    edges = edges_from(("A", "B", "L"), ("B", "C", "M"))
    assert chains_of(edges, joints_from(("B", "A-B", "B-C", True, 0.0))) == [("L", ("A", "B")), ("M", ("B", "C"))]


def test_a_ring_ends_where_it_began():
    edges = edges_from(("A", "B", "L"), ("B", "C", "L"), ("A", "C", "L"))
    joints = joints_from(("A", "A-B", "A-C", True, 5.0), ("B", "A-B", "B-C", True, 5.0), ("C", "A-C", "B-C", True, 5.0))
    assert chains_of(edges, joints) == [("L", ("A", "B", "C", "A"))]


def test_chains_do_not_depend_on_the_order_of_the_frames():
    edges = edges_from(("A", "B", "L"), ("B", "C", "L"), ("B", "D", "L"))
    joints = joints_from(("B", "A-B", "B-C", True, 3.0), ("B", "A-B", "B-D", True, 3.0))
    assert chains_of(edges.iloc[::-1], joints.iloc[::-1]) == chains_of(edges, joints)


def test_edges_on_the_line_alone_are_paired_before_a_straighter_one_from_another_line():
    edges = edges_from(("A", "B", "L"), ("B", "C", "L"), ("B", "D", "L"))
    joints = joints_from(
        ("B", "A-B", "B-C", True, 3.0), ("B", "A-B", "B-D", True, 0.0), ("B", "B-C", "B-D", False, 170.0)
    )
    mixed = joints.assign(is_mixed=[False, True, True])
    assert chains_of(edges, mixed) == [("L", ("A", "B", "C")), ("L", ("B", "D"))]
