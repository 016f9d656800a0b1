"""Keep an extract in a folder: three Parquet files and extract.json, the same bytes for the same extract."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, ValidationError

from netopt.errors import SourceError
from netopt.osm.extract import ExtractOrigin, OsmExtract, OsmMember, OsmRelation, Tags
from netopt.osm.extract_digest import digest

FORMAT: Final = 1
HEADER: Final = "extract.json"
_TAGS: Final = pa.map_(pa.string(), pa.string())
_MEMBERS: Final = pa.list_(pa.struct([("type", pa.string()), ("ref", pa.int64()), ("role", pa.string())]))
_SCHEMAS: Final = {
    "nodes": pa.schema([("node_id", pa.int64()), ("lon", pa.float64()), ("lat", pa.float64()), ("tags", _TAGS)]),
    "ways": pa.schema([("way_id", pa.int64()), ("refs", pa.list_(pa.int64())), ("tags", _TAGS)]),
    "relations": pa.schema([("relation_id", pa.int64()), ("members", _MEMBERS), ("tags", _TAGS)]),
}
_MEND: Final = "read the file or pull from the server again"


class ExtractHeader(BaseModel):
    """extract.json."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    format: Literal[1]
    digest: str
    """Of the content, see ``extract_digest.digest``."""
    files: dict[Literal["nodes.parquet", "ways.parquet", "relations.parquet"], str]
    """SHA-256 of each file beside the header."""
    name: str
    date: str
    query: dict[str, str]
    versions: dict[str, str]
    notes: dict[str, int]


def write_extract(extract: OsmExtract, folder: Path) -> list[Path]:
    """Write an extract into a folder; extract.json comes last.

    Each file appears whole: it is written under a temporary name and renamed; a reader that meets a mixture of old
    and new files is told so by the digests.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    files: dict[str, str] = {}
    for name, columns in _columns(extract).items():
        path = folder / f"{name}.parquet"
        temporary = path.with_name(f".{path.name}.partial")
        pq.write_table(pa.table(columns, schema=_SCHEMAS[name]), temporary, compression="zstd")
        files[path.name] = _file_digest(temporary)
        temporary.replace(path)
        written.append(path)
    header = {
        "format": FORMAT,
        "digest": digest(extract),
        "files": files,
        "name": extract.origin.name,
        "date": extract.origin.date,
        "query": dict(extract.origin.query),
        "versions": dict(extract.origin.versions),
        "notes": dict(extract.notes),
    }
    path = folder / HEADER
    temporary = path.with_name(f".{path.name}.partial")
    temporary.write_text(json.dumps(header, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    temporary.replace(path)
    return [*written, path]


def read_extract(folder: Path) -> OsmExtract:
    """The extract of a folder.

    Raises
    ------
    SourceError
        If a file is missing or unreadable, or its content is not what extract.json says.
    """
    header = _header(folder / HEADER)
    tables = {name: _table(folder / f"{name}.parquet", header) for name in _SCHEMAS}
    nodes, ways, relations = tables["nodes"], tables["ways"], tables["relations"]
    node_ids = nodes["node_id"].to_numpy()
    refs = ways["refs"].combine_chunks()
    extract = OsmExtract(
        node_id=node_ids,
        lonlat=np.stack([nodes["lon"].to_numpy(), nodes["lat"].to_numpy()], axis=1),
        node_tags={node: tags for node, tags in zip(node_ids.tolist(), _tags(nodes), strict=True) if tags},
        way_id=ways["way_id"].to_numpy(),
        first_ref=refs.offsets.to_numpy().astype(np.int64),
        ref=refs.values.to_numpy(),
        way_tags=tuple(_tags(ways)),
        relations=tuple(
            OsmRelation(relation, tags, tuple(OsmMember(**member) for member in members))
            for relation, members, tags in zip(
                relations["relation_id"].to_pylist(), relations["members"].to_pylist(), _tags(relations), strict=True
            )
        ),
        origin=ExtractOrigin(header.name, header.date, header.query, header.versions),
        notes=header.notes,
    )
    if digest(extract) != header.digest:
        raise SourceError(f"{folder}: content differs from the digest in {HEADER}; {_MEND}")
    return extract


def _columns(extract: OsmExtract) -> dict[str, dict[str, Any]]:
    offsets = pa.array(extract.first_ref, type=pa.int32())
    return {
        "nodes": {
            "node_id": extract.node_id,
            "lon": extract.lonlat[:, 0],
            "lat": extract.lonlat[:, 1],
            "tags": _pairs(extract.node_tags.get(node) for node in extract.node_id.tolist()),
        },
        "ways": {
            "way_id": extract.way_id,
            "refs": pa.ListArray.from_arrays(offsets, pa.array(extract.ref, type=pa.int64())),
            "tags": _pairs(extract.way_tags),
        },
        "relations": {
            "relation_id": [relation.id for relation in extract.relations],
            "members": [
                [{"type": member.type, "ref": member.ref, "role": member.role} for member in relation.members]
                for relation in extract.relations
            ],
            "tags": _pairs(relation.tags for relation in extract.relations),
        },
    }


def _pairs(tags: Iterable[Tags | None]) -> list[list[tuple[str, str]] | None]:
    """Tags by rising key, as Arrow takes them."""
    return [None if each is None else sorted(each.items()) for each in tags]


def _tags(table: pa.Table) -> list[Tags]:
    return [dict(pairs or ()) for pairs in table["tags"].to_pylist()]


def _header(path: Path) -> ExtractHeader:
    try:
        return ExtractHeader.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise SourceError(f"{path}: no such file; a kept extract is a folder with {HEADER} in it; {_MEND}") from error
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}); {_MEND}") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise SourceError(f"{path}: is no header of an extract: {wrong}; {_MEND}") from error


def _table(path: Path, header: ExtractHeader) -> pa.Table:
    """One file, after its digest is checked."""
    if not path.is_file():
        raise SourceError(f"{path}: no such file; {_MEND}")
    expected = {str(name): value for name, value in header.files.items()}.get(path.name)
    if _file_digest(path) != expected:
        raise SourceError(f"{path}: content differs from the digest in {HEADER}; {_MEND}")
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise SourceError(f"{path}: is no Parquet file ({str(error).splitlines()[0]}); {_MEND}") from error
    if not table.schema.equals(_SCHEMAS[path.stem]):
        raise SourceError(f"{path}: has columns {table.schema.names} of other types than an extract; {_MEND}")
    return table


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
