"""The line a corridor is part of: the relation, name or number that covers most of its run."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from netopt.arrays import FloatArray, IntArray
from netopt.osm.extract import Tags
from netopt.rail.corridor.corridors import Corridors
from netopt.rail.corridor.edge_runs import pieces_along
from netopt.rail.stations.tagged_names import split_scripts
from netopt.rail.topology.track import Track

LEAST_SHARE = 0.25
"""A name that covers less of a corridor is that of another line it leaves or joins: assumed."""


def line_labels(track: Track, corridors: Corridors, line_of_way: Mapping[int, Tags]) -> pd.DataFrame:
    """One row a corridor: ``label``, ``line_zh``, ``line_en``; "" where not known; ``label_share``.

    The label is a name if one covers half of the run there; else a number (``ref``) if one does; else the name or the
    number that covers most of it, if that is a quarter or more. A way has the name and number of the line relation it
    is part of, before its own. ``label_share`` is the share of the run that bears the label; 1 without one.

    Parameters
    ----------
    line_of_way
        Tags of the line relation of a way, by way id (``topology.line_relations.line_tags``).
    """
    table = _of_ways(track, line_of_way)
    along, n = pieces_along(track, corridors.there), len(corridors)
    piece_m, way = track.piece_m[along.piece], track.piece_way[along.piece]
    whole_m = np.bincount(along.run, piece_m, minlength=n)
    choices = []
    for column in ("name", "ref"):
        codes, values = pd.factorize(table[column], sort=True)
        code, covered_m = _most_covering(along.run, codes[way], piece_m, np.asarray(values == "", dtype=bool), n)
        text = np.append(np.asarray(values, dtype=object), "")[code]
        choices.append((text, covered_m / whole_m))
    (name, name_share), (ref, ref_share) = choices
    takes_ref = (name_share < 0.5) & ((ref_share >= 0.5) | (ref_share > name_share))
    is_known = np.maximum(name_share, ref_share) >= LEAST_SHARE
    is_name = is_known & ~takes_ref
    label = np.where(is_known, np.where(takes_ref, ref, name), "")
    share = np.where(is_known, np.where(takes_ref, ref_share, name_share), 1.0)
    frame = pd.DataFrame({"label": label.astype(object), "label_share": share})
    for column in ("line_zh", "line_en"):
        names = dict([pair for pair in zip(table["name"], table[column], strict=True) if pair[1]][::-1])
        said = [names.get(text, "") if named else text for text, named in zip(label, is_name, strict=True)]
        frame[column] = np.array(said, dtype=object)
    return frame


def _of_ways(track: Track, line_of_way: Mapping[int, Tags]) -> pd.DataFrame:
    """One row a way of the track: ``name``, ``ref``, ``line_zh``, ``line_en``."""
    rows = []
    columns = ("name", "name_zh", "name_en", "ref")
    ways = zip(track.ways.index, *(track.ways[column] for column in columns), strict=True)
    for way_id, way_name, way_zh, way_en, way_ref in ways:
        line = line_of_way.get(int(way_id), {})
        name, zh, en = way_name, way_zh, way_en
        if line.get("name"):
            name = line["name"].strip()
            zh = line.get("name:zh-Hans", line.get("name:zh", "")).strip()
            en = line.get("name:en", "").strip()
        chinese, other = split_scripts(name)
        rows.append((name, line.get("ref", "").strip() or way_ref, zh or chinese or name, en or other or name))
    return pd.DataFrame(rows, columns=["name", "ref", "line_zh", "line_en"]).astype(object)


def _most_covering(
    run: IntArray, code: IntArray, length_m: FloatArray, is_empty: "np.typing.NDArray[np.bool_]", n: int
) -> tuple[IntArray, FloatArray]:
    """The code that covers most of each run and how many metres, the lowest of equals; -1 and 0 m without any."""
    said = ~is_empty[code]
    covered = pd.DataFrame({"run": run[said], "code": code[said], "m": length_m[said]})
    summed = covered.groupby(["run", "code"])["m"].sum().reset_index()
    best = summed.sort_values(["run", "m", "code"], ascending=[True, False, True]).drop_duplicates("run")
    most, most_m = np.full(n, -1, dtype=np.int64), np.zeros(n)
    most[best["run"]], most_m[best["run"]] = best["code"], best["m"]
    return most, most_m
