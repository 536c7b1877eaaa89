"""Studies of several years side by side: accounts, paths, ranks, networks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from tanmai.analysis.scenarios import ACCOUNTS
from tanmai.core.errors import LabelError, OptionError
from tanmai.core.messages import listed, message
from tanmai.core.sector_schemes import common_scheme
from tanmai.core.units import header
from tanmai.networks import (
    community_changes,
    flow_changes,
    qap_table,
    rank_changes,
    summary_changes,
)
from tanmai.solve.tasks import mapped
from tanmai.studies.decomposition import Change, decomposition_table
from tanmai.studies.options import StudyOptions
from tanmai.studies.steps import Step, silent
from tanmai.studies.study import Study, StudyInputs, make_study, read_study, solve_study

# Networks of two regions have two flows: any permutation of them is the one or the other.
_FEWEST_TO_CORRELATE = 3


def make_studies(asked: Sequence[StudyOptions], step: Step = silent) -> dict[str, Study]:
    """Study several tables, on threads or on the cluster that the first of them names.

    Parameters
    ----------
    asked : sequence of StudyOptions
        What is asked for of each; the workers of a cluster see the same files by the same paths.
    step : callable, optional
        Is told how many studies are done.

    Returns
    -------
    dict of Study
        By year, or by the name of the table where another has the same year; in their order.

    Raises
    ------
    OptionError
        There are fewer than two tables, or two have the same year and name.
    TanmaiError
        As for `tanmai.studies.study.make_study`.
    """
    _require_two(len(asked))
    made = 0

    def finished(_at: int, _study: Study) -> None:
        nonlocal made
        made += 1
        step("studies", made, len(asked))

    step("studies", 0, len(asked))
    named: dict[str, Study] = {}
    scheduler = asked[0].scheduler
    read = _in_common_sectors([read_study(options) for options in asked])
    _require_alike(read)
    # What was read stays here: the workers of a cluster see the same files.
    each: Sequence[StudyInputs | StudyOptions] = (
        read if scheduler is None else [one.options for one in read]
    )
    for options, study in zip(
        asked, mapped(_made, None, each, scheduler=scheduler, done=finished), strict=True
    ):
        year, table = str(study.table.year), study.table.provenance.name
        name = table if year in named else year
        if name in named:
            raise OptionError(
                message(
                    "{table} cannot be distinguished from another table; give each once.",
                    table=options.table,
                )
            )
        named[name] = study
    return named


def _made(_shared: None, one: StudyInputs | StudyOptions) -> Study:
    return solve_study(one) if isinstance(one, StudyInputs) else make_study(one)


def _in_common_sectors(read: Sequence[StudyInputs]) -> Sequence[StudyInputs]:
    """Return what was read, merged into common sectors where nobody named any and they differ."""
    schemes = [one.prepared.scheme for one in read]
    known = [scheme for scheme in schemes if scheme is not None]
    if (
        any(one.options.scheme is not None for one in read)
        or len(known) < len(schemes)
        or len({scheme.name for scheme in known}) == 1
    ):
        return read
    common = common_scheme(known)
    if common is None:
        return read
    note = message(
        "The tables have different sectors ({schemes}); all were merged into {common}.",
        schemes=listed(dict.fromkeys(scheme.name for scheme in known)),
        common=common,
    )
    again = [read_study(one.options.model_copy(update={"scheme": common})) for one in read]
    return [replace(one, notes=(note, *one.notes)) for one in again]


def _require_alike(read: Sequence[StudyInputs]) -> None:
    """Refuse, before anything is solved, tables that cannot stand side by side.

    Raises
    ------
    LabelError
        They do not have the same regions.
    """
    first, *others = (one.prepared.table for one in read)
    for table in others:
        if table.index.region_codes != first.index.region_codes:
            raise _other_regions(first.provenance.name, table.provenance.name)


def _other_regions(first: str, other: str) -> LabelError:
    return LabelError(
        message(
            "{first} and {other} do not have the same regions in the same order; compare tables "
            "of the same regions.",
            first=first,
            other=other,
        )
    )


def compare_studies(
    studies: Mapping[str, Study], changes: Sequence[Change] = ()
) -> dict[str, pd.DataFrame]:
    """Return the tables that set studies side by side, by name.

    Parameters
    ----------
    studies : mapping
        Two or more studies of the same regions, by the name that their columns
        get; mostly the year.
    changes : sequence of Change
        The decomposition from each to the next, where it was made.

    Returns
    -------
    dict of DataFrame
        ``accounts`` (each account of each region in each study),
        ``key_paths`` (every flow that is a key path of a study, with its value,
        share and rank in all), ``rank_changes``, ``flow_changes`` of the
        backbones, ``community_changes``, ``network_summary``, ``qap`` (how alike
        the networks are, of three regions or more), ``rank_sensitivity`` (what the rank of
        a key province turns on) where every backbone can be ranked,
        ``relative_accounts`` where the tables have what they are relative to,
        ``imported_carbon`` and the intervals of draws where they were asked for, and
        ``decomposition`` of the changes.

    Raises
    ------
    OptionError
        There are fewer than two studies.
    LabelError
        The studies do not have the same regions, or not the same focus.

    Notes
    -----
    Carbon may be compared at current prices; emissions per GDP of several years may not, and
    stand in one table for reading within a year only.
    """
    _require_comparable(studies)
    networks = {name: study.network for name, study in studies.items()}
    tables = {
        "accounts": accounts_side_by_side(studies),
        "key_paths": key_paths_side_by_side(studies),
        "rank_changes": rank_changes(networks),
        "flow_changes": flow_changes({name: study.backbone for name, study in studies.items()}),
        "community_changes": community_changes(
            {name: study.communities for name, study in studies.items()}
        ),
        "network_summary": summary_changes(networks),
    }
    sensitivity = {
        name: study.sensitivity.rename_axis("adcode").reset_index()
        for name, study in studies.items()
        if study.sensitivity is not None
    }
    relative = {
        name: study.relative_accounts
        for name, study in studies.items()
        if study.relative_accounts is not None
    }
    beside = {name: study.tables_beside() for name, study in studies.items()}
    below: dict[str, dict[str, pd.DataFrame]] = {
        "rank_sensitivity": sensitivity,
        "relative_accounts": relative,
    }
    for stem in dict.fromkeys(stem for tables_of in beside.values() for stem in tables_of):
        below[stem] = {name: own[stem] for name, own in beside.items() if stem in own}
    for kind, parts in below.items():
        if parts:
            named = [part.assign(study=name) for name, part in parts.items()]
            tables[kind] = pd.concat(named, ignore_index=True)
    if len(next(iter(networks.values()))) >= _FEWEST_TO_CORRELATE:
        tables["qap"] = qap_table(networks)
    if changes:
        tables["decomposition"] = decomposition_table(changes)
    return tables


def accounts_side_by_side(studies: Mapping[str, Study]) -> pd.DataFrame:
    """Return each account of each region in each study; the change is the last less the first."""
    first = next(iter(studies.values()))
    unit = header(first.table.emission_unit)
    columns: dict[str, object] = {
        "adcode": [region.code for region in first.table.regions],
        "province_zh": [region.name_zh for region in first.table.regions],
        "province_en": [region.name_en for region in first.table.regions],
    }
    for account in ACCOUNTS:
        values = [np.asarray(getattr(study.accounts, account)) for study in studies.values()]
        for name, value in zip(studies, values, strict=True):
            columns[f"{account}_{name}_{unit}"] = value
        columns[f"{account}_change_{unit}"] = values[-1] - values[0]
    return pd.DataFrame(columns)


def key_paths_side_by_side(studies: Mapping[str, Study]) -> pd.DataFrame:
    """Return every flow that is a key path of a study, with its value, share and rank in all."""
    first = next(iter(studies.values()))
    regions, m = first.table.regions, first.table.index.m
    unit = header(first.table.emission_unit)
    codes = list(first.table.index.region_codes)
    keys = sorted(
        {
            codes.index(origin) * m + codes.index(to)
            for study in studies.values()
            for origin, to in zip(study.paths["from_adcode"], study.paths["to_adcode"], strict=True)
        }
    )
    columns: dict[str, object] = {
        "from_adcode": [codes[key // m] for key in keys],
        "from_zh": [regions[key // m].name_zh for key in keys],
        "from_en": [regions[key // m].name_en for key in keys],
        "to_adcode": [codes[key % m] for key in keys],
        "to_zh": [regions[key % m].name_zh for key in keys],
        "to_en": [regions[key % m].name_en for key in keys],
    }
    for name, study in studies.items():
        between = study.accounts.flows.between_regions().values.ravel()
        rank = np.argsort(np.argsort(-between, kind="stable"), kind="stable") + 1
        columns[f"{unit}_{name}"] = between[keys]
        columns[f"share_percent_{name}"] = 100 * between[keys] / np.maximum(between, 0).sum()
        columns[f"rank_{name}"] = rank[keys]
    last = f"rank_{list(studies)[-1]}"
    return pd.DataFrame(columns).sort_values(last, kind="stable").reset_index(drop=True)


def _require_two(count: int) -> None:
    if count < 2:
        raise OptionError(
            message("A comparison needs two or more studies; give two or more tables.")
        )


def _require_comparable(studies: Mapping[str, Study]) -> None:
    _require_two(len(studies))
    (first_name, first), *others = studies.items()
    for name, study in others:
        if study.table.index.region_codes != first.table.index.region_codes:
            raise _other_regions(first_name, name)
        one, other = first.accounts.focus, study.accounts.focus
        if (one and (one.name, one.reading)) != (other and (other.name, other.reading)):
            raise LabelError(
                message(
                    "Studies {first_name} and {name} do not have the same focus and reading; "
                    "give both the same --focus and --focus-reading.",
                    first_name=first_name,
                    name=name,
                )
            )
