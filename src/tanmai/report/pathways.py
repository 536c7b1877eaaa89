"""The pathways of a study in a page: routes and sector paths of its largest flows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from tanmai.analysis import CertifiedPaths, FlowPathways, KeyPathways, StructuralPaths
from tanmai.core.language import fixed, significant
from tanmai.report.page_table import NAME, TEXT, Cell, Column, PageTable, number, parts, rank, words
from tanmai.report.voice import Voice
from tanmai.studies.files import pathway_note, uncertified_note

# Paths that a row of a table names, routes that one does, and regions that a sentence does.
_PATHS, _ROUTES, _REGIONS = 2, 3, 3
_ARROW = " → "


def pathways_said(say: Voice) -> list[str]:
    """Say how the largest flows run, region by region and sector by sector."""
    found = say.study.pathways
    if found is None:
        return [say(pathway_note(say.study))]
    said = [_routes_said(say, found), _paths_said(say, found)] if found.flows else []
    if found.uncertified:
        said.append(say(uncertified_note(found, say.language)))
    return [*said, _overall_said(say, found.overall)]


def _routes_said(say: Voice, found: KeyPathways) -> str:
    total = sum(flow.routes.total for flow in found.flows)
    straight = say.percent(sum(_straight(flow) for flow in found.flows) / total)
    amount = say.carbon(total)
    through = _mainly_through(say, found)
    facts = {"amount": amount, "share": straight, "place": say.place}
    if not through:
        return say(
            "Of the key paths below ({amount} in total), {share} runs directly from the {place} of "
            "emission to the {place} of final demand.",
            **facts,
        )
    return say(
        "Of the key paths below ({amount} in total), {share} runs directly from the {place} of "
        "emission to the {place} of final demand; the other routes listed pass mainly through "
        "{through}.",
        **facts,
        through=through,
    )


def _straight(flow: FlowPathways) -> float:
    """Return what the route without a third region carries, where it is listed."""
    return float(flow.routes.carbon[flow.routes.tier == 1].sum())


def _mainly_through(say: Voice, found: KeyPathways) -> str:
    """Name the third regions that carry most of the routes that are listed."""
    carried: dict[int, float] = defaultdict(float)
    for flow in found.flows:
        for walk, carbon in zip(flow.routes.chains(), flow.routes.carbon, strict=True):
            for region in set(walk[1:-1]) - {walk[0], walk[-1]}:
                carried[region] += float(carbon)
    largest = sorted(carried, key=lambda region: (-carried[region], region))[:_REGIONS]
    return say.join([say.region(region) for region in largest])


def _paths_said(say: Voice, found: KeyPathways) -> str:
    shares = [flow.paths.coverage for flow in found.flows]
    largest = max(found.flows, key=lambda flow: flow.paths.carbon[0])
    least, most = (say.percent(share) for share in (min(shares), max(shares)))
    between = least if least == most else say("{least} to {most}", least=least, most=most)
    chain = next(_named_chains(say, largest.paths))
    amount = say.carbon(float(largest.paths.carbon[0]))
    share = say.percent(float(largest.paths.share[0]))
    return say(
        "The sector paths listed cover {coverage} of each flow. The largest is {chain}: {amount}, "
        "{share} of its flow.",
        coverage=between,
        chain=chain,
        amount=amount,
        share=share,
    )


def _overall_said(say: Voice, paths: StructuralPaths) -> str:
    chain, amount = next(_named_chains(say, paths)), say.carbon(float(paths.carbon[0]))
    return say.plural(
        "Over all final demand, exports included, this {n} path covers {covered} of emissions; "
        "no other exceeds {limit}. It is {chain} ({amount}).",
        "Over all final demand, exports included, these {n} paths cover {covered} of emissions; "
        "no other exceeds {limit}. The largest is {chain} ({amount}).",
        len(paths.carbon),
        covered=say("{figure}\N{NO-BREAK SPACE}%", figure=fixed(100 * paths.coverage, 1)),
        limit=say.carbon(_rounded_up(paths.cut_off)),
        chain=chain,
        amount=amount,
    )


def _named_chains(say: Voice, paths: StructuralPaths) -> Iterator[str]:
    """Name the sectors of each path; a region is named where a path enters it."""
    n = paths.index.n
    for chain in paths.chains():
        named, here = [], None
        for region, sector in (divmod(step, n) for step in chain):
            name = say.within(paths.index.sectors[sector])
            entered = f"{say.region(region)}{say(': ')}" if region != here else ""
            named.append(entered + name)
            here = region
        yield _ARROW.join(named)


def routes_table(say: Voice) -> PageTable | None:
    """Return how much of each flow goes straight, and by which third regions the rest does."""
    found = say.study.pathways
    if found is None or not found.flows:
        return None
    most, enough = say.study.options.path_count, say.percent(say.study.options.path_coverage)
    return PageTable(
        stem="region-routes",
        caption=say(
            "Routes of the key paths between {place}s{topic}", place=say.place, topic=say.topic
        ),
        columns=(
            Column(say("Path"), NAME),
            Column(say("Flow"), unit=say.unit),
            Column(say("Direct"), unit="%"),
            Column(say("Largest routes through other {place}s", place=say.place), TEXT),
            Column(say("Routes")),
            Column(say("Covered"), unit="%"),
            Column(say("Rest at most"), unit="%"),
        ),
        rows=tuple(
            (
                _ends(say, flow),
                number(say.amount(flow.routes.total), flow.routes.total),
                _percent(_straight(flow) / flow.routes.total),
                parts(_detours(say, flow), say("; ")),
                rank(len(flow.routes.carbon)),
                *_certified(flow.routes),
            )
            for flow in found.flows
        ),
        note=say(
            "Routes are listed in descending order until they cover {enough} of the flow or number "
            "{most}. Each step is a sale from one {place} to another; steps within a {place} are "
            "summed. Shares refer to the flow.",
            enough=enough,
            most=most,
            place=say.place,
        ),
        regions=_codes(found),
    )


def paths_of_flows_table(say: Voice) -> PageTable | None:
    """Return the largest sector paths of each flow, and what bounds those left out."""
    found = say.study.pathways
    if found is None or not found.flows:
        return None
    return PageTable(
        stem="sector-paths",
        caption=say("Sector paths within the key paths{topic}", topic=say.topic),
        columns=(
            Column(say("Path"), NAME),
            Column(say("Largest sector paths, with their shares"), TEXT),
            Column(say("Covered"), unit="%"),
            Column(say("Rest at most"), unit="%"),
            Column(say("Largest left out"), unit=say.unit),
        ),
        rows=tuple(
            (
                _ends(say, flow),
                parts(_largest(say, flow.paths), say("; ")),
                *_certified(flow.paths),
                number(significant(_rounded_up(flow.paths.cut_off)), flow.paths.cut_off),
            )
            for flow in found.flows
        ),
        note=say(
            "From the emitting sector to the one that sells to final demand; a sector may buy from "
            "itself. Shares refer to the flow. No path above the limit in the last column is "
            "missing from the data files."
        ),
        regions=_codes(found),
        sectors=tuple(
            tuple(
                dict.fromkeys(
                    code for chain in _sectors(say, flow.paths)[:_PATHS] for code in chain
                )
            )
            for flow in found.flows
        ),
    )


def overall_paths_table(say: Voice) -> PageTable | None:
    """Return the largest sector paths of all final demand."""
    found = say.study.pathways
    if found is None:
        return None
    paths = found.overall
    rows = zip(
        _named_chains(say, paths), paths.carbon, paths.share, np.cumsum(paths.share), strict=True
    )
    return PageTable(
        stem="overall-paths",
        caption=say(
            "Largest sector paths over all final demand, exports included{topic}", topic=say.topic
        ),
        columns=(
            Column(say("Rank")),
            Column(say("Path"), NAME),
            Column(say("Emissions"), unit=say.unit),
            Column(say("Share"), unit="%"),
            Column(say("Cumulative"), unit="%"),
        ),
        rows=tuple(
            (rank(place), words(chain), number(say.amount(carbon), carbon), *map(_percent, shares))
            for place, (chain, carbon, *shares) in enumerate(rows, start=1)
        ),
        regions=tuple(_ends_of(paths)),
        sectors=tuple(_sectors(say, paths)),
    )


def _ends_of(paths: StructuralPaths) -> Iterator[tuple[str, str]]:
    """Yield the codes of the regions in which each path begins and ends."""
    n, codes = paths.index.n, paths.index.region_codes
    for chain in paths.chains():
        yield codes[chain[0] // n], codes[chain[-1] // n]


def _sectors(say: Voice, paths: StructuralPaths) -> list[tuple[str, ...]]:
    """Return the codes of the sectors that each path leads through, as the page shows them."""
    shown = [say.shown_as(sector).code for sector in paths.index.sectors]
    return [
        tuple(dict.fromkeys(shown[step % paths.index.n] for step in chain))
        for chain in paths.chains()
    ]


def _ends(say: Voice, flow: FlowPathways) -> Cell:
    return words(f"{say.name(flow.origin)}{_ARROW}{say.name(flow.destination)}")


def _codes(found: KeyPathways) -> tuple[tuple[str, ...], ...]:
    return tuple((flow.origin.code, flow.destination.code) for flow in found.flows)


def _percent(share: float) -> Cell:
    return number(fixed(100 * share, 1), share)


def _rounded_up(bound: float) -> float:
    """Return a bound to three figures that it does not exceed."""
    step = 10.0 ** (math.floor(math.log10(bound)) - 2)
    return math.ceil(bound / step) * step


def _certified(paths: CertifiedPaths) -> tuple[Cell, Cell]:
    """Return what those listed cover, and what the rest carries at most."""
    return _percent(paths.coverage), _percent(paths.rest_share)


def _detours(say: Voice, flow: FlowPathways) -> list[str]:
    """Name the largest routes by a third region, with their shares."""
    routes = zip(flow.routes.chains(), flow.routes.share, strict=True)
    then = say(", then ")
    return [
        _with_share(say, then.join(say.region(region) for region in walk[1:-1]), share)
        for walk, share in routes
        if len(walk) > 2
    ][:_ROUTES]


def _largest(say: Voice, paths: StructuralPaths) -> list[str]:
    named = zip(_named_chains(say, paths), paths.share, strict=True)
    return [_with_share(say, chain, share) for chain, share in named][:_PATHS]


def _with_share(say: Voice, name: str, share: float) -> str:
    return name + say.brackets(say.percent(share))
