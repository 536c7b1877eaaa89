"""What stands under every reading and what turns on one: the section of a page, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd

from tanmai.accounting.readings import READINGS
from tanmai.networks import number_of_key_regions
from tanmai.report.page_table import NAME, TEXT, Column, PageTable, number, rank, words
from tanmai.report.path_sentences import study_paths
from tanmai.report.voice import Voice
from tanmai.studies.readings import ReadFlows, ReadingsCompared

_CHECKED, _AMONG = 5, 10
# So many readings are named one by one; more are counted.
_NAMED = 3


class Findings(NamedTuple):
    """What was found: what stands under all readings, what turns on some, how far they agree."""

    stands: tuple[str, ...]
    turns: tuple[str, ...]
    agreement: str


def findings(say: Voice) -> Findings | None:
    """Return the findings of a study under all readings; None where there are none to compare."""
    compared = say.study.readings
    if compared is None or not say.study.network.number_of_edges():
        return None
    stands: list[str] = []
    turns: list[str] = []
    for found in (_largest(say, compared), *_paths(say, compared), _key(say, compared)):
        (stands if found.stands else turns).append(found.text)
    signs = _signs(say, compared)
    stands += signs.stands
    turns += signs.turns
    return Findings(tuple(stands), tuple(turns), _agreement(say))


class _Found(NamedTuple):
    stands: bool
    text: str


def _largest(say: Voice, compared: ReadingsCompared) -> _Found:
    """Say which path is the largest under which readings."""
    leaders: dict[tuple[int, int], list[ReadFlows]] = {}
    for each in compared.made:
        m = len(each.between)
        at = int(each.between.argmax())
        leaders.setdefault((at // m, at % m), []).append(each)
    if len(leaders) == 1:
        ((ends, every),) = leaders.items()
        sizes = [float(each.between[ends]) for each in every]
        return _Found(
            True,
            say(
                f"最大的路径在全部 {len(every)} 种口径下都是{_arrow(say, ends)}"
                f"（{say.carbon(min(sizes))}至{say.carbon(max(sizes))}）。",
                f"The largest path is {_arrow(say, ends)} under all {len(every)} readings "
                f"({say.carbon(min(sizes))} to {say.carbon(max(sizes))}).",
            ),
        )
    ordered = sorted(leaders.items(), key=lambda item: (-len(item[1]), item[0]))
    parts = [
        say(
            f"{_arrow(say, ends)}（{_when(say, every)}）",
            f"{_arrow(say, ends)} {_when(say, every)}",
        )
        for ends, every in ordered
    ]
    return _Found(
        False,
        say("最大的路径取决于口径：", "Which path is the largest turns on the reading: ")
        + say("；", "; ").join(parts)
        + say("。", "."),
    )


def _paths(say: Voice, compared: ReadingsCompared) -> Iterable[_Found]:
    """Say of the study's first paths whether they are among the first ten under all readings."""
    for path in study_paths(say)[:_CHECKED]:
        ends = (path.origin, path.destination)
        ranks = [int(each.path_ranks[ends]) for each in compared.made]
        spread = say(f"第 {min(ranks)} 至第 {max(ranks)} 位", f"ranks {min(ranks)} to {max(ranks)}")
        if min(ranks) == max(ranks):
            spread = say(f"第 {ranks[0]} 位", f"rank {ranks[0]}")
        out = [each for each, at in zip(compared.made, ranks, strict=True) if at > _AMONG]
        if not out:
            text = say(
                f"{_arrow(say, ends)}在全部口径下都在前 {_AMONG} 位（{spread}）。",
                f"{_arrow(say, ends)} is among the first {_AMONG} under all readings ({spread}).",
            )
        else:
            text = say(
                f"{_arrow(say, ends)}不总在前 {_AMONG} 位（{spread}）：{_when(say, out)}不在。",
                f"{_arrow(say, ends)} is not always among the first {_AMONG} ({spread}): it is "
                f"outside {_when(say, out)}.",
            )
        yield _Found(not out, text)


class _Signs(NamedTuple):
    stands: list[str]
    turns: list[str]


