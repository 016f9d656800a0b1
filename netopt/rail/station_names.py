"""Station names made comparable: Chinese, English, pinyin or id; present and former names by year."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Self

import pandas as pd
from opencc import OpenCC

from netopt.errors import Breach, NetworkError
from netopt.rail.modes import URBAN_MODES

WORDS_ZH = ("火车站", "高铁站", "动车站", "地铁站", "站")
WORDS_EN = ("railway", "station")
DIRECTIONS = {"north": "bei", "south": "nan", "east": "dong", "west": "xi"}
LETTERS = {"n": "bei", "s": "nan", "e": "dong", "w": "xi"}
ABBREVIATED = {"hauptbahnhof": "hbf"}
FIRST_YEAR, LAST_YEAR = -9999, 9999


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """The text with traditional Chinese characters made simplified, by OpenCC's tables."""
    converted: str = _converter().convert(text)
    return converted


def is_han(character: str) -> bool:
    """Whether a character is Chinese (or a kanji or hanja), with its rarer blocks."""
    return (
        "\u4e00" <= character <= "\u9fff"
        or "\u3400" <= character <= "\u4dbf"
        or "\U00020000" <= character <= "\U0003ffff"
        or character in "々〇"
    )


def name_key(name: str) -> str:
    """A key that is equal for the ways one station's name is written; "" for a name of signs and station words only.

    NFKC, bracketed part cut, one station word dropped, traditional made simplified, case folded. Names with
    Chinese characters are reduced to these (and kana); in others accents are dropped from Latin letters and a
    direction at the end becomes pinyin, so that Beijing South, Beijingnan Railway Station and beijing_nan share one
    key. Letters of other scripts stay. East, south, west and north are kept: 成都 is not 成都东.
    """
    plain = re.sub(r"\(.*?\)", "", unicodedata.normalize("NFKC", name)).strip()
    if any(is_han(character) for character in plain):
        return _chinese_key(plain)
    letters = _without_accents(re.sub(r"['’`]", "", plain.casefold()))
    # Vowel signs of Indic, Thai, Arabic and Hebrew script are marks (M), no letters, but part of the word.
    words = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in letters).split()
    parts = [ABBREVIATED.get(word, word) for word in words if word not in WORDS_EN]
    if len(parts) > 1:
        parts[-1] = (DIRECTIONS | LETTERS).get(parts[-1], parts[-1])
    return "".join(parts)


def _chinese_key(plain: str) -> str:
    chinese = "".join(character for character in plain if is_han(character) or _is_kana(character))
    for word in WORDS_ZH:
        if chinese.endswith(word) and len(chinese) >= len(word) + 2:
            chinese = chinese[: -len(word)]
            break
    return simplified(chinese)


def _is_kana(character: str) -> bool:
    return "\u3041" <= character <= "\u309f" or ("\u30a1" <= character <= "\u30ff" and character != "・")


def _without_accents(text: str) -> str:
    """Latin letters without accents; in other scripts a mark makes another letter, so it stays."""
    split = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", re.sub("([a-z])[\u0300-\u036f]+", r"\1", split))


@dataclass(frozen=True, order=True)
class _Use:
    """One station's use of a name. The order of preference is the order of the fields."""

    is_former: bool
    is_urban: bool
    """A railway station and the subway below it often bear one name: the railway station is meant first."""
    station_id: str
    from_year: int
    until_year: int


@dataclass(frozen=True)
class StationNames:
    """All names of all stations, found by ``find``."""

    uses: Mapping[str, tuple[_Use, ...]]

    @classmethod
    def of(cls, stations: pd.DataFrame) -> Self:
        """Names of a stations frame.

        Index = ids; columns ``name_zh`` and ``name_en``, and where known ``opened_year``, ``closed_year``, ``mode``,
        ``names`` (further spellings, apart by ;) and ``former_names`` (``oldname@until_year;...``).

        Raises
        ------
        NetworkError
            If ``former_names`` of a station is not written like that.
        """
        uses: dict[str, set[_Use]] = {}
        for station_id, row in stations.iterrows():
            opened, closed = _year(row.get("opened_year")), _year(row.get("closed_year"))
            former = _former_names(str(station_id), row.get("former_names"))
            first = FIRST_YEAR if opened is None else opened
            last = LAST_YEAR if closed is None else closed - 1
            renamed = max([first, *(until + 1 for _, until in former)])
            spans = [(str(name), False, renamed, last) for name in (row["name_zh"], row["name_en"])]
            spans += [(name, False, renamed, last) for name in _spellings(row.get("names"))]
            spans.append((str(station_id), False, first, last))
            spans += [(name, True, first, until) for name, until in former]
            for name, is_former, from_year, until_year in spans:
                if key := name_key(name):
                    use = _Use(is_former, row.get("mode") in URBAN_MODES, str(station_id), from_year, until_year)
                    uses.setdefault(key, set()).add(use)
        return cls({key: tuple(sorted(found)) for key, found in uses.items()})

    def find(self, name: str, *, year: int) -> str | None:
        """Id of the station that bore a name in a year; else of one that bears or bore it at another time."""
        uses = self.uses.get(name_key(name), ())
        in_year = [use for use in uses if use.from_year <= year <= use.until_year]
        return next((use.station_id for use in (*in_year, *uses)), None)


def _year(value: str | float | None) -> int | None:
    return None if value is None or pd.isna(value) or value == "" else int(float(value))


def _spellings(value: object) -> list[str]:
    return value.split(";") if isinstance(value, str) else []


def _former_names(station_id: str, value: object) -> list[tuple[str, int]]:
    if not isinstance(value, str):
        return []
    entries = [entry.strip() for entry in value.split(";") if entry.strip()]
    found = [re.fullmatch(r"(.+)@(\d{4})", entry) for entry in entries]
    if not all(found):
        message = f"former_names is {value!r}; write oldname@until_year, several apart by ;"
        raise NetworkError([Breach("stations", station_id, message)])
    return [(match[1].strip(), int(match[2])) for match in found if match]
