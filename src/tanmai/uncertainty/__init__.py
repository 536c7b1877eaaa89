"""How far results may be off: Monte Carlo over a table and its emissions.

`ensemble` draws, accounts and ranks; `Spread` says what is taken to be how
uncertain; `FuelShares` lets the emission factors of coal, oil, gas and
processes err each on their own; `UnfinishedDraws` keeps what an interrupted run
has done.

Errors of single cells are independent here, and much of them averages out in
sums; those of modelled trade are partly common to pairs of regions. What is
wrong with a table as a whole (a statistic that a whole country reports too low)
does not average out and is not in these intervals.

Sources: Lenzen, Wood and Wiedmann (2010); Rodrigues et al. (2018).
"""

from tanmai.uncertainty.ensemble import ensemble
from tanmai.uncertainty.intervals import Ensemble
from tanmai.uncertainty.perturbation import FuelShares, Perturbation, require_drawable
from tanmai.uncertainty.spread import FUEL_KINDS, ModelledTrade, Spread
from tanmai.uncertainty.statements import assumptions, left_out, statements
from tanmai.uncertainty.unfinished import UnfinishedDraws

__all__ = [
    "FUEL_KINDS",
    "Ensemble",
    "FuelShares",
    "ModelledTrade",
    "Perturbation",
    "Spread",
    "UnfinishedDraws",
    "assumptions",
    "ensemble",
    "left_out",
    "require_drawable",
    "statements",
]
