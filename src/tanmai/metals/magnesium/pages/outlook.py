"""What the page of ``tanmai magnesium outlook`` says."""

from __future__ import annotations

from tanmai.core.labels import find_province
from tanmai.core.language import Language
from tanmai.core.messages import message
from tanmai.metals.magnesium.industry.outlook_carbon import BASE_YEAR
from tanmai.metals.magnesium.industry.outlook_result import OutlookResult
from tanmai.metals.magnesium.pages.outlook_pictures import outlook_sheets
from tanmai.metals.magnesium.pages.outlook_tables import (
    cause_table,
    difference_table,
    flow_table,
    node_table,
    province_table,
    return_table,
    scenario_table,
    titles,
)
from tanmai.metals.result import View
from tanmai.report.result_findings import Findings, Part


def outlook_findings(result: OutlookResult, say: Language) -> Findings:
    """Return what the page of the outlook says in a language."""
    last = next(iter(result.runs.values())).years[-1]
    of_table = say(", in table {table}", table=result.options["table"]) if result.network else ""
    return Findings(
        say("The magnesium industry to {last}", last=last),
        say(
            "Scenarios {base_year}-{last}{of_table}",
            base_year=BASE_YEAR,
            last=last,
            of_table=of_table,
        ),
        [*_answer(result, say), *_network_answer(result, say)],
        (
            Part(
                "scenarios",
                say("Scenarios"),
                ["outlook-fans"],
                [scenario_table(result, say), difference_table(result, say)],
            ),
            *_network_parts(result, say),
            Part(
                "diffusion",
                say("Spread of the technology"),
                ["outlook-diffusion"],
                paragraphs=[_diffusion_text(result, say)],
            ),
            Part(
                "returns",
                say("Returns"),
                ["outlook-payback"],
                [return_table(result, say)],
            ),
        ),
        {
            "outlook-causes": say(
                "Output: more made where and as in 2025; routes: the change of places and "
                "routes; grids: the fall of the factors of the power used."
            )
        },
    )


def _answer(result: OutlookResult, say: Language) -> list[str]:
    said = []
    for key, one in result.runs.items():
        found = {name: values[:, 0] for name, values in one.indicators.items()}
        fan = result.tables["fans"]
        band = fan[
            (fan["scenario"] == key)
            & (fan["indicator"] == "carbon_t_per_t")
            & (fan["year"] == one.years[-1])
        ].iloc[0]
        share, tonnes = found["low_carbon_share"][-1], found["output_t"][-1]
        said.append(
            say(
                "{title}: in {years}, {tonnes} are made and {share} of capacity is low-carbon; "
                "emissions are {carbon_t_per_t} t CO₂ a tonne (90 % of draws: {q5}–{q95}), "
                "{carbon_mtco2} in total.",
                title=one.title(say.language),
                years=one.years[-1],
                tonnes=say.tonnes(float(tonnes)),
                share=say.percent(share),
                carbon_t_per_t=f"{found['carbon_t_per_t'][-1]:.1f}",
                q5=f"{band['q5']:.1f}",
                q95=f"{band['q95']:.1f}",
                carbon_mtco2=say.quantity(float(found["carbon_MtCO2"][-1]), "Mt CO2"),
            )
        )
    return [*said, _of_cost(result, say)]


def _of_cost(result: OutlookResult, say: Language) -> str:
    """Say what the printed costs of routes and the items of the cost model give for a tonne."""
    first = next(iter(result.runs.values()))
    printed, items = (
        {key: float(one.indicators[name][-1, 0]) for key, one in result.runs.items()}
        for name in ("cost_CNY_per_t", "cost_by_items_CNY_per_t")
    )
    names, last = titles(result, say), first.years[-1]
    told = [f"{names[key]} {printed[key]:,.0f} / {items[key]:,.0f}" for key in result.runs]
    base = f"{items[first.key] - printed[first.key]:+,.0f}".replace("-", "−")
    return say(
        "Cost of a tonne with carbon in {last}, CNY, by the printed costs of routes / by the "
        "sum of their items: {told}. In the baseline they differ by {base}, as the printed "
        "prices and uses do not add up to the printed costs.",
        last=last,
        told=say.join(told),
        base=base,
    )


