"""Running time of arcs: each direction has its own where the edges give one."""

import numpy as np
import pytest

from netopt.routing.cost import CostConfig
from netopt.routing.od_matrix import od_matrix_between
from tests.routing.test_od_matrix import two_towns


@pytest.mark.parametrize(
    ("running_back_s", "minutes_back"), [((1200.0, 900.0), 35.0), ((1200.0, np.nan), 25.0), ((np.nan, np.nan), 15.0)]
)
def test_running_graph_backward_arcs_take_their_own_time_where_it_is_known(running_back_s, minutes_back):
    """a to c: 10 + 5 min; back with what is given for the way back."""
    network = two_towns()
    network = network.with_edges(running_back_s=np.array(running_back_s))
    matrix = od_matrix_between(network, ["a", "c"], ["a", "c"], cost=CostConfig())
    np.testing.assert_allclose(matrix.impedance, [[0.0, 15.0], [minutes_back, 0.0]])
