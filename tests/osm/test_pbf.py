"""Reading OpenStreetMap files: what is kept, what is counted, what is refused."""

import bz2
import gzip
import os
import resource
import struct
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import osmium
import pytest
import shapely

from netopt.errors import EmptySourceError, NetoptWarning, SourceError
from netopt.osm.extract_digest import digest
from netopt.osm.pbf import read_osm_file
from netopt.osm.selection import MODES, Selection

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">\n'
LINE = HEAD + (
    '<node id="1" lat="39.0" lon="116.00"><tag k="railway" v="station"/><tag k="name" v="甲"/></node>\n'
    '<node id="2" lat="39.0" lon="116.01"><tag k="railway" v="signal"/></node>\n'
    '<node id="3" lat="39.0" lon="116.02"/>\n'
    '<node id="4" lat="39.1" lon="116.00"><tag k="amenity" v="cafe"/></node>\n'
    '<node id="5" lat="39.1" lon="116.05"><tag k="railway" v="halt"/></node>\n'
    '<way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="railway" v="rail"/><tag k="usage" v="main"/></way>\n'
    '<way id="11"><nd ref="3"/><nd ref="4"/><tag k="highway" v="primary"/></way>\n'
    '<relation id="20"><member type="node" ref="1" role="stop"/><member type="way" ref="99" role="platform"/>'
    '<tag k="type" v="public_transport"/><tag k="public_transport" v="stop_area"/></relation>\n'
    '<relation id="21"><member type="way" ref="11" role=""/><tag k="type" v="route"/>'
    '<tag k="route" v="bus"/></relation>'
    "\n</osm>\n"
)
BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE osm [\n<!ENTITY a "aaaaaaaaaa">\n'
    + "".join(f'<!ENTITY {name} "{f"&{below};" * 10}">\n' for below, name in zip("abcdefghi", "bcdefghij", strict=True))
    + ']>\n<osm version="0.6"><node id="1" lat="1" lon="2"><tag k="name" v="&j;"/></node></osm>'
)


@pytest.fixture
def written(tmp_path):
    """Write a document under a name, give its path."""

    def write(document, name="line.osm"):
        path = tmp_path / name
        path.write_bytes(document.encode() if isinstance(document, str) else document)
        return path

    return write


@pytest.fixture(scope="session")
def cologne(shared) -> Path:
    return shared / "osm" / "cologne-railway.osm.pbf"


def as_pbf(xml: Path, *formats: str) -> Path:
    """The same objects as a PBF file."""
    path = xml.with_suffix(".osm.pbf")
    with osmium.SimpleWriter(osmium.io.File(path, ",".join(("pbf", *formats)))) as writer:
        for each in osmium.FileProcessor(str(xml)):
            writer.add(each)
    return path


def block_ends(content: bytes) -> list[int]:
    """Where the blocks of a PBF file end: four bytes, a header of that size, a blob of the size told at its end."""
    ends, place = [], 0
    while place < len(content):
        (size,) = struct.unpack(">I", content[place : place + 4])
        header = content[place + 4 : place + 4 + size]
        told = header[header.index(b"\x18", header.index(b"OSM") + 7) + 1 :]
        length = sum((byte & 127) << 7 * shift for shift, byte in enumerate(told))
        place += 4 + size + length
        ends.append(place)
    return ends


def test_file_gives_track_its_nodes_and_stations_when_it_holds_more(written):
    extract = read_osm_file(written(LINE), Selection())

    assert extract.way_id.tolist() == [10]
    assert extract.refs(0).tolist() == [1, 2, 3]
    assert extract.way_tags == ({"railway": "rail", "usage": "main"},)
    assert extract.node_id.tolist() == [1, 2, 3, 5]
    assert extract.point(5) == pytest.approx((116.05, 39.1))
    assert extract.node_tags == {1: {"railway": "station", "name": "甲"}, 5: {"railway": "halt"}}


def test_file_gives_relations_with_all_members_when_one_is_kept(written):
    (relation,) = read_osm_file(written(LINE), Selection()).relations

    assert relation.id == 20
    assert [(member.type, member.ref, member.role) for member in relation.members] == [
        ("node", 1, "stop"),
        ("way", 99, "platform"),
    ]


@pytest.mark.parametrize(("name", "pack"), [("a.osm.gz", gzip.compress), ("a.osm.bz2", bz2.compress)])
def test_packed_file_gives_the_same_when_it_is_read(written, name, pack):
    plain = read_osm_file(written(LINE), Selection())

    assert digest(read_osm_file(written(pack(LINE.encode()), name), Selection())) == digest(plain)


