"""What the page of ``tanmai magnesium couple`` says."""

from __future__ import annotations

from tanmai.core.labels import find_province
from tanmai.core.language import Language
from tanmai.core.messages import message
from tanmai.metals.magnesium.coupling.magnesium import FERROSILICON
from tanmai.metals.magnesium.results import CoupledResult
from tanmai.report.frame_table import Field, frame_table, ranged
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part

_PER_TONNE = message("t CO₂/t")
_MOST = 20
_LEAST_RANKED = 2


def coupling_findings(result: CoupledResult, say: Language) -> Findings:
    """Return what the page of the coupling says in a language."""
    table, opened = result.case.before, _opened(result, say)
    return Findings(
        say("Magnesium in the network of the provinces' carbon"),
        say(
            "{year}, table {name}, {opened} opened out of metal smelting",
            year=table.year,
            name=table.provenance.name,
            opened=opened,
        ),
        _answer(result, say),
        (
            Part(
                "tonne",
                say("The carbon of a tonne"),
                ["map-emitted"],
                [_tonne_table(result, say), _upstream_table(result, say)],
            ),
            Part(
                "power",
                say("Power: the table and the grid"),
                tables=[_grid_table(result, say)],
                paragraphs=[
                    say(
                        "The table records power in money. With the factors of the grids "
                        "instead, the differences between provinces change; rank provinces by "
                        "these."
                    )
                ],
            ),
            Part(
                "ends",
                say("Where it ends"),
                ["sankey", "map-destinations", "map-flows"],
                [_end_table(result, say), _product_table(result, say)],
            ),
            Part(
                "network",
                say("Magnesium in the network"),
                tables=[_node_table(result, say), _path_table(result, say)],
            ),
            Part("size", say("How large it is"), tables=[_size_table(result, say)]),
            *shortfall_part(result, say),
        ),
        {
            "sankey": say(
                "Left: who emits; middle: who makes the product; right: where it ends. The width "
                "of a band is its CO₂."
            ),
            "map-emitted": say("All that is emitted, gate and upstream."),
            "map-destinations": say(
                "At home the metal goes where smelting sells; exports are not in the map."
            ),
            "map-flows": say("Arrows run from the works to where final demand is."),
        },
    )


def _answer(result: CoupledResult, say: Language) -> list[str]:
    case, opened = result.case, _opened(result, say)
    stages, ends = result.tables["carbon_of_a_tonne"], result.tables["destinations"]
    grids = result.tables["at_grid_factors"]
    names = {row["region_code"]: row[f"region_{say.language}"] for _, row in stages.iterrows()}
    total = float(ends["MtCO2"].sum())
    abroad = float(ends.loc[ends["destination"] == "exports", "MtCO2"].sum())
    own = float(ends.loc[ends["destination"] == ends["made_in"], "MtCO2"].sum())
    leaves, stays = say.percent(abroad / total), say.percent(own / total)
    new = float(case.newly_counted.sum())
    per_tonne = [
        f"{names[code]} {total_of:.1f}"
        for code, total_of in zip(stages["region_code"], stages["total_t_per_t"], strict=True)
    ]
    at_grid = [
        f"{names[row['region_code']]} {row['total_t_per_t']:.1f}"
        for _, row in grids[grids["grid_factor"] == "value"].iterrows()
    ]
    left_out = ranged(stages["left_out_percent"].min(), stages["left_out_percent"].max(), 0)
    largest = result.tables["size"].nlargest(1, "percent_of_province").iloc[0]
    return [
        say(
            "A tonne of magnesium carries, in t CO₂: {per_tonne}. A study of the process "
            "alone leaves out {left_out} % of it.",
            per_tonne=say.join(per_tonne),
            left_out=left_out,
        ),
        say(
            "The table records power in money; at the factors of the grids it is "
            "{at_grid}.{said_of_order}",
            at_grid=say.join(at_grid),
            said_of_order=said_of_order(result, say),
        ),
        say(
            "The carbon of all of it is {total}: {leaves} leaves China with exports, {stays} "
            "serves the province of the works.",
            total=say.quantity(total, "Mt CO2"),
            leaves=leaves,
            stays=stays,
        ),
        say(
            "Works of {opened} emit at most {percent_of_province} % of what a province emits "
            "({region}).",
            opened=opened,
            percent_of_province=f"{largest['percent_of_province']:.1f}",
            region=largest[f"region_{say.language}"],
        ),
        say(
            "{new} of the works were in no inventory and are added; all other emissions are "
            "those of the table.",
            new=say.quantity(new, "Mt CO2"),
        )
        if new
        else say("Total emissions are those of the table."),
    ]


