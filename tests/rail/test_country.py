import pytest

from netopt.errors import ConfigError
from netopt.rail.country import Country, country_names
from netopt.rail.parameters import RailParameters

WORLD, CHINA = Country.load(), Country.load("china")


@pytest.mark.parametrize(
    ("tags", "world", "china"),
    [
        ({"is_highspeed": True}, 250, 300),
        ({"usage": "main", "electrified": "yes"}, 120, 160),
        ({"usage": "main", "electrified": "no"}, 100, 120),
        ({"usage": "main"}, 100, 120),
        ({"usage": "branch"}, 60, 80),
        ({"usage": "industrial"}, 30, 30),
        ({"usage": "industrial", "service": "yard"}, 25, 25),
        ({"usage": "industrial", "service": "crossover"}, 30, 30),
        ({"service": "spur"}, 30, 30),
        ({"service": "siding"}, 40, 45),
        ({"service": "yard"}, 25, 25),
        ({"service": "crossover"}, 60, 80),
        ({"service": "crossover", "is_highspeed": True}, 60, 80),
        ({}, 60, 80),
    ],
)
def test_assumed_kmh_when_rail_has_no_limit_then_it_is_that_of_its_class(tags, world, china):
    assert WORLD.assumed_kmh("rail", **tags) == world
    assert CHINA.assumed_kmh("rail", **tags) == china


@pytest.mark.parametrize(("mode", "kmh"), [("subway", 80), ("light_rail", 70), ("monorail", 65), ("tram", 50)])
def test_assumed_kmh_when_urban_then_usage_and_highspeed_do_not_count_but_a_yard_is_slow(mode, kmh):
    for country in (WORLD, CHINA):
        assert country.assumed_kmh(mode, usage="main", electrified="yes", is_highspeed=True) == kmh
        assert country.assumed_kmh(mode, service="yard") == 25


@pytest.mark.parametrize(
    ("name", "median_kmh", "kmh"),
    [
        ("京沪高速线", None, 300),
        ("京沪高速线", 300.0, 350),
        ("京沪高速线", 299.0, 300),
        ("石太客专", None, 250),
        ("长株潭城际铁路", 200.0, 250),
        ("京津城际线", 350.0, 350),
    ],
)
def test_assumed_kmh_when_high_speed_in_china_then_tagged_parts_of_the_line_and_its_name_tell(name, median_kmh, kmh):
    assert CHINA.assumed_kmh("rail", is_highspeed=True, line_name=name, line_median_kmh=median_kmh) == kmh


def test_kmh_of_ferry_when_longer_then_faster_at_one_and_thirty_km():
    assert [WORLD.rail_ferry.kmh_of(metres) for metres in (999.0, 1000.0, 29_999.0, 30_000.0)] == [5, 15, 15, 30]


@pytest.mark.parametrize("country", country_names())
def test_load_when_own_country_then_every_train_exists_and_every_class_has_one(country):
    loaded = Country.load(country)
    assert set(loaded.train.values()) <= set(RailParameters.load().trains)
    assert set(loaded.train) == set(loaded.headway_min)
    assert loaded.name == country


@pytest.mark.parametrize(
    ("name", "is_never_passenger"),
    [("杨柳青线路所", True), ("上海动车所", True), ("丰台西编组站", True), ("上海站", False), ("南站", False)],
)
def test_words_when_chinese_name_is_an_operating_point_then_it_is_no_passenger_station(name, is_never_passenger):
    assert (CHINA.words.never_passenger.search(name) is not None) == is_never_passenger


def test_words_when_an_english_name_only_sounds_like_works_then_it_may_be_a_passenger_station():
    never = [
        WORLD.words.never_passenger.search(name)
        for name in ("Clapham Junction", "Union Depot", "Tees Marshalling Yard")
    ]
    assert [found is not None for found in never] == [False, False, True]


def test_words_when_line_is_suburban_or_intercity_then_they_say_so():
    assert CHINA.words.suburban.search("上海市域铁路机场联络线")
    assert CHINA.words.suburban.search("S2线")
    assert CHINA.words.intercity.search("沪宁城际铁路")
    assert not CHINA.words.suburban.search("京沪线")


def test_load_when_a_file_changes_two_values_then_the_rest_is_the_worlds(tmp_path):
    file = tmp_path / "atlantis.toml"
    file.write_text('name = "atlantis"\n[default_kmh]\nmain = 90\n', "utf-8")
    for country in (Country.load(file), Country.load(str(file))):
        assert (country.name, country.default_kmh["main"], country.default_kmh["branch"]) == ("atlantis", 90, 60)
        assert country.words == WORLD.words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[default_kmh]\nmain = -3\n", r"atlantis.toml:default_kmh.main: .*value -3"),
        ("[default_kmh]\nmaglev = 430\n", r"atlantis.toml:default_kmh.maglev"),
        ("default_kmh = [", r"atlantis.toml: cannot be read as TOML"),
        ("speed = 3\n", r"atlantis.toml:speed: .*not permitted"),
        ('[words]\nintercity = "("\n', r"atlantis.toml:words.intercity: .*no regular expression"),
        (f'[words]\nintercity = "{"a" * 201}"\n', r"words.intercity: .*200 characters, this has 201"),
        ("[[highspeed]]\nkmh = 300\n", r"highspeed.0: .*needs line_median_at_least_kmh or name"),
        ("[rail_ferry]\nkmh = [5.0]\n", r"rail_ferry: .*one number more"),
        ("[rail_ferry]\nup_to_km = [30.0, 1.0]\n", r"rail_ferry: .*must rise"),
        ('[running_side]\nrail = "middle"\n', r"running_side.rail: .*value 'middle'"),
    ],
)
def test_load_when_a_file_is_wrong_then_file_key_and_value_are_named(tmp_path, text, told):
    file = tmp_path / "atlantis.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=told):
        Country.load(file)


def test_load_when_a_file_is_not_there_then_it_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"nowhere.toml: cannot be read"):
        Country.load(tmp_path / "nowhere.toml")


def test_load_when_the_country_is_not_known_then_those_known_are_named():
    with pytest.raises(ConfigError, match=r"unknown country '../china': use china, world, or"):
        Country.load("../china")


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", ".*.*.*x", "a?" * 30 + "a" * 30, "(?:x+x+)+y"])
def test_a_pattern_on_which_matching_could_hang_is_refused(tmp_path, pattern):
    own = tmp_path / "own.toml"
    own.write_text(f"[words]\nintercity = '{pattern}'\n", "utf-8")
    with pytest.raises(ConfigError, match=r"words\.intercity"):
        Country.load(own)


def test_a_folder_in_place_of_a_country_file_is_told(tmp_path):
    folder = tmp_path / "own.toml"
    folder.mkdir()
    with pytest.raises(ConfigError, match="no plain file"):
        Country.load(folder)
