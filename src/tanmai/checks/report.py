"""What a check found, and the report of all checks of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.checks.rules import ERROR, Rule
from tanmai.errors import OptionError
from tanmai.labels import RegionSectorIndex

_SHOWN = 3


@dataclass(frozen=True)
class CheckResult:
    """What one rule found in one table.

    Attributes
    ----------
    rule : Rule
        The rule, with its limit, unit and mend.
    passed : bool
        Whether the table keeps the rule.
    found : float or None
        The figure that was held against the limit; None where the rule does
        not apply to the table.
    where_zh, where_en : str
        The places that break the rule, the worst first; empty if none.
    """

    rule: Rule
    passed: bool
    found: float | None
    where_zh: str = ""
    where_en: str = ""

    def where(self, language: str) -> str:
        """Return the places in ``"zh"`` or ``"en"``."""
        return self.where_zh if language == "zh" else self.where_en

    def message(self, language: str = "en") -> str:
        """Return one sentence: the rule, the figure found, where, and the mend."""
        found = "—" if self.found is None else f"{self.found:.6g}"
        rule, unit = self.rule, f" {self.rule.unit}" if self.rule.unit else ""
        if language == "zh":
            said = f"{rule.name_zh}：实际 {found}{unit}，限 {rule.limit_text}"
            return f"{said}；{self.where_zh}。{rule.mend_zh}" if not self.passed else f"{said}。"
        said = f"{rule.name_en}: found {found}{unit}, limit {rule.limit_text}"
        return f"{said}; {self.where_en}. {rule.mend_en}" if not self.passed else f"{said}."


@dataclass(frozen=True)
class CheckReport:
    """The results of all rules on one table, in the order of the rules.

    Attributes
    ----------
    table : str
        Name of the table.
    results : tuple of CheckResult
        One for each rule that was run.
    not_run : tuple of Rule
        Rules that have no meaning because the table holds a NaN or an infinity.
    """

    table: str
    results: tuple[CheckResult, ...]
    not_run: tuple[Rule, ...] = ()

    @property
    def failures(self) -> tuple[CheckResult, ...]:
        """Broken rules of severity ``"error"``."""
        return tuple(r for r in self.results if not r.passed and r.rule.severity == ERROR)

    @property
    def warnings(self) -> tuple[CheckResult, ...]:
        """Broken rules of severity ``"warning"``."""
        return tuple(r for r in self.results if not r.passed and r.rule.severity != ERROR)

    @property
    def passed(self) -> bool:
        """Whether no error was found; warnings may stand."""
        return not self.failures

    def require(self, level: str = ERROR) -> None:
        """Raise the first broken rule as an error of its own class.

        Parameters
        ----------
        level : str
            ``"error"`` refuses errors, ``"warning"`` refuses warnings too.

        Raises
        ------
        LabelError, TableError, UnitError, UnsolvableError
            By the rule that is broken; the message says how many others are.
        """
        if level not in ("error", "warning"):
            raise OptionError(f"'{level}' is not a level of checks; known: error, warning.")
        broken = self.failures + (self.warnings if level == "warning" else ())
        if not broken:
            return
        first, others = broken[0], [result.rule.code for result in broken[1:]]
        more = f" Also broken: {', '.join(others)}." if others else ""
        raise first.rule.error(f"Table '{self.table}': {first.message()}{more}")

    def to_frame(self, language: str) -> pd.DataFrame:
        """Return the report as a table for people, texts in ``"zh"`` or ``"en"``.

        Columns: rule, name, severity, found, limit, unit, passed, where, mend.
        ``found`` is missing for a rule that does not apply; ``passed`` is
        missing for one that was not run.
        """
        rows = [_row(r.rule, r.found, r.passed, r.where(language), language) for r in self.results]
        rows += [_row(rule, None, None, "", language) for rule in self.not_run]
        return pd.DataFrame(rows, dtype=object)


def _row(
    rule: Rule, found: float | None, passed: bool | None, where: str, language: str
) -> dict[str, object]:
    return {
        "rule": rule.code,
        "name": rule.name(language),
        "severity": rule.severity,
        "found": found,
        "limit": rule.limit_text,
        "unit": rule.unit,
        "passed": passed,
        "where": where,
        "mend": "" if passed else rule.mend(language),
    }


def judged(
    rule: Rule, found: float, places: Sequence[str] | tuple[Sequence[str], Sequence[str]]
) -> CheckResult:
    """Return the result of a figure held against a rule's limits.

    Parameters
    ----------
    rule : Rule
        The rule.
    found : float
        The figure.
    places : sequence of str, or a pair of them
        The places that break the rule, the worst first; a pair holds the
        Chinese and the English texts.
    """
    passed = rule.keeps(found)
    if passed:
        return CheckResult(rule, True, found)
    zh, en = places if isinstance(places, tuple) else (places, places)
    rest = len(en) - _SHOWN
    more_zh, more_en = (f"；另有 {rest} 处", f"; and {rest} more") if rest > 0 else ("", "")
    return CheckResult(
        rule, False, found, "；".join(zh[:_SHOWN]) + more_zh, "; ".join(en[:_SHOWN]) + more_en
    )


def not_applicable(rule: Rule) -> CheckResult:
    """Return the result of a rule that does not apply to the table."""
    return CheckResult(rule, True, None)


def worst_rows(
    index: RegionSectorIndex,
    broken: NDArray[np.bool_],
    badness: NDArray[np.float64],
    unit: str = "",
) -> list[str]:
    """Return the broken rows by name and figure, the largest ``|badness|`` first.

    Parameters
    ----------
    index : RegionSectorIndex
        The index of the table.
    broken : array (N,)
        Which rows break the rule.
    badness : array (N,)
        The figure that is shown for each row.
    unit : str
        Its unit.
    """
    rows = np.flatnonzero(broken)
    rows = rows[np.argsort(-np.abs(badness[rows]), kind="stable")]
    suffix = f" {unit}" if unit else ""
    return [f"{index.where(row)}: {badness[row]:,.6g}{suffix}" for row in rows.tolist()]
