"""A labelled square matrix of flows between regions: what accounts give and networks take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import TableError
from tanmai.core.labels import Region
from tanmai.core.messages import message
from tanmai.core.notebook import Shown

if TYPE_CHECKING:
    # imported where it is used: half a second and 60 MB that accounts alone do not need
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class FlowMatrix(Shown):
    """Flows from each region (row) to each region (column).

    Parameters
    ----------
    regions : tuple of Region
        m regions, the same for rows and columns.
    values : array (m, m)
        ``values[r, s]`` flows from region r to region s; the diagonal stays at home.
    unit : str
        Unit of the values, for example ``"Mt CO2"``.

    Raises
    ------
    TableError
        The matrix does not fit the regions, or holds a NaN or an infinity.
    """

    regions: tuple[Region, ...]
    values: NDArray[np.float64]
    unit: str

    def __post_init__(self) -> None:
        m = len(self.regions)
        if self.values.shape != (m, m):
            raise TableError(
                message(
                    "A flow matrix of {m} regions must be {m} x {m}, not {shape}.",
                    m=m,
                    shape=self.values.shape,
                )
            )
        if not np.isfinite(self.values).all():
            row, column = np.argwhere(~np.isfinite(self.values))[0]
            raise TableError(
                message(
                    "The flow from {regions} to {regions_2} is not a number; fix it in the source.",
                    regions=self.regions[row],
                    regions_2=self.regions[column],
                )
            )

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the regions, in order."""
        return tuple(region.code for region in self.regions)

    def between_regions(self) -> FlowMatrix:
        """Return the same flows with the diagonal set to zero."""
        values = self.values.copy()
        np.fill_diagonal(values, 0.0)
        return replace(self, values=values)

    def among(self, codes: Sequence[str]) -> FlowMatrix:
        """Return the flows among some regions alone, in the order of the matrix."""
        at = [place for place, region in enumerate(self.regions) if region.code in set(codes)]
        regions = tuple(self.regions[place] for place in at)
        return replace(self, regions=regions, values=self.values[np.ix_(at, at)])

    def net(self) -> FlowMatrix:
        """Return the net flows max(C − C', 0): one direction for each pair."""
        return replace(self, values=np.maximum(self.values - self.values.T, 0.0))

    def to_frame(self, names: str | None = None) -> pd.DataFrame:
        """Return the matrix as a DataFrame, senders in rows.

        Parameters
        ----------
        names : str, optional
            ``"zh"`` or ``"en"`` for the names of the regions; their codes by default.
        """
        import pandas as pd

        labels = self.codes if names is None else [region.name(names) for region in self.regions]
        return pd.DataFrame(
            self.values,
            index=pd.Index(labels, name="from"),
            columns=pd.Index(labels, name="to"),
        )

    def __repr__(self) -> str:
        m = len(self.regions)
        between = float(self.values.sum() - np.trace(self.values))
        return (
            f"<FlowMatrix {m} x {m}: {self.values.sum():,.6g} {self.unit}, "
            f"{between:,.6g} of them between regions>"
        )

    def to_records(self) -> pd.DataFrame:
        """Return all pairs, the diagonal too: from, to, value, in the order of the regions."""
        import pandas as pd

        m = len(self.regions)
        return pd.DataFrame(
            {
                "from": np.repeat(np.array(self.codes, dtype=object), m),
                "to": np.tile(np.array(self.codes, dtype=object), m),
                "value": self.values.ravel(),
            }
        )
