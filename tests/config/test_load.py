"""Reading YAML: what is refused, with which words, and on which line. On a small model of its own."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field, PositiveFloat, PositiveInt, model_validator

from netopt.config.load import LoadedConfig, checked, load_model, read_yaml
from netopt.config.run_config import RunConfig
from netopt.errors import Breach, ConfigError, NetworkError, UnknownNodeError
from netopt.schema import ConfigModel


class Median(ConfigModel):
    """Open sites."""

    kind: Literal["p_median"] = "p_median"
    open_count: PositiveInt
    """Number of sites to open."""
    share: Annotated[float, Field(ge=0, le=1)] = 0.5
    thresholds_min: Annotated[tuple[PositiveFloat, ...], Field(min_length=1)] = (60.0,)


class Flow(ConfigModel):
    """Send goods."""

    kind: Literal["flow"] = "flow"
    flow: str = ""
    """A key named as the kind."""
    time: Literal["door_to_door", "in_vehicle"] = "in_vehicle"
    limits: dict[str, int] | None = None
    either: int | tuple[int, ...] = 1

    @model_validator(mode="after")
    def _fits(self) -> "Flow":
        if self.flow == "backwards":
            raise ValueError("flow runs backwards; turn it round")
        return self


AnyAsk = Annotated[Median | Flow, Field(discriminator="kind")]


class Ask(ConfigModel):
    """A configuration."""

    name: str
    problem: AnyAsk | None = None
    measures: tuple[AnyAsk, ...] = ()
    single: Median | None = None
    flag: bool = False


@pytest.fixture
def breaches(tmp_path):
    """The lines that a YAML text is refused with, without the name of the file."""

    def of(text: str | bytes) -> list[str]:
        path = tmp_path / "x.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(ConfigError) as caught:
            load_model(path, Ask)
        assert all(line.startswith(str(path)) for line in str(caught.value).splitlines())
        return [str(breach).removeprefix(f"{path}:").strip() for breach in caught.value.breaches]

    return of


def test_load_gives_the_model_when_the_file_is_right(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("name: a\nproblem: {kind: p_median, open_count: 3}\nflag: yes\n")
    assert load_model(path, Ask) == Ask(name="a", problem=Median(open_count=3), flag=True)


def test_breach_names_line_path_value_and_mend(breaches):
    assert breaches("name: a\n\nproblem:\n  kind: p_median\n  open_count: five\n") == [
        "5: problem.open_count: input 'five' is not a valid integer; give a whole number > 0 (Number of sites to open)"
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nam: b", "2: nam: unknown key (did you mean 'name'?); known keys: flag, measures, name, problem, single"),
        ("zzz: 1", "2: zzz: unknown key; known keys: flag, measures, name, problem, single"),
        (
            "problem: {kind: p_medain, open_count: 2}",
            "2: problem.kind: input 'p_medain' is no known kind (did you mean 'p_median'?); kinds: flow, p_median",
        ),
        ("problem: {open_count: 2}", "2: problem.kind: this key is missing; give one of flow, p_median"),
        (
            "single: {kind: p_medain, open_count: 2}",
            "2: single.kind: input 'p_medain' is no known kind (did you mean 'p_median'?); kinds: p_median",
        ),
        ("problem: 5", "2: problem: input 5 is not a mapping; give a mapping with `kind:` one of flow, p_median"),
        (
            "problem: {kind: p_median, open_count: 1, shar: 2}",
            "2: problem.shar: unknown key (did you mean 'share'?); known keys: kind, open_count, share, thresholds_min",
        ),
        (
            "problem: {kind: p_median}",
            "2: problem.open_count: this key is missing; add it: a whole number > 0 (Number of sites to open)",
        ),
        (
            "problem: {kind: p_median, open_count: 1, share: 2}",
            "2: problem.share: input 2 is not <= 1; give a number >= 0 and <= 1",
        ),
        (
            "measures: [{kind: flow}, {kind: p_median, open_count: 1, thresholds_min: [0, .nan]}]",
            "2: measures[1].thresholds_min[0]: input 0 is not > 0; give a number > 0",
        ),
        (
            "problem: {kind: p_median, open_count: 1, thresholds_min: []}",
            "2: problem.thresholds_min: input [] has too few values; give a list of 1 or more, each a number > 0",
        ),
        (
            "problem: {kind: flow, time: in_vehicel}",
            "2: problem.time: input 'in_vehicel' is not known (did you mean 'in_vehicle'?); "
            "give one of door_to_door, in_vehicle",
        ),
        (
            "problem: {kind: flow, flow: [1]}",
            "2: problem.flow: input [...] is not text; give text (A key named as the kind)",
        ),
        (
            "problem: {kind: flow, limits: {a: x}}",
            "2: problem.limits.a: input 'x' is not a valid integer; give a whole number",
        ),
        (
            "problem: {kind: flow, either: zz}",
            "2: problem.either: input 'zz' is not a valid integer and input 'zz' is not a list; "
            "give a whole number or a list, each a whole number",
        ),
        ("problem: {kind: flow, flow: backwards}", "2: problem: flow runs backwards; turn it round"),
        (
            "problem: {kind: p_median, open_count: true}",
            "2: problem.open_count: input true is not a valid integer; give a whole number > 0 (Number of",
        ),
        (
            'problem: {kind: p_median, open_count: "3"}',
            "2: problem.open_count: input '3' is not a valid integer; "
            "give a whole number > 0 without quotes (Number of sites to open)",
        ),
        (
            "problem: {kind: p_median, open_count: 3.0}",
            "2: problem.open_count: input 3.0 is not a valid integer; give a whole number > 0 (Number of",
        ),
        (
            "problem: {kind: p_median, open_count: 1, thresholds_min: [30, true]}",
            "2: problem.thresholds_min[1]: input true is not a valid number; give a number > 0",
        ),
        ("problem: {kind: flow, flow: no}", "2: problem.flow: input false is not text; give text in quotes (A key"),
        ("flag: 1", "2: flag: input 1 is neither true nor false; give true or false"),
        ("flag: perhaps", "2: flag: input 'perhaps' is neither true nor false; give true or false"),
    ],
)
def test_each_sort_of_mistake_is_told_with_its_mend(breaches, line, message):
    assert breaches(f"name: a\n{line}\n")[0].startswith(message)


@pytest.mark.parametrize("wrong", ["true", "0", "[]"])
def test_list_with_one_wrong_element_is_told_of_that_element_only(breaches, wrong):
    told = breaches(f"name: a\nproblem: {{kind: p_median, open_count: 1, thresholds_min: [{wrong}]}}\n")
    assert [line.split(": ")[1] for line in told] == ["problem.thresholds_min[0]"]


def test_whole_number_stands_for_a_number(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("name: a\nsingle: {kind: p_median, open_count: 3, thresholds_min: [30, 60.5]}\n")
    assert load_model(path, Ask).single == Median(open_count=3, thresholds_min=(30.0, 60.5))


@pytest.mark.parametrize(
    ("text", "number"),
    [("1e-4", 1e-4), ("1E5", 1e5), ("1.5e+3", 1500.0), (".5", 0.5), ("-3", -3), ("+2", 2), ("0", 0), ("7.", 7.0)],
)
def test_plain_number_is_read_as_everyone_reads_it(tmp_path, text, number):
    path = tmp_path / "x.yaml"
    path.write_text(f"share: {text}\n")
    found = read_yaml(path)[0]["share"]
    assert (found, type(found)) == (number, type(number))


@pytest.mark.parametrize(
    "text", ["190:20:30", "1:30", "1:30.5", "010", "0o10", "0x1F", "0b1", "1_000", "2024-05-01", "=", "<<", "9" * 5000]
)
def test_plain_text_that_looks_like_another_value_is_refused(breaches, text):
    told = breaches(f"name: a\nproblem: {{kind: p_median, open_count: 1, share: {text}}}\n")
    assert len(told) == 1
    assert told[0].startswith("2: problem.share: ")
    assert "set_int_max_str_digits" not in told[0]


def test_quoted_text_stays_as_it_is(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("a: '010'\nb: \"2024-05-01\"\nc: 'no'\n")
    assert read_yaml(path)[0] == {"a": "010", "b": "2024-05-01", "c": "no"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('name: "\\ud800"', r"1: name: holds the sign '\ud800'; write visible text"),
        ('name: "a\\u0000b"', r"1: name: holds the sign '\x00'; write visible text"),
        ('name: "a\\x9bb"', r"1: name: holds the sign '\x9b'; write visible text"),
        ('name: "a\\nb"', r"1: name: holds the sign '\n'; write visible text, or a block after `|`"),
        ('name: a\nproblem: {kind: flow, limits: {"\\ud800": 1}}', r"2: problem.limits.'\ud800': holds the sign"),
    ],
)
def test_text_that_holds_an_invisible_sign_is_refused(breaches, text, message):
    assert breaches(text + "\n")[0].startswith(message)


def test_block_text_may_have_lines_and_tabs(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("name: |\n  a\tb\n  c\n")
    assert read_yaml(path)[0] == {"name": "a\tb\nc\n"}


def test_values_without_a_file_are_told_without_a_line():
    with pytest.raises(ConfigError) as caught:
        checked({"open_count": 0}, Median, file="options")
    assert str(caught.value).startswith("options: open_count: input 0 is not > 0")


def loaded() -> LoadedConfig:
    return LoadedConfig(None, Path("x.yaml"), Path(), {("measures", 0): 7})


@pytest.mark.parametrize(
    ("place", "error", "notes"),
    [
        (("measures", 0), UnknownNodeError("no node x"), ["x.yaml:7: measures[0]"]),
        (("problem",), UnknownNodeError("no node x"), ["x.yaml: problem"]),
        (("measures", 0), OSError("gone"), ["x.yaml:7: measures[0]"]),
        (("measures", 0), NetworkError([Breach("stations.csv", "3", "wrong")]), []),
        (("measures", 0), IndexError("a bug"), []),
    ],
)
def test_error_without_a_file_of_its_own_is_told_where_it_was_asked_for(place, error, notes):
    with pytest.raises(type(error)), loaded().asking(*place):
        raise error
    assert getattr(error, "__notes__", []) == notes


def test_missing_key_of_the_top_level_is_told(breaches):
    assert breaches("flag: true\n") == ["1: name: this key is missing; add it: text"]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(breaches):
    told = breaches("flag: maybe\nproblem:\n  kind: p_median\n  shar: 1\n  open_count: 0\nzzz: 1\n")
    assert [line.split(":")[1].strip() for line in told] == [
        "name",
        "flag",
        "problem.shar",
        "problem.open_count",
        "zzz",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: a\nname: b\n", "2: name: key given twice, first on line 1; remove one"),
        (
            "name: a\nproblem:\n  kind: flow\n  kind: flow\n",
            "4: problem.kind: key given twice, first on line 3; remove one",
        ),
        ("", "the file is empty; write `key: value` lines (see `netopt init`)"),
        ("- a\n", "the file is no mapping; write `key: value` lines (see `netopt init`)"),
        ("name: a\nproblem: [1,\n", "3: not valid YAML: expected the node content, but found '<stream end>'"),
        ("name: !!python/name:os.system x\n", "1: the tag 'tag:yaml.org,2002:python/name:os.system' is not allowed"),
        ("name: !secret x\n", "1: the tag '!secret' is not allowed; write plain values"),
        ("name: a\n---\nname: b\n", "2: a second document; keep one configuration a file"),
        ("base: &b {name: a}\n<<: *b\n", "2: a key must be plain text; write the keys out"),
        ("? [a, b]\n: 1\n", "1: a key must be plain text; write the keys out"),
        ("name: 2024-13-45\n", "1: name: '2024-13-45' is no number that everyone reads alike; write a plain one, or"),
        ("name: a\nproblem: &p [*p]\n", "aliases repeat too much; write the values out once"),
        ("[" * 200_000, "1: nested more than 40 deep; make it flatter"),
        (b"name: \xff\xfe\n", "1: not UTF-8; save the file as UTF-8"),
        (b"name: a\x00b\n", "not valid YAML: unacceptable character"),
        (b"#" * 1_000_001, "larger than 1 MB; a configuration is a page, data go in files"),
    ],
)
def test_what_is_no_plain_yaml_mapping_is_refused(breaches, text, message):
    assert message in breaches(text)[0]


def test_alias_bomb_is_refused_before_it_grows(breaches):
    levels = [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 20)]
    bomb = "a0: &a0 [x, x, x]\n" + "\n".join(levels)
    assert "aliases repeat too much" in breaches(bomb)[0]


def test_aliases_within_reason_are_allowed(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("name: a\nproblem: &p {kind: p_median, open_count: 2}\nsingle: *p\n")
    assert load_model(path, Ask).single == Median(open_count=2)


@pytest.mark.parametrize(("name", "message"), [("none.yaml", "no such file; check the path"), ("", "cannot be read")])
def test_file_that_cannot_be_read_is_a_config_error(tmp_path, name, message):
    with pytest.raises(ConfigError, match=message):
        load_model(tmp_path / name, Ask)


def test_keys_stay_as_written_where_yaml_would_make_truth_values_of_them(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("on: 1\n2024: 2\n")
    assert read_yaml(path)[0] == {"on": 1, "2024": 2}


def test_hostile_key_is_shown_escaped(breaches):
    assert breaches('name: a\n"\\e[31m": 1\n')[0].startswith(
        "2: '\\x1b[31m': holds the sign '\\x1b'; write visible text"
    )


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet=st.sampled_from(list("abk:,[]{}&*!-?|>'\"\n #%@`~0123.<")), max_size=60))
def test_any_text_is_read_or_refused_as_config_error(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("any") / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with suppress(ConfigError):
        data, lines = read_yaml(path)
        assert all(isinstance(key, str) and lines[(key,)] >= 1 for key in data)


def test_password_in_an_address_is_not_told_again(tmp_path):
    path = tmp_path / "secret.yaml"
    path.write_text(
        "name: x\nnetwork: {kind: osm_rail, bbox: [1, 1, 2, 2], overpass: {endpoint: 'http://user:pw@host/api'}}\n"
        "measures: [{kind: commuting_circle, centres: [a], thresholds_min: [60]}]\n",
        encoding="utf-8",
    )
    with pytest.raises(ConfigError) as caught:
        load_model(path, RunConfig)
    assert "network.overpass.endpoint" in str(caught.value)
    assert "pw" not in str(caught.value)


def test_error_of_a_network_or_of_a_table_in_memory_is_told_where_it_was_asked_for():
    for file in ("gba", "services"):
        error = NetworkError([Breach(file, "", "has no line 'x'")])
        with pytest.raises(NetworkError), loaded().asking("measures", 0):
            raise error
        assert error.__notes__ == ["x.yaml:7: measures[0]"]
