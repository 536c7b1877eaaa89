"""The table of a page that sums the regions by sector."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tanmai.core.labels import Sector
from tanmai.core.language import fixed
from tanmai.report.page_table import NAME, TEXT, Cell, Column, PageTable, number, words
from tanmai.report.voice import Voice

FloatArray = NDArray[np.float64]


def sectors_table(say: Voice) -> PageTable:
    """Return the sums of all regions by sector, in 30 sectors where the scheme is finer."""
    study, table = say.study, say.study.table
    by_region = study.accounts.direct.reshape(table.index.m, table.index.n)
    direct = say.by_shown_sector(by_region.sum(axis=0))
    footprint = say.by_shown_sector(study.accounts.footprint_by_product.sum(axis=0))
    order = _in_order(say)
    rows = [
        (
            words(say.shown_sectors[i].code),
            words(say.name(say.shown_sectors[i])),
            *_amount_and_share(say, direct, i),
            *_amount_and_share(say, footprint, i),
        )
        for i in order
    ]
    sums = (float(direct.sum()), float(footprint.sum()))
    amounts = [say.amount(value) for value in (*direct, *footprint)]
    return PageTable(
        stem="sectors",
        caption=say("Sums by sector{topic}, {year}", topic=say.topic, year=table.year),
        columns=(
            Column(say("Code"), TEXT),
            Column(say("Sector"), NAME),
            Column(say("Direct emissions"), unit=say.unit),
            Column(say("Share"), unit="%"),
            Column(say("Footprint of its products"), unit=say.unit),
            Column(say("Share"), unit="%"),
        ),
        rows=tuple(rows),
        total=(
            words(""),
            words(say("Sum")),
            *(cell for s in sums for cell in (number(say.amount(s), s), words(""))),
        ),
        note=_note(say) + _note_on_negative(say, amounts),
        sectors=tuple((say.shown_sectors[i].code,) for i in order),
    )


def sectors_in_order(say: Voice) -> list[Sector]:
    """Return the sectors that a page shows, in the order of their codes."""
    return [say.shown_sectors[i] for i in _in_order(say)]


def _in_order(say: Voice) -> list[int]:
    """Return the positions of the sectors in the order of their codes, where a scheme has one.

    A view numbers its sectors on its own, so the order of the scheme is not that of the view.
    """
    codes = [sector.code for sector in say.shown_sectors]
    if say.study.scheme is None:
        return list(range(len(codes)))
    return sorted(range(len(codes)), key=lambda i: (len(codes[i]), codes[i]))


def _amount_and_share(say: Voice, values: FloatArray, i: int) -> tuple[Cell, Cell]:
    amount, total = number(say.amount(values[i]), values[i]), float(values.sum())
    if total <= 0:
        return amount, number("—", 0.0)
    share = float(values[i]) / total
    return amount, number(fixed(100 * share, 1), share)


def _note(say: Voice) -> str:
    """Say what the two columns hold in this reading of the accounts."""
    focus = say.study.accounts.focus
    if focus is None:
        return say(
            "Direct emissions: emitted by the sector itself. Footprint: embodied in domestic "
            "final demand for the sector's products, wherever they were made; exports are not in "
            "it, so the two sums differ. Households' own emissions belong to no sector."
        )
    if focus.reading == "emitters":
        return say(
            "Direct emissions: emitted by the sectors in focus themselves, zero for all others. "
            "Footprint: what the sectors in focus emitted for domestic final demand for the "
            "sector's products, wherever they were made; exports are not in it, so the two sums "
            "differ."
        )
    return say(
        "Direct emissions: what the sector emitted for final demand for the products in "
        "focus, exports included, not all that it emits; the intensities in "
        "accounts_by_sector.csv are those of all its emissions. Footprint: embodied in "
        "domestic final demand for the products in focus, wherever they were made; exports "
        "are not in it, so the two sums differ."
    )


def _note_on_negative(say: Voice, amounts: Sequence[str]) -> str:
    """Say why an amount is negative, where one is shown so."""
    if not any(amount.startswith("−") for amount in amounts):
        return ""
    return say(
        " Below zero: stock that was drawn down gave back more than other final demand caused."
    )
