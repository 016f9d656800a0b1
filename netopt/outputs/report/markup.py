"""HTML that is safe by construction: text is escaped unless it was made here."""

import html
from collections.abc import Iterable


class Markup(str):
    """HTML as it stands in a page; any other text is escaped on its way into one."""

    __slots__ = ()


def element(name: str, *children: str | Markup, class_name: str = "", **attributes: str | int) -> Markup:
    """An element with its children, escaped where they are plain text, and its attributes in the order given."""
    given = {**({"class": class_name} if class_name else {}), **attributes}
    told = "".join(f' {key}="{html.escape(str(value))}"' for key, value in given.items())
    return Markup(f"<{name}{told}>{joined(children)}</{name}>")


def joined(children: Iterable[str | Markup], between: str = "") -> Markup:
    """Children one after the other."""
    parts = [child if isinstance(child, Markup) else html.escape(child) for child in children]
    return Markup(html.escape(between).join(parts))


def link(text: str, address: str) -> Markup:
    """A link to a page of the web or a file beside this one; the bare text where the address is neither."""
    is_web = address.startswith(("https://", "http://"))
    if not is_web and (":" in address or address.startswith("/")):
        return joined([text])
    return element("a", text, href=address)
