"""How uncertain the numbers of a table are taken to be."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from tanmai.errors import OptionError

FUEL_KINDS = ("coal", "oil", "gas", "process")
"""What shares an emission factor, and with it the error of that factor."""


@dataclass(frozen=True)
class Spread:
    """Standard deviations of the logarithms of a table's numbers.

    An emission is activity times emission factor. Activity (fuel burnt, clinker
    made) errs by region and sector, and what one statistical office reports errs
    together. A factor is the nation's, so its error is common to all regions:
    it moves totals and leaves ranks alone where all burn the same.

    Attributes
    ----------
    flows : float
        Each flow and each final demand, before they are fitted to the margins.
    activity : float
        Activity of each sector of each region, and of its households.
    within_region : float
        Correlation of the errors of activity inside one region, 0 to 1.
    coal, oil, gas, process : float
        Emission factor of all coal, oil, gas, and industrial processes.

    Notes
    -----
    ``flows`` is an assumption in the middle of what Lenzen, Wood and Wiedmann
    (2010) fit to cells of medium size; ``activity`` lies within the ranges for
    statistics less developed of IPCC (2006, vol. 2, table 2.15: 5 to 20 %).
    Factors of fuels follow the 95 % ranges of IPCC (2006, vol. 2, table 1.4): other
    bituminous coal 89.5-99.7 around 94.6 kg CO2/GJ, petrol and diesel 67.5-73.0
    and 72.6-74.8, natural gas 54.3-58.3; that of processes is an assumption. Together
    the emissions of the nation then have two standard deviations of about 7 %, as
    Liu et al. (2015) find (7.3 %).
    """

    flows: float = 0.3
    activity: float = 0.1
    within_region: float = 0.5
    coal: float = 0.03
    oil: float = 0.015
    gas: float = 0.02
    process: float = 0.05

    def __post_init__(self) -> None:
        if min(asdict(self).values()) < 0 or not self.within_region <= 1:
            raise OptionError(
                f"{self} is no spread: standard deviations must not be negative, the correlation "
                "must lie between 0 and 1."
            )
