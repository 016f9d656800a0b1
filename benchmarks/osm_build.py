"""Seconds and memory from an extract to a network: ``NETOPT_SHARED=... python -m benchmarks.osm_build``.

Every measurement is a process of its own, so that its peak of memory is its own: the kernel's VmHWM, libraries
included. Times begin after all imports. The cases run in turn, round after round, so that a busy machine slows all. The
last one is an input four times as large: copies of the first side by side, with ids of their own.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import osmium
import osmium.osm.mutable

ROUNDS = 3
EXTRACTS = {
    "cologne-railway": "world",
    "vde8.2-rail": "world",
    "shanghai": "china",
    "hongkong": "china",
    "macau": "china",
    "anhui": "china",
}
COPIES = 4
SHIFT_DEG = 1.0
"""Eastwards, so that lengths stay; more than the 0.6 degrees that the extract spans."""
NEXT_IDS = 20_000_000_000
"""Added to all ids for each copy; above every id of OpenStreetMap."""


def measure(file: Path, country: str) -> dict[str, Any]:
    """What one reading and building takes, in this process."""
    import netopt.osm.pbf
    from netopt.osm.selection import DEFAULT_MODES, Selection
    from netopt.rail.country import Country
    from netopt.rail.osm_network import OsmRailOptions, osm_network

    options = OsmRailOptions(Country.load(country), (*DEFAULT_MODES, "rail_ferry"))
    started = time.perf_counter()
    extract = netopt.osm.pbf.read_osm_file(file, Selection(modes=DEFAULT_MODES))
    read = time.perf_counter()
    rail = osm_network(extract, options)
    built = time.perf_counter()
    return {
        "ways": extract.way_id.size,
        "stations": len(rail.nodes),
        "edges": len(rail.edges),
        "read_s": read - started,
        "build_s": built - read,
        "peak_mb": peak_mb(),
    }


def peak_mb() -> float:
    """Most memory this process ever held; ``ru_maxrss`` would count the parent's before exec, too."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024.0


def copied(source: Path, target: Path, copies: int = COPIES) -> None:
    """Write the extract several times side by side, by rising ids as files should be."""
    writer = osmium.SimpleWriter(str(target))
    try:
        for copy in range(copies):
            for node in osmium.FileProcessor(str(source), osmium.osm.NODE):
                place = (node.location.lon + copy * SHIFT_DEG, node.location.lat)
                writer.add_node(node.replace(id=node.id + copy * NEXT_IDS, location=place))
        for copy in range(copies):
            for way in osmium.FileProcessor(str(source), osmium.osm.WAY):
                refs = [ref.ref + copy * NEXT_IDS for ref in way.nodes]
                writer.add_way(way.replace(id=way.id + copy * NEXT_IDS, nodes=refs))
    finally:
        writer.close()


def in_own_process(file: Path, country: str) -> dict[str, Any]:
    """What one build takes in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.osm_build", "--one", str(file), country]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def row(name: str, found: list[dict[str, Any]]) -> float:
    """Print a line of medians; the seconds of reading and building."""
    middle = {key: statistics.median(each[key] for each in found) for key in found[0]}
    whole_s = statistics.median(each["read_s"] + each["build_s"] for each in found)
    print(
        f"{name:<20} {middle['ways']:>7,.0f} {middle['stations']:>9,.0f} {middle['edges']:>6,.0f}"
        f" {middle['read_s']:>8.2f} s {middle['build_s']:>8.2f} s {whole_s:>8.2f} s {middle['peak_mb']:>7.0f} MB"
    )
    return whole_s


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--one", nargs=2, metavar=("FILE", "COUNTRY"), help="measure one build in this process")
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measure(Path(asked.one[0]), asked.one[1])))
        return
    folder = Path(os.environ["NETOPT_SHARED"]) / "data" / "osm"
    cases = {name: (folder / f"{name}.osm.pbf", country) for name, country in EXTRACTS.items()}
    first, *_ = EXTRACTS
    large = f"{COPIES} x {first}"
    with tempfile.TemporaryDirectory() as temporary:
        cases[large] = (Path(temporary) / "copies.osm.pbf", EXTRACTS[first])
        copied(cases[first][0], cases[large][0])
        rounds = [{name: in_own_process(*case) for name, case in cases.items()} for _ in range(asked.rounds)]
    columns = f"{'ways':>7} {'stations':>9} {'edges':>6} {'read':>10} {'build':>10} {'whole':>10} {'peak':>10}"
    print(f"{'extract':<20} {columns}")
    whole_s = {name: row(name, [each[name] for each in rounds]) for name in cases}
    print(f"{COPIES} times the input takes {whole_s[large] / whole_s[first]:.1f} times as long")


if __name__ == "__main__":
    main()
