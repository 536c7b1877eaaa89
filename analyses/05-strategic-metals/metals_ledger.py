"""The ledger: each published figure, ours, the difference, a finding, its reason, and ranges."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import models as m
import numpy as np
from statements import ARITHMETIC, NO_ARITHMETIC, NOT_DERIVABLE

HERE = Path(__file__).parent
REPRODUCED = "reproduced"
INPUT = "input"
INCONSISTENT = "inconsistent in the source"
NEEDS = "needs other inputs"
QUOTED = "quoted"
T = m.TEN_THOUSAND
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

STRATEGIC = (
    "li-china",
    "li-world",
    "co-china",
    "co-world",
    "in-china",
    "in-world",
    "nb-china",
    "nb-world",
    "ge-china",
)

INPUTS: dict[str, str] = {
    **dict.fromkeys(["K012", "K013", "K018", "K019"], "li-china: mines, exports of metal"),
    **dict.fromkeys(["K052", "K055", "K056", "K057", "K058"], "li-china: stock and lifetime"),
    **dict.fromkeys(["K048", "K049", "K051", "K135"], "li-world: batteries, share, demand of 2100"),
    **dict.fromkeys(["K020", "K068", "K069", "K070", "K071", "K085", "K142"], "co-world"),
    **dict.fromkeys(["K024", "K077"], "co-china: use and exports"),
    **dict.fromkeys(["K027", "K028", "K029"], "in-china: mines; in-world: output of 1990"),
    **dict.fromkeys(["K034"], "in-world: yield of ore"),
    **dict.fromkeys(["K088", "K089", "K090", "K091", "K093", "K101"], "in-world: uses, ITO, 1 %"),
    **dict.fromkeys([f"K{n:03d}" for n in range(94, 101)], "in-world: indium into products"),
    **dict.fromkeys(["K145", "K148"], "in-world: electronics to 2050, life of panels"),
    **dict.fromkeys(["K036", "K110", "K111", "K112", "K113", "K116", "K117", "K118"], "nb-world"),
    **dict.fromkeys(["K121", "K149"], "nb-world and nb-china: recycling, growth"),
    **dict.fromkeys(["K039", "K042", "K043", "K044", "K130", "K132", "K152", "K154"], "ge-china"),
    **dict.fromkeys([f"K{n}" for n in range(123, 128)], "ge-china: shares of the world's use"),
}
"""What the models take from the document."""


@dataclass(frozen=True)
class Ours:
    """Our value of a figure; ``value`` is None where nothing can be computed."""

    value: float | str | None
    reason: str
    finding: str
    tolerance: float = 0.0


def _needs(value: float | str | None, reason: str) -> Ours:
    return Ours(value, reason, NEEDS)


def _year(value: int | None, last: int = 2100) -> str:
    return f"not by {last}" if value is None else str(value)


def of_lithium() -> dict[str, Ours]:
    china, world = m.solved("li-china"), m.solved("li-world")
    growth = 100 * ((m.stock(china, 2021) / m.stock(china, 2015)) ** (1 / 6) - 1)
    net = world.total("mine")
    falls = np.flatnonzero((np.diff(net) < 0) & (world.years[1:] > 2021))
    ideal = m.with_levers(world.definition, **m.IDEAL)
    overtaken = m.stock_crossing_year(ideal, m.supply_of(ideal))
    inflow = m.at(china, "inflow", 2021)
    return {
        "K016": _needs(m.at(china, "primary_imports", 2015) / T, "what the balance of 2015 leaves"),
        "K017": _needs(
            m.at(china, "primary_imports", 2021) / T,
            "what 10 refined leave beside 2.6 mined; K013 and K017 give 10.5",
        ),
        "K047": _needs(
            100 * inflow / m.at(world, "inflow", 2021),
            "China's inflow by its stock over 8.73; of the same order if 8.73 is the world",
        ),
        "K054": Ours(growth, "stock of 2015 is what the growth leaves", INPUT, 0.5),
        "K059": _needs(
            m.at(china, "scrap", 2021) / T,
            "stocks by use over their lifetimes: glass, three quarters of the stock, lasts 20 a",
        ),
        "K061": _needs(
            m.use_share("li-china", "scrap", "glass", 2015),
            "ceramics and glass; the electronics of 2015 hold batteries too",
        ),
        "K064": _needs(
            100 - m.use_share("li-china", "scrap", "glass", 2021),
            "all but ceramics and glass; cars alone are 2 %",
        ),
        "K065": _needs(
            m.at(china, "scrap", 2030) / T,
            f"China; the world gives {m.at(world, 'scrap', 2030) / T:.1f}",
        ),
        "K066": _needs(
            m.at(china, "scrap", 2050) / T,
            f"China; the world gives {m.at(world, 'scrap', 2050) / T:.1f}, so the figure fits the "
            "world",
        ),
        "K067": _needs(
            m.at(china, "scrap", 2080) / T,
            f"China; the world gives {m.at(world, 'scrap', 2080) / T:.1f} of a demand of 100",
        ),
        "K136": _needs(
            _year(int(world.years[1:][falls[0]]) if falls.size else None),
            "first fall of primary need; it rises again after 2045, so demand decides",
        ),
        "K137": _needs(
            m.between(world, "inflow", 2022, 2100) / T,
            "a straight line from 8.73 to 131; steady growth gives 3570",
        ),
        "K138": _needs(
            m.between(world, "secondary", 2022, 2100) / T, "collection and recovery of li-world"
        ),
        "K140": _needs(_year(overtaken), "year in which the metal in use passes what is left"),
        "K141": _needs(
            _year(overtaken), "at a recovery of 100 % and 37 Mt of reserves (USGS 2026)"
        ),
    }


def of_cobalt() -> dict[str, Ours]:
    world = m.solved("co-world")
    stock, reserves = m.stock(world, 2021), m.supplied("co-world").reserves
    assert reserves is not None
    growth = 100 * ((stock / m.stock(world, 1995)) ** (1 / 26) - 1)
    secondary = m.between(world, "secondary", 1995, 2021) / m.between(world, "inflow", 1995, 2021)
    span = slice(world.at(1995), world.at(2021) + 1)
    collected = world.flows["collected"][span].sum(axis=0)
    uses = {use.key: world.uses.inflow[:, n] for n, use in enumerate(world.definition.uses)}
    of_phones, assumed = m.main_years("phones"), "shares of co-world by assumption"
    return {
        "K072": _needs(
            _year(m.first_above(uses["cars"] + uses["laptops"] + uses["phones"], "superalloys")),
            assumed,
        ),
        "K073": _needs(
            f"{of_phones[0]} to {of_phones[1]}" if of_phones else "never",
            f"phones above laptops and cars; {assumed}",
        ),
        "K074": _needs(_year(m.first_above(uses["laptops"], "phones")), assumed),
        "K075": _needs(
            _year(m.first_above(uses["cars"], *(key for key in uses if key != "cars"))), assumed
        ),
        "K022": _needs(100 * secondary, "0.14 of the scrap over all supply, 1995-2021"),
        "K079": _needs(stock / T, "lifetimes of 2 to 10 a; the printed stock implies 3.5 a"),
        "K080": _needs(growth, "1995-2021, with a use that grows 8 % a year"),
        "K081": _needs(m.use_share("co-world", "stock", "superalloys", 1996), "at a life of 5 a"),
        "K082": _needs(m.use_share("co-world", "stock", "laptops", 2015), "at a life of 5 a"),
        "K083": _needs(m.use_share("co-world", "scrap", "laptops", 2021), "at a life of 5 a"),
        "K084": _needs(m.use_share("co-world", "scrap", "superalloys", 2021), "at a life of 5 a"),
        "K086": _needs(
            100 * float(collected[:3].sum() / collected.sum()),
            "batteries of cars, laptops and phones, if all scrap is collected alike",
        ),
        "K143": _needs(m.at(world, "mine", 2100) / T, "recovery of 0.59 in 2100 by assumption"),
        "K144": _needs(
            100 * float(m.supplied("co-world").primary_need[-1] / reserves[-1]),
            "net need from 2026 on over 12 Mt (USGS 2026); gross it is "
            f"{100 * m.between(world, 'inflow', 2026, 2100) / float(reserves[-1]):.0f} %",
        ),
    }


def of_indium() -> dict[str, Ours]:
    named = m.solve_metal(m.electronics())
    span = slice(named.at(2010), named.at(2020) + 1)
    lost = named.flows["scrap"][span].sum(axis=0)
    order = ("K102", "K104", "K103", "K105", "K106", "K107")
    found: dict[str, Ours] = {
        key: _needs(
            float(value), "a steady inflow and the lifetime that the figure implies, in whole years"
        )
        for key, value in zip(order, lost, strict=True)
    }
    world = m.solved("in-world")
    panels = [use.key for use in world.definition.uses].index("panels")
    span = slice(world.at(2010), world.at(2020) + 1)
    found["K108"] = _needs(float(world.flows["scrap"][span, panels].sum()), "a life of 25 a")
    return found | {
        "K146": _needs(
            m.scrap_of_electronics(1.0), "at the lifetimes that K094 to K107 imply, 7.8 a"
        ),
        "K147": _needs(
            _year(m.balance_of_electronics(1.0)),
            "at these lifetimes, with ideal recovery: at once, as the need falls from 2021 on",
        ),
    }


def of_niobium_and_germanium() -> dict[str, Ours]:
    world, china, ge = m.solved("nb-world"), m.solved("nb-china"), m.solved("ge-china")
    lost = [m.between(one, "scrap", 2021, 2090) / T for one in (world, china)]
    imports = np.flatnonzero(ge.total("primary_imports") > 0)
    mined = m.supplied("ge-china")
    return {
        "K150": _needs(lost[0], f"world, scrap of 2021-2090; China gives {lost[1]:.0f}"),
        "K133": _needs(m.stock(ge, 2019), "China, use growing 10 % a year before 2019"),
        "K134": _needs(
            m.at(ge, "scrap", 2019), "China; 450/9 is 50 a, twice the longest life printed"
        ),
        "K131": Ours(
            ge.definition.uses[0].lifetime.mean, "ge-china: by assumption, which is above 10", INPUT
        ),
        "K153": _needs(
            _year(int(ge.years[imports[0]]) if imports.size else None),
            "first year in which 100 t of mines and recycling do not meet China's need",
        ),
        "K155": Ours(
            float(m.exhaustion_year(mined, mined.mined) or 0),
            "3500 t at 100 t a year from 2018",
            INCONSISTENT,
        ),
        "K156": _needs(
            m.between(ge, "scrap", 2020, 2050), "all scrap of 2020-2050, China, catalysts apart"
        ),
    }


def of_all_metals() -> dict[str, Ours]:
    """Return what is lost in a life: of what leaves use in the last year, what is not recovered."""
    systems = [m.solved(name) for name in STRATEGIC]
    lost = [100 * m.lost_in_a_life(system) for system in systems]
    away = [100 * m.dissipated_in_a_life(system) for system in systems]
    return {
        "K004": _needs(
            f"{min(lost):.0f} to {max(lost):.0f}",
            "of what leaves use in 2100, not recovered under the central assumptions; "
            f"{min(away):.0f} to {max(away):.0f} % dissipates, as only the catalysts of germanium "
            "do: the document gives no metal of its own for the figure",
        ),
        "K009": _needs(m.years_to_add(5.0, first=True), "steady growth from K006 to K007"),
        "K010": _needs(m.years_to_add(5.0, first=False), "steady growth from K006 to K007"),
    }


# --- the ledger --------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One row of the ledger, as text."""

    id: str
    section: str
    metal: str
    quantity: str
    published: str
    ours: str
    unit: str
    difference: str
    finding: str
    reason: str
    range: str


