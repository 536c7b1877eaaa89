from dataclasses import replace

import numpy as np
import pytest

import made_up
from tanmai.checks import check_table
from tanmai.core.aggregation import aggregate, aggregate_sectors, merging, merging_weights
from tanmai.core.concordance import Concordance, Link, region_groups
from tanmai.core.errors import LabelError, OptionError
from tanmai.core.labels import RegionSectorIndex, Sector, find_province
from tanmai.core.sector_schemes import sector_schemes
from tanmai.io.concordance_file import find_concordance

GOODS, SERVICES = Sector("G", "货物", "Goods"), Sector("S", "服务", "Services")
INTO = {"01": GOODS, "02": GOODS, "03": GOODS, "04": SERVICES}
NORTH, SOUTH = Sector("N", "北方", "North"), Sector("Z", "南方", "South")


def groups(*pairs):
    return Concordance(
        "halves", tuple(Link(Sector(code, code, code), to, 1.0, "") for code, to in pairs)
    )


HALVES = groups(("140000", NORTH), ("330000", SOUTH), ("610000", NORTH))


def split(weights=(0.25, 0.75), reason="by hand"):
    links = [Link(Sector(c, c, c), Sector(c, c, c), 1.0, "") for c in ("01", "02", "04")]
    parts = [
        Link(Sector("03", "03", "03"), Sector(code, code, code), weight, reason)
        for code, weight in zip(("03a", "03b"), weights, strict=True)
    ]
    return Concordance("finer", (*links[:2], *parts, links[2]))


def test_sectors_are_summed_and_balances_hold(small_table):
    merged = aggregate_sectors(small_table, INTO, "two")
    assert merged.index.sector_codes == ("G", "S")
    x = small_table.x.reshape(3, 4)
    np.testing.assert_array_equal(
        merged.x.reshape(3, 2), np.column_stack([x[:, :3].sum(axis=1), x[:, 3]])
    )
    assert merged.Z[0, 3] == small_table.Z[0:3, 7].sum()
    assert str(merged.provenance.changes[-1]) == (
        "sectors merged from 4 to 2 (scheme two) before solving"
    )
    assert check_table(merged).passed


def test_regions_are_summed_with_their_final_demand_and_households(small_table):
    merged = aggregate(small_table, regions=HALVES)
    assert merged.index.region_codes == ("N", "Z")
    Y = small_table.Y.reshape(3, 4, 3, 5)
    expected = Y[[0, 2]][:, :, [0, 2]].sum(axis=(0, 2))
    np.testing.assert_array_equal(merged.Y.reshape(2, 4, 2, 5)[0, :, 0], expected)
    np.testing.assert_array_equal(merged.F_Y, [[9.0, 9.0]])
    imports = small_table.imports_final.reshape(3, 5)
    np.testing.assert_array_equal(merged.imports_final[:5], imports[0] + imports[2])
    assert "regions merged from 3 to 2 (groups halves)" in str(merged.provenance.changes[-1])
    assert check_table(merged).passed
    assert (merged.regions[0].lon, merged.regions[0].lat) in {
        (r.lon, r.lat) for r in (find_province("山西"), find_province("陕西"))
    }


def test_a_group_has_a_gap_only_when_all_its_members_have(small_table):
    one = replace(small_table, without_emissions=("140000",))
    found = aggregate(one, regions=HALVES)
    assert found.without_emissions == ()
    assert "without the emissions of Shanxi 山西" in str(found.provenance.changes[-1])
    two = replace(small_table, without_emissions=("140000", "610000"))
    assert aggregate(two, regions=HALVES).without_emissions == ("N",)


def test_a_split_sector_keeps_sums_and_balances(small_table):
    finer = aggregate(small_table, sectors=split())
    assert finer.index.sector_codes == ("01", "02", "03a", "03b", "04")
    x = small_table.x.reshape(3, 4)[:, 2]
    np.testing.assert_allclose(finer.x.reshape(3, 5)[:, 2:4], np.outer(x, [0.25, 0.75]))
    assert finer.F.sum() == pytest.approx(small_table.F.sum(), rel=1e-14)
    assert check_table(finer).passed


def test_a_split_and_its_merger_give_the_table_back(small_table):
    back = {"01": "01", "02": "02", "03a": "03", "03b": "03", "04": "04"}
    names = {s.code: s for s in small_table.sectors}
    again = aggregate_sectors(
        aggregate(small_table, sectors=split()), {k: names[v] for k, v in back.items()}, "back"
    )
    for part in ("Z", "Y", "x", "F", "exports", "error", "stock_change", "value_added"):
        np.testing.assert_allclose(getattr(again, part), getattr(small_table, part), rtol=1e-14)


def test_vintages_go_into_one_another():
    table = made_up.make_table(1, 3, 42, 5)
    sectors = next(s for s in sector_schemes() if s.name == "nbs42-2012").sectors
    table = replace(table, index=RegionSectorIndex(table.regions, sectors))
    newer = aggregate(table, sectors=find_concordance("nbs42-2012_to_nbs42-2017"))
    assert newer.index.n == 42
    assert newer.sectors[23].name_zh == "电力、热力的生产和供应"
    np.testing.assert_array_equal(newer.x.reshape(3, 42)[:, 23], table.x.reshape(3, 42)[:, 24])
    assert check_table(newer).passed
    with pytest.raises(LabelError, match="knows 22 as '其他制造产品', but in the table"):
        aggregate(newer, sectors=find_concordance("nbs42-2012_to_nbs42-2017"))


def test_the_order_of_the_groups_is_that_of_their_file():
    table = made_up.make_table(2, 31, 2, 5)
    found = aggregate(table, regions=region_groups()["sic8"])
    assert found.index.region_codes == tuple("ABCDEFGH")
    assert found.x.sum() == pytest.approx(table.x.sum(), rel=1e-13)
    north = [table.index.region_codes.index(c) for c in ("210000", "220000", "230000")]
    assert found.x[:2].sum() == pytest.approx(table.x.reshape(31, 2)[north].sum(), rel=1e-13)


def test_what_a_concordance_lacks_is_named(small_table):
    with pytest.raises(LabelError, match="'two' has no row for 04 of the sectors of the table"):
        aggregate_sectors(small_table, {k: v for k, v in INTO.items() if k != "04"}, "two")
    with pytest.raises(LabelError, match="has no row for 330000 of the regions of the table"):
        aggregate(small_table, regions=groups(("140000", NORTH), ("610000", NORTH)))


def test_a_split_by_output_needs_an_output(small_table):
    with pytest.raises(OptionError, match="splits 03 by output, but the table has no output"):
        aggregate(small_table, sectors=split((None, None)))


def test_a_region_is_never_split(small_table):
    halves = (
        *HALVES.links[:2],
        Link(Sector("610000", "", ""), NORTH, 0.5, "half"),
        Link(Sector("610000", "", ""), SOUTH, 0.5, "half"),
    )
    with pytest.raises(LabelError, match="'halves' splits Shaanxi 陕西; a region goes into one"):
        aggregate(small_table, regions=Concordance("halves", halves))


def test_results_are_summed_to_the_sectors_of_a_view(small_table):
    values = np.arange(12.0).reshape(3, 4)
    found = values @ merging_weights(small_table, INTO)
    np.testing.assert_array_equal(found, [[3.0, 3.0], [15.0, 7.0], [27.0, 11.0]])


def test_merging_keeps_the_order_of_the_mapping():
    assert merging("two", INTO).targets == (GOODS, SERVICES)
