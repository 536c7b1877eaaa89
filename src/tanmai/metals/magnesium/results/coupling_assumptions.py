"""What a coupled table rests on, said in Chinese and English."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from tanmai.core.labels import Region, Sector, find_province
from tanmai.core.messages import Message, Name, listed, message
from tanmai.metals.magnesium.coupling.case import CoupledCase
from tanmai.metals.magnesium.coupling.magnesium import FERROSILICON, ferrosilicon_of
from tanmai.metals.magnesium.coupling.shortfall import EXPORTS


def coupling_assumptions(case: CoupledCase) -> tuple[Message, ...]:
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
        ),
        *_assumptions_of_the_inventory(case),
        *_assumptions_of_ferrosilicon(case),
        *_assumptions_of_shortfalls(case),
        message(
            "{exported} % of the metal is exported; {at_home}.",
            exported=f"{100 * exported:.1f}",
            at_home=at_home,
        ),
        message(
            "Magnesium is {price} CNY/t (by default of October 2016); fuels, ores and power "
            "are by default at prices of 2015.",
            price=f"{case.magnesium.price:,.0f}",
        ),
    )


def _assumptions_of_the_inventory(case: CoupledCase) -> tuple[Message, ...]:
    if not case.newly_counted.any():
        return (
            message(
                "All that the works emit is held by the inventory of the table, and is taken "
                "from the host."
            ),
        )
    if "fuel" not in case.options.inventory:
        return (
            message(
                "The inventory of the table is assumed not to hold the CO2 of the works' fuels: "
                "it is added, shown separately, and taken from no host."
            ),
        )
    return (
        message(
            "The inventories of the provinces hold fuels and cement alone, so the CO2 of "
            "calcined dolomite is added, shown separately, and taken from no host."
        ),
    )


def _assumptions_of_ferrosilicon(case: CoupledCase) -> tuple[Message, ...]:
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
        ),
        _said_of_suppliers(suppliers),
    )


def _assumptions_of_shortfalls(case: CoupledCase) -> tuple[Message, ...]:
    """Return what each host held too little of, and what stands in."""
    said: list[Message] = []
    names = {one.sector.code: one.sector for one in case.products}
    for keys, frame in case.shortfalls.groupby(["product", "region_code"], sort=False):
        product, region = names[str(keys[0])], find_province(str(keys[1]))
        energy = frame[frame["of"] != EXPORTS]
        if len(energy):
            said.append(_said_of_energy(product, region, energy))
        exports = frame[frame["of"] == EXPORTS]
        said += [_said_of_exports(product, region, row) for row in exports.to_dict("records")]
    return tuple(said)


def _said_of_energy(product: Sector, region: Region, rows: pd.DataFrame) -> Message:
    return message(
        "Smelting in {region} buys less energy than {product} needs: {lacking} are bought as its "
        "other energy, {instead} (10⁴ CNY).",
        region=Name.of(region),
        product=Name.of(product),
        lacking=_listed(rows[rows["difference"] < 0]),
        instead=_listed(rows[rows["difference"] > 0]),
    )


def _said_of_exports(product: Sector, region: Region, row: Mapping[Hashable, Any]) -> Message:
    return message(
        "Smelting in {region} exports less than {product} does: {lacking} × 10⁴ CNY of its "
        "exports ({percent} %) are sold at home.",
        region=Name.of(region),
        product=Name.of(product),
        lacking=f"{-row['difference']:,.0f}",
        percent=f"{-row['percent']:.0f}",
    )


def _listed(rows: pd.DataFrame) -> Message:
    """Return the amounts by sector, what is lacking with its share of the need."""
    said = []
    for row in rows.to_dict("records"):
        share = f", {-row['percent']:.0f} %" if row["difference"] < 0 else ""
        sector = Name(row["sector_zh"], row["sector_en"])
        amount = f"{abs(row['difference']):,.0f}{share}"
        said.append(message("{sector} ({amount})", sector=sector, amount=amount))
    return listed(said)


def _said_of_suppliers(suppliers: Mapping[str, Mapping[str, float]]) -> Message:
    pairs = [
        message(
            "{works} from {origins}",
            works=Name.of(find_province(works)),
            origins=listed(Name.of(find_province(one)) for one in shares),
        )
        for works, shares in suppliers.items()
    ]
    return message(
        "Origin of the ferrosilicon of the works: {pairs}.", pairs=listed(pairs, message("; "))
    )
