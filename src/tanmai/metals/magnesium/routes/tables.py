"""Tables of routes for people: every part of the carbon, and every number with its source."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tanmai.metals.magnesium.routes.data import RouteBook
from tanmai.metals.magnesium.routes.routes import GATE_KINDS, KIND_NAMES, KINDS, RouteCarbon


def parts_table(book: RouteBook, results: Mapping[str, RouteCarbon]) -> pd.DataFrame:
    """Return carbon by stage and kind, one row for each part that is not zero.

    Parameters
    ----------
    book : RouteBook
    results : mapping of str to RouteCarbon
        Results by a label of the caller.

    Returns
    -------
    DataFrame
        Columns: ``label``, ``stage``, ``stage_en``, ``stage_zh``, ``kind``, ``kind_en``,
        ``kind_zh``, ``scope`` (``gate``, ``upstream``) and ``tCO2_per_t``.
    """
    rows = [
        {
            "label": label,
            "stage": stage.key,
            "stage_en": stage.name_en,
            "stage_zh": stage.name_zh,
            "kind": kind,
            "kind_en": KIND_NAMES[kind].into("en"),
            "kind_zh": KIND_NAMES[kind].into("zh"),
            "scope": "gate" if kind in GATE_KINDS else "upstream",
            "tCO2_per_t": result.parts[kind][stage.key],
        }
        for label, result in results.items()
        for stage in book.stages
        for kind in KINDS
        if stage.key in result.parts.index and result.parts[kind][stage.key] != 0
    ]
    return pd.DataFrame(rows)


def inputs_table(book: RouteBook) -> pd.DataFrame:
    """Return what a tonne takes on every route, with range, factor, price and source.

    Returns
    -------
    DataFrame
        Columns: ``route``, ``input``, ``kind``, ``amount``, ``low``, ``high``, ``unit``,
        ``factor`` (empty where none), ``price_CNY_per_unit`` (missing where none is published),
        ``source`` and ``note``.
    """
    rows = []
    for route in book.routes:
        for use in route.inputs:
            low, amount, high = use.bounds(use.amount)
            rows.append(
                {
                    "route": route.key,
                    "input": use.key,
                    "kind": use.kind,
                    "amount": amount,
                    "low": low,
                    "high": high,
                    "unit": use.unit,
                    "factor": use.factor or "",
                    "price_CNY_per_unit": use.price,
                    "source": book.sources[use.source].citation_en,
                    "note": use.note,
                }
            )
    return pd.DataFrame(rows).astype({"price_CNY_per_unit": "Float64"})


def factors_table(book: RouteBook) -> pd.DataFrame:
    """Return every factor with its range, unit, terms and source.

    Returns
    -------
    DataFrame
        Columns: ``factor``, ``name_en``, ``name_zh``, ``value``, ``low``, ``high``, ``unit``,
        ``times`` and ``power`` (keys of the factors that go into it), ``source``, ``note``.
    """
    rows = []
    for factor in book.factors:
        low, value, high = factor.bounds(factor.value)
        rows.append(
            {
                "factor": factor.key,
                "name_en": factor.name_en,
                "name_zh": factor.name_zh,
                "value": value,
                "low": low,
                "high": high,
                "unit": factor.unit,
                "times": " ".join(factor.times),
                "power": factor.power or "",
                "source": book.sources[factor.source].citation_en,
                "note": factor.note,
            }
        )
    return pd.DataFrame(rows)
