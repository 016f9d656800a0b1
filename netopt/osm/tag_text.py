"""Tag values without signs that nobody sees: a name must not steer a terminal, break a table or turn text round."""

import re
from collections.abc import Mapping
from typing import Final

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_INVISIBLE: Final = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Marks of direction and of byte order. Joiners stay: Persian, Hindi and emoji are not right without them."""


def visible(text: str) -> str:
    """The text with a blank for control signs and line ends, and nothing for marks of direction.

    OpenStreetMap itself takes no control signs; files made elsewhere may hold them.
    """
    if text.isprintable():
        return text
    return _INVISIBLE.sub("", _CONTROL.sub(" ", text)).strip()


def visible_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """The tags with visible values; one of which nothing is left is no tag."""
    seen = {key: visible(value) for key, value in tags.items()}
    return {key: value for key, value in seen.items() if value or not tags[key]}
