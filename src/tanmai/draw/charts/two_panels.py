"""A row for each region beside two panels: its two accounts, and its net outflow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tanmai.core.labels import Region
from tanmai.draw.charts.panel import OFF, names_width
from tanmai.draw.design import MARGIN, Design
from tanmai.draw.key import ROW, Entry, Mark, draw_key
from tanmai.draw.page import BODY_SIZE, Caption, Layer

_ABOVE_PANELS, _OVER_KEY = 5.4, 3.2
_ACCOUNTS, _BETWEEN, _CLOSE = 90.0, 9.0, 4.0


@dataclass(frozen=True)
class TwoPanels:
    """Where names, accounts and net outflow stand, in millimetres across the sheet.

    Attributes
    ----------
    design : Design
        How wide the sheet is.
    row : float
        Height of the row of a region.
    names, accounts, between : float
        Widths of the column of names, of the panel of accounts, and between the panels.
    """

    design: Design
    row: float
    names: float
    accounts: float
    between: float

    @classmethod
    def of(
        cls, regions: Sequence[Region], row: float, caption: Caption, design: Design
    ) -> TwoPanels:
        """Return the places in a design."""
        names = names_width(regions, caption, design)
        if design.in_two_columns:
            return cls(design, row, names, _ACCOUNTS, _BETWEEN)
        return cls(design, row, names, 0.54 * (design.width - names - _CLOSE), _CLOSE)

    @property
    def left(self) -> float:
        """Where the accounts begin."""
        return MARGIN + self.names

    @property
    def nets_left(self) -> float:
        """Where the net outflow begins."""
        return self.left + self.accounts + self.between

    @property
    def nets(self) -> float:
        """Width of the panel of net outflow."""
        return self.design.right - self.nets_left

    @property
    def heading(self) -> float:
        """Height of the key, the titles and the values above the rows."""
        return _ABOVE_PANELS + _OVER_KEY + (1 if self.design.in_two_columns else 2) * ROW

    def draw_heading(
        self, layer: Layer, top: float, marks: tuple[Mark, Mark], caption: Caption
    ) -> None:
        """Draw the key of the accounts, by their marks, and the title of the net outflow."""
        say = caption.say
        accounts = (say("Production-based"), say("Consumption-based"))
        net = say("Net outflow (+), net inflow (−)")
        y = top + _ABOVE_PANELS + 1.0
        if self.design.in_two_columns:
            layer.write(self.nets_left, y, net, size=BODY_SIZE)
        else:
            layer.write(self.design.right, y, net, size=BODY_SIZE, ha="right")
        key = [Entry(text, mark) for text, mark in zip(accounts, marks, strict=True)]
        top += self.heading - _OVER_KEY
        draw_key(layer, self.left, top, self.design.right - self.left, key)
        unit = caption.unit_name
        layer.write(self.left - OFF, top - ROW + 1.2, unit, size=BODY_SIZE, ha="right")

    def rows(
        self, layer: Layer, regions: Sequence[Region], top: float, language: str
    ) -> Iterator[tuple[Region, float]]:
        """Write the name of each region and give it with the middle of its row."""
        for number, region in enumerate(regions):
            y = top - (number + 0.5) * self.row
            layer.write(
                self.left - OFF,
                y,
                region.name(language),
                size=self.design.label_size,
                ha="right",
                va="center_baseline",
                gid=f"label-{region.code}",
            )
            yield region, y
