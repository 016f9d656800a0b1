"""The schema of configs: up to date, valid, and in agreement with the example configs."""

import json
from contextlib import nullcontext
from pathlib import Path

import jsonschema
import pytest

from netopt.config.json_schema import config_schema
from netopt.config.kinds import kinds
from netopt.config.load import load, read_yaml
from netopt.errors import ConfigError

CONFIGS = Path(__file__).parents[2] / "configs"
EXAMPLES = sorted(CONFIGS.glob("*.yaml"))


def test_schema_in_the_repository_is_up_to_date():
    """Where it is not: netopt schema > configs/schema.json."""
    assert (CONFIGS / "schema.json").read_text(encoding="utf-8") == config_schema()


def test_schema_is_a_valid_schema_with_docstrings_as_descriptions():
    schema = json.loads(config_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["properties"]["network"]["description"] == "Where the network comes from."


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_passes_the_schema_and_the_loader(path):
    data, _ = read_yaml(path)
    jsonschema.validate(data, json.loads(config_schema()))
    assert load(path).config.name == data["name"]


@pytest.mark.parametrize(
    ("asked", "is_valid"),
    [
        ({}, False),
        ({"measures": []}, False),
        ({"problem": None}, False),
        ({"measures": [{"kind": "commuting_circle", "centres": ["a"]}]}, True),
        ({"problem": {"kind": "p_median", "candidates": "x > 1", "open_count": 1}}, True),
    ],
)
def test_schema_wants_a_measure_or_a_problem_as_the_loader_does(tmp_path, asked, is_valid):
    data = {"name": "a", "network": {"kind": "snapshot", "path": "x"}, **asked}
    assert jsonschema.Draft202012Validator(json.loads(config_schema())).is_valid(data) == is_valid
    path = tmp_path / "x.yaml"
    path.write_text(json.dumps(data), encoding="utf-8")
    with nullcontext() if is_valid else pytest.raises(ConfigError, match="nothing is asked"):
        load(path)


def test_every_kind_has_a_line_of_its_own():
    found = kinds()
    assert set(found) == {"source", "change", "measure", "problem", "output"}
    lines = [line for members in found.values() for line in members.values()]
    assert all(line.endswith(".") for line in lines)
    assert len(set(lines)) == len(lines)
