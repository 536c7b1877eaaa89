"""What the page of ``tanmai magnesium cluster`` says, and its pictures."""

from __future__ import annotations

import pandas as pd

from tanmai.core.language import Language
from tanmai.core.messages import message
from tanmai.draw.charts import stacked_bars
from tanmai.draw.maps import choropleth
from tanmai.draw.page import Caption, Sheet, fixed
from tanmai.metals.magnesium.industry.cluster_result import ClusterResult
from tanmai.metals.magnesium.pages.works_words import SOURCE
from tanmai.metals.statement_table import printed_table, said_of_statements
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column, PageTable
from tanmai.report.result_findings import Findings, Part

OPTIONS = {
    "table": message("Table"),
    "provinces": message("Province"),
    "config": message("File of your own"),
}
_WHERE = {
    "node": message("Magnesium of the province"),
    "own_province": message("Other sectors of the province"),
    "other_provinces": message("Other provinces"),
}
_CAUSES = {
    "price": message("Price"),
    "technology": message("Technology"),
    "factor": message("Emission factor"),
    "use": message("Unit consumption"),
}


def cluster_findings(result: ClusterResult, say: Language) -> Findings:
    """Return what the page of the cluster says in a language."""
    where = result.province.name(say.language)
    return Findings(
        say("The magnesium cluster of {where}", where=where),
        say(
            "Weight, what the park saves, what it induces ({name})",
            name=result.case.table.provenance.name,
        ),
        _answer(result, say),
        (
            Part(
                "weight",
                say("Weight"),
                ["cluster-shares"],
                [_quotients(result, say)],
            ),
            Part(
                "park",
                say("The same works inside and outside"),
                ["cluster-cost", "cluster-carbon"],
                [_sides(result, say)],
            ),
            Part(
                "induced",
                say("Output and carbon that it induces"),
                ["cluster-map"],
                [_induced(result, say)],
            ),
            Part(
                "published",
                say("Beside printed figures"),
                tables=[printed_table(result.statements, say)],
            ),
        ),
        {
            "cluster-shares": say("Bars are shares of the country."),
            "cluster-cost": say("To the left is what the park saves, by price and by technology."),
            "cluster-carbon": say("To the left is what the park emits less, by factor and by use."),
            "cluster-map": say(
                "By how much carbon falls in each province without the magnesium of the cluster."
            ),
        },
    )


def _answer(result: ClusterResult, say: Language) -> list[str]:
    own = result.quotients[result.quotients["region_code"] == result.province.code]
    where = result.province.name(say.language)
    total = result.sides[["cost", "cost_price", "cost_technology", "carbon"]].sum()
    found = result.induced.groupby("where")[["output_1e8_CNY", "MtCO2"]].sum()
    said = []
    if len(own):
        last = own.iloc[-1].to_dict()
        said.append(
            say(
                "In {year} {where} made {share} of the country's magnesium, a location "
                "quotient of {location_quotient}.",
                year=last["year"],
                where=where,
                share=say.percent(float(last["share"])),
                location_quotient=f"{float(last['location_quotient']):.0f}",
            )
        )
    node, home, away = (found.loc[key] for key in _WHERE)
    _, output, output_2 = (say.yuan(1e8 * found["output_1e8_CNY"].to_dict()[k]) for k in _WHERE)
    return [
        *said,
        say(
            "Inside the park the same works spends CNY {cost}/t less, {cost_price} of it due to "
            "prices and {cost_technology} due to technology, and emits {carbon} t CO₂/t less.",
            cost=fixed(-float(total["cost"]), 0),
            cost_price=fixed(-float(total["cost_price"]), 0),
            cost_technology=fixed(-float(total["cost_technology"]), 0),
            carbon=f"{-float(total['carbon']):.2f}",
        ),
        say(
            "In {year} the magnesium of {where} emitted {mtco2} Mt CO₂ itself and induced "
            "{mtco2_2} Mt in other sectors of the province and {mtco2_3} in other provinces, "
            "with an output of {output} and {output_2}.",
            year=result.case.table.year,
            where=where,
            mtco2=f"{node['MtCO2']:.2f}",
            mtco2_2=f"{home['MtCO2']:.2f}",
            mtco2_3=f"{away['MtCO2']:.2f}",
            output=output,
            output_2=output_2,
        ),
        said_of_statements(result.statements, say),
    ]


def _quotients(result: ClusterResult, say: Language) -> PageTable:
    frame = result.quotients.assign(
        share=100 * result.quotients["share"],
        economy_share=100 * result.quotients["economy_share"],
    )
    return frame_table(
        "quotients",
        say("Share and location quotient by province"),
        frame,
        [
            Field("year", Column(say("Year"), TEXT)),
            Field(f"region_{say.language}", Column(say("Province"), NAME)),
            Field("output_kt", Column(say("Output"), unit=say("kt")), 1),
            Field("share", Column(say("Share of China"), unit="%"), 1),
            Field("economy_share", Column(say("Share of the economy"), unit="%"), 1),
            Field("location_quotient", Column(say("Location quotient")), 1),
        ],
        say(
            "Shares of the economy are those of {year} for all years.", year=result.case.table.year
        ),
    )