def _signs(say: Voice, compared: ReadingsCompared) -> _Signs:
    """Say which regions are net senders, or receivers, under all readings, and which turn."""
    nets = {each: each.accounts.net_outflow for each in compared.made}
    own = compared.study.accounts.net_outflow
    senders, receivers, turns = [], [], []
    for at in range(len(own)):
        other = [each for each, net in nets.items() if (net[at] > 0) != (own[at] > 0)]
        if other:
            now = say("净流出", "net outflow") if own[at] > 0 else say("净流入", "net inflow")
            turns.append(
                say(
                    f"{say.region(at)}的净流向取决于口径：本研究为{now}，{_when(say, other)}相反。",
                    f"The direction of {say.region(at)}'s net flow turns on the reading: {now} in "
                    f"this study, the reverse {_when(say, other)}.",
                )
            )
        elif own[at] > 0:
            senders.append(say.region(at))
        else:
            receivers.append(say.region(at))
    stands = [
        text
        for names, text in (
            (
                senders,
                say(
                    f"在全部口径下都是净流出的{say.place}（{len(senders)} 个）："
                    f"{say.join(senders)}。",
                    f"Net senders under all readings ({len(senders)}): {say.join(senders)}.",
                ),
            ),
            (
                receivers,
                say(
                    f"在全部口径下都是净流入的{say.place}（{len(receivers)} 个）："
                    f"{say.join(receivers)}。",
                    f"Net receivers under all readings ({len(receivers)}): {say.join(receivers)}.",
                ),
            ),
        )
        if names
    ]
    return _Signs(stands, turns)


def _key(say: Voice, compared: ReadingsCompared) -> _Found:
    """Say which key regions are among the first under all readings."""
    codes = list(say.study.table.index.region_codes)
    top = number_of_key_regions(len(codes))
    ranks = pd.DataFrame(
        {i: each.ranking["key_rank"].loc[codes] for i, each in enumerate(compared.made)}
    )
    own = next(i for i, each in enumerate(compared.made) if each is compared.study)
    chosen = ranks[own].sort_values().index[:top]
    always = [str(code) for code in chosen if (ranks.loc[code] <= top).all()]
    rest = [str(code) for code in chosen if str(code) not in always]
    held = say(
        f"关键{say.place}前 {top} 位中，{say.join(say.regions(always)) or '没有一个'}"
        "在全部口径下都在前列",
        f"Of the first {top} key {say.place}s, {say.join(say.regions(always)) or 'none'} "
        f"{'is' if len(always) <= 1 else 'are'} among them under all readings",
    )
    if not rest:
        return _Found(True, held + say("。", "."))
    left = [
        say("{name}{out}不在其列", "{name} drops out {out}").format(
            name=say.regions([code])[0],
            out=_when(
                say,
                [
                    each
                    for i, each in enumerate(compared.made)
                    if ranks.loc[code].to_numpy()[i] > top
                ],
            ),
        )
        for code in rest
    ]
    return _Found(False, held + say("；", "; ") + say("；", "; ").join(left) + say("。", "."))


def _agreement(say: Voice) -> str:
    """Say how far all readings agree, by Kendall's W."""
    frame = say.study.tables["reading_agreement"]
    of_all = frame[frame["over"] == "all"].set_index("what")
    names = {
        "flow": say("全部流量", "all flows"),
        "net_outflow": say("净流出", "net outflow"),
        "key_region": say(f"关键{say.place}", f"key {say.place}s"),
    }
    values = of_all["kendalls_w"].to_dict()
    said = [f"{name} {values[what]:.2f}" for what, name in names.items() if what in values]
    if not said:
        return ""
    count = int(of_all["readings"].iloc[0])
    return say(
        f"{count} 种口径名次的 Kendall 和谐系数 W（1 为完全一致）：{'，'.join(said)}。",
        f"Kendall's W of the ranks over {count} readings (1 where all agree): {', '.join(said)}.",
    )


def _arrow(say: Voice, ends: tuple[int, int]) -> str:
    return f"{say.region(ends[0])} → {say.region(ends[1])}"


