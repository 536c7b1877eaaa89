"""Printed statements and ours as a table of a page."""

from __future__ import annotations

from collections.abc import Sequence

from tanmai.core.language import Language, significant
from tanmai.metals.quantity_units import unit_name
from tanmai.metals.statements import FINDINGS, NOT_DERIVABLE, REPRODUCED, Statement, statement_table
from tanmai.report.frame_table import Field, frame_table
from tanmai.report.page_table import NAME, TEXT, Column, PageTable


def printed_table(statements: Sequence[Statement], say: Language) -> PageTable:
    """Return statements with the printed figure, ours, the finding and its reason."""
    frame = statement_table(statements)
    frame = frame.assign(
        printed=[one.printed for one in statements],
        found=[say(FINDINGS[one.finding]) for one in statements],
        unit=[unit_name(one.unit, say) for one in statements],
        own=["—" if one.ours is None else significant(one.ours) for one in statements],
    )
    return frame_table(
        "published",
        say("Beside the figures that are printed"),
        frame,
        [
            Field(f"quantity_{say.language}", Column(say("Statement"), NAME)),
            Field("section", Column(say("Section"), TEXT)),
            Field("printed", Column(say("Printed figure"), TEXT)),
            Field("own", Column(say("Ours"), TEXT)),
            Field("unit", Column(say("Unit"), TEXT)),
            Field("found", Column(say("Finding"), TEXT)),
            Field(f"reason_{say.language}", Column(say("Reason"), TEXT)),
        ],
        say("Everything follows from the report's own numbers; nothing was tuned to meet one."),
    )


def said_of_statements(statements: Sequence[Statement], say: Language) -> str:
    """Return how many printed statements are met, in a sentence."""
    computed = [one for one in statements if not one.is_input and one.finding != NOT_DERIVABLE]
    met = sum(one.finding == REPRODUCED for one in computed)
    return say(
        "Of {number} printed figures that follow from others, {met} are reproduced and "
        "{number_2} contradict other figures of the same report.",
        number=len(computed),
        met=met,
        number_2=len(computed) - met,
    )
