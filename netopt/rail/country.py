"""Country: what is taken for granted where OpenStreetMap says nothing; speeds, headways, words; read from TOML."""

import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, NonNegativeFloat, PositiveFloat, ValidationError, model_validator

from netopt.errors import Breach, ConfigError
from netopt.rail.overlay import breaches, overlay, read_toml
from netopt.schema import ConfigModel

TrackMode = Literal["rail", "narrow_gauge", "light_rail", "tram", "subway", "monorail", "rail_ferry"]
EdgeClass = Literal[
    "hsr",
    "intercity",
    "conventional",
    "freight",
    "subway",
    "light_rail",
    "tram",
    "monorail",
    "narrow_gauge",
    "rail_ferry",
]
SpeedClass = Literal[
    "highspeed",
    "main_electrified",
    "main",
    "branch",
    "untagged",
    "industrial",
    "spur",
    "siding",
    "yard",
    "crossover",
    "narrow_gauge",
    "subway",
    "light_rail",
    "monorail",
    "tram",
]
DesignClass = Literal["highspeed", "rail", "narrow_gauge", "subway", "light_rail", "monorail", "tram"]
Side = Literal["left", "right", "unknown"]
ReversalKind = Literal["multiple_unit", "urban", "freight"]

LONGEST_PATTERN = 200
MOST_REPETITIONS = 2
MOST_OPTIONAL = 6
SLOW_USAGES = frozenset({"industrial", "military", "test", "tourism", "science", "scientific", "leisure"})


def _pattern(value: object) -> object:
    if not isinstance(value, str):
        return value
    if len(value) > LONGEST_PATTERN:
        raise ValueError(f"a regular expression may have {LONGEST_PATTERN} characters, this has {len(value)}")
    if _may_hang(value):
        raise ValueError("a regular expression may not repeat a group, nor hold more than two * or + or {}")
    try:
        return re.compile(value)
    except re.error as error:
        raise ValueError(f"no regular expression: {error}") from error


def _may_hang(pattern: str) -> bool:
    """Whether matching could take time that grows without bound: repeated groups, many repetitions."""
    bare = re.sub(r"\[\^?\]?[^\]]*\]", "x", re.sub(r"\\.", "x", pattern))
    if re.search(r"\)[*+{]", bare) or len(re.findall(r"[*+]|\{[0-9]*,?[0-9]*\}", bare)) > MOST_REPETITIONS:
        return True
    return bare.count("?") - bare.count("(?") > MOST_OPTIONAL


Pattern = Annotated[re.Pattern[str], BeforeValidator(_pattern)]


class HighspeedRule(ConfigModel):
    """A default speed of those high-speed lines that meet every condition given."""

    kmh: PositiveFloat
    line_median_at_least_kmh: PositiveFloat | None = None
    """The median of the limits tagged elsewhere on the line is at least this."""
    name: Pattern | None = None
    """The line's name holds this."""

    @model_validator(mode="after")
    def _has_a_condition(self) -> Self:
        if self.line_median_at_least_kmh is None and self.name is None:
            raise ValueError("needs line_median_at_least_kmh or name")
        return self

    def fits(self, name: str, line_median_kmh: float | None) -> bool:
        """Whether the rule holds for a line of this name and median of tagged limits."""
        least = self.line_median_at_least_kmh
        if least is not None and (line_median_kmh is None or line_median_kmh < least):
            return False
        return self.name is None or self.name.search(name) is not None


class RailFerry(ConfigModel):
    """How fast a rail ferry is that has no tagged duration."""

    boarding_min: NonNegativeFloat
    up_to_km: tuple[PositiveFloat, ...]
    kmh: tuple[PositiveFloat, ...]

    @model_validator(mode="after")
    def _classes_fit(self) -> Self:
        if len(self.kmh) != len(self.up_to_km) + 1:
            raise ValueError("kmh needs one number more than up_to_km")
        if list(self.up_to_km) != sorted(set(self.up_to_km)):
            raise ValueError("up_to_km must rise")
        return self

    def kmh_of(self, length_m: float) -> float:
        """Speed of a crossing of this length."""
        return self.kmh[sum(length_m / 1000.0 >= limit for limit in self.up_to_km)]