@pytest.mark.parametrize("formats", [(), ("pbf_dense_nodes=false",), ("pbf_compression=none",)])
def test_pbf_file_gives_the_same_as_xml_when_it_holds_the_same(written, formats):
    xml = written(LINE)

    assert digest(read_osm_file(as_pbf(xml, *formats), Selection())) == digest(read_osm_file(xml, Selection()))


def test_order_of_objects_does_not_matter_when_a_file_is_unsorted(written):
    lines = LINE.splitlines()
    reversed_lines = "\n".join([*lines[:2], *reversed(lines[2:-1]), lines[-1]])
    sorted_extract = read_osm_file(written(LINE), Selection())

    assert digest(read_osm_file(written(reversed_lines, "unsorted.osm"), Selection())) == digest(sorted_extract)


def test_roads_and_untagged_ends_are_read_when_roads_are_asked_for(written):
    extract = read_osm_file(written(LINE), Selection(modes=(), roads=True))

    assert extract.way_id.tolist() == [11]
    assert extract.node_id.tolist() == [3, 4]


def test_ring_of_a_station_is_read_when_a_multipolygon_draws_it_by_untagged_ways(written):
    document = LINE.replace(
        "</osm>",
        '<way id="12"><nd ref="3"/><nd ref="4"/><nd ref="2"/><nd ref="3"/></way>'
        '<relation id="22"><member type="way" ref="12" role="outer"/><tag k="type" v="multipolygon"/>'
        '<tag k="railway" v="station"/></relation></osm>',
    )
    extract = read_osm_file(written(document), Selection())

    assert extract.way_id.tolist() == [10, 12]
    assert [relation.id for relation in extract.relations] == [20, 22]
    assert 4 in extract.node_id


def test_origin_names_the_file_without_its_folder_when_it_is_read(written):
    origin = read_osm_file(written(LINE), Selection()).origin

    assert origin.name == "line.osm"
    assert set(origin.versions) == {"osmium"}


def test_missing_nodes_are_counted_when_a_way_leaves_the_file(written):
    extract = read_osm_file(written(LINE.replace('<nd ref="3"/><tag', '<nd ref="3"/><nd ref="77"/><tag')), Selection())

    assert extract.notes["refs_without_node"] == 1
    assert extract.notes["ways_without_all_nodes"] == 1
    assert extract.refs(0).tolist() == [1, 2, 3, 77]


@pytest.mark.parametrize("wrong", ['lat="95.0"', 'lat="-90.5"', ""])
def test_node_counts_as_missing_when_it_is_not_on_the_earth(written, wrong):
    document = LINE.replace('<node id="3" lat="39.0" lon="116.02"', f'<node id="3" {wrong} lon="116.02"')
    extract = read_osm_file(written(document), Selection())

    assert extract.notes["nodes_without_valid_coordinates"] == 1
    assert extract.notes["refs_without_node"] == 1


def test_newest_version_is_taken_when_an_object_comes_twice(written):
    document = LINE.replace('<node id="3"', '<node id="3" version="2"').replace(
        "</osm>",
        '<node id="3" version="1" lat="10" lon="10"/>'
        '<way id="10" version="3"><nd ref="3"/><nd ref="1"/><tag k="railway" v="subway"/></way>'
        '<way id="10" version="2"><nd ref="2"/><nd ref="1"/><tag k="railway" v="rail"/></way></osm>',
    )
    extract = read_osm_file(written(document), Selection())

    assert extract.point(3) == pytest.approx((116.02, 39.0))
    assert extract.way_tags == ({"railway": "subway"},)
    assert extract.notes["duplicate_ways"] == 2
    assert extract.notes["duplicate_nodes"] == 1


def test_later_object_is_taken_when_versions_are_equal(written):
    document = LINE.replace("</osm>", '<node id="3" lat="38.5" lon="116.02"/></osm>')

    assert read_osm_file(written(document), Selection()).point(3) == pytest.approx((116.02, 38.5))


def test_tags_of_an_old_version_are_dropped_when_the_node_has_lost_them(written):
    document = LINE.replace("</osm>", '<node id="1" version="9" lat="39.0" lon="116.00"/></osm>')

    assert set(read_osm_file(written(document), Selection()).node_tags) == {5}


def test_deleted_objects_are_left_out_when_a_file_holds_some(written):
    document = LINE.replace('<node id="5"', '<node id="5" visible="false"')
    extract = read_osm_file(written(document), Selection())

    assert 5 not in extract.node_id
    assert extract.notes["deleted_objects"] == 1


