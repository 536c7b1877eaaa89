"""Paths as people read them: rank, tier, carbon, share and the meaning in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tanmai.analysis.structural_path import StructuralPaths
from tanmai.core.labels import RegionSectorIndex
from tanmai.core.pressure_units import unit_in_words
from tanmai.core.pressures import Pressure
from tanmai.core.units import header

EVERYWHERE = ("所有去处（含出口）", "all sinks, exports among them")
"""Whose final demand the paths of the whole serve, in Chinese and English."""


def path_table(
    paths: StructuralPaths, for_zh: str, for_en: str, top: int | None = None
) -> pd.DataFrame:
    """Return paths with their carbon, share, tier and meaning, largest first.

    Parameters
    ----------
    paths : StructuralPaths
        The paths.
    for_zh, for_en : str
        Whose final demand it is, in both languages: ``"浙江"``, ``"Zhejiang"``.
    top : int, optional
        Number of rows; all paths where it is not given.

    Returns
    -------
    DataFrame
        ``rank``, ``tier``, emissions under their unit (``MtCO2``), ``share_percent``,
        ``cumulative_share_percent``, ``emitter_adcode``, ``emitter_sector``,
        ``path`` (codes from the emitter to who sells to final demand),
        ``meaning_zh``, ``meaning_en``.
    """
    count = len(paths.carbon) if top is None else min(top, len(paths.carbon))
    index = paths.index
    chains = paths.chains(count)
    carbon, share = paths.carbon[:count], 100.0 * paths.share
    regions, sectors = np.divmod(paths.emitter[:count], index.n)
    return pd.DataFrame(
        {
            "rank": np.arange(1, count + 1),
            "tier": paths.tier[:count],
            header(paths.unit): carbon,
            "share_percent": share[:count],
            "cumulative_share_percent": share.cumsum()[:count],
            "emitter_adcode": [index.region_codes[region] for region in regions],
            "emitter_sector": [index.sector_codes[sector] for sector in sectors],
            "path": [" > ".join(_codes(index, chain)) for chain in chains],
            "meaning_zh": [
                meaning_zh(index, chain, for_zh, value, paths.unit)
                for chain, value in zip(chains, carbon, strict=True)
            ],
            "meaning_en": [
                meaning_en(index, chain, for_en, value, paths.unit)
                for chain, value in zip(chains, carbon, strict=True)
            ],
        }
    )


def _codes(index: RegionSectorIndex, chain: Sequence[int]) -> list[str]:
    return [
        f"{index.region_codes[row // index.n]}/{index.sector_codes[row % index.n]}" for row in chain
    ]


def _names(index: RegionSectorIndex, chain: Sequence[int], language: str) -> list[str]:
    space = "" if language == "zh" else " "
    return [
        f"{index.regions[row // index.n].name(language)}{space}"
        f"{index.sectors[row % index.n].name(language)}"
        for row in chain
    ]


def meaning_zh(
    index: RegionSectorIndex, chain: Sequence[int], for_whom: str, carbon: float, unit: str
) -> str:
    """Return one path in Chinese; ``chain`` runs from the emitter to who sells to final demand."""
    first, *others = [f"“{name}”" for name in _names(index, chain, "zh")]
    supplies = first + "".join(
        f"{'供给' if step == 0 else '，后者再供给'}{name}" for step, name in enumerate(others)
    )
    sells, emitter = ("，后者的产品", "首个部门") if others else ("的产品", "该部门")
    served = f"{supplies}{sells}用于{for_whom}的最终需求，{emitter}为此"
    if Pressure("", unit).is_emitted:
        return f"{served}排放 {carbon:.3g} {unit}。"
    return f"{served}的部分为 {carbon:.3g} {unit_in_words(unit, 'zh')}。"


def meaning_en(
    index: RegionSectorIndex, chain: Sequence[int], for_whom: str, carbon: float, unit: str
) -> str:
    """Return one path in English; ``chain`` runs from the emitter to who sells to final demand."""
    names = _names(index, chain, "en")
    supplies = ", which supplies ".join(names[1:])
    between = f" supplies {supplies}, which sells" if supplies else " sells"
    served = f"{names[0]}{between} to final demand of {for_whom}"
    if Pressure("", unit).is_emitted:
        emitter = "the first sector" if supplies else "it"
        return f"{served}; {emitter} emits {carbon:.3g} {unit} for that."
    origin = "the first sector" if supplies else "this sector"
    return f"{served}; {carbon:.3g} {unit_in_words(unit, 'en')} of {origin} are for that."
