"""Every source, measure, problem and output that a configuration may name, with a line each."""

from netopt.config.guide import Schema, variants_of
from netopt.config.run_config import RunConfig

REGISTERS = {
    **{"source": "network", "change": "changes", "measure": "measures", "problem": "problem", "output": "outputs"},
}
"""What a register holds and the key of a configuration that names its kinds."""


def kinds() -> dict[str, dict[str, str]]:
    """For each register its kinds, sorted, with the first line of their docstrings."""
    root: Schema = RunConfig.model_json_schema()
    found = {}
    for register, key in REGISTERS.items():
        place = root["properties"][key]
        members = variants_of(root, place.get("items", place))
        found[register] = dict(sorted((kind, _first_line(schema)) for kind, schema in members.items()))
    return found


def _first_line(schema: Schema) -> str:
    return str(schema.get("description", "")).split("\n\n")[0].replace("\n", " ")
