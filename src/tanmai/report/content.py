"""What stands around the results in a page: title, question, methods, provenance, limits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from tanmai.accounting.readings import DEFAULT_READING, READINGS
from tanmai.core.messages import message
from tanmai.networks import KEY_PROVINCE_RULE, left_out_note
from tanmai.report import provenance_tables
from tanmai.report.provenance_tables import power
from tanmai.report.study_tables import backbone_rule
from tanmai.report.voice import Voice, is_mapped, is_of_provinces
from tanmai.studies.files import boundary_notes, boundary_of_accounts
from tanmai.studies.uncertainty_statements import LEFT_OUT

_METHODS = {
    "dense_lu": message("dense LU factorisation"),
    "single_precision_lu": message("single-precision LU factors with iterative refinement"),
    "sparse_lu": message("sparse LU factorisation"),
    "krylov": message(
        "BiCGSTAB on all right-hand sides in step, preconditioned by the diagonal blocks of the "
        "regions"
    ),
}
_BADGES = {"estimate": message("Estimate"), "made-up": message("Fictitious data")}
_WARNINGS = {
    "estimate": message(
        "These figures come from an estimated table, whose trade between regions is modelled: "
        "use them for magnitudes and patterns, and do not cite individual ranks."
    ),
    "made-up": message(
        "These figures come from a fictitious table: they illustrate the accounts and say "
        "nothing about real provinces."
    ),
}


# A community is named by so many of its largest regions.
_NAMING = 2


def title(say: Voice) -> str:
    """Return the title of the study."""
    year = say.study.table.year
    if is_of_provinces(say.study):
        return say(
            "Carbon embodied in flows among China's provinces, {year}{topic}",
            year=year,
            topic=say.topic,
        )
    if say.study.partners is not None:
        return say(
            "Carbon embodied in flows among provinces and other regions, {year}{topic}",
            year=year,
            topic=say.topic,
        )
    return say("Carbon embodied in flows among regions, {year}{topic}", year=year, topic=say.topic)


def subtitle(say: Voice) -> str:
    """Return the line below the title: the table and its size."""
    table = say.study.table
    name, m, n = table.provenance.name, table.index.m, table.index.n
    return say(
        "Multi-regional input-output table {name}: {regions}, {sectors}, {year}",
        name=name,
        regions=say.plural("{n} {place}", "{n} {place}s", m, place=say.place),
        sectors=say.plural("{n} sector", "{n} sectors", n),
        year=table.year,
    )


def sections(say: Voice) -> dict[str, str]:
    """Return the titles of the sections by a word for links to each, in the order of the page."""
    place = say.place
    titles = {
        "answer": say("Key findings"),
        "accounts": say("Emissions by producer and by consumer"),
        "flows": say("Flows of embodied carbon between {place}s", place=place),
        "pathways": say("Supply-chain paths"),
        "network": say("Transfer network and key {place}s", place=place),
        "structure": say("Structure of the network"),
        "sectors": say("Sectors"),
        "partners": say("Provinces and the other regions of the table"),
        "imports": say("Carbon embodied in imports"),
        "readings": say("Robustness to the definition of a flow"),
        "uncertainty": say("Uncertainty"),
        "asked": say("Study design"),
        "methods": say("Methods"),
        "data": say("Data and provenance"),
        "checks": say("Checks and conservation"),
        "limits": say("Limitations"),
    }
    if say.study.partners is None:
        del titles["partners"]
    if say.study.structure is None:
        del titles["structure"]
    if say.study.imported is None:
        del titles["imports"]
    if say.study.readings is None or not say.study.network.number_of_edges():
        del titles["readings"]
    if say.study.ensemble is None:
        del titles["uncertainty"]
    return titles


def badge(say: Voice) -> str:
    """Return the mark that stands beside every picture and result; empty if none is due."""
    status = say.study.table.provenance.status
    return say(_BADGES[status]) if status in _BADGES else ""


def caveat(say: Voice) -> str:
    """Return what the table itself says must be read first."""
    provenance = say.study.table.provenance
    return provenance.caveat(say.language)


def warning(say: Voice) -> str:
    """Return how far the answer can be trusted; empty if nothing need be said."""
    status = say.study.table.provenance.status
    return say(_WARNINGS[status]) if status in _WARNINGS else ""


def asked(say: Voice) -> list[tuple[str, str]]:
    """Return what was asked, term by term."""
    study, options = say.study, say.study.options
    emissions = say("the table's own CO₂")
    if options.emissions is not None:
        emissions = options.emissions.name
    return [
        (
            say("Question"),
            say(
                "For whose final demand does each {place} emit, and along which paths?",
                place=say.place,
            ),
        ),
        (say("Table"), study.table.provenance.name + say.brackets(say.status)),
        (say("Emissions"), emissions),
        (say("Sectors"), _sectors(say)),
        (say("Focus"), _focus(say)),
        (say("Reading"), say(READINGS[options.reading].title)),
        (say("Backbone"), backbone_rule(say)),
        (
            say("Key paths"),
            say.plural("the largest flow", "the {n} largest flows", options.top),
        ),
        (say("Imports"), _imports(say)),
    ]


def _sectors(say: Voice) -> str:
    study = say.study
    number = study.table.index.n
    if study.options.scheme is not None:
        return say.plural(
            "merged to {scheme} ({n} sector) before solving",
            "merged to {scheme} ({n} sectors) before solving",
            number,
            scheme=_scheme(say),
        )
    if study.scheme is not None:
        return say("{name} ({number} sectors)", name=study.scheme.name, number=number)
    return say("the table's own ({number})", number=number)


def _scheme(say: Voice) -> str:
    """Return what sectors were merged by: a scheme, or the file of a concordance."""
    return Path(say.study.options.scheme or "").name


def _focus(say: Voice) -> str:
    focus = say.study.accounts.focus
    if focus is None:
        return say("none: all sectors")
    sectors = focus_sectors(say)
    if focus.reading == "emitters":
        return say("as emitters: {sectors}", sectors=sectors)
    return say("as products: {sectors}", sectors=sectors)


def focus_sectors(say: Voice) -> str:
    """Return the sectors in focus, one by one."""
    focus = say.study.accounts.focus
    codes = focus.sector_codes if focus is not None else ()
    chosen = [s for s in say.study.table.sectors if s.code in codes]
    return say("; ").join(f"{sector.code} {say.name(sector)}" for sector in chosen)


def _imports(say: Voice) -> str:
    if say.study.imported is None:
        return say("carbon emitted abroad is left out")
    return say("estimated separately by domestic technology, added to no account")


def key_rule(say: Voice) -> str:
    """Return the rule by which the key regions are chosen."""
    rule = say(KEY_PROVINCE_RULE, place=say.place)
    left_out = left_out_note(say.study.ranking)
    return f"{rule}{say.gap}{say(left_out)}" if left_out else rule


def communities(say: Voice) -> str:
    """Return the communities of the network with their members."""
    nodes = say.study.tables["network_nodes"]
    if not nodes["community"].gt(1).any():
        return say("All {place}s form a single community.", place=say.place)
    strength = pd.Series(dict(say.study.network.degree(weight="weight")))
    listed = []
    for _, members in nodes.groupby("community", sort=True):
        name = members[f"community_{say.language}"].iloc[0]
        codes = strength[members["adcode"]].sort_values(ascending=False, kind="stable").index
        others = say.regions(list(codes[_NAMING:]))
        listed.append(
            say("{name} (with {others})", name=name, others=say(", ").join(others))
            if others
            else name
        )
    return say(
        "Communities, named by their largest {place}s: {listed}.",
        place=say.place,
        listed=say("; ").join(listed),
    )


def methods(say: Voice, *, mapped: bool, readings: int = 0) -> dict[str, Any]:
    """Return what the description of the methods depends on."""
    study, accounts = say.study, say.study.accounts
    method = accounts.system.choice.method
    effect = study.aggregation_effect
    return {
        "method": say(_METHODS[method]),
        "krylov": method == "krylov",
        "residual": power(accounts.residual),
        "trade_shares": study.table.trade_shares is not None,
        "stocked": bool(study.table.stock_change.any()),
        "balancing": bool(study.table.error.any()),
        "merged": "" if effect is None else _scheme(say),
        "merging_effect": "" if effect is None else f"{say.amount(effect)} {say.unit}",
        "exports_at_home": study.options.reading in ("exports_at_origin", "final_producer"),
        "meaning": _meaning(say),
        "focus": accounts.focus,
        "focus_sectors": focus_sectors(say),
        "imports": study.imported is not None,
        "negative": study.network.graph["negative_flows_left_out"],
        "backbone": backbone_rule(say),
        "disparity": study.backbone.graph["backbone"] == "disparity_filter",
        "paths": len(study.paths),
        "mapped": mapped,
        "number_of_readings": readings,
    }


def _meaning(say: Voice) -> str:
    """Return what a flow is under the reading of the study; empty for the usual one."""
    reading = READINGS[say.study.options.reading]
    if reading.name == DEFAULT_READING:
        return ""
    return say(
        "This study defines flows as “{title}”: a flow from r to s is CO₂ {meaning}",
        title=say.inside(say(reading.title)),
        meaning=say(reading.meaning),
    )


def provenance(say: Voice) -> str:
    """Return where the table comes from."""
    origin, basis = say.study.table.provenance, say.study.table.price_basis
    return say(
        "Table {name}: {status}; {year}, {prices}. The tables below give the beginning of each "
        "file's SHA-256; the full values are in the run record.",
        name=origin.name,
        status=say.status,
        year=say.study.table.year,
        prices=say("current prices") if basis == "current" else basis,
    )


def verdict(say: Voice) -> str:
    """Return how many rules the table keeps."""
    checks = say.study.checks
    number, warned = len(checks.results), len(checks.warnings)
    if not warned:
        return say("The table passes all {number} checks.", number=number)
    return say.plural(
        "The table passes {passed} of {number} checks; {n} gives a warning, which does not "
        "invalidate the results but should be known.",
        "The table passes {passed} of {number} checks; {n} give warnings, which do not "
        "invalidate the results but should be known.",
        warned,
        passed=number - warned,
        number=number,
    )


def limits(say: Voice) -> list[str]:
    """Return what the study does not say."""
    said = [caveat(say)]
    said.append(say(boundary_of_accounts(say.study.accounts, say.study.options.reading)))
    said += boundary_notes(say.study, say.language)
    said.append(
        say(
            "All products of a sector are taken to be alike: the same inputs, the same "
            "intensity, whoever buys them. The coarser the sectors, the larger the error."
        )
    )
    said.append(
        say(
            "The accounts attribute emissions to final demand; they do not predict what would "
            "happen if demand changed."
        )
    )
    if say.study.ensemble is None:
        said.append(
            say(
                "Uncertainty was not propagated in this run: the decimals in the tables do not "
                "indicate precision."
            )
        )
    else:
        said.append(say(LEFT_OUT))
    return [text for text in said if text]


def colophon(say: Voice) -> str:
    """Return the last line."""
    mapped = is_mapped(say.study) and not say.study.options.approval_number
    return provenance_tables.colophon(say, mapped=mapped)
