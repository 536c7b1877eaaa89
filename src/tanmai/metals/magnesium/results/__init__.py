"""What ``tanmai magnesium`` finds: flows, value, footprints and the coupling, as tables."""

from tanmai.metals.magnesium.results.coupling import CoupledResult, couple_magnesium
from tanmai.metals.magnesium.results.flows import FlowsResult, magnesium_mass
from tanmai.metals.magnesium.results.footprint import FootprintResult, magnesium_footprint
from tanmai.metals.magnesium.results.value import magnesium_value

__all__ = [
    "CoupledResult",
    "FlowsResult",
    "FootprintResult",
    "couple_magnesium",
    "magnesium_footprint",
    "magnesium_mass",
    "magnesium_value",
]
