"""How the results of ``tanmai magnesium`` on flows, value, footprint and coupling are shown."""

from __future__ import annotations

from tanmai.metals.magnesium.pages.coupling import coupling_findings
from tanmai.metals.magnesium.pages.flows import flow_findings
from tanmai.metals.magnesium.pages.footprint import footprint_findings
from tanmai.metals.magnesium.pages.pictures import magnesium_sheets
from tanmai.metals.magnesium.pages.value import value_findings
from tanmai.metals.result import View

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
