"""What a coupled table rests on, said in Chinese and English."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from tanmai.core.labels import Region, Sector, find_province
from tanmai.metals.magnesium.coupling.case import CoupledCase
from tanmai.metals.magnesium.coupling.magnesium import FERROSILICON, ferrosilicon_of
from tanmai.metals.magnesium.coupling.shortfall import EXPORTS


def coupling_assumptions(case: CoupledCase) -> tuple[tuple[str, str], ...]:
    """Return what a coupled table rests on, sentence by sentence, in Chinese and English."""
    exported, used = case.magnesium.exported or 0.0, sum(case.magnesium.uses.values())
    at_home = (
        (
            f"国内的{100 * used:.0f}%销往给定用途，其余按冶炼部门的去向销售",
            f"at home {100 * used:.0f} % goes to the uses given and the rest where smelting sells",
        )
        if used
        else ("国内按冶炼部门的去向销售", "at home it goes where smelting sells")
    )
    return (
        (
            "镁自金属冶炼部门中拆分；投入按该省冶炼的采购来源分摊到各供应省。",
            "Magnesium is opened out of metal smelting; inputs come from where the smelting of the "
            "province buys.",
        ),
        *_assumptions_of_the_inventory(case),
        *_assumptions_of_ferrosilicon(case),
        *_assumptions_of_shortfalls(case),
        (
            f"金属出口占比{100 * exported:.1f}%；{at_home[0]}。",
            f"{100 * exported:.1f} % of the metal is exported; {at_home[1]}.",
        ),
        (
            f"镁价{case.magnesium.price:,.0f}元/吨（缺省为2016年10月）；燃料、矿石与电力缺省取2015年"
            "价格。",
            f"Magnesium is {case.magnesium.price:,.0f} CNY/t (by default of October 2016); fuels, "
            "ores and power are by default at prices of 2015.",
        ),
    )


def _assumptions_of_the_inventory(case: CoupledCase) -> tuple[tuple[str, str], ...]:
    if not case.newly_counted.any():
        return (
            (
                "镁厂的排放都在数据表的清单之内，从宿主扣除。",
                "All that the works emit is held by the inventory of the table, and is taken from "
                "the host.",
            ),
        )
    if "fuel" not in case.options.inventory:
        return (
            (
                "假定数据表的清单不含镁厂燃料的CO₂：新增计入，单列，不从宿主扣除。",
                "The inventory of the table is taken not to hold the CO2 of the "
                "works' fuels: it is counted anew, shown apart, and taken from no host.",
            ),
        )
    return (
        (
            "省级清单只含化石燃料燃烧与水泥过程排放，白云石煅烧的CO₂不在其中：新增计入，单列，"
            "不从宿主扣除。",
            "The inventories of the provinces hold fuels and cement alone, so the CO2 of calcined "
            "dolomite is counted anew, shown apart, and taken from no host.",
        ),
    )


def _assumptions_of_ferrosilicon(case: CoupledCase) -> tuple[tuple[str, str], ...]:
    if not case.has(FERROSILICON):
        return ()
    suppliers = {code: ferrosilicon_of(code, case.options) for code in case.makers}
    price = case.products[1].price
    return (
        (
            f"硅铁（或代替它的还原剂）同样拆分，{price:,.0f}元/吨；其还原碳视为来自焦炭，"
            "已在清单的燃料之中，从宿主扣除。",
            f"Ferrosilicon, or the reductant in its place, is opened too, at {price:,.0f} CNY/t; "
            "its carbon is taken to be that of coke, a fuel of the inventory, and leaves the host.",
        ),
        (_said_of_suppliers(suppliers, "zh"), _said_of_suppliers(suppliers, "en")),
    )


def _assumptions_of_shortfalls(case: CoupledCase) -> tuple[tuple[str, str], ...]:
    """Return what each host held too little of, and what stands in."""
    said: list[tuple[str, str]] = []
    names = {one.sector.code: one.sector for one in case.products}
    for keys, frame in case.shortfalls.groupby(["product", "region_code"], sort=False):
        product, region = names[str(keys[0])], find_province(str(keys[1]))
        energy = frame[frame["of"] != EXPORTS]
        if len(energy):
            said.append(_said_of_energy(product, region, energy))
        exports = frame[frame["of"] == EXPORTS]
        said += [_said_of_exports(product, region, row) for row in exports.to_dict("records")]
    return tuple(said)


def _said_of_energy(product: Sector, region: Region, rows: pd.DataFrame) -> tuple[str, str]:
    lacking, instead = rows[rows["difference"] < 0], rows[rows["difference"] > 0]
    return (
        f"{region.name_zh}金属冶炼购入的能源少于{product.name_zh}所需："
        f"{_listed(lacking, 'zh')}，改由冶炼的其他能源补足：{_listed(instead, 'zh')}（万元）。",
        f"Smelting in {region.name_en} buys less energy than {product.name_en} needs: "
        f"{_listed(lacking, 'en')} are bought as its other energy, {_listed(instead, 'en')} "
        "(10⁴ CNY).",
    )


def _said_of_exports(
    product: Sector, region: Region, row: Mapping[Hashable, Any]
) -> tuple[str, str]:
    lacking, percent = -row["difference"], -row["percent"]
    return (
        f"{region.name_zh}金属冶炼的出口少于{product.name_zh}的出口："
        f"{lacking:,.0f}万元（{percent:.0f}%）改为国内销售。",
        f"Smelting in {region.name_en} exports less than {product.name_en} does: {lacking:,.0f} "
        f"×10⁴ CNY of its exports ({percent:.0f} %) are sold at home.",
    )


def _listed(rows: pd.DataFrame, language: str) -> str:
    """Return the amounts by sector, what is lacking with its share of the need."""
    said = []
    for row in rows.to_dict("records"):
        share = f", {-row['percent']:.0f} %" if row["difference"] < 0 else ""
        amount = f"{abs(row['difference']):,.0f}{share}"
        name = row[f"sector_{language}"]
        said.append(f"{name}（{amount}）" if language == "zh" else f"{name} ({amount})")
    return ("、" if language == "zh" else ", ").join(said)


def _said_of_suppliers(suppliers: Mapping[str, Mapping[str, float]], language: str) -> str:
    def name(code: str) -> str:
        return find_province(code).name(language)

    chinese = language == "zh"
    said = [
        f"{name(user)}{'来自' if chinese else ' from '}"
        + ("、" if chinese else " and ").join(map(name, shares))
        for user, shares in suppliers.items()
    ]
    if chinese:
        return f"硅铁的产地：{'，'.join(said)}。"
    return f"Where the ferrosilicon of the works comes from: {', '.join(said)}."
