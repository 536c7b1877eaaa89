"""What the page of ``tanmai magnesium couple`` says of hosts that hold too little."""

from __future__ import annotations

from tanmai.core.language import Language
from tanmai.metals.magnesium.results import CoupledResult
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column
from tanmai.report.result_findings import Part


def shortfall_part(result: CoupledResult, say: Language) -> list[Part]:
    """Return the section on shortfalls; none where the table has none."""
    frame = result.tables["shortfalls"]
    if frame.empty:
        return []
    unit = say("10⁴ CNY")
    names = {one.sector.code: one.sector.name(say.language) for one in result.case.products}
    table = frame_table(
        "shortfalls",
        say("What hosts held too little of, and what stands in"),
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