class Words(ConfigModel):
    """What names tell, as regular expressions searched for anywhere in the name."""

    never_passenger: Pattern
    passenger_only_if_tagged: Pattern
    intercity: Pattern
    suburban: Pattern


class Country(ConfigModel):
    """Assumptions of one country. What comes from here is marked assumed wherever it is used."""

    name: str
    default_gauge_mm: int = Field(ge=150, le=3000)
    default_kmh: dict[SpeedClass, PositiveFloat]
    """Speed by class of track where nothing is tagged."""
    highspeed: tuple[HighspeedRule, ...] = ()
    """The first rule that fits stands in place of ``default_kmh.highspeed``."""
    design_cap_kmh: dict[DesignClass, PositiveFloat]
    rail_ferry: RailFerry
    running_side: dict[TrackMode, Side]
    reversal_s: dict[ReversalKind, NonNegativeFloat]
    headway_min: dict[EdgeClass, PositiveFloat]
    train: dict[EdgeClass, str]
    """Name of a train of the rail parameters."""
    words: Words

    @classmethod
    def load(cls, country: Path | str = "world") -> "Country":
        """A country of netopt by name (``country_names()``), or a TOML file laid over ``world``.

        Raises
        ------
        ConfigError
            If there is no such country, or the file cannot be read, is no TOML, or holds an unknown key or a wrong
            value; every breach names the file, the key and the value.
        """
        values = _own("world")
        file = "world.toml"
        if isinstance(country, Path) or country.endswith(".toml"):
            file = str(country)
            values = overlay(values, read_toml(Path(country)))
        elif country != "world":
            file = f"{country}.toml"
            values = overlay(values, _own(country))
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise ConfigError(breaches(file, error)) from error

    def assumed_kmh(
        self,
        mode: str,
        *,
        usage: str = "",
        service: str = "",
        is_highspeed: bool = False,
        electrified: str = "",
        line_name: str = "",
        line_median_kmh: float | None = None,
    ) -> float:
        """Speed of track on which no limit is tagged; of a rail ferry, that of a long crossing.

        ``service`` says more than ``usage``; on works' track, army track and urban track it can only slow down.
        """
        if mode == "rail_ferry":
            return self.rail_ferry.kmh[-1]
        kmh = self.default_kmh
        slow = [kmh[_service_class(service)]] if service else []
        if mode != "rail":
            return min([kmh[mode], *slow])  # type: ignore[index]  # a mode other than rail is a class of its own
        if usage in SLOW_USAGES:
            return min([kmh["industrial"], *slow])
        if slow:
            return slow[0]
        if is_highspeed:
            fitting = (rule.kmh for rule in self.highspeed if rule.fits(line_name, line_median_kmh))
            return next(fitting, kmh["highspeed"])
        return kmh[_usage_class(usage, electrified)]

    def design_cap(self, mode: str, *, is_highspeed: bool) -> float:
        """Highest limit that is believed of a design speed; ferries have none."""
        if mode == "rail_ferry":
            return float("inf")
        return self.design_cap_kmh["highspeed" if is_highspeed and mode == "rail" else mode]  # type: ignore[index]


def _service_class(service: str) -> SpeedClass:
    """Class of track beside the line; what is none of the known sorts is taken as a spur."""
    return service if service in {"siding", "yard", "crossover"} else "spur"  # type: ignore[return-value]


def _usage_class(usage: str, electrified: str) -> SpeedClass:
    if usage == "main":
        return "main_electrified" if electrified == "yes" else "main"
    return "branch" if usage == "branch" else "untagged"


def country_names() -> list[str]:
    """Countries that netopt knows, sorted; ``world`` among them."""
    files = (resources.files("netopt.rail") / "countries").iterdir()
    return sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml"))


def _own(country: str) -> dict[str, Any]:
    if country not in country_names():
        known = ", ".join(country_names())
        raise ConfigError([Breach("country", "", f"unknown country {country!r}: use {known}, or the path of a .toml")])
    file = resources.files("netopt.rail") / "countries" / f"{country}.toml"
    return tomllib.loads(file.read_text("utf-8"))
