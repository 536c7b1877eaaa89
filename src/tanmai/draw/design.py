"""How wide a picture is on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tanmai.core.errors import OptionError
from tanmai.core.messages import message

WIDTH, COLUMN = 180.0, 90.0
"""Width of a figure in millimetres: two columns of a journal, and one."""
MARGIN = 4.0
Columns = Literal["one", "two"]
"""Columns of a journal that a picture fills."""
FORMATS = ("png", "svg", "pdf")
"""In which a picture can be written."""
INCH, DECIMALS = 72, 2
"""Points of an inch, and decimals of a point in SVG and PDF: a tenth of a dot of a printer."""
LABEL_SIZE, SMALLEST_SIZE = 7.0, 6.0
"""Points; no text of a picture is smaller than the latter."""


@dataclass(frozen=True)
class Design:
    """The form of a picture.

    Attributes
    ----------
    columns : str
        Columns of a journal that the picture fills: ``"two"`` (180 mm) or ``"one"`` (90 mm).
        In one column a chart has smaller panels and fewer ticks, its text is at least 6 points.

    Raises
    ------
    OptionError
        The columns are neither one nor two.
    """

    columns: str = "two"

    def __post_init__(self) -> None:
        if self.columns not in ("one", "two"):
            raise OptionError(
                message(
                    "A picture fills one or two columns, not '{columns}'.",
                    columns=self.columns,
                )
            )

    @property
    def in_two_columns(self) -> bool:
        """Whether the picture is as wide as the page."""
        return self.columns == "two"

    @property
    def sheet_width(self) -> float:
        """Width of the picture in millimetres."""
        return WIDTH if self.in_two_columns else COLUMN

    @property
    def width(self) -> float:
        """Width between the margins in millimetres."""
        return self.sheet_width - 2 * MARGIN

    @property
    def right(self) -> float:
        """Where the right margin begins, in millimetres."""
        return self.sheet_width - MARGIN

    @property
    def label_size(self) -> float:
        """Size of names and values in points."""
        return LABEL_SIZE if self.in_two_columns else SMALLEST_SIZE
