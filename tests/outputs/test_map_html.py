"""The map as an output: one file, whatever the names hold."""

from dataclasses import replace

from netopt.outputs.map_html import MapHtmlOutput


def test_map_is_written_with_broken_text_as_question_marks(output, tmp_path):
    assert MapHtmlOutput().write(replace(output, title={"en": "half \ud800 pair"}), tmp_path) == ["map.html"]
    page = (tmp_path / "map.html").read_bytes().decode("utf-8")
    assert "<title>half ? pair</title>" in page
    assert "\r" not in page


def test_run_without_layers_has_no_map(output, tmp_path):
    assert MapHtmlOutput().write(replace(output, layers=()), tmp_path) == []
    assert list(tmp_path.iterdir()) == []
