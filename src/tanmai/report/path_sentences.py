"""The key paths of a study in words: from where, to where, and what lies behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tanmai.core.units import header
from tanmai.report.main_parts import main_parts
from tanmai.report.voice import Voice
from tanmai.studies.tables import main_positions

FloatArray = NDArray[np.float64]

# Negative parts below this share of a sum show in no percentage of it.
UNSEEN = 0.005


class Path(NamedTuple):
    """A key path by the positions of its ends in the table."""

    origin: int
    destination: int
    value: float
    share: float


def study_paths(say: Voice) -> list[Path]:
    """Return the key paths of the study by the positions of their ends."""
    paths = say.study.paths
    position = {code: n for n, code in enumerate(say.study.table.index.region_codes)}
    return [
        Path(position[origin], position[destination], float(value), float(share) / 100)
        for origin, destination, value, share in zip(
            paths["from_adcode"],
            paths["to_adcode"],
            paths[header(say.study.accounts.flows.unit)],
            paths["share_percent"],
            strict=True,
        )
    ]


def path_sectors(say: Voice, path: Path) -> list[str]:
    """Return the main emitting sectors of a path with their shares."""
    return main_parts(say, *_by_sector(say, path))


def path_sector_codes(say: Voice, path: Path) -> tuple[str, ...]:
    """Return the codes of the main emitting sectors of a path."""
    values, _ = _by_sector(say, path)
    return tuple(say.shown_sectors[i].code for i in main_positions(values))


def path_categories(say: Voice, path: Path) -> list[str]:
    """Return the main categories of final demand of a path with their shares."""
    return main_parts(say, *_by_category(say, path))


def _by_sector(say: Voice, path: Path) -> tuple[FloatArray, list[str]]:
    values = say.study.accounts.emitting_sectors(path.origin, path.destination)
    return say.by_shown_sector(values), [say.within(sector) for sector in say.shown_sectors]


def _by_category(say: Voice, path: Path) -> tuple[FloatArray, list[str]]:
    values = say.study.accounts.flows_by_category[path.origin, path.destination]
    return values, [say.within(category) for category in say.study.table.categories]


def largest_path(say: Voice) -> str:
    """Say which path is the largest, and what lies behind it."""
    paths = study_paths(say)
    negative = has_negative_flows(say)
    if not paths and negative:
        return say(
            "No flow between {place}s is above zero, as stock drawn down counts as negative; there "
            "is no largest path.",
            place=say.place,
        )
    if not paths:
        return say("There is no flow between {place}s.", place=say.place)
    path = paths[0]
    origin, destination = say.region(path.origin), say.region(path.destination)
    amount, share = say.carbon(path.value), say.percent(path.share)
    flows = say("positive flows") if negative else say("flows")
    return say(
        "The largest path runs from {origin} to {destination}: {amount}, {share} of all {flows} "
        "between {place}s{behind}.",
        origin=origin,
        destination=destination,
        amount=amount,
        share=share,
        flows=flows,
        place=say.place,
        behind=_behind(say, path),
    )


def has_negative_flows(say: Voice) -> bool:
    """Whether stock drawn down makes a flow between regions negative."""
    return bool((say.study.accounts.flows.between_regions().values < 0).any())


def _behind(say: Voice, path: Path) -> str:
    """Name the sectors that emit a path and the demand that it serves, where there is a choice."""
    by_sector, by_category = _by_sector(say, path), _by_category(say, path)
    sectors = say.join(_named(say, *by_sector)) if _is_choice(by_sector[0]) else ""
    several = len(say.study.table.categories) > 1
    categories = say.join(_named(say, *by_category)) if several else ""
    if sectors and categories:
        return say(
            "; it comes mainly from {sectors}, and serves mainly {categories}",
            sectors=sectors,
            categories=categories,
        )
    if sectors:
        return say("; it comes mainly from {sectors}", sectors=sectors)
    return say("; it serves mainly {categories}", categories=categories) if categories else ""


def _named(say: Voice, values: FloatArray, names: Sequence[str]) -> list[str]:
    """Name the largest parts of a sum, without shares where parts are negative."""
    if -float(values[values < 0].sum()) > UNSEEN * float(values.sum()):
        return [names[part] for part in main_positions(values)]
    return main_parts(say, values, names)


def _is_choice(values: FloatArray) -> bool:
    """Whether more than one part could have been named."""
    return int((values > 0).sum()) > 1
