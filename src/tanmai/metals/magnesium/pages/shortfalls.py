"""What the page of ``tanmai magnesium couple`` says of hosts that hold too little."""

from __future__ import annotations

from tanmai.metals.magnesium.results import CoupledResult
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column
from tanmai.report.result_findings import Part
from tanmai.report.speech import Speech


def shortfall_part(result: CoupledResult, say: Speech) -> list[Part]:
    """Return the section on shortfalls; none where the table has none."""
    frame = result.tables["shortfalls"]
    if frame.empty:
        return []
    unit = say("万元", "10⁴ CNY")
    names = {one.sector.code: one.sector.name(say.language) for one in result.case.products}
    table = frame_table(
        "shortfalls",
        say("宿主不足之处及其替代", "What hosts held too little of, and what stands in"),
        frame.assign(product=frame["product"].map(names)),
        [
            Field(f"region_{say.language}", Column(say("省份", "Province"), NAME)),
            Field("product", Column(say("产品", "Product"), TEXT)),
            Field(f"sector_{say.language}", Column(say("投入或出口", "Input, or exports"), TEXT)),
            Field("needed", Column(say("所需", "Needed"), unit=unit), 0),
            Field("found", Column(say("所得", "Found"), unit=unit), 0),
            Field("difference", Column(say("差额", "Difference"), unit=unit), 0),
            Field("percent", Column(say("占所需", "Of the need"), unit="%"), 1),
        ],
        say(
            "一种能源不足，由宿主的其他能源补足；出口不足，改为国内销售。排放与各项平衡不变。",
            "An energy input that falls short is bought as other energy of the host, exports that "
            "it lacks are sold at home. Emissions and all balances stay.",
        ),
    )
    return [Part("shortfalls", say("数据表不足之处", "Where the table falls short"), [], [table])]
