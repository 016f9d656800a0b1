"""What stands in a cell or beside a word of a report: numbers with their units, words in its language."""

from collections.abc import Mapping

from netopt.outputs.json_text import plain

MISSING, YES, NO = "–", "✓", "✗"
SHARE = "share"
WHOLE_FROM, DECIMAL_FROM = 1000.0, 10.0


def spoken(words: Mapping[str, str], language: str) -> str:
    """Words in a language, else in English; empty where there are none."""
    return words.get(language) or words.get("en") or ""


def shown(value: object, *, unit: str = "", language: str = "en", words: Mapping[str, Mapping[str, str]]) -> str:
    """A value as text with its unit: shares in per cent, missing a dash, words translated where they are known."""
    value = plain(value)
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, str):
        return spoken(words[value], language) if value in words else value
    if not isinstance(value, int | float):
        return str(value)
    if unit == SHARE:
        return f"{value:.1%}"
    unit_words = spoken(words[unit], language) if unit in words else unit
    return f"{number(value)} {unit_words}".rstrip()


def number(value: float) -> str:
    """A number for reading: whole ones and thousands whole, from 10 on one decimal, below it three digits."""
    if isinstance(value, int) or abs(value) >= WHOLE_FROM:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= DECIMAL_FROM else f"{value:.3g}"


def column_of(columns: list[str], key: str, language: str) -> str | None:
    """The column that holds a key in a language: ``key_zh``, ``key_en`` or ``key``; ``None`` where none does."""
    return next((name for name in (f"{key}_{language}", f"{key}_en", key) if name in columns), None)
