from dataclasses import replace

import numpy as np
import pytest

import made_up
from tanmai.core.aggregation import aggregate
from tanmai.core.concordance import Concordance, Link, region_groups
from tanmai.core.emissions import fill_by_national_intensity, with_inventory
from tanmai.core.errors import LabelError, TableError
from tanmai.core.inventory import HOUSEHOLDS, EmissionInventory
from tanmai.core.labels import RegionSectorIndex, Sector, find_province, mainland_provinces
from tanmai.core.table import Provenance
from tanmai.io.concordance_file import find_concordance

CONCORDANCE = find_concordance("ceads47_to_nbs42-2017")
PLACES = ("北京", "山西", "西藏", "陕西")


def table_of(names=PLACES, year=2017):
    made = made_up.make_table(5, len(names), 42, 5)
    sectors = tuple(sorted({k.target for k in CONCORDANCE.links}, key=lambda s: s.code)[:42])
    return replace(
        made,
        index=RegionSectorIndex(tuple(find_province(name) for name in names), sectors),
        year=year,
    )


def inventory_of(names, year=2017, seed=0):
    rng = np.random.default_rng(seed)
    of_households = {k.source.code for k in CONCORDANCE.links if k.target == HOUSEHOLDS}
    rows = tuple(r for r in CONCORDANCE.sources if r.code not in of_households)
    households = tuple(r for r in CONCORDANCE.sources if r.code in of_households)
    provinces = tuple(find_province(name) for name in names)
    return EmissionInventory(
        year=year,
        provinces=provinces,
        rows=rows,
        household_rows=households,
        fuels=("Coal", "Gas"),
        values=rng.gamma(1.0, 1.0, (len(provinces), 45, 2)),
        households=rng.gamma(1.0, 1.0, (len(provinces), 2, 2)),
        provenance=Provenance("made-up-inventory", "made-up", "tests"),
    )


def at(table, province, code):
    return table.index.position(find_province(province).code, code)


def test_rows_go_to_their_sectors_and_households_to_f_y():
    table, inventory = table_of(), inventory_of(("陕西", "北京", "山西"))
    found = with_inventory(table, inventory)
    amounts = inventory.values.sum(axis=2)
    assert found.F[0, at(table, "陕西", "02")] == pytest.approx(amounts[0, 1], rel=1e-12)
    ores = found.F[0, at(table, "北京", "04")]
    assert ores == pytest.approx(amounts[1, 3] + amounts[1, 4], rel=1e-12)
    np.testing.assert_allclose(
        found.F_Y[0], inventory.households.sum(axis=(1, 2))[[1, 2, 2, 0]] * [1, 1, 0, 1]
    )
    assert found.F.sum() + found.F_Y.sum() == pytest.approx(inventory.scope_1.sum(), rel=1e-12)


def test_a_row_of_several_sectors_is_split_by_output():
    table, inventory = table_of(), inventory_of(("陕西", "北京", "山西"))
    found = with_inventory(table, inventory)
    trade, catering = at(table, "北京", "28"), at(table, "北京", "30")
    amount = inventory.values[1, 43].sum()
    share = table.x[trade] / (table.x[trade] + table.x[catering])
    assert found.F[0, trade] == pytest.approx(amount * share, rel=1e-12)
    assert found.F[0, catering] == pytest.approx(amount * (1 - share), rel=1e-12)


def test_tibet_is_said_to_be_missing_and_filled_only_by_name():
    table, inventory = table_of(), inventory_of(("陕西", "北京", "山西"))
    found = with_inventory(table, inventory)
    assert found.without_emissions == ("540000",)
    assert "missing: Tibet" in str(found.provenance.changes[-1])
    gap = slice(2 * 42, 3 * 42)
    assert not found.F[0, gap].any()
    filled = fill_by_national_intensity(found)
    assert filled.without_emissions == ()
    output = table.x.reshape(4, 42)
    others = [0, 1, 3]
    rate = found.F.reshape(4, 42)[others].sum(axis=0) / output[others].sum(axis=0)
    np.testing.assert_allclose(filled.F[0, gap], rate * output[2], rtol=1e-12)
    bought = (table.Y.sum(axis=0) + table.imports_final).reshape(4, 5)[:, :2].sum(axis=1)
    expected = found.F_Y.sum() * bought[2] / bought[others].sum()
    assert filled.F_Y[0, 2] == pytest.approx(expected, rel=1e-12)
    np.testing.assert_array_equal(filled.F[0, : 2 * 42], found.F[0, : 2 * 42])


def test_filling_needs_a_gap_and_something_to_fill_it_from():
    table = table_of()
    with pytest.raises(TableError, match="has 0 of 4 regions without an inventory"):
        fill_by_national_intensity(replace(table, without_emissions=()))
    with pytest.raises(TableError, match="has 4 of 4 regions without an inventory"):
        fill_by_national_intensity(replace(table, without_emissions=table.index.region_codes))


def test_a_missing_province_that_nobody_named_is_an_error():
    with pytest.raises(LabelError, match="has no sheet for Shanxi 山西; get the whole workbook"):
        with_inventory(table_of(), inventory_of(("陕西", "北京")))
    found = with_inventory(table_of(), inventory_of(("陕西", "北京")), without=("Tibet", "Shanxi"))
    assert found.without_emissions == ("140000", "540000")


def test_years_must_agree():
    with pytest.raises(LabelError, match="is of 2015, table 'made up' of 2017"):
        with_inventory(table_of(), inventory_of(PLACES, year=2015))


