"""Metals: their works, industries and markets on stated data; their stocks, scrap and supply.

Examples
--------
>>> from tanmai.metals import load_metal, solve_metal, supply_of
>>> system = solve_metal(load_metal("ge-china"))
>>> sorted(supply_of(system).paths)
['mine', 'primary_imports', 'secondary', 'secondary_imports', 'unmet']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tanmai.metals.stocks.definition import MetalDefinition, Scenario
    from tanmai.metals.stocks.definition_file import bundled_metals, load_metal, read_metal
    from tanmai.metals.stocks.exploration import crossing_grid, draw_metal, sobol_shares
    from tanmai.metals.stocks.supply import supply_of
    from tanmai.metals.stocks.system import solve_metal

__all__ = [
    "MetalDefinition",
    "Scenario",
    "bundled_metals",
    "crossing_grid",
    "draw_metal",
    "load_metal",
    "read_metal",
    "sobol_shares",
    "solve_metal",
    "supply_of",
]
_STOCKS = {
    "definition": ("MetalDefinition", "Scenario"),
    "definition_file": ("bundled_metals", "load_metal", "read_metal"),
    "exploration": ("crossing_grid", "draw_metal", "sobol_shares"),
    "supply": ("supply_of",),
    "system": ("solve_metal",),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for, and nothing else: the models of stocks take a second to load."""
    for module, names in _STOCKS.items():
        if name in names:
            return getattr(import_module(f"tanmai.metals.stocks.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
