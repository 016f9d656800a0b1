"""The register of changes: what a configuration may add to a network, remove from it or alter in it."""

from typing import Annotated

from pydantic import Field

from netopt.changes.add_line import AddLine
from netopt.changes.add_service import AddService
from netopt.changes.add_station import AddStation
from netopt.changes.alter_line import AlterLine
from netopt.changes.alter_service import AlterService
from netopt.changes.alter_station import AlterStation
from netopt.changes.remove import Remove
from netopt.changes.year import YearChange

AnyChange = Annotated[
    AddLine | AddService | AddStation | AlterLine | AlterService | AlterStation | Remove | YearChange,
    Field(discriminator="kind"),
]

__all__ = [
    "AddLine",
    "AddService",
    "AddStation",
    "AlterLine",
    "AlterService",
    "AlterStation",
    "AnyChange",
    "Remove",
    "YearChange",
]
