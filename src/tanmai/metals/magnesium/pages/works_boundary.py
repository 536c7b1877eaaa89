"""What the pages of ``tanmai magnesium boundary`` say, and their pictures."""

from __future__ import annotations

import pandas as pd

from tanmai.core.language import Language
from tanmai.core.messages import message
from tanmai.draw.charts import Contours, contour_map, front_chart, stacked_bars
from tanmai.draw.charts.plot_frame import Axis
from tanmai.draw.page import Caption, Sheet, fixed
from tanmai.metals.magnesium.industry.boundary import UNITS
from tanmai.metals.magnesium.industry.boundary_result import BoundaryResult
from tanmai.metals.magnesium.industry.boundary_search import LEVERS, plane
from tanmai.metals.magnesium.industry.park import PLAYERS, SMELTER
from tanmai.metals.magnesium.industry.park_result import ParkResult
from tanmai.metals.magnesium.pages.works_words import SOURCE, titled
from tanmai.metals.statement_table import printed_table, said_of_statements
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part

OPTIONS = {
    "reading": message("Reading of the direct emission"),
    "draws": message("Draws"),
    "carbon_limit": message("Limit of carbon"),
    "points": message("Number of points"),
    "config": message("File of your own"),
}
_READINGS = {
    "works": message("heat of the whole works"),
    "printed": message("printed direct emission"),
    "reduction": message("heat of the reduction alone"),
}
_OWNERS = {
    "smelter": message("Smelter"),
    "ferrosilicon": message("Ferrosilicon works"),
    "power": message("Power station"),
    "slag": message("Slag user"),
}
_CARBON = (("green_share", "reductant_factor"), ("green_share", "reduction_heat"))
_COST = (("green_price", "carbon_price"), ("green_price", "reductant_price"))


def option_word(_: BoundaryResult, key: str, value: object, say: Language) -> str:
    """Return a value of an option as people write it: a reading in words."""
    return say(_READINGS[str(value)]) if key == "reading" else str(value)


# --- boundary ----------------------------------------------------------------------------


def boundary_findings(result: BoundaryResult, say: Language) -> Findings:
    """Return what the page of the boundary says in a language."""
    return Findings(
        say("The boundary of low-carbon smelting"),
        say("Direct emission by the {readings}", readings=say(_READINGS[result.boundary.reading])),
        _boundary_answer(result, say),
        (
            Part(
                "carbon",
                say("Carbon"),
                ["boundary-carbon"],
                [_readings(result, say)],
            ),
            Part("cost", say("Cost"), ["boundary-cost"]),
            Part(
                "works",
                say("Works and the boundary"),
                tables=[_works(result, say), _ways(result, say)],
            ),
            Part(
                "published",
                say("Beside printed figures"),
                tables=[printed_table(result.statements, say)],
            ),
        ),
        {
            "boundary-carbon": say(
                "The black line is the limit of carbon; other variables are at the printed "
                "boundary."
            ),
            "boundary-cost": say(
                "On the black line costs equal those of the reference; other variables are at "
                "the printed boundary."
            ),
        },
    )


def _boundary_answer(result: BoundaryResult, say: Language) -> list[str]:
    readings = result.tables["readings"]
    by_reading = dict(zip(readings["reading"], readings["carbon_t_per_t"].tolist(), strict=True))
    shares = result.shares[result.shares["within"] == "both"].to_dict("records")
    own = next(row for row in shares if row["reading"] == result.boundary.reading)
    limit = result.boundary.limit
    closest = result.works["distance"].dropna()
    name = {key: _works_name(result, str(key), say) for key in result.works.index}
    said = [
        say(
            "At the printed boundary (45 % green power, reductant 1.8, 30 GJ) a tonne emits "
            "{works} t CO₂ with the {works_2}, {printed} with the {printed_2} and {reduction} "
            "with the {reduction_2}; the limit is {limit}.",
            works=f"{by_reading['works']:.1f}",
            works_2=say(_READINGS["works"]),
            printed=f"{by_reading['printed']:.1f}",
            printed_2=say(_READINGS["printed"]),
            reduction=f"{by_reading['reduction']:.1f}",
            reduction_2=say(_READINGS["reduction"]),
            limit=f"{limit:g}",
        ),
        say(
            "Of the ranges, {share} (±{error} points) lie within both limits.",
            share=say.percent(float(own["share"])),
            error=f"{100 * float(own['error']):.1f}",
        ),
    ]
    if len(closest):
        first = str(closest.idxmin())
        said.append(
            say(
                "The nearest to the boundary is {name}, at {closest} of the ranges.",
                name=say.inside(name[first]),
                closest=f"{float(closest.min()):.2f}",
            )
        )
    else:
        said.append(say("No point of the ranges lies within the boundary."))
    return [*said, said_of_statements(result.statements, say)]


