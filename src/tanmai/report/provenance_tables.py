"""The tables of a page that a reader can trust it by: checks, conservation, files."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from tanmai import __version__
from tanmai.checks import ERROR, Finding, Rule
from tanmai.checks.rules import EMISSION_INTENSITY, EMISSION_MAGNITUDE, HOUSEHOLD_EMISSIONS
from tanmai.core.language import Language, significant
from tanmai.report.page_table import NAME, TEXT, Column, PageTable, words
from tanmai.report.voice import Voice

# Rules that hold CO2 against what is known of it.
_OF_CO2 = (EMISSION_MAGNITUDE, EMISSION_INTENSITY, HOUSEHOLD_EMISSIONS)
_SHOWN_OF_SHA256 = 12
# Figures below this are written by their power of ten.
_SMALL = 1e-3


def checks_table(say: Voice) -> PageTable:
    """Return every rule that the table was checked by, with what was found."""
    passed, warned, failed = (
        say("pass"),
        say("warning"),
        say("error"),
    )
    rows = []
    for result in say.study.checks.results:
        if say.pressure and result.rule in _OF_CO2:
            continue
        look = "pass" if result.passed else ("fail" if result.rule.severity == ERROR else "warn")
        verdict = {"pass": passed, "warn": warned, "fail": failed}[look]
        if result.found is None:
            verdict = say("not applicable")
        rows.append(
            (
                words(say(result.rule.holds)),
                words("—" if result.found is None else _figure(result.found)),
                words(_limit(result.rule)),
                words(say.unit_name(result.rule.unit), "unit-of-row"),
                words(verdict, look),
                words(result.where(say.language)),
            )
        )
    return PageTable(
        stem="checks",
        caption=say("Checks of the table"),
        columns=(
            Column(say("Rule"), NAME),
            Column(say("Found")),
            Column(say("Limit")),
            Column(say("Unit"), TEXT),
            Column(say("Result"), TEXT),
            Column(say("Where"), TEXT),
        ),
        rows=tuple(rows),
        sortable=False,
    )


def conservation_table(say: Voice) -> PageTable:
    """Return what went into the accounts and what came out."""
    accounts = say.study.accounts
    produced, consumed = accounts.production_based.sum(), accounts.consumption_based.sum()
    exported, stocked = accounts.export.sum(), accounts.stocked.sum()
    balancing = accounts.balancing.sum()
    rows: list[tuple[str, str | Markup, str]] = [
        (say("Production-based, sum"), say.amount(produced), say.unit),
        (say("Consumption-based, sum"), say.amount(consumed), say.unit),
        (say("Embodied in exports"), say.amount(exported), say.unit),
        (
            say("Embodied in inventories without a region"),
            say.amount(stocked),
            say.unit,
        ),
        (say("Embodied in the balancing column"), say.amount(balancing), say.unit),
        (
            say("Difference"),
            power(float(produced - consumed - exported - stocked - balancing)),
            say.unit,
        ),
        (
            say("Largest relative gap in the conservation checks"),
            power(accounts.conservation_gap),
            "",
        ),
        (say("Residual of the solution"), power(accounts.residual), ""),
    ]
    return PageTable(
        stem="conservation",
        caption=say("Conservation"),
        columns=(
            Column(say("Item"), NAME),
            Column(say("Figure")),
            Column(say("Unit"), TEXT),
        ),
        rows=tuple(tuple(map(words, row)) for row in rows),
        sortable=False,
    )


def _limit(rule: Rule) -> str | Markup:
    """Write the limit of a rule, or both of its limits."""
    if rule.lowest == -math.inf and 0 < rule.limit < _SMALL:
        return power(rule.limit)
    return rule.limit_text.replace("..", "–")


def _figure(value: float) -> str | Markup:
    """Write what a check found, to three figures."""
    return power(value) if 0 < abs(value) < _SMALL else significant(value)


def power(value: float) -> str | Markup:
    """Write a figure that should be nothing, by its power of ten."""
    if value == 0:
        return "0"
    figure, exponent = f"{value:.1e}".split("e")
    raised = str(int(exponent)).replace("-", "−")
    return Markup("{}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10<sup>{}</sup>").format(
        figure.replace("-", "−"), raised
    )


def sources_table(say: Voice) -> PageTable:
    """Return the files that went into the table."""
    sources = say.study.table.provenance.sources
    named = [(f"{s.name} [{s.sheet}]" if s.sheet else s.name, s.sha256) for s in sources]
    return files_table(say, "sources", say("Source files of the table"), named)


def inputs_table(say: Voice) -> PageTable:
    """Return the files that this study read."""
    caption = say("Files read by this study")
    return files_table(say, "inputs", caption, sorted(say.study.inputs.items()))


def files_table(
    say: Language, stem: str, caption: str, files: Iterable[Sequence[str]]
) -> PageTable:
    """Return files with the beginning of their sha256."""
    return PageTable(
        stem=stem,
        caption=caption,
        columns=(Column(say("File"), NAME), Column("SHA-256", TEXT)),
        rows=tuple(
            (words(name), words(digest[:_SHOWN_OF_SHA256], "code")) for name, digest in files
        ),
        sortable=False,
    )


def laws_table(checks: Iterable[Finding], say: Language) -> PageTable:
    """Return the identities that a result keeps, with how far it is off each."""
    return PageTable(
        "checks",
        say("Identities checked"),
        (
            Column(say("Identity"), NAME),
            Column(say("Deviation"), TEXT),
            Column(say("Limit"), TEXT),
            Column(say("Result"), TEXT),
        ),
        tuple(
            (
                words(check.rule.name(say.language)),
                words(_figure(check.found or 0.0)),
                words(Markup("≤ {}").format(_limit(check.rule))),
                words(say("pass"), "pass"),
            )
            for check in checks
        ),
        sortable=False,
    )


def colophon(say: Language, *, mapped: bool) -> str:
    """Return the last line of a page; ``mapped``: it holds maps that were not reviewed."""
    made = say("Made with tanmai {version}.", version=__version__)
    if not mapped:
        return made
    return made + say(
        " The boundaries on the maps have not undergone official map review, which publication "
        "in China requires."
    )
