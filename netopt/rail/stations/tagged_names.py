"""Names of a station as OpenStreetMap tags them: as on the ground, in Chinese, in English, in every spelling."""

import re
from dataclasses import dataclass

from netopt.osm.extract import Tags
from netopt.rail.station_names import is_han, name_key

CHINESE_TAGS = ("name:zh-Hans", "name:zh", "name:zh-Hant")
ENGLISH_TAGS = ("name:en", "int_name")
OTHER_TAGS = ("official_name", "alt_name", "short_name", "ref_name")


@dataclass(frozen=True)
class TaggedNames:
    """Names of one object; each is "" where there is none."""

    name: str
    """As tagged in ``name``."""
    chinese: str
    """Simplified before plain before traditional; else the Chinese part of ``name``."""
    english: str
    """``name:en``; else the other part of a ``name`` in two scripts."""
    spellings: tuple[str, ...]
    """Every name tagged, the first three first, none twice."""

    @property
    def key(self) -> str:
        """What is equal for two objects of one name; "" for objects without a name.

        ``name_key`` of the Chinese name where the station's own name is Chinese (or there is none), else of that name:
        a station in Köln may be translated on one object and not on the next. Digits are kept beside Chinese: terminal
        1 is not terminal 2.
        """
        is_chinese = not self.name or any(map(is_han, self.name))
        text = (self.chinese if is_chinese else "") or self.name or self.english
        key = name_key(text)
        if not any(is_han(character) for character in key):
            return key
        outside = re.sub(r"[(（].*?[)）]", "", text)
        return key + "".join(sorted(re.findall(r"[0-9]+", outside)))

    @property
    def keys(self) -> frozenset[str]:
        """Keys of every spelling, empty ones left out."""
        return frozenset({self.key, *map(name_key, self.spellings)} - {""})


def tagged_names(tags: Tags) -> TaggedNames:
    """Names of an object."""
    name = tags.get("name", "").strip()
    written_chinese, written_other = split_scripts(name)
    chinese = _first(tags, CHINESE_TAGS) or written_chinese
    english = _first(tags, ENGLISH_TAGS) or (written_other if written_chinese else "")
    others = [part.strip() for tag in OTHER_TAGS for part in tags.get(tag, "").split(";")]
    every = [name, chinese, english, *(tags.get(tag, "").strip() for tag in CHINESE_TAGS), *others]
    return TaggedNames(name, chinese, english, tuple(dict.fromkeys(text for text in every if text)))


def split_scripts(name: str) -> tuple[str, str]:
    """The Chinese and the other part of a name written in both ("香港西九龍 Hong Kong West Kowloon").

    One of them is "" where the name has only one. The Chinese part reaches from the first word with a Chinese
    character to the last, so "T1 航站楼" stays whole only where nothing but the figure stands outside.
    """
    words = re.split(r"\s+|\s*[/|]\s*", name)
    chinese = [place for place, word in enumerate(words) if any(map(is_han, word))]
    if not chinese:
        return "", name
    before, after = words[: chinese[0]], words[chinese[-1] + 1 :]
    outside: list[list[str]] = [
        part for part in (before, after) if any(re.search(r"[^\W\d_]{2}", word) for word in part)
    ]
    if not outside:
        return name, ""
    other = max(outside, key=len)
    return " ".join(words[chinese[0] : chinese[-1] + 1]), " ".join(other)


def _first(tags: Tags, keys: tuple[str, ...]) -> str:
    return next((text for key in keys if (text := tags.get(key, "").strip())), "")