def test_way_is_left_out_and_counted_when_it_has_one_node(written):
    document = LINE.replace("</osm>", '<way id="13"><nd ref="1"/><tag k="railway" v="rail"/></way></osm>')
    extract = read_osm_file(written(document), Selection())

    assert extract.way_id.tolist() == [10]
    assert extract.notes["ways_with_less_than_two_refs"] == 1


def test_date_is_the_newest_object_when_the_header_has_none(written):
    document = LINE.replace('<node id="1"', '<node id="1" timestamp="2024-05-06T07:08:09Z"').replace(
        '<way id="10"', '<way id="10" timestamp="2023-01-01T00:00:00Z"'
    )

    assert read_osm_file(written(document), Selection()).origin.date == "2024-05-06T07:08:09Z"


def test_date_is_empty_when_all_objects_bear_one_stamp(written):
    document = LINE.replace("<node ", '<node timestamp="2026-07-05T00:00:00Z" ').replace(
        "<way ", '<way timestamp="2026-07-05T00:00:00Z" '
    )

    assert not read_osm_file(written(document), Selection()).origin.date


def test_area_keeps_ways_whole_when_they_touch_it(written):
    extract = read_osm_file(written(LINE), Selection(), area=shapely.box(115.99, 38.99, 116.001, 39.01))

    assert extract.refs(0).tolist() == [1, 2, 3]
    assert extract.node_id.tolist() == [1, 2, 3]
    assert extract.notes["nodes_outside_area"] == 1
    assert [relation.id for relation in extract.relations] == [20]


def test_area_keeps_a_way_when_only_a_stretch_between_nodes_crosses_it(written):
    extract = read_osm_file(written(LINE), Selection(), area=shapely.box(116.014, 38.9, 116.016, 39.1))

    assert extract.way_id.tolist() == [10]


def test_area_without_railway_is_refused_when_the_file_lies_elsewhere(written):
    with pytest.raises(EmptySourceError, match=r"no railway.*in the area 0,0,1,1 \(1 ways lie outside.*rail"):
        read_osm_file(written(LINE), Selection(), area=shapely.box(0, 0, 1, 1))


def test_file_without_railway_is_refused_with_what_was_looked_for(written):
    with pytest.raises(EmptySourceError, match=r'line.osm.*looked for \["railway"="tram"\].*choose other modes'):
        read_osm_file(written(LINE), Selection(modes=("tram",)))


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (LINE.replace('id="10"', 'id="-10"'), "way -10"),
        (LINE.replace('<nd ref="2"/>', '<nd ref="-2"/>'), "node -2"),
        (LINE.replace('id="5"', 'id="-5"'), "node -5"),
        (LINE.replace('id="20"', 'id="-20"'), "relation -20"),
    ],
)
def test_file_is_refused_when_ids_are_below_zero(written, document, kind):
    with pytest.raises(SourceError, match=f"{kind} .*renumber"):
        read_osm_file(written(document), Selection())


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.osm", b"", "is empty"),
        ("a.osm.pbf", b"", "is empty"),
        ("a.osm", b"no map at all", "is no OpenStreetMap file"),
        ("a.osm.pbf", b"no map at all" * 40, "is no OpenStreetMap file"),
        ("a.osm", b"<html><body>429</body></html>", "is no OpenStreetMap file of version 0.6"),
        ("a.osm", LINE.replace('"0.6"', '"0.5"').encode(), "is no OpenStreetMap file of version 0.6"),
        ("a.osm", LINE[:-60].encode(), "cut or damaged"),
        ("a.osm", LINE[: len(LINE) // 2].encode(), "cut or damaged"),
        ("a.osm.gz", gzip.compress(LINE.encode())[:-30], "cut or damaged"),
        ("a.osm.bz2", bz2.compress(LINE.encode())[:-30], "cut or damaged"),
        ("a.osm", gzip.compress(LINE.encode()), r"holds gzip .*, not XML .*rename"),
        ("a.osm.pbf", LINE.encode(), "holds XML .*, not PBF .*rename"),
        ("a.osm", LINE.replace('lat="39.1"', 'lat="north"').encode(), "a node has a coordinate"),
        ("a.osm", LINE.replace('lat="39.1"', 'lat="500"').encode(), "a node has a coordinate"),
        ("a.osm", LINE.replace("main", "m" * 70_000).encode(), "value is too long"),
        ("a.geojson", b"{}", "suffix is none of"),
    ],
)
def test_file_is_refused_with_its_name_and_the_mend_when_it_is_not_what_it_should_be(written, name, content, told):
    with pytest.raises(SourceError, match=told) as refused:
        read_osm_file(written(content, name), Selection())
    assert name in str(refused.value)
    assert not isinstance(refused.value, EmptySourceError)


