"""Minutes on networks made from extracts against published ones: ``NETOPT_SHARED=... python -m benchmarks.osm_times``.

Nothing here is fitted. A pair is run without a stop between its two stations, over whatever lines are fastest; for
China, beside it, by the default services of the network.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from netopt.errors import NetworkError
from netopt.network.network import Network
from netopt.rail.osm_network import OsmRail
from netopt.rail.parameters import RailParameters
from netopt.rail.service_sources.given_services import given_services
from netopt.rail.services.legs import Legs, direct_rides
from netopt.rail.services.service import stop_sequences
from netopt.rail.station_names import name_key
from netopt.sources import OsmRailSource
from netopt.units import METRES_PER_KM, SECONDS_PER_MINUTE

CHINESE: Final = ("shanghai", "anhui", "hongkong")
PARAMETERS: Final = RailParameters.load()
G_TRAIN, D_TRAIN = "EMU350", "EMU250"


@dataclass(frozen=True)
class Remembered:
    """A fastest time in Germany from memory: of low confidence, outside every target."""

    extract: str
    stations: str
    """In order, apart by ;, with the stops between."""
    train: str
    minutes: float


GERMAN: Final = (
    Remembered("cologne-railway", "Köln Hauptbahnhof;Bonn Hauptbahnhof", "EMU250", 18),
    Remembered("cologne-railway", "Köln Hauptbahnhof;Brühl", "LOCO160", 12),
    Remembered("cologne-railway", "Brühl;Bonn Hauptbahnhof", "LOCO160", 10),
    Remembered("cologne-railway", "Köln Hauptbahnhof;Köln-Ehrenfeld;Horrem", "LOCO160", 14),
    Remembered("cologne-railway", "Köln Hauptbahnhof;Köln-Ehrenfeld", "LOCO160", 4),
    Remembered("cologne-railway", "Köln Hauptbahnhof;Köln-Mülheim", "LOCO160", 6),
    Remembered("cologne-railway", "Köln Hauptbahnhof;Köln-Ehrenfeld;Pulheim", "LOCO160", 13),
    Remembered(
        "cologne-railway",
        "Köln Hauptbahnhof;Köln-Ehrenfeld;Pulheim;Stommeln;Rommerskirchen;Grevenbroich",
        "LOCO160",
        32,
    ),
    Remembered("vde8.2-rail", "Erfurt Hbf;Halle (Saale) Hauptbahnhof", "EMU250", 34),
    Remembered("vde8.2-rail", "Erfurt Hbf;Weimar", "LOCO160", 13),
    Remembered("vde8.2-rail", "Weimar;Naumburg (Saale) Hauptbahnhof", "EMU250", 23),
    Remembered("vde8.2-rail", "Naumburg (Saale) Hauptbahnhof;Weißenfels", "LOCO160", 9),
    Remembered("vde8.2-rail", "Merseburg;Halle (Saale) Hauptbahnhof", "LOCO160", 10),
)


def network_of(shared: Path, name: str) -> Network:
    """The network of a shared extract."""
    country = "china" if name in CHINESE else "world"
    return OsmRailSource(file=str(shared / "osm" / f"{name}.osm.pbf"), country=country).read(Path())


class Timing:
    """In-vehicle minutes on one network: of services that are asked for, and of its default services."""

    def __init__(self, network: Network | OsmRail) -> None:
        self.network = network
        is_rail = network.nodes["mode"].isin(["rail", "narrow_gauge"])
        ends = set(network.edges["from_node"]) | set(network.edges["to_node"])
        rail = network.nodes[is_rail & network.nodes.index.isin(ends)]
        self.station = {name_key(name): str(node) for node, name in rail["name_zh"].items()}
        sequences = stop_sequences(network.services, network.nodes, network.edges)
        legs = direct_rides(sequences, network.nodes, network.edges, PARAMETERS)
        ids = network.nodes.index
        pairs = zip(ids[legs.origin], ids[legs.destination], legs.in_vehicle_s, strict=True)
        self.default_min = {(a, b): seconds / SECONDS_PER_MINUTE for a, b, seconds in pairs}

    def run(self, stations: Sequence[str], train: str) -> dict[str, object]:
        """A service that stops at these stations (ids or names): minutes from end to end, km, class of each edge."""
        nodes, edges = self.network.nodes, self.network.edges
        row = {"service_id": "asked", "stations": ";".join(stations), "pattern": "listed", "train": train}
        table = pd.DataFrame([{**row, "headway_min": 60.0, "terminus": "none"}])
        try:
            services = given_services(table, nodes, edges)
        except NetworkError as error:
            return {"reason": str(error).partition("'asked': ")[2] or str(error)}
        sequences = stop_sequences(services, nodes, edges)
        legs = direct_rides(sequences, nodes, edges, PARAMETERS)
        ends = sequences.stop[[0, -1]]
        (leg,) = np.flatnonzero((legs.origin == ends[0]) & (legs.destination == ends[1]))
        return {**_of_leg(legs, int(leg)), **self._of_path(sequences.edge), "train": train}

    def _of_path(self, path: "np.typing.NDArray[np.int64]") -> dict[str, object]:
        edges = self.network.edges.iloc[path]
        km = edges.groupby("class")["length_m"].sum() / METRES_PER_KM
        return {"classes": ";".join(sorted(km.index)), "lines": ";".join(dict.fromkeys(edges["line_id"]))}


def _of_leg(legs: Legs, leg: int) -> dict[str, object]:
    return {
        "model_min": float(legs.in_vehicle_s[leg]) / SECONDS_PER_MINUTE,
        "km": float(legs.distance_m[leg]) / METRES_PER_KM,
        "assumed_share": float(legs.assumed_share[leg]),
    }


def chinese_pairs(timing: Timing, published: pd.DataFrame) -> pd.DataFrame:
    """Published pairs both of whose stations lie on the network's track, with the model's minutes.

    ``published``: columns ``from_zh``, ``to_zh``, ``fastest_min``. The train is the fastest of its kind that the lines
    tell: G on high-speed lines alone, D elsewhere.
    """
    rows = []
    for row in published.to_dict("records"):
        ends = [timing.station.get(name_key(row[name])) for name in ("from_zh", "to_zh")]
        if None in ends:
            continue
        found = timing.run([str(end) for end in ends], D_TRAIN)
        if found.get("classes") == "hsr":
            found = timing.run([str(end) for end in ends], G_TRAIN)
        default = timing.default_min.get((str(ends[0]), str(ends[1])))
        rows.append({**row, **found, "default_min": default})
    table = pd.DataFrame(rows, columns=None if rows else [*published.columns, "model_min", "default_min", "classes"])
    return table.assign(
        error_share=table["model_min"] / table["fastest_min"] - 1.0,
        default_error_share=table["default_min"].astype(float) / table["fastest_min"] - 1.0,
    )


def german_pairs(timings: Mapping[str, Timing]) -> pd.DataFrame:
    """The remembered pairs with the model's minutes; ``timings`` by extract."""
    rows = [{**vars(pair), **timings[pair.extract].run(pair.stations.split(";"), pair.train)} for pair in GERMAN]
    table = pd.DataFrame(rows)
    return table.assign(error_share=table["model_min"] / table["minutes"] - 1.0)


