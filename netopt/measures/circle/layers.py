"""The layers of a commuting_circle measure: circles, lines, stations, zones, centres."""

from typing import Any

import geopandas as gpd

from netopt.layers import Layer, Role
from netopt.measures.circle.figures import circle_figures, names
from netopt.measures.circle.study import Study
from netopt.measures.zonal.minutes import minutes_or_missing
from netopt.travel.station_time import STATION_TIME_SETS, StationTimeSet

SET_WORDS: dict[StationTimeSet, dict[str, str]] = {
    "commuter": {"en": "commuter with a pass", "zh": "通勤旅客（月票）"},
    "occasional": {"en": "occasional traveller", "zh": "偶尔出行的旅客"},
}
STATION_WORDS = {
    "hub": {"en": "hub", "zh": "枢纽站"},
    "main": {"en": "main station", "zh": "主要车站"},
    "local": {"en": "local station", "zh": "一般车站"},
}


def layers(study: Study) -> tuple[Layer, ...]:
    """Circles of both sets of station times (the other one hidden at first) and what lies under them."""
    circles = [circle_layer(study, name) for name in STATION_TIME_SETS]
    return tuple(layer for layer in (*circles, *place_layers(study)) if len(layer.frame))


def place_layers(study: Study) -> tuple[Layer, ...]:
    """Stations, zones and centres, each with its minutes."""
    return tuple(layer for layer in (_stations(study), _zones(study), _centres(study)) if len(layer.frame))


def circle_layer(study: Study, station_time: StationTimeSet) -> Layer:
    """The circles of a set of station times, of every centre and threshold."""
    rows, shapes = [], []
    for centre in study.question.centres:
        name_zh, name_en = names(study, centre)
        found = study.circles[station_time, centre]
        for threshold_min, one in zip(study.question.thresholds_min, found, strict=True):
            row: dict[str, Any] = {
                "id": f"{centre}-{threshold_min:g}",
                "centre": centre,
                "name_zh": name_zh,
                "name_en": name_en,
                "station_time": station_time,
                "threshold_min": threshold_min,
            }
            rows.append({**row, **circle_figures(one)})
            shapes.append(one.polygon)
    words = SET_WORDS[station_time]
    return Layer(
        name=f"circle_{station_time}",
        role=Role.AREA,
        frame=gpd.GeoDataFrame(rows, geometry=shapes, crs=study.travel.network.crs),
        value="threshold_min",
        unit="min",
        title={"en": f"Door to door within: {words['en']}", "zh": f"门到门时间圈：{words['zh']}"},
        breaks=study.question.thresholds_min,
        visible=station_time == study.question.station_time,
        facet="centre",
    )


def _stations(study: Study) -> Layer:
    stations = study.travel.rail.stations
    named = [
        column for column in ("name_zh", "name_en", "class", "adcode", "opened_year") if column in stations.columns
    ]
    frame = gpd.GeoDataFrame(stations[[*named, "geometry"]].reset_index(drop=True), crs=study.travel.network.crs)
    frame.insert(0, "id", study.travel.rail.ids)
    arrival_s = study.travel.doors[study.question.station_time].forecourt_s
    for centre in study.question.centres:
        frame[f"from_{centre}_min"] = minutes_or_missing(arrival_s[study.travel.row(centre)])
    return Layer(
        name="stations",
        role=Role.STATION,
        frame=frame,
        value="class",
        title={"en": "Stations", "zh": "车站"},
        categories=tuple(word for word in STATION_WORDS if word in set(stations["class"])),
        words=STATION_WORDS,
        label="name_en" if "name_en" in named else "id",
    )


def _zones(study: Study) -> Layer:
    """Outlines (or centres where there are none) with people and minutes from each centre."""
    nodes = study.travel.network.nodes.loc[study.travel.zone_ids]
    shapes = (
        nodes.geometry
        if study.travel.network.areas.empty
        else study.travel.network.areas.geometry.reindex(study.travel.zone_ids)
    )
    frame = gpd.GeoDataFrame(
        {"id": [str(zone) for zone in study.travel.zone_ids]}, geometry=shapes.to_numpy(), crs=study.travel.network.crs
    )
    for column in ("name_zh", "name_en", "population"):
        if column in nodes.columns:
            frame[column] = nodes[column].to_numpy()
    time_s = study.travel.od[study.question.station_time].time_s(study.question.time)
    for centre in study.question.centres:
        frame[f"from_{centre}_min"] = minutes_or_missing(time_s[study.travel.row(centre)])
    return Layer(
        name="zones",
        role=Role.ZONE,
        frame=frame[~frame.geometry.isna()],
        title={"en": "Zones", "zh": "城市"},
        label="name_en" if "name_en" in frame.columns else "id",
    )


def _centres(study: Study) -> Layer:
    nodes = study.travel.network.nodes.loc[list(study.question.centres)]
    frame = gpd.GeoDataFrame(
        {"id": [str(centre) for centre in nodes.index]},
        geometry=nodes.geometry.to_numpy(),
        crs=study.travel.network.crs,
    )
    frame["name_zh"], frame["name_en"] = zip(*(names(study, str(centre)) for centre in nodes.index), strict=True)
    return Layer(
        name="centres",
        role=Role.ORIGIN,
        frame=frame,
        title={"en": "Centres of the circles", "zh": "圈层中心"},
        label="name_en",
    )
