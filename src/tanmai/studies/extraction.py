"""``tanmai extract``: each province, sector or province's sector left out in turn."""

from __future__ import annotations

from collections.abc import Callable

from tanmai.accounting.carbon import CONSERVATION_LIMIT, carbon_accounts
from tanmai.analysis import (
    Blocks,
    CompleteExtraction,
    blocks_by_region,
    blocks_by_region_and_sector,
    blocks_by_sector,
    complete_extraction,
)
from tanmai.checks import Finding, check_table
from tanmai.core.errors import OptionError, did_you_mean
from tanmai.core.labels import RegionSectorIndex
from tanmai.core.messages import listed, message
from tanmai.solve import LeontiefSystem
from tanmai.studies import tables as result_tables
from tanmai.studies.files import focus_sentence, solution_record
from tanmai.studies.options import ExtractionOptions
from tanmai.studies.prepare import focus_of, prepare_table
from tanmai.studies.result import ModelResult, law
from tanmai.studies.steps import Step, silent

BLOCKS: dict[str, Callable[[RegionSectorIndex], Blocks]] = {
    "province": blocks_by_region,
    "sector": blocks_by_sector,
    "province-sector": blocks_by_region_and_sector,
}
"""What may be extracted, and the blocks of a table that it is."""

_MEANING = (
    message(
        "A block that is extracted makes nothing, buys nothing, and its final demand goes with "
        "it; technology and final demand of all others stay, and the table is solved again. "
        "output_lost and emissions_lost are what falls away in the whole table, the block's own "
        "included."
    ),
    message(
        "internal and mixed are emitted in the block for its own final demand (mixed after "
        "leaving it and coming back); net_forward is emitted in the block for final demand of "
        "others; net_backward by others for final demand of the block; net_transfer is "
        "forward less backward. Direct emissions of households are not in them."
    ),
)
_LIMITS = (
    message(
        "An extraction is hypothetical: no prices, no substitution, nothing imported instead. "
        "What falls with one block overlaps with what falls with another, so losses do not "
        "add up."
    ),
)


def blocks_by(by: str) -> Callable[[RegionSectorIndex], Blocks]:
    """Return what makes the blocks of a table, by ``"province"``, ``"sector"`` or both.

    Raises
    ------
    OptionError
        It is none of ``BLOCKS``.
    """
    if by not in BLOCKS:
        raise OptionError(
            message(
                "by = '{by}': give {blocks}.{nearest}",
                by=by,
                blocks=listed(BLOCKS),
                nearest=did_you_mean(by, BLOCKS),
            )
        )
    return BLOCKS[by]


def extract_blocks(options: ExtractionOptions, by: str, step: Step = silent) -> ModelResult:
    """Extract every province, every sector, or every sector of every province.

    Parameters
    ----------
    options : ExtractionOptions
        The table, its emissions, sectors and regions, the focus, the method and the scheduler.
    by : str
        One of ``BLOCKS``.
    step : callable, optional
        Is told the name of each step as it begins, and how many blocks are done.

    Raises
    ------
    TanmaiError
        An option, a file, a label or the table is wrong; the message says what to fix.
    """
    blocks = blocks_by(by)
    step("read")
    prepared = prepare_table(options)
    table = prepared.table
    step("check")
    check_table(table).require()
    step("solve")
    focus = focus_of(options, prepared.scheme, table, options.scheme)
    system = LeontiefSystem(table, options.method)
    accounts = carbon_accounts(table, focus=focus, system=system)
    found = complete_extraction(
        accounts,
        blocks(table.index),
        scheduler=options.scheduler,
        progress=lambda done, of: step("extract", done, of),
    )
    return ModelResult(
        command="extract",
        options={"by": by, **options.to_record()},
        inputs=prepared.inputs,
        tables={"extraction": result_tables.complete_extraction(found, table, by)},
        checks=(_balanced(found),),
        assumptions=(
            *(table.pressure.said_in(text) for text in _MEANING),
            *([focus_sentence(focus)] if focus else []),
        ),
        limits=(table.provenance.caveats, *_LIMITS),
        method={**solution_record(accounts), "residual": found.residual},
        mrio_tables=(table,),
    )


def _balanced(found: CompleteExtraction) -> Finding:
    total = float(abs(found.emissions).sum())
    return law(
        message("What blocks emit for others is what others emit for them (relative difference)"),
        abs(float(found.net_transfer.sum())) / total if total else 0.0,
        CONSERVATION_LIMIT,
    )
