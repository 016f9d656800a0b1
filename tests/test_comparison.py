"""Two runs side by side: figures by name, and areas gained and lost."""

import json
import os

import geopandas as gpd
import pytest
import shapely

from netopt.comparison import Comparison, compare
from netopt.differences.areas import changed_areas
from netopt.differences.figures import Figure, compare_figures
from netopt.errors import ConfigError
from netopt.layers import Layer, Role
from netopt.network.crs import WGS84
from netopt.outputs.json_text import json_text, write_text
from netopt.pipeline import run
from tests.table_folder import write_config, write_tables


def areas(**shapes) -> Layer:
    """An area layer of the given shapes, in degrees."""
    frame = gpd.GeoDataFrame({"id": list(shapes), "centre": "x"}, geometry=list(shapes.values()), crs=WGS84)
    return Layer("circle", Role.AREA, frame, title={"en": "Circle", "zh": "圈"}, facet="centre")


def test_figures_are_matched_by_ids_and_thresholds_and_not_by_position():
    a = {
        "measures": [
            {"kind": "c", "threshold_min": 30, "centres": [{"id": "x", "area_km2": 10}, {"id": "y", "area_km2": 5}]},
            {"kind": "c", "threshold_min": 60, "centres": [{"id": "x", "area_km2": 40}]},
        ]
    }
    b = {"measures": [{"kind": "c", "threshold_min": 60.0, "centres": [{"id": "x", "area_km2": 44}]}]}
    assert compare_figures(a, b) == [
        Figure("measures[c 30].threshold_min", 30, None),
        Figure("measures[c 30].centres[x].area_km2", 10, None),
        Figure("measures[c 30].centres[y].area_km2", 5, None),
        Figure("measures[c 60].threshold_min", 60, 60),
        Figure("measures[c 60].centres[x].area_km2", 40, 44),
    ]
    assert Figure("f", 40, 44).difference == 4
    assert Figure("f", 40, None).difference is None


def test_figures_leave_out_wall_time_words_and_truth_values():
    assert compare_figures({"wall_time_s": 1, "name": "a", "is_open": True, "gap": None}, {"gap": 0.5}) == [
        Figure("gap", None, 0.5)
    ]


def test_entries_that_nothing_tells_apart_are_numbered():
    figures = compare_figures({"list": [{"v": 1}, {"v": 2}], "twins": [{"id": "t", "v": 3}, {"id": "t", "v": 4}]}, {})
    assert [figure.name for figure in figures] == ["list[1].v", "list[2].v", "twins[t #1].v", "twins[t #2].v"]


def test_changed_areas_are_the_differences_both_ways():
    """a: 116..117, b: 116.5..117.5 on the same latitudes: half a degree gained and half a degree lost."""
    gained, lost = changed_areas(areas(x=shapely.box(116, 39, 117, 40)), areas(x=shapely.box(116.5, 39, 117.5, 40)))
    assert (gained.name, gained.role, lost.name, lost.role) == ("gained_circle", Role.GAIN, "lost_circle", Role.LOSS)
    assert gained.frame.geometry.iloc[0].bounds == pytest.approx((117, 39, 117.5, 40))
    assert lost.frame.geometry.iloc[0].bounds == pytest.approx((116, 39, 116.5, 40))
    # half a degree of longitude by a degree of latitude at 39.5 N on the ellipsoid: 43.007 km by 111.025 km
    assert gained.frame["area_km2"].iloc[0] == pytest.approx(43.007 * 111.025, rel=1e-4)
    assert gained.title == {"en": "Circle (gained)", "zh": "圈 (增加)"}


def test_equal_areas_change_nothing():
    same = areas(x=shapely.Point(116, 39).buffer(0.3))
    assert [len(layer.frame) for layer in changed_areas(same, same)] == [0, 0]


def test_area_that_only_one_run_has_changes_whole():
    gained, lost = changed_areas(areas(x=shapely.box(116, 39, 117, 40)), areas(y=shapely.box(116, 39, 117, 40)))
    assert gained.frame["id"].tolist() == ["y"]
    assert lost.frame["id"].tolist() == ["x"]


def test_areas_that_touch_in_a_line_only_give_no_sliver():
    gained, lost = changed_areas(areas(x=shapely.box(116, 39, 117, 40)), areas(x=shapely.box(116, 39, 117, 41)))
    assert set(gained.frame.geom_type) <= {"Polygon", "MultiPolygon"}
    assert lost.frame.empty