def errors(share: "pd.Series[float]") -> dict[str, float]:
    """Number of pairs, mean absolute error, bias and 90th percentile."""
    known = share.dropna()
    size = known.abs()
    return {"n": len(known), "mape": size.mean(), "bias": known.mean(), "p90": size.quantile(0.9)}


def adjacent_2016(shared: Path) -> pd.DataFrame:
    """Pairs that some train of March 2016 ran without an intermediate stop."""
    pairs = pd.read_csv(shared / "timetable" / "station_pairs_2016.csv")
    return pairs[pairs["adjacent"]].reset_index(drop=True)


def published(shared: Path) -> pd.DataFrame:
    """Published fastest times of several years."""
    pairs = pd.read_csv(shared / "timetable" / "published_pairs.csv")
    return pairs.rename(columns={"from_station_zh": "from_zh", "to_station_zh": "to_zh", "km": "published_km"})


def _summaries(table: pd.DataFrame) -> Iterator[dict[str, object]]:
    for column in ("error_share", "default_error_share"):
        yield {"of": column, "classes": "all", **errors(table[column])}
        for classes, rows in table.groupby("classes"):
            yield {"of": column, "classes": classes, **errors(rows[column])}


def main() -> None:
    """Print every table."""
    shared = Path(os.environ["NETOPT_SHARED"]) / "data"
    pd.set_option("display.width", 250, "display.max_columns", 30, "display.max_rows", 200)
    timings = {name: Timing(network_of(shared, name)) for name in CHINESE}
    for title, pairs in (
        ("timetable of March 2016, adjacent", adjacent_2016(shared)),
        ("published", published(shared)),
    ):
        tables = [chinese_pairs(timing, pairs).assign(extract=name) for name, timing in timings.items()]
        whole = pd.concat([table for table in tables if len(table)], ignore_index=True)
        print(f"\n{title}: {len(whole)} pairs\n", pd.DataFrame(_summaries(whole)).round(3).to_string(index=False))
        names = [
            "extract",
            "from_zh",
            "to_zh",
            "fastest_min",
            "model_min",
            "default_min",
            "km",
            "classes",
            "error_share",
        ]
        print(
            whole.sort_values("error_share", key=abs, ascending=False)[[*names, "lines"]]
            .round(3)
            .to_string(index=False)
        )
    german = {name: Timing(network_of(shared, name)) for name in sorted({pair.extract for pair in GERMAN})}
    print("\nGermany, from memory\n", german_pairs(german).round(3).to_string(index=False))


if __name__ == "__main__":
    main()
