"""Files of metals: overlays, tables of years, and one message for each thing that is wrong."""

import pytest

from made_up_metals import CLOSED, HEAD, OPEN, RESERVES, metal, use
from tanmai.core.errors import FileError, LabelError, OptionError, TableError, UnitError
from tanmai.core.language import Language
from tanmai.metals.stocks import load_metal, read_metal, solve_metal, supply_of
from tanmai.metals.stocks.definition_checks import cited_parts
from tanmai.metals.stocks.definition_file import (
    ScenarioFile,
    bundled_assumptions,
    bundled_metals,
    metal_files,
    read_scenarios,
    with_scenarios,
)
from tanmai.metals.stocks.metal_tables import assumed_part, cited
from tanmai.metals.stocks.pages.findings import supply_findings
from tanmai.metals.stocks.result import metal_supply
from tanmai.metals.stocks.series import Series

TOTAL = '[total]\nvalue = 100.0\nunit = "t"\nsource = "made_up"\n'


def share(value: float) -> str:
    return f'share = {{ value = {value}, source = "made_up" }}'


def values(text: str, unit: str = "t") -> str:
    return f'amount = {{ values = {{ {text} }}, unit = "{unit}", source = "made_up" }}'


def test_a_file_holds_only_what_differs(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        'like = "ge-china"\n[[uses]]\nkey = "fibre"\n'
        'lifetime = { kind = "fixed", mean = 30.0, source = "assumed" }\n',
        encoding="utf-8",
    )
    changed, base = read_metal(own), load_metal("ge-china")
    assert changed.uses[0].lifetime.mean == 30.0
    assert changed.uses[1:] == base.uses[1:]
    names = [path.name for path in metal_files(own)]
    assert names == ["own.toml", "ge-china.toml", "ge-china-assumed.toml"]


def test_assumptions_of_a_users_own_take_the_place_of_those_of_the_package(tmp_path):
    text = bundled_metals()["nb-world"].read_text(encoding="utf-8")
    text = text.replace("nb-world-assumed", "mine.toml")
    (tmp_path / "nb.toml").write_text(text, encoding="utf-8")
    assumed = bundled_assumptions()["nb-world-assumed"].read_text(encoding="utf-8")
    (tmp_path / "mine.toml").write_text(assumed.replace("mean = 50.0", "mean = 70.0"), "utf-8")
    lifetimes = {use.key: use.lifetime.mean for use in read_metal(tmp_path / "nb.toml").uses}
    assert lifetimes["structures"] == 70.0


def test_demand_comes_from_a_table_of_years(tmp_path):
    (tmp_path / "demand.csv").write_text("year,value\n2000,10\n2010,20\n", encoding="utf-8")
    driver = 'amount = { csv = "demand.csv", unit = "t", source = "made_up" }'
    system = solve_metal(metal(tmp_path, use(driver=driver), CLOSED))
    assert system.total("inflow")[55] == pytest.approx(15.0)
    assert [p.name for p in metal_files(tmp_path / "unobtainium.toml")][-1] == "demand.csv"


def test_what_is_not_printed_is_marked_as_an_assumption():
    for name in bundled_metals():
        definition = load_metal(name)
        parts = [part for _, part in cited_parts(definition)]
        assert definition.sources["assumed"].assumed
        assert {part.source for part in parts} <= set(definition.sources)
        for part in parts:
            assert "assumption" not in part.note or part.source == "assumed", part
            if isinstance(part, Series) and part.source != "assumed":
                assert part.before == part.after == 0, part
                assert part.between == "linear", part


def test_what_is_printed_stands_apart_from_what_is_assumed():
    for name, path in bundled_metals().items():
        assert '"assumed"' not in path.read_text(encoding="utf-8"), name


def test_a_series_of_two_sources_says_which_years_are_from_which():
    definition = load_metal("li-china")
    mine = definition.supply.mine
    assert assumed_part(mine, definition) == "partly"
    said = cited(mine, definition, lambda source: source.citation_en[:12])
    assert said == "Assumption: ; 2019, 2021: Zeng X., Li ; 2024-2025: U.S. Geologi"
    marks = {assumed_part(part, definition) for _, part in cited_parts(definition)}
    assert marks == {"yes", "no", "partly"}


