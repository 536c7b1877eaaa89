"""The answer of a study in five sentences, made from its numbers."""

from __future__ import annotations

import numpy as np

from tanmai.accounting.readings import DEFAULT_READING, GRAVITY_EXPONENTS
from tanmai.report.path_sentences import UNSEEN, has_negative_flows, largest_path
from tanmai.report.voice import Voice

# An amount below this share of all emissions is called none.
_NOTHING = 1e-9
_MOST_KEY_PROVINCES = 5


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
    return _driven(say, total)


def _driven(say: Voice, total: float) -> str:
    """Say how much the final demand for the products in focus caused, or gave back."""
    year, amount, missing = say.study.table.year, say.carbon(total), _missing(say)
    opening = say(
        f"{year} 年，为满足对{say.products_in_focus}的最终需求（含出口），{say.everywhere}",
        f"In {year}, final demand for the products in focus ({say.in_focus}), exports included, ",
    )
    if total < 0:
        return opening + say(
            f"计入的 CO₂ 排放合计为 {amount}：动用库存抵减的排放多于其余需求引起的排放{missing}。",
            f"accounts for {amount} in {say.everywhere}: stock that was drawn down gave back more "
            f"than all other demand caused{missing}.",
        )
    net = say("，已扣除动用库存所抵减的排放", ", net of what stock that was drawn down gave back")
    stock = net if is_drawn_down(say) else ""
    return opening + say(
        f"共排放 CO₂ {amount}{stock}{missing}。",
        f"caused emissions of {amount} in {say.everywhere}{stock}{missing}.",
    )


def is_drawn_down(say: Voice) -> bool:
    """Whether stock drawn down makes parts of the accounts negative, so that shares mislead."""
    accounts = say.study.accounts
    flows = accounts.flows.values
    parts = [np.trace(flows), accounts.outflow.sum(), accounts.export.sum()]
    scale = float(np.abs(flows).sum() + np.abs(accounts.export).sum())
    drawn_down = -float(flows[flows < 0].sum())
    return min(parts) < -_NOTHING * scale or drawn_down > UNSEEN * scale


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
    if is_drawn_down(say):
        return _traded_with_stock(say, between, exported)
    if total <= 0:
        return say(
            "因此没有可以分配给最终需求的排放。",
            "So there are no emissions to be allotted to final demand.",
        )
    whole = _whole(say)
    return say(
        f"{_between_zh(say, between, total, whole)}；{_exported_zh(say, exported, total)}。",
        f"{_between_en(say, between, total, whole)}; {_exported_en(say, exported, total)}.",
    ) + _overcount(say)


def _traded_with_stock(say: Voice, between: float, exported: float) -> str:
    """Say what was traded where parts are negative: amounts alone, for shares would mislead."""
    own = say.carbon(float(np.trace(say.study.accounts.flows.values)))
    return say(
        f"动用库存按负值计入，故不列占比：{say.place}之间的流动合计为 {say.carbon(between)}，"
        f"各{say.place}为自身最终需求的排放合计为 {own}，出口所含为 {say.carbon(exported)}。",
        f"Stock drawn down counts as negative, so no shares are given: flows between {say.place}s "
        f"add up to {say.carbon(between)}, emissions for the final demand of the {say.place} "
        f"itself to {own}, and exports embody {say.carbon(exported)}.",
    )


def _overcount(say: Voice) -> str:
    """Say by how much a reading that keeps imports in counts too much."""
    if say.study.options.reading != "competitive_imports":
        return ""
    amount = say.carbon(-float(say.study.accounts.balancing.sum()))
    return say(
        f"此口径把进口品当作国内所产，各去处合计因此比排放多 {amount}。",
        f" This reading takes imports for domestic products, so that all sinks together hold "
        f"{amount} more than is emitted.",
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
        f"发生在一个{say.place}，却服务于另一个{say.place}的{_demand(say)}"
    )


def _between_en(say: Voice, between: float, total: float, whole: str) -> str:
    if between <= _NOTHING * total:
        return f"None of {whole} arose in one {say.place} for the {_demand(say)} of another"
    return (
        f"{say.percent(between / total)} of {whole}, {say.carbon(between)}, arose in one "
        f"{say.place} for the {_demand(say)} of another"
    )


def _demand(say: Voice) -> str:
    """Return what flows serve: final demand, or whatever the reading of the study counts as it."""
    if say.study.options.reading == DEFAULT_READING or say.study.options.reading in (
        *GRAVITY_EXPONENTS,
        "competitive_imports",
    ):
        return say("最终需求", "final demand")
    return say("需求", "demand")


def exports_at_home(say: Voice) -> bool:
    """Whether the reading of the study counts exports as demand of the region that ships them."""
    return say.study.options.reading in ("exports_at_origin", "final_producer")


def _exported_zh(say: Voice, exported: float, total: float) -> str:
    if exports_at_home(say):
        return f"出口已计入发货{say.place}的需求"
    if exported <= _NOTHING * total:
        return "没有为出口而产生的排放"
    return f"另有 {say.percent(exported / total)}（{say.carbon(exported)}）用于出口"


def _exported_en(say: Voice, exported: float, total: float) -> str:
    if exports_at_home(say):
        return f"exports count as demand of the {say.place} that ships them"
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
    both = [sender, receiver]
    if min(accounts.outflow[both].min(), accounts.inflow[both].min()) < 0:
        return _balance_with_stock(say, sender, receiver)
    sent, received = say.carbon(float(net[sender])), say.carbon(-float(net[receiver]))
    return say(
        f"净流出最多的是{say.region(sender)}：为其他{say.place}排放的 CO₂ "
        f"比其他{say.place}为它排放的多 {sent}；净流入最多的是{say.region(receiver)}，"
        f"净流入 {received}。",
        f"{say.region(sender)} sends out most on balance: {sent} more were emitted there for "
        f"others than elsewhere for {say.region(sender)}; {say.region(receiver)} receives most, "
        f"{received} on balance.",
    )


def _balance_with_stock(say: Voice, sender: int, receiver: int) -> str:
    """Say whose net flows are the largest where outflow or inflow is negative itself."""
    accounts = say.study.accounts
    out_of_sender, into_sender, out_of_receiver, into_receiver, sent, received = (
        say.carbon(float(value))
        for value in (
            *(accounts.outflow[sender], accounts.inflow[sender]),
            *(accounts.outflow[receiver], accounts.inflow[receiver]),
            *(accounts.net_outflow[sender], -accounts.net_outflow[receiver]),
        )
    )
    return say(
        f"动用库存按负值计入时，净流出最大的是{say.region(sender)}：流出 {out_of_sender}，"
        f"流入 {into_sender}，净流出 {sent}；净流入最大的是{say.region(receiver)}："
        f"流出 {out_of_receiver}，流入 {into_receiver}，净流入 {received}。",
        f"With stock drawn down counted as negative, {say.region(sender)} has the largest net "
        f"outflow, {sent} (outflow {out_of_sender}, inflow {into_sender}), and "
        f"{say.region(receiver)} the largest net inflow, {received} (outflow {out_of_receiver}, "
        f"inflow {into_receiver}).",
    )


def key_regions(say: Voice) -> str:
    """Say which regions are the key ones."""
    study = say.study
    if study.network.number_of_edges() == 0 and has_negative_flows(say):
        return say(
            f"没有正的流动，也就没有关键{say.place}。",
            f"Without flows above zero, no {say.place} is a key {say.place}.",
        )
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
