"""``tanmai magnesium plants --rank``: competitiveness by several criteria."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tanmai.core.errors import OptionError
from tanmai.core.messages import message
from tanmai.metals.magnesium.industry.parameters import works_parameters
from tanmai.metals.magnesium.industry.plants import PLANTS_FILE, Plants, read_plants
from tanmai.metals.magnesium.industry.ranking import (
    SEED,
    Decision,
    rank_reversals,
    ranking,
    ranks_over_weights,
    weight_table,
)
from tanmai.metals.result import MetalResult
from tanmai.studies.result import hashes, law

DRAWS = 1000
_KNOWN_OF_A_PLANT, _KNOWN_OF_A_CRITERION = 3, 3
_ASSUMPTIONS = (
    message(
        "Plants of which fewer than three indicators are known, and indicators known of fewer "
        "than three plants, are left out."
    ),
    message(
        "A gap is filled with the middle between the smallest and the largest of the others; in "
        "the draws with anything between them."
    ),
)
_LIMITS = (message("There are few plants and many gaps: read a rank with its range."),)


@dataclass(frozen=True, eq=False, repr=False)
class RankingResult(MetalResult):
    """Plants ranked.

    Attributes
    ----------
    plants : Plants
    decision : Decision
        What was ranked.
    """

    plants: Plants
    decision: Decision

    _views = "tanmai.metals.magnesium.pages.ranking"


def rank_plants(
    table: Path | None = None, config: Path | None = None, draws: int = DRAWS
) -> RankingResult:
    """Rank plants by TOPSIS and VIKOR under entropy, CRITIC and equal weights.

    Parameters
    ----------
    table : Path, optional
        Plants of the user's own, as for the screening.
    config : Path, optional
        Criteria of the user's own.
    draws : int
        Draws of weights and gaps.

    Raises
    ------
    FileError, LabelError, UnitError
        As in `read_plants`.
    OptionError
        Too few plants or criteria are known for a ranking.
    """
    parameters = works_parameters(config)
    plants = read_plants(parameters, table)
    decision = _decision(plants)
    tables = {
        "ranks": ranking(decision),
        "weights": weight_table(decision),
        "ranks_over_weights": ranks_over_weights(decision, draws),
        "rank_reversals": rank_reversals(decision),
    }
    weights = tables["weights"][["entropy", "critic", "equal"]].to_numpy(float)
    files = [*parameters.files, table or PLANTS_FILE]
    return RankingResult(
        "magnesium plants --rank",
        {
            "table": table.name if table else None,
            "config": config.name if config else None,
            "draws": draws,
        },
        hashes(files),
        tables,
        (
            law(
                message("The weights of each kind sum to 1"),
                float(np.abs(weights.sum(axis=0) - 1.0).max()),
                1e-9,
            ),
        ),
        _ASSUMPTIONS,
        _LIMITS,
        {"seed": SEED, "methods": "TOPSIS, VIKOR (pymcdm)"},
        plants,
        decision,
    )


def _decision(plants: Plants) -> Decision:
    frame = plants.indicators()
    while True:
        known = frame.notna()
        criteria = [
            name
            for name in frame
            if known[name].sum() >= _KNOWN_OF_A_CRITERION and frame[name].nunique() > 1
        ]
        keys = [key for key in frame.index if known.loc[key, criteria].sum() >= _KNOWN_OF_A_PLANT]
        if len(keys) == len(frame) and len(criteria) == frame.shape[1]:
            break
        frame = frame.loc[keys, criteria]
        if len(keys) < _KNOWN_OF_A_PLANT or len(criteria) < 2:
            raise OptionError(
                message(
                    "{n} plants with {n_2} indicators are known well enough to be ranked; fill "
                    "gaps in the table.",
                    n=len(keys),
                    n_2=len(criteria),
                )
            )
    higher = np.array([plants.criteria[str(name)].direction == "higher" for name in frame])
    return Decision(
        tuple(map(str, frame.index)), tuple(map(str, frame)), frame.to_numpy(float), higher
    )