@pytest.mark.parametrize(
    ("parts", "error", "said"),
    [
        (
            [use(lifetime='kind = "fixed", mean = 0.0'), CLOSED],
            FileError,
            "uses gadgets lifetime mean.*greater than 0",
        ),
        (
            [use(lifetime='kind = "normal", mean = 9.0'), CLOSED],
            FileError,
            "a normal lifetime needs 'sd'",
        ),
        (
            [use(lifetime='kind = "fixed", mean = 9.0, sd = 1.0'), CLOSED],
            FileError,
            "a fixed lifetime has no 'sd'",
        ),
        (
            [use(driver=values("2010 = 1, 2005 = 2")), CLOSED],
            FileError,
            "2005 follows 2010; put the years in ascending order",
        ),
        (
            [use(driver=values("2010 = 1", "MWh")), CLOSED],
            UnitError,
            "'uses gadgets amount' is in 'MWh', which is not a unit of mass; convert it to",
        ),
        (
            [use(driver="amount = { value = 1.0, source = 'made_up' }"), CLOSED],
            FileError,
            "an amount needs its 'unit'",
        ),
        (
            [use(driver=values("2010 = -5")), CLOSED],
            TableError,
            "'uses gadgets amount' is -5 in 1950; it must be 0 or more",
        ),
        (
            [use(driver=values("2010 = nan")), CLOSED],
            FileError,
            "uses gadgets amount values 2010.*finite",
        ),
        (
            [use(collection=1.2), CLOSED],
            TableError,
            "'uses gadgets collection' is 1.2 in 1950; it must be between 0 and 1",
        ),
        (
            [TOTAL, use("a", share(0.7)), use("b", share(0.5)), CLOSED],
            TableError,
            "add up to 1.2 in 1950; they must give 1",
        ),
        (
            [TOTAL, use("a", share(0.7)), use("b", share(0.2)), CLOSED],
            TableError,
            "add up to 0.9 in 1950; they must give 1",
        ),
        (
            [TOTAL, use("a", ""), use("b", ""), CLOSED],
            LabelError,
            "'a' and 'b' have neither amount nor share",
        ),
        ([use("a", share(0.5)), CLOSED], FileError, "'a' is a share of a total, and there is none"),
        ([TOTAL, use(), CLOSED], FileError, "no use takes a share of the total"),
        ([use(), use(), CLOSED], LabelError, "'gadgets' is defined twice; rename one"),
        (
            [use(driver=values("2010 = 1").replace("made_up", "elsewhere")), CLOSED],
            LabelError,
            "'uses gadgets amount' names 'elsewhere', which is not defined",
        ),
        (
            [use(more="colour = 'red'\n"), CLOSED],
            FileError,
            "uses gadgets colour: unknown key",
        ),
        (
            [
                use(),
                CLOSED
                + OPEN.splitlines()[-1]
                + '\nrefined_exports = { value = 1.0, unit = "t", source = "made_up" }\n',
            ],
            FileError,
            "a closed region has neither exports nor imports",
        ),
        (
            [use(), '[supply]\ntrade = "open"\n'],
            FileError,
            "a region with trade needs the output of its own mines",
        ),
        (
            [use(), CLOSED, RESERVES.replace("2020", "20200")],
            FileError,
            "the reserves are of 20200; give a year from 1950 to 2099",
        ),
        ([use(), CLOSED, RESERVES.replace('"t"', '"m3"')], UnitError, "'reserves' is in 'm3'"),
        (
            [use(), CLOSED, '[[scenarios]]\nkey = "central"\nname_en = "x"\nname_zh = "x"\n'],
            LabelError,
            "'central' is defined twice",
        ),
        (
            [
                use(),
                CLOSED,
                '[[uncertain]]\nlever = "demand"\nlow = 2.0\nhigh = 1.0\nsource = "made_up"\n',
            ],
            FileError,
            "'low' is not below 'high'",
        ),
    ],
)
def test_a_faulty_file_is_one_message(tmp_path, parts, error, said):
    with pytest.raises(error, match=said):
        metal(tmp_path, *parts)


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ('{ made_up = "2010, 2012" }', "'printed' names 2012, for which there is no value"),
        ('{ made_up = "1990-1999" }', "'printed' names 1990-1999, for which there is no value"),
        ('{ made_up = "lately" }', "'printed' holds 'lately'; write years, as 2015, 2018-2021"),
        ('{ made_up = "2010", other = "2000-2020" }', "gives two sources for 2010; keep one"),
    ],
)
def test_a_printed_year_has_a_value_and_one_source(tmp_path, printed, said):
    two = f'"made_up", printed = {printed} }}'
    driver = values("2010 = 1, 2020 = 2").replace('"made_up" }', two)
    with pytest.raises(FileError, match=said):
        metal(tmp_path, use(driver=driver), CLOSED)


