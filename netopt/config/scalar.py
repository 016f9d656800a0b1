"""Single values of YAML: numbers that everyone reads alike, and text in which every sign can be seen."""

import re
import unicodedata

PLAIN_NUMBER = re.compile(r"[-+]?((0|[1-9][0-9]{0,39})(\.[0-9]{0,39})?|\.[0-9]{1,39})([eE][-+]?[0-9]{1,4})?")
"""No leading zeros, underscores, colons or letters, and not endless."""
NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
AMBIGUOUS_TAGS = tuple(f"tag:yaml.org,2002:{name}" for name in ("int", "float", "timestamp", "value", "merge"))
"""What YAML 1.1 makes of plain text like 190:20:30, 010, 1_000, 2024-05-01 and =."""
UNSEEN = ("Cc", "Cs")
"""Unicode categories of control characters and of halves of surrogate pairs."""
NEWLINE_AND_TAB = "\n\t"


def plain_number(text: str) -> int | float | None:
    """The number that plain text is; ``None`` where it is none. YAML 1.1 itself takes 1e-4 for text."""
    if not PLAIN_NUMBER.fullmatch(text):
        return None
    return float(text) if set(text) & set(".eE") else int(text)


def is_ambiguous(text: str, tag: str) -> bool:
    """Whether YAML 1.1 makes of plain text something that a reader may not expect."""
    return tag in AMBIGUOUS_TAGS and not PLAIN_NUMBER.fullmatch(text) and not NOT_FINITE.fullmatch(text)


def unseen(text: str, *, is_block: bool = False) -> str:
    """What is wrong with text that holds a sign nobody can see; empty where it holds none.

    A block, written below ``|`` or ``>``, may hold newlines and tabs.
    """
    allowed = NEWLINE_AND_TAB if is_block else ""
    sign = next((sign for sign in text if sign not in allowed and unicodedata.category(sign) in UNSEEN), None)
    if sign is None:
        return ""
    return f"holds the sign {sign!r}; write visible text{', or a block after `|`' if sign in NEWLINE_AND_TAB else ''}"
