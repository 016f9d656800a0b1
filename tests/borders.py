"""Drawn borders for tests: rules in a line each, and a network that has them."""

from dataclasses import replace

from netopt.network.borders.borders import Borders
from netopt.network.borders.rule import BorderRule
from netopt.network.borders.sides import sides_of_column
from netopt.network.network import Network


def rule(sides: str, mode: str = "any", clearance_min: float = 0.0, **changes) -> BorderRule:
    """A rule between two jurisdictions ("east|west"), always open to everybody and free."""
    usual = {
        "border_id": f"{sides}:{mode}:{changes.get('station_id', '')}",
        **{"name_zh": "口岸", "name_en": "Border", "station_id": None, "extra_dwell_min": 0.0, "fee": 0.0},
        **{"open_from_min": 0.0, "open_to_min": 1440.0, "permitted_share": 1.0, "is_assumed": True},
        **{"source": "drawn", "confidence": "low"},
    }
    given = {"sides": frozenset(sides.split("|")), "mode": mode, "clearance_min": clearance_min}
    return BorderRule(**(usual | given | changes))


def with_borders(network: Network, home: dict[str, str], *rules: BorderRule, **changes) -> Network:
    """The network with nodes in jurisdictions by id (others untold) and rules between them; asked at 10:00."""
    told = network.with_nodes(jurisdiction=[home.get(str(node)) for node in network.nodes.index])
    usual = {"scale": 1.0, "at_min": 600.0, "value_of_time_per_h": 60.0, "table": "drawn", "digest": ""}
    sides = sides_of_column(told.nodes, told.areas, "jurisdiction")
    return replace(told, borders=Borders(rules=rules, sides=sides, **(usual | changes)))


THREE = {"a": "west", "aa": "west", "b": "east", "bb": "east", "c": "east", "cc": "east"}
"""Jurisdictions of ``line_of_three``: the border lies between a and b."""
CHANGE = {"a": "west", "aa": "west", "m": "west", "n": "east", "c": "east", "cc": "east"}
"""Jurisdictions of ``change_in_the_middle``: the border lies between m and both n and c."""
