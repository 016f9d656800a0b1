"""The law for everything that comes from YAML: frozen, no unknown keys, docstrings become schema text."""

from pydantic import BaseModel, ConfigDict


class ConfigModel(BaseModel):
    """Base of every configuration section."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        allow_inf_nan=False,
        strict=False,
    )