COLUMNS = tuple(Row.__dataclass_fields__)


@cache
def published() -> dict[str, dict[str, str]]:
    """Return the published figures by id."""
    with (HERE / "published.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@cache
def figures() -> dict[str, float]:
    """Return every published figure that is one number."""
    found = {}
    for key, row in published().items():
        numbers = _NUMBER.findall(row["value"])
        if len(numbers) == 1:
            found[key] = float(numbers[0])
    return found


def ours() -> dict[str, Ours]:
    """Return our value of every figure that has one."""
    computed = {
        key: Ours(one.compute(figures()), one.reason, "", one.tolerance)
        for key, one in ARITHMETIC.items()
    }
    contradictions = {key: Ours(None, why, INCONSISTENT) for key, why in NO_ARITHMETIC.items()}
    taken = {key: Ours(figures().get(key), why, INPUT) for key, why in INPUTS.items()}
    modelled = (
        of_lithium() | of_cobalt() | of_indium() | of_niobium_and_germanium() | of_all_metals()
    )
    return taken | contradictions | computed | modelled


PARTS = {
    "D02": ("K016", "K017", "K018", "K019", "K014", "K015"),
    "D03": ("K048", "K049", "K050"),
    "D04": ("K052", "K059", "K065", "K066", "K067"),
    "D05": ("K068", "K069", "K079", "K085"),
    "D06": ("K087", "K088", "K089", "K090", "K091", "K093"),
    "D07": ("K115", "K116", "K117", "K118", "K121", "K150", "K151"),
    "D08": ("K122", "K123", "K124", "K125", "K126", "K127", "K133", "K134"),
    "D09": ("K135", "K137", "K138", "K139"),
    "D10": ("K142", "K143", "K144"),
    "D11": ("K145", "K146", "K147"),
    "D12": ("K152", "K155", "K156"),
    "D13": ("K004",),
}
"""Figures that gather several statements; their finding is the worst of these."""
_ORDER = (INCONSISTENT, NEEDS, REPRODUCED, INPUT, QUOTED)


def ledger() -> list[Row]:
    """Return the ledger, computed anew."""
    found = ours()
    single = {
        key: _row(row, found.get(key)) for key, row in published().items() if key not in PARTS
    }
    gathered = {key: _gathered(published()[key], parts, single) for key, parts in PARTS.items()}
    return [(single | gathered)[key] for key in published()]


def _row(row: dict[str, str], own: Ours | None) -> Row:
    words = (row["id"], row["section"], row["metal"], row["quantity"], row["value"])
    said = m.ranges().get(row["id"], "")
    if own is None:
        why = f"not derivable: {NOT_DERIVABLE[row['id']]}"
        return Row(*words, "", row["unit"], "", QUOTED, why, said)
    text = own.value if isinstance(own.value, str) else _written(own.value)
    printed = figures().get(row["id"])
    is_limit = row["value"].startswith(("above", "below")) and bool(own.finding)
    gap = None if is_limit else _gap(own.value, printed)
    finding = own.finding
    if not finding:
        assert gap is not None
        finding = REPRODUCED if abs(gap) <= own.tolerance else INCONSISTENT
    shown = "" if gap is None else f"{gap:.3g}"
    return Row(*words, text, row["unit"], shown, finding, own.reason, said)


def _written(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 1000 else f"{value:.3g}"


def _gap(value: float | str | None, printed: float | None) -> float | None:
    if printed is None or value is None:
        return None
    if isinstance(value, str):
        return float(value) - printed if value.isdigit() else None
    gap = value - printed
    return 0.0 if abs(gap) < 1e-9 * max(abs(printed), 1.0) else gap


def _gathered(row: dict[str, str], parts: tuple[str, ...], single: dict[str, Row]) -> Row:
    rows = [single[key] for key in parts]
    finding = min((part.finding for part in rows), key=_ORDER.index)
    return Row(
        row["id"],
        row["section"],
        row["metal"],
        row["quantity"],
        row["value"],
        "; ".join(part.ours or "-" for part in rows),
        row["unit"],
        "; ".join(part.difference or "-" for part in rows),
        finding,
        f"see {', '.join(parts)}",
        "; ".join(f"{part.id}: {part.range}" for part in rows if part.range),
    )
