"""Every notebook runs from top to bottom and is kept without outputs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
EXECUTE = """
import sys, nbclient, nbformat
notebook = nbformat.read(sys.argv[1], as_version=4)
nbclient.NotebookClient(notebook, timeout=240, resources={"metadata": {"path": sys.argv[2]}}).execute()
"""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_from_top_to_bottom(path, tmp_path):
    """It runs in a folder of its own whose parent has the repository's configs, so that nothing is written here."""
    pytest.importorskip("nbclient", reason="notebooks need the extra: pip install 'netopt[notebook]'")
    workplace = tmp_path / "notebooks"
    workplace.mkdir()
    (tmp_path / "configs").symlink_to(path.parent.parent / "configs")
    done = subprocess.run(
        [sys.executable, "-c", EXECUTE, str(path), str(workplace)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_kept_without_outputs(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in cells)
