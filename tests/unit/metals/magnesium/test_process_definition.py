import pytest

from tanmai.core.errors import FileError, LabelError, OptionError, UnitError
from tanmai.metals.magnesium.flows.definition_file import (
    bundled_definitions,
    load_definition,
    read_definition,
)


def test_bundled_definitions_are_read_and_cite_every_number():
    assert "magnesium-2015" in bundled_definitions()
    for name in bundled_definitions():
        definition = load_definition(name)
        assert definition.name == name
        for part in (*definition.relations, *definition.inputs, *definition.prices):
            assert part.source in definition.sources


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(OptionError, match=r"no process definition 'magnesium'.*'magnesium-2015'"):
        load_definition("magnesium")


def test_amounts_are_converted_to_the_unit_of_the_definition(aluminium):
    assert aluminium.known_amounts() == {"metal": 1000.0}


def test_an_amount_as_a_multiple_follows_the_other(edited):
    old = 'to = "electrolysis"\nname_en = "Alumina"\nname_zh = "氧化铝"\n'
    path = edited(old, old + 'times = 2.0\nof = "metal"\nsource = "made_up"\n')
    assert read_definition(path).known_amounts()["alumina"] == 2000.0


def test_names_in_both_languages(aluminium):
    assert aluminium.title("zh") == "铝"
    assert aluminium.title("en") == "Aluminium"
    assert aluminium.flow("dross").name("zh") == "铝灰"
    assert aluminium.sources["weights"].citation("en") == "IUPAC atomic weights"


def test_an_unknown_flow_is_refused(aluminium):
    with pytest.raises(LabelError, match=r"no flow 'metals'.*'metal'"):
        aluminium.flow("metals")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(FileError, match="is not a file; name a process definition"):
        read_definition(tmp_path / "none.toml")


def test_a_file_that_is_no_toml_is_refused(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text("name = ", encoding="utf-8")
    with pytest.raises(FileError, match="is not valid TOML"):
        read_definition(path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("share = 0.2", "share = 1.2", r"relations scrap share.*less than or equal to 1"),
        ("value = 1.0", "value = -1.0", r"flows metal value.*greater than or equal to 0"),
        ("value = 1.0", "value = inf", r"flows metal value.*finite"),
        ("value = 1.0\n", 'value = 1.0\ntimes = 2.0\nof = "co2"\n', "either 'value' or 'times'"),
        ("value = 1.0\n", "times = 2.0\n", "'times' and 'of' belong together"),
        ('name_zh = "铝灰"\n', 'name_zh = "铝灰"\nsd = 0.1\n', "'sd' needs an amount"),
        ('unit = "Mt"\nsource = "made_up"\n', 'unit = "Mt"\n', "an amount needs a 'source'"),
        ("share = 0.2", "share = 0.2\nfactor = 2.0", "exactly one of 'share'"),
        ("share = 0.2", "total = 0.2", "'total' has none"),
        ("share = [0.01, 0.03]", "share = [0.03, 0.01]", "least is larger than the most"),
        ('name_zh = "大气"', 'colour = "blue"', r"(?s)outside air name_zh.*outside air colour"),
    ],
)
def test_a_faulty_part_is_named_with_its_fault(edited, old, new, message):
    with pytest.raises(FileError, match=message):
        read_definition(edited(old, new))


def test_a_unit_that_is_no_mass_is_refused(edited):
    with pytest.raises(UnitError, match=r"flow 'metal' is in 'MWh'.*convert it to one of kg, t"):
        read_definition(edited('unit = "Mt"', 'unit = "MWh"'))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('to = "use"', 'to = "user"', r"flow 'goods' names 'user'.*Did you mean 'use'"),
        ('stage = "smelting"', 'stage = "melting"', r"process 'electrolysis' names 'melting'"),
        ('process = "use"', 'process = "air"', r"stock 'in_use' names 'air'"),
        ('flows = ["scrap"]', 'flows = ["scraps"]', r"relation 'scrap' names 'scraps'"),
        ('product = "metal"', 'product = "metals"', r"input 'power' names 'metals'"),
        ('flow = "carbon"', 'flow = "coke"', r"price of 'coke' names 'coke'"),
        ('source = "weights"', 'source = "rumour"', r"source of 'alumina per metal' names"),
        ('environment = "air"', 'environment = "use"', r"'environment' names 'use'"),
        ('key = "goods"', 'key = "scrap"', r"'scrap' is defined twice"),
    ],
)
def test_a_key_that_names_nothing_is_refused(edited, old, new, message):
    with pytest.raises(LabelError, match=message):
        read_definition(edited(old, new))


def test_a_flow_that_is_a_multiple_of_itself_is_refused(edited):
    circle = 'times = 2.0\nof = "metal"\nsource = "made_up"'
    with pytest.raises(LabelError, match="multiple of itself"):
        read_definition(edited('value = 1.0\nunit = "Mt"\nsource = "made_up"', circle))
