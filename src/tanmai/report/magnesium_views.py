"""How the results of ``tanmai magnesium`` on flows, value, footprint and coupling are shown."""

from __future__ import annotations

from tanmai.report.magnesium_coupling import coupling_findings
from tanmai.report.magnesium_flows import flow_findings
from tanmai.report.magnesium_footprint import footprint_findings
from tanmai.report.magnesium_pictures import magnesium_sheets
from tanmai.report.magnesium_value import value_findings
from tanmai.report.result_view import View

_OPTIONS = {
    "definition": ("定义", "Definition"),
    "table": ("数据表", "Table"),
    "year": ("年份", "Year"),
    "routes": ("路线", "Routes"),
    "provinces": ("省份", "Provinces"),
    "config": ("自备文件", "File of your own"),
    "draws": ("抽样次数", "Draws"),
    "inventory": ("清单所含厂内排放", "Emissions at the gate that the inventory holds"),
}
VIEWS = {
    "magnesium flows": View(flow_findings, magnesium_sheets, _OPTIONS),
    "magnesium value": View(value_findings, magnesium_sheets, _OPTIONS),
    "magnesium footprint": View(footprint_findings, magnesium_sheets, _OPTIONS),
    "magnesium couple": View(coupling_findings, magnesium_sheets, _OPTIONS),
}
