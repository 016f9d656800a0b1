"""The JSON Schema of configurations, for editors and for people: docstrings become descriptions."""

import json


def config_schema() -> str:
    """JSON Schema (draft 2020-12) of a configuration file, as text that ends with a newline."""
    from netopt.config.run_config import RunConfig  # the registers behind it load every heavy library

    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **RunConfig.model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
