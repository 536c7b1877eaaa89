"""Concentration of magnesium: provinces by year, the classes of the report, a user's own firms."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pandas as pd

from tanmai.core.errors import FileError, UnitError
from tanmai.core.labels import find_province
from tanmai.core.messages import message
from tanmai.metals.concentration import SizeClass, change_by_cause, herfindahl_bounds, indices
from tanmai.metals.indicator_table import read_indicators
from tanmai.metals.magnesium.flows.magnesium import magnesium_output
from tanmai.metals.parameters import Parameters
from tanmai.metals.quantity_units import parse_unit
from tanmai.metals.statements import Statement, statement

_TONNES = "10^4 t Mg/a"
_WORDS = {"key": True, "firm": True, "year": True, "province": False}


def provinces_by_year() -> pd.DataFrame:
    """Return the published output by province of whole years: firm, year, province, size in kt.

    What provinces do not add up to stands as one more, ``other``.
    """
    rows = magnesium_output()
    rows = rows[rows["period"] == "year"]
    found = []
    for year, group in rows.groupby("year"):
        own = group[group["adcode"].str.endswith("0000")]
        if len(own) < 2:
            continue
        whole = float(group.loc[group["region_en"] == "China", "output_kt"].iloc[0])
        sizes = dict(zip(own["adcode"], own["output_kt"].astype(float), strict=True))
        rest = whole - sum(sizes.values())
        if rest > 1e-9:
            sizes["other"] = rest
        found += [
            {"firm": code, "year": str(year), "province": code, "size": size}
            for code, size in sizes.items()
        ]
    return pd.DataFrame(found)


def read_firms(path: Path) -> pd.DataFrame:
    """Read a user's table of firms or plants.

    Parameters
    ----------
    path : Path
        CSV: ``key``, ``firm``, ``year``, ``province`` (may be left out), and one column of numbers
        with its unit, such as ``capacity [10^4 t Mg/a]``.

    Raises
    ------
    FileError, LabelError, UnitError
        The file is at fault.
    """
    table = read_indicators(path, _WORDS)
    if table.numbers.shape[1] != 1:
        raise FileError(
            message(
                "{path} has {shape} columns of numbers; give one, such as 'capacity [{tonnes}]'.",
                path=path,
                shape=table.numbers.shape[1],
                tonnes=_TONNES,
            )
        )
    column = str(table.numbers.columns[0])
    if parse_unit(table.units[column]).is_money:
        raise UnitError(
            message(
                "{path}: '{column}' is money; give capacity, output or another amount.",
                path=path,
                column=column,
            )
        )
    if "year" not in table.labels:
        raise FileError(
            message(
                "{path} has no column 'year'; add it.",
                path=path,
            )
        )
    gaps = table.numbers.index[table.numbers[column].isna()]
    if len(gaps):
        raise FileError(
            message(
                "{path}: '{gaps}' has no {column}; fill it in or leave the row out.",
                path=path,
                gaps=gaps[0],
                column=column,
            )
        )
    frame = table.labels.assign(size=table.numbers[column])
    if "province" in frame:
        frame["province"] = [find_province(p).code if p else "" for p in frame["province"]]
    else:
        frame["province"] = ""
    return frame.groupby(["firm", "year", "province"], sort=False)[["size"]].sum().reset_index()


def by_year(firms: pd.DataFrame) -> pd.DataFrame:
    """Return the indices of each year."""
    rows = [
        {"year": year, "firms": len(own), "size": float(own.sum()), **indices(own.tolist())}
        for year, own in _sizes(firms).items()
    ]
    return pd.DataFrame(rows)


def by_province(firms: pd.DataFrame) -> pd.DataFrame:
    """Return the indices of each province and year; empty where no firm names one."""
    named = firms[firms["province"] != ""]
    rows = []
    for (province, year), group in named.groupby(["province", "year"], sort=True):
        sizes = group["size"].tolist()
        if len(sizes) > 1 and sum(sizes) > 0:
            rows.append({"province": province, "year": year, "firms": len(sizes), **indices(sizes)})
    return pd.DataFrame(rows)


def changes(firms: pd.DataFrame) -> pd.DataFrame:
    """Return the change from each year to the next by cause, for every index."""
    years = list(_sizes(firms).items())
    frames = []
    for (then, before), (now, after) in pairwise(years):
        frame = change_by_cause(
            {str(k): float(v) for k, v in before.items()},
            {str(k): float(v) for k, v in after.items()},
        )
        frames.append(frame.reset_index().assign(before=then, after=now))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _sizes(firms: pd.DataFrame) -> dict[str, pd.Series]:
    return {
        str(year): group.groupby("firm", sort=False)["size"].sum()
        for year, group in firms.groupby("year", sort=True)
    }


def classes_table(parameters: Parameters) -> pd.DataFrame:
    """Return the classes of capacity of the report with their shares."""
    keys = parameters.group("capacity_classes")
    sizes = [parameters.value(f"capacity_classes.{key}.capacity", _TONNES) for key in keys]
    firms = [str(parameters[f"capacity_classes.{key}.firms"]) for key in keys]
    return pd.DataFrame(
        {
            "class": keys,
            "capacity_10kt": sizes,
            "firms": [int(n) if n else None for n in firms],
            "share": [size / sum(sizes) for size in sizes],
        }
    ).astype({"firms": "Int64"})


def hhi_of_classes(parameters: Parameters) -> tuple[float, float]:
    """Return the least and the most that HHI can be under the classes of the report."""
    smallest = parameters.value("concentration.smallest_of_five", _TONNES)
    found = []
    for row in classes_table(parameters).to_dict("records"):
        number = None if pd.isna(row["firms"]) else int(row["firms"])
        total = float(row["capacity_10kt"])
        if number is None:
            found.append(SizeClass(total, most=smallest))
        else:
            found.append(SizeClass(total, number, least=smallest))
    return herfindahl_bounds(found)


def concentration_statements(parameters: Parameters) -> list[Statement]:
    """Return the printed statements on concentration with ours."""
    table = classes_table(parameters)
    sizes = dict(zip(table["class"], table["capacity_10kt"].tolist(), strict=True))
    total = sum(sizes.values())
    value = parameters.value
    five = sizes["five_largest"]
    output = value("concentration.output_of_five", _TONNES)
    share = value("concentration.output_share_of_five", "share")
    ten = value("concentration.output_share_of_ten", "share")
    printed = {"five_largest": 41.7, "above_size": 32.3, "specialised": 17.4, "idle": 8.6}
    shares = [
        statement(
            "S31",
            "3.2",
            message(
                "share of capacity: {value}",
                value=parameters.name(f"capacity_classes.{key}", "en").lower(),
            ),
            given,
            given,
            100 * sizes[key] / total,
            "%",
            0.05,
            message("Capacity of the class over the sum."),
        )
        for key, given in printed.items()
    ]
    return [
        statement(
            "S31",
            "3.2",
            message("capacity of all classes"),
            163.8,
            163.8,
            total,
            "10^4 t/a",
            0.05,
            message("Sum of the four classes; other sections print 156, 158 and 164."),
        ),
        *shares,
        statement(
            "S46",
            "3.2",
            message("national output that the share of the five largest implies"),
            value("concentration.reported_output", _TONNES),
            value("concentration.utilisation", "share") * total,
            output / share,
            "10^4 t",
            0.5,
            message(
                "{output} over {share} %. The association reports {value}, the printed "
                "utilisation gives {value_2}; of the reported output the five hold {output_2} "
                "%.",
                output=f"{output:g}",
                share=f"{100 * share:g}",
                value=f"{value('concentration.reported_output', _TONNES):g}",
                value_2=f"{value('concentration.utilisation', 'share') * total:.1f}",
                output_2=f"{100 * output / value('concentration.reported_output', _TONNES):.1f}",
            ),
        ),
        statement(
            "S46",
            "2.2",
            message("share of the ten largest, from that of the five"),
            100 * ten,
            100 * ten,
            100 * five / total,
            "%",
            0.05,
            message(
                "The ten hold at least what the five do: 41.7 % of capacity, more than the "
                "printed CR10."
            ),
        ),
    ]