def _works_name(result: BoundaryResult, key: str, say: Language) -> str:
    return result.boundary.parameters.name(f"boundary.works.{key}", say.language)


def _readings(result: BoundaryResult, say: Language) -> PageTable:
    frame = result.tables["readings"]
    frame = frame.assign(name=[say(_READINGS[str(one)]) for one in frame["reading"]])
    shares = result.shares.pivot_table(index="reading", columns="within", values="share")
    frame = frame.join(100 * shares, on="reading")
    cny = say("CNY/t")
    return frame_table(
        "readings",
        say("Carbon and cost at the printed boundary, by reading"),
        frame,
        [
            Field("name", Column(say("Reading"), NAME)),
            Field("direct_t_per_t", Column(say("Direct emission"), unit="t CO₂/t"), 1),
            Field("carbon_t_per_t", Column(say("Carbon"), unit="t CO₂/t"), 1),
            Field("cost_gap_CNY_per_t", Column(say("Cost less reference"), unit=cny), 0),
            Field(
                "reductant_ceiling",
                Column(say("Ceiling of the reductant's price")),
            ),
            *(
                Field(key, Column(say(words), unit="%"), 1)
                for key, words in (
                    ("carbon", message("Ranges within carbon")),
                    ("cost", message("within cost")),
                    ("both", message("within both")),
                )
            ),
        ],
    )


def _works(result: BoundaryResult, say: Language) -> PageTable:
    frame = result.works.assign(
        name=[_works_name(result, str(key), say) for key in result.works.index],
        within=[say("yes") if one else say("no") for one in result.works["inside"]],
    )
    return frame_table(
        "works",
        say("Where the works stand"),
        frame,
        [
            Field("name", Column(say("Works"), NAME)),
            Field("carbon_t_per_t", Column(say("Carbon"), unit="t CO₂/t"), 1),
            Field(
                "cost_gap_CNY_per_t",
                Column(say("Cost less reference"), unit=say("CNY/t")),
                0,
            ),
            Field("within", Column(say("Within"), TEXT)),
            Field("distance", Column(say("Distance"), unit=say("of ranges"))),
            *(
                Field(
                    f"nearest_{key}",
                    Column(
                        say("Nearest: ")
                        + titled(
                            f"boundary.variables.{key}",
                            UNITS[key],
                            result.boundary.parameters,
                            say,
                        )
                    ),
                )
                for key in LEVERS
            ),
        ],
        say("—: no point of the ranges is within."),
    )


def _ways(result: BoundaryResult, say: Language) -> PageTable:
    frame = result.ways.assign(
        name=[_works_name(result, str(key), say) for key in result.ways.index]
    )
    cny = say("CNY/t")
    return frame_table(
        "ways",
        say("The cheapest way to the limit of carbon"),
        frame,
        [
            Field("name", Column(say("Works"), NAME)),
            *(
                Field(
                    key,
                    Column(
                        titled(
                            f"boundary.variables.{key}",
                            UNITS[key],
                            result.boundary.parameters,
                            say,
                        )
                    ),
                )
                for key in LEVERS
            ),
            Field("carbon_t_per_t", Column(say("Carbon"), unit="t CO₂/t"), 1),
            Field("cost_CNY_per_t", Column(say("Change of cost"), unit=cny), 0),
            Field("net_CNY_per_t", Column(say("With carbon"), unit=cny), 0),
        ],
        say("—: out of reach with all three."),
    )