@pytest.fixture
def two_runs(tmp_path, monkeypatch):
    """Folders of the drawn network with trains every 20 and every 240 minutes."""
    monkeypatch.chdir(tmp_path)
    for name, headway in (("often", 20), ("seldom", 240)):
        write_tables(tmp_path / "tables", {("services", "g", "headway_min"): headway})
        thresholds = "[{kind: commuting_circle, centres: [wz], thresholds_min: [120], cell_km: 2}]"
        run(write_config(tmp_path, name=name, measures=thresholds))
    return tmp_path / "out"


def test_compare_writes_figures_layers_and_a_map(two_runs):
    comparison = compare(two_runs / "often", two_runs / "seldom")
    folder = two_runs / "often-vs-seldom"
    assert comparison.folder.resolve() == folder
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert written == set(comparison.files)
    assert {"compare.json", "manifest.json", "map.html", "layers/gained_circle_commuter.geojson"} <= written
    about = json.loads((folder / "compare.json").read_text(encoding="utf-8"))
    assert (about["a"]["name"], about["b"]["name"]) == ("often", "seldom")
    assert {figure["name"] for figure in about["figures"]} >= {"quality.length_km"}


def test_compare_again_replaces_its_own_folder_with_equal_bytes(two_runs):
    def written():
        return {path.name: path.read_bytes() for path in (two_runs / "c").rglob("*") if path.is_file()}

    compare(two_runs / "often", two_runs / "seldom", out=two_runs / "c")
    first = written()
    compare(two_runs / "often", two_runs / "seldom", out=two_runs / "c")
    assert written() == first


def test_compare_refuses_a_folder_that_is_no_run(tmp_path):
    write_text(tmp_path / "a" / "summary.json", json_text([1]))
    write_text(tmp_path / "a" / "manifest.json", json_text({}))
    for folder in ("a", "missing"):
        with pytest.raises(ConfigError, match="folder of a"):
            compare(tmp_path / folder, tmp_path / folder)


@pytest.mark.parametrize("out", ["often", "seldom", "often/new", "."])
def test_compare_refuses_to_write_over_what_it_compares(two_runs, out):
    before = {path: path.read_bytes() for path in two_runs.rglob("*") if path.is_file()}
    with pytest.raises(ConfigError, match="which would be lost"):
        compare(two_runs / "often", two_runs / "seldom", out=two_runs / out)
    assert {path: path.read_bytes() for path in two_runs.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("summary.json", "{}", "was not written by `netopt run`"),
        ("summary.json", "[" * 100_000, "is not JSON"),
        ("summary.json", "9" * 5000, "is not JSON"),
        ("summary.json", None, "no such file"),
        ("manifest.json", "{}", "was not written by `netopt run`"),
        ("manifest.json", '{"made_by": "x"}', "was not written by `netopt run`"),
    ],
)
def test_compare_refuses_a_run_whose_files_are_no_run_s(two_runs, name, text, message):
    path = two_runs / "often" / name
    path.unlink()
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        compare(two_runs / "often", two_runs / "seldom")
    assert str(caught.value) == f"{path}: {message}; give the folder of a finished run"


def test_changed_figures_tell_areas_and_people_first(tmp_path):
    names = ("x.gap", "c[b].population", "same", "c[b].area_km2", "c[t].area_km2", "c[b].area_soft_km2")
    figures = tuple(Figure(name, 1, 1 if name == "same" else 2) for name in names)
    changed = Comparison(figures, (), (), tmp_path, ()).changed_figures
    assert [figure.name for figure in changed] == [
        *("c[b].area_km2", "c[t].area_km2", "c[b].population"),
        *("x.gap", "c[b].area_soft_km2"),
    ]


@pytest.mark.parametrize("change", [lambda text: "{}", lambda text: text.replace('Polygon"', 'Polygone"')])
def test_compare_tells_of_a_layer_that_was_spoilt(two_runs, change):
    spoilt = two_runs / "often" / "layers" / "circle_commuter.geojson"
    spoilt.write_text(change(spoilt.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ConfigError, match="cannot be read as a layer of netopt"):
        compare(two_runs / "often", two_runs / "seldom")


def test_compare_refuses_a_manifest_that_names_a_file_outside_its_folder(two_runs, tmp_path):
    a, b = two_runs / "often", two_runs / "seldom"
    outside = tmp_path / "outside.geojson"
    outside.write_bytes(next((a / "layers").glob("circle*.geojson")).read_bytes())
    manifest = json.loads((a / "manifest.json").read_text(encoding="utf-8"))
    path = os.path.relpath(outside, a)
    manifest["files"].append({"path": path, "sha256": ""})
    (a / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ConfigError, match="names a file outside its folder"):
        compare(a, b)
