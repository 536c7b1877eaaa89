"""A metal by province: files, carbon through a table, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from made_up import small_table
from tanmai.core.errors import FileError, LabelError, OptionError, TableError, UnitError
from tanmai.metals.stocks.province_files import read_outputs, read_process
from tanmai.metals.stocks.provinces import metal_in_provinces
from tanmai.solve import LeontiefSystem

SHANXI, ZHEJIANG, SHAANXI = "140000", "330000", "610000"
HEAD = "province,path,amount,unit,source,assumption\n"
ROWS = (
    "Shaanxi,primary,0.010,kt,made up,yes",
    "陕西,secondary,5,t,made up,yes",
    "330000,use,20,t,made up,yes",
)
OUTPUTS = HEAD + "\n".join(ROWS) + "\n"
PROCESS = """
key = "uo"
name_en = "Unobtainium"
name_zh = "难得素"
host = "03"
[sources.made_up]
citation_en = "Made up"
citation_zh = "虚构"
assumed = true
[primary]
exported = 0.0
price = 40000.0
emissions = 0.4
unlisted = 0.2
source = "made_up"
[primary.purchases]
"02" = 8000.0
[secondary]
exported = 0.0
price = 30000.0
emissions = 0.1
source = "made_up"
[secondary.purchases]
"04" = 3000.0
"""


def solved(tmp_path, outputs=OUTPUTS, process=PROCESS):
    (tmp_path / "outputs.csv").write_text(outputs, encoding="utf-8")
    (tmp_path / "process.toml").write_text(process, encoding="utf-8")
    table = small_table()
    return metal_in_provinces(table, {}, tmp_path / "outputs.csv", tmp_path / "process.toml")


def test_output_and_use_are_read_in_tonnes_by_adcode(tmp_path):
    tonnes = solved(tmp_path).tonnes
    assert tonnes.loc[SHAANXI, ["primary", "secondary"]].tolist() == [10.0, 5.0]
    assert tonnes.loc[ZHEJIANG, "elsewhere"] == 20.0
    assert pd.isna(tonnes.loc[SHAANXI, "use"])


def test_the_carbon_of_a_tonne_is_its_gate_and_what_its_inputs_carry(tmp_path):
    """By hand: gate, and the multipliers of what a tonne buys, spread as the host buys."""
    result = solved(tmp_path)
    table = small_table()
    system = LeontiefSystem(table)
    index = table.index
    f = np.divide(table.F[0], table.x)
    multipliers = f @ system.solve(np.eye(len(index)))
    bought = np.asarray(table.Z)[:, index.position(SHAANXI, "03")]
    rows = [index.position(code, "02") for code in index.region_codes]
    share = bought[rows] / bought[rows].sum()
    per_unit = float(share @ multipliers[rows]) * 1e6 / 1e4  # t CO2 per CNY
    found = result.carbon["primary", SHAANXI]
    assert found.gate == pytest.approx(0.6)
    # a host that gives up a little changes the multipliers a little
    assert float(found.by_region().sum()) == pytest.approx(0.6 + 0.8 * per_unit * 1e4, rel=0.05)


def test_all_emissions_are_accounted_for_by_province(tmp_path):
    result = solved(tmp_path)
    assert [check.passed for check in result.checks] == [True, True]
    carbon = result.tables["carbon_of_a_tonne"].set_index("path")["total_tCO2_per_t"]
    emitted = result.emitted.sum()
    assert emitted["primary"] == pytest.approx(10 * carbon["primary"] / 1e3)
    assert emitted["secondary"] == pytest.approx(5 * carbon["secondary"] / 1e3)


def test_assumptions_are_said_and_inputs_listed(tmp_path):
    result = solved(tmp_path)
    assert any(
        "3 numbers by province are assumptions" in said.into("en") for said in result.assumptions
    )
    inputs = result.tables["inputs"].set_index("what")
    assert inputs.loc["primary Shaanxi", "assumption"] == "yes"
    assert inputs.loc["primary of sector 02", "value"] == 8000.0


def test_secondary_metal_may_be_absent(tmp_path):
    result = solved(tmp_path, HEAD + "Shaanxi,primary,10,t,made up,no\n")
    assert set(result.carbon) == {("primary", SHAANXI)}


@pytest.mark.parametrize(
    ("row", "error", "said"),
    [
        ("Shaanxi,mined,1,t,x,no", LabelError, "line 2: 'mined' is not a path; give primary"),
        ("Shaanxi,primary,1,m3,x,no", UnitError, "line 2: 'm3' is not a unit of mass"),
        ("Shaanxi,primary,-1,t,x,no", FileError, "line 2: an amount of -1 is below zero"),
        ("Shaanxi,primary,much,t,x,no", FileError, "line 2: 'much' is not a number"),
        ("Shaanxi,primary,1,t,,no", FileError, "line 2 names no source"),
        ("Atlantis,primary,1,t,x,no", LabelError, "line 2"),
        ("Shaanxi,use,1,t,x,no", OptionError, "no primary or secondary metal above zero"),
        (
            "Gansu,primary,1,t,x,no",
            LabelError,
            "Gansu 甘肃 makes primary metal but is not a region",
        ),
        (
            "Shaanxi,primary,1,t,x,no\n陕西,primary,2,t,x,no",
            LabelError,
            "line 3: Shaanxi 陕西 has primary metal twice",
        ),
        ("Shaanxi,primary,1,Mt,x,no", TableError, "the host would turn negative"),
    ],
)
def test_a_faulty_table_of_outputs_is_one_message(tmp_path, row, error, said):
    with pytest.raises(error, match=said):
        solved(tmp_path, HEAD + row + "\n")


@pytest.mark.parametrize(
    ("old", "new", "error", "said"),
    [
        ('host = "03"', 'host = "99"', LabelError, "host = '99' is not a sector of the table"),
        ("price = 40000.0", "price = 0", FileError, "primary price.*greater than 0"),
        ("emissions = 0.1", "emissions = -1", FileError, "secondary emissions"),
        ("[secondary]", "[tertiary]", FileError, "unknown key"),
        (
            'emissions = 0.1\nsource = "made_up"',
            'emissions = 0.1\nsource = "elsewhere"',
            LabelError,
            "'secondary' names the source 'elsewhere'",
        ),
    ],
)
def test_a_faulty_process_is_one_message(tmp_path, old, new, error, said):
    with pytest.raises(error, match=said):
        solved(tmp_path, process=PROCESS.replace(old, new))


def test_the_columns_are_named(tmp_path):
    (tmp_path / "o.csv").write_text("province,tonnes\nShaanxi,1\n", encoding="utf-8")
    with pytest.raises(FileError, match="has no column path, amount, unit, source"):
        read_outputs(tmp_path / "o.csv")
    with pytest.raises(FileError, match="is not a file"):
        read_process(tmp_path / "none.toml")


def test_exports_that_the_host_lacks_are_sold_at_home_within_a_limit(tmp_path):
    all_abroad = PROCESS.replace("[primary]\nexported = 0.0", "[primary]\nexported = 1.0")
    with pytest.raises(TableError, match="of the sales to exports"):
        solved(tmp_path, process=all_abroad)
    limited = all_abroad.replace('host = "03"', 'host = "03"\nlargest_shortfall = 1.0')
    assert solved(tmp_path, process=limited).checks[0].passed