def _when(say: Voice, every: Sequence[ReadFlows]) -> str:
    """Return under which readings something is so: one, some by name, or so many of all."""
    compared = say.study.readings
    assert compared is not None
    names = list(dict.fromkeys(_names(say, compared, every)))
    if len(names) > _NAMED:
        return say(
            f"在 {len(compared.made)} 种口径中的 {len(every)} 种之下",
            f"under {len(every)} of {len(compared.made)} readings",
        )
    listed = say.join(names)
    if len(every) == 1:
        return say(f"仅在{listed}之下", f"only under {listed}")
    return say(f"在{listed}之下", f"under {listed}")


def _names(say: Voice, compared: ReadingsCompared, every: Sequence[ReadFlows]) -> Iterator[str]:
    """Return the names of readings, with the scheme of sectors where it is so in one alone."""
    schemes = {each.scheme for each in compared.made}
    for each in every:
        title = READINGS[each.reading].within(say.language)
        name = say(f"“{title}”", title)
        alone = {one.scheme for one in every if one.reading == each.reading} != schemes
        n = each.accounts.table.index.n
        within = say(f"（{n} 部门）", f" ({n} sectors)") if alone else ""
        yield f"{name}{within}"


def readings_section(say: Voice) -> dict[str, Any]:
    """Return what the section of the page speaks of, by name in the template."""
    found = findings(say)
    compared = say.study.readings
    if found is None or compared is None:
        return {"readings": None}
    used = dict.fromkeys(each.reading for each in compared.made)
    return {
        "readings": found,
        "meanings": [
            (
                READINGS[name].title(say.language),
                say(READINGS[name].meaning_zh, READINGS[name].meaning_en),
            )
            for name in used
        ],
        "readings_left_out": [
            f"{scheme} · {READINGS[name].title(say.language) if name in READINGS else name}: {why}"
            for (scheme, name), why in compared.left_out.items()
        ],
        "reading_totals_table": _totals_table(say, compared),
    }


def _totals_table(say: Voice, compared: ReadingsCompared) -> PageTable:
    """Return what each reading distributes, in the sectors of the study."""
    codes = list(say.study.table.index.region_codes)
    rows = []
    for each in compared.own:
        accounts = each.accounts
        m = len(codes)
        at = int(each.between.argmax())
        ends = (at // m, at % m)
        sinks = float(accounts.export.sum() + accounts.stocked.sum())
        between = float(each.between.sum())
        balancing = float(accounts.balancing.sum())
        rows.append(
            (
                words(READINGS[each.reading].title(say.language)),
                number(say.amount(between), between),
                number(say.amount(sinks), sinks),
                number(say.amount(balancing), balancing),
                words(_arrow(say, ends)),
                number(say.amount(float(each.between[ends])), float(each.between[ends])),
                rank(int((accounts.net_outflow > 0).sum())),
                words(say.regions([str(each.ranking["key_rank"].idxmin())])[0]),
            )
        )
    return PageTable(
        stem="readings",
        caption=say(
            f"各口径的合计、最大路径与首位关键{say.place}{say.topic}",
            f"Totals, largest path and first key {say.place} of every reading{say.topic}",
        ),
        columns=(
            Column(say("口径", "Reading"), NAME),
            Column(say(f"{say.place}间流动", f"Between {say.place}s"), unit=say.unit),
            Column(say("出口等单列", "Exports and other sinks"), unit=say.unit),
            Column(say("误差项", "Balancing"), unit=say.unit),
            Column(say("最大路径", "Largest path"), TEXT),
            Column(say("流量", "Flow"), unit=say.unit),
            Column(say(f"净流出{say.place}数", "Net senders")),
            Column(say(f"首位关键{say.place}", f"First key {say.place}"), TEXT),
        ),
        rows=tuple(rows),
        note=say(
            "每种口径的去处合计都等于排放；“不剔除进口”的误差项为负，即其高估的量。",
            "What every reading distributes adds up to the emissions; the balancing of imports "
            "kept in is negative: what it counts too much.",
        ),
    )
