"""The tables of a comparison's page: the same numbers of every year side by side."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from tanmai.core.language import fixed
from tanmai.core.messages import message
from tanmai.core.units import header
from tanmai.networks import MEASURE_NAMES
from tanmai.report.comparison_pictures import FACTOR_NAMES
from tanmai.report.comparison_voice import ComparisonVoice
from tanmai.report.page_table import NAME, TEXT, Cell, Column, PageTable, number, rank, words
from tanmai.report.provenance_tables import power
from tanmai.studies.decomposition import Change

_ACCOUNTS = {
    "production_based": message("production"),
    "consumption_based": message("consumption"),
    "net_outflow": message("net outflow"),
}
_MOST_PATHS = 40


def accounts_over_years(say: ComparisonVoice) -> PageTable:
    """Return production-based, consumption-based and net outflow of every region and year."""
    frame = say.tables["accounts"]
    unit = header(say.study.table.emission_unit)
    columns, series = [], []
    for account, titles in _ACCOUNTS.items():
        for name in say.names:
            columns.append(Column(name, unit=say(titles)))
            series.append(frame[f"{account}_{name}_{unit}"].to_numpy())
        columns.append(Column(say("Change"), unit=say(titles)))
        series.append(frame[f"{account}_change_{unit}"].to_numpy())
    missing = {code for study in say.studies.values() for code in study.table.without_emissions}
    star = say(" * No inventory in at least one year; counted as zero.")
    signed = [column.title == say("Change") for column in columns]
    rows = [
        (
            words(say.region(position) + ("*" if code in missing else "")),
            *(
                _amount(say, float(values[position]), change)
                for values, change in zip(series, signed, strict=True)
            ),
        )
        for position, code in enumerate(say.study.table.index.region_codes)
    ]
    total = [
        _amount(say, float(np.sum(values)), change)
        for values, change in zip(series, signed, strict=True)
    ]
    return PageTable(
        stem="over-years",
        caption=say(
            "Accounts by {place}{topic}, {span}, {unit}",
            place=say.place,
            topic=say.topic,
            span=say.span,
            unit=say.unit,
        ),
        columns=(Column(say.place.capitalize(), NAME), *columns),
        rows=tuple(rows),
        total=(words(say("Sum")), *total),
        note=say("Change: last year less first year.") + (star if missing else ""),
    )


def _amount(say: ComparisonVoice, value: float, signed: bool = False) -> Cell:
    return number(say.signed(value) if signed else say.amount(value), value)


def paths_over_years(say: ComparisonVoice) -> PageTable:
    """Return the flows that are key paths of a year, with their amount and rank in all."""
    frame = say.tables["key_paths"]
    unit = header(say.study.table.emission_unit)
    rows = [
        (
            words(" → ".join(say.regions([row["from_adcode"], row["to_adcode"]]))),
            *(
                number(say.amount(row[f"{unit}_{name}"]), row[f"{unit}_{name}"])
                for name in say.names
            ),
            *(rank(row[f"rank_{name}"]) for name in say.names),
        )
        for row in frame.head(_MOST_PATHS).to_dict("records")
    ]
    left = len(frame) - len(rows)
    more = say.plural(" {n} more is in the data files.", " {n} more are in the data files.", left)
    more = more if left else ""
    return PageTable(
        stem="paths-over-years",
        caption=say(
            "Flows that are key paths in any year: amount and rank by year{topic}",
            topic=say.topic,
        ),
        columns=(
            Column(say("Path"), NAME),
            *(Column(name, unit=say.unit) for name in say.names),
            *(Column(name, unit=say("rank")) for name in say.names),
        ),
        rows=tuple(rows),
        note=say("Ordered by rank in the last year.") + more,
    )


def ranks_over_years(say: ComparisonVoice) -> PageTable:
    """Return the composite rank of every region in every year; no rows where nothing flows."""
    frame = say.tables["rank_changes"]
    flowing = all(study.network.number_of_edges() for study in say.studies.values())
    rows = [
        (
            words(row[f"province_{say.language}"]),
            *(rank(row[f"rank_{name}"]) for name in say.names),
            number(_places(row["places_gained"]), row["places_gained"]),
        )
        for row in frame[frame["measure"] == "key_rank"].to_dict("records")
        if flowing
    ]
    return PageTable(
        stem="ranks-over-years",
        caption=say("Key rank of each {place}{topic}", place=say.place, topic=say.topic),
        columns=(
            Column(say.place.capitalize(), NAME),
            *(Column(name) for name in say.names),
            Column(say("Places gained")),
        ),
        rows=tuple(rows),
    )


def _places(gained: float) -> str:
    return fixed(gained, 0) if gained <= 0 else f"+{gained:.0f}"


def networks_over_years(say: ComparisonVoice) -> PageTable:
    """Return the measures of the network of every year."""
    rows = [
        (
            words(say(MEASURE_NAMES[row["measure"]])),
            *(
                number(_measure(row[name], row["unit"]), row[name])
                for name in [*say.names, "change"]
            ),
            words("" if row["unit"] == "1" else say.unit_name(row["unit"]), "unit-of-row"),
        )
        for row in say.tables["network_summary"].to_dict("records")
        if any(row[name] for name in say.names)
    ]
    return PageTable(
        stem="networks-over-years",
        caption=say("Transfer network by year{topic}", topic=say.topic),
        columns=(
            Column(say("Measure"), NAME),
            *(Column(name) for name in say.names),
            Column(say("Change")),
            Column(say("Unit"), TEXT),
        ),
        rows=tuple(rows),
    )


def _measure(value: float, unit: str) -> str:
    if float(value).is_integer():
        return fixed(value, 0)
    return fixed(value, 3 if unit == "1" else 1)


def likeness(say: ComparisonVoice) -> PageTable | None:
    """Return how alike the networks of any two years are; None for fewer than three regions."""
    if "qap" not in say.tables:
        return None
    names = {"pearson": "Pearson", "spearman": "Spearman"}
    rows = [
        (
            words(f"{row['first']} – {row['second']}"),
            words(names[row["coefficient"]]),
            number(f"{row['correlation']:.3f}", row["correlation"]),
            number(f"{row['p_greater']:.2g}", row["p_greater"]),
            rank(row["permutations"]),
        )
        for row in say.tables["qap"].to_dict("records")
    ]
    return PageTable(
        stem="likeness",
        caption=say("QAP correlation of the networks"),
        columns=(
            Column(say("Years"), NAME),
            Column(say("Coefficient"), TEXT),
            Column(say("Correlation")),
            Column("p"),
            Column(say("Permutations")),
        ),
        rows=tuple(rows),
    )


def communities_over_years(say: ComparisonVoice) -> PageTable:
    """Return how the communities changed from each year to the next."""
    rows = [
        (
            words(f"{row['first']} → {row['second']}"),
            rank(row["communities_first"]),
            rank(row["communities_second"]),
            number(f"{row['ari']:.2f}", row["ari"]),
            number(f"{row['nmi']:.2f}", row["nmi"]),
            words(say(", ").join(say.regions(row["moved_regions"].split())) or "—"),
        )
        for row in say.tables["community_changes"].to_dict("records")
    ]
    return PageTable(
        stem="communities-over-years",
        caption=say("Changes of communities"),
        columns=(
            Column(say("Years"), NAME),
            Column(say("Communities, first")),
            Column(say("Communities, second")),
            Column("ARI"),
            Column("NMI"),
            Column(
                say("Moved to another community"),
                TEXT,
            ),
        ),
        rows=tuple(rows),
        note=say(
            "ARI (adjusted Rand index) and NMI (normalised mutual information) are 1 for equal "
            "partitions."
        ),
    )


def decomposition_over_years(say: ComparisonVoice) -> PageTable | None:
    """Return the effect of every factor over all regions, with the residual; or None."""
    if not say.changes:
        return None
    factors = say.changes[0].factors
    sums = [change.effects("emitted_for").sum() for change in say.changes]
    rows = [
        (
            words(say(FACTOR_NAMES[factor])),
            *(number(say.signed(float(total[factor])), float(total[factor])) for total in sums),
        )
        for factor in factors
    ]
    total = [number(say.signed(float(each["change"])), float(each["change"])) for each in sums]
    return PageTable(
        stem="decomposition",
        caption=say(
            "Drivers of change in embodied CO₂, all {place}s{topic}, {unit}",
            place=say.place,
            topic=say.topic,
            unit=say.unit,
        ),
        columns=(
            Column(say("Factor"), NAME),
            *(Column(f"{change.first}–{change.second}") for change in say.changes),
        ),
        rows=tuple(rows),
        total=(words(say("Change")), *total),
        note=Markup("{} {}").format(
            say("Residual relative to all emissions:"),
            Markup("{}").format(say("; ")).join(map(_residual, say.changes)),
        ),
    )


def _residual(change: Change) -> Markup:
    span = f"{change.first}–{change.second}"
    return Markup("{} {}").format(span, power(change.decomposition.residual))
