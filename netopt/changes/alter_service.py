"""alter_service: another headway or train for services."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from netopt.changes.base import ChangeConfig, HeadwayMin, TrainName
from netopt.changes.rows import check_known, line_ids, services_of
from netopt.network.network import Network
from netopt.rail.parameters import RailParameters
from netopt.units import MINUTES_PER_HOUR


class AlterService(ChangeConfig):
    """Let services run more or less often, or with another train."""

    kind: Literal["alter_service"] = "alter_service"
    services: tuple[str, ...] = ()
    """Ids of services."""
    lines: tuple[str, ...] = ()
    """All services that use one of these lines."""
    headway_min: HeadwayMin | None = None
    """The new headway."""
    headway_factor: Annotated[float, Field(ge=0.01, le=100)] | None = None
    """The new headway as a multiple of the old one: 0.5 doubles the trains."""
    train: TrainName | None = None
    """Name of the new train."""

    @model_validator(mode="after")
    def _alters_something(self) -> Self:
        if not (self.services or self.lines):
            raise ValueError("nothing is altered: name services or lines")
        if self.headway_min is not None and self.headway_factor is not None:
            raise ValueError("give headway_min or headway_factor, not both")
        if self.headway_min is None and self.headway_factor is None and self.train is None:
            raise ValueError("give headway_min, headway_factor or train")
        return self

    def apply(self, network: Network, *, all_years: Network, folder: Path) -> Network:
        """The network with the services altered."""
        check_known(network, "line", self.lines, line_ids(network))
        is_altered = services_of(network, self.services, self.lines)
        services, day_min = network.services, RailParameters.load().service.day_h * MINUTES_PER_HOUR
        headway_min = services["headway_min"].astype(float)
        if "trains_per_day" in services.columns:
            headway_min = headway_min.fillna(day_min / services["trains_per_day"].astype(float))
        if self.headway_min is not None:
            headway_min = headway_min.where(~is_altered, self.headway_min)
        if self.headway_factor is not None:
            headway_min = headway_min.where(~is_altered, headway_min * self.headway_factor)
        altered = services.assign(headway_min=headway_min)
        if self.train is not None:
            altered = altered.assign(train=altered["train"].where(~is_altered, self.train))
        if "assumed" in altered.columns:
            altered = altered.assign(assumed=altered["assumed"].where(~is_altered, "yes"))
        return replace(network, services=altered)
