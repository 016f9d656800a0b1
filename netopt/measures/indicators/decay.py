"""How a measure's configuration names the decay of potential access."""

from typing import Annotated, Literal, TypeAlias

import numpy as np
from pydantic import Field, PositiveFloat

from netopt.accessibility.decay import exponential, power
from netopt.arrays import FloatArray
from netopt.errors import Breach, NetworkError
from netopt.measures.zonal.pairs import ZonePairs
from netopt.schema import ConfigModel


class PowerDecay(ConfigModel):
    """A place counts by T^-beta, T in minutes."""

    kind: Literal["power"] = "power"
    beta: PositiveFloat = 1.0
    """Exponent."""


class ExponentialDecay(ConfigModel):
    """A place counts by e^(-beta T), T in minutes."""

    kind: Literal["exponential"] = "exponential"
    beta_per_min: PositiveFloat
    """Loss per minute: 0.02 halves a place every 35 minutes."""


Decay: TypeAlias = Annotated[PowerDecay | ExponentialDecay, Field(discriminator="kind")]


def told_decay(decay: Decay) -> dict[str, str]:
    """The decay as a formula, the same in every language."""
    formula = f"T^-{decay.beta:g}" if isinstance(decay, PowerDecay) else f"exp(-{decay.beta_per_min:g} T)"
    return {"en": formula, "zh": formula}


def decayed(decay: Decay, time_min: FloatArray, pairs: ZonePairs) -> FloatArray:
    """Weights of times between zones, same shape.

    Raises
    ------
    NetworkError
        If zones are 0 minutes apart, which a power of the time makes infinitely near.
    """
    if isinstance(decay, ExponentialDecay):
        return exponential(time_min, decay.beta_per_min)
    near = [
        f"{pairs.zone_ids[origin]} and {pairs.zone_ids[destination]}" if origin != destination else "a zone and itself"
        for origin, destination in np.argwhere(time_min <= 0)
    ]
    if near:
        message = (
            f"{', '.join(list(dict.fromkeys(near))[:10])} are 0 min apart, and power decay divides by the time; "
            "take door_to_door times, another own_zone rule, or exponential decay"
        )
        raise NetworkError([Breach(pairs.network.provenance.name, "", message)])
    return power(time_min, decay.beta)
