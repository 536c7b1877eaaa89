"""Hosts that hold too little of an input or of exports: what stands in, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embedded import embedded_table
from made_up import small_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.checks import check_table
from tanmai.core.errors import OptionError, TableError
from tanmai.core.labels import Sector
from tanmai.metals.magnesium.coupling.case import coupled_case
from tanmai.metals.magnesium.coupling.open_product import couple
from tanmai.metals.magnesium.coupling.options import CouplingOptions
from tanmai.metals.magnesium.coupling.products import OpenedProduct, Recipe
from tanmai.metals.magnesium.coupling.shortfall import shortfalls

SHAANXI = "610000"
METAL = Sector("Mg", "镁", "Magnesium")
SMALL = small_table()
HOST = SMALL.index.position(SHAANXI, "03")
COAL, SERVICES = (np.asarray(SMALL.Z)[i::4, HOST].sum() for i in (1, 3))


def product(need, limit=0.5, exported=None, **options):
    """10 t at 60,000 CNY/t are 60 x 10^4 CNY; they buy coal for ``need`` x 10^4 CNY."""
    recipe = Recipe({"02": need * 1e4 / 10}, 0.5, interchangeable=("02", "04"), **options)
    return OpenedProduct(
        METAL, "03", 60_000.0, {SHAANXI: recipe}, {SHAANXI: 10.0}, exported, {}, "", limit
    )


def bought(table, code):
    place = table.index.position(SHAANXI, "Mg")
    position = table.index.sector_codes.index(code)
    return float(np.asarray(table.Z)[position :: table.index.n, place].sum())


def test_what_is_lacking_comes_from_the_other_inputs():
    coupled = couple(SMALL, [product(COAL + 3.0)])
    assert bought(coupled, "02") == pytest.approx(COAL)
    assert bought(coupled, "04") == pytest.approx(3.0)
    frame = shortfalls(coupled, [product(COAL + 3.0)]).set_index("of")
    assert frame.loc["02", ["needed", "found", "difference"]].tolist() == pytest.approx(
        [COAL + 3.0, COAL, -3.0]
    )
    assert frame.loc["02", "percent"] == pytest.approx(-300.0 / (COAL + 3.0))
    assert frame.loc["04", "difference"] == pytest.approx(3.0)


def test_exports_that_the_host_lacks_are_sold_at_home():
    abroad = SMALL.exports[HOST]
    share = (abroad + 2.0) / 60.0
    coupled = couple(SMALL, [product(COAL, exported=share)])
    place = coupled.index.position(SHAANXI, "Mg")
    assert coupled.exports[place] == pytest.approx(abroad)
    assert coupled.exports[coupled.index.position(SHAANXI, "03")] == pytest.approx(0.0, abs=1e-12)
    row = shortfalls(coupled, [product(COAL, exported=share)]).iloc[0]
    assert (row["of"], row["difference"]) == ("exports", pytest.approx(-2.0))
    check_table(coupled).require()


@settings(deadline=None, max_examples=25)
@given(st.floats(0.0, 0.5), st.floats(0.0, 1.0))
def test_nothing_is_lost_by_a_shortfall(lacking, more_exports):
    need = min(COAL / (1.0 - lacking), COAL + 0.99 * SERVICES)
    abroad = SMALL.exports[HOST]
    made = product(need, exported=min(abroad * (1.0 + more_exports), 60.0) / 60.0)
    coupled = couple(SMALL, [made])
    check_table(coupled).require()
    before, after = carbon_accounts(SMALL), carbon_accounts(coupled)
    np.testing.assert_allclose(after.production_based, before.production_based, rtol=1e-9)
    np.testing.assert_allclose(coupled.exports.sum(), SMALL.exports.sum(), rtol=1e-9)
    np.testing.assert_allclose(coupled.Z.sum(), np.asarray(SMALL.Z).sum(), rtol=1e-9)
    inputs = shortfalls(coupled, [made])
    energy = inputs[inputs["of"] != "exports"]
    assert energy["difference"].sum() == pytest.approx(0.0, abs=1e-6)


def test_a_table_that_has_enough_is_not_touched():
    within = couple(SMALL, [product(COAL - 1.0)])
    np.testing.assert_array_equal(within.Z, couple(SMALL, [product(COAL - 1.0, limit=0.0)]).Z)
    assert shortfalls(within, [product(COAL - 1.0)]).empty


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (
            product(COAL + 3.0, limit=0.0),
            r"from 02 Coal mining.*of its host Shaanxi.* 3 short",
        ),
        (product(COAL + 3.0, limit=0.01), r"at most 1% may be bought of other energy"),
        (product(COAL + SERVICES + 1.0, limit=0.9), r"sectors 02, 04 together in Shaanxi"),
        (product(COAL, limit=0.0, exported=1.0), "sales to exports, of its host Shaanxi"),
    ],
)
def test_a_shortfall_beyond_the_limit_is_refused(made, said):
    with pytest.raises(TableError, match=said):
        couple(SMALL, [made])


def test_bad_limits_and_recipes():
    with pytest.raises(OptionError, match=r"largest shortfall of Mg Magnesium is 1\.5"):
        product(1.0, limit=1.5)
    with pytest.raises(OptionError, match="takes 04 as interchangeable"):
        product(1.0, at_host_rate=("04",))


def test_magnesium_in_the_table_of_2017():
    """Smelting in Shaanxi exports less than its magnesium works, and in Ningxia buys less coal."""
    case = coupled_case(embedded_table())
    frame = case.shortfalls
    lacking = frame[frame["difference"] < 0]
    assert lacking[["product", "region_code", "of"]].to_numpy().tolist() == [
        ["Mg", SHAANXI, "exports"],
        ["Mg", "640000", "02"],
    ]
    check_table(case.table).require()
    with pytest.raises(TableError, match="coal, of its host Ningxia"):
        coupled_case(embedded_table(), CouplingOptions(largest_shortfall=0.0))


@pytest.mark.parametrize("year", [2012, 2018])
def test_hosts_of_other_years_hold_enough(year):
    assert coupled_case(embedded_table(f"cn31-{year}")).shortfalls.empty
