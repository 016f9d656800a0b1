"""The JSON Schema of configurations, for editors and for people: docstrings become descriptions."""

import json
from typing import Any, Final

ASKS_SOMETHING: Final[list[dict[str, Any]]] = [
    {"required": ["measures"], "properties": {"measures": {"minItems": 1}}},
    {"required": ["problem"], "properties": {"problem": {"type": "object"}}},
]
"""What ``RunConfig`` checks of itself: a measure, a problem, or both."""


def config_schema() -> str:
    """JSON Schema (draft 2020-12) of a configuration file, as text that ends with a newline."""
    from netopt.config.run_config import RunConfig  # the registers behind it load every heavy library

    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **RunConfig.model_json_schema()}
    schema["anyOf"] = ASKS_SOMETHING
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
