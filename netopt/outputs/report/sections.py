"""The sections of a report that every run has: what it is, notes, what is assumed, sources."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from netopt.outputs.base import RunOutput
from netopt.outputs.report import words as say
from netopt.outputs.report.cells import number, spoken
from netopt.outputs.report.markup import Markup, element, joined, link

MAP_FILE, MAP_KIND = "map.html", "map_html"
STRAIGHT = "assumed"
"""What the quality sheet calls geometry that was drawn straight."""


def head_section(output: RunOutput) -> Markup:
    """Title, and in one line what was run on which network, how it ended, and where the map is."""
    facts = [joined(fact, " ") for fact in _facts(output)]
    return element(
        "header",
        element("h1", report_title(output)),
        element("p", joined(facts, " · "), class_name="facts"),
    )


def report_title(output: RunOutput) -> str:
    """The run's title in its language; its name where it has none."""
    return spoken(output.title, output.language) or output.name


def notes_section(output: RunOutput) -> list[Markup]:
    """The sentences that go with the results; nothing where there are none."""
    notes = [element("li", spoken(note, output.language)) for note in output.notes]
    if not notes:
        return []
    return [element("section", element("h2", spoken(say.NOTES, output.language)), element("ul", *notes))]


def assumed_section(output: RunOutput) -> Markup:
    """How much of the network rests on assumed values, as its data-quality sheet says."""
    lines = [element("li", line) for line in _assumed(output)]
    told = element("ul", *lines) if lines else element("p", spoken(say.NONE_ASSUMED, output.language))
    return element("section", element("h2", spoken(say.ASSUMED, output.language)), told)


def sources_section(sources: Sequence[Mapping[str, Any]], language: str) -> list[Markup]:
    """Every source once, with its date, its licence and who must be named; nothing where there are none."""
    lines = list(dict.fromkeys(_source(source) for source in sources))
    if not lines:
        return []
    return [element("section", element("h2", spoken(say.SOURCES, language)), element("ul", *lines))]


def foot_section(manifest: Mapping[str, Any], language: str) -> Markup:
    """What made the page."""
    version = manifest.get("versions", {}).get("netopt", "")
    return element("footer", f"{spoken(say.MADE_BY, language)} {manifest.get('made_by', '')} {version}")


def _facts(output: RunOutput) -> Iterator[list[str | Markup]]:
    language, summary, network = output.language, output.summary, output.manifest.get("network", {})
    yield [spoken(say.RUN, language), output.name]
    yield [spoken(say.NETWORK, language), str(network.get("name", ""))]
    if network.get("as_of") is not None:
        year = str(network["as_of"])
        yield [year + spoken(say.AS_OF, language)] if language == "zh" else [spoken(say.AS_OF, language), year]
    status = str(summary.get("status", ""))
    if status in say.STATUS_WORDS:
        yield [spoken(say.STATUS, language), spoken(say.STATUS_WORDS[status], language)]
    for key, words in (("objective", say.OBJECTIVE), ("bound", say.BOUND), ("gap", say.GAP)):
        if summary.get(key) is not None:
            yield [spoken(words, language), f"{summary[key]:.2%}" if key == "gap" else number(summary[key])]
    kinds = {kind.get("kind") for kind in output.manifest.get("config", {}).get("outputs", [])}
    if output.layers and MAP_KIND in kinds:
        yield [link(spoken(say.MAP, language), MAP_FILE)]


def _assumed(output: RunOutput) -> Iterator[str]:
    language, sheet = output.language, output.summary.get("quality", {})
    for key, words in say.QUALITY_SHARES.items():
        if sheet.get(key):
            yield _share(sheet[key], words, language)
    straight = sheet.get("geometry_share", {}).get(STRAIGHT)
    if straight:
        yield _share(straight, say.STRAIGHT, language)
    for key, words in (("unlinked_stations", say.UNLINKED), ("unserved_stations", say.UNSERVED)):
        if sheet.get(key):
            yield f"{spoken(words, language)}: {len(sheet[key])}"
    borders = output.manifest.get("borders")
    if borders:
        rules = borders["rules"]
        assumed = sum(bool(rule["is_assumed"]) for rule in rules)
        yield spoken(say.BORDERS, language).format(
            at=borders["at"], scale=borders["scale"], assumed=assumed, count=len(rules)
        )


def _share(share: float, words: Mapping[str, str], language: str) -> str:
    return f"{share:.1%} {spoken(words, language)}"


def _source(source: Mapping[str, Any]) -> Markup:
    name = link(str(source["name"]), str(source.get("url", ""))) if source.get("url") else str(source["name"])
    parts = [str(source[key]) for key in ("date", "licence", "attribution") if source.get(key)]
    return element("li", name, *(f" · {part}" for part in parts))
