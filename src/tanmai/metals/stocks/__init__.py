"""Stocks, scrap and supply of a metal in a region over a century, from a definition as data.

Examples
--------
>>> from tanmai.metals.stocks import load_metal, solve_metal, supply_of
>>> system = solve_metal(load_metal("ge-china"))
>>> sorted(supply_of(system).paths)
['mine', 'primary_imports', 'secondary', 'secondary_imports', 'unmet']
"""

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
