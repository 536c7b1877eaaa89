"""``tanmai magnesium boundary``: within which limits a low-carbon works pays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tanmai.checks import Finding
from tanmai.core.errors import OptionError
from tanmai.metals.magnesium.industry.boundary import READINGS, VARIABLES, Boundary
from tanmai.metals.magnesium.industry.boundary_search import (
    reductant_ceiling,
    shares_table,
    ways_table,
    works_table,
)
from tanmai.metals.magnesium.industry.parameters import works_parameters
from tanmai.metals.parameters import Parameters
from tanmai.metals.result import MetalResult, View
from tanmai.metals.statements import Statement, statement_table
from tanmai.studies.result import hashes, law

DRAWS = 20_000
_ON_IT = 1e-5
_ASSUMPTIONS = (
    (
        "以吉焦列出的能耗条件指还原热耗；全厂综合能耗另计（4.2–6.2吨标煤，123–182吉焦）。",
        "Energy conditions in GJ refer to the heat of the reduction; the works as a whole takes "
        "4.2 to 6.2 tce (123 to 182 GJ).",
    ),
    (
        "参照为行业均值29.6吨CO₂/吨；成本差计入绿电、还原剂、燃料、改造投资与碳价。",
        "The reference is the mean of 29.6 t CO₂/t; the difference of cost holds green power, "
        "reductant, fuel, the investment of the retrofit and the price of carbon.",
    ),
    (
        "距离以各变量范围的份额计；范围内的体积按均匀分布抽样。",
        "Distances are in shares of the ranges of the variables; volumes are drawn uniformly.",
    ),
)
_LIMITS = (
    (
        "所列直接排放21.3吨本身已高于18吨的上限：按此读法，任何绿电与还原剂都到不了边界。",
        "The printed direct emission of 21.3 t alone is above the limit of 18: in that reading no "
        "power and no reductant reach the boundary.",
    ),
    (
        "改造投资取第4.3节的数值；按第3.1节的数值，投资为其十倍。",
        "The investment is that of section 4.3; by section 3.1 it is ten times as much.",
    ),
)


@dataclass(frozen=True, eq=False, repr=False)
class BoundaryResult(MetalResult):
    """The boundary and the works beside it.

    Attributes
    ----------
    boundary : Boundary
    works, ways : DataFrame
        As from `works_table` and `ways_table`.
    shares : DataFrame
        Shares of the ranges within the limits, by reading.
    statements : list of Statement
    """

    boundary: Boundary
    works: pd.DataFrame
    ways: pd.DataFrame
    shares: pd.DataFrame
    statements: list[Statement]

    @property
    def view(self) -> View:
        """How it is shown."""
        from tanmai.metals.magnesium.pages.works_views import VIEWS

        return VIEWS[self.command]


def magnesium_boundary(
    reading: str = "works", draws: int = DRAWS, config: Path | None = None
) -> BoundaryResult:
    """Find where low-carbon works keep the limit of carbon at no more cost.

    Parameters
    ----------
    reading : str
        Of the direct emission: ``works``, ``printed`` or ``reduction``.
    draws : int
        Points drawn in the ranges.
    config : Path, optional
        Numbers and works of the user's own.

    Raises
    ------
    OptionError
        There is no such reading, or fewer than 100 draws.
    FileError, LabelError, UnitError
        The user's file is at fault.
    """
    if draws < 100:
        raise OptionError(f"draws = {draws}: give 100 or more.")
    parameters = works_parameters(config)
    boundary = Boundary(parameters, reading)
    works, ways = works_table(boundary), ways_table(boundary)
    shares = shares_table(parameters, draws)
    statements = boundary_statements(parameters)
    tables = {
        "works": works.reset_index(),
        "cheapest_way": ways.reset_index(),
        "shares_inside": shares,
        "readings": readings_table(parameters),
        "published": statement_table(statements),
        "inputs": parameters.table("boundary", "finance", "price.fuel"),
    }
    return BoundaryResult(
        "magnesium boundary",
        {
            "reading": reading,
            "draws": draws,
            "config": None if config is None else config.name,
        },
        hashes(parameters.files),
        tables,
        _checks(boundary, works, ways, shares),
        _ASSUMPTIONS,
        _LIMITS,
        {
            "distance": "sequential quadratic programming from several starts",
            "cheapest way": "linear programme over green share, reductant and heat",
            "shares": f"{draws} uniform points",
        },
        boundary,
        works,
        ways,
        shares,
        statements,
    )


def readings_table(parameters: Parameters) -> pd.DataFrame:
    """Return carbon and cost at the printed boundary in each reading."""
    rows = []
    for reading in READINGS:
        one = Boundary(parameters, reading)
        rows.append(
            {
                "reading": reading,
                "carbon_t_per_t": float(one.carbon(one.values)),
                "direct_t_per_t": float(one.direct(one.values["reduction_heat"])),
                "cost_gap_CNY_per_t": float(one.cost_gap(one.values)),
                "reductant_ceiling": reductant_ceiling(one, capital=True),
                "reductant_ceiling_without_investment": reductant_ceiling(one, capital=False),
            }
        )
    return pd.DataFrame(rows)


def _checks(
    boundary: Boundary, works: pd.DataFrame, ways: pd.DataFrame, shares: pd.DataFrame
) -> tuple[Finding, ...]:
    off = 0.0
    for row in works.to_dict("records"):
        if not row["inside"] and row["distance"] == row["distance"]:
            point = {name: float(row[f"nearest_{name}"]) for name in VARIABLES}
            carbon, cost = (float(m) for m in boundary.margins(point))
            off = max(off, abs(min(carbon / boundary.limit, cost / 1000)))
    above = float((ways["carbon_t_per_t"] - boundary.limit).max())
    both = shares.pivot_table(index="reading", columns="within", values="share")
    wider = float((both["both"] - both[["carbon", "cost"]].min(axis=1)).max())
    return (
        law("最近点在边界上（相对）", "Nearest points lie on the boundary, relative", off, _ON_IT),
        law(
            "最省办法之后超出上限（吨CO₂/吨）",
            "Carbon above the limit after the cheapest way, t CO2/t",
            0.0 if above != above else max(above, 0.0),
            1e-6,
        ),
        law(
            "两个条件下的份额大于任一条件下",
            "Share within both limits above that within one",
            max(wider, 0.0),
            0.0,
        ),
    )


def boundary_statements(parameters: Parameters) -> list[Statement]:
    """Return the printed statements on the boundary with ours."""
    whole, printed, heat = (Boundary(parameters, reading) for reading in READINGS)
    carbon = {b.reading: float(b.carbon(b.values)) for b in (whole, printed, heat)}
    free, paid = (reductant_ceiling(whole, capital=one) for one in (False, True))
    ordinary = parameters.value("boundary.base.ferrosilicon_price", "CNY/t FeSi")
    affordable = [
        parameters.value(f"boundary.reductants.{key}.factor", "t CO2/t FeSi")
        for key in parameters.group("boundary.reductants")
        if parameters.value(f"boundary.reductants.{key}.price", "times") <= 1.15
    ]
    return [
        Statement(
            "S21",
            "3.3",
            "CO2 at the printed boundary, heat of the whole works",
            "所列边界处的碳排放（按全厂热耗）",
            None,
            18.0,
            carbon["works"],
            "t CO2/t",
            0.0,
            f"The heat of the reduction is a part of that of the works; counted alone it gives "
            f"{carbon['reduction']:.1f}.",
            f"还原热耗是全厂热耗的一部分；若只计还原热耗则为{carbon['reduction']:.1f}。",
        ),
        Statement(
            "S21",
            "3.3",
            "CO2 at the printed boundary, printed direct emission",
            "所列边界处的碳排放（按所列直接排放）",
            None,
            18.0,
            carbon["printed"],
            "t CO2/t",
            0.0,
            "The printed direct emission of 21.3 t is above the limit by itself.",
            "所列直接排放21.3吨本身已超过上限。",
        ),
        Statement(
            "S23",
            "3.3",
            "price of ordinary ferrosilicon, from 6800 at 12 % more",
            "由低碳硅铁6800元、高12%推得的常规硅铁价",
            ordinary,
            ordinary,
            6800 / 1.12,
            "CNY/t",
            50,
            "Section 2.1 prints a mean of 8150 for the same year.",
            "第2.1节所列同年均价为8150元。",
        ),
        Statement(
            "S23",
            "3.3",
            "least carbon of a reductant within the price ceiling",
            "价格上限内还原剂的最低碳因子",
            None,
            1.8,
            min(affordable),
            "t CO2/t",
            0.0,
            "Low-carbon ferrosilicon keeps the price of 1.15 but not the factor of 1.8; the "
            "calcium-based reductant keeps the factor but costs 1.35 times as much.",
            "低碳硅铁满足1.15倍价格但不满足1.8的因子；钙基还原剂满足因子但价格为1.35倍。",
        ),
        Statement(
            "S24",
            "3.3",
            "ceiling of the price of the reductant",
            "还原剂价格上限",
            1.15,
            1.15,
            free,
            "times",
            0.005,
            f"At the printed boundary with carbon at 75 and green power at 0.28, without the "
            f"investment of the retrofit; with it {paid:.2f}.",
            f"在所列边界、碳价75、绿电0.28下，不计改造投资；计入则为{paid:.2f}。",
        ),
        Statement(
            "S25",
            "3.3",
            "border charge at 85 EUR/t on 29.6 t",
            "按85欧元/吨对29.6吨征收的碳关税",
            2550,
            2550,
            85 * 29.6,
            "EUR/t",
            0.5,
            "29.6 x 85 is in EUR; the report prints the figure as CNY, and with 30 t.",
            "29.6×85的单位为欧元；报告印为人民币，且按30吨计。",
        ),
    ]
