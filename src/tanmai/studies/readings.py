"""Readings side by side: what each gives, and how far they agree.

A study keeps to one reading; here every path, net position and key region of it stands under
all of them, in the sectors of the study and, where there is another scheme, in that too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts, carbon_accounts, stressor_row
from tanmai.accounting.readings import (
    DEFAULT_READING,
    GRAVITY_EXPONENTS,
    OF_THE_WHOLE_TABLE,
    READINGS,
    kendalls_w,
    under_reading,
)
from tanmai.analysis.draw_accounts import key_ranks_of
from tanmai.core.errors import LabelError, TanmaiError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.focus import sector_mask
from tanmai.core.messages import Message, message
from tanmai.core.table import MrioTable
from tanmai.core.units import header
from tanmai.networks.build import check_distances
from tanmai.solve import LeontiefSystem
from tanmai.studies.options import AccountOptions
from tanmai.studies.prepare import PreparedTable, focus_of

FloatArray = NDArray[np.float64]

_OTHER = "s26"
_SAME = 1e-9
FIRST_PATHS = 3
"""A path among so many of the largest of any reading is shown beside the study's own."""


@dataclass(frozen=True, eq=False)
class ReadFlows:
    """What one reading gives in one scheme.

    Attributes
    ----------
    scheme, reading : str
        Name of the scheme, and of the reading.
    sectors : int
        Number of sectors of the scheme.
    flows : FlowMatrix
        The flows of the table of the reading, in the unit of emissions.
    net_outflow, exchanged : array (m,)
        Outflow of each region less its inflow, and both together.
    emitted, exported, stocked, balancing : float
        What is distributed, by emitters f x and by products what they embody, and what of it
        goes to exports, to inventories without a region and to the balancing column.
    conservation_gap : float
        As for `CarbonAccounts`.
    key_rank : array (m,)
        Rank of each region as a key one, as `tanmai.networks.key_provinces` gives it.
    """

    scheme: str
    reading: str
    sectors: int
    flows: FlowMatrix
    net_outflow: FloatArray
    exchanged: FloatArray
    emitted: float
    exported: float
    stocked: float
    balancing: float
    conservation_gap: float
    key_rank: FloatArray

    @classmethod
    def of(cls, scheme: str, reading: str, accounts: CarbonAccounts) -> ReadFlows:
        """Return the accounts of a reading with its key regions.

        Raises
        ------
        TableError
            A flow is so small that its distance is no number.
        """
        flows = accounts.flows
        check_distances(flows)
        return cls(
            scheme,
            reading,
            accounts.table.index.n,
            flows,
            accounts.net_outflow,
            accounts.outflow + accounts.inflow,
            _emitted(accounts),
            float(accounts.export.sum()),
            float(accounts.stocked.sum()),
            float(accounts.balancing.sum()),
            accounts.conservation_gap,
            key_ranks_of(flows.values, flows.codes),
        )

    @cached_property
    def between(self) -> FloatArray:
        """Flows between regions (m, m), the diagonal zero."""
        return self.flows.between_regions().values

    @cached_property
    def path_ranks(self) -> NDArray[np.int64]:
        """Rank of each flow between regions (m, m), 1 the largest."""
        away = ~np.eye(len(self.between), dtype=bool)
        order = np.sort(-self.between[away])
        return np.asarray(np.searchsorted(order, -self.between) + 1)

    @cached_property
    def net_ranks(self) -> NDArray[np.int64]:
        """Rank of each region's net outflow (m,), 1 the largest."""
        net = self.net_outflow
        return np.asarray(np.searchsorted(np.sort(-net), -net) + 1)


