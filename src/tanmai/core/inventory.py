"""Emission inventories: provinces by rows and fuels, and their way to the sectors of a table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tanmai.core import units
from tanmai.core.concordance import Concordance, merged_region
from tanmai.core.errors import LabelError, TableError
from tanmai.core.labels import Region, Sector
from tanmai.core.messages import listed, message
from tanmai.core.table import Provenance

FloatArray = NDArray[np.float64]

Stranded = Literal["refuse", "spread"]

HOUSEHOLD = "household"
HOUSEHOLDS = Sector(HOUSEHOLD, "居民生活", "Households")


@dataclass(frozen=True, eq=False)
class EmissionInventory:
    """Emissions of p provinces by q rows of sectors and u fuels; Mt CO2.

    Parameters
    ----------
    year : int
        Year of the inventory.
    provinces : tuple of Region
        The p provinces, or groups of them.
    rows : tuple of Sector
        The q rows that belong to sectors.
    household_rows : tuple of Sector
        The h rows that belong to households.
    fuels : tuple of str
        The u fuels; industrial processes are one of them.
    values : array (p, q, u)
        Emissions of the sectors.
    households : array (p, h, u)
        Direct emissions of the households.
    provenance : Provenance
        Where it comes from.
    missing : tuple of Region
        Provinces of the mainland that it does not have.
    emission_unit : str
        Unit of the values.

    Raises
    ------
    TableError
        A part does not have the shape that the labels ask for.
    """

    year: int
    provinces: tuple[Region, ...]
    rows: tuple[Sector, ...]
    household_rows: tuple[Sector, ...]
    fuels: tuple[str, ...]
    values: FloatArray
    households: FloatArray
    provenance: Provenance
    missing: tuple[Region, ...] = ()
    emission_unit: str = units.EMISSIONS

    def __post_init__(self) -> None:
        p, u = len(self.provinces), len(self.fuels)
        expected = {
            "values": (p, len(self.rows), u),
            "households": (p, len(self.household_rows), u),
        }
        for part, shape in expected.items():
            found = getattr(self, part)
            if found.shape != shape:
                raise TableError(
                    message(
                        "{part} of inventory '{table}' is {shape}, but its labels ask for "
                        "{shape_2}.",
                        part=part,
                        table=self.provenance.name,
                        shape=found.shape,
                        shape_2=shape,
                    )
                )
            frozen = np.asarray(found, dtype=np.float64).view()
            frozen.flags.writeable = False
            object.__setattr__(self, part, frozen)

    @property
    def scope_1(self) -> FloatArray:
        """Emissions of each province, sectors and households together (p,)."""
        return np.asarray(self.values.sum(axis=(1, 2)) + self.households.sum(axis=(1, 2)))

    def by_fuel(self, codes: Collection[str]) -> dict[str, float]:
        """Return the emissions of some rows by fuel, all provinces together; Mt CO2.

        Raises
        ------
        LabelError
            A code is no row of the inventory.
        """
        known = [row.code for row in self.rows]
        unknown = sorted(set(codes) - set(known))
        if unknown:
            raise LabelError(
                message(
                    "{unknown} is not a row of inventory '{table}'; give codes from {known} to "
                    "{last}.",
                    unknown=listed(unknown),
                    table=self.provenance.name,
                    known=known[0],
                    last=known[-1],
                )
            )
        sums = self.values[:, np.isin(known, list(codes))].sum(axis=(0, 1))
        return {fuel: float(value) for fuel, value in zip(self.fuels, sums, strict=True)}

    def merged(self, groups: Concordance) -> EmissionInventory:
        """Return the inventory of the groups that hold one of its provinces at least.

        Raises
        ------
        LabelError
            A province has no group.
        """
        codes = [province.code for province in self.provinces]
        groups.require_sources(codes, message("the provinces of the inventory"))
        G = groups.matrix(codes, [group.code for group in groups.targets])
        reached = np.flatnonzero(G.any(axis=0))
        G = G[:, reached]
        members = [
            [province for province, share in zip(self.provinces, column, strict=True) if share > 0]
            for column in G.T
        ]
        labels = [groups.targets[at] for at in reached]
        return replace(
            self,
            provinces=tuple(map(merged_region, labels, members)),
            values=np.einsum("pqu,pg->gqu", self.values, G),
            households=np.einsum("phu,pg->ghu", self.households, G),
            provenance=self.provenance.with_change(
                message("provinces merged (groups {groups})", groups=groups.name)
            ),
        )

    def emissions_by_sector_and_fuel(
        self,
        concordance: Concordance,
        sectors: Sequence[Sector],
        output: FloatArray,
        stranded: Stranded = "refuse",
    ) -> FloatArray:
        """Return the emissions of the sectors of a table by fuel (p, n, u); Mt CO2.

        A row that the concordance splits by output goes to each sector i of
        province r as x[r, i] / Σ x[r, ·] over the sectors that the row covers.
        Rows that go to ``household`` are not in the result.

        Parameters
        ----------
        concordance : Concordance
            From the rows to the sectors.
        sectors : sequence of Sector
            The n sectors of the table.
        output : array (p, n)
            Output of each sector in each province.
        stranded : str, optional
            What becomes of emissions whose sectors have no output: ``refuse``, or
            ``spread`` them over the other sectors of the province in proportion
            to their emissions.

        Raises
        ------
        LabelError
            A row or a sector is unknown to the other side.
        TableError
            A row has emissions where its sectors have no output, and ``stranded``
            is ``refuse``; it is named.
        """
        rows = [row.code for row in self.rows]
        concordance.require_sources(rows, message("the inventory"))
        concordance.require_source_names(self.rows)
        concordance.require_targets((*sectors, HOUSEHOLDS))
        _require_reached(concordance, sectors)
        _check_side(concordance, self.rows, self.household_rows)
        weights = concordance.matrix(rows, [sector.code for sector in sectors])
        amounts = self.values.sum(axis=2)
        by_output = np.isnan(weights).astype(np.float64)
        fixed = np.where(np.isnan(weights), 0.0, weights)
        idle = output <= 0
        totals = np.where(idle, 0.0, output) @ by_output.T
        lost = (amounts > 0) & (
            (by_output.any(axis=1) & (totals == 0))
            | (idle.astype(np.float64) @ (fixed > 0).T.astype(np.float64) > 0)
        )
        if stranded == "refuse" and lost.any():
            self._reject_stranded(amounts, lost, weights, sectors, idle)
        per_output = np.divide(1.0, totals, out=np.zeros_like(totals), where=totals > 0)
        rate = self.values * per_output[:, :, None]
        found = fixed.T @ self.values + (by_output.T @ rate) * output[:, :, None]
        return self._spread(np.where(idle[:, :, None], 0.0, found), amounts, lost.any(axis=1))

    def _reject_stranded(
        self,
        amounts: FloatArray,
        lost: NDArray[np.bool_],
        weights: FloatArray,
        sectors: Sequence[Sector],
        idle: NDArray[np.bool_],
    ) -> None:
        province, row = (int(at) for at in np.argwhere(lost)[0])
        reached = idle[province] & (np.isnan(weights[row]) | (weights[row] > 0))
        names = [sector for sector, part in zip(sectors, reached, strict=True) if part]
        raise TableError(
            message(
                "{provinces} emits {amounts} Mt CO2 in row {rows}, which goes to {names}, but "
                "has no output there ({n} such rows in all); give a concordance that sends the "
                "row elsewhere, or spread such emissions over the other sectors of their "
                "province (stranded='spread').",
                provinces=self.provinces[province],
                amounts=f"{amounts[province, row]:.4g}",
                rows=self.rows[row],
                names=listed(names),
                n=int(lost.sum()),
            )
        )

    def _spread(
        self, found: FloatArray, amounts: FloatArray, short: NDArray[np.bool_]
    ) -> FloatArray:
        """Return the emissions with what the provinces lost put onto what they have."""
        kept, whole = found.sum(axis=(1, 2)), amounts.sum(axis=1)
        if (short & (kept <= 0)).any():
            at = int(np.flatnonzero(short & (kept <= 0))[0])
            raise TableError(
                message(
                    "{provinces} has emissions in the inventory but no sector with output to "
                    "take them; leave the province out or fix its output.",
                    provinces=self.provinces[at],
                )
            )
        factor = np.where(short, whole / np.where(kept > 0, kept, 1.0), 1.0)
        return np.asarray(found * factor[:, None, None])


def _require_reached(concordance: Concordance, sectors: Sequence[Sector]) -> None:
    reached = {target.code for target in concordance.targets}
    forgotten = [sector for sector in sectors if sector.code not in reached]
    if forgotten:
        raise LabelError(
            message(
                "Concordance '{concordance}' sends no row to {forgotten}; add a row, with weight "
                "0 where the sector has no emissions.",
                concordance=concordance.name,
                forgotten=listed(forgotten),
            )
        )


def _check_side(
    concordance: Concordance, rows: Sequence[Sector], household_rows: Sequence[Sector]
) -> None:
    """Reject a concordance that takes emissions of households for those of sectors, or back."""
    of_sectors = {row.code for row in rows}
    of_households = {row.code for row in household_rows}
    for link in concordance.links:
        to_household = link.target.code == HOUSEHOLD
        if link.source.code in (of_sectors if to_household else of_households):
            kind = message("a sector") if to_household else message("households")
            raise LabelError(
                message(
                    "Concordance '{concordance}' sends {source}, a row of {kind}, to {target}; "
                    "rows of households, and no others, go to '{household}'.",
                    concordance=concordance.name,
                    source=link.source,
                    kind=kind,
                    target=link.target,
                    household=HOUSEHOLD,
                )
            )
