"""The answer of a study in five sentences, made from its numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tanmai.report.voice import Voice
from tanmai.units import header

# An amount below this share of all emissions is called none.
_NOTHING = 1e-9
_MOST_KEY_PROVINCES = 5


class Path(NamedTuple):
    """A key path by the positions of its ends in the table."""

    origin: int
    destination: int
    value: float
    share: float


def answer(say: Voice) -> tuple[str, ...]:
    """Return what was found: emitted, traded, sent and received, largest path, key provinces.

    Parameters
    ----------
    say : Voice
        The study and the language to speak of it in.

    Returns
    -------
    tuple of str
        Five sentences; one that has nothing to report says so.
    """
    return emitted(say), traded(say), balance(say), largest_path(say), key_regions(say)


def emitted(say: Voice) -> str:
    """Say how much was emitted in all."""
    study, accounts = say.study, say.study.accounts
    year, everywhere = study.table.year, say.everywhere
    total = float(accounts.production_based.sum())
    if total == 0:
        return say(
            f"{year} 年，{everywhere}没有可以计入的 CO₂ 排放{_missing(say)}。",
            f"In {year}, {everywhere} emitted no CO₂ that counts here{_missing(say)}.",
        )
    amount = say.carbon(total)
    if study.accounts.focus is None:
        return say(
            f"{year} 年，{everywhere}共排放 CO₂ {amount}{_households(say)}{_missing(say)}。",
            f"In {year}, {everywhere} emitted {amount} in all{_households(say)}{_missing(say)}.",
        )
    if study.accounts.focus.reading == "emitters":
        return say(
            f"{year} 年，{everywhere}的{say.in_focus}共直接排放 CO₂ {amount}{_missing(say)}。",
            f"In {year}, the sectors in focus ({say.in_focus}) emitted {amount} directly in "
            f"{everywhere}{_missing(say)}.",
        )
    return say(
        f"{year} 年，为满足对{say.in_focus}产品的最终需求（含出口），"
        f"{everywhere}共排放 CO₂ {amount}{_missing(say)}。",
        f"In {year}, final demand for the products in focus ({say.in_focus}), exports included, "
        f"caused emissions of {amount} in {everywhere}{_missing(say)}.",
    )


def _households(say: Voice) -> str:
    household = float(say.study.accounts.household.sum())
    if household <= 0:
        return ""
    amount = say.carbon(household)
    return say(f"，其中居民直接排放 {amount}", f", {amount} of it directly by households")


def _missing(say: Voice) -> str:
    names = say.regions(say.study.table.without_emissions)
    if not names:
        return ""
    one = len(names) == 1
    return say(
        f"（{say.join(names)}没有排放清单，按零计入）",
        f"; {say.join(names)} {'has' if one else 'have'} no emission inventory and "
        f"{'counts' if one else 'count'} as zero",
    )


def traded(say: Voice) -> str:
    """Say how much was emitted in one region for another, and for exports."""
    accounts = say.study.accounts
    total = float(accounts.direct.sum())
    between, exported = float(accounts.outflow.sum()), float(accounts.export.sum())
    if total <= 0:
        return say(
            "因此没有可以分配给最终需求的排放。",
            "So there are no emissions to be allotted to final demand.",
        )
    whole = _whole(say)
    return say(
        f"{_between_zh(say, between, total, whole)}；{_exported_zh(say, exported, total)}。",
        f"{_between_en(say, between, total, whole)}; {_exported_en(say, exported, total)}.",
    )


def _whole(say: Voice) -> str:
    """Return what the shares are shares of."""
    if say.study.accounts.household.any():
        return say("各部门（不含居民）排放", "the emissions of all sectors (households aside)")
    return say("上述排放", "these emissions")


def _between_zh(say: Voice, between: float, total: float, whole: str) -> str:
    if between <= _NOTHING * total:
        return f"{say.place}之间没有隐含碳流动"
    return (
        f"{whole}的 {say.percent(between / total)}（{say.carbon(between)}）"
        f"发生在一个{say.place}，却服务于另一个{say.place}的最终需求"
    )


def _between_en(say: Voice, between: float, total: float, whole: str) -> str:
    if between <= _NOTHING * total:
        return f"None of {whole} arose in one {say.place} for the final demand of another"
    return (
        f"{say.percent(between / total)} of {whole}, {say.carbon(between)}, arose in one "
        f"{say.place} for the final demand of another"
    )


def _exported_zh(say: Voice, exported: float, total: float) -> str:
    if exported <= _NOTHING * total:
        return "没有为出口而产生的排放"
    return f"另有 {say.percent(exported / total)}（{say.carbon(exported)}）用于出口"


def _exported_en(say: Voice, exported: float, total: float) -> str:
    if exported <= _NOTHING * total:
        return "none arose for exports"
    return f"{say.percent(exported / total)}, {say.carbon(exported)}, arose for exports"


def balance(say: Voice) -> str:
    """Say who sends most on balance, and who receives most."""
    accounts = say.study.accounts
    net = accounts.net_outflow
    scale = float(np.abs(accounts.direct).sum())
    if net.max() <= _NOTHING * scale:
        return say(
            f"没有哪个{say.place}净流出或净流入隐含碳。",
            f"On balance, no {say.place} sends out or receives embodied carbon.",
        )
    sender, receiver = int(net.argmax()), int(net.argmin())
    sent, received = say.carbon(float(net[sender])), say.carbon(-float(net[receiver]))
    return say(
        f"净流出最多的是{say.region(sender)}：为其他{say.place}排放的 CO₂ "
        f"比其他{say.place}为它排放的多 {sent}；净流入最多的是{say.region(receiver)}，"
        f"净流入 {received}。",
        f"{say.region(sender)} sends out most on balance: {sent} more were emitted there for "
        f"others than elsewhere for {say.region(sender)}; {say.region(receiver)} receives most, "
        f"{received} on balance.",
    )


def study_paths(say: Voice) -> list[Path]:
    """Return the key paths of the study by the positions of their ends."""
    paths = say.study.paths
    position = {code: n for n, code in enumerate(say.study.table.index.region_codes)}
    return [
        Path(position[origin], position[destination], float(value), float(share) / 100)
        for origin, destination, value, share in zip(
            paths["from_adcode"],
            paths["to_adcode"],
            paths[header(say.study.accounts.flows.unit)],
            paths["share_percent"],
            strict=True,
        )
    ]


def path_sectors(say: Voice, path: Path) -> list[str]:
    """Return the main emitting sectors of a path with their shares."""
    values = say.study.accounts.emitting_sectors(path.origin, path.destination)
    names = [say.within(sector) for sector in say.shown_sectors]
    return say.main_parts(say.by_shown_sector(values), names)


def path_categories(say: Voice, path: Path) -> list[str]:
    """Return the main categories of final demand of a path with their shares."""
    values = say.study.accounts.flows_by_category[path.origin, path.destination]
    names = [say.within(category) for category in say.study.table.categories]
    return say.main_parts(values, names)


def largest_path(say: Voice) -> str:
    """Say which path is the largest, and what lies behind it."""
    paths = study_paths(say)
    if not paths:
        return say(
            f"没有{say.place}之间的路径可言。", f"There is no path between {say.place}s to name."
        )
    path = paths[0]
    origin, destination = say.region(path.origin), say.region(path.destination)
    amount, share = say.carbon(path.value), say.percent(path.share)
    behind = _behind(say, path)
    return say(
        f"最大的一条路径由{origin}流向{destination}：{amount}，"
        f"占{say.place}间流量的 {share}{behind}。",
        f"The largest path runs from {origin} to {destination}: {amount}, {share} of all flows "
        f"between {say.place}s{behind}.",
    )


def _behind(say: Voice, path: Path) -> str:
    """Name the sectors that emit a path and the demand that it serves, where there is a choice."""
    parts = []
    sectors, categories = path_sectors(say, path), path_categories(say, path)
    if sectors and _is_choice(say.study.accounts.emitting_sectors(path.origin, path.destination)):
        parts.append(say("主要来自", "comes mainly from ") + say.join(sectors))
    if categories and len(say.study.table.categories) > 1:
        parts.append(say("主要服务于", "serves mainly ") + say.join(categories))
    if not parts:
        return ""
    return say("，" + "，".join(parts), "; it " + ", and ".join(parts))


def _is_choice(values: NDArray[np.float64]) -> bool:
    """Whether more than one part could have been named."""
    return int((values > 0).sum()) > 1


def key_regions(say: Voice) -> str:
    """Say which regions are the key ones."""
    study = say.study
    if study.network.number_of_edges() == 0:
        return say(
            f"没有流动，也就没有关键{say.place}。",
            f"Without flows, no {say.place} is a key {say.place}.",
        )
    number = min(_MOST_KEY_PROVINCES, max(1, study.table.index.m // 3))
    names = say.regions(list(study.ranking.index[:number]))
    return say(
        f"按七项网络指标名次的平均，关键{say.place}{'' if number == 1 else '依次'}是"
        f"{say.join(names)}。",
        f"By the mean of their ranks in seven measures of the network, the key {say.place}"
        f"{' is' if number == 1 else 's are, in this order,'} {say.join(names)}.",
    )
