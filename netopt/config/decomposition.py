"""How the effect of changes is told apart by project."""

from typing import Annotated, Literal

from pydantic import Field

from netopt.schema import ConfigModel


class Decomposition(ConfigModel):
    """What each project adds to the figures of measures."""

    method: Literal["shapley", "first_and_last"] = "shapley"
    """shapley: the mean of what a project adds over all orders of building (at most 6 projects), beside what it adds
    first and last; first_and_last: these two alone."""
    kinds: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    """Kinds of measures whose figures are told apart; left out: all."""
