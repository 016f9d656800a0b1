"""Lines drawn as relations (``route=railway`` and ``route=tracks``): what they say of the ways they hold."""

from collections.abc import Mapping

from netopt.osm.extract import OsmExtract, Tags

LINE_ROUTES = frozenset({"railway", "tracks"})
SAID_OF_WAYS = (
    "name",
    "name:zh",
    "name:zh-Hans",
    "name:en",
    "ref",
    "usage",
    "highspeed",
    "maxspeed",
)
_NAMES = frozenset(SAID_OF_WAYS[:4])


def line_tags(extract: OsmExtract) -> Mapping[int, Tags]:
    """Tags of a way's line, by way id; only what is said of ways.

    Where a way is part of several lines, the relation with the fewest members speaks first (a line's tracks before
    the corridor they are part of), then the lower id; names are taken from one relation as a whole.
    """
    lines = [
        relation
        for relation in extract.relations
        if relation.tags.get("type") == "route" and relation.tags.get("route") in LINE_ROUTES
    ]
    found: dict[int, dict[str, str]] = {}
    for relation in sorted(lines, key=lambda line: (len(line.members), line.id)):
        said = {key: relation.tags[key] for key in SAID_OF_WAYS if relation.tags.get(key)}
        unnamed = {key: value for key, value in said.items() if key not in _NAMES}
        for member in relation.members:
            if member.type == "way":
                tags = found.setdefault(member.ref, {})
                tags.update((unnamed if "name" in tags else said) | tags)
    return found
