"""The page that holds a report: self-contained, no script, no request to anybody, ready to print."""

from collections.abc import Iterable
from importlib.resources import files
from string import Template

from netopt.outputs.report.markup import Markup, joined


def page(title: str, language: str, sections: Iterable[Markup]) -> str:
    """Sections as a whole HTML file."""
    return Template(_text("page.html")).substitute(
        language=joined([language]),
        title=joined([title]),
        css=_text("page.css"),
        sections=joined(sections, "\n"),
    )


def _text(name: str) -> str:
    """A file that lies beside this module."""
    return files("netopt.outputs.report").joinpath(name).read_text(encoding="utf-8")