def _named(result: ClusterResult, say: Language) -> pd.DataFrame:
    return result.sides.assign(
        name=[
            result.parameters.name(f"cluster.items.{item}", say.language)
            for item in result.sides.index
        ]
    )


def _sides(result: ClusterResult, say: Language) -> PageTable:
    frame = _named(result, say)
    total = frame.drop(columns="name").sum()
    frame = pd.concat([frame, pd.DataFrame([{**total, "name": say("Sum")}])])
    cny = say("CNY/t")
    return frame_table(
        "sides",
        say("Inside less outside, item by item"),
        frame,
        [
            Field("name", Column(say("Item"), NAME)),
            Field("cost_inside", Column(say("Inside"), unit=cny), 0),
            Field("cost_outside", Column(say("Outside"), unit=cny), 0),
            Field("cost_price", Column(say("Price"), unit=cny), 0),
            Field("cost_technology", Column(say("Technology"), unit=cny), 0),
            Field("cost", Column(say("Difference in cost"), unit=cny), 0),
            Field("carbon", Column(say("Difference in carbon"), unit="t CO₂/t"), 2),
        ],
        say("Calcination, 4.6 t CO₂/t, is the same on both sides."),
    )


def _induced(result: ClusterResult, say: Language) -> PageTable:
    frame = result.induced.sort_values("MtCO2", ascending=False).head(12)
    frame = frame.assign(kind=[say(_WHERE[str(one)]) for one in frame["where"]])
    return frame_table(
        "induced",
        say("Output and carbon induced, the 12 largest"),
        frame,
        [
            Field(f"region_{say.language}", Column(say("Province"), NAME)),
            Field("kind", Column(say("Sector"), TEXT)),
            Field("output_1e8_CNY", Column(say("Output induced"), unit=say("10⁸ CNY")), 1),
            Field("MtCO2", Column(say("Carbon"), unit=say("Mt CO₂")), 3),
        ],
    )


def cluster_sheets(result: ClusterResult, say: Language) -> dict[str, Sheet]:
    """Return the pictures of the cluster in a language, by kind."""
    named = _named(result, say).set_index("name")
    provenance = result.case.table.provenance
    by_province = result.induced[result.induced["where"] != "node"]
    where = result.province.name(say.language)
    return {
        "cluster-shares": _shares(result, say),
        "cluster-cost": _bars(
            named,
            {"cost_price": "price", "cost_technology": "technology"},
            say("Cost inside less outside the park"),
            say("CNY/t"),
            0,
            say,
        ),
        "cluster-carbon": _bars(
            named,
            {"carbon_factor": "factor", "carbon_use": "use"},
            say("Carbon inside less outside the park"),
            "t CO2/t",
            2,
            say,
        ),
        "cluster-map": choropleth(
            1e3 * by_province.groupby("region_code")["MtCO2"].sum(),
            Caption(
                say("Carbon induced by the magnesium of {where}", where=where),
                "kt CO2",
                provenance.name,
                say.language,
                say(
                    "{year}, without the emission of the works themselves",
                    year=result.case.table.year,
                ),
                provenance.caveat(say.language),
            ),
        ),
    }


def _bars(
    named: pd.DataFrame, causes: dict[str, str], title: str, unit: str, decimals: int, say: Language
) -> Sheet:
    parts = named[list(causes)]
    kept = parts[(parts != 0).any(axis=1)]
    total = parts.sum().to_frame().T.set_axis([say("All together")])
    return stacked_bars(
        pd.concat([kept, total]),
        Caption(title, unit, say(SOURCE), say.language),
        names={column: say(_CAUSES[cause]) for column, cause in causes.items()},
        decimals=decimals,
    )


def _shares(result: ClusterResult, say: Language) -> Sheet:
    frame = result.quotients
    wide = 100 * frame.pivot_table(index="year", columns="region_code", values="share")
    first = result.province.code
    order = [code for code in wide if code not in (first, "other")]
    order = [*([first] if first in wide else []), *order, "other"]
    names = dict(zip(frame["region_code"], frame[f"region_{say.language}"], strict=True))
    return stacked_bars(
        wide.reindex(columns=order).fillna(0.0),
        Caption(
            say("Magnesium by province"),
            "%",
            say(
                "output by province as published by the China Nonferrous Metals Industry "
                "Association and others"
            ),
            say.language,
        ),
        names=names,
        shares=[
            say.percent(float(value) / 100)
            for value in wide.get(result.province.code, pd.Series(0.0, index=wide.index))
        ],
        notes=[say("On the right: share of {name}.", name=result.province.name(say.language))],
    )
