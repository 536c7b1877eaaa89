"""How uncertain the numbers of a table are taken to be."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import OptionError
from tanmai.core.messages import message
from tanmai.core.table import MrioTable

FloatArray = NDArray[np.float64]

JOINED = "tanmai.join"
"""The reader of tables whose trade between regions is modelled."""

FUEL_KINDS = ("coal", "oil", "gas", "process")
"""What shares an emission factor, and with it the error of that factor."""

OF_METHANE = {"activity": 0.27, "within_region": 0.0, "coal": 0.10}
"""Deviations of CH4 in place of those of CO2: of a sector's share in the nation, the mean over the
sources of the bounds in ``analyses/06-methane/uncertainty.csv`` as ranges of 95 % (coal mining
0.7 to 2.5, livestock and rice 0.7 to 1.4, waste 0.5 to 1.8), weighted by emissions of 2017; and of
the nation, whose range is 43.9 to 64.5 Mt."""


@dataclass(frozen=True)
class ModelledTrade:
    """Standard deviations of the logarithms of flows whose trade between regions is modelled.

    A flow errs by its size, less inside a region than between two; all flows from one region
    to another err together; and so do all trade flows through the exponent of cost.

    Attributes
    ----------
    sizes : tuple of float
        Bounds of the classes of flows by size; 10⁴ CNY.
    inside, between : tuple of float
        Of the flows of each class, inside a region and between two regions, beyond what the
        two have in common.
    pairs : float
        Common to all flows from one region to another.
    exponent : float
        Of the logarithm of the exponent of cost, which is 1 in the table.

    Notes
    -----
    Measured: flows of ``cn31-2007``, aggregated, against those of the real interregional table
    of 2007 (State Information Center; Zhang and Qi, 2012; 8 regions x 17 sectors), see
    ``analyses/00-default-tables``. Of large flows between regions there are too few; they have
    the width of the class below. ``pairs`` is what is left at the exponent that fits that table
    best (2), and ``exponent`` holds 0.5 to 2 in 90 % of the draws.
    """

    sizes: tuple[float, ...] = (1e5, 3e5, 1e6, 3e6, 1e7)
    inside: tuple[float, ...] = (0.38, 0.33, 0.32, 0.26, 0.25, 0.18)
    between: tuple[float, ...] = (0.97, 0.64, 0.51, 0.41, 0.41, 0.41)
    pairs: float = 0.33
    exponent: float = 0.42

    def widths(self, flows: FloatArray, inside: NDArray[np.bool_]) -> FloatArray:
        """Return the deviation of each flow by its size, inside a region or not."""
        size = np.digitize(flows, self.sizes)
        return np.where(inside, np.array(self.inside)[size], np.array(self.between)[size])


@dataclass(frozen=True)
class Spread:
    """Standard deviations of the logarithms of a table's numbers.

    An emission is activity times emission factor. Activity (fuel burnt, clinker
    made) errs by region and sector, and what one statistical office reports errs
    together. A factor is the nation's, so its error is common to all regions:
    it moves totals and leaves ranks alone where all burn the same.

    Attributes
    ----------
    flows : float or ModelledTrade
        Each flow and each final demand, before they are fitted to the margins.
    activity : float
        Activity of each sector of each region, and of its households.
    within_region : float
        Correlation of the errors of activity inside one region, 0 to 1.
    coal, oil, gas, process : float
        Emission factor of all coal, oil, gas, and industrial processes.

    Notes
    -----
    A number for ``flows`` is an assumption in the middle of what Lenzen, Wood and Wiedmann
    (2010) fit to cells of medium size, for tables whose trade was surveyed; ``activity`` lies
    within the ranges for statistics less developed of IPCC (2006, vol. 2, table 2.15: 5 to
    20 %).
    Factors of fuels follow the 95 % ranges of IPCC (2006, vol. 2, table 1.4): other
    bituminous coal 89.5-99.7 around 94.6 kg CO2/GJ, petrol and diesel 67.5-73.0
    and 72.6-74.8, natural gas 54.3-58.3; that of processes is an assumption. Together
    the emissions of the nation then have two standard deviations of about 7 %, as
    Liu et al. (2015) find (7.3 %).
    """

    flows: float | ModelledTrade = 0.3
    activity: float = 0.1
    within_region: float = 0.5
    coal: float = 0.03
    oil: float = 0.015
    gas: float = 0.02
    process: float = 0.05

    def __post_init__(self) -> None:
        numbers = [value for value in asdict(self).values() if isinstance(value, float | int)]
        if min(numbers) < 0 or not self.within_region <= 1:
            raise OptionError(
                message(
                    "{self} is not a valid spread: standard deviations must not be negative, the "
                    "correlation must lie between 0 and 1.",
                    self=self,
                )
            )

    @classmethod
    def of(cls, table: MrioTable) -> Spread:
        """Return the spread of a table: of modelled trade where its trade is, of CH4 where it is.

        Parameters
        ----------
        table : MrioTable
            The table; its provenance says what made it, its pressures what is accounted.
        """
        modelled = table.provenance.reader == JOINED
        spread = cls(flows=ModelledTrade()) if modelled else cls()
        of_methane = all(one.substance == "CH4" for one in table.pressures)
        return replace(spread, **OF_METHANE) if of_methane else spread