def test_file_is_refused_when_it_is_missing(tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        read_osm_file(tmp_path / "nowhere.osm", Selection())


def test_folder_is_refused_when_it_is_named_like_a_file(tmp_path):
    folder = tmp_path / "folder.osm"
    folder.mkdir()

    with pytest.raises(SourceError, match="is a folder"):
        read_osm_file(folder, Selection())


def test_change_file_is_refused_when_it_hides_behind_another_suffix(written):
    change = '<osmChange version="0.6"><delete><node id="1" version="2" lat="1" lon="1"/></delete></osmChange>'

    with pytest.raises(SourceError, match="history or change file"):
        read_osm_file(written(change), Selection())


def test_pbf_is_refused_when_its_text_is_no_utf8(written):
    path = as_pbf(written(LINE.replace("main", "mainline-of-all")), "pbf_compression=none")
    path.write_bytes(path.read_bytes().replace(b"mainline-of-all", b"mainline-of-\xff\xfe\xfd"))

    with pytest.raises(SourceError, match="utf-8"):
        read_osm_file(path, Selection())


@pytest.mark.parametrize(("name", "pack"), [("a.osm", bytes), ("a.osm.gz", gzip.compress), ("a.osm.bz2", bz2.compress)])
def test_entity_bomb_is_refused_without_expanding_when_a_file_declares_entities(written, name, pack):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(SourceError, match="declares XML entities"):
        read_osm_file(written(pack(BOMB.encode()), name), Selection())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # KB; expanded it has 10 GB


@pytest.mark.parametrize("declared", ['<!ENTITY a SYSTEM "file:///etc/hostname">', '<!ENTITY % a SYSTEM "file:///x">'])
def test_entity_is_refused_when_it_names_another_file(written, declared):
    document = LINE.replace("<osm ", f"<!DOCTYPE osm [{declared}]>\n<osm ", 1)

    with pytest.raises(SourceError, match="declares XML entities"):
        read_osm_file(written(document), Selection())


@pytest.mark.parametrize("share", [0.05, 0.25, 0.5, 0.75, 0.95, 0.9999])
def test_pbf_is_refused_when_it_is_cut_within_a_block(written, cologne, share):
    content = cologne.read_bytes()

    with pytest.raises(SourceError, match="cut or damaged"):
        read_osm_file(written(content[: int(len(content) * share)], "cut.osm.pbf"), Selection())


def test_pbf_is_refused_when_it_is_cut_after_a_block_before_any_way(written, cologne):
    """The format has no mark of its end; a cut between two blocks shows only by what is missing."""
    content = cologne.read_bytes()
    ends = block_ends(content)
    assert ends[-1] == len(content)

    for end in ends[:4]:
        with pytest.raises(EmptySourceError, match="cut between two blocks"):
            read_osm_file(written(content[:end], "cut.osm.pbf"), Selection())


def test_file_is_warned_of_when_most_switches_lie_on_no_way(written):
    switches = "".join(
        f'<node id="{node}" lat="39.2" lon="116.0"><tag k="railway" v="switch"/></node>' for node in range(30, 50)
    )

    with pytest.warns(NetoptWarning, match="20 of 20 switches.*may be cut"):
        read_osm_file(written(LINE.replace("</osm>", switches + "</osm>")), Selection())


def test_pbf_is_refused_when_bytes_in_its_middle_are_damaged(written, cologne):
    content = bytearray(cologne.read_bytes())
    content[300_000:300_100] = bytes(100)

    with pytest.raises(SourceError, match="cut or damaged"):
        read_osm_file(written(bytes(content), "damaged.osm.pbf"), Selection())


def test_cologne_has_its_counted_track_when_it_is_read(cologne):
    extract = read_osm_file(cologne, Selection(modes=MODES, lifecycles=("open",)))
    values = [tags.get("railway") for tags in extract.way_tags]

    assert values.count("rail") == 5_920
    assert values.count("light_rail") == 1_100
    assert extract.notes["refs_without_node"] == 0
    assert not extract.origin.date
    assert sum(tags.get("railway") == "railway_crossing" for tags in extract.node_tags.values()) >= 144


def test_cologne_is_cut_to_a_box_when_an_area_is_given(cologne):
    whole = read_osm_file(cologne, Selection())
    area = shapely.box(6.94, 50.93, 6.98, 50.96)
    cut = read_osm_file(cologne, Selection(), area=area)

    lines = [
        shapely.LineString(whole.lonlat[np.searchsorted(whole.node_id, whole.refs(way))])
        for way in range(whole.way_id.size)
    ]
    assert cut.way_id.tolist() == whole.way_id[shapely.intersects(area, lines)].tolist()


def test_hongkong_has_the_counts_of_its_readme_when_it_is_read(shared):
    extract = read_osm_file(shared / "osm" / "hongkong.osm.pbf", Selection(modes=MODES))
    values = [tags.get("railway") for tags in extract.way_tags]

    assert (len(values), values.count("subway"), values.count("rail"), values.count("tram")) == (
        2_568,
        1_408,
        1_011,
        149,
    )
    assert sum(tags.get("railway") == "station" for tags in extract.node_tags.values()) == 283
    assert extract.node_id.size == 24_865
    assert extract.bounds == pytest.approx((113.8327, 22.2092, 114.2748, 22.7012), abs=1e-4)
    assert not extract.origin.date, "its timestamps are placeholders"


def test_monaco_has_its_port_relations_and_services_when_they_are_asked_for(shared):
    extract = read_osm_file(shared / "osm" / "monaco.osm.pbf", Selection(ports=True, ferries=True))
    kinds = [(relation.tags.get("type"), relation.tags.get("route", "")) for relation in extract.relations]
    drawn = {
        member.ref
        for relation in extract.relations
        for member in relation.members
        if relation.tags["type"] == "multipolygon"
    }

    assert extract.origin.date == "2023-12-26T21:21:22Z"
    assert kinds.count(("route", "train")) == 2
    assert ("route", "railway") in kinds or ("route", "tracks") in kinds
    assert drawn <= set(extract.way_id.tolist())
    assert any(relation.tags.get("name") == "Port Hercule de Monaco" for relation in extract.relations)


def test_reading_stays_small_when_cologne_is_read_alone(cologne):
    """A process of its own, so that only this reading counts; half of the peak is Python with its libraries."""
    status = Path("/proc/self/status")
    if not status.is_file():
        pytest.skip("the peak of one process is read from /proc")
    code = (
        "import sys; from pathlib import Path; from netopt.osm.pbf import read_osm_file; "
        "from netopt.osm.selection import Selection; read_osm_file(Path(sys.argv[1]), Selection()); "
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(cologne)], capture_output=True, text=True, check=True)

    assert int(done.stdout) < 350_000


