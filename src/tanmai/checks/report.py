"""What a check found, and the report of all checks of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tanmai.checks.rules import ERROR, Rule
from tanmai.core.errors import OptionError, unknown
from tanmai.core.labels import RegionSectorIndex
from tanmai.core.messages import Name, Spoken, listed, message
from tanmai.core.notebook import Shown

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 3


@dataclass(frozen=True)
class Places:
    """The places that break a rule, the worst first.

    Attributes
    ----------
    count : int
        How many there are.
    name : callable
        ``name(position, language)`` is the name of one of them; only those
        that are shown are ever named.
    """

    count: int
    name: Callable[[int, str], str]

    @classmethod
    def listed(cls, said: Iterable[Spoken]) -> Places:
        """Return places that are named already."""
        places = tuple(said)
        return cls(len(places), lambda position, language: places[position].into(language))


@dataclass(frozen=True)
class Finding:
    """What one rule found in one table.

    Attributes
    ----------
    rule : Rule
        The rule, with its limit, unit and fix.
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

    @property
    def verdict(self) -> str:
        """``passed``, ``warning``, ``error`` or ``not applicable``."""
        if self.found is None:
            return "not applicable"
        return "passed" if self.passed else self.rule.severity

    def into(self, language: str) -> str:
        """Return one sentence: the rule, the figure found, where, and the fix."""
        found = "—" if self.found is None else f"{self.found:.6g}"
        rule = self.rule
        said = message(
            "{rule}: found {found}, limit {limit}",
            rule=rule.holds,
            found=found,
            limit=f"{rule.limit_text} {rule.unit_name(language)}".rstrip(),
        )
        if self.passed:
            return message("{said}.", said=said).into(language)
        where = self.where(language)
        return message(
            "{said}; {where}. {remedy}", said=said, where=where, remedy=rule.remedy
        ).into(language)


@dataclass(frozen=True, repr=False)
class CheckReport(Shown):
    """The results of all rules on one table, in the order of the rules.

    Attributes
    ----------
    table : str
        Name of the table.
    results : tuple of Finding
        One for each rule that was run.
    not_run : tuple of Rule
        Rules that have no meaning because the table holds a NaN or an infinity.
    """

    table: str
    results: tuple[Finding, ...]
    not_run: tuple[Rule, ...] = ()

    def __repr__(self) -> str:
        broken = ", ".join(r.rule.code for r in (*self.failures, *self.warnings)) or "none"
        return f"<CheckReport of {self.table}: {len(self.results)} rules, broken: {broken}>"

    @property
    def failures(self) -> tuple[Finding, ...]:
        """Broken rules of severity ``"error"``."""
        return tuple(r for r in self.results if not r.passed and r.rule.severity == ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
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
            ``"error"`` rejects errors, ``"warning"`` rejects warnings too.

        Raises
        ------
        LabelError, TableError, UnitError, UnsolvableError
            By the rule that is broken; the message says how many others are.
        """
        if level not in ("error", "warning"):
            raise OptionError(unknown(level, message("a level of checks"), ("error", "warning")))
        broken = self.failures + (self.warnings if level == "warning" else ())
        if not broken:
            return
        first, others = broken[0], [result.rule.code for result in broken[1:]]
        more = message(" Also broken: {rules}.", rules=listed(others)) if others else ""
        raise first.rule.error(
            message("Table '{table}': {problem}{more}", table=self.table, problem=first, more=more)
        )

    def messages(self, language: str) -> list[str]:
        """Return a sentence in ``"zh"`` or ``"en"`` for each broken rule, errors first."""
        colon = "：" if language == "zh" else ": "
        broken = (*self.failures, *self.warnings)
        return [f"{self.table}{colon}{result.into(language)}" for result in broken]

    def to_frame(self, language: str = "en") -> pd.DataFrame:
        """Return the report as a table for people, with the columns of `records`."""
        import pandas as pd

        return pd.DataFrame(self.records(language), dtype=object)

    def records(self, language: str) -> list[dict[str, object]]:
        """Return what every rule found, texts in ``"zh"`` or ``"en"``.

        Keys: rule, name, severity, found, limit, unit, passed, result, where,
        fix. ``result`` is ``passed``, ``warning``, ``error``, ``not applicable`` or
        ``not run``; for the last two ``found`` and ``passed`` are None.
        """
        rows = [_row(r.rule, r.found, r.verdict, r.where(language), language) for r in self.results]
        rows += [_row(rule, None, "not run", "", language) for rule in self.not_run]
        return rows


def _row(
    rule: Rule, found: float | None, verdict: str, where: str, language: str
) -> dict[str, object]:
    return {
        "rule": rule.code,
        "name": rule.name(language),
        "severity": rule.severity,
        "found": found,
        "limit": rule.limit_text,
        "unit": rule.unit_name(language),
        "passed": None if verdict.startswith("not ") else verdict == "passed",
        "result": verdict,
        "where": where,
        "fix": rule.fix(language) if verdict in ("warning", "error", "not run") else "",
    }


def judged(rule: Rule, found: float, places: Places) -> Finding:
    """Return the result of a figure held against a rule's limits.

    Parameters
    ----------
    rule : Rule
        The rule.
    found : float
        The figure.
    places : Places
        The places that break the rule, the worst first.
    """
    if rule.keeps(found):
        return Finding(rule, True, found)
    shown, rest = range(min(places.count, _SHOWN)), places.count - _SHOWN
    said: list[Spoken] = [
        Name(places.name(position, "zh"), places.name(position, "en")) for position in shown
    ]
    if rest > 0:
        said.append(message("and {rest} more", rest=rest))
    where = listed(said, message("; ")).pair if said else ("", "")
    return Finding(rule, False, found, *where)


def not_applicable(rule: Rule) -> Finding:
    """Return the result of a rule that does not apply to the table."""
    return Finding(rule, True, None)


def worst_rows(
    index: RegionSectorIndex,
    broken: NDArray[np.bool_],
    badness: NDArray[np.float64],
    unit: str = "",
) -> Places:
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

    def name(position: int, language: str) -> str:
        row = int(rows[position])
        return f"{index.where(row).into(language)}: {figure(badness[row], unit)}"

    return Places(rows.size, name)


def figure(value: float, unit: str) -> str:
    """Return a figure with its unit."""
    return f"{value:,.6g} {unit}".rstrip()