def boundary_sheets(result: BoundaryResult, say: Language) -> dict[str, Sheet]:
    """Return the pictures of the boundary in a language, by kind."""
    reading = say(_READINGS[result.boundary.reading])
    limit = f"{result.boundary.limit:g} t CO₂/t"
    others = say("Other variables at the printed boundary")
    return {
        "boundary-carbon": contour_map(
            [_panel(result, keys, 0, limit, say) for keys in _CARBON],
            Caption(
                say("Carbon of a tonne ({reading})", reading=reading),
                "t CO2/t",
                say(SOURCE),
                say.language,
                others,
            ),
            notes=[_note(result, say)],
        ),
        "boundary-cost": contour_map(
            [_panel(result, keys, 1, say("equal cost"), say) for keys in _COST],
            Caption(
                say("Cost of low-carbon smelting less the reference"),
                say("CNY/t"),
                say(SOURCE),
                say.language,
                others,
            ),
            notes=[
                _note(result, say),
                say("Where there is no black line, costs are not equal anywhere in the range."),
            ],
        ),
    }


def _note(result: BoundaryResult, say: Language) -> str:
    works = result.tables["works"]
    inside = [_works_name(result, str(key), say) for key in works.loc[works["inside"], "works"]]
    return say(
        "Points show two variables of the works alone; their other variables differ from the "
        "background. With all six, within both limits: {inside}.",
        inside=say.join(inside) or say("none"),
    )


def _panel(
    result: BoundaryResult, keys: tuple[str, str], which: int, line: str, say: Language
) -> Contours:
    boundary = result.boundary
    along, up, *both = plane(boundary, keys, boundary.values)
    values, level = both[which], boundary.limit if which == 0 else 0.0
    axes = [
        Axis(
            titled(f"boundary.variables.{key}", UNITS[key], boundary.parameters, say),
            float(ends[0]),
            float(ends[-1]),
        )
        for key, ends in zip(keys, (along, up), strict=True)
    ]
    seen: dict[tuple[float, float], list[str]] = {}
    for key, point in boundary.works.items():
        seen.setdefault((point[keys[0]], point[keys[1]]), []).append(_works_name(result, key, say))
    points = {say(", ").join(names): place for place, names in seen.items()}
    return Contours(axes[0], axes[1], values, "", {line: (values, level)}, points)


# --- park --------------------------------------------------------------------------------


def park_findings(result: ParkResult, say: Language) -> Findings:
    """Return what the page of the park says in a language."""
    return Findings(
        say("A closed loop of magnesium, ferrosilicon, power and slag"),
        say("Per tonne of magnesium; a linear programme of four owners"),
        _park_answer(result, say),
        (
            Part(
                "front",
                say("Front of cost and carbon"),
                ["park-front"],
                [_front(result, say)],
            ),
            Part(
                "gains",
                say("Who gains"),
                ["park-gains"],
                [_gains(result, say), _core(result, say)],
            ),
            Part(
                "plan",
                say("What is done"),
                tables=[_plan(result, say), _prices(result, say)],
            ),
            Part(
                "published",
                say("Beside printed figures"),
                tables=[printed_table(result.statements, say)],
            ),
        ),
        {
            "park-front": say(
                "Each point is the least cost under a limit of carbon; the slope is the "
                "shadow price of carbon."
            ),
            "park-gains": say("Each owner's gain by Shapley value."),
        },
    )


def _park_answer(result: ParkResult, say: Language) -> list[str]:
    apart = sum(one.cost for one in result.alone.values())
    carbon = sum(one.carbon for one in result.alone.values())
    saved, less = apart - result.plan.cost, carbon - result.plan.carbon
    owner, inside = say(_OWNERS[str(result.gains.idxmax())]), result.core["gain"].min() >= -1e-6
    front = result.front
    return [
        say(
            "Together the four spend {saved} CNY and emit {less} t CO₂ less per tonne of "
            "magnesium than separately ({carbon} t against {carbon_2}).",
            saved=fixed(saved, 0),
            less=f"{less:.1f}",
            carbon=f"{carbon:.1f}",
            carbon_2=f"{result.plan.carbon:.1f}",
        ),
        say(
            "By Shapley value the {owner} gains most, {gain} CNY; {core}",
            owner=say.inside(owner),
            gain=fixed(float(result.gains.max()), 0),
            core=(
                say("the shares lie in the core: no group would do better by itself.")
                if inside
                else say("the shares do not lie in the core: a group would do better by itself.")
            ),
        ),
        say(
            "From least cost to least carbon emissions fall from {carbon} to {carbon_2} t, at "
            "a marginal cost that rises from {first_price} to {carbon_price} CNY/t CO₂.",
            carbon=f"{front['carbon'].max():.1f}",
            carbon_2=f"{front['carbon'].min():.1f}",
            first_price=f"{_first_price(front):.0f}",
            carbon_price=f"{front['carbon_price'].max():.0f}",
        ),
        said_of_statements(result.statements, say),
    ]


