"""The structure of a study's network: measures of the whole, and its block model."""

from __future__ import annotations

from typing import Any

from tanmai.networks import NetworkStructure
from tanmai.report.page_table import NAME, TEXT, Column, PageTable, number, words
from tanmai.report.voice import Voice


def structure_section(say: Voice) -> dict[str, Any]:
    """Return what the section says and shows; None where the network has no flow."""
    found = say.study.structure
    if found is None:
        return {"structure": None}
    blocks = [] if found.no_blocks else [_blocks(say), _densities(say)]
    return {"structure": {"said": _said(say, found), "tables": [*blocks, _measures(say)]}}


def _said(say: Voice, found: NetworkStructure) -> str:
    measured = found.summary.set_index("measure")["value"]
    whole = say(
        "The backbone keeps {density} of all possible flows between {place}s. Splitting the "
        "{place}s into a core and a periphery explains {core} of their pattern: {senders} {place}s "
        "form the core of senders, {receivers} that of receivers.",
        density=say.percent(measured["density"]),
        core=say.percent(measured["core_share_explained"]),
        senders=int(measured["core_senders"]),
        receivers=int(measured["core_receivers"]),
        place=say.place,
    )
    if found.no_blocks:
        return whole
    return whole + say.gap + _said_of_blocks(say)


def _said_of_blocks(say: Voice) -> str:
    blocks = say.study.tables["structure_blocks"]
    listed = [
        say("{role} (block {n})", role=role, n=say(", ").join(map(str, own["block"])))
        for role, own in blocks.groupby(f"role_{say.language}", sort=False)
    ]
    return say(
        "The block model divides the {place}s by whom they send to and receive from into {n} "
        "blocks: {listed}.",
        place=say.place,
        n=len(blocks),
        listed=say("; ").join(listed),
    )


def _blocks(say: Voice) -> PageTable:
    columns = ("within", "sent", "received")
    shares = ("share_within", "expected_share_within")
    rows = [
        (
            words(str(row["block"])),
            words(row[f"role_{say.language}"]),
            *(number(say.amount(row[name]), row[name]) for name in columns),
            *(number(f"{100 * row[name]:.0f}", row[name]) for name in shares),
            words(say(", ").join(say.regions(row["members"].split()))),
        )
        for row in say.study.tables["structure_blocks"].to_dict("records")
    ]
    return PageTable(
        stem="blocks",
        caption=say("Blocks of the block model{topic}", topic=say.topic),
        columns=(
            Column(say("Block"), NAME),
            Column(say("Role"), TEXT),
            Column(say("Within the block"), unit=say.unit),
            Column(say("Sent"), unit=say.unit),
            Column(say("Received"), unit=say.unit),
            Column(say("Kept"), unit="%"),
            Column(say("Kept by size"), unit="%"),
            Column(say("Members"), TEXT),
        ),
        rows=tuple(rows),
        note=say(
            "CONCOR on the flows of the backbone. Kept: share of what a block sends that stays "
            "within it; by size: the share that its number of {place}s alone would give. A block "
            "that keeps more than that is a net beneficiary where it receives more than it sends, "
            "else of bidirectional spillover; one that keeps less is a broker where it receives "
            "more than it sends, else of net spillover.",
            place=say.place,
        ),
    )


def _densities(say: Voice) -> PageTable:
    frame = say.study.tables["structure_block_densities"]
    table = frame.pivot_table(index="from_block", columns="to_block", values="density")
    rows = [
        (words(str(block)), *(number(f"{value:.2f}", value) for value in values))
        for block, values in zip(table.index, table.to_numpy(), strict=True)
    ]
    return PageTable(
        stem="block-densities",
        caption=say("Density of flows between blocks{topic}", topic=say.topic),
        columns=(
            Column(say("From block"), NAME),
            *(Column(say("To block {block}", block=block)) for block in table.columns),
        ),
        rows=tuple(rows),
        note=say("Density: flows of the backbone over those that are possible."),
        sortable=False,
    )


def _measures(say: Voice) -> PageTable:
    rows = [
        (
            words(_capital(row[f"measure_{say.language}"])),
            number(_figure(row["value"]), row["value"]),
        )
        for row in say.study.tables["structure"].to_dict("records")
    ]
    return PageTable(
        stem="structure",
        caption=say("Measures of the structure of the network{topic}", topic=say.topic),
        columns=(Column(say("Measure"), NAME), Column(say("Value"))),
        rows=tuple(rows),
        sortable=False,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _figure(value: float) -> str:
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.3g}"
