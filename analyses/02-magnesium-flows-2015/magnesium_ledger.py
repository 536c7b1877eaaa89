"""The ledger: each published figure, ours, the difference, a finding and its reason."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tanmai.core.errors import ConservationError
from tanmai.metals.magnesium.flows.definition import ProcessDefinition, Relation
from tanmai.metals.magnesium.flows.definition_file import load_definition
from tanmai.metals.magnesium.flows.equations import Interval
from tanmai.metals.magnesium.flows.magnesium import MagnesiumFlows, magnesium_flows
from tanmai.metals.magnesium.flows.solution import solve_flows
from tanmai.metals.magnesium.flows.value import input_costs, prices_in_cny

HERE = Path(__file__).parent
COLUMNS = ("id", "quantity", "published", "ours", "unit", "difference", "finding", "reason")
REPRODUCED = "reproduced"
INCONSISTENT = "inconsistent in the source"
INPUT = "input"
NOT_DERIVABLE = "not derivable"


@dataclass(frozen=True)
class Ours:
    """Our value of a published figure, and why it agrees or not.

    ``value`` holds one number for each published one (None for one that the model has no use
    for); an interval where only bounds are known; None where nothing is. ``is_input`` says that
    the model takes the figure from the source.
    """

    value: tuple[float | None, ...] | Interval | None
    reason: str
    is_input: bool = False


def _one(value: float, reason: str) -> Ours:
    return Ours((value,), reason)


def _input(value: float | tuple[float | None, ...], reason: str) -> Ours:
    return Ours(value if isinstance(value, tuple) else (value,), reason, is_input=True)


# --- ours --------------------------------------------------------------------------------


def ours() -> dict[str, Ours]:
    """Return our value of every figure of the ledger, by its id."""
    flows = magnesium_flows()
    return {
        **_outputs_and_inputs(flows.solution.definition),
        **_resources(flows),
        **_stages(flows),
        **_scrap(flows),
        **_course(flows),
        **_prices(flows.solution.definition),
        **_value(flows),
        **_smelting_report(),
    }


def _outputs_and_inputs(definition: ProcessDefinition) -> dict[str, Ours]:
    known = definition.known_amounts()
    total = known["pidgeon_magnesium"] + known["electrolytic_magnesium"]
    use = {entry.key: entry.use for entry in definition.inputs}
    intensity = {entry.key: entry.intensity for entry in definition.inputs}
    return {
        "M01": _input(total, "Pidgeon and electrolytic magnesium of the definition"),
        "M02": _one(0.99 * total, "99 % of M01"),
        "M03": _input(use["dolomite"], "a survey in the same paper says about 11"),
        "M04": _input(use["fluorite"], "coefficient of use"),
        "M05": _input(use["ferrosilicon"], "coefficient of use"),
        "M06": _input(
            use["coal"],
            "table 1 lists 13800 m3 of coal gas and 1.0 t of boiler coal in its place; the "
            "totals of table 3 follow 4.5 t",
        ),
        "M07": _input(
            use["power"],
            "table 1 says 1800 kWh of thermal power; the totals of table 3 follow 1000 kWh",
        ),
        "M08": _input(intensity["dolomite"], "intensity"),
        "M09": _input(intensity["fluorite"], "intensity"),
        "M10": _input(intensity["ferrosilicon"], "intensity"),
        "M11": _input(intensity["coal"], "intensity"),
        "M12": _input(1e3 * intensity["power"], "intensity"),
    }


def _resources(flows: MagnesiumFlows) -> dict[str, Ours]:
    use = flows.resources
    table = use.inputs
    order = ("dolomite", "fluorite", "ferrosilicon", "coal", "power")
    found: dict[str, Ours] = {}
    for number, key in enumerate(order):
        scale, what = (1e6, "GWh") if key == "power" else (1e4, "10^4 t")
        consumed, abiotic = table["consumed"][key], table["abiotic"][key]
        found[f"M{13 + number}"] = _one(consumed / scale, f"unrounded M02 times use, {what}")
        found[f"M{18 + number}"] = _one(
            abiotic / 1e4, "unrounded; the source multiplies its rounded consumption"
        )
        found[f"M{33 + number}"] = _one(100 * table["share_of_abiotic"][key], "of M23")
        if key != "power":
            found[f"M{29 + number}"] = _one(100 * table["share_of_direct"][key], "of M24")
    return found | {
        "M23": _one(use.abiotic, "sum of M18 to M22"),
        "M24": _one(use.direct, "sum of M13 to M16; power is no mass"),
        "M25": _one(use.direct_per_tonne, "M24 over M02; the text rounds to 16.4"),
        "M26": _one(use.rucksack, "M23 less M02"),
        "M27": _one(
            use.abiotic_per_tonne,
            "M23 over M02; abstract and text print 59.3, which 59.21 does not round to",
        ),
        "M28": _one(use.rucksack_per_direct, "M26 over M24"),
    }


def _stages(flows: MagnesiumFlows) -> dict[str, Ours]:
    definition = flows.solution.definition
    known = definition.known_amounts()
    total = known["pidgeon_magnesium"] + known["electrolytic_magnesium"]
    bulk = sum(known[key] for key in ("dolomite", "fluorite", "ferrosilicon"))
    lost = known["calcination_losses"] + known["reduction_residue"]
    made = known["ingots_made"] + known["alloys_made"]
    relations = {relation.name: relation.limits[0] for relation in definition.relations}
    exported = relations["net export of magnesium products"]
    used = relations["products that enter use"]
    adjusted = flows.solution.reconciliation.flows["reconciled"]
    stored = next(stock.change for stock in definition.stocks)
    assert stored is not None
    return {
        "M38": _input(
            known["calcination_losses"],
            f"reconciled to {adjusted['calcination_losses']:.4f}; more than the 47.7 % that "
            "dolomite can lose as CO2, so slag and dust are in it",
        ),
        "M39": _input(
            known["reduction_residue"], f"reconciled to {adjusted['reduction_residue']:.4f}"
        ),
        "M40": _one(
            bulk - lost - known["pidgeon_magnesium"],
            "what the balance of the stage leaves; the three losses are printed to one decimal "
            "and a zero",
        ),
        "M41": _input(known["ingots_made"], "product"),
        "M42": _input(known["alloys_made"], "product, read as contained magnesium"),
        "M43": _one(100 * made / total, "M41 and M42 over M01"),
        "M44": _input(exported, "fixed total of four unknown flows"),
        "M45": _one(
            100 * exported / (exported + used),
            "M44 over M44 + M46 = 84.70; the printed share needs 84.88, which nothing printed "
            "adds up to",
        ),
        "M46": _input(used, "fixed total of four unknown flows"),
        "M47": _input(stored, "M46 less it leaves 8.64 discarded or dissipated"),
        "M67": _one(
            100 * total / known["dolomite"],
            "M01 over M13: the source sets all magnesium over the dolomite of the Pidgeon "
            "process; M02 over M13 is 9.43",
        ),
    }


def _scrap(flows: MagnesiumFlows) -> dict[str, Ours]:
    solution = flows.solution
    returned = solution.interval("scrap_to_processing")
    scrap = prices_in_cny(solution.definition)["scrap_to_processing"] / 1e4
    both = solution.range_of({"scrap_to_processing": scrap, "scrap_to_production": scrap})
    names = {relation.name: relation for relation in solution.definition.relations}
    share = names["scrap that returns to production"].limits[0]
    least, most = names["new scrap per magnesium processed"].limits
    released = flows.environmental_efficiency
    return {
        "M48": Ours(
            flows.circulation_efficiency,
            "taken as the range that rounds to it; if scrap rate and content of M68 are "
            f"multiplied, at most {most_circulation_if_multiplied():.3f} is possible",
            is_input=True,
        ),
        "M49": Ours(
            released,
            "taken as the range that rounds to it; 8.64 discarded and the new scrap not "
            "returned leave a net export of scrap of "
            f"{solution.interval('scrap_exported').least:.2f} to "
            f"{solution.interval('scrap_exported').most:.2f}",
            is_input=True,
        ),
        "M62": Ours(
            Interval(returned.least * scrap, returned.most * scrap),
            "quantity of scrap not printed; the 70 % that return to processing hold the printed "
            f"value, all returned scrap ({both.least:.2f} to {both.most:.2f}) does not",
        ),
        "M68": _input(
            (None, None, 100 * most, None, None, None, 100 * (1 - share), 100 * share, None),
            f"scrap rate and content enter as one range, {100 * least:.1f} to {100 * most:.0f} %, "
            "that covers both readings; 15 % of metal recovered would be 12.8, nearly all that is "
            "discarded and scrapped, against M48; the rest finds no use",
        ),
    }


def most_circulation_if_multiplied() -> float:
    """Return the largest circulation efficiency if new scrap is at most 10 % times 45 %."""
    definition = load_definition("magnesium-2015")
    strict = [
        _strict(relation)
        for relation in definition.relations
        if relation.name != "circulation efficiency of the source"
    ]
    loose = definition.model_copy(update={"relations": tuple(strict)})
    primary = {"pidgeon_magnesium": 1.0, "electrolytic_magnesium": 1.0}
    returned = {"scrap_to_processing": 1.0, "scrap_to_production": 1.0}
    return solve_flows(loose).range_of_ratio(returned, primary).most


def _strict(relation: Relation) -> Relation:
    if relation.name != "new scrap per magnesium processed":
        return relation
    return relation.model_copy(update={"share": (0.04 * 0.15, 0.10 * 0.45)})


def contradiction_if_multiplied() -> str:
    """Return what the solver says when M48 and the multiplied reading of M68 both hold."""
    definition = load_definition("magnesium-2015")
    strict = tuple(_strict(relation) for relation in definition.relations)
    try:
        solve_flows(definition.model_copy(update={"relations": strict}))
    except ConservationError as error:
        return str(error)
    return ""


def _course(flows: MagnesiumFlows) -> dict[str, Ours]:
    per_tonne = flows.resources.rucksack_per_tonne
    year = flows.course.years.loc[2014]
    return {
        "M50": Ours(
            None,
            f"output of 2009 is not in the series; at {per_tonne:.2f} t/t the figure needs "
            f"{printed('M50') / per_tonne / 1e4:.1f}e4 t of Pidgeon magnesium",
        ),
        "M51": _one(
            float(year["rucksack"]),
            f"reported output of 2014 is {year['output'] / 1e4:.2f}e4 t; at {per_tonne:.2f} t/t "
            f"the figure needs {printed('M51') / per_tonne / 1e4:.0f}e4 t",
        ),
    }


def _prices(definition: ProcessDefinition) -> dict[str, Ours]:
    order = ("dolomite", "ferrosilicon", "fluorite", "coal", "power")
    price = {entry.key: entry.price for entry in definition.inputs}
    of_flow = {entry.flow: entry.value for entry in definition.prices}
    cost = input_costs(definition, "pidgeon_magnesium")["cost"]
    assert definition.cny_per_usd is not None
    domestic = ("alloys_made", "powder_made", "anodes_made", "scrap_to_processing", "released")
    return {
        "M52": _input(tuple(price[key] for key in order), "prices"),
        "M53": Ours(tuple(float(cost[key]) for key in order), "price times use"),
        "M54": _input(of_flow["pidgeon_magnesium"], "price"),
        "M55": _input(tuple(of_flow[key] for key in domestic), "prices"),
        "M56": _input(
            (
                None,
                of_flow["ingots_exported"],
                None,
                of_flow["powder_exported"],
                None,
                of_flow["scrap_exported"],
            ),
            "export prices; import prices find no use, as no imported quantity is printed",
        ),
        "M57": _input(definition.cny_per_usd, "rate"),
    }


def _value(flows: MagnesiumFlows) -> dict[str, Ours]:
    production, processing = flows.stages["production"], flows.stages["processing"]
    cost = input_costs(flows.solution.definition, "pidgeon_magnesium")["cost"]
    metal = prices_in_cny(flows.solution.definition)["pidgeon_magnesium"]
    tonnes = flows.resources.output
    own_share = 100 * production.added.least / production.created.least
    return {
        "M58": _one(production.created.least / 1e4, "M02 times M54"),
        "M59": _one(
            production.added.least / 1e4,
            f"M58 less M02 times {cost.sum():.1f} (M53); the printed figure implies inputs of "
            "46.80, the printed unit costs give 46.86",
        ),
        "M60": _one(
            100 * printed("M59") / printed("M58"),
            f"printed M59 over printed M58, cut off instead of rounded; ours is {own_share:.2f}",
        ),
        "M61": _one(
            100 * cost.sum() / metal,
            "all inputs of M53 over M54; without dolomite it is "
            f"{100 * (cost.sum() - cost['dolomite']) / metal:.2f}, yet M59 counts dolomite",
        ),
        "M63": _one(
            100 * printed("M62") / (tonnes * cost["dolomite"] / 1e8),
            "M62 as printed over M02 times M53",
        ),
        "M64": Ours(
            Interval(processing.added.least / 1e4, processing.added.most / 1e4),
            "powder and anodes are known only as 12.50 together; the range holds the figure",
        ),
        "M65": Ours(
            Interval(100 * flows.export_share.least, 100 * flows.export_share.most),
            "exports by product are not printed; at domestic prices the range holds the figure",
        ),
        "M66": Ours(None, "needs the quantities of traded scrap, which are not printed"),
    }


def _smelting_report() -> dict[str, Ours]:
    return {
        "S05": _one(
            31.1 + 1.15 * 5.2,
            "31.1 + 1.15 x 5.2; the printed sum takes 1.0 t of ferrosilicon, and the indirect "
            "9.8 t in 31.1 hold ferrosilicon already",
        ),
        "S09": _one(29.6, "the text of the same report says 29.6"),
        "S13": _one(
            100 * 1.12 * 8150 / 21800,
            "cheapest ferrosilicon (1.12 t at 8150) over the highest cost (21800); the report "
            "says 30 to 35 %",
        ),
        "S25": _one(29.6 * 85, "29.6 x 85 is in EUR; the report prints the figure as CNY"),
        "S26": _one(
            29.6 * 120,
            "29.6 x 120; section 3.3 says beyond 1800, section 4.1 prints 3470, which is "
            "28.9 x 120",
        ),
        "S30": _one(
            172.0,
            "section 4.1 prints 172 for the base case; the summary calls its figure effective",
        ),
        "S32": _one(
            12.8e6 * 8 / 1e7,
            "12.8 million cars at the 8 kg of the summary; the figure follows the 2.8 kg of "
            "section 3.4 (3.58)",
        ),
    }


# --- the ledger --------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One row of the ledger, as text."""

    id: str
    quantity: str
    published: str
    ours: str
    unit: str
    difference: str
    finding: str
    reason: str