@pytest.mark.parametrize("name", ["pipe.osm", "endless.osm"])
def test_file_is_refused_at_once_when_it_is_a_pipe_or_a_device(tmp_path, name):
    """Opening a pipe that nobody writes into waits for ever; ``/dev/zero`` never ends."""
    path = tmp_path / name
    if name == "pipe.osm":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    with pytest.raises(SourceError, match="pipe or a device"):
        read_osm_file(path, Selection())


@pytest.mark.parametrize(("path", "told"), [("a\0.osm", "is no path"), (f"{'a' * 5000}.osm", "cannot be read")])
def test_file_is_refused_in_a_short_line_when_there_can_be_no_such_path(path, told):
    with pytest.raises(SourceError, match=told) as caught:
        read_osm_file(Path(path), Selection())
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (LINE.replace('v="甲"', f'v="{"N" * 2000}"'), "longer than the 255 signs"),
        (LINE.replace('lat="39.0"', f'lat="{"9" * 5000}"'), "no number on the earth"),
        (LINE.replace('<way id="10"', '<way id="10" version="x"'), "none of OpenStreetMap.*version"),
        (LINE.replace('<way id="10"', f'<way id="{"1" * 5000}"'), "none of OpenStreetMap.*id"),
    ],
)
def test_file_is_refused_in_a_short_line_when_a_value_is_too_much(written, wrong, told):
    with pytest.raises(SourceError, match=told) as caught:
        read_osm_file(written(wrong), Selection())
    assert len(str(caught.value)) < 600


def test_long_chain_of_relations_is_kept_quickly_when_its_last_has_a_node(written):
    """20,000 groups, each within the next: looked through once for every level it would take minutes."""
    groups = "".join(
        f'<relation id="{100 + each}"><member type="relation" ref="{101 + each}" role=""/>'
        '<tag k="public_transport" v="stop_area_group"/></relation>\n'
        for each in range(20_000)
    )
    last = (
        '<relation id="20100"><member type="node" ref="1" role=""/><tag k="public_transport" v="stop_area"/></relation>'
    )
    began = time.process_time()
    extract = read_osm_file(written(LINE.replace("</osm>", groups + last + "</osm>")), Selection())
    assert len(extract.relations) == 20_002
    assert time.process_time() - began < 10.0
