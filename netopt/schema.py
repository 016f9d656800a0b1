"""The law for everything that comes from YAML: frozen, no unknown keys, docstrings become schema text."""

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class ConfigModel(BaseModel):
    """Base of every configuration section."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        allow_inf_nan=False,
        strict=False,
    )


def _unlike(ids: tuple[str, ...]) -> tuple[str, ...]:
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise ValueError(f"names {', '.join(map(repr, twice))} twice; keep one")
    return ids


Ids: TypeAlias = Annotated[tuple[str, ...], AfterValidator(_unlike)]
"""Ids of which none comes twice."""
OneOrMoreIds: TypeAlias = Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(_unlike)]