def said_of_order(result: CoupledResult, say: Language) -> str:
    """Say whether the provinces keep their order within the ranges of the grid factors."""
    ends = result.tables["at_grid_factors"].pivot_table(
        index=f"region_{say.language}", columns="grid_factor", values="total_t_per_t", sort=False
    )
    ordered = ends.sort_values("value", ascending=False, kind="stable")
    if len(ordered) < _LEAST_RANKED:
        return ""
    low, high = ordered["low"].tolist(), ordered["high"].tolist()
    open_pairs = [
        f"{one}{say(' and ')}{other}"
        for one, other, least, most in zip(
            ordered.index, ordered.index[1:], low, high[1:], strict=False
        )
        if least <= most
    ]
    if not open_pairs:
        return say(" Within the ranges of the factors the order of the provinces holds.")
    return say(
        " The ranges of the factors overlap: they do not order {open_pairs}.",
        open_pairs=say.join(open_pairs),
    )


def shortfall_part(result: CoupledResult, say: Language) -> list[Part]:
    """Return the section on shortfalls; none where the table has none."""
    frame = result.tables["shortfalls"]
    if frame.empty:
        return []
    unit = say("10⁴ CNY")
    names = {one.sector.code: one.sector.name(say.language) for one in result.case.products}
    table = frame_table(
        "shortfalls",
        say("What hosts held too little of, and what replaces it"),
        frame.assign(product=frame["product"].map(names)),
        [
            Field(f"region_{say.language}", Column(say("Province"), NAME)),
            Field("product", Column(say("Product"), TEXT)),
            Field(f"sector_{say.language}", Column(say("Input, or exports"), TEXT)),
            Field("needed", Column(say("Needed"), unit=unit), 0),
            Field("found", Column(say("Obtained"), unit=unit), 0),
            Field("difference", Column(say("Difference"), unit=unit), 0),
            Field("percent", Column(say("Of the need"), unit="%"), 1),
        ],
        say(
            "An energy input that falls short is bought as other energy of the host, exports "
            "that it lacks are sold at home. Emissions and all balances stay."
        ),
    )
    return [Part("shortfalls", say("Where the table falls short"), [], [table])]


def _opened(result: CoupledResult, say: Language) -> str:
    if result.case.has(FERROSILICON):
        return say("magnesium and ferrosilicon")
    return say("magnesium")


def _region(say: Language) -> str:
    return f"region_{say.language}"


def _tonne_table(result: CoupledResult, say: Language) -> PageTable:
    return frame_table(
        "tonnes",
        say("Carbon of a tonne, t CO₂/t"),
        result.tables["carbon_of_a_tonne"],
        [
            Field(_region(say), Column(say("Made in"), NAME)),
            Field("output_t", Column(say("Output"), unit=say("t")), 0),
            Field("gate_t_per_t", Column(say("Magnesium works"))),
            Field("ferrosilicon_gate_t_per_t", Column(say("Ferrosilicon works"))),
            Field("power_t_per_t", Column(say("Power"))),
            Field("left_out_t_per_t", Column(say("Left out by a process study"))),
            Field("total_t_per_t", Column(say("Total"))),
            Field("left_out_percent", Column(say("Missed"), unit="%"), 1),
            Field("outside_province_t_per_t", Column(say("Outside the province"))),
        ],
    )


def _upstream_table(result: CoupledResult, say: Language) -> PageTable:
    frame = result.tables["upstream"].nlargest(_MOST, "t_per_t")
    frame = frame.assign(made_in=[_province(code, say) for code in frame["made_in"]])
    return frame_table(
        "upstream",
        say("Who emits for a tonne, the largest {number}", number=len(frame)),
        frame,
        [
            Field("made_in", Column(say("Made in"), NAME)),
            Field(_region(say), Column(say("Emits in"), TEXT)),
            Field(f"sector_{say.language}", Column(say("Emitting sector"), TEXT)),
            Field("t_per_t", Column(say("All"), unit=say(_PER_TONNE))),
            Field(
                "process_t_per_t",
                Column(say("Of a process study"), unit=say(_PER_TONNE)),
            ),
        ],
    )


def _grid_table(result: CoupledResult, say: Language) -> PageTable:
    grids = result.tables["at_grid_factors"].pivot_table(
        index="region_code", columns="grid_factor", values="total_t_per_t", sort=False
    )
    frame = result.tables["carbon_of_a_tonne"].merge(grids, on="region_code")
    return frame_table(
        "grids",
        say("Carbon of a tonne: power of the table and of the grids, t CO₂/t"),
        frame,
        [
            Field(_region(say), Column(say("Made in"), NAME)),
            Field("total_t_per_t", Column(say("Table")), 1),
            Field("value", Column(say("Grid factors")), 1),
            Field("low", Column(say("Range of the factors")), 1, "high"),
        ],
    )