def test_emissions_by_groups_are_the_same_by_either_road():
    names = [p.name_zh for p in mainland_provinces()]
    table, inventory = table_of(names), inventory_of(names)
    groups = region_groups()["sic8"]
    by_province = aggregate(with_inventory(table, inventory), regions=groups)
    by_group = with_inventory(aggregate(table, regions=groups), inventory)
    whole = [code for code in range(42) if by_province.sectors[code].code in ("02", "11", "24")]
    for found in (by_province, by_group):
        assert found.F.sum() + found.F_Y.sum() == pytest.approx(inventory.scope_1.sum())
    np.testing.assert_allclose(
        by_province.F.reshape(8, 42)[:, whole], by_group.F.reshape(8, 42)[:, whole], rtol=1e-12
    )
    np.testing.assert_allclose(by_province.F_Y, by_group.F_Y, rtol=1e-12)


def test_regions_that_are_no_groups_are_an_error():
    table = table_of()
    regions = tuple(replace(r, code=f"X{r.code}") for r in table.regions)
    other = replace(table, index=RegionSectorIndex(regions, table.sectors))
    with pytest.raises(LabelError, match="neither provinces nor groups that tanmai knows"):
        with_inventory(other, inventory_of(PLACES))


def test_sectors_that_no_concordance_reaches_are_an_error():
    small = made_up.small_table()
    with pytest.raises(LabelError, match="goes from the 47 rows of the inventory to the 4 sectors"):
        with_inventory(small, inventory_of(("山西", "浙江", "陕西")))


@pytest.mark.parametrize("name", ["ceads47_to_nbs42-2007", "ceads47_to_nbs42-2012"])
def test_the_concordance_of_another_vintage_is_refused(name):
    with pytest.raises(LabelError, match=f"Concordance '{name}'"):
        with_inventory(table_of(), inventory_of(PLACES), concordance=find_concordance(name))


def idle(table, province, code):
    """Return the table without output of one sector; only x matters to emissions."""
    x = table.x.copy()
    x[at(table, province, code)] = 0.0
    return replace(table, x=x)


def test_emissions_where_nothing_is_made_are_refused_or_spread_by_name():
    table, inventory = idle(table_of(), "陕西", "02"), inventory_of(PLACES)
    with pytest.raises(TableError, match=r"Shaanxi 陕西 emits .* in row 02 Coal Mining"):
        with_inventory(table, inventory)
    found = with_inventory(table, inventory, stranded="spread")
    position = at(table, "陕西", "02")
    assert found.F[0, position] == 0.0
    assert found.F.sum() + found.F_Y.sum() == pytest.approx(inventory.scope_1.sum(), rel=1e-12)
    straight = with_inventory(table_of(), inventory)
    np.testing.assert_array_equal(found.F[0, : 3 * 42], straight.F[0, : 3 * 42])
    others = [i for i in range(3 * 42, 4 * 42) if i != position]
    factor = found.F[0, others] / straight.F[0, others]
    np.testing.assert_allclose(factor, factor[0], rtol=1e-12)
    assert factor[0] > 1.0


def test_one_idle_sector_of_a_split_row_takes_nothing():
    table, inventory = idle(table_of(), "陕西", "30"), inventory_of(PLACES)
    found = with_inventory(table, inventory)
    assert found.F[0, at(table, "陕西", "30")] == 0.0
    amount = inventory.values[3, 43].sum()
    assert found.F[0, at(table, "陕西", "28")] == pytest.approx(amount, rel=1e-12)


def changed(source, target):
    links = tuple(
        replace(k, target=target, weight=1.0) if k.source.code == source else k
        for k in CONCORDANCE.links
    )
    return Concordance("own", tuple(dict.fromkeys(links)))


def test_rows_of_sectors_and_of_households_keep_to_their_side():
    inventory = inventory_of(PLACES)
    coal = next(k.target for k in CONCORDANCE.links if k.target.code == "02")
    with pytest.raises(LabelError, match="sends 46 Urban, a row of households, to 02"):
        with_inventory(table_of(), inventory, concordance=changed("46", coal))
    with pytest.raises(LabelError, match=r"sends 29 .* a row of a sector, to household"):
        with_inventory(table_of(), inventory, concordance=changed("29", HOUSEHOLDS))


def test_a_sector_that_no_row_reaches_is_an_error():
    coal = next(k.target for k in CONCORDANCE.links if k.target.code == "02")
    own = changed("03", coal)
    with pytest.raises(LabelError, match="sends no row to 03 Exploitation of petroleum"):
        with_inventory(table_of(), inventory_of(PLACES), concordance=own)
    zero = Link(
        next(s for s in own.sources if s.code == "03"),
        next(s for s in table_of().sectors if s.code == "03"),
        0.0,
        "nothing is said to be emitted there",
    )
    links = tuple(replace(k, reason="all to coal") for k in own.links)
    found = with_inventory(
        table_of(), inventory_of(PLACES), concordance=Concordance("own", (*links, zero))
    )
    assert not found.F[0, at(table_of(), "北京", "03")]


def test_parts_of_an_inventory_must_fit_its_labels():
    inventory = inventory_of(PLACES)
    with pytest.raises(
        TableError, match=r"values of inventory 'made-up-inventory' is \(4, 44, 2\)"
    ):
        replace(inventory, values=inventory.values[:, 1:])


def test_a_target_that_is_no_sector_is_an_error():
    with pytest.raises(LabelError, match="goes to 99 Nothing, which is not a sector of the table"):
        with_inventory(
            table_of(),
            inventory_of(PLACES),
            concordance=changed("02", Sector("99", "无", "Nothing")),
        )
