"""Words of totals, trade and errors, as people write them beside codes, units and in brackets."""

import pytest

from tanmai.core.reserved_labels import is_total, outside_kind
from tanmai.core.sector_schemes import sector_schemes

TOTALS = ("合 计", "合計", "總計", "總產出", "汇总", "全行业", "Aggregate", "Overall", "ALL", "Σ x")
WITH_CODES = ("合计(TIU)", "Total output (GO)", "合计（万元）", "Sub-total / TFU")
ERRORS = ("其他(误差)", "Change/ERR", "统计误差 ERR", "statistical discrepancy (ERR)", "誤差")
EXPORTS = ("出口(万元)", "EX 出口", "NX", "出口總額", "Exports (EX)")
OF_THEIR_OWN = ("Other (incl. exports)", "Gas (all uses)", "Wholesale / retail", "Totally new")


@pytest.mark.parametrize("text", [*TOTALS, *WITH_CODES])
def test_a_total_in_any_dress_is_one(text):
    assert is_total(text)


@pytest.mark.parametrize("text", ERRORS)
def test_errors_in_any_dress_are_errors(text):
    assert outside_kind(text) == "errors"


@pytest.mark.parametrize("text", EXPORTS)
def test_exports_in_any_dress_are_exports(text):
    assert outside_kind(text) == "exports"


def test_outflow_out_of_the_province_is_outflow():
    assert outside_kind("调出省外") == "outflow to other regions"


@pytest.mark.parametrize("text", ["Rest of the world", "ROW", "省外", "其他省份", "其它地区"])
def test_other_regions_are_trade_with_them(text):
    assert outside_kind(text) == "trade with other regions"


def test_sectors_of_the_known_schemes_are_none_of_these():
    sectors = [sector for scheme in sector_schemes() for sector in scheme.sectors]
    names = {name for sector in sectors for name in (sector.name_zh, sector.name_en)}
    names |= set(OF_THEIR_OWN)
    assert len(names) > 100
    assert not [name for name in names if is_total(name) or outside_kind(name)]
