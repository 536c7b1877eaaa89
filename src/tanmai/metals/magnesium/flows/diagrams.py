"""Which flow diagrams tell the story of magnesium."""

from __future__ import annotations

from dataclasses import dataclass

from tanmai.core.messages import message
from tanmai.metals.magnesium.flows.definition import OWN_CHOICE
from tanmai.metals.magnesium.flows.diagram import Diagram, Merged, mass_diagram, value_diagram
from tanmai.metals.magnesium.flows.magnesium import MagnesiumFlows

_PRODUCTS = Merged(("ingots", "alloys", "powder", "anodes"), "Products", "镁产品")
_POWDER_AND_ANODES = Merged(("powder", "anodes"), "Powder and anodes", "镁粉与牺牲阳极")
_MINED = Merged(("mining", "calcination"), "Mining and calcination", "开采与煅烧")
_PROCESSED = Merged(("metal", "processing"), "Processing", "加工")

_MASS = {
    "production": (("mining", "calcination", "briquetting", "reduction", "refining"), ()),
    "processing": (("metal", "processing"), (_POWDER_AND_ANODES,)),
    "use": (("ingots", "alloys", "powder", "anodes", "use", "scrap"), (_PRODUCTS,)),
    "whole": (None, (_MINED, _PROCESSED, _PRODUCTS)),
}
_VALUE = {
    "production": ("production",),
    "processing": ("processing",),
    "trade": ("trade",),
    "whole": ("production", "processing", "trade"),
}
_TITLES = {
    "mass-production": message("Production of magnesium").pair[::-1],
    "mass-processing": message("Processing of magnesium").pair[::-1],
    "mass-use": message("Trade, use and scrap of magnesium").pair[::-1],
    "mass-whole": message("Flows of magnesium from ore to scrap").pair[::-1],
    "value-production": message("Value in the production of magnesium").pair[::-1],
    "value-processing": message("Value in the processing of magnesium").pair[::-1],
    "value-trade": message("Value in the trade of magnesium").pair[::-1],
    "value-whole": message("Value from inputs to export and use").pair[::-1],
}
_SUBTITLES = {
    "mass": message("{title}. Mass up to refining, contained magnesium from the metal on").pair[
        ::-1
    ],
    "value": message("{title}. Export at customs prices, waste of production not valued").pair[
        ::-1
    ],
}
_UNITS_ZH = {"10^4 t": "万吨", "t": "吨", "kt": "千吨", "Mt": "百万吨", "kg": "千克"}
_VALUE_UNIT = message("10⁸ CNY").pair[::-1]
_DIGITS = {"mass": 2, "value": 1}


@dataclass(frozen=True)
class MagnesiumDiagram:
    """A flow diagram with the words around it.

    Attributes
    ----------
    diagram : Diagram
    title, subtitle, unit, source : str
        In the language that was asked for.
    digits : int
        Decimals of the numbers.
    """

    diagram: Diagram
    title: str
    subtitle: str
    unit: str
    source: str
    digits: int


def magnesium_diagrams(flows: MagnesiumFlows, language: str) -> dict[str, MagnesiumDiagram]:
    """Return the diagrams of each stage and of the whole, of mass and of value, by name.

    Parameters
    ----------
    flows : MagnesiumFlows
    language : str
        ``"zh"`` or ``"en"``.
    """
    solution = flows.solution
    at = 1 if language == "zh" else 0
    drawn = {
        f"mass-{name}": mass_diagram(solution, language, places=places, merged=merged)
        for name, (places, merged) in _MASS.items()
    }
    drawn |= {
        f"value-{name}": value_diagram(solution, language, stages)
        for name, stages in _VALUE.items()
    }
    definition = solution.definition
    cited = [flow.source for flow in definition.flows if flow.source not in (None, OWN_CHOICE)]
    source = "; ".join(definition.sources[key].citation(language) for key in dict.fromkeys(cited))
    title = definition.title(language)
    mass_unit = (definition.unit.replace("10^4", "10⁴"), _UNITS_ZH[definition.unit])
    diagrams = {}
    for name, diagram in drawn.items():
        kind = name.partition("-")[0]
        diagrams[name] = MagnesiumDiagram(
            diagram,
            _TITLES[name][at],
            _SUBTITLES[kind][at].format(title=title),
            (mass_unit if kind == "mass" else _VALUE_UNIT)[at],
            source,
            _DIGITS[kind],
        )
    return diagrams
