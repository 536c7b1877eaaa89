"""Which flow diagrams tell the story of magnesium."""

from __future__ import annotations

from dataclasses import dataclass

from tanmai.core.language import Language
from tanmai.core.messages import message
from tanmai.metals.diagram import Diagram
from tanmai.metals.magnesium.flows.definition import OWN_CHOICE
from tanmai.metals.magnesium.flows.diagram import Merged, mass_diagram, value_diagram
from tanmai.metals.magnesium.flows.magnesium import MagnesiumFlows

_PRODUCTS = Merged(("ingots", "alloys", "powder", "anodes"), message("Magnesium products"))
_POWDER_AND_ANODES = Merged(("powder", "anodes"), message("Powder and anodes"))
_MINED = Merged(("mining", "calcination"), message("Mining and calcination"))
_PROCESSED = Merged(("metal", "processing"), message("Processing"))

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
    "mass-production": message("Production of magnesium"),
    "mass-processing": message("Processing of magnesium"),
    "mass-use": message("Trade, use and scrap of magnesium"),
    "mass-whole": message("Flows of magnesium from ore to scrap"),
    "value-production": message("Value in the production of magnesium"),
    "value-processing": message("Value in the processing of magnesium"),
    "value-trade": message("Value in the trade of magnesium"),
    "value-whole": message("Value from inputs to export and use"),
}
_SUBTITLES = {
    "mass": message("{title}. Mass up to refining, contained magnesium from the metal on"),
    "value": message("{title}. Export at customs prices, waste of production not valued"),
}
_MASS_UNITS = {
    "10^4 t": message("10⁴ t"),
    "t": message("t"),
    "kt": message("kt"),
    "Mt": message("Mt"),
    "kg": message("kg"),
}
_VALUE_UNIT = message("10⁸ CNY")
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
    solution, say = flows.solution, Language(language)
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
    units = {"mass": say(_MASS_UNITS[definition.unit]), "value": say(_VALUE_UNIT)}
    diagrams = {}
    for name, diagram in drawn.items():
        kind = name.partition("-")[0]
        diagrams[name] = MagnesiumDiagram(
            diagram,
            say(_TITLES[name]),
            say(_SUBTITLES[kind].filled(title=title)),
            units[kind],
            source,
            _DIGITS[kind],
        )
    return diagrams
