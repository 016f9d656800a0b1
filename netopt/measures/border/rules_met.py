"""Which rules of borders are met on the least ways between zones, and how far those are assumed."""

from collections import Counter

from netopt.accessibility.indicators import share
from netopt.network.borders.borders import Borders
from netopt.travel.ways import Ways


def rules_met(made_of: Ways, n_zones: int) -> Counter[int]:
    """On how many least door-to-door ways between different zones each rule is met, by position in ``Borders.rules``.

    ``made_of``: ways from the zones, and from further places behind them, which count for nothing.
    """
    return Counter(
        rule for (place, zone), met in made_of.rules.items() if place < n_zones and place != zone for rule in set(met)
    )


def assumed_share(borders: Borders, met: Counter[int]) -> float | None:
    """Of all the times that a rule is met, the share at an assumed one; ``None`` where none is met."""
    assumed = sum(count for rule, count in met.items() if borders.rules[rule].is_assumed)
    return share(assumed, met.total())
