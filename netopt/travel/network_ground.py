"""The ground of a network: what ways without a timetable cost on it."""

from netopt.network.network import Network
from netopt.travel.access import AccessModel
from netopt.travel.ground import Ground
from netopt.travel.straight_ground import StraightGround


def network_ground(network: Network, access: AccessModel) -> Ground:
    """Ways on a network, by the modes of an access model."""
    return StraightGround(access)
