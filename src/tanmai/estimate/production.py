"""Value added and output by province and sector."""

from __future__ import annotations

import numpy as np

from tanmai.estimate.balancing import ras
from tanmai.estimate.inputs import BaseStructure, SectorCodes
from tanmai.table import FloatArray

BASE_WEIGHT = 0.85
SMALLEST_RATE = 0.01
LARGEST_RATE = 0.97
OUTPUT_PASSES = 200
ABSENT_SHARE = 1e-6


def share(values: FloatArray, axis: int = 0) -> FloatArray:
    """Return values as shares of their sum along an axis; 0 where the sum is 0."""
    total = values.sum(axis=axis, keepdims=True)
    return np.asarray(np.divide(values, total, out=np.zeros_like(values), where=total != 0))


def relative_to_nation(
    province: FloatArray, nation: FloatArray, low: float, high: float, smallest: float = 0.0
) -> FloatArray:
    """Return province / nation between two bounds, and 1 where the nation has nothing to compare.

    Parameters
    ----------
    province : array (m, ...)
        Ratios or shares of the provinces.
    nation : array (1, ...)
        The same of the nation.
    low, high : float
        Bounds of the result.
    smallest : float
        Where the nation's value is not above this, the result is 1.
    """
    ratio = np.divide(province, nation, out=np.ones_like(province), where=nation > smallest)
    return np.clip(ratio, low, high)


def base_value_added(
    base: BaseStructure, base_nation: BaseStructure, by_output: np.ndarray
) -> FloatArray:
    """Return the base year's value added, none negative (m, n).

    Sectors of ``by_output`` take output times the nation's rate of value added
    instead, because single tables give them a negative one.
    """
    rate = _rate(base_nation)
    return np.where(by_output, base.output * rate, np.maximum(base.value_added, 0.0))


def value_added_prior(
    base: FloatArray, regional_product: FloatArray, codes: SectorCodes, national: FloatArray
) -> FloatArray:
    """Return a first guess of value added by province and sector (m, n).

    ``[0.85 b_ri / Σ_r b_ri + 0.15 G_rg / Σ_r G_rg] v_i`` with the base year's
    value added b, the regional product G of the sector's industry g, and the
    nation's value added v.

    Parameters
    ----------
    base : array (m, n)
        Value added of the base year.
    regional_product : array (m, g)
        Regional product by industry.
    codes : SectorCodes
        Names the industry of each sector.
    national : array (n,)
        The nation's value added.
    """
    by_product = share(regional_product)[:, codes.industry]
    prior: FloatArray = (BASE_WEIGHT * share(base) + (1 - BASE_WEIGHT) * by_product) * national
    return prior


def absent_sectors(
    base: FloatArray, emissions: FloatArray, codes: SectorCodes, has_inventory: np.ndarray
) -> np.ndarray:
    """Return where a province lacks a sector (m, n), as booleans.

    A province lacks one of ``codes.may_be_absent`` if its share in the base
    year was at most 1e-6 and its inventory, where it has one, shows nothing.
    """
    none = (share(base) <= ABSENT_SHARE) & (emissions == 0)
    absent: np.ndarray = none & codes.may_be_absent & has_inventory[:, None]
    return absent


def provincial_value_added(
    prior: FloatArray, regional_product: FloatArray, codes: SectorCodes, national: FloatArray
) -> FloatArray:
    """Fit value added to regional product by industry and to the nation by sector (m, n).

    Within each industry, rows are the provinces' shares in the regional
    product of that industry times the nation's value added in it.

    Parameters
    ----------
    prior : array (m, n)
        First guess; zero where a province lacks the sector.
    regional_product : array (m, g)
        Regional product by industry.
    codes : SectorCodes
        Names the industry of each sector.
    national : array (n,)
        The nation's value added.
    """
    fitted = np.zeros_like(prior)
    shares = share(regional_product)
    for industry in range(regional_product.shape[1]):
        members = codes.industry == industry
        rows = shares[:, industry] * national[members].sum()
        fitted[:, members] = ras(prior[:, members], rows, national[members])
    return fitted


def provincial_output(
    value_added: FloatArray,
    base: BaseStructure,
    base_nation: BaseStructure,
    national_value_added: FloatArray,
    national_output: FloatArray,
) -> FloatArray:
    """Return output by province and sector that adds up to the nation's (m, n).

    The rate of value added is ``logistic(logit(v_i) + ln ρ_ri)``: the nation's
    rate v of the year, moved by the base year's ratio ρ of the province's rate
    to the nation's, held between 0.5 and 2 (1 where it is 0.01 or less).

    Parameters
    ----------
    value_added : array (m, n)
        Value added by province and sector.
    base, base_nation : BaseStructure
        The base year.
    national_value_added, national_output : array (n,)
        The nation's value added and output.
    """
    with_output = base.output > 0
    rate = np.divide(
        base.value_added, base.output, out=np.zeros_like(base.output), where=with_output
    )
    ratio = relative_to_nation(rate, _rate(base_nation), -np.inf, np.inf)
    ratio = np.where(ratio <= SMALLEST_RATE, 1.0, np.clip(ratio, 0.5, 2.0))
    national_rate = national_value_added / national_output
    odds = national_rate / (1 - national_rate) * ratio
    output = value_added * (1 + odds) / odds
    for _ in range(OUTPUT_PASSES):
        output = np.maximum(
            output * (national_output / output.sum(axis=0)), value_added / LARGEST_RATE
        )
    fitted: FloatArray = output * (national_output / output.sum(axis=0))
    return fitted


def value_added_components(
    value_added: FloatArray, income: FloatArray, national: FloatArray
) -> FloatArray:
    """Split value added into its components (4, m, n).

    A negative component of the nation (subsidies above taxes) is spread by
    value added first; the positive ones are fitted by `ras` from the
    provinces' income shares to what is left of the value added and to the
    nation's components.

    Parameters
    ----------
    value_added : array (m, n)
        Value added by province and sector.
    income : array (m, 4)
        Regional product by component.
    national : array (4, n)
        The nation's value added by component.
    """
    by_value_added = share(value_added)
    negative = np.minimum(national, 0.0)[:, None, :] * by_value_added
    positive = np.maximum(national, 0.0)
    left = value_added - negative.sum(axis=0)
    prior = share(income, axis=1)[None, :, :] * left.T[:, :, None] * (positive.T > 0)[:, None, :]
    rows = left.T * (positive.sum(axis=0) / left.sum(axis=0))[:, None]
    return negative + ras(prior, rows, positive.T).transpose(2, 1, 0)


def _rate(nation: BaseStructure) -> FloatArray:
    """Return the nation's rate of value added (1, n)."""
    return np.divide(
        nation.value_added, nation.output, out=np.zeros_like(nation.output), where=nation.output > 0
    )