def _end_table(result: CoupledResult, say: Language) -> PageTable:
    frame = result.tables["destinations"].groupby("destination", sort=False).sum(numeric_only=True)
    frame = frame.sort_values("MtCO2", ascending=False).head(_MOST).reset_index()
    frame = frame.assign(
        destination=[_end(code, say) for code in frame["destination"]], MtCO2=1e3 * frame["MtCO2"]
    )
    return frame_table(
        "ends",
        say("The {number} largest destinations", number=len(frame)),
        frame,
        [
            Field("destination", Column(say("Destination"), NAME)),
            Field("tonnes", Column(say("Metal"), unit=say("t")), 0),
            Field("MtCO2", Column("CO₂", unit=say("kt")), 0),
        ],
    )


def _product_table(result: CoupledResult, say: Language) -> PageTable:
    frame = result.tables["final_products"].head(_MOST // 2)
    return frame_table(
        "products",
        say("Final products that the metal goes into"),
        frame,
        [
            Field(f"sector_{say.language}", Column(say("Final product"), NAME)),
            Field("at_home_t", Column(say("At home"), unit=say("t")), 0),
            Field("exports_t", Column(say("Exports"), unit=say("t")), 0),
        ],
        say(
            "No split of the uses of magnesium by sector is published; this is where "
            "smelting, mostly steel, sells."
        ),
    )


def _node_table(result: CoupledResult, say: Language) -> PageTable:
    frame = result.tables["nodes"]
    unit = say("Mt")
    return frame_table(
        "nodes",
        say("Nodes of magnesium and ferrosilicon, with ranks"),
        frame,
        [
            Field(_region(say), Column(say("Province"), NAME)),
            Field(f"sector_{say.language}", Column(say("Sector"), TEXT)),
            Field("emits_MtCO2", Column(say("Emits"), unit=unit)),
            Field("emits_rank", Column(say("Rank")), 0),
            Field("through_MtCO2", Column(say("Through it"), unit=unit)),
            Field("through_rank", Column(say("Rank")), 0),
            Field("for_others_MtCO2", Column(say("For others"), unit=unit)),
            Field("by_others_MtCO2", Column(say("By others"), unit=unit)),
            Field("of", Column(say("Of nodes")), 0),
        ],
    )


def _path_table(result: CoupledResult, say: Language) -> PageTable:
    frame = result.tables["paths_through_magnesium"].head(_MOST)
    frame = frame.assign(
        path=[_path(path, result, say) for path in frame["path"]], MtCO2=1e3 * frame["MtCO2"]
    )
    return frame_table(
        "through",
        say("The {number} largest paths through magnesium", number=len(frame)),
        frame,
        [
            Field("path", Column(say("Path"), NAME)),
            Field("MtCO2", Column("CO₂", unit=say("kt")), 0),
        ],
    )


def _path(path: str, result: CoupledResult, say: Language) -> str:
    """Return a path by names in the place of codes."""
    sectors = {sector.code: sector for sector in result.case.table.sectors}
    said = []
    for step in path.split(" > "):
        region, _, sector = step.partition("/")
        said.append(
            f"{_province(region, say)} {say.within(sectors[sector])}"
            if sector
            else _end(region, say)
        )
    return " → ".join(said)


def _size_table(result: CoupledResult, say: Language) -> PageTable:
    unit = say("Mt")
    return frame_table(
        "size",
        say("Emissions at the gate of magnesium and ferrosilicon"),
        result.tables["size"],
        [
            Field(_region(say), Column(say("Province"), NAME)),
            Field("magnesium_MtCO2", Column(say("Magnesium"), unit=unit)),
            Field("ferrosilicon_MtCO2", Column(say("Ferrosilicon"), unit=unit)),
            Field("newly_counted_MtCO2", Column(say("Of it newly counted"), unit=unit)),
            Field(
                "taken_from_host_percent",
                Column(say("Taken from smelting"), unit="%"),
                1,
            ),
            Field("percent_of_province", Column(say("Of the province"), unit="%"), 2),
            Field("province_MtCO2", Column(say("Whole province"), unit=unit), 1),
        ],
    )


def _province(code: str, say: Language) -> str:
    return find_province(code).name(say.language)


def _end(code: str, say: Language) -> str:
    ends = {
        "exports": message("Exports"),
        "abroad": message("abroad"),
        "stock_change": message("Changes in inventories"),
        "error": message("Balancing"),
    }
    return say(ends[code]) if code in ends else _province(code, say)
