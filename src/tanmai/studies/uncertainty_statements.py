"""What draws say in words: how often a path, a rank or a direction holds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tanmai.analysis.intervals import Ensemble
from tanmai.analysis.spread import ModelledTrade
from tanmai.core.language import Language
from tanmai.core.messages import Message, message, plural

_PATHS = 5
# Below this share of the draws a direction is not called sure.
_SURE_PERCENT = 95.0
# With fewer draws the ends of an interval of 90 % are themselves hardly known.
FEW_DRAWS = 200
_RANKINGS = {
    "production_based": message("production-based emissions"),
    "consumption_based": message("consumption-based emissions"),
    "net_outflow": message("net outflow"),
    "key_province": message("key rank"),
}
LEFT_OUT = message(
    "The intervals reflect random errors of single cells and of pairs of regions, part of which "
    "averages out in sums. Systematic errors of the table as a whole (inconsistencies between "
    "provincial tables, general under-reporting, coarse sectors) do not average out and are not "
    "included; for an estimated table they are often larger than the intervals."
)
"""What no interval here holds."""


def statements(drawn: Ensemble, say: Language) -> list[str]:
    """Return how often the main results hold, a sentence each.

    Parameters
    ----------
    drawn : Ensemble
        The draws.
    say : Language
        The language.

    Returns
    -------
    list of str
        The largest flows, the first ranks, the directions of net flows; nothing where
        nothing flows between regions.
    """
    if not drawn.central.flows.between_regions().values.any():
        return []
    return [*_paths(drawn, say), _firsts(drawn, say), _directions(drawn, say)]


def assumptions(drawn: Ensemble, say: Language) -> str:
    """Return what was drawn, and from what."""
    spread = drawn.spread
    activity, coal, oil, gas, process = (
        _percent(100 * deviation, say)
        for deviation in (spread.activity, spread.coal, spread.oil, spread.gas, spread.process)
    )
    factors = (
        say(
            "one nationwide error each for the emission factors of coal ({coal}), oil ({oil}), gas "
            "({gas}) and industrial processes ({process})",
            coal=coal,
            oil=oil,
            gas=gas,
            process=process,
        )
        if drawn.by_fuel
        else say(
            "one nationwide error for all emission factors ({coal}), as there is no inventory by "
            "fuel",
            coal=coal,
        )
        if drawn.central.table.pressure.is_co2
        else say("one nationwide error common to all regions ({coal})", coal=coal)
    )
    said = say(
        "Monte Carlo simulation with {draws} draws (seed {seed}); intervals cover {level} of the "
        "draws. Standard deviations of logarithms: {flows}, fitted back to the row and column "
        "totals by RAS; {activity} for the activity of each sector in each region, correlated "
        "{within} within a region; {factors}.",
        draws=f"{drawn.draws:,}",
        seed=drawn.seed,
        level=say.percent(0.9),
        flows=_of_flows(spread.flows, say),
        activity=activity,
        within=f"{spread.within_region:g}",
        factors=factors,
    )
    few = few_draws(drawn)
    return f"{said}{say.gap}{say(few)}" if few else said


def few_draws(drawn: Ensemble) -> Message | None:
    """Return that there are too few draws to rely on the ends of an interval; None if enough."""
    if drawn.draws >= FEW_DRAWS:
        return None
    return plural(
        "With {n} draw, the ends of the intervals are poorly determined and indicative only.",
        "With {n} draws, the ends of the intervals are poorly determined and indicative only.",
        drawn.draws,
    )


def _of_flows(flows: float | ModelledTrade, say: Language) -> str:
    """Say how far flows are moved."""
    if not isinstance(flows, ModelledTrade):
        return say("{width} for each flow", width=_percent(100 * flows, say))
    inside, between = (
        [_percent(round(100 * width), say) for width in (widths[-1], widths[0])]
        for widths in (flows.inside, flows.between)
    )
    return say(
        "{inside_large} (large) to {inside_small} (small) for flows within a region, "
        "{between_large} to {between_small} between regions, {pairs} common to all flows of a pair "
        "of regions, and a transport-cost exponent between 0.5 and 2 (measured on the survey-based "
        "interregional table of 2007)",
        inside_large=inside[0],
        inside_small=inside[1],
        between_large=between[0],
        between_small=between[1],
        pairs=_percent(round(100 * flows.pairs), say),
    )


def _paths(drawn: Ensemble, say: Language) -> list[str]:
    frame = drawn.path_intervals(top=(_PATHS,))
    if len(frame) <= _PATHS:  # all of them are, in every draw
        return []
    frame = frame.head(_PATHS)
    return [
        say(
            "{origin} → {destination} is among the five largest flows in {share} of the draws.",
            origin=origin,
            destination=destination,
            share=_share(share, say),
        )
        for origin, destination, share in zip(
            frame[f"from_{say.language}"],
            frame[f"to_{say.language}"],
            frame[f"among_top_{_PATHS}_percent"],
            strict=True,
        )
    ]


def _firsts(drawn: Ensemble, say: Language) -> str:
    frame = drawn.rank_intervals()
    said = []
    for account, ranking in _RANKINGS.items():
        first = frame[frame["account"] == account].iloc[0]
        said.append(
            say(
                "{region} in {ranking} ({share})",
                region=first[f"province_{say.language}"],
                ranking=say(ranking),
                share=_share(first["first_percent"], say),
            )
        )
    return say(
        "Ranked first, with the share of draws in which the rank holds: {listed}.",
        listed=say("; ").join(said),
    )


def _directions(drawn: Ensemble, say: Language) -> str:
    frame = drawn.account_intervals()
    unsure = frame[
        (frame["net_outflow_sign_percent"] < _SURE_PERCENT) & np.any(drawn.net_outflow, axis=0)
    ].sort_values("net_outflow_sign_percent", kind="stable")
    facts = {
        "sure": len(frame) - len(unsure),
        "all": len(frame),
        "bound": _percent(_SURE_PERCENT, say),
    }
    if not len(unsure):
        return say(
            "The net flow of {sure} of {all} regions keeps its direction in at least {bound} of "
            "the draws.",
            **facts,
        )
    return say(
        "The net flow of {sure} of {all} regions keeps its direction in at least {bound} of the "
        "draws; the others: {unsure}.",
        **facts,
        unsure=_listed(unsure, say),
    )


def _listed(unsure: pd.DataFrame, say: Language) -> str:
    names = unsure[f"province_{say.language}"].tolist()
    shares = [_share(share, say) for share in unsure["net_outflow_sign_percent"]]
    return say(", ").join(
        name + say.brackets(share) for name, share in zip(names, shares, strict=True)
    )


def _share(percent: float, say: Language) -> str:
    """Write a share of the draws in whole percent; what is not all or none is not said to be."""
    whole = round(percent)
    if 0 < percent < 100:
        whole = min(max(whole, 1), 99)
    return _percent(whole, say)


def _percent(value: float, say: Language) -> str:
    return say("{figure}\N{NO-BREAK SPACE}%", figure=f"{value:g}")