def _first_price(front: pd.DataFrame) -> float:
    prices = front["carbon_price"]
    return float(prices[prices > 0].min()) if (prices > 0).any() else 0.0


def _front(result: ParkResult, say: Language) -> PageTable:
    frame = result.front.assign(point=[str(n) for n in range(1, len(result.front) + 1)])
    return frame_table(
        "front",
        say("Points of the front"),
        frame,
        [
            Field("point", Column(say("Point"), NAME)),
            Field("carbon", Column(say("Carbon"), unit=say("t/t Mg")), 2),
            Field("cost", Column(say("Cost"), unit=say("CNY/t Mg")), 0),
            Field(
                "carbon_price",
                Column(say("Shadow price"), unit=say("CNY/t CO₂")),
                0,
            ),
        ],
    )


def _gains(result: ParkResult, say: Language) -> PageTable:
    frame = pd.DataFrame(
        {
            "owner": [say(_OWNERS[player]) for player in PLAYERS],
            "alone": [result.alone[player].cost for player in PLAYERS],
            "gain": [float(result.gains[player]) for player in PLAYERS],
            "carbon": [result.alone[player].carbon for player in PLAYERS],
        }
    )
    frame["together"] = frame["alone"] - frame["gain"]
    cny = say("CNY/t Mg")
    return frame_table(
        "gains",
        say("Cost and gain of each owner (below zero: income)"),
        frame,
        [
            Field("owner", Column(say("Owner"), NAME)),
            Field("alone", Column(say("Alone"), unit=cny), 0),
            Field("together", Column(say("Together"), unit=cny), 0),
            Field("gain", Column(say("Gain"), unit=cny), 0),
            Field("carbon", Column(say("Carbon alone"), unit=say("t/t Mg")), 1),
        ],
    )


def _core(result: ParkResult, say: Language) -> PageTable:
    named = [
        say(", ").join(say(_OWNERS[one]) for one in str(group).split(", "))
        for group in result.core["group"]
    ]
    cny = say("CNY/t Mg")
    return frame_table(
        "core",
        say("Test of the core: what each group gains by itself"),
        result.core.assign(group=named),
        [
            Field("group", Column(say("Group"), NAME)),
            Field("alone", Column(say("By itself"), unit=cny), 0),
            Field("gets", Column(say("Gets"), unit=cny), 0),
            Field("gain", Column(say("Difference"), unit=cny), 0),
        ],
    )


_ACTIVITIES = {
    "coal_heat": message("Heat from coal"),
    "gas_heat": message("Heat from gas"),
    "gas_power": message("Gas to power (tce)"),
    "gas_flared": message("Gas flared"),
    "grid_smelter": message("Grid power, smelter"),
    "green_smelter": message("Green contract, smelter"),
    "stored_smelter": message("Green with storage, smelter"),
    "waste_smelter": message("Waste heat power, smelter"),
    "waste_alloy": message("Waste heat power to ferrosilicon"),
    "waste_sold": message("Waste heat power sold"),
    "gas_smelter": message("Gas power to the smelter"),
    "gas_alloy": message("Gas power to ferrosilicon"),
    "gas_sold": message("Gas power sold"),
    "grid_alloy": message("Grid power, ferrosilicon"),
    "green_alloy": message("Green contract, ferrosilicon"),
    "stored_alloy": message("Green with storage, ferrosilicon"),
    "alloy_bought": message("Ferrosilicon bought"),
    "alloy_passed": message("Ferrosilicon within the park"),
    "alloy_sold": message("Ferrosilicon sold"),
    "alloy_made": message("Ferrosilicon made"),
    "alloy_biochar": message("Ferrosilicon with biochar"),
    "slag_landfill": message("Slag to landfill"),
    "slag_product": message("Slag to desulphuriser"),
    "slag_mineralised": message("Slag mineralised"),
    "lime_product": message("Lime to desulphuriser"),
}
_ROWS = {
    "heat": message("Heat of the smelter"),
    "power of the smelter": message("Power of the smelter"),
    "ferrosilicon of the smelter": message("Ferrosilicon of the smelter"),
    "slag": message("Slag"),
    "waste heat": message("Waste heat power"),
    "grid connection": message("Grid connection"),
    "green contract of the smelter": message("Green contract, smelter"),
    "green contract of the ferrosilicon works": message("Green contract, ferrosilicon"),
    "ferrosilicon capacity": message("Ferrosilicon capacity"),
    "ferrosilicon made": message("Balance of ferrosilicon"),
    "power of the ferrosilicon works": message("Power of the ferrosilicon works"),
    "gas": message("Gas"),
    "power from gas": message("Power from gas"),
    "market of desulphuriser": message("Market of desulphuriser"),
}