def _network_answer(result: OutlookResult, say: Language) -> list[str]:
    network = result.network
    if network is None or not network.green:
        return []
    causes = result.tables["network_causes"].set_index("scenario")["total_against_baseline_MtCO2"]
    best = str(causes.loc[network.green].idxmin())
    change, totals = float(causes[best]), result.tables["network_totals"]
    baseline = totals[
        (totals["scenario"] == next(iter(network.outlooks))) & (totals["year"] == network.last_year)
    ].iloc[0]
    provinces = result.tables["network_provinces"]
    own = provinces[provinces["scenario"] == best].to_dict("records")
    net = max(own, key=lambda row: abs(row["net_outflow_against_baseline"]))
    most = max(own, key=lambda row: abs(row["production_based_against_baseline"]))
    of_province = most["production_based_against_baseline"] / most["production_based_MtCO2"]
    flows = result.tables["network_flows"]
    flow = flows[flows["scenario"] == best].iloc[0]
    title, china = network.outlooks[best].title(say.language), float(baseline["china_MtCO2"])
    origin, end = (find_province(str(flow[at])).name(say.language) for at in ("from", "to"))
    region = f"province_{say.language}"
    of_china, in_province = _signed(100 * change / china, 2), _signed(100 * of_province, 1)
    moved = _signed(1e3 * flow["change_MtCO2"])
    of_flow = _signed(100 * flow["change_MtCO2"] / flow["baseline_MtCO2"], 1)
    netted = _signed(1e3 * net["net_outflow_against_baseline"])
    drawn = result.tables["network_draws"].set_index("scenario").loc[[best]]
    low, high = (_signed(float(drawn["china_MtCO2"].quantile(q)), 1) for q in (0.0, 1.0))
    return [
        say(
            "In the provinces' network the largest effect is that of {title}: against the "
            "baseline {signed} Mt CO₂ in China, {of_china} % ({low} to {high} in {number} "
            "draws); {in_province} % in {most}, more than in any other province.",
            title=title,
            signed=_signed(change, 1),
            of_china=of_china,
            low=low,
            high=high,
            number=len(drawn),
            in_province=in_province,
            most=most[region],
        ),
        say(
            "Flows between provinces hardly move: the one that changes most, {origin} to "
            "{end}, by {moved} kt ({of_flow} %); the net outflow that changes most, of {net}, "
            "by {netted} kt. Green magnesium matters for what its own provinces emit and "
            "hardly for what flows between provinces: less than the table's own error.",
            origin=origin,
            end=end,
            moved=moved,
            of_flow=of_flow,
            net=net[region],
            netted=netted,
        ),
    ]


def _signed(value: float, decimals: int = 0) -> str:
    """Write a change with its sign."""
    return f"{value:+,.{decimals}f}".replace("-", "−")


def _network_parts(result: OutlookResult, say: Language) -> list[Part]:
    if result.network is None:
        return []
    return [
        Part(
            "network",
            say("The provinces' network"),
            [
                "outlook-causes",
                "outlook-map-production-based",
                "outlook-map-consumption-based",
                "outlook-map-net-outflow",
            ],
            [
                cause_table(result, say),
                province_table(result, say),
                flow_table(result, say),
                node_table(result, say),
            ],
            [
                say(
                    "All scenarios use one table in which magnesium and ferrosilicon alone "
                    "change, so that every difference is due to them."
                )
            ],
        )
    ]


def _diffusion_text(result: OutlookResult, say: Language) -> str:
    frame = result.tables["diffusion"].drop_duplicates("scenario")
    names = titles(result, say)
    paces = say.join(
        [f"{names[row['scenario']]} {row['pace']:.2f}" for row in frame.to_dict("records")]
    )
    numbers = next(iter(result.runs.values())).parameters
    p, q = (numbers.value(f"diffusion.{name}", "share") for name in ("innovation", "imitation"))
    quickened = 1.0 + numbers.value("diffusion.policy_effect", "times")
    origin = (
        say("mean of the literature")
        if result.options["adoption"] is None
        else say("fitted to {adoption}", adoption=result.options["adoption"])
    )
    return say(
        "Bass curve with p {p} and q {q} ({origin}); a year of full policy counts as "
        "{quickened} years of it. What the scenarios pass in a year: {paces}. Below 1 the "
        "technology spreads slower than new technologies do on average.",
        p=f"{p:.3g}",
        q=f"{q:.3g}",
        origin=origin,
        quickened=f"{quickened:.2f}",
        paces=paces,
    )


VIEWS = {
    "magnesium outlook": View(
        outlook_findings,
        outlook_sheets,
        {
            "scenarios": message("Scenarios"),
            "until": message("Last year"),
            "draws": message("Draws"),
            "table": message("Table"),
            "adoption": message("Course of adoption"),
            "config": message("File of your own"),
        },
    )
}
