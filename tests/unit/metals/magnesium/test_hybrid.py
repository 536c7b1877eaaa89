"""Products opened out of a small table by hand, what is refused, and magnesium itself."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from embedded import embedded_table
from made_up import small_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis import largest_structural_paths, path_table
from tanmai.checks import check_table
from tanmai.core.errors import LabelError, OptionError, TableError
from tanmai.core.labels import Region, RegionSectorIndex, Sector
from tanmai.core.messages import message
from tanmai.metals.magnesium.coupling.data import (
    coupling_inputs,
    coupling_products,
    ferrosilicon_suppliers,
    published_output,
)
from tanmai.metals.magnesium.coupling.footprint import carbon_of_a_tonne, final_destinations
from tanmai.metals.magnesium.coupling.ledger import Ledger
from tanmai.metals.magnesium.coupling.magnesium import (
    FERROSILICON,
    MAGNESIUM,
    ferrosilicon_recipe,
    magnesium_products,
    magnesium_recipe,
    power_sector,
)
from tanmai.metals.magnesium.coupling.open_product import couple, newly_counted
from tanmai.metals.magnesium.coupling.options import CouplingOptions, read_coupling_options
from tanmai.metals.magnesium.coupling.products import OpenedProduct, Recipe
from tanmai.metals.magnesium.coupling.shortfall import shortfalls
from tanmai.metals.magnesium.coupling.what_if import with_moved_production, with_own_green_power
from tanmai.metals.magnesium.routes.emissions import Conditions
from tanmai.metals.magnesium.routes.file import magnesium_routes
from tanmai.metals.magnesium.routes.routes import find_route, route_carbon

SHANXI, ZHEJIANG, SHAANXI = "140000", "330000", "610000"
METAL = Sector("Mg", "镁", "Magnesium")
ALLOY = Sector("FeSi", "硅铁", "Ferrosilicon")


def made_in_shaanxi(purchases=None, emissions=30.0, **options):
    given = {"price": 10_000.0, "output": {SHAANXI: 4.0}, "host": "03", **options}
    recipe = Recipe(purchases or {"02": 2_500.0}, emissions)
    return OpenedProduct(METAL, recipes={SHAANXI: recipe}, **given)


@pytest.fixture(scope="module")
def small():
    return small_table()


@pytest.fixture(scope="module")
def table():
    return embedded_table()


@pytest.fixture(scope="module")
def magnesium(table):
    return magnesium_products(table)


@pytest.fixture(scope="module")
def coupled(table, magnesium):
    return couple(table, magnesium)


def test_the_column_of_the_product(small):
    """4 t at 10,000 CNY are 4 x 10^4 CNY; coal for 2,500 CNY/t is a quarter of that."""
    coupled = couple(small, [made_in_shaanxi()])
    place = coupled.index.position(SHAANXI, "Mg")
    host = small.index.position(SHAANXI, "03")
    column = np.asarray(coupled.Z)[:, place].reshape(3, 5)
    bought = np.asarray(small.Z)[:, host].reshape(3, 4)[:, 1]
    np.testing.assert_allclose(column[:, 1], bought / bought.sum())
    assert column.sum() == pytest.approx(1.0)
    assert coupled.x[place] == pytest.approx(4.0)
    assert coupled.total_value_added[place] == pytest.approx(3.0)
    assert coupled.F[0, place] == pytest.approx(30.0 * 4.0 / 1e6)


def test_the_host_gives_up_what_the_product_takes(small):
    coupled = couple(small, [made_in_shaanxi()])
    old, new = small.index.position(SHAANXI, "03"), coupled.index.position(SHAANXI, "03")
    assert coupled.x[new] == pytest.approx(small.x[old] - 4.0)
    assert coupled.F[0, new] == pytest.approx(small.F[0, old] - 120e-6)
    for region in (SHANXI, ZHEJIANG):
        assert coupled.x[coupled.index.position(region, "Mg")] == 0.0
    check_table(coupled).require()


def test_exports_and_uses_are_those_given(small):
    product = made_in_shaanxi(exported=0.25, uses={"04": 0.5})
    coupled = couple(small, [product])
    place = coupled.index.position(SHAANXI, "Mg")
    assert coupled.exports[place] == pytest.approx(1.0)
    services = [coupled.index.position(code, "04") for code in (SHANXI, ZHEJIANG, SHAANXI)]
    host = np.asarray(small.Z)[small.index.position(SHAANXI, "03")]
    to_services = host.reshape(3, 4)[:, 3].sum()
    rest = host.sum() + small.Y[small.index.position(SHAANXI, "03")].sum()
    rest += small.error[small.index.position(SHAANXI, "03")]
    expected = 1.5 + 1.5 * to_services / rest
    assert np.asarray(coupled.Z)[place, services].sum() == pytest.approx(expected)


def test_a_product_sold_to_another_alone(small):
    recipe = Recipe({"03": 1_000.0}, 5.0, suppliers={"03": {SHANXI: 0.5, SHAANXI: 0.5}})
    metal = OpenedProduct(METAL, "03", 10_000.0, {SHAANXI: recipe}, {SHAANXI: 4.0})
    alloy = OpenedProduct(
        ALLOY, "03", 5_000.0, dict.fromkeys((SHANXI, SHAANXI), Recipe({}, 4.0)), sold_to="Mg"
    )
    coupled = couple(small, [metal, alloy])
    user = coupled.index.position(SHAANXI, "Mg")
    for region in (SHANXI, SHAANXI):
        maker = coupled.index.position(region, "FeSi")
        assert coupled.x[maker] == pytest.approx(0.2)  # 0.4 t at 5,000 CNY
        assert np.asarray(coupled.Z)[maker, user] == pytest.approx(0.2)
        assert coupled.F[0, maker] == pytest.approx(0.4 * 4.0 / 1e6)
        assert np.asarray(coupled.Z)[coupled.index.position(region, "03"), user] == 0.0
    check_table(coupled).require()


def test_inputs_at_the_hosts_rate(small):
    recipe = Recipe({"02": 1_000.0}, 1.0, ("04",))
    product = OpenedProduct(METAL, "03", 10_000.0, {SHAANXI: recipe}, {SHAANXI: 4.0})
    coupled = couple(small, [product])
    host = small.index.position(SHAANXI, "03")
    services = np.asarray(small.Z)[3::4, host].sum() / small.x[host]
    column = np.asarray(coupled.Z)[:, coupled.index.position(SHAANXI, "Mg")]
    assert column[3::5].sum() / 4.0 == pytest.approx(services)


@pytest.mark.parametrize(
    ("product", "said"),
    [
        (made_in_shaanxi({"02": 9_000.0}, output={SHAANXI: 40.0}), "from Shanxi 山西, 02 Coal"),
        (made_in_shaanxi(output={SHAANXI: 400.0}), "short, and the host would turn negative"),
        (made_in_shaanxi(emissions=1e8), "Mt CO2 of the emissions of its host Shaanxi"),
        (
            made_in_shaanxi(output={SHAANXI: 40.0}, exported=1.0),
            "sales to exports, of its host Shaanxi",
        ),
        (made_in_shaanxi({"02": 10_001.0}), "inputs of Mg Magnesium cost"),
    ],
)
def test_a_host_never_turns_negative(small, product, said):
    with pytest.raises(TableError, match=said):
        couple(small, [product])


def test_the_shortfall_is_said(small):
    host = small.index.position(SHAANXI, "03")
    coal = np.asarray(small.Z)[1::4, host].sum()
    product = made_in_shaanxi({"02": 5_000.0}, output={SHAANXI: 2.0 * (coal + 3.0)})
    with pytest.raises(TableError, match=r"takes .* 3 short"):
        couple(small, [product])


def test_a_sparse_table_and_a_second_emission(small):
    sparse_table = small.changed("sparse", {"Z": sparse.csr_array(small.Z)})
    product = made_in_shaanxi()
    whole, thin = couple(small, [product]), couple(sparse_table, [product])
    np.testing.assert_array_equal(thin.Z.toarray(), whole.Z)
    two = small.changed(
        "two",
        {
            "F": np.vstack([small.F, 3.0 * small.F]),
            "F_Y": np.vstack([small.F_Y] * 2),
            "stressors": ("CO2", "SO2"),
        },
    )
    coupled = couple(two, [product], stressor="CO2")
    place, host = coupled.index.position(SHAANXI, "Mg"), small.index.position(SHAANXI, "03")
    assert coupled.F[0, place] == pytest.approx(120e-6)
    assert coupled.F[1, place] == pytest.approx(3.0 * small.F[0, host] * 4.0 / small.x[host])


def test_what_is_not_in_the_table_is_refused(small):
    with pytest.raises(LabelError, match="region '650000' is not in this table"):
        couple(small, [made_in_shaanxi(output={"650000": 1.0})])
    with pytest.raises(LabelError, match="sector '99' is not in this table"):
        couple(small, [made_in_shaanxi(host="99")])
    with pytest.raises(OptionError, match=r"Shanxi .* no recipe"):
        couple(small, [made_in_shaanxi(output={SHANXI: 1.0})])
    with pytest.raises(LabelError, match="has a sector 'Mg' already"):
        couple(couple(small, [made_in_shaanxi()]), [made_in_shaanxi()])


def test_an_input_that_the_host_never_buys_needs_a_supplier(small):
    Z, x = np.array(small.Z), np.array(small.value_added)
    host = small.index.position(SHAANXI, "03")
    x[0, host] += Z[1::4, host].sum()
    Z[1::4, host] = 0.0
    without = small.changed("no coal", {"Z": Z, "value_added": x})
    with pytest.raises(TableError, match="of which its host buys nothing there"):
        couple(without, [made_in_shaanxi()])


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Recipe({"02": -1.0}, 0.0), "purchases of '02' of a recipe are -1"),
        (lambda: Recipe({}, float("nan")), "emissions of a recipe are nan"),
        (lambda: Recipe({"02": 1.0}, 0.0, ("02",)), "both an amount and at the host's rate"),
        (lambda: Recipe({"02": 1.0}, 0.0, suppliers={"02": {SHAANXI: 0.9}}), "0.9 of it together"),
        (lambda: made_in_shaanxi(price=0.0), "give a price above zero"),
        (lambda: made_in_shaanxi(output={SHAANXI: -1.0}), "The output of Mg Magnesium in 610000"),
        (lambda: made_in_shaanxi(sold_to="X"), "leave the output out"),
        (lambda: made_in_shaanxi(exported=1.2), "correct 'exported' or 'uses'"),
        (lambda: made_in_shaanxi(uses={"01": 0.6, "02": 0.6}), "sum to more than 1"),
    ],
)
def test_bad_recipes_and_products(make, said):
    with pytest.raises(OptionError, match=said):
        make()


def test_every_figure_of_the_data_has_a_source(table):
    inputs = coupling_inputs()
    for frame in (inputs, coupling_products(), ferrosilicon_suppliers()):
        assert (frame["source"].str.len() > 0).all()
    assert ferrosilicon_suppliers().groupby("user")["share"].sum().eq(1.0).all()
    booked = set(";".join(inputs["nbs42-2017"]).split(";")) - {""}
    assert booked <= set(table.index.sector_codes)


def test_inputs_are_booked_by_vintage(table):
    older, newer = (magnesium_recipe(one, SHAANXI) for one in (embedded_table("cn31-2012"), table))
    assert older.purchases["25"] == newer.purchases["24"] == pytest.approx(400.0)
    assert newer.purchases["04"] == pytest.approx(530.0)
    assert power_sector(embedded_table("cn31-2012")) == "25"


def test_the_price_of_ferrosilicon_is_one():
    price = coupling_inputs().loc[(MAGNESIUM, "reductant"), "price"]
    assert price == coupling_products().loc[FERROSILICON, "price_cny_per_t"]


def test_green_power_and_own_power_are_not_bought(table):
    green = magnesium_recipe(table, "630000", CouplingOptions(route="electrolytic_green_power"))
    assert green.purchases == {"24": pytest.approx(0.13 * 12_300 * 0.35)}
    assert green.emissions == pytest.approx(1.2)
    park = magnesium_recipe(table, SHAANXI, CouplingOptions(route="closed_loop_park"))
    assert park.purchases["24"] == pytest.approx((3857 - 1350) * 0.35)
    assert park.purchases["02"] == pytest.approx((4.35 - 3857 * 0.1229e-3) * 560)


def test_ferrosilicon_of_the_users_own_choice(table):
    options = CouplingOptions(
        output={"Shanxi": 1e4}, ferrosilicon={"Shanxi": {"Gansu": 0.25, "Shanxi": 0.75}}
    )
    products = magnesium_products(table, options)
    coupled = couple(table, products)
    made = {
        code: coupled.x[coupled.index.position(code, FERROSILICON)] for code in (SHANXI, "620000")
    }
    assert made[SHANXI] == pytest.approx(3.0 * made["620000"])
    assert made[SHANXI] == pytest.approx(0.75 * 1.05 * 1e4 * 0.55)


@pytest.mark.parametrize(
    ("route", "emitted", "bought"),
    [("pidgeon_silicon_aluminium", 3.0, 3_400.0), ("pidgeon_calcium", 1.3, None)],
)
def test_the_reductant_of_a_route(table, route, emitted, bought):
    recipe = ferrosilicon_recipe(table, route)
    assert recipe.emissions == pytest.approx(emitted)
    assert recipe.purchases.get("24") == bought


def test_a_host_that_gives_up_all_is_left_with_nothing(small):
    """What rounding leaves below zero is zero: -1e-16 of a host would be a negative output."""
    host = small.index.position(SHAANXI, "03")
    ledger = Ledger.of(small, made_in_shaanxi())
    have = np.array([[0.3], [0.6], [small.x[host]]])
    left = ledger.taken_from(have, np.array([[0.1 + 0.2], [0.6], [1.0]]), "output")
    assert left[:2].tolist() == [[0.0], [0.0]]
    assert left[2, 0] == pytest.approx(small.x[host] - 1.0)


def test_data_that_is_not_there_is_refused(table):
    with pytest.raises(LabelError, match="There is no route 'pidgin'"):
        magnesium_recipe(table, SHAANXI, CouplingOptions(route="pidgin"))
    with pytest.raises(OptionError, match=r"not published for 2015, only for .*2017, 2018, 2025"):
        published_output(2015)
    with pytest.raises(LabelError, match=r"not in the sectors of nbs42-2012 or nbs42-2017"):
        magnesium_products(small_table(), CouplingOptions(output={"Shaanxi": 1.0}))
    with pytest.raises(LabelError, match="'Shaanxy' is not a province"):
        magnesium_products(table, CouplingOptions(output={"Shaanxy": 1.0}))


@pytest.mark.parametrize(
    ("change", "said"),
    [({"key": "lime"}, "'lime' of route .* has no sector"), ({"price": None}, "has no price")],
)
def test_a_route_that_cannot_be_booked(table, change, said):
    book = magnesium_routes()
    route = find_route(book, "pidgeon_2015")
    inputs = (route.inputs[0].model_copy(update=change), *route.inputs[1:])
    broken = route.model_copy(update={"inputs": inputs})
    with pytest.raises(OptionError, match=said):
        magnesium_recipe(table, SHAANXI, book=book.model_copy(update={"routes": (broken,)}))


@pytest.mark.parametrize("route", [route.key for route in magnesium_routes().routes])
def test_every_route_can_be_opened(table, route):
    options = CouplingOptions(output={"Shaanxi": 20_000.0}, route=route)
    check_table(couple(table, magnesium_products(table, options))).require()


def test_an_inventory_that_holds_calcination_gives_all_of_the_gate(table):
    whole, fuels = (
        magnesium_recipe(table, SHAANXI, CouplingOptions(inventory=kinds))
        for kinds in (("fuel", "calcination"), ("fuel",))
    )
    assert whole.unlisted == 0.0
    assert whole.gate == pytest.approx(fuels.gate)
    assert whole.emissions - fuels.emissions == pytest.approx(fuels.unlisted)
    assert fuels.unlisted == pytest.approx(10.6 * 0.47732 * 0.9149)


def test_routes_and_prices_of_the_users_own(table, tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(
        "output = { Shaanxi = 1e4, Shanxi = 1e4 }\nferrosilicon_price = 6000.0\nprice = 17000.0\n"
        'exported = 0.4\n[routes]\nShanxi = "pidgeon_vertical_coal"\n',
        encoding="utf-8",
    )
    metal, alloy = magnesium_products(table, read_coupling_options(path))
    assert (metal.price, alloy.price, metal.exported) == (17_000.0, 6_000.0, 0.4)
    assert metal.recipes[SHAANXI].purchases["14"] == pytest.approx(1.05 * 6_000)
    assert metal.recipes[SHANXI].purchases["14"] == pytest.approx(1.15 * 6_000)
    check_table(couple(table, [metal, alloy])).require()


def test_routes_with_different_reductants_are_refused(table):
    options = CouplingOptions(
        output={"Shaanxi": 1.0, "Shanxi": 1.0}, routes={"Shanxi": "pidgeon_calcium"}
    )
    with pytest.raises(OptionError, match="pidgeon_2015, pidgeon_calcium have different reductant"):
        magnesium_products(table, options)


def test_magnesium_of_2017(table, coupled, magnesium):
    assert magnesium[0].output == {SHAANXI: 478_900.0, SHANXI: 140_700.0, "640000": 170_500.0}
    check_table(coupled).require()
    before, after = carbon_accounts(table), carbon_accounts(coupled)
    new = newly_counted(coupled, magnesium)
    np.testing.assert_allclose(after.production_based, before.production_based + new, rtol=1e-9)
    calcined = route_carbon(magnesium_routes(), "pidgeon_2015", Conditions(None, 2017)).by_kind
    assert new.sum() == pytest.approx(0.7901 * calcined["calcination"])
    assert coupled.F.sum() == pytest.approx(table.F.sum() + new.sum(), rel=1e-12)
    ferrosilicon = coupled.x[coupled.index.n - 1 :: coupled.index.n].sum() * 1e4 / 5_500
    assert ferrosilicon == pytest.approx(1.05 * 790_100)


def test_carbon_of_a_tonne_by_stage(coupled, magnesium):
    tonne = carbon_of_a_tonne(
        coupled, magnesium[0], SHAANXI, chain=[FERROSILICON], energy=[power_sector(coupled)]
    )
    route = route_carbon(magnesium_routes(), "pidgeon_2015", Conditions("Shaanxi", 2017))
    assert tonne.gate == pytest.approx(route.gate_to_gate)
    assert tonne.by_sector()[FERROSILICON] == pytest.approx(1.05 * 4.0, rel=1e-3)
    assert tonne.by_region().sum() == pytest.approx(tonne.total)
    assert 0.0 < tonne.left_out < tonne.total - tonne.gate
    with pytest.raises(TableError, match="nothing is made by Beijing"):
        carbon_of_a_tonne(coupled, magnesium[0], "110000")


def test_exports_of_the_metal_itself(coupled, magnesium):
    ends = final_destinations(coupled, magnesium[0], SHAANXI)
    # smelting in Shaanxi exports less than its magnesium works are said to
    lacking = shortfalls(coupled, magnesium)
    exported = lacking[(lacking["region_code"] == SHAANXI) & (lacking["of"] == "exports")]
    left = 1 + exported["percent"].sum() / 100
    assert left == pytest.approx(0.858, abs=1e-3)
    assert ends.loc[MAGNESIUM, "exports"] == pytest.approx(left * 0.479 * 478_900, rel=1e-3)


def test_the_largest_path_of_exported_magnesium_is_its_gate(coupled):
    rows = np.arange(31) * coupled.index.n + coupled.index.sector_codes.index(MAGNESIUM)
    exported = np.zeros(len(coupled.index))
    exported[rows] = coupled.exports[rows]
    paths = largest_structural_paths(carbon_accounts(coupled), exported, count=20)
    found = path_table(paths, message("exports"))["path"]
    assert found.iloc[0] == f"{SHAANXI}/{MAGNESIUM}"
    assert f"{SHAANXI}/24 > {SHAANXI}/{FERROSILICON} > {SHAANXI}/{MAGNESIUM}" in set(found)


def test_electrolysis_in_qinghai(coupled, magnesium):
    recipe = magnesium_recipe(coupled, "630000", CouplingOptions(route="electrolytic"))
    moved = with_moved_production(coupled, magnesium[0], SHAANXI, "630000", 0.2, recipe)
    check_table(moved).require()
    old, new = (coupled.index.position(code, MAGNESIUM) for code in (SHAANXI, "630000"))
    assert moved.x[new] == pytest.approx(0.2 * coupled.x[old], rel=1e-3)
    np.testing.assert_allclose(moved.final_demand.sum(), coupled.final_demand.sum())
    cleaner = carbon_of_a_tonne(moved, magnesium[0], "630000")
    assert cleaner.gate == pytest.approx(1.2)
    saved = carbon_of_a_tonne(coupled, magnesium[0], SHAANXI).total - cleaner.total
    expected = moved.x[new] * 1e4 / magnesium[0].price * saved / 1e6
    assert coupled.F.sum() - moved.F.sum() == pytest.approx(expected, rel=1e-2)


def test_what_ifs_out_of_range(coupled, magnesium):
    recipe = magnesium_recipe(coupled, "630000", CouplingOptions(route="electrolytic"))
    with pytest.raises(OptionError, match=r"share of green power is 1\.5"):
        with_own_green_power(coupled, [MAGNESIUM], SHAANXI, "24", 1.5)
    with pytest.raises(OptionError, match="The share that moves is 0"):
        with_moved_production(coupled, magnesium[0], SHAANXI, "630000", 0.0, recipe)
    with pytest.raises(OptionError, match="to one that makes none"):
        with_moved_production(coupled, magnesium[0], SHAANXI, SHANXI, 0.1, recipe)
    dear = Recipe({"24": 17_000.0}, 1.0)
    with pytest.raises(TableError, match="cost 925 CNY/t more than it is sold for"):
        with_moved_production(coupled, magnesium[0], SHAANXI, "630000", 0.1, dear)


def test_a_table_without_the_provinces_that_make_magnesium_says_which_are_missing():
    table = embedded_table()
    regions = [Region("W", "W", "W") if r.code == "610000" else r for r in table.regions]
    other = replace(table, index=RegionSectorIndex(tuple(regions), table.sectors))
    with pytest.raises(TableError, match=r"lacks provinces that make magnesium: Shaanxi 陕西\."):
        magnesium_products(other)
