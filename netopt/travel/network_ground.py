"""The ground of a network: what ways without a timetable cost on it."""

from netopt.network.network import Network
from netopt.travel.access import AccessModel
from netopt.travel.borders_near import BordersNear
from netopt.travel.crossings import GroundCrossings
from netopt.travel.ground import Ground
from netopt.travel.straight_ground import StraightGround
from netopt.travel.street_ground import StreetGround
from netopt.travel.streets import streets_of
from netopt.travel.water import Water
from netopt.units import METRES_PER_KM


def network_ground(network: Network, access: AccessModel, crossings: GroundCrossings | None = None) -> Ground:
    """Ways on a network, by the modes of an access model: along its streets where it has some, round its water.

    ``crossings``: what borders add to ways; left out: nothing.
    """
    straight = StraightGround(
        access=access,
        water=Water.of(network.water, access.water_km * METRES_PER_KM),
        borders=BordersNear.of(crossings),
    )
    link_m = access.street_link_km * METRES_PER_KM
    found = {
        position: streets_of(network, mode, link_m=link_m, link_s_per_m=access.link_s_per_m)
        for position, mode in enumerate(access.modes.values())
    }
    streets = {position: each for position, each in found.items() if each is not None}
    return StreetGround(straight, streets) if streets else straight
