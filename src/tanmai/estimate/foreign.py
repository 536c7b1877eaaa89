"""Exports and imports by province."""

from __future__ import annotations

import numpy as np

from tanmai.estimate.balancing import ras, scale_under_cap
from tanmai.estimate.inputs import BaseStructure
from tanmai.estimate.production import relative_to_nation
from tanmai.table import FloatArray

EXPORT_CAP = 0.85
IMPORT_CAP = 0.95


def openness(customs_exports: FloatArray, regional_product: FloatArray) -> FloatArray:
    """Return the share in customs exports over the share in regional product (m,).

    Parameters
    ----------
    customs_exports : array (m,)
        Share of each province in the exports of goods.
    regional_product : array (m, g)
        Regional product by industry.
    """
    product = regional_product.sum(axis=1)
    return np.asarray(customs_exports / (product / product.sum()))


def base_trade_ratio(
    traded: FloatArray,
    volume: FloatArray,
    national_traded: FloatArray,
    national_volume: FloatArray,
    splits_trade: np.ndarray,
) -> FloatArray:
    """Return how much more a province trades abroad than the nation, from 0.02 to 5 (m, n).

    The ratio is 1 for provinces whose table does not tell trade abroad from
    trade with other provinces, and where there is nothing to compare.

    Parameters
    ----------
    traded, volume : array (m, n)
        Exports and output, or imports and use, of the provinces.
    national_traded, national_volume : array (1, n)
        The same of the nation.
    splits_trade : array of bool (m,)
        Provinces whose table can be used.
    """
    rate = np.divide(traded, volume, out=np.zeros_like(traded), where=volume > 0)
    national = np.divide(
        national_traded,
        national_volume,
        out=np.zeros_like(national_traded),
        where=national_volume > 0,
    )
    usable = splits_trade[:, None] & (volume > 0)
    return np.where(usable, relative_to_nation(rate, national, 0.02, 5.0), 1.0)


def provincial_exports(
    output: FloatArray,
    ratio: FloatArray,
    open_to_trade: FloatArray,
    customs_exports: FloatArray,
    goods: np.ndarray,
    national: FloatArray,
) -> FloatArray:
    """Return exports by province that add up to the nation's (m, n).

    Goods: `ras` of ``x (0.5 + 0.5 q) o`` to the provinces' shares at the customs
    and to the nation's exports; services: scaled to the nation's. None may pass
    0.85 of output; the excess is spread over the other provinces.

    Parameters
    ----------
    output : array (m, n)
        Output x.
    ratio : array (m, n)
        Base-year ratio q from `base_trade_ratio`.
    open_to_trade : array (m,)
        `openness` o.
    customs_exports : array (m,)
        Share of each province in the exports of goods.
    goods : array of bool (n,)
        Sectors that make goods.
    national : array (n,)
        The nation's exports.
    """
    exports = output * (0.5 + 0.5 * ratio)
    rows = customs_exports * national[goods].sum()
    exports[:, goods] = ras(exports[:, goods] * open_to_trade[:, None], rows, national[goods])
    return scale_under_cap(exports, national, EXPORT_CAP * output)


def provincial_imports(
    use: FloatArray, ratio: FloatArray, open_to_trade: FloatArray, national: FloatArray
) -> FloatArray:
    """Return imports by province of use that add up to the nation's (m, n).

    ``use (0.5 √o + 0.5 q)``, scaled to the nation's imports and held at or below
    0.95 of use.

    Parameters
    ----------
    use : array (m, n)
        Use by sectors and all final demand.
    ratio : array (m, n)
        Base-year ratio q from `base_trade_ratio`.
    open_to_trade : array (m,)
        `openness` o.
    national : array (n,)
        The nation's imports.
    """
    prior = use * (0.5 * np.sqrt(open_to_trade)[:, None] + 0.5 * ratio)
    return scale_under_cap(prior, national, IMPORT_CAP * use)


def trade_ratios(
    base: BaseStructure, base_nation: BaseStructure, splits_trade: np.ndarray
) -> tuple[FloatArray, FloatArray]:
    """Return the base-year ratios of exports and of imports, each (m, n)."""
    exports = base_trade_ratio(
        base.exports, base.output, base_nation.exports, base_nation.output, splits_trade
    )
    imports = base_trade_ratio(
        base.imports, base.total_use, base_nation.imports, base_nation.total_use, splits_trade
    )
    return exports, imports
