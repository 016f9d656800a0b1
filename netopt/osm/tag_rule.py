"""TagRule: a demand on the tags of an OpenStreetMap object, as a predicate for files and as text for Overpass."""

from collections.abc import Mapping
from dataclasses import dataclass

_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:-")


@dataclass(frozen=True)
class TagTest:
    """One key and the values it may have; without values the key must be missing."""

    key: str
    values: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # Both parts are written into a query: nothing there may end its quotes or mean something in an expression.
        if unsafe := [text for text in (self.key, *self.values) if not text or not _SAFE.issuperset(text)]:
            raise ValueError(f"{unsafe} cannot stand in a query; use letters, digits, _ : -")

    def is_met_by(self, tags: Mapping[str, str]) -> bool:
        """Whether the tags pass."""
        return tags.get(self.key) in self.values if self.values else self.key not in tags

    @property
    def overpass(self) -> str:
        """The same test in Overpass QL, ``["railway"~"^(rail|subway)$"]``."""
        if not self.values:
            return f'[!"{self.key}"]'
        if len(self.values) == 1:
            return f'["{self.key}"="{self.values[0]}"]'
        return f'["{self.key}"~"^({"|".join(self.values)})$"]'


@dataclass(frozen=True)
class TagRule:
    """Tests that must all be met. The first one names values, so that a reader can skip most objects by it."""

    tests: tuple[TagTest, ...]

    def __post_init__(self) -> None:
        if not self.tests or not self.tests[0].values:
            raise ValueError(f"the first test of a rule names values; this one is {self.tests[:1]}")

    def is_met_by(self, tags: Mapping[str, str]) -> bool:
        """Whether the tags pass every test."""
        return all(test.is_met_by(tags) for test in self.tests)

    @property
    def overpass(self) -> str:
        """The same rule in Overpass QL: brackets one after the other."""
        return "".join(test.overpass for test in self.tests)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Key and value pairs of the first test: every object that passes has one of them."""
        return tuple((self.tests[0].key, value) for value in self.tests[0].values)


def rule(*tests: tuple[str, str | tuple[str, ...]] | str) -> TagRule:
    """A rule of pairs key and value, or key and values to choose from; a key alone must be missing."""
    return TagRule(tuple(_test(test) for test in tests))


def _test(test: tuple[str, str | tuple[str, ...]] | str) -> TagTest:
    if isinstance(test, str):
        return TagTest(test)
    key, values = test
    return TagTest(key, (values,) if isinstance(values, str) else values)
