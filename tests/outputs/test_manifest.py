"""The manifest: what it names, and what it must not hold."""

import hashlib

import pytest

from netopt.outputs.json_text import json_text, write_text
from netopt.outputs.manifest import files_entry, files_of, manifest
from netopt.provenance import DataSource, Provenance
from netopt.solvers.report import SolveReport, Status

PROVENANCE = Provenance(
    kind="snapshot",
    name="drawn",
    digest="abc",
    sources=(DataSource("OSM", "ODbL 1.0", "2024-01-01", "© OpenStreetMap contributors"),),
    as_of=2024,
)


def test_manifest_names_data_versions_seed_and_licences():
    made = manifest({"name": "x"}, PROVENANCE, seed=7, report=None)
    assert made["network"]["digest"] == "abc"
    assert made["network"]["sources"][0]["date"] == "2024-01-01"
    assert (made["network"]["as_of"], made["seed"], made["solve"]) == (2024, 7, None)
    assert made["licences"] == ["© OpenStreetMap contributors (OSM, ODbL 1.0)"]
    assert set(made["versions"]) >= {"netopt", "python", "numpy", "scipy", "shapely", "geopandas", "ortools", "pyproj"}


def test_manifest_holds_no_duration():
    report = SolveReport(Status.OPTIMAL, objective=1.0, wall_time_s=3.25)
    made = manifest({"name": "x"}, PROVENANCE, seed=7, report=report)
    assert made["solve"]["status"] == "optimal"
    assert "wall_time_s" not in json_text(made)


def test_files_are_listed_by_name_with_their_digests(tmp_path):
    write_text(tmp_path / "b" / "x.txt", "x")
    write_text(tmp_path / "a.txt", "yy")
    digest = hashlib.sha256(b"yy").hexdigest()
    entries = files_entry(tmp_path, ["b/x.txt", "a.txt"])
    assert [entry["path"] for entry in entries] == ["a.txt", "b/x.txt"]
    assert entries[0] == {"path": "a.txt", "bytes": 2, "sha256": digest}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"made_by": "other", "files": []}', '{"made_by": "netopt"}'])
def test_files_of_a_folder_that_no_run_made_are_none(tmp_path, text):
    write_text(tmp_path / "manifest.json", text)
    assert files_of(tmp_path) is None


def test_files_of_a_run_are_those_of_its_manifest(tmp_path):
    write_text(tmp_path / "manifest.json", json_text({"made_by": "netopt", "files": [{"path": "map.html"}]}))
    assert files_of(tmp_path) == {"map.html"}
