"""How the results of ``tanmai metals`` are shown."""

from __future__ import annotations

from tanmai.core.messages import message
from tanmai.metals.result import View
from tanmai.metals.stocks.pages.findings import stock_findings, supply_findings
from tanmai.metals.stocks.pages.pictures import stock_sheets, supply_sheets
from tanmai.metals.stocks.pages.provinces import province_findings, province_sheets

_OPTIONS = {
    "metals": message("Metals"),
    "config": message("File of your own"),
    "scenarios": message("Scenario file"),
    "draws": message("Draws"),
    "outlook": message("Outlook of magnesium"),
}
_OF_PROVINCES = {
    "metal": message("Metal"),
    "table": message("Table"),
    "outputs": message("Output and use"),
    "process": message("Process"),
}
VIEWS = {
    "metals stocks": View(stock_findings, stock_sheets, _OPTIONS),
    "metals supply": View(supply_findings, supply_sheets, _OPTIONS),
    "metals provinces": View(province_findings, province_sheets, _OF_PROVINCES),
}