@dataclass(frozen=True, eq=False)
class ReadingsCompared:
    """Every reading of a study that could be made.

    Attributes
    ----------
    chosen : str
        The reading that the study keeps to.
    own_scheme : str
        Name of the sectors of the study.
    made : tuple of ReadFlows
        The readings, those in the sectors of the study first.
    left_out : dict
        Why others could not be made, by scheme and reading.
    """

    chosen: str
    own_scheme: str
    made: tuple[ReadFlows, ...]
    left_out: Mapping[tuple[str, str], Message]

    @property
    def own(self) -> tuple[ReadFlows, ...]:
        """The readings in the sectors of the study."""
        return tuple(each for each in self.made if each.scheme == self.own_scheme)

    @property
    def study(self) -> ReadFlows:
        """The reading that the study keeps to, in its own sectors."""
        return next(each for each in self.own if each.reading == self.chosen)

    def paths(self, listed: pd.DataFrame) -> list[tuple[int, int]]:
        """Return the ends of the paths that are shown, by position, the study's largest first.

        Parameters
        ----------
        listed : DataFrame
            Key paths of the study; the largest of every reading stand beside them.
        """
        codes = self.study.flows.codes
        at = {code: position for position, code in enumerate(codes)}
        ends = {
            (at[origin], at[to])
            for origin, to in zip(listed["from_adcode"], listed["to_adcode"], strict=True)
        }
        for each in self.made:
            first = (each.path_ranks <= FIRST_PATHS) & (each.between > 0)
            ends |= {(int(r), int(s)) for r, s in np.argwhere(first) if r != s}
        return sorted(ends, key=lambda pair: (self.study.path_ranks[pair], pair))

    def table(self, listed: pd.DataFrame) -> pd.DataFrame:
        """Return size and rank of paths, net positions and key regions under every reading.

        ``what`` is ``path`` (the flow), ``net_outflow`` or ``key_region`` (the size is outflow
        and inflow together, the rank that of `key_provinces`).
        """
        names = ("from_adcode", "from_zh", "from_en", "to_adcode", "to_zh", "to_en")
        ends = self.paths(listed)
        return pd.DataFrame(
            [row for each in self.made for row in _rows(each, ends)],
            columns=[
                "what",
                "scheme",
                "reading",
                *names,
                header(self.study.flows.unit),
                "rank",
            ],
        )

    def totals(self) -> pd.DataFrame:
        """Return what each reading distributes, and that nothing is lost.

        ``emitted`` is what the sectors emit; ``at_home``, ``between``, ``exported``,
        ``stocked`` and ``balancing`` are where it goes; ``overcount`` is what imports would
        have emitted, which a competitive reading counts too much.
        """
        unit = header(self.study.flows.unit)
        rows = []
        for each in self.made:
            goes = {
                "at_home": float(np.trace(each.flows.values)),
                "between": float(each.between.sum()),
                "exported": each.exported,
                "stocked": each.stocked,
                "balancing": each.balancing,
            }
            competitive = each.reading == "competitive_imports"
            sizes = {
                "emitted": each.emitted,
                **goes,
                "difference": each.emitted - sum(goes.values()),
                "overcount": -goes["balancing"] if competitive else 0.0,
            }
            rows.append(
                {
                    "scheme": each.scheme,
                    "reading": each.reading,
                    **{f"{name}_{unit}": size for name, size in sizes.items()},
                    "largest_relative_gap": each.conservation_gap,
                }
            )
        return pd.DataFrame(rows)

    def agreement(self, listed: pd.DataFrame) -> pd.DataFrame:
        """Return Kendall's W of all flows, of the listed paths, net positions and key regions.

        ``over`` says of which readings: ``definitions`` and ``exponents`` in the sectors of
        the study, ``schemes`` for the reading of the study in both, and ``all``.
        """
        sets = {
            "definitions": [e for e in self.own if e.reading not in GRAVITY_EXPONENTS],
            "exponents": [e for e in self.own if e.reading in GRAVITY_EXPONENTS],
            "schemes": [e for e in self.made if e.reading == self.chosen],
            "all": list(self.made),
        }
        ends = self.paths(listed)
        rows = []
        for over, members in sets.items():
            for what, values in _ranked(members, ends).items():
                if len(members) < 2 or values.shape[1] < 2 or (np.ptp(values, axis=1) == 0).all():
                    continue
                rows.append(
                    {
                        "what": what,
                        "over": over,
                        "readings": len(members),
                        "ranked": values.shape[1],
                        "kendalls_w": kendalls_w(values),
                    }
                )
        return pd.DataFrame(rows, columns=["what", "over", "readings", "ranked", "kendalls_w"])

    def tables(self, listed: pd.DataFrame) -> dict[str, pd.DataFrame]:
        """Return the tables for people, by the stem of their file."""
        return {
            "readings": self.table(listed),
            "reading_totals": self.totals(),
            "reading_agreement": self.agreement(listed),
        }


def _rows(each: ReadFlows, ends: Sequence[tuple[int, int]]) -> Iterator[tuple[object, ...]]:
    """Return the rows of a reading: paths, net positions, key regions."""
    named = [(region.code, region.name_zh, region.name_en) for region in each.flows.regions]
    nobody = ("", "", "")
    found = (each.scheme, each.reading)
    for r, s in ends:
        size, rank = float(each.between[r, s]), int(each.path_ranks[r, s])
        yield ("path", *found, *named[r], *named[s], size, rank)
    for what, sizes, ranks in (
        ("net_outflow", each.net_outflow, each.net_ranks),
        ("key_region", each.exchanged, each.key_rank.astype(int)),
    ):
        for name, size, rank in zip(named, sizes.tolist(), ranks.tolist(), strict=True):
            yield (what, *found, *name, *nobody, size, rank)


