"""The pathways of a study in a page: routes and sector paths of its largest flows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from tanmai.analysis import CertifiedPaths, FlowPathways, KeyPathways, StructuralPaths
from tanmai.draw.page import fixed
from tanmai.report.page_table import NAME, TEXT, Cell, Column, PageTable, number, parts, rank, words
from tanmai.report.speech import NBSP, significant
from tanmai.report.voice import Voice
from tanmai.studies.files import pathway_notes, uncertified_notes

# Paths that a row of a table names, routes that one does, and regions that a sentence does.
_PATHS, _ROUTES, _REGIONS = 2, 3, 3
_ARROW = " → "


def pathways_said(say: Voice) -> list[str]:
    """Say how the largest flows run, region by region and sector by sector."""
    found = say.study.pathways
    if found is None:
        zh, en = pathway_notes(say.study)
        return [say(zh, en)]
    said = [_routes_said(say, found), _paths_said(say, found)] if found.flows else []
    if found.uncertified:
        said.append(say(*uncertified_notes(found)))
    return [*said, _overall_said(say, found.overall)]


def _routes_said(say: Voice, found: KeyPathways) -> str:
    total = sum(flow.routes.total for flow in found.flows)
    straight = say.percent(sum(_straight(flow) for flow in found.flows) / total)
    amount = say.carbon(total)
    through = _mainly_through(say, found)
    if through:
        through = say(
            f"；其余所列路线主要经过{through}",
            f"; the other routes listed pass mainly through {through}",
        )
    return say(
        f"下列关键路径合计 {amount}，其中 {straight} 随产品从排放地直接到达最终需求所在地，"
        f"不经第三个{say.place}{through}。",
        f"Of the key paths below, {amount} in all, {straight} goes straight from where it is "
        f"emitted to where it serves final demand, through no third {say.place}{through}.",
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
    between = least if least == most else say(f"{least} 至 {most}", f"{least} to {most}")
    chain = next(_named_chains(say, largest.paths))
    amount = say.carbon(float(largest.paths.carbon[0]))
    share = say.percent(float(largest.paths.share[0]))
    return say(
        f"从部门到部门，一条流动所列的路径承载它的 {between}。最大的一条是“{chain}”，"
        f"承载 {amount}，占其流动的 {share}。",
        f"From sector to sector, the paths listed of a flow carry {between} of it. The largest, "
        f"{chain}, carries {amount}, {share} of its flow.",
    )


def _overall_said(say: Voice, paths: StructuralPaths) -> str:
    chain, amount = next(_named_chains(say, paths)), say.carbon(float(paths.carbon[0]))
    covered, rest = (fixed(100 * share, 1) for share in (paths.coverage, paths.rest_share))
    single = say.carbon(_rounded_up(paths.cut_off))
    return say(
        f"就全部最终需求（含出口）而言，所列路径承载 {covered}% 的排放；"
        f"其余至多 {rest}%，其中没有一条超过 {single}。最大的一条是“{chain}”，承载 {amount}。",
        f"Of all final demand, exports included, the paths listed carry {covered}{NBSP}% of the "
        f"emissions; the rest is {rest}{NBSP}% at most, and no path of it carries more than "
        f"{single}. The largest, {chain}, carries {amount}.",
    )


def _named_chains(say: Voice, paths: StructuralPaths) -> Iterator[str]:
    """Name the sectors of each path; a region is named where a path enters it."""
    n = paths.index.n
    for chain in paths.chains():
        named, here = [], None
        for region, sector in (divmod(step, n) for step in chain):
            name = say.within(paths.index.sectors[sector])
            entered = f"{say.region(region)}{say('：', ': ')}" if region != here else ""
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
            f"关键路径经过的{say.place}{say.topic}",
            f"By way of which {say.place}s the key paths run{say.topic}",
        ),
        columns=(
            Column(say("路径", "Path"), NAME),
            Column(say("流量", "Flow"), unit=say.unit),
            Column(say("直达", "Straight"), unit="%"),
            Column(
                say(f"经第三个{say.place}的最大路线", f"Largest through a third {say.place}"), TEXT
            ),
            Column(say("路线数", "Routes")),
            Column(say("覆盖", "Covered"), unit="%"),
            Column(say("其余至多", "Rest at most"), unit="%"),
        ),
        rows=tuple(
            (
                _ends(say, flow),
                number(say.amount(flow.routes.total), flow.routes.total),
                _percent(_straight(flow) / flow.routes.total),
                parts(_detours(say, flow), say("；", "; ")),
                rank(len(flow.routes.carbon)),
                *_certified(flow.routes),
            )
            for flow in found.flows
        ),
        note=say(
            f"由大到小列出路线，至覆盖 {enough} 或满 {most} 条为止，见 region_routes.csv；"
            f"每次跨界是一次跨{say.place}的交易，同一{say.place}内的各步已合并。"
            "份额以该流动为 100%。",
            f"Routes are listed from the largest on until they cover {enough} or are {most}, in "
            f"region_routes.csv. Every border is a sale from one {say.place} to another; steps "
            f"within a {say.place} are summed. Shares are of the flow.",
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
        caption=say(
            f"关键路径之下的部门路径{say.topic}", f"Sector paths within the key paths{say.topic}"
        ),
        columns=(
            Column(say("路径", "Path"), NAME),
            Column(say("最大的部门路径及其份额", "Largest sector paths, with their shares"), TEXT),
            Column(say("覆盖", "Covered"), unit="%"),
            Column(say("其余至多", "Rest at most"), unit="%"),
            Column(say("其余单条至多", "Largest left out"), unit=say.unit),
        ),
        rows=tuple(
            (
                _ends(say, flow),
                parts(_largest(say, flow.paths), say("；", "; ")),
                *_certified(flow.paths),
                number(significant(_rounded_up(flow.paths.cut_off)), flow.paths.cut_off),
            )
            for flow in found.flows
        ),
        note=say(
            "由排放的部门到向最终需求出售的部门，部门也可购买自身的产品；份额以该流动为 100%。"
            "凡大于末列的路径均列于 structural_paths.csv。",
            "From the sector that emits to the one that sells to final demand; a sector may buy of "
            "itself, and shares are of the flow. Every path above the last column is listed in "
            "structural_paths.csv.",
        ),
        regions=_codes(found),
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
            f"全部最终需求（含出口）的最大部门路径{say.topic}",
            f"The largest sector paths of all final demand, exports included{say.topic}",
        ),
        columns=(
            Column(say("名次", "Rank")),
            Column(say("路径", "Path"), NAME),
            Column(say("排放", "Emissions"), unit=say.unit),
            Column(say("份额", "Share"), unit="%"),
            Column(say("累计份额", "Cumulative"), unit="%"),
        ),
        rows=tuple(
            (rank(place), words(chain), number(say.amount(carbon), carbon), *map(_percent, shares))
            for place, (chain, carbon, *shares) in enumerate(rows, start=1)
        ),
    )


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
    then = say("、再经", ", then ")
    return [
        _with_share(say, then.join(say.region(region) for region in walk[1:-1]), share)
        for walk, share in routes
        if len(walk) > 2
    ][:_ROUTES]


def _largest(say: Voice, paths: StructuralPaths) -> list[str]:
    named = zip(_named_chains(say, paths), paths.share, strict=True)
    return [_with_share(say, chain, share) for chain, share in named][:_PATHS]


def _with_share(say: Voice, name: str, share: float) -> str:
    return f"{name}{say('（', ' (')}{say.percent(share)}{say('）', ')')}"
