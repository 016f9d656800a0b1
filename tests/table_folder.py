"""A line table drawn by hand: four stations, two zones, one service.

west ==43 km== mid ==43 km== east ==43 km== far       (hsr, 250 km/h; far opened in 2015)
wz (1 million people) lies by west, ez (2 million) by east
"""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Row = dict[str, Any]

STATIONS: dict[str, Row] = {
    name: {
        "station_id": name,
        "name_zh": zh,
        "name_en": name.title(),
        "adcode": "110000",
        "lon": lon,
        "lat": 39.9,
        "class": "main",
        "opened_year": opened,
        "closed_year": "",
        "former_names": "",
        "source": "drawn",
    }
    for name, zh, lon, opened in (
        ("west", "西", 116.4, 2008),
        ("mid", "中", 116.9, 2008),
        ("east", "东", 117.4, 2008),
        ("far", "远", 117.9, 2015),
    )
}
SEGMENTS: dict[str, Row] = {
    f"{start}-{end}": {
        "line_id": "drawn",
        "line_zh": "画线",
        "line_en": "Drawn line",
        "from_station": start,
        "to_station": end,
        "km": 43,
        "class": "hsr",
        "electrified": "yes",
        "opened_year": opened,
        "closed_year": "",
        "max_kmh": 250,
        "max_kmh_from": opened,
        "max_kmh_assumed": assumed,
        "km_assumed": "no",
        "source": "drawn",
    }
    for start, end, opened, assumed in (
        ("west", "mid", 2008, "no"),
        ("mid", "east", 2008, "no"),
        ("east", "far", 2015, "yes"),
    )
}
SERVICES: dict[str, Row] = {
    "g": {
        "service_id": "g",
        "name_zh": "高速",
        "lines": "drawn",
        "stations": "west;mid;east",
        "pattern": "listed",
        "train": "EMU250",
        "trains_per_day": 48,
        "headway_min": 20,
        "terminus": "both",
        "from_year": 2008,
        "to_year": "",
        "assumed": "no",
        "source": "drawn",
    }
}
ZONES: dict[str, Row] = {
    zone: {
        "zone_id": zone,
        "adcode": "110000",
        "name_zh": zh,
        "name_en": zone.upper(),
        "population": people,
        "lon": lon,
        "lat": 39.91,
        "centre": "government",
        "source": "drawn",
    }
    for zone, zh, lon, people in (("wz", "西区", 116.41, 1_000_000), ("ez", "东区", 117.39, 2_000_000))
}
SOURCES: dict[str, Row] = {
    "drawn": {
        "name": "Drawn",
        "licence": "CC0",
        "date": "2024-01-01",
        "attribution": "nobody",
        "url": "https://example.org",
    }
}
TABLES = {
    "stations": STATIONS,
    "segments": SEGMENTS,
    "services": SERVICES,
    "zones": ZONES,
    "sources": SOURCES,
}


def write_tables(folder: Path, changes: Mapping[tuple[str, str, str], Any] | None = None) -> Path:
    """Write the tables into a folder; ``changes`` sets cells by (table, row, column)."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in TABLES.items():
        changed = [
            {column: (changes or {}).get((table, name, column), value) for column, value in row.items()}
            for name, row in rows.items()
        ]
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(changed[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(changed)
    return folder


def write_config(folder: Path, *, name: str = "drawn", **sections: str) -> Path:
    """Write a configuration beside the tables; ``sections`` are top-level keys with YAML in one line."""
    given = {
        "network": "{kind: line_table, path: tables, geometry: straight}",
        "measures": "[{kind: commuting_circle, centres: [wz], thresholds_min: [30, 60], cell_km: 2}]",
        **sections,
    }
    path = folder / f"{name}.yaml"
    lines = [f"name: {name}", *(f"{key}: {value}" for key, value in given.items() if value)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def everything(folder: Path) -> set[str]:
    """Paths of all that lies in a folder, to see that nothing was written."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
