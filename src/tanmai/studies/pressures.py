"""Studies of several pressures of one table, side by side; two are added by factors alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.errors import OptionError
from tanmai.core.frames import region_columns
from tanmai.core.messages import message
from tanmai.core.pressures import CHARACTERISATIONS, find_characterisation, known_name, tonnes_in
from tanmai.core.units import header
from tanmai.studies.options import StudyOptions
from tanmai.studies.steps import Step, silent
from tanmai.studies.study import Study, make_study

_SUMS = {one.pressure for one in CHARACTERISATIONS.values()}
_FEWEST = 2


def options_of_each(options: StudyOptions, pressures: Sequence[str]) -> dict[str, StudyOptions]:
    """Return the options of the study of each pressure, by its name.

    Parameters
    ----------
    options : StudyOptions
        What all studies have in common; factors of ``gwp`` are for their mix, and for a pressure
        that is itself a sum by them.
    pressures : sequence of str
        Two or more pressures, in any language.

    Raises
    ------
    OptionError
        There are fewer than two, one is named twice, or draws are asked for.
    """
    names = [known_name(name) for name in pressures]
    if len(names) < _FEWEST or len(set(names)) < len(names):
        raise OptionError(
            message(
                "Several pressures are two or more different ones, and these are {names}; name "
                "each once.",
                names=", ".join(names) or "none",
            )
        )
    if options.draws:
        raise OptionError(message("--draws is for the study of one pressure; name one --pressure."))
    return {
        name: options.model_copy(
            update={"pressure": name, "gwp": options.gwp if name in _SUMS else None}
        )
        for name in names
    }


def pressure_studies(asked: Mapping[str, StudyOptions], step: Step = silent) -> dict[str, Study]:
    """Return the study of each pressure, by the name of the pressure.

    Raises
    ------
    TanmaiError
        As for `tanmai.studies.study.make_study`.
    """
    studies = {}
    for done, options in enumerate(asked.values()):
        step("studies", done, len(asked))
        study = make_study(options)
        studies[study.table.pressure.name] = study
    return studies


def side_by_side(studies: Mapping[str, Study]) -> dict[str, pd.DataFrame]:
    """Return the accounts of all pressures beside each other: of each region, and of all.

    Regions without data of a pressure have no value of what they emit of it.
    """
    table = next(iter(studies.values())).table
    accounts, totals = region_columns(table.regions), []
    for name, study in studies.items():
        of, unit = study.accounts, header(study.table.emission_unit)
        known = known_regions(study)
        for account, values in (
            ("production_based", np.where(known, of.production_based, np.nan)),
            ("consumption_based", of.consumption_based),
            ("net_outflow", np.where(known, of.net_outflow, np.nan)),
        ):
            accounts[f"{name}_{account}_{unit}"] = values
        direct = float(of.direct.sum())
        net = pd.Series(of.net_outflow, index=list(study.table.index.region_codes))
        totals.append(
            {
                "pressure": name,
                "pressure_zh": study.table.pressure.name_zh,
                "pressure_en": study.table.pressure.name_en,
                "unit": study.table.emission_unit,
                "total": float(of.production_based.sum()),
                "households": float(of.household.sum()),
                "between_regions_percent": _percent(float(of.outflow.sum()), direct),
                "exports_percent": _percent(float(of.export.sum()), direct),
                "largest_net_outflow_adcode": str(net.idxmax()),
                "largest_net_outflow": float(net.max()),
                "largest_net_inflow_adcode": str(net.idxmin()),
                "largest_net_inflow": -float(net.min()),
            }
        )
    return {"pressures": pd.DataFrame(totals), "accounts_by_pressure": accounts}


def _percent(part: float, whole: float) -> float:
    return 100.0 * part / whole if whole else np.nan


def known_regions(study: Study) -> NDArray[np.bool_]:
    """Return which regions have data of the pressure of a study (m,)."""
    without = study.table.without_emissions
    return np.array([code not in without for code in study.table.index.region_codes])


def weights(studies: Mapping[str, Study], gwp: str | None) -> dict[str, float]:
    """Return megatonnes of the sum that a unit of each pressure is; nothing where none is made.

    A pressure that is a sum itself takes no part, and a mix of one alone is none.
    """
    if gwp is None:
        return {}
    factors = find_characterisation(gwp).factors
    found = {}
    for name, study in studies.items():
        one = study.table.pressure
        factor = factors.get(one.name, factors.get(one.substance, 0.0))
        if factor:
            found[name] = factor * tonnes_in(one) * 1e-6
    return found if len(found) >= _FEWEST else {}


def footprint_mix(studies: Mapping[str, Study], gwp: str | None) -> pd.DataFrame:
    """Return of what the footprint of each region is made.

    Parameters
    ----------
    studies : mapping of Study
        Studies of several pressures of one table.
    gwp : str or None
        The factors that bring pressures to one unit.

    Returns
    -------
    DataFrame
        With factors, the footprint of each gas in megatonnes of the sum, their sum, and the share
        of each; none for a region that lacks data of one. Without, what share a region has in the
        footprint of all regions with data, of each pressure: different pressures are never added.
    """
    table = next(iter(studies.values())).table
    found, by = region_columns(table.regions), weights(studies, gwp)
    if not by:
        for name, study in studies.items():
            footprint = np.where(known_regions(study), study.accounts.consumption_based, np.nan)
            whole = float(np.nansum(footprint))
            found[f"{name}_share_percent"] = 100.0 * footprint / whole if whole else np.nan
        return found
    known = np.logical_and.reduce([known_regions(studies[name]) for name in by])
    unit = f"Mt{find_characterisation(str(gwp)).pressure}"
    parts = {
        name: np.where(known, weight * studies[name].accounts.consumption_based, np.nan)
        for name, weight in by.items()
    }
    whole = np.sum(list(parts.values()), axis=0)
    for name, part in parts.items():
        found[f"{name}_{unit}"] = part
    found[f"sum_{unit}"] = whole
    for name, part in parts.items():
        found[f"{name}_percent"] = 100.0 * part / whole
    return found
