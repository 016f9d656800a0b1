"""Drawn lines and services for the tests of the rail rooms."""

from collections.abc import Callable

import pandas as pd
import pytest

from netopt.rail.parameters import RailParameters


@pytest.fixture(scope="session")
def parameters() -> RailParameters:
    """Parameters as shipped, but for the timetable factors: hand-worked times need none."""
    shipped = RailParameters.load()
    ones = {name: (1.0,) * len(row) for name, row in shipped.timetable_factor.by_traction.items()}
    factor = shipped.timetable_factor.model_copy(update={"by_traction": ones})
    return shipped.model_copy(update={"timetable_factor": factor})


@pytest.fixture
def stations() -> pd.DataFrame:
    """Stations of the drawn lines below.

    a ==20== b ==30== c ==50== d      line fast, 300 km/h (c-d assumed)
             b --25-- j --25-- d      line slow, 120 km/h; j is a junction
    """
    classes = {"a": "hub", "b": "local", "c": "main", "d": "hub", "j": "junction"}
    frame = pd.DataFrame({"class": classes})
    frame.index.name = "node_id"
    return frame


@pytest.fixture
def edges() -> pd.DataFrame:
    """Edges of the drawn lines, see ``stations``."""
    rows = [
        ("a", "b", "fast", 20_000.0, 300.0, False, "hsr"),
        ("b", "c", "fast", 30_000.0, 300.0, False, "hsr"),
        ("c", "d", "fast", 50_000.0, 300.0, True, "hsr"),
        ("b", "j", "slow", 25_000.0, 120.0, False, "conventional"),
        ("j", "d", "slow", 25_000.0, 120.0, False, "conventional"),
    ]
    columns = ["from_node", "to_node", "line_id", "length_m", "max_kmh", "max_kmh_assumed", "class"]
    return pd.DataFrame(rows, columns=columns, index=[f"e{number}" for number in range(len(rows))])


@pytest.fixture
def service_table() -> Callable[..., pd.DataFrame]:
    """Builds a services table from rows of changes to a plain service a;b;c;d on the line fast."""

    def build(**changes_by_id: dict[str, object]) -> pd.DataFrame:
        plain: dict[str, object] = {
            "lines": "fast",
            "stations": "a;b;c;d",
            "pattern": "listed",
            "train": "EMU350",
            "trains_per_day": None,
            "headway_min": 20.0,
            "terminus": "none",
            "from_year": 2008,
            "to_year": None,
        }
        frame = pd.DataFrame([plain | changes for changes in changes_by_id.values()], index=list(changes_by_id))
        frame.index.name = "service_id"
        return frame

    return build
