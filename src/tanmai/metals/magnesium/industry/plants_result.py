"""``tanmai magnesium plants``: screening, two plants side by side, concentration."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from tanmai.core.errors import OptionError
from tanmai.core.messages import message
from tanmai.metals.magnesium.flows.magnesium import OUTPUT_FILE
from tanmai.metals.magnesium.industry.concentration import (
    by_province,
    by_year,
    changes,
    classes_table,
    concentration_statements,
    hhi_of_classes,
    provinces_by_year,
    read_firms,
)
from tanmai.metals.magnesium.industry.parameters import works_parameters
from tanmai.metals.magnesium.industry.plant_comparison import side_by_side, split_table
from tanmai.metals.magnesium.industry.plants import PLANTS_FILE, Plants, read_plants
from tanmai.metals.magnesium.industry.screening import SEED, Screening, screen
from tanmai.metals.magnesium.routes.file import route_files
from tanmai.metals.parameters import Parameters
from tanmai.metals.result import MetalResult
from tanmai.metals.statements import Statement, statement, statement_table
from tanmai.studies.result import hashes, law

_CLOSED = 1e-9
_GAPS = message(
    "A gap is not published; in ranking it may be anything between the worst and the best of "
    "the others."
)


@dataclass(frozen=True, eq=False, repr=False)
class ScreeningResult(MetalResult):
    """Plants screened and ranked.

    Attributes
    ----------
    plants : Plants
    parameters : Parameters
    screening : Screening
    first : int
    """

    plants: Plants
    parameters: Parameters
    screening: Screening
    first: int

    _views = "tanmai.metals.magnesium.pages.works_views"


@dataclass(frozen=True, eq=False, repr=False)
class ComparisonOfPlants(MetalResult):
    """Two plants side by side.

    Attributes
    ----------
    plants : Plants
    pair : tuple of str
    sides : DataFrame
        Indicators of both, and the difference.
    split : DataFrame
        The difference in carbon by cause, by reading.
    statements : list of Statement
    """

    plants: Plants
    pair: tuple[str, str]
    sides: pd.DataFrame
    split: pd.DataFrame
    statements: list[Statement]

    _views = "tanmai.metals.magnesium.pages.works_views"


@dataclass(frozen=True, eq=False, repr=False)
class ConcentrationResult(MetalResult):
    """Concentration by year.

    Attributes
    ----------
    parameters : Parameters
    firms : DataFrame
        firm, year, province, size.
    own : bool
        Whether they are a user's.
    years, change : DataFrame
        Indices by year, and their changes by cause.
    bounds : tuple of float
        Of HHI under the classes of the report.
    statements : list of Statement
    """

    parameters: Parameters
    firms: pd.DataFrame
    own: bool
    years: pd.DataFrame
    change: pd.DataFrame
    bounds: tuple[float, float]
    statements: list[Statement]

    _views = "tanmai.metals.magnesium.pages.works_views"


def screen_plants(
    plants_file: Path | None = None,
    first: int = 3,
    weightings: int = 10_000,
    config: Path | None = None,
) -> ScreeningResult:
    """Screen plants by thresholds and rank them under all weights.

    Parameters
    ----------
    plants_file : Path, optional
        Table of plants of the user's own.
    first : int
        The k of "among the first k".
    weightings : int
        Draws of weights.
    config : Path, optional
        Criteria, thresholds and axes of the user's own.

    Raises
    ------
    FileError, LabelError, OptionError, UnitError
        A file or an option is at fault.
    """
    parameters = works_parameters(config)
    plants = read_plants(parameters, plants_file)
    found = screen(plants, first, weightings)
    names = plants.table.labels[["name_en", "name_zh"]]
    tables = {
        "ranking": found.table.join(names).reset_index(),
        "scores_by_axis": found.scores.reset_index(),
        "thresholds": found.thresholds,
        "plants": plants.table.labels.join(plants.table.numbers).reset_index(),
        "criteria": _criteria_table(plants),
    }
    gap = float(np.abs(found.table["score"] - found.scores.mean(axis=1)).max())
    return ScreeningResult(
        "magnesium plants",
        {
            "plants": None if plants_file is None else plants_file.name,
            "first": first,
            "weightings": weightings,
            "config": None if config is None else config.name,
        },
        hashes([*parameters.files, plants_file or PLANTS_FILE]),
        tables,
        (
            law(message("Scores are means of the axes"), gap, _CLOSED),
            law(
                message("Ranks beyond the number of plants"),
                float((found.ranks > len(found.table)).sum()),
                0.0,
            ),
        ),
        (
            _GAPS,
            message(
                "Criteria within an axis weigh alike; weights of the axes are uniform on the "
                "simplex."
            ),
        ),
        (message("What is printed has many gaps, and the ranges of ranks are mostly theirs."),),
        {"ranking": "stochastic multicriteria acceptability", "seed": SEED},
        plants,
        parameters,
        found,
        first,
    )


def _criteria_table(plants: Plants) -> pd.DataFrame:
    rows = [
        {
            "criterion": name,
            "name_en": one.name_en,
            "name_zh": one.name_zh,
            "axis": one.axis,
            "better": one.direction,
            "unit": one.unit,
        }
        for name, one in plants.criteria.items()
    ]
    return pd.DataFrame(rows)


def compare_two_plants(
    pair: tuple[str, str], plants_file: Path | None = None, config: Path | None = None
) -> ComparisonOfPlants:
    """Set two plants side by side and split their difference in carbon by cause.

    Parameters
    ----------
    pair : tuple of str
        Keys of the plants.
    plants_file, config : Path, optional
        As in `screen_plants`.

    Raises
    ------
    FileError, LabelError, OptionError, UnitError
        A file, a plant or an option is at fault.
    """
    parameters = works_parameters(config)
    plants = read_plants(parameters, plants_file)
    one, other = (plants.find(key) for key in pair)
    if one == other:
        raise OptionError(
            message(
                "'{one}' is compared with itself; name two plants.",
                one=one,
            )
        )
    sides, split = side_by_side(plants, pair), split_table(plants, parameters, pair)
    back = split_table(plants, parameters, (other, one))
    direct, indirect = (plants.table.in_unit(n, "t CO2/t Mg") for n in ("direct", "indirect"))
    carbon = (direct + indirect).to_dict()
    gap = float(carbon[one]) - float(carbon[other])
    rows = split[split.index.str.startswith("printed")]
    off = float((rows["total"] - gap).abs().max()) if len(rows) else 0.0
    statements = comparison_statements() if plants_file is None else []
    return ComparisonOfPlants(
        "magnesium plants --compare",
        {
            "compare": [one, other],
            "plants": None if plants_file is None else plants_file.name,
            "config": None if config is None else config.name,
        },
        hashes([*parameters.files, plants_file or PLANTS_FILE, *route_files(None)]),
        {
            "side_by_side": sides.reset_index(),
            "carbon_by_cause": split.reset_index(),
            **({"published": statement_table(statements)} if statements else {}),
        },
        (
            law(
                message("Causes add up to the difference of the two, t CO2/t"),
                off,
                1e-6,
            ),
            law(
                message("Exchanging the two changes the sign alone"),
                float(np.abs(split.to_numpy() + back.to_numpy()).max()),
                _CLOSED,
            ),
        ),
        (
            message(
                "Heat is what direct emission leaves after calcination, power what indirect "
                "emission leaves after the reductant; uses not stated are those of the route."
            ),
        ),
        (
            message(
                "The report prints two factors of ferrosilicon, 5.2 and 3.2; both are computed."
            ),
        ),
        {"split": "Shapley split of power times factor; other parts by difference"},
        plants,
        (one, other),
        sides,
        split,
        statements,
    )


def comparison_statements() -> list[Statement]:
    """Return the printed totals of the two plants of section 1.3 with ours."""
    rows = [
        ("S03", message("Pidgeon plant, total"), 31.1, 21.3 + 9.8, message("21.3 + 9.8.")),
        (
            "S05",
            message("Pidgeon plant with the ferrosilicon upstream"),
            36.3,
            31.1 + 1.15 * 5.2,
            message(
                "31.1 + 1.15 x 5.2; the printed sum takes 1.0 t, and 31.1 holds ferrosilicon "
                "already."
            ),
        ),
        ("S06", message("electrolytic plant, total"), 7.7, 1.2 + 6.5, message("1.2 + 6.5.")),
    ]
    return [
        statement(key, "1.3", name, printed, printed, own, "t CO2/t", 0.05, reason)
        for key, name, printed, own, reason in rows
    ]


def plants_concentration(
    firms_file: Path | None = None, config: Path | None = None
) -> ConcentrationResult:
    """Measure the concentration of firms, or of the provinces that make magnesium.

    Parameters
    ----------
    firms_file : Path, optional
        Firms of the user's own: ``key``, ``firm``, ``year``, ``province``, one column of numbers.
    config : Path, optional
        Numbers of the user's own.

    Raises
    ------
    FileError, LabelError, UnitError
        A file is at fault.
    """
    parameters = works_parameters(config)
    firms = provinces_by_year() if firms_file is None else read_firms(firms_file)
    years, change = by_year(firms), changes(firms)
    provinces = by_province(firms) if firms_file else pd.DataFrame()
    bounds = hhi_of_classes(parameters)
    statements = concentration_statements(parameters)
    off = _unexplained(years, change)
    tables = {
        "concentration": years,
        "change_by_cause": change,
        "by_province": provinces,
        "sizes": firms,
        "capacity_classes": classes_table(parameters),
        "published": statement_table(statements),
    }
    return ConcentrationResult(
        "magnesium plants --concentration",
        {
            "firms": None if firms_file is None else firms_file.name,
            "config": None if config is None else config.name,
        },
        hashes([*parameters.files, firms_file or OUTPUT_FILE]),
        {stem: frame for stem, frame in tables.items() if len(frame)},
        (
            law(
                message("Entry, exit and growth add up to the change of each index"),
                off,
                _CLOSED,
            ),
        ),
        (
            message(
                "Without a table of firms the units are provinces with a published output; what "
                "is not published counts as one more."
            ),
        ),
        (
            message(
                "The report prints sums of classes of firms alone, so the Herfindahl index is "
                "known between bounds."
            ),
            message(
                "Other provinces are published in other years: entry and exit may be a change "
                "of what is published."
            ),
        )[: 1 if firms_file else 2],
        {"change": "Shapley split into growth, exit and entry"},
        parameters,
        firms,
        firms_file is not None,
        years,
        change,
        bounds,
        statements,
    )


def _unexplained(years: pd.DataFrame, change: pd.DataFrame) -> float:
    """Return the largest change of an index, relative, that its causes do not add up to."""
    found = {str(row["year"]): row for row in years.to_dict("records")}
    gaps = [0.0]
    for row in change.to_dict("records"):
        then, now = (float(found[str(row[at])][row["index"]]) for at in ("before", "after"))
        gaps.append(abs(now - then - float(row["total"])) / max(abs(now), 1.0))
    return max(gaps)
