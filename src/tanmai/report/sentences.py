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
    year, everywhere, missing = study.table.year, say.everywhere, _missing(say)
    total = float(accounts.production_based.sum())
    if total == 0:
        return say(
            "In {year}, no CO₂ within the scope of this study was emitted in {everywhere}"
            "{missing}.",
            year=year,
            everywhere=everywhere,
            missing=missing,
        )
    amount = say.carbon(total)
    if accounts.focus is None:
        return say(
            "In {year}, {everywhere} emitted {amount}{households}{missing}.",
            year=year,
            everywhere=everywhere,
            amount=amount,
            households=_households(say),
            missing=missing,
        )
    if accounts.focus.reading == "emitters":
        return say(
            "In {year}, direct emissions of {sectors} in {everywhere} were {amount}{missing}.",
            year=year,
            sectors=say.in_focus,
            everywhere=everywhere,
            amount=amount,
            missing=missing,
        )
    return _driven(say, total)


def _driven(say: Voice, total: float) -> str:
    """Say how much the final demand for the products in focus caused, or gave back."""
    facts = {
        "year": say.study.table.year,
        "products": say.products_in_focus,
        "amount": say.carbon(total),
        "everywhere": say.everywhere,
        "missing": _missing(say),
    }
    if total < 0:
        return say(
            "In {year}, final demand for {products}, exports included, accounts for {amount} in "
            "{everywhere}: emissions embodied in stock drawn down exceed those of all other "
            "demand{missing}.",
            **facts,
        )
    if is_drawn_down(say):
        return say(
            "In {year}, final demand for {products}, exports included, caused emissions of "
            "{amount} in {everywhere}, net of stock drawn down{missing}.",
            **facts,
        )
    return say(
        "In {year}, final demand for {products}, exports included, caused emissions of {amount} "
        "in {everywhere}{missing}.",
        **facts,
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
    return say(", of which {amount} directly by households", amount=say.carbon(household))


def _missing(say: Voice) -> str:
    names = say.regions(say.study.table.without_emissions)
    if not names:
        return ""
    return say.plural(
        "; {names} has no emission inventory and is counted as zero",
        "; {names} have no emission inventory and are counted as zero",
        len(names),
        names=say.join(names),
    )


def traded(say: Voice) -> str:
    """Say how much was emitted in one region for another, and for exports."""
    accounts = say.study.accounts
    total = float(accounts.direct.sum())
    between, exported = float(accounts.outflow.sum()), float(accounts.export.sum())
    if is_drawn_down(say):
        return _traded_with_stock(say, between, exported)
    if total <= 0:
        return say("There are no emissions to allocate to final demand.")
    return say(
        "{between}; {exported}.",
        between=_between(say, between, total),
        exported=_exported(say, exported, total),
    ) + _overcount(say)


def _traded_with_stock(say: Voice, between: float, exported: float) -> str:
    """Say what was traded where parts are negative: amounts alone, for shares would mislead."""
    own = say.carbon(float(np.trace(say.study.accounts.flows.values)))
    return say(
        "Stock drawn down counts as negative, so no shares are given: flows between {place}s "
        "sum to {between}, emissions for a {place}'s own final demand to {own}, and exports "
        "embody {exported}.",
        place=say.place,
        between=say.carbon(between),
        own=own,
        exported=say.carbon(exported),
    )


def _overcount(say: Voice) -> str:
    """Say by how much a reading that keeps imports in counts too much."""
    if say.study.options.reading != "competitive_imports":
        return ""
    amount = say.carbon(-float(say.study.accounts.balancing.sum()))
    return say(
        " This reading treats imports as domestic products, so all destinations together "
        "receive {amount} more than is emitted.",
        amount=amount,
    )


def _whole(say: Voice) -> str:
    """Return what the shares are shares of."""
    if say.study.accounts.household.any():
        return say("the emissions of all sectors (households aside)")
    return say("these emissions")


def _between(say: Voice, between: float, total: float) -> str:
    whole, place, demand = _whole(say), say.place, _demand(say)
    if between <= _NOTHING * total:
        return say("No CO₂ was embodied in flows between {place}s", place=place)
    return say(
        "{share} of {whole} ({amount}) arose in one {place} to meet the {demand} of another",
        share=say.percent(between / total),
        whole=whole,
        amount=say.carbon(between),
        place=place,
        demand=demand,
    )


def _demand(say: Voice) -> str:
    """Return what flows serve: final demand, or whatever the reading of the study counts as it."""
    if say.study.options.reading == DEFAULT_READING or say.study.options.reading in (
        *GRAVITY_EXPONENTS,
        "competitive_imports",
    ):
        return say("final demand")
    return say("demand")


def exports_at_home(say: Voice) -> bool:
    """Whether the reading of the study counts exports as demand of the region that ships them."""
    return say.study.options.reading in ("exports_at_origin", "final_producer")


def _exported(say: Voice, exported: float, total: float) -> str:
    if exports_at_home(say):
        return say("exports are counted as demand of the {place} that ships them", place=say.place)
    if exported <= _NOTHING * total:
        return say("none arose for exports")
    return say(
        "{share} ({amount}) arose for exports",
        share=say.percent(exported / total),
        amount=say.carbon(exported),
    )


def balance(say: Voice) -> str:
    """Say which region is the largest net exporter of embodied carbon, and which importer."""
    accounts = say.study.accounts
    net = accounts.net_outflow
    scale = float(np.abs(accounts.direct).sum())
    if net.max() <= _NOTHING * scale:
        return say("No {place} is a net exporter or importer of embodied CO₂.", place=say.place)
    sender, receiver = int(net.argmax()), int(net.argmin())
    both = [sender, receiver]
    if min(accounts.outflow[both].min(), accounts.inflow[both].min()) < 0:
        return _balance_with_stock(say, sender, receiver)
    sent, received = say.carbon(float(net[sender])), say.carbon(-float(net[receiver]))
    return say(
        "{sender} is the largest net exporter of embodied CO₂ to other {place}s ({sent}); "
        "{receiver} is the largest net importer ({received}).",
        sender=say.region(sender),
        sent=sent,
        receiver=say.region(receiver),
        received=received,
        place=say.place,
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
        "With stock drawn down counted as negative, {sender} has the largest net outflow, "
        "{sent} (outflow {out_of_sender}, inflow {into_sender}), and {receiver} the largest net "
        "inflow, {received} (outflow {out_of_receiver}, inflow {into_receiver}).",
        sender=say.region(sender),
        sent=sent,
        out_of_sender=out_of_sender,
        into_sender=into_sender,
        receiver=say.region(receiver),
        received=received,
        out_of_receiver=out_of_receiver,
        into_receiver=into_receiver,
    )


def key_regions(say: Voice) -> str:
    """Say which regions are the key ones."""
    study = say.study
    if study.network.number_of_edges() == 0 and has_negative_flows(say):
        return say("No flow is above zero, so no {place} is ranked.", place=say.place)
    if study.network.number_of_edges() == 0:
        return say("There are no flows, so no {place} is ranked.", place=say.place)
    number = min(_MOST_KEY_PROVINCES, max(1, study.table.index.m // 3))
    names = say.regions(list(study.ranking.index[:number]))
    return say.plural(
        "By mean rank over seven network measures, the key {place} is {names}.",
        "By mean rank over seven network measures, the key {place}s are {names}, in this order.",
        number,
        place=say.place,
        names=say.join(names),
    )
