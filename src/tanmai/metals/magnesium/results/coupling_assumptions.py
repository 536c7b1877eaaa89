"""What a coupled table rests on, said in Chinese and English."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from tanmai.core.labels import Region, Sector, find_province
from tanmai.core.messages import message
from tanmai.metals.magnesium.coupling.case import CoupledCase
from tanmai.metals.magnesium.coupling.magnesium import FERROSILICON, ferrosilicon_of
from tanmai.metals.magnesium.coupling.shortfall import EXPORTS


def coupling_assumptions(case: CoupledCase) -> tuple[tuple[str, str], ...]:
    """Return what a coupled table rests on, sentence by sentence, in Chinese and English."""
    exported, used = case.magnesium.exported or 0.0, sum(case.magnesium.uses.values())
    at_home = (
        message(
            "at home {used} % goes to the uses given and the rest where smelting sells",
            used=f"{100 * used:.0f}",
        )
        if used
        else message("at home it goes where smelting sells")
    )
    return (
        message(
            "Magnesium is opened out of metal smelting; inputs come from where the smelting "
            "of the province buys."
        ).pair,
        *_assumptions_of_the_inventory(case),
        *_assumptions_of_ferrosilicon(case),
        *_assumptions_of_shortfalls(case),
        message(
            "{exported} % of the metal is exported; {at_home}.",
            exported=f"{100 * exported:.1f}",
            at_home=at_home,
        ).pair,
        message(
            "Magnesium is {price} CNY/t (by default of October 2016); fuels, ores and power "
            "are by default at prices of 2015.",
            price=f"{case.magnesium.price:,.0f}",
        ).pair,
    )


def _assumptions_of_the_inventory(case: CoupledCase) -> tuple[tuple[str, str], ...]:
    if not case.newly_counted.any():
        return (
            message(
                "All that the works emit is held by the inventory of the table, and is taken "
                "from the host."
            ).pair,
        )
    if "fuel" not in case.options.inventory:
        return (
            message(
                "The inventory of the table is taken not to hold the CO2 of the works' fuels: "
                "it is counted anew, shown apart, and taken from no host."
            ).pair,
        )
    return (
        message(
            "The inventories of the provinces hold fuels and cement alone, so the CO2 of "
            "calcined dolomite is counted anew, shown apart, and taken from no host."
        ).pair,
    )


def _assumptions_of_ferrosilicon(case: CoupledCase) -> tuple[tuple[str, str], ...]:
    if not case.has(FERROSILICON):
        return ()
    suppliers = {code: ferrosilicon_of(code, case.options) for code in case.makers}
    price = case.products[1].price
    return (
        message(
            "Ferrosilicon, or the reductant in its place, is opened too, at {price} CNY/t; "
            "its carbon is taken to be that of coke, a fuel of the inventory, and leaves the "
            "host.",
            price=f"{price:,.0f}",
        ).pair,
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
