"""Each rule of the checks: what keeps it, what breaks it, what is said then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import sparse

import made_up
import strategies
from tanmai import checks
from tanmai.checks import magnitude
from tanmai.core.errors import LabelError, OptionError, TableError, UnitError, UnsolvableError
from tanmai.core.labels import Region, RegionSectorIndex, Sector, find_province
from tanmai.core.table import FinalDemandCategory
from tanmai.io.tables import load_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from tanmai.checks import Finding
    from tanmai.core.table import MrioTable


def with_cell(table: MrioTable, part: str, cell: tuple[int, ...], value: float) -> MrioTable:
    """Return the table with one number changed."""
    values = np.array(getattr(table, part))
    values[cell] = value
    return table.changed(f"{part}{cell} = {value}", {part: values})


def with_regions(table: MrioTable, *regions: Region) -> MrioTable:
    return replace(table, index=RegionSectorIndex(regions, table.sectors))


@pytest.fixture(scope="module")
def china(make_table: Callable[..., MrioTable]) -> MrioTable:
    """31 provinces, of the size of China."""
    return make_table(1, 31, 6, 5)


class TestWholeTables:
    def test_a_balanced_table_passes(self, small_table: MrioTable, china: MrioTable) -> None:
        for table in (small_table, china):
            report = checks.check_table(table)
            assert report.passed
            assert report.failures == report.warnings == report.not_run == ()
            report.require("warning")

    @given(strategies.tables())
    @settings(max_examples=25, deadline=None)
    def test_any_balanced_table_passes(self, table: MrioTable) -> None:
        assert checks.check_table(table).failures == ()

    @given(strategies.trade_share_tables())
    @settings(max_examples=15, deadline=None)
    def test_any_trade_share_table_passes(self, table: MrioTable) -> None:
        assert checks.check_table(table).failures == ()

    def test_sparse_and_dense_flows_are_judged_alike(self, china: MrioTable) -> None:
        spoilt = with_cell(with_cell(china, "Z", (3, 4), -5.0), "x", (7,), 0.0)
        thin = spoilt.changed("sparse", {"Z": sparse.csr_array(spoilt.Z)})
        dense, compressed = checks.check_table(spoilt), checks.check_table(thin)
        for ours, theirs in zip(dense.results, compressed.results, strict=True):
            assert ours.passed == theirs.passed, ours.rule.code
            assert (ours.found or 0.0) == pytest.approx(theirs.found or 0.0, rel=1e-9)
            assert ours.where_en == theirs.where_en, ours.rule.code
        assert {r.rule.code for r in dense.failures} >= {"zero-output", "row-balance"}
        assert [r.rule.code for r in dense.warnings] == ["negative-flows"]

    def test_every_rule_is_documented(self, small_table: MrioTable) -> None:
        page = (Path(__file__).parents[3] / "docs" / "what-is-checked.md").read_text("utf-8")
        for result in checks.check_table(small_table).results:
            assert f"`{result.rule.code}`" in page

    def test_rules_that_compute_are_not_run_on_a_nan(self, small_table: MrioTable) -> None:
        report = checks.check_table(with_cell(small_table, "Z", (0, 0), np.nan))
        assert [result.rule.code for result in report.failures] == ["finite"]
        assert {rule.code for rule in report.not_run} >= {"row-balance", "spectral-radius"}
        every = {result.rule.code for result in checks.check_table(small_table).results}
        assert {r.rule.code for r in report.results} | {r.code for r in report.not_run} == every

    def test_every_rule_is_run_once(self, small_table: MrioTable) -> None:
        codes = [result.rule.code for result in checks.check_table(small_table).results]
        functions = {name for name in checks.__all__ if name.startswith("check_")} - {"check_table"}
        assert {f"check_{code.replace('-', '_')}" for code in codes} == functions
        assert len(codes) == len(set(codes))


class TestReport:
    @pytest.fixture
    def broken(self, small_table: MrioTable) -> checks.CheckReport:
        table = with_cell(small_table, "x", (1,), -4.0)
        return checks.check_table(with_cell(table, "exports", (2,), -1.0))

    def test_require_raises_the_class_of_the_first_error(self, broken: checks.CheckReport) -> None:
        message = (
            r"Table 'small': No negative output: found 1, limit 0 sectors; Shanxi 山西, "
            r"02 Coal mining: -4 10\^4 CNY\. Correct the output in the source\. "
            r"Also broken: row-balance, column-balance, emission-without-output\."
        )
        with pytest.raises(UnsolvableError, match=message):
            broken.require()

    def test_warnings_stand_unless_they_are_refused(self, small_table: MrioTable) -> None:
        report = checks.check_table(with_cell(small_table, "F", (0, 2), -0.5))
        report.require()
        assert report.passed
        with pytest.raises(TableError, match="No negative emissions: found 1, limit 0 cells; CO2,"):
            report.require("warning")

    def test_an_unknown_level(self, broken: checks.CheckReport) -> None:
        with pytest.raises(OptionError, match="'strict' is not a level of checks"):
            broken.require("strict")

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_the_frame_holds_every_rule_in_the_language(
        self, broken: checks.CheckReport, language: str
    ) -> None:
        frame = broken.to_frame(language).set_index("rule")
        assert len(frame) == len(broken.results)
        row = frame.loc["negative-output"]
        assert (row["severity"], row["found"], row["limit"]) == ("error", 1.0, "0")
        assert row["passed"] is False
        place = {"zh": "山西 02 煤炭采选", "en": "Shanxi 山西, 02 Coal mining"}[language]
        assert row["where"] == f"{place}: -4 10^4 CNY"
        assert row["unit"] == {"zh": "个部门", "en": "sectors"}[language]
        assert row["name"] == {"zh": "总产出不为负", "en": "No negative output"}[language]
        assert row["fix"].startswith({"zh": "请在数据源中", "en": "Correct"}[language])
        assert frame.loc["labels", "fix"] == ""
        assert frame.loc["money-magnitude", "found"] is None

    def test_the_frame_tells_what_was_not_run(self, small_table: MrioTable) -> None:
        report = checks.check_table(with_cell(small_table, "x", (0,), np.inf))
        frame = report.to_frame("en").set_index("rule")
        assert frame.loc["row-balance", "passed"] is None
        assert frame.loc["finite", "where"] == "x (Shanxi 山西, 01 Agriculture)"

    def test_messages_are_of_one_language_each(self, broken: checks.CheckReport) -> None:
        result = broken.failures[0]
        assert result.into("zh").startswith(
            "总产出不为负：实际 1，限 0 个部门；山西 02 煤炭采选: -4"
        )
        assert result.into("en").startswith("No negative output: found 1, limit 0 sectors; ")
        assert broken.results[0].into("en").endswith("found 0, limit 0 labels.")

    def test_only_the_worst_places_are_shown(self, small_table: MrioTable) -> None:
        table = small_table.changed("all negative", {"exports": -small_table.x})
        found = checks.check_negative_exports(table)
        assert found.where_en.count(";") == 3
        assert found.where_en.endswith("; and 9 more")
        assert found.where_zh.endswith("；另有 9 处")
        largest = table.index.where(int(small_table.x.argmax()))
        assert found.where_en.startswith(f"{largest}: -{small_table.x.max():,.6g}")


class TestLabels:
    def test_shaanxi_and_shanxi_swapped(self, small_table: MrioTable) -> None:
        shanxi, zhejiang, shaanxi = small_table.regions
        swapped = with_regions(
            small_table,
            replace(shaanxi, code=shanxi.code),
            zhejiang,
            replace(shanxi, code=shaanxi.code),
        )
        found = checks.check_labels(swapped)
        assert not found.passed
        assert found.found == 2
        assert "code 140000 is named '陕西', but Shaanxi is 610000" in found.where_en
        assert "代码 610000 的地区名为“山西”，而山西的代码是 140000" in found.where_zh
        with pytest.raises(LabelError, match="mind Shaanxi \\(610000\\) and Shanxi \\(140000\\)"):
            checks.check_table(swapped).require()

    def test_only_the_english_name_swapped(self, small_table: MrioTable) -> None:
        regions = list(small_table.regions)
        regions[0] = replace(regions[0], name_en="Shaanxi")
        found = checks.check_labels(with_regions(small_table, *regions))
        assert "code 140000 is named 'Shaanxi', but Shaanxi is 610000" in found.where_en

    def test_a_province_under_another_code(self, small_table: MrioTable) -> None:
        regions = (Region("SN", "陕西", "Shaanxi"), *small_table.regions[:2])
        found = checks.check_labels(with_regions(small_table, *regions))
        assert found.where_en == "code SN is named '陕西', but Shaanxi is 610000"

    def test_a_name_that_is_no_province(self, small_table: MrioTable) -> None:
        regions = (Region("610000", "Shan'xi", "Shaanxi"), *small_table.regions[:2])
        found = checks.check_labels(with_regions(small_table, *regions))
        assert found.where_en == "code 610000 is Shaanxi, but is named 'Shan'xi'"

    def test_a_city_may_bear_the_name_of_its_province(self, small_table: MrioTable) -> None:
        regions = (Region("220200", "吉林市", "Jilin"), Region("220100", "长春", "Changchun"))
        table = with_regions(small_table, *regions, find_province("Shaanxi"))
        assert checks.check_labels(table).passed

    def test_regions_of_other_countries_pass(self, small_table: MrioTable) -> None:
        regions = tuple(Region(name, name, name) for name in ("DEU", "FRA", "RoW"))
        assert checks.check_labels(with_regions(small_table, *regions)).passed

    @pytest.mark.parametrize(
        ("parts", "said"),
        [
            ({"stressors": ("",)}, "an empty stressor"),
            ({"value_added_labels": ("VA", "VA")}, "value-added label 'VA' appears 2 times"),
            (
                {"categories": (FinalDemandCategory("FU101", "消费", "Consumption"),) * 5},
                "code of a final-demand category 'FU101' appears 5 times",
            ),
        ],
    )
    def test_other_labels(self, small_table: MrioTable, parts: dict[str, Any], said: str) -> None:
        assert checks.check_labels(replace(small_table, **parts)).where_en == said

    def test_two_sectors_of_one_name(self, small_table: MrioTable) -> None:
        sectors = (*small_table.sectors[:3], Sector("04", "服务", "Manufacturing"))
        table = replace(small_table, index=RegionSectorIndex(small_table.regions, sectors))
        found = checks.check_labels(table)
        assert found.where_en == "English name of a sector 'Manufacturing' appears 2 times"
        assert found.where_zh == "部门英文名“Manufacturing”出现 2 次"


class TestSums:
    def test_of_a_table_that_is_not_written_out_final_demand_is_compared(
        self, china: MrioTable, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tanmai.checks.kinds.MOST_WRITTEN_OUT", 10)
        assert checks.check_repeated_sums(china).passed
        Y, exports = np.array(china.Y), np.array(china.exports)
        for values in (Y.reshape(31, 6, -1), exports.reshape(31, 6)):
            values[:, 2] = values[:, 0] + values[:, 1]
        summed = china.changed("a subtotal", {"Y": Y, "exports": exports})
        found = checks.check_repeated_sums(summed)
        assert (found.found, "is the sum of" in found.where("en")) == (1, True)
        # exports alone tell it from the sum
        assert checks.check_repeated_sums(china.changed("less", {"Y": Y})).passed

    def test_one_region_that_sells_as_another_does(
        self, china: MrioTable, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tanmai.checks.kinds.MOST_WRITTEN_OUT", 10)
        Y, exports = np.array(china.Y), np.array(china.exports)
        for values in (Y.reshape(31, 6, -1), exports.reshape(31, 6)):
            values[4] = values[3]
        alike = china.changed("one twice", {"Y": Y, "exports": exports})
        assert "has the numbers of" in checks.check_equal_labels(alike).where("en")
        # what the second sells to itself is its own affair
        Y.reshape(31, 6, 31, -1)[4, :, 4] *= 3.0
        alike = china.changed("one twice", {"Y": Y, "exports": exports})
        assert checks.check_equal_labels(alike).found == 1


class TestFinite:
    @pytest.mark.parametrize(
        ("part", "cell", "said"),
        [
            ("Z", (0, 5), "Z (Shanxi 山西, 01 Agriculture → Zhejiang 浙江, 02 Coal mining)"),
            ("Y", (1, 7), "Y (Shanxi 山西, 02 Coal mining → Zhejiang 浙江, FU103)"),
            ("exports", (11,), "exports (Shaanxi 陕西, 04 Services)"),
            ("error", (4,), "error (Zhejiang 浙江, 01 Agriculture)"),
            ("stock_change", (4,), "stock_change (Zhejiang 浙江, 01 Agriculture)"),
            ("x", (0,), "x (Shanxi 山西, 01 Agriculture)"),
            ("imports", (3,), "imports (Shanxi 山西, 04 Services)"),
            ("imports_final", (14,), "imports_final (Shaanxi 陕西, FU202)"),
            ("value_added", (1, 6), "value_added (VA002, Zhejiang 浙江, 03 Manufacturing)"),
            ("F", (0, 8), "F (CO2, Shaanxi 陕西, 01 Agriculture)"),
            ("F_Y", (0, 1), "F_Y (CO2, Zhejiang 浙江)"),
        ],
    )
    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
    def test_the_cell_is_named(
        self, small_table: MrioTable, part: str, cell: tuple[int, ...], said: str, value: float
    ) -> None:
        found = checks.check_finite(with_cell(small_table, part, cell, value))
        assert not found.passed
        assert found.where_en == said

    def test_a_cell_of_a_sparse_table(self, small_table: MrioTable) -> None:
        flows = sparse.csr_array(with_cell(small_table, "Z", (0, 5), np.nan).Z)
        found = checks.check_finite(small_table.changed("sparse", {"Z": flows}))
        assert found.where_en.startswith("Z (Shanxi 山西, 01 Agriculture → Zhejiang 浙江, 02")


class TestUnits:
    def test_other_units(self, small_table: MrioTable) -> None:
        table = replace(small_table, money_unit="Mill USD", emission_unit="kg")
        found = checks.check_units(table)
        assert found.found == 2
        assert found.where_en == (
            "the unit is 'Mill USD' instead of 10^4 CNY; the unit is 'kg' instead of Mt CO2"
        )

    def test_a_world_table_keeps_the_currency_of_its_source(self, small_table: MrioTable) -> None:
        world = replace(small_table.regions[1], code="DEU", name_zh="Germany", name_en="Germany")
        regions = (small_table.regions[0], world, small_table.regions[2])
        index = replace(small_table.index, regions=regions)
        table = replace(small_table, index=index, money_unit="M.EUR")
        assert checks.check_units(table).passed
        assert not checks.check_units(replace(table, emission_unit="kg")).passed

    @pytest.mark.parametrize(
        ("factor", "zh", "en"),
        [
            (1e4, "数值像是以元计", "the figures look like CNY"),
            (1e-2, "数值像是以百万元计", "the figures look like million CNY"),
            (1e-4, "数值像是以亿元计", "the figures look like 10^8 CNY"),
        ],
    )
    def test_money_in_another_unit_is_told_by_the_gdp(
        self, china: MrioTable, factor: float, zh: str, en: str
    ) -> None:
        scaled = china.changed("scaled", {"value_added": china.value_added * factor})
        found = checks.check_money_magnitude(scaled)
        assert found.found == pytest.approx(8.32e9 * factor / 832035.9e4)
        assert found.where_zh.endswith(zh)
        assert found.where_en.endswith(en)
        with pytest.raises(UnitError, match="unit of money is most likely wrong"):
            checks.check_table(scaled).require()

    @pytest.mark.parametrize("factor", [0.51, 1.0, 1.99])
    def test_the_right_magnitude_passes(self, china: MrioTable, factor: float) -> None:
        scaled = china.changed("scaled", {"value_added": china.value_added * factor})
        assert checks.check_money_magnitude(scaled).passed

    def test_only_tables_of_china_are_held_against_its_gdp(
        self, small_table: MrioTable, china: MrioTable
    ) -> None:
        assert checks.check_money_magnitude(china).found is not None
        for table in (
            small_table,
            replace(china, year=1990),
            replace(china, price_basis="constant 2012"),
            with_regions(china, Region("DEU", "德国", "Germany"), *china.regions[1:]),
        ):
            assert checks.check_money_magnitude(table).found is None

    def test_emissions_in_another_unit(self, small_table: MrioTable, china: MrioTable) -> None:
        scaled = china.changed("kt", {"F": china.F * 1e3})
        found = checks.check_emission_magnitude(scaled)
        assert not found.passed
        assert found.found == pytest.approx(china.F.sum() * 1e3 + china.F_Y.sum())
        assert checks.check_emission_magnitude(china).found is not None
        assert checks.check_emission_magnitude(small_table).found is None


class TestTradeShareForm:
    def test_a_form_of_other_flows(self, make_trade_share_table: Callable[..., MrioTable]) -> None:
        table = make_trade_share_table(2, 3, 4, 2)
        assert checks.check_trade_share_form(table).found == pytest.approx(0.0, abs=1e-12)
        spoilt = replace(with_cell(table, "Z", (5, 0), 0.0), trade_shares=table.trade_shares)
        found = checks.check_trade_share_form(spoilt)
        assert not found.passed
        assert found.where_en == str(table.index.where(5))

    def test_a_form_of_other_final_demand(
        self, make_trade_share_table: Callable[..., MrioTable]
    ) -> None:
        table = make_trade_share_table(2, 3, 4, 2)
        spoilt = replace(with_cell(table, "Y", (6, 1), 0.0), trade_shares=table.trade_shares)
        assert checks.check_trade_share_form(spoilt).where_en == str(table.index.where(6))


class TestBalances:
    @pytest.mark.parametrize(
        ("check", "part", "cell", "limit"),
        [
            (checks.check_row_balance, "exports", (5,), 1e-10),
            (checks.check_column_balance, "imports", (5,), 1e-4),
        ],
    )
    def test_a_gap_is_found_and_named(
        self,
        small_table: MrioTable,
        check: Callable[[MrioTable], Finding],
        part: str,
        cell: tuple[int],
        limit: float,
    ) -> None:
        output = small_table.x[cell]
        before = getattr(small_table, part)[cell]
        within = check(with_cell(small_table, part, cell, before + 0.9 * limit * output))
        assert within.passed
        assert within.found == pytest.approx(0.9 * limit, rel=1e-4)
        beyond = check(with_cell(small_table, part, cell, before + 1.1 * limit * output))
        assert not beyond.passed
        assert beyond.found == pytest.approx(1.1 * limit, rel=1e-4)
        assert beyond.where_en.startswith("Zhejiang 浙江, 02 Coal mining: ")

    def test_a_stated_error_column_closes_the_rows(self, small_table: MrioTable) -> None:
        assert small_table.error.any()
        without = small_table.changed("no ERR", {"error": np.zeros_like(small_table.error)})
        assert checks.check_row_balance(small_table).found == 0.0
        assert not checks.check_row_balance(without).passed

    def test_inventories_without_a_region_are_a_part_of_the_row(
        self, small_table: MrioTable
    ) -> None:
        stocked = made_up.with_stock_change(small_table)
        assert checks.check_row_balance(stocked).found == pytest.approx(0.0, abs=1e-12)
        without = stocked.changed("none", {"stock_change": np.zeros_like(stocked.x)})
        assert not checks.check_row_balance(without).passed

    def test_rounding_in_a_tiny_sector_is_no_broken_balance(self, china: MrioTable) -> None:
        tiny = np.array(china.x)
        tiny[3] = 1.0
        left = tiny - np.asarray(china.Z).sum(axis=0) - china.total_value_added
        imports = np.where(np.arange(len(tiny)) == 3, left + 0.4, china.imports)
        table = china.changed("a tiny sector", {"x": tiny, "imports": imports})
        assert checks.check_column_balance(table).passed


class TestSigns:
    @pytest.mark.parametrize(
        ("check", "part", "cell", "severity"),
        [
            (checks.check_negative_output, "x", (2,), "error"),
            (checks.check_negative_exports, "exports", (2,), "warning"),
            (checks.check_negative_flows, "Z", (2, 0), "warning"),
            (checks.check_negative_final_demand, "Y", (2, 0), "warning"),
            (checks.check_negative_emissions, "F", (0, 2), "warning"),
            (checks.check_negative_emissions, "F_Y", (0, 0), "warning"),
        ],
    )
    def test_a_negative_cell(
        self,
        small_table: MrioTable,
        check: Callable[[MrioTable], Finding],
        part: str,
        cell: tuple[int, ...],
        severity: str,
    ) -> None:
        assert check(small_table).passed
        found = check(with_cell(small_table, part, cell, -1.5))
        assert not found.passed
        assert found.found == 1.0
        assert found.rule.severity == severity
        assert "Shanxi 山西" in found.where_en
        assert "山西" in found.where_zh
        assert "Shanxi" not in found.where_zh
        assert "-1.5" in found.where_en
        assert "-1.5" in found.where_zh

    def test_the_largest_negative_flow_comes_first(self, small_table: MrioTable) -> None:
        table = with_cell(with_cell(small_table, "Z", (0, 1), -1.0), "Z", (3, 2), -9.0)
        found = checks.check_negative_flows(table)
        assert found.found == 2.0
        assert found.where_en.startswith("Shanxi 山西, 04 Services → Shanxi 山西, 03 Manufactur")
        assert "treat_negative_flows" in found.rule.fix("zh")

    def test_inventory_may_be_drawn_down(self, small_table: MrioTable) -> None:
        assert small_table.Y.min() < 0
        assert checks.check_negative_final_demand(small_table).passed
        renamed = replace(
            small_table,
            categories=(
                *small_table.categories[:4],
                FinalDemandCategory("FU202", "其他", "Other"),
            ),
        )
        found = checks.check_negative_final_demand(renamed)
        assert found.where_en == ("Shaanxi 陕西, 02 Coal mining → Shaanxi 陕西, FU202: -3 10^4 CNY")

    def test_only_the_sum_of_value_added_counts(self, small_table: MrioTable) -> None:
        total = small_table.total_value_added
        subsidised = np.array([total + 10.0, np.full_like(total, -10.0)])
        table = small_table.changed("subsidies", {"value_added": subsidised})
        assert checks.check_negative_value_added(table).passed
        loss = with_cell(table, "value_added", (0, 4), 9.0)
        found = checks.check_negative_value_added(loss)
        assert found.where_en == "Zhejiang 浙江, 01 Agriculture: -1 10^4 CNY"


class TestSolvability:
    def test_a_sector_that_buys_without_output(self, small_table: MrioTable) -> None:
        found = checks.check_zero_output(with_cell(small_table, "x", (6,), 0.0))
        bought = np.asarray(small_table.Z)[:, 6].sum() + small_table.imports[6]
        assert found.where_en == f"Zhejiang 浙江, 03 Manufacturing: {bought:,.6g} 10^4 CNY"

    def test_purchases_that_cancel_out_count_too(
        self, make_table: Callable[..., MrioTable]
    ) -> None:
        table = make_table(4, 3, 4, 2, idle=2)
        assert checks.check_zero_output(table).passed
        row = int(np.flatnonzero(table.x == 0)[0])
        spoilt = with_cell(with_cell(table, "Z", (0, row), 5.0), "Z", (1, row), -5.0)
        assert checks.check_zero_output(spoilt).found == 1.0

    def test_imports_alone_are_purchases(self, make_table: Callable[..., MrioTable]) -> None:
        table = make_table(4, 3, 4, 2, idle=1)
        row = int(np.flatnonzero(table.x == 0)[0])
        assert checks.check_zero_output(with_cell(table, "imports", (row,), 1.0)).found == 1.0

    def test_an_idle_sector_may_stay(self, make_table: Callable[..., MrioTable]) -> None:
        table = make_table(4, 3, 4, 2, idle=3)
        assert (table.x == 0).sum() == 3
        assert checks.check_table(table).passed

    def test_a_column_that_sums_to_one(self, small_table: MrioTable) -> None:
        inputs = np.asarray(small_table.Z)[:, 9].sum()
        found = checks.check_column_sums(with_cell(small_table, "x", (9,), inputs))
        assert not found.passed
        assert found.found == pytest.approx(1.0)
        assert found.where_en == "Shaanxi 陕西, 02 Coal mining: 1"
        just_below = with_cell(small_table, "x", (9,), inputs * 1.001)
        assert checks.check_column_sums(just_below).passed

    def test_a_table_that_is_not_productive(self, small_table: MrioTable) -> None:
        table = small_table.changed("dear inputs", {"Z": np.asarray(small_table.Z) * 3.0})
        found = checks.check_spectral_radius(table)
        assert not found.passed
        assert found.found is not None
        assert found.found > 1.0
        assert found.where_en == f"the spectral radius is {found.found:.6g}"

    @pytest.mark.parametrize(("m", "n", "idle"), [(2, 3, 0), (8, 20, 0), (8, 20, 30)])
    @pytest.mark.parametrize("form", [np.asarray, sparse.csr_array])
    def test_the_spectral_radius(
        self, make_table: Callable[..., MrioTable], m: int, n: int, idle: int, form: Any
    ) -> None:
        table = make_table(6, m, n, 2, idle)
        output = np.where(table.x > 0, table.x, 1.0)
        expected = np.abs(np.linalg.eigvals(np.asarray(table.Z) / output)).max()
        found = checks.spectral_radius(table.changed("form", {"Z": form(table.Z)}))
        assert found == pytest.approx(expected, rel=1e-8)

    def test_the_spectral_radius_of_a_cycle(self, make_table: Callable[..., MrioTable]) -> None:
        """All eigenvalues of a cycle have one modulus: no method that iterates converges on it."""
        table = make_table(6, 8, 20, 2)
        size = len(table.index)
        cycle = np.roll(np.eye(size), 1, axis=0) * (0.5 * table.x)
        found = checks.spectral_radius(table.changed("a cycle", {"Z": cycle}))
        assert found == pytest.approx(0.5, rel=1e-8)

    def test_no_flows_at_all(self, make_table: Callable[..., MrioTable]) -> None:
        table = make_table(6, 8, 20, 2)
        nothing = table.changed("no flows", {"Z": np.zeros_like(np.asarray(table.Z))})
        assert checks.spectral_radius(nothing) == 0.0
        thin = nothing.changed("sparse", {"Z": sparse.csr_array(nothing.Z)})
        assert checks.spectral_radius(thin) == 0.0


class TestEmissions:
    def test_a_region_without_inventory(self, small_table: MrioTable) -> None:
        known = replace(small_table, without_emissions=("610000",))
        assert checks.check_missing_emissions(known).where_en == "Shaanxi 陕西"
        assert checks.check_missing_emissions(known).where_zh == "陕西"
        F = np.array(small_table.F)
        F[0, 4:8] = 0.0
        found = checks.check_missing_emissions(small_table.changed("no inventory", {"F": F}))
        assert found.where_en == "Zhejiang 浙江"
        assert found.rule.severity == "warning"

    def test_a_table_without_stressors(self, small_table: MrioTable) -> None:
        size, m = len(small_table.index), small_table.index.m
        bare = replace(small_table, F=np.zeros((0, size)), F_Y=np.zeros((0, m)), stressors=())
        report = checks.check_table(bare)
        assert report.passed
        assert [result.rule.code for result in report.warnings] == ["missing-emissions"]

    def test_an_emission_without_output(self, make_table: Callable[..., MrioTable]) -> None:
        table = make_table(4, 3, 4, 2, idle=1)
        row = int(np.flatnonzero(table.x == 0)[0])
        found = checks.check_emission_without_output(with_cell(table, "F", (0, row), 2.5))
        assert found.where_en == f"{table.index.where(row)}: 2.5 Mt CO2"

    def test_an_intensity_far_above_the_nations(self, make_table: Callable[..., MrioTable]) -> None:
        table = make_table(4, 31, 3, 2)
        ratio = self._ratio(table, 4)
        within = with_cell(table, "F", (0, 4), table.F[0, 4] * 2.0)
        assert checks.check_high_intensity(within).passed
        beyond = with_cell(table, "F", (0, 4), table.F[0, 4] * 400.0 / ratio)
        found = checks.check_high_intensity(beyond)
        assert not found.passed
        assert found.found == pytest.approx(self._ratio(beyond, 4))
        assert found.where_en.startswith(str(table.index.where(4)))

    def test_regions_without_inventory_are_no_part_of_the_nation(
        self, small_table: MrioTable
    ) -> None:
        F = np.array(small_table.F)
        F[0, 4:8] = 0.0
        table = replace(small_table, F=F, without_emissions=("330000",))
        assert checks.check_high_intensity(table).found == pytest.approx(1.0)
        F[0, 4:8] = small_table.F[0, 4:8] * 30.0
        assert checks.check_high_intensity(replace(table, F=F)).found == pytest.approx(30.0)

    @staticmethod
    def _ratio(table: MrioTable, row: int) -> float:
        same = np.arange(len(table.index)) % table.index.n == row % table.index.n
        national = table.F[0, same].sum() / table.x[same].sum()
        return float(table.F[0, row] / table.x[row] / national)


class TestTreatments:
    @pytest.fixture
    def negative(self, small_table: MrioTable) -> MrioTable:
        """Two negative flows, balanced again by final demand and value added."""
        Z = np.array(small_table.Z)
        Z[1, 6], Z[5, 5] = -7.0, -2.0
        sold, bought = Z.sum(axis=1), Z.sum(axis=0)
        before = np.asarray(small_table.Z)
        value_added = np.array(small_table.value_added)
        value_added[0] -= bought - before.sum(axis=0)
        Y = np.array(small_table.Y)
        Y[:, 0] -= sold - before.sum(axis=1)
        return small_table.changed("negative", {"Z": Z, "Y": Y, "value_added": value_added})

    @pytest.mark.parametrize("treatment", checks.NEGATIVE_FLOW_TREATMENTS)
    @pytest.mark.parametrize("form", [np.asarray, sparse.csr_array])
    def test_balances_are_kept_and_the_change_is_told(
        self, negative: MrioTable, treatment: str, form: Any
    ) -> None:
        table = negative.changed("form", {"Z": form(negative.Z)})
        treated = checks.treat_negative_flows(table, treatment)
        assert type(treated.Z) is type(table.Z)
        assert checks.check_table(treated).passed
        assert checks.check_row_balance(treated).found == pytest.approx(0.0, abs=1e-12)
        assert checks.check_column_balance(treated).found == pytest.approx(0.0, abs=1e-12)
        assert checks.check_negative_flows(treated).passed == (treatment != "keep")
        assert str(treated.provenance.changes[-1]) == (
            f"negative intermediate flows (2 cells, 9 10^4 CNY): {treatment}"
        )

    def test_zero(self, negative: MrioTable) -> None:
        treated = checks.treat_negative_flows(negative, "zero")
        np.testing.assert_array_equal(treated.Z, np.maximum(negative.Z, 0.0))
        np.testing.assert_array_equal(treated.x, negative.x)
        moved = negative.error - treated.error
        assert moved[1] == 7.0
        assert moved[5] == 2.0
        assert moved.sum() == 9.0
        lost = negative.total_value_added - treated.total_value_added
        assert lost[6] == pytest.approx(7.0)
        assert lost[5] == pytest.approx(2.0)

    def test_transpose(self, negative: MrioTable) -> None:
        treated = checks.treat_negative_flows(negative, "transpose")
        Z, before = np.asarray(treated.Z), np.asarray(negative.Z)
        assert Z[1, 6] == 0.0
        assert Z[6, 1] == before[6, 1] + 7.0
        assert Z[5, 5] == 2.0
        risen = treated.x - negative.x
        assert risen[1] == risen[6] == 7.0
        assert risen[5] == 4.0
        assert risen.sum() == 18.0

    def test_value_added_that_is_nothing(self, negative: MrioTable) -> None:
        table = negative.changed("none", {"value_added": np.zeros_like(negative.value_added)})
        treated = checks.treat_negative_flows(table, "zero")
        assert treated.total_value_added[6] == pytest.approx(-7.0)

    def test_an_unknown_treatment(self, negative: MrioTable) -> None:
        with pytest.raises(OptionError, match=r"'zeros' is not a treatment.* Did you mean 'zero'"):
            checks.treat_negative_flows(negative, "zeros")


def test_the_checks_change_nothing(small_table: MrioTable) -> None:
    before = {part: np.array(getattr(small_table, part)) for part in ("Z", "Y", "x", "F")}
    checks.check_table(small_table)
    for part, values in before.items():
        np.testing.assert_array_equal(getattr(small_table, part), values)


@pytest.mark.parametrize("year", [2007, 2012, 2017])
@pytest.mark.parametrize("component", range(4))
def test_imports_exchanged_with_any_component_of_value_added_are_seen(year, component):
    """Every sum stays as it is, and imports are of the size of depreciation and of net taxes."""
    table = load_table(f"cn31-{year}")
    earned, bought = np.array(table.value_added), np.array(table.imports)
    earned[component], bought = bought, earned[component].copy()
    found = magnitude.check_exchanged_parts(replace(table, value_added=earned, imports=bought))
    name = table.value_added_labels[component]
    assert not found.passed
    assert f"are larger than '{name}'" in found.where_en
    assert f"大于“{name}”" in found.where_zh
    assert magnitude.check_exchanged_parts(table).passed


@pytest.mark.parametrize("year", [2007, 2017])
def test_final_demand_of_two_provinces_exchanged_is_seen(year):
    """Columns of two provinces under each other's name leave every sum as it is."""
    table = load_table(f"cn31-{year}")
    k = len(table.categories)
    columns = np.arange(table.Y.shape[1]).reshape(-1, k)
    one, other = (table.index.region_codes.index(code) for code in ("140000", "610000"))
    columns[[one, other]] = columns[[other, one]]
    found = magnitude.check_exchanged_parts(replace(table, Y=table.Y[:, columns.ravel()]))
    assert "final demand of Shanxi is mostly for products of Shaanxi" in found.where_en
    assert "山西的最终需求主要用于陕西的产品" in found.where_zh
