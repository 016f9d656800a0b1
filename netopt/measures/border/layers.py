"""The layers of a border_effect measure: circles with and without borders, and the borders' shadow."""

from dataclasses import replace

import geopandas as gpd

from netopt.layers import Layer, Role
from netopt.measures.border.shadow import CLASSES_MIN
from netopt.measures.border.study import BorderStudy
from netopt.measures.circle.figures import names
from netopt.measures.circle.layers import circle_layer, place_layers

CLASS_IDS = tuple(f"{above:g}+" for above in CLASSES_MIN)
CLASS_WORDS = {
    **{
        name: {"en": f"{above:g} to {up_to:g} min", "zh": f"{above:g}–{up_to:g} 分钟"}
        for name, above, up_to in zip(CLASS_IDS[:-1], CLASSES_MIN[:-1], CLASSES_MIN[1:], strict=True)
    },
    CLASS_IDS[-1]: {
        "en": f"more than {CLASSES_MIN[-1]:g} min, or no longer reached",
        "zh": f"超过 {CLASSES_MIN[-1]:g} 分钟，或不再可达",
    },
}


def layers(study: BorderStudy) -> tuple[Layer, ...]:
    """The shadow, the circles (those without borders hidden at first), and the places of the state with borders."""
    name = study.question.station_time
    without = replace(
        circle_layer(study.without, name),
        name="circle_without_borders",
        title={"en": "Door to door within, without borders", "zh": "门到门时间圈（无边界）"},
        visible=False,
    )
    across = replace(
        circle_layer(study.across, name),
        name="circle_with_borders",
        title={"en": "Door to door within, with borders", "zh": "门到门时间圈（有边界）"},
    )
    found = (_shadow(study), across, without, *place_layers(study.across))
    return tuple(layer for layer in found if len(layer.frame))


def _shadow(study: BorderStudy) -> Layer:
    rows, shapes = [], []
    for centre, found in study.shadows.items():
        name_zh, name_en = names(study.across, centre)
        for number, shape in enumerate(found.shapes):
            if shape.is_empty:
                continue
            row = {"id": f"{centre}-{CLASS_IDS[number]}", "centre": centre, "name_zh": name_zh, "name_en": name_en}
            figures = {"area_km2": found.area_km2[number], "population": found.population[number]}
            rows.append({**row, "added": CLASS_IDS[number], **figures})
            shapes.append(shape)
    columns = ["id", "centre", "name_zh", "name_en", "added", "area_km2", "population"]
    return Layer(
        name="border_shadow",
        role=Role.LEVEL,
        frame=gpd.GeoDataFrame(rows, columns=columns, geometry=shapes, crs=study.across.travel.network.crs),
        value="added",
        title={"en": "Minutes that borders add", "zh": "边界增加的时间"},
        categories=CLASS_IDS,
        words=CLASS_WORDS,
        facet="centre",
    )