def test_a_metal_has_a_use(tmp_path):
    with pytest.raises(FileError, match="no use is given; add"):
        metal(tmp_path, CLOSED, head=HEAD.replace("[sources", "uses = []\n[sources", 1))


def test_one_fault_of_a_use_is_one_fault(tmp_path):
    with pytest.raises(FileError) as caught:
        metal(tmp_path, use(lifetime='kind = "fixed", mean = 0.0'), CLOSED)
    assert len(str(caught.value).splitlines()) == 2


def test_a_source_of_single_years_must_be_defined(tmp_path):
    driver = values("2010 = 1").replace('"made_up" }', '"made_up", printed = { gone = "2010" } }')
    with pytest.raises(LabelError, match="'uses gadgets amount' names 'gone', which is not"):
        metal(tmp_path, use(driver=driver), CLOSED)


@pytest.mark.parametrize(
    ("years", "said"),
    [
        (("2020", "2200"), "first_year 1950, base_year 2200 and last_year 2100 are out of order"),
        (("1950", "2020"), "first_year 2020, base_year 2020"),
    ],
)
def test_years_out_of_order_are_refused(tmp_path, years, said):
    with pytest.raises(FileError, match=said):
        metal(tmp_path, use(), CLOSED, head=HEAD.replace(*years))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("year,tonnes,things\n2000,1,2\n", "the column value is ambiguous: tonnes, things"),
        ("year,value\n2000,1\n1990,2\n", "line 3: 1990 follows 2000; sort the years"),
        ("year,value\n2000,1\n2001,much\n", "line 3: 'much' is not a number"),
        ("year,value\n2000.5,1\n", "line 2: 2000.5 is not a year"),
        ("year,value\n2000,1\n2000,2\n", "line 3: 2000 follows 2000"),
        ("", "is empty; it needs the columns year, value"),
        ('year,value\n2000,"1,00"\n', "line 2: '1,00' is not a number"),
        ("year,value\n2000,\n", "line 2: '' is not a number"),
    ],
)
def test_a_faulty_table_of_years_is_one_message(tmp_path, table, said):
    (tmp_path / "demand.csv").write_text(table, encoding="utf-8")
    driver = 'amount = { csv = "demand.csv", unit = "t", source = "made_up" }'
    with pytest.raises(FileError, match=said):
        metal(tmp_path, use(driver=driver), CLOSED)


def test_reserves_below_what_is_mined_already_are_refused(tmp_path):
    small = RESERVES.replace("20000", "500").replace("2020", "2000")
    definition = metal(tmp_path, use(), OPEN, small)
    with pytest.raises(TableError, match=r"reserves of 2000 \(500 t\) are below what was mined"):
        supply_of(solve_metal(definition))


def test_a_stock_that_falls_faster_than_its_things_wear_out_is_refused(tmp_path):
    driver = 'driven_by = "stock"\n' + values("2000 = 100, 2001 = 10")
    with pytest.raises(
        TableError, match=r"stock of 'gadgets' falls in 2001 faster than its products"
    ):
        solve_metal(metal(tmp_path, use(driver=driver), CLOSED))


def test_unknown_names_are_refused_with_those_that_are_known(tmp_path):
    with pytest.raises(OptionError, match=r"no metal 'xx'.*Known: co-china, co-world"):
        load_metal("xx")
    with pytest.raises(LabelError, match="no scenario 'hihg'"):
        load_metal("ge-china").scenario("hihg")
    own = tmp_path / "own.toml"
    own.write_text('like = "ge-chine"\n', encoding="utf-8")
    with pytest.raises(LabelError, match="Did you mean 'ge-china'"):
        read_metal(own)
    own.write_text("[[scenarios]]\nkey = 'a'\nname_en = 'a'\nname_zh = 'a'\nspeed = 2\n", "utf-8")
    with pytest.raises(FileError, match="scenarios a speed: unknown key"):
        read_scenarios(own)


