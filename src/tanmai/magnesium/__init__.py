"""What ``tanmai magnesium`` finds: flows, value, footprints and the coupling, as tables."""

from tanmai.magnesium.coupling import CoupledResult, couple_magnesium
from tanmai.magnesium.flows import FlowsResult, magnesium_mass
from tanmai.magnesium.footprint import FootprintResult, magnesium_footprint
from tanmai.magnesium.value import magnesium_value

__all__ = [
    "CoupledResult",
    "FlowsResult",
    "FootprintResult",
    "couple_magnesium",
    "magnesium_footprint",
    "magnesium_mass",
    "magnesium_value",
]