def _plan(result: ParkResult, say: Language) -> PageTable:
    frame = result.tables["plan"]
    frame = frame[(frame["together"] > 0) | (frame["apart"] > 0)]
    frame = frame.assign(name=[say(_ACTIVITIES[str(key)]) for key in frame["activity"]])
    return frame_table(
        "plan",
        say("What is done per tonne (t, kWh or tce)"),
        frame,
        [
            Field("name", Column(say("Activity"), NAME)),
            Field("together", Column(say("Park")), 2),
            Field("apart", Column(say("Apart")), 2),
        ],
    )


def _prices(result: ParkResult, say: Language) -> PageTable:
    frame = result.tables["shadow_prices"]
    frame = frame.assign(name=[say(_ROWS[str(key)]) for key in frame["limit"]])
    return frame_table(
        "shadow",
        say("Shadow prices: what a unit more adds to the cost"),
        frame,
        [
            Field("name", Column(say("Limit or balance"), NAME)),
            Field("CNY_per_unit", Column(say("CNY per unit")), 2),
        ],
    )


def park_sheets(result: ParkResult, say: Language) -> dict[str, Sheet]:
    """Return the pictures of the park in a language, by kind."""
    together, apart = say("Together: front"), say("Apart")
    names = [""] * len(result.front)
    names[0], names[-1] = say("least carbon"), say("least cost")
    front = result.front[["carbon", "cost"]].set_axis(names)
    alone = pd.DataFrame(
        {
            "carbon": [sum(one.carbon for one in result.alone.values())],
            "cost": [sum(one.cost for one in result.alone.values())],
        },
        index=[say("the four separately")],
    )
    gains = result.gains.to_frame().T.set_axis([say("Shapley value")])
    groups = _gains_by_group(result, say)
    return {
        "park-front": front_chart(
            {together: front, apart: alone},
            Caption(
                say("Cost and carbon of the park"),
                "",
                say(SOURCE),
                say.language,
                say("All four owners"),
            ),
            along=say("Carbon (t CO₂ per t of magnesium)"),
            up=say("Cost (CNY per t of magnesium)"),
            notes=[
                say(
                    "Ferrosilicon and power that are sold take off what they replace, so that "
                    "carbon can be below zero."
                )
            ],
            joined=[together],
        ),
        "park-gains": stacked_bars(
            pd.concat([gains, groups]),
            Caption(
                say("How the gain of the park is shared"),
                say("CNY/t Mg"),
                say(SOURCE),
                say.language,
                say("First row: all four; others: the smelter with one other owner"),
            ),
            names={player: say(_OWNERS[player]) for player in PLAYERS},
        ),
    }


def _gains_by_group(result: ParkResult, say: Language) -> pd.DataFrame:
    """Return the gain of the smelter with each other owner, halved between the two."""
    worth = dict(zip(result.core["group"], result.core["alone"], strict=True))
    rows = {}
    for player in PLAYERS[1:]:
        gain = float(worth[", ".join(sorted([player, SMELTER]))])
        name = say("Smelter and {owner}", owner=say.inside(say(_OWNERS[player])))
        rows[name] = {one: gain / 2 if one in (player, SMELTER) else 0.0 for one in PLAYERS}
    return pd.DataFrame.from_dict(rows, orient="index")