def scenarios(tmp_path, text):
    path = tmp_path / "scenarios.toml"
    path.write_text(text, encoding="utf-8")
    return read_scenarios(path), path


HALF = """
[[scenarios]]
key = "half"
name_en = "Half"
name_zh = "减半"
intensity.{use} = {{ value = {value}, source = "{source}" }}
"""


def test_scenarios_of_a_user_take_the_place_of_those_of_a_metal(tmp_path):
    own = HALF.format(use="fibre", value=0.5, source="mine")
    own += '[sources.mine]\ncitation_en = "Mine"\ncitation_zh = "自定"\n'
    own += '[[uncertain]]\nlever = "lifetime"\nlow = 0.9\nhigh = 1.1\nsource = "mine"\n'
    metals = [load_metal("ge-china"), load_metal("li-world")]
    fibre, other = with_scenarios(metals, *scenarios(tmp_path, own))
    assert [one.key for one in fibre.scenarios] == ["half"]
    assert "fibre" in fibre.scenarios[0].intensity
    assert not other.scenarios[0].intensity
    assert [(one.lever, one.source) for one in other.uncertain] == [("lifetime", "mine")]


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"use": "fiber"}, LabelError, "changes the use 'fiber', which no metal has .*'fibre'"),
        ({"source": "gone"}, LabelError, "'scenarios half intensity fibre' names 'gone'"),
        ({"value": -0.5}, TableError, "'scenarios half intensity fibre' is -0.5 in 1970"),
    ],
)
def test_a_faulty_scenario_is_one_message(tmp_path, changes, error, said):
    right = {"use": "fibre", "value": 0.5, "source": "assumed"}
    with pytest.raises(error, match=said):
        with_scenarios(
            [load_metal("ge-china")], *scenarios(tmp_path, HALF.format(**(right | changes)))
        )


@pytest.mark.parametrize(
    ("lever", "low", "high", "said"),
    [
        ("collection", 0.5, 1.4, "'collection' must be between 0 and 1"),
        ("demand", -1.0, 2.0, "'demand' must be above 0"),
        ("lifetime", 0.0, 2.0, "'lifetime' must be above 0"),
        ("speed", 0.5, 1.0, "uncertain 0 lever"),
    ],
)
def test_a_range_must_hold_what_its_lever_can_be(tmp_path, lever, low, high, said):
    text = f'[[uncertain]]\nlever = "{lever}"\nlow = {low}\nhigh = {high}\nsource = "assumed"\n'
    with pytest.raises(FileError, match=said):
        scenarios(tmp_path, text)


def test_a_lever_has_one_range(tmp_path):
    text = '[[uncertain]]\nlever = "demand"\nlow = 0.5\nhigh = 2.0\nsource = "assumed"\n'
    with pytest.raises(LabelError, match="'demand' is defined twice"):
        scenarios(tmp_path, 2 * text)


def test_without_a_file_of_scenarios_a_metal_keeps_its_own(tmp_path):
    (kept,) = with_scenarios([load_metal("ge-china")], ScenarioFile(), tmp_path)
    assert kept == load_metal("ge-china")


@pytest.mark.parametrize(
    ("text", "head", "said"),
    [
        ("2030 = 0, 2040 = 3", HEAD, "nothing is in use at the end of 2020; choose another 'base"),
        (
            "2000 = 0, 2010 = 3, 2015 = 0",
            HEAD.replace("sankey_year = 2020", "sankey_year = 2018"),
            "nothing enters use in 2018; choose another 'sankey_year'",
        ),
    ],
)
def test_a_metal_that_nobody_uses_is_refused(tmp_path, text, head, said):
    metal(tmp_path, use(driver=values(text)), OPEN, head=head)
    with pytest.raises(TableError, match=said):
        metal_supply(config=tmp_path / "unobtainium.toml")


def test_a_metal_that_is_given_up_has_a_page(tmp_path):
    metal(tmp_path, use(driver=values("2000 = 5, 2020 = 5, 2040 = 0")), OPEN, RESERVES)
    result = metal_supply(config=tmp_path / "unobtainium.toml")
    found = supply_findings(result, Language("en"))
    assert found.answer
    assert result.tables["supply"].iloc[-1]["need_t"] == 0