def _emitted(accounts: CarbonAccounts) -> float:
    if accounts.focus is None or accounts.focus.reading == "emitters":
        return float(accounts.direct_intensity @ accounts.table.x)
    return float(accounts.direct.sum())


def _ranked(members: list[ReadFlows], ends: list[tuple[int, int]]) -> dict[str, FloatArray]:
    """Return what each kind of finding is ranked by (readings, things)."""
    if not members:
        return {}
    m = len(members[0].between)
    away = ~np.eye(m, dtype=bool)
    return {
        "flow": np.array([-each.between[away] for each in members]),
        "path": np.array([[-each.between[pair] for pair in ends] for each in members]),
        "net_outflow": np.array([-each.net_outflow for each in members]),
        "key_region": np.array([each.key_rank for each in members]),
    }


def compare_readings(
    prepared: PreparedTable, options: AccountOptions, accounts: CarbonAccounts
) -> ReadingsCompared:
    """Make every reading of a study, in its own sectors and in another scheme.

    The other scheme is ``s26``, or the sectors of the table where the study merges them; it is
    left out where the focus of the study is not a group of its sectors.

    Parameters
    ----------
    prepared : PreparedTable
        The table of the study.
    options : AccountOptions
        What was asked for.
    accounts : CarbonAccounts
        The accounts of the study, under the reading that it keeps to.
    """
    own = options.scheme or (prepared.scheme.name if prepared.scheme is not None else "own")
    made = [ReadFlows.of(own, options.reading, accounts)]
    left_out: dict[tuple[str, str], Message] = {}
    for name, seen in _schemes(prepared, options, own):
        base = accounts if (name, options.reading) == (own, DEFAULT_READING) else None
        try:
            table = base.table if base is not None else prepared.under(_with(seen, DEFAULT_READING))
            _require_same_focus(accounts, table, prepared, seen)
        except TanmaiError as error:
            left_out[name, "every reading"] = error.message
            continue
        for reading in READINGS:
            if (name, reading) == (own, options.reading):
                continue
            try:
                accounted = _read(prepared, _with(seen, reading), table, base)
                made.append(ReadFlows.of(name, reading, accounted))
            except TanmaiError as error:
                left_out[name, reading] = error.message
                continue
            base = accounted if reading == DEFAULT_READING else base
    order = list(READINGS)
    made.sort(key=lambda each: (each.scheme != own, order.index(each.reading)))
    return ReadingsCompared(options.reading, own, tuple(made), left_out)


def _with(options: AccountOptions, reading: str) -> AccountOptions:
    return options.model_copy(update={"reading": reading})


def _schemes(
    prepared: PreparedTable, options: AccountOptions, own: str
) -> list[tuple[str, AccountOptions]]:
    """Return the sectors of the study and those of another scheme, as options by name."""
    schemes = [(own, options)]
    if prepared.scheme is not None:
        other = _OTHER if own == prepared.scheme.name else prepared.scheme.name
        schemes.append((other, options.model_copy(update={"scheme": other})))
    return schemes


def _require_same_focus(
    accounts: CarbonAccounts, table: MrioTable, prepared: PreparedTable, seen: AccountOptions
) -> None:
    """Reject a scheme in which the focus means other sectors.

    Raises
    ------
    LabelError
        It is no group of sectors there, or not the same one.
    """
    focus = focus_of(_with(seen, DEFAULT_READING), prepared.scheme, table, seen.scheme)
    if focus is None or accounts.focus is None:
        return
    row = stressor_row(table, accounts.stressor)
    here, there = (
        float(one.F[row] @ sector_mask(one, codes))
        for one, codes in (
            (accounts.table, accounts.focus.sector_codes),
            (table, focus.sector_codes),
        )
    )
    if abs(here - there) > _SAME * max(abs(here), abs(there)):
        raise LabelError(
            message(
                "'{focus}' is another group of sectors in {scheme}; name a group that both "
                "schemes have.",
                focus=focus.name,
                scheme=seen.scheme,
            )
        )


def _read(
    prepared: PreparedTable,
    options: AccountOptions,
    default: MrioTable,
    base: CarbonAccounts | None,
) -> CarbonAccounts:
    """Return the accounts of a reading; its system is that of the base where they have one A."""
    if options.reading in OF_THE_WHOLE_TABLE:
        table = prepared.under(options)
    else:
        table = under_reading(default, options.reading)
    focus = focus_of(options, prepared.scheme, table, options.scheme)
    alike = base is not None and table.Z is base.table.Z and table.x is base.table.x
    system = base.system if base is not None and alike else LeontiefSystem(table, options.method)
    return carbon_accounts(table, focus=focus, system=system)
