"""Magnesium in China: flows of mass and value in a year, and the course of its rucksack."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tanmai.core.errors import OptionError
from tanmai.core.messages import message
from tanmai.core.units import MONEY
from tanmai.metals.magnesium.flows.definition import ProcessDefinition
from tanmai.metals.magnesium.flows.definition_file import bundled_definitions, load_definition
from tanmai.metals.magnesium.flows.equations import Interval
from tanmai.metals.magnesium.flows.indicators import ResourceUse, resource_use
from tanmai.metals.magnesium.flows.solution import FlowSolution, solve_flows
from tanmai.metals.magnesium.flows.value import (
    StageAccount,
    flow_values,
    input_costs,
    stage_account,
    value_weights,
)
from tanmai.metals.model_parts import MASS_IN_TONNES

PRODUCT = "pidgeon_magnesium"
PRIMARY = ("pidgeon_magnesium", "electrolytic_magnesium")
RETURNED = ("scrap_to_processing", "scrap_to_production")
PRODUCTS = ("ingots", "alloys", "powder", "anodes")
PIDGEON_SHARE = 0.99
"""Share of the Pidgeon process in output in 2015 (Dong et al. 2019), taken for other years too."""
VALUED_STAGES = ("production", "processing", "trade")
_YIELDS = {
    "magnesium per dolomite": (PRODUCT, "dolomite"),
    "calcined dolomite per dolomite": ("calcined_dolomite", "dolomite"),
    "crude magnesium per briquettes": ("crude_magnesium", "briquettes"),
    "magnesium per crude magnesium": (PRODUCT, "crude_magnesium"),
    "new scrap per magnesium to processing": ("processing_scrap", "metal_supply"),
}
COURSE = (2006, 2015)
"""First and last year of the course of the rucksack, as in the source of the definition."""
_PREFIX = "magnesium-"
OUTPUT_FILE = Path(__file__).parents[1] / "data" / "magnesium-output.csv"


@dataclass(frozen=True)
class Course:
    """An indicator over years of which some have no data.

    Attributes
    ----------
    years : DataFrame
        Index: year. Columns: ``output`` (t), ``basis`` (``reported`` or ``derived``),
        ``rucksack`` (t), ``abiotic`` (t), ``direct`` (t), ``source``.
    gaps : tuple of int
        Years without an output of the whole year.
    """

    years: pd.DataFrame
    gaps: tuple[int, ...]


@dataclass(frozen=True)
class MagnesiumFlows:
    """Mass, resources and value of magnesium in a year.

    Attributes
    ----------
    solution : FlowSolution
        Flows of mass, in the unit of the definition.
    resources : ResourceUse
        Direct input, abiotic input, rucksack and service of Pidgeon magnesium.
    circulation_efficiency : Interval
        Magnesium returned from scrap per primary magnesium, t/t.
    environmental_efficiency : Interval
        Magnesium landfilled or lost per primary magnesium, t/t.
    yields : dict
        Yield of each stage, t/t.
    costs : DataFrame
        Cost of the inputs of a tonne of Pidgeon magnesium, with their shares.
    values : DataFrame
        Value of each priced flow (see :func:`tanmai.metals.magnesium.flows.value.flow_values`).
    stages : dict
        Account of value of each stage.
    export_share : Interval
        Share of exports in the value of products, both at domestic prices.
    course : Course
        2006 to 2015.
    """

    solution: FlowSolution
    resources: ResourceUse
    circulation_efficiency: Interval
    environmental_efficiency: Interval
    yields: dict[str, Interval]
    costs: pd.DataFrame
    values: pd.DataFrame
    stages: dict[str, StageAccount]
    export_share: Interval
    course: Course


def magnesium_definition(year: int = 2015) -> ProcessDefinition:
    """Return the definition of a year that travels with the package.

    Raises
    ------
    OptionError
        There is none of that year; the years that are known are named.
    """
    known = [name for name in bundled_definitions() if name.startswith(_PREFIX)]
    if f"{_PREFIX}{year}" not in known:
        years = ", ".join(name.removeprefix(_PREFIX) for name in known)
        raise OptionError(
            message(
                "No flows of magnesium are published for {year}, only for {years}. Give your own "
                'in a file (like = "{known}" and what differs), and name it with --config.',
                year=year,
                years=years,
                known=known[0],
            )
        )
    return load_definition(f"{_PREFIX}{year}")


def magnesium_flows(definition: ProcessDefinition | None = None) -> MagnesiumFlows:
    """Solve the flows of magnesium in a year and account for resources and value.

    Parameters
    ----------
    definition : ProcessDefinition, optional
        A definition with the flows of ``definitions/magnesium-2015.toml``; by default that one.

    Raises
    ------
    LabelError
        A flow of magnesium is not in the definition.
    ConservationError, OptionError
        As in `solve_flows` and `stage_account`.

    Notes
    -----
    Data: Dong et al. (2019), as in ``definitions/magnesium-2015.toml``. Circulation and
    environmental efficiency enter there as the ranges that the printed figures round to, since
    the quantities of scrap are not printed; their intervals here are what the other balances
    leave of these ranges.
    """
    definition = definition or magnesium_definition()
    solution = solve_flows(definition)
    primary = dict.fromkeys(PRIMARY, 1.0)
    made = value_weights(definition, tuple(f"{product}_made" for product in PRODUCTS))
    exported = {f"{product}_exported": made[f"{product}_made"] for product in PRODUCTS}
    return MagnesiumFlows(
        solution,
        resource_use(definition, PRODUCT, solution.interval(PRODUCT).least),
        solution.range_of_ratio(dict.fromkeys(RETURNED, 1.0), primary),
        solution.range_of_ratio({"released": 1.0}, primary),
        {
            name: solution.range_of_ratio({product: 1.0}, {feed: 1.0})
            for name, (product, feed) in _YIELDS.items()
        },
        input_costs(definition, PRODUCT),
        flow_values(solution),
        {stage: stage_account(solution, stage) for stage in VALUED_STAGES},
        solution.range_of_ratio(exported, made),
        rucksack_course(*COURSE, definition),
    )


def indicator_table(flows: MagnesiumFlows) -> pd.DataFrame:
    """Return every indicator of the flows in one table.

    Parameters
    ----------
    flows : MagnesiumFlows

    Returns
    -------
    DataFrame
        Index: name of the indicator. Columns: ``least``, ``most`` (equal where it is known) and
        ``unit``.
    """
    use = flows.resources
    points = {
        "direct material input": (use.direct, "t"),
        "direct material input per tonne": (use.direct_per_tonne, "t/t"),
        "abiotic resource input": (use.abiotic, "t"),
        "abiotic resource input per tonne": (use.abiotic_per_tonne, "t/t"),
        "ecological rucksack": (use.rucksack, "t"),
        "ecological rucksack per tonne": (use.rucksack_per_tonne, "t/t"),
        "ecological rucksack per direct input": (use.rucksack_per_direct, "t/t"),
    }
    rows = {name: (value, value, unit) for name, (value, unit) in points.items()}
    ranges = {
        "circulation efficiency": (flows.circulation_efficiency, "t/t"),
        "environmental efficiency": (flows.environmental_efficiency, "t/t"),
        **{f"yield: {name}": (interval, "t/t") for name, interval in flows.yields.items()},
        "exports over product value": (flows.export_share, "CNY/CNY"),
    }
    for stage, account in flows.stages.items():
        ranges[f"value bought: {stage}"] = (account.bought, MONEY)
        ranges[f"value created: {stage}"] = (account.created, MONEY)
        ranges[f"value added: {stage}"] = (account.added, MONEY)
    rows |= {name: (of.least, of.most, unit) for name, (of, unit) in ranges.items()}
    columns = ["least", "most", "unit"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("indicator")


def magnesium_output() -> pd.DataFrame:
    """Return output of primary magnesium by place and year, as far as published.

    Returns
    -------
    DataFrame
        Columns: ``year``, ``period`` (``year``, or months), ``adcode`` (empty for China and the
        rest), ``region_en``, ``region_zh``, ``output_kt``, ``basis`` (``reported``, or ``derived``
        by the arithmetic in ``note``), ``note``, ``source``.
    """
    return pd.read_csv(OUTPUT_FILE, dtype={"adcode": str}, keep_default_na=False)


def rucksack_course(first: int, last: int, definition: ProcessDefinition | None = None) -> Course:
    """Return direct input, abiotic input and rucksack by year where the output is known.

    The use of inputs per tonne is that of the definition, the share of the Pidgeon process that
    of 2015, in every year.

    Parameters
    ----------
    first, last : int
        First and last year.
    definition : ProcessDefinition, optional
        By default that of 2015.

    Raises
    ------
    OptionError
        The first year is after the last.
    """
    if first > last:
        raise OptionError(
            message(
                "The course runs from {first} to {last}; exchange the two.",
                first=first,
                last=last,
            )
        )
    output = magnesium_output()
    whole = output[(output["region_en"] == "China") & (output["period"] == "year")]
    whole = whole[whole["year"].between(first, last)].set_index("year").sort_index()
    definition = definition or magnesium_definition()
    per_kt = 1e3 / MASS_IN_TONNES[definition.unit]
    rows = {}
    for year, row in whole.iterrows():
        pidgeon = PIDGEON_SHARE * row["output_kt"] * per_kt
        of_year = resource_use(definition, PRODUCT, pidgeon)
        rows[year] = {
            "output": row["output_kt"] * 1e3,
            "basis": row["basis"],
            "rucksack": of_year.rucksack,
            "abiotic": of_year.abiotic,
            "direct": of_year.direct,
            "source": row["source"],
        }
    years = pd.DataFrame.from_dict(rows, orient="index").rename_axis("year")
    gaps = tuple(year for year in range(first, last + 1) if year not in rows)
    return Course(years, gaps)
