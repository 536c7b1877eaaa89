from pathlib import Path

import pytest

import tanmai.metals.magnesium.routes.file as route_file
from tanmai.core.errors import FileError, LabelError, OptionError, UnitError
from tanmai.metals.magnesium.routes.emissions import Conditions
from tanmai.metals.magnesium.routes.file import magnesium_routes, read_routes
from tanmai.metals.magnesium.routes.routes import route_carbon

BUNDLED = Path(route_file.__file__).parents[1] / "data" / "routes" / "magnesium.toml"

SMALL = """
name = "made-up"
title_en = "Made up"
title_zh = "虚构"

[sources.us]
citation_en = "Us"
citation_zh = "我们"

[[factors]]
key = "gas"
name_en = "Gas"
name_zh = "气"
value = 2.0
unit = "t CO2/t"
source = "us"

[[stages]]
key = "all"
name_en = "All"
name_zh = "全部"

[[routes]]
key = "one"
name_en = "One"
name_zh = "一"
technology = "pidgeon"
inputs = [
  { key = "gas", kind = "fuel", amount = 3.0, unit = "t", factor = "gas", stages = { all = 1.0 }, source = "us" },
  { key = "power", kind = "power", amount = 1000.0, unit = "kWh", stages = { all = 1.0 }, source = "us" },
]
"""  # noqa: E501


@pytest.fixture
def written(tmp_path):
    """Return a file of a small book in which one text takes the place of another."""

    def write(old: str = "", new: str = "") -> Path:
        assert old in SMALL
        path = tmp_path / "routes.toml"
        path.write_text(SMALL.replace(old, new, 1) if old else SMALL + new, encoding="utf-8")
        return path

    return write


def test_another_metal_is_read_and_accounted(written):
    found = route_carbon(read_routes(written()), "one", Conditions(None, 2022))
    assert found.gate_to_gate == 6.0
    assert found.indirect == pytest.approx(0.5366)


def test_every_number_of_the_bundle_has_a_source_that_is_used():
    book = magnesium_routes()
    groups = (book.factors, book.classes, book.ecological_footprints, book.plants, book.published)
    cited = {part.source for group in groups for part in group}
    cited |= {use.source for route in book.routes for use in route.inputs}
    assert cited <= set(book.sources)
    assert set(book.sources) - cited == {"ceads"}  # named in notes on the ends of ranges
    for route in book.routes:
        assert route.inputs
        assert route.name_zh != route.name_en


@pytest.mark.parametrize(
    ("old", "new", "error", "said"),
    [
        ("value = 2.0", "value = -2.0", FileError, "factors gas value"),
        ("value = 2.0", "value = 2.0\nlow = 2.5", FileError, "2 lies outside its range 2.5 to 2"),
        ('unit = "t CO2/t"', 'unit = "t CO2/tce"', UnitError, "make the factor t CO2/t"),
        ('unit = "kWh"', 'unit = "MWh"', UnitError, "give power in kWh"),
        ("{ all = 1.0 }", "{ all = 0.9 }", FileError, "routes one inputs gas.*add up to 0.9"),
        ("{ all = 1.0 }", "{ al = 1.0 }", LabelError, "Did you mean 'all'"),
        ('factor = "gas", ', 'factor = "gs", ', LabelError, "names 'gs'"),
        ('factor = "gas", ', "", FileError, "kind 'fuel' needs a 'factor'"),
        ('unit = "kWh"', 'unit = "kWh", factor = "gas"', FileError, "'power' takes no 'factor'"),
        ('amount = 3.0, unit = "t"', 'amount = "much", unit = "t"', FileError, "number"),
        ('"t", factor', '"t", includes_power = true, factor', FileError, "for a fuel in tce"),
        ('source = "us"\n\n[[st', 'source = "them"\n\n[[st', LabelError, "names 'them'"),
        ('technology = "pidgeon"', 'technology = "pidgeon"\nlike = "two"', LabelError, "'two'"),
        ('technology = "pidgeon"', 'technology = "pidgeon"\nlike = "one"', LabelError, "itself"),
        ('"power", kind', '"gas", kind', LabelError, "'gas' is defined twice"),
        ("value = 2.0", "value = 2.0\ntimes = ['x1']", LabelError, "factor 'gas' names 'x1'"),
        ("value = 2.0", "value =", FileError, "not valid TOML"),
        ('name = "made-up"', 'name = "made-up"\ncolour = "red"', FileError, "colour"),
    ],
)
def test_faults_are_named(written, old, new, error, said):
    with pytest.raises(error, match=said):
        read_routes(written(old, new))


def test_a_missing_file_and_an_unknown_province_are_named(written, tmp_path):
    with pytest.raises(FileError, match="is not a file"):
        read_routes(tmp_path / "none.toml")
    plant = """
[[plants]]
key = "a"
name_en = "A"
name_zh = "甲"
province = "Shanix"
year = 2025
route = "one"
total = 3.0
source = "us"
"""
    with pytest.raises(LabelError, match="'a': 'Shanix' is not a province"):
        read_routes(written(new=plant))


def test_more_own_power_than_use_is_refused(written):
    own = (
        '  { key = "heat", kind = "own_power", amount = 1000.5, unit = "kWh", '
        'stages = { all = 1.0 }, source = "us" },\n]\n'
    )
    path = written('source = "us" },\n]\n', 'source = "us" },\n' + own)
    with pytest.raises(OptionError, match="'one' makes more power than it uses"):
        route_carbon(read_routes(path), "one", Conditions(None, 2022))


def test_power_beyond_all_energy_is_refused(tmp_path):
    text = BUNDLED.read_text(encoding="utf-8").replace("amount = 6.2", "amount = 0.3", 1)
    path = tmp_path / "routes.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OptionError, match="power is more than all of its energy"):
        route_carbon(read_routes(path), "pidgeon_horizontal", Conditions("陕西", 2022))
