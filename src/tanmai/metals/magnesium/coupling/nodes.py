"""Magnesium as a node of the network of province-sectors, and the paths that pass through it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tanmai.analysis import largest_structural_paths, path_table, sector_betweenness
from tanmai.core.messages import message
from tanmai.metals.magnesium.coupling.case import CoupledCase
from tanmai.metals.magnesium.coupling.footprint import labels
from tanmai.metals.magnesium.coupling.magnesium import FERROSILICON, MAGNESIUM

_UPSTREAM, _BUYERS = 25, 10


def nodes(case: CoupledCase) -> pd.DataFrame:
    """Return magnesium and ferrosilicon among all province-sectors, with their ranks.

    Returns
    -------
    DataFrame
        What a node emits, the carbon of the paths through it (structural path betweenness), and
        its strengths in the network f̂ L ŷ: ``for_others``, what it emits for the final products
        of others, and ``by_others``, what they emit for its own; Mt CO2. Each with the rank among
        ``of`` nodes.
    """
    accounts = case.accounts
    sinks = np.maximum(accounts.demand.sum(axis=1) + case.table.exports, 0.0)
    by_columns = case.system.inverse_by_columns()
    for_itself = np.concatenate([np.diagonal(L, -place.start) for place, L in by_columns])
    own = accounts.direct_intensity * for_itself * sinks
    measures = {
        "emits": accounts.direct,
        "through": sector_betweenness(accounts),
        "for_others": accounts.direct_intensity * case.system.solve(sinks) - own,
        "by_others": accounts.embodied_intensity * sinks - own,
    }
    frame = labels(case.table)
    for name, values in measures.items():
        frame[f"{name}_MtCO2"] = values
        frame[f"{name}_rank"] = frame[f"{name}_MtCO2"].rank(ascending=False).astype(int)
    frame["of"] = len(frame)
    opened = frame["sector_code"].isin([MAGNESIUM, FERROSILICON]) & (frame["emits_MtCO2"] > 0)
    return frame[opened].reset_index(drop=True)


def paths_through(case: CoupledCase, count: int = 200) -> pd.DataFrame:
    """Return the largest supply-chain paths on which magnesium stands.

    A path that passes through magnesium is one to it and one step on to a buyer or abroad; it
    carries the carbon of the one times the share of the metal that the buyer draws.

    Parameters
    ----------
    case : CoupledCase
        The coupled table.
    count : int
        How many paths, and how many to each maker they are chosen from.

    Returns
    -------
    DataFrame
        ``path`` (``region/sector > ...``), ``tier``, ``MtCO2``, ``made_in``; largest first.
    """
    index, everybody = case.table.index, np.arange(len(case.table.index))
    names = [f"{region}/{sector}" for region in index.region_codes for sector in index.sector_codes]
    frames = []
    for code in case.makers:
        place = index.position(code, MAGNESIUM)
        made = case.table.x[place]
        demand = np.zeros(len(index))
        demand[place] = made
        paths = largest_structural_paths(case.accounts, demand, count=count)
        to_maker = path_table(paths, message("magnesium"), _UPSTREAM)
        to_maker = to_maker[["path", "tier", "MtCO2"]]
        to_each = case.system.A.block(everybody[[place]], everybody)[0]
        sold = pd.Series(to_each * case.table.x, index=names)
        sold["abroad"] = case.table.exports[place]
        for buyer, share in (sold / made).nlargest(_BUYERS).items():
            frames.append(
                to_maker.assign(
                    path=to_maker["path"] + f" > {buyer}",
                    MtCO2=to_maker["MtCO2"] * share,
                    made_in=code,
                )
            )
    return pd.concat(frames).nlargest(count, "MtCO2").reset_index(drop=True)
