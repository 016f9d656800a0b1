"""Names of one station in many spellings, and names that changed."""

import pandas as pd
import pytest

from netopt.errors import NetworkError
from netopt.rail.station_names import StationNames, name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北京南", "北京南站"),
        ("北京南", " 北京南火车站 "),
        ("秦皇岛", "秦皇島"),
        ("天津西（城际场）", "天津西"),
        ("香港西九龙 Hong Kong West Kowloon", "香港西九龍"),
        ("Beijing South", "beijing_nan"),
        ("Beijing South Railway Station", "Beijingnan"),
        ("Tianjin W", "Tianjin West"),
        ("Xiong'an", "Xiongan"),
        ("Xiong’an Station", "xiongan"),
    ],
)
def test_spellings_of_one_station_share_a_key(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("成都", "成都东"), ("北京南", "北京西"), ("Beijing", "Beijing North"), ("站", "")]
)
def test_different_stations_keep_different_keys(one, other):
    assert name_key(one) != name_key(other)


@pytest.fixture
def names() -> StationNames:
    """Station p was called 甲庄 until 2020; in 2022 station q took that name. r closed in 2015, s replaced it."""
    frame = pd.DataFrame(
        {
            "name_zh": ["乙庄", "甲庄", "丙镇", "丙镇"],
            "name_en": ["Yizhuang", "Jiazhuang", "Bingzhen", "Bingzhen"],
            "opened_year": [2008, 2022, 1990, 2018],
            "closed_year": [None, None, 2015, None],
            "former_names": ["甲庄@2020", "", None, ""],
        },
        index=["p", "q", "r", "s"],
    )
    return StationNames.of(frame)


@pytest.mark.parametrize(
    ("name", "year", "expected"),
    [
        ("甲庄站", 2019, "p"),
        ("甲庄站", 2020, "p"),
        ("甲庄", 2023, "q"),
        ("乙庄", 2023, "p"),
        ("Yizhuang", 2015, "p"),
        ("丙镇", 2014, "r"),
        ("丙镇", 2019, "s"),
        ("q", 2023, "q"),
        ("丁村", 2023, None),
    ],
)
def test_find_takes_the_station_that_bore_the_name_in_that_year(names, name, year, expected):
    assert names.find(name, year=year) == expected


def test_find_knows_names_where_the_table_has_no_years():
    frame = pd.DataFrame({"name_zh": ["天津"], "name_en": ["Tianjin"]}, index=["tianjin"])
    assert StationNames.of(frame).find("天津站", year=1950) == "tianjin"


@pytest.mark.parametrize("former", ["甲庄", "甲庄@", "甲庄@soon", "甲庄@2019;@2020"])
def test_former_names_without_a_year_are_an_error_that_names_the_station(former):
    frame = pd.DataFrame({"name_zh": ["乙庄"], "name_en": ["Yi"], "former_names": [former]}, index=["p"])
    with pytest.raises(NetworkError, match="stations:p: former_names"):
        StationNames.of(frame)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Москва", "москва"),
        ("東京", "东京"),
        ("Köln", "koln"),
        ("さいたま新都心", "さいたま新都心"),
        ("서울역", "서울역"),
        ("झुहाई", "झुहाई"),
        ("محطة القاهرة", "محطةالقاهرة"),
        ("Straße", "strasse"),
        ("Zhūhǎi", "zhuhai"),
    ],
)
def test_name_key_keeps_the_letters_of_every_script(name, expected):
    assert name_key(name) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Köln Hbf", "Koln Hauptbahnhof"),
        ("São Paulo", "Sao Paulo"),
        ("紅磡", "红磡"),
        ("調景嶺", "调景岭"),
        ("迴龙", "回龙"),
        ("東京・駅", "东京駅"),
    ],
)
def test_accents_abbreviations_and_rarer_traditional_characters_share_a_key(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("Йошкар", "Иошкар"), ("が谷", "か谷"), ("झुहाई", "झहाई"), ("四谷", "谷")])
def test_marks_that_make_another_letter_keep_names_apart(one, other):
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("name", ["", "()", "(下行)", "-", "Station", "Railway Station"])
def test_a_name_of_signs_and_station_words_has_an_empty_key(name):
    assert name_key(name) == ""
