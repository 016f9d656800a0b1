"""Look at an extract that was just read: refuse an empty one, warn of one that lacks ways."""

import warnings
from typing import Final

import numpy as np

from netopt.errors import EmptySourceError, NetoptWarning
from netopt.osm.area import Area
from netopt.osm.extract import OsmExtract
from netopt.osm.selection import DEFAULT_MODES, Selection, meets_any

_ON_TRACK: Final = ("switch", "railway_crossing", "buffer_stop")
"""Values of ``railway`` on nodes that cannot be anywhere but on track."""
_LEAST_ON_TRACK: Final = 20
LARGEST_LOOSE_SHARE: Final = 0.2
"""Of nodes that should be on track, those on none; 0.02 to 0.03 in whole extracts, from sidings long removed."""


def check_not_empty(extract: OsmExtract, name: str, selection: Selection, *, area: Area | None = None) -> None:
    """Refuse an extract that holds nothing of the selection, or no track although modes are selected.

    Raises
    ------
    EmptySourceError
        With what was looked for.
    """
    rules = selection.track_rules or selection.line_rules
    if any(meets_any(rules, tags) for tags in extract.way_tags) if rules else extract.way_tags or extract.node_tags:
        return
    asked = rules or (*selection.area_rules, *selection.point_rules)
    where = ""
    if area is not None:
        west, south, east, north = area.bounds
        outside = extract.notes["ways_outside_area"]
        where = f" in the area {west:g},{south:g},{east:g},{north:g} ({outside} ways lie outside it)"
    raise EmptySourceError(
        f"{name}: holds no {'railway' if selection.track_rules else 'object'} of the selection{where}; looked for "
        f"{' or '.join(each.overpass for each in asked)}; choose other modes, area or file (a file cut between two "
        "blocks looks like this, too)"
    )


def warn_if_cut(extract: OsmExtract, name: str, selection: Selection) -> None:
    """Warn where ways are missing, as far as that shows (``NetoptWarning``): only where all track is read."""
    if not set(DEFAULT_MODES) <= set(selection.modes) or "open" not in selection.lifecycles:
        return
    on_track = [node for node, tags in extract.node_tags.items() if tags.get("railway") in _ON_TRACK]
    n_loose = int((~np.isin(on_track, extract.ref)).sum())
    if len(on_track) >= _LEAST_ON_TRACK and n_loose > LARGEST_LOOSE_SHARE * len(on_track):
        warnings.warn(
            f"{name}: {n_loose} of {len(on_track)} switches, crossings and buffer stops lie on no way; the file may be "
            "cut, or made without all of its railways: compare its size with that of its source",
            NetoptWarning,
            stacklevel=3,
        )