@cache
def published() -> dict[str, dict[str, str]]:
    """Return the published figures by id."""
    with (HERE / "published.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def numbers(text: str) -> tuple[float, ...]:
    """Return the numbers of a published figure; ``4-10`` counts as two."""
    parts = (part.strip() for part in text.split(";"))
    return tuple(
        float(number)
        for part in parts
        for number in (part.split("-") if "-" in part[1:] and "e" not in part else [part])
    )


def printed(key: str) -> float:
    """Return a published figure that is one number."""
    (number,) = numbers(published()[key]["value"])
    return number


def ledger() -> list[Row]:
    """Return the ledger, computed anew."""
    found = ours()
    return [_row(figure, found[key]) for key, figure in published().items()]


def _row(figure: dict[str, str], found: Ours) -> Row:
    row = Row(
        figure["id"], figure["quantity"], figure["value"], "", figure["unit"], "", "", found.reason
    )
    if not isinstance(found.value, tuple):
        text = "" if found.value is None else f"{found.value.least:.6g} to {found.value.most:.6g}"
        return replace(row, ours=text, finding=INPUT if found.is_input else NOT_DERIVABLE)
    pairs = zip(found.value, numbers(figure["value"]), strict=True)
    gaps = [_gap(own, other) for own, other in pairs if own is not None]
    row = replace(
        row,
        ours="; ".join("-" if value is None else f"{value:.6g}" for value in found.value),
        difference="; ".join(f"{gap:.3g}" for gap in gaps) if any(gaps) else "0",
    )
    if found.is_input:
        return replace(row, finding=INPUT)
    close = max(abs(gap) for gap in gaps) <= float(figure["tolerance"])
    return replace(row, finding=REPRODUCED if close else INCONSISTENT)


def _gap(own: float, other: float) -> float:
    """Return the difference, without what floating point leaves."""
    gap = own - other
    return 0.0 if abs(gap) < 1e-12 * abs(other) else gap
