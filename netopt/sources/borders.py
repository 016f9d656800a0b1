"""BordersSection: what YAML says of borders between jurisdictions, and a network that has them."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Self

import shapely
from pydantic import Field, PositiveFloat, StringConstraints, model_validator

from netopt.errors import Breach, NetworkError
from netopt.network.borders.borders import Borders
from netopt.network.borders.sides import JURISDICTION, Sides, is_named, sides_of_column, sides_of_polygons
from netopt.network.geojson_file import read_features
from netopt.network.network import Network
from netopt.network.snapshot import file_digest
from netopt.schema import ConfigModel
from netopt.sources.border_table import minutes_of, read_border_table
from netopt.sources.pinned import input_file

TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Jurisdictions(ConfigModel):
    """Which jurisdiction every place lies in: a column of stations and zones, or polygons."""

    column: str | None = None
    """Column of stations and zones; one without a value lies where the outlines of the zones say. Left out with no
    polygons: jurisdiction."""
    polygons: str | None = None
    """GeoJSON file of polygons, relative to this file, or graphs:NAME/FILE."""
    property: str | None = None
    """Property of the polygons that names their jurisdiction."""

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        if self.column is not None and self.polygons is not None:
            raise ValueError("column and polygons both tell the jurisdictions; keep one")
        if (self.polygons is None) != (self.property is None):
            raise ValueError("polygons and property go together; give both or neither")
        return self

    def sides(self, network: Network, folder: Path) -> Sides:
        """The jurisdictions of a network.

        Raises
        ------
        SourceError
            If the polygons cannot be read.
        NetworkError
            If they are no polygons with names, or no node tells its jurisdiction.
        """
        if self.polygons is None or self.property is None:
            return sides_of_column(network.nodes, network.areas, self.column or JURISDICTION)
        path = input_file(self.polygons, folder)
        return sides_of_polygons(_shapes(path, self.property, network.crs))


class BordersSection(ConfigModel):
    """What it costs to cross from one jurisdiction into another; every crossing edge and way pays it."""

    table: str
    """CSV table of borders, relative to this file, or graphs:NAME/FILE."""
    jurisdictions: Jurisdictions = Jurisdictions()
    """Which jurisdiction every place lies in."""
    scale: Annotated[float, Field(ge=0, le=1000)] = 1.0
    """Times all costs; 0 takes the borders away."""
    at: TimeOfDay = "10:00"
    """Time of day, HH:MM in quotes: borders that are closed then cannot be crossed."""
    value_of_time_per_h: PositiveFloat = Field(default=60.0)
    """Money for which people bear an hour; turns fees into time. Assumed where left out."""

    def on(self, network: Network, folder: Path) -> Network:
        """The network with these borders; relative paths are taken from ``folder``.

        Raises
        ------
        SourceError
            If a file cannot be read.
        NetworkError
            With every breach of the table, or if jurisdictions cannot be told.
        """
        path = input_file(self.table, folder)
        sides = self.jurisdictions.sides(network, folder)
        borders = Borders(
            rules=read_border_table(path, network, sides),
            sides=sides,
            scale=self.scale,
            at_min=minutes_of(self.at),
            value_of_time_per_h=self.value_of_time_per_h,
            table=self.table,
            digest=file_digest(path),
        )
        return replace(network, borders=borders)


def _shapes(path: Path, name: str, crs: Any) -> dict[str, shapely.Geometry]:
    """Polygons of a GeoJSON file by the name in a property, united where several bear one, in a CRS."""
    found = read_features(path)
    if found is None or name not in found.columns:
        raise NetworkError([Breach(str(path), "", f"no feature has the property {name!r}; name one that tells")])
    is_wrong = ~is_named(found[name]) | ~found.geometry.geom_type.isin(("Polygon", "MultiPolygon")).to_numpy()
    is_wrong |= ~found.geometry.is_valid.to_numpy()
    if is_wrong.any():
        wrong = [f"feature {row + 1}" for row, bad in enumerate(is_wrong) if bad]
        message = f"is no valid polygon with a word as {name!r}; mend it"
        raise NetworkError([Breach(str(path), where, message) for where in wrong])
    projected = found.to_crs(crs)
    return {str(word): shapely.union_all(group.geometry.array) for word, group in projected.groupby(name)}
