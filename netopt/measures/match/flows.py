"""Observed commuting flows between zones, from a user's table."""

from pathlib import Path

import numpy as np
import pandas as pd

from netopt.arrays import FloatArray
from netopt.errors import NetworkError
from netopt.measures.zonal.numbers import numbers_from_0, read_user_table, zones_are_known
from netopt.rail.tables.table_rules import breach_at, columns_are_there, numbers, shown

ORIGIN, DESTINATION, COMMUTERS = "origin", "destination", "commuters"


def read_flows(path: Path, zone_ids: pd.Index) -> FloatArray:
    """Commuters from each zone (rows, where they live) to each (columns, where they work); 0 where no row tells any.

    Raises
    ------
    SourceError
        If the table cannot be read.
    NetworkError
        If it lacks a column, names a zone that is not there or a pair twice, or holds no number; all breaches at once.
    """
    frame, breaches = read_user_table(path, (ORIGIN, DESTINATION))
    file = str(path)
    breaches += columns_are_there(frame, file, (ORIGIN, DESTINATION, COMMUTERS))
    if breaches:
        raise NetworkError(breaches)
    breaches += numbers_from_0(frame, file, COMMUTERS)
    for column in (ORIGIN, DESTINATION):
        breaches += zones_are_known(frame, file, column, zone_ids)
    for row in np.flatnonzero(frame.duplicated([ORIGIN, DESTINATION])):
        pair = " to ".join(shown(frame[column].iloc[row]) for column in (ORIGIN, DESTINATION))
        breaches.append(breach_at(file, int(row), f"{pair} comes twice; add up the rows"))
    if breaches:
        raise NetworkError(breaches)
    flows = np.zeros((len(zone_ids), len(zone_ids)))
    rows = tuple(zone_ids.get_indexer(pd.Index(frame[column])) for column in (ORIGIN, DESTINATION))
    flows[rows] = numbers(frame[COMMUTERS])
    return flows
