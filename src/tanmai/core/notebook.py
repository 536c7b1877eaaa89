"""What a notebook shows of a result: its line, and its tables folded below."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_ROWS, _COLUMNS = 5, 12


class Shown:
    """A result of which notebooks show a line and the table of `to_frame`."""

    def to_frame(self) -> pd.DataFrame:
        """Return it as a table."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return folded(repr(self).strip("<>"), {"": self.to_frame()})


def folded(title: str, tables: Mapping[str, pd.DataFrame]) -> str:
    """Return a title and the first and last rows of tables as HTML, folded away by name."""
    parts = [f"<p><b>{html.escape(title)}</b></p>"]
    for name, table in tables.items():
        size = f"{len(table)} × {table.shape[1]}"
        shown = table.to_html(max_rows=_ROWS, max_cols=_COLUMNS, index=False, border=0)
        summary = html.escape(f"{name} ({size})" if name else size)
        parts.append(f"<details><summary>{summary}</summary>{shown}</details>")
    return "".join(parts)
