"""How the results of ``tanmai metals`` are shown."""

from __future__ import annotations

from tanmai.metals.result import View
from tanmai.metals.stocks.pages.findings import stock_findings, supply_findings
from tanmai.metals.stocks.pages.pictures import stock_sheets, supply_sheets
from tanmai.metals.stocks.pages.provinces import province_findings, province_sheets

_OPTIONS = {
    "metals": ("金属", "Metals"),
    "config": ("自备文件", "File of your own"),
    "scenarios": ("情景文件", "Scenario file"),
    "draws": ("抽样次数", "Draws"),
    "outlook": ("镁工业展望", "Outlook of magnesium"),
}
_OF_PROVINCES = {
    "metal": ("金属", "Metal"),
    "table": ("数据表", "Table"),
    "outputs": ("产量与使用", "Output and use"),
    "process": ("工艺", "Process"),
}
VIEWS = {
    "metals stocks": View(stock_findings, stock_sheets, _OPTIONS),
    "metals supply": View(supply_findings, supply_sheets, _OPTIONS),
    "metals provinces": View(province_findings, province_sheets, _OF_PROVINCES),
}
