"""A file of sector splits, and what a split does to a study."""

import numpy as np
import pytest

import tanmai as tm
from made_up import make_table
from tanmai.core.errors import LabelError, TanmaiError
from tanmai.core.sector_schemes import sector_schemes
from tanmai.io.sector_split import read_splits
from tanmai.studies.options import AccountOptions
from tanmai.studies.prepare import focus_of, prepare_table

POWER = """sector,part,name_zh,name_en,province,of,weight
24,24c,煤电,Coal power,,,700
24,24r,可再生,Renewables,,,300
24,24c,,,Shanxi,,9
24,24r,,,Shanxi,,1
24,24c,,,,emissions,1
24,24c,,,,input 02,1
"""


def written(folder, text):
    path = folder / "split.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_power_is_split_by_province_emissions_and_coal(tmp_path):
    path = written(tmp_path, POWER)
    options = AccountOptions(split=path)
    prepared = prepare_table(options)
    table, whole = prepared.table, tm.load("cn31-2017")
    codes, m = table.index.sector_codes, table.index.m
    coal, clean = codes.index("24c"), codes.index("24r")
    assert [table.sectors[at].name_en for at in (coal, clean)] == ["Coal power", "Renewables"]
    x, F = (values.reshape(m, -1) for values in (table.x, table.F[0]))
    shanxi = table.index.region_codes.index("140000")
    shares = np.full(m, 0.7)
    shares[shanxi] = 0.9
    np.testing.assert_allclose(x[:, coal], shares * (x[:, coal] + x[:, clean]))
    assert not F[:, clean].any()
    Z = np.asarray(table.Z).reshape(m, len(codes), m, len(codes))
    assert not Z[:, codes.index("02"), :, clean].any()
    assert tm.check(table).passed
    np.testing.assert_allclose(table.x.sum(), whole.x.sum())
    focus = focus_of(AccountOptions(focus="energy"), prepared.scheme, table, None)
    assert {"24c", "24r"} <= set(focus.sector_codes)
    assert options.to_record()["split"] == "split.csv"
    merged = prepare_table(AccountOptions(split=path, scheme="s30")).table
    np.testing.assert_allclose(merged.x, tm.aggregate(whole, sectors="s30").x)


def test_a_scheme_keeps_groups_and_views_of_the_parts():
    scheme = next(one for one in sector_schemes() if one.name == "nbs42-2017")
    table = make_table(1)
    split = scheme.split("24", table.sectors[:2])
    codes = [sector.code for sector in table.sectors[:2]]
    assert len(split.sectors) == len(scheme.sectors) + 1
    assert split.view("s30")[codes[0]] == scheme.view("s30")["24"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sector,part,weight\n99,a,1\n", "line 2: '99' is not a sector"),
        ("sector,part,weight\n01,a,-1\n", "line 2: weight is -1"),
        ("sector,part,weight\n01,a,x\n", "line 2: 'x' is not a number"),
        ("sector,part,weight\n01,a,1\n01,a,2\n", "line 3: the weight of a appears twice"),
        ("sector,part,weight\n01,a,1\n", "two parts or more"),
        ("sector,part,weight\n01,a,0\n01,b,0\n", r"all weights of .* are zero"),
        ("sector,part,weight,of\n01,a,1,input\n01,b,1,input\n", "of = 'input'"),
        ("sector,part,weight,of\n01,a,1,emissions\n01,b,1,emissions\n", "weights of output"),
        ("sector,part,weight,province\n01,a,1,Hebei\n01,b,1,Hebei\n", "no weights for"),
        ("sector,part,weight\n01,,1\n", "part is empty"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(tmp_path, text, said):
    with pytest.raises(TanmaiError, match=said):
        read_splits(written(tmp_path, text), tm.load("cn31-2017"))


def test_shares_that_ask_for_more_than_output_are_rejected(tmp_path):
    text = "sector,part,weight,of\n24,a,1,\n24,b,99,\n24,a,1,input 02\n"
    with pytest.raises(TanmaiError, match=r"would buy .* Change these shares"):
        tm.split(tm.load("cn31-2017"), written(tmp_path, text))
    text = "sector,part,weight\n24,02,1\n24,b,99\n"
    with pytest.raises(LabelError, match="02"):
        tm.split(tm.load("cn31-2017"), written(tmp_path, text))
