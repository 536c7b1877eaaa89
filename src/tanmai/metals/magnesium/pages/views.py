"""How the results of ``tanmai magnesium`` on flows, value, footprint and coupling are shown."""

from __future__ import annotations

from tanmai.core.messages import message
from tanmai.metals.magnesium.pages.coupling import coupling_findings
from tanmai.metals.magnesium.pages.flows import flow_findings
from tanmai.metals.magnesium.pages.footprint import footprint_findings
from tanmai.metals.magnesium.pages.pictures import magnesium_sheets
from tanmai.metals.magnesium.pages.value import value_findings
from tanmai.metals.result import View

_OPTIONS = {
    "definition": message("System definition"),
    "table": message("Table"),
    "year": message("Year"),
    "routes": message("Routes"),
    "provinces": message("Provinces"),
    "config": message("File of your own"),
    "draws": message("Draws"),
    "inventory": message("Emissions at the gate that the inventory holds"),
}
VIEWS = {
    "magnesium flows": View(flow_findings, magnesium_sheets, _OPTIONS),
    "magnesium value": View(value_findings, magnesium_sheets, _OPTIONS),
    "magnesium footprint": View(footprint_findings, magnesium_sheets, _OPTIONS),
    "magnesium couple": View(coupling_findings, magnesium_sheets, _OPTIONS),
}
