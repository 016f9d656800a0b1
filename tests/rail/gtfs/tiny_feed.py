"""A tiny GTFS feed, written by hand: five stations, a railway line there and back, a metro line by frequency.

S1 (platforms S1a, S1b) --- S2 --- S3      route R, type 2: t1, t2 there, t3 back after midnight
S4 --- S5                                  route M, type 1: every 10 minutes, 06:00 to 22:00, one way
"""

import zipfile
from pathlib import Path

TABLES = {
    "agency": """agency_id,agency_name,agency_url,agency_timezone
A,Tiny Rail,https://example.org,Asia/Shanghai
""",
    "stops": """stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
S1,甲城,39.0,116.0,1,
S1a,甲城 1,39.0,116.0,0,S1
S1b,甲城 2,39.0,116.0,0,S1
S2,乙城,39.0,116.1,0,
S3,丙城,39.0,116.2,0,
S4,子城,39.1,116.0,0,
S5,丑城,39.1,116.02,0,
""",
    "routes": """route_id,agency_id,route_short_name,route_long_name,route_type
R,A,R1,甲丙线,2
M,A,M1,,1
B,A,9,Bus,3
""",
    "trips": """route_id,service_id,trip_id,direction_id,shape_id
R,week,t1,0,
R,week,t2,0,
R,week,t3,1,
M,week,m1,0,
B,week,b1,0,
R,sunday,s1,0,
""",
    "stop_times": """trip_id,arrival_time,departure_time,stop_id,stop_sequence
t1,08:00:00,08:00:00,S1a,1
t1,08:10:00,08:12:00,S2,2
t1,08:20:00,08:20:00,S3,3
t2,09:00:00,09:00:00,S1b,10
t2,09:12:00,09:13:00,S2,20
t2,09:20:00,09:20:00,S3,30
t3,25:10:00,25:10:00,S3,1
t3,25:19:00,25:20:00,S2,2
t3,25:32:00,25:32:00,S1a,3
m1,06:00:00,06:00:00,S4,1
m1,06:03:00,06:03:00,S5,2
b1,06:00:00,06:00:00,S4,1
b1,06:09:00,06:09:00,S5,2
s1,08:00:00,08:00:00,S1a,1
s1,08:30:00,08:30:00,S3,2
""",
    "calendar": """service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
week,1,1,1,1,1,1,0,20260302,20260329
sunday,0,0,0,0,0,0,1,20260302,20260329
""",
    "calendar_dates": """service_id,date,exception_type
week,20260302,2
""",
    "frequencies": """trip_id,start_time,end_time,headway_secs
m1,06:00:00,22:00:00,600
""",
    "feed_info": """feed_publisher_name,feed_publisher_url,feed_lang,feed_version
Tiny Rail,https://example.org,zh,2026-03
""",
}
"""Text of the tables. No trip runs on Monday 2 March 2026; 3 March is the first of the days with most trains."""


def tiny_feed(folder: Path, **changes: str | bytes | None) -> Path:
    """The feed as a zip file, tables replaced by ``changes`` (``None``: left out)."""
    path = folder / "tiny.zip"
    with zipfile.ZipFile(path, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for name, text in (TABLES | changes).items():
            if text is not None:
                archive.writestr(f"{name}.txt", text)
    return path


def table(name: str, old: str, new: str) -> str:
    """A table of the feed with a piece of its text replaced."""
    assert old in TABLES[name]
    return TABLES[name].replace(old, new)
