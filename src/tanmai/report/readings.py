"""What stands under every reading and what turns on one: the section of a page, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd

from tanmai.accounting.readings import READINGS
from tanmai.core.messages import message
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
                "{path} is the largest path under all {count} definitions ({least} to {most}).",
                path=_arrow(say, ends),
                count=len(every),
                least=say.carbon(min(sizes)),
                most=say.carbon(max(sizes)),
            ),
        )
    ordered = sorted(leaders.items(), key=lambda item: (-len(item[1]), item[0]))
    parts = [
        say("{path} {when}", path=_arrow(say, ends), when=_when(say, every))
        for ends, every in ordered
    ]
    return _Found(
        False,
        say("The largest path depends on the definition: {listed}.", listed=say("; ").join(parts)),
    )


def _paths(say: Voice, compared: ReadingsCompared) -> Iterable[_Found]:
    """Say of the study's first paths whether they are among the first ten under all readings."""
    for path in study_paths(say)[:_CHECKED]:
        ends = (path.origin, path.destination)
        ranks = [int(each.path_ranks[ends]) for each in compared.made]
        spread = say("ranks {lowest} to {highest}", lowest=min(ranks), highest=max(ranks))
        if min(ranks) == max(ranks):
            spread = say("rank {lowest}", lowest=ranks[0])
        out = [each for each, at in zip(compared.made, ranks, strict=True) if at > _AMONG]
        facts = {"path": _arrow(say, ends), "top": _AMONG, "spread": spread}
        if not out:
            text = say("{path} is among the first {top} under all definitions ({spread}).", **facts)
        else:
            text = say(
                "{path} is not always among the first {top} ({spread}): it drops out {when}.",
                **facts,
                when=_when(say, out),
            )
        yield _Found(not out, text)


class _Signs(NamedTuple):
    stands: list[str]
    turns: list[str]


def _signs(say: Voice, compared: ReadingsCompared) -> _Signs:
    """Say which regions are net senders, or receivers, under all readings, and which turn."""
    nets = {each: each.net_outflow for each in compared.made}
    own = compared.study.net_outflow
    senders, receivers, turns = [], [], []
    for at in range(len(own)):
        other = [each for each, net in nets.items() if (net[at] > 0) != (own[at] > 0)]
        if other:
            now = say("net outflow") if own[at] > 0 else say("net inflow")
            turns.append(
                say(
                    "The direction of the net flow of {region} depends on the definition: {now} in "
                    "this study, the reverse {when}.",
                    region=say.region(at),
                    now=now,
                    when=_when(say, other),
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
                    "Net exporters under all definitions ({count}): {names}.",
                    count=len(senders),
                    names=say.join(senders),
                ),
            ),
            (
                receivers,
                say(
                    "Net importers under all definitions ({count}): {names}.",
                    count=len(receivers),
                    names=say.join(receivers),
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
    ranks = pd.DataFrame({i: each.key_rank for i, each in enumerate(compared.made)}, index=codes)
    own = next(i for i, each in enumerate(compared.made) if each is compared.study)
    chosen = ranks[own].sort_values().index[:top]
    always = [str(code) for code in chosen if (ranks.loc[code] <= top).all()]
    rest = [str(code) for code in chosen if str(code) not in always]
    if always:
        held = say.plural(
            "Of the first {top} key {place}s, {n} remains among them under all definitions: "
            "{names}",
            "Of the first {top} key {place}s, {n} remain among them under all definitions: {names}",
            len(always),
            top=top,
            place=say.place,
            names=say.join(say.regions(always)),
        )
    else:
        held = say(
            "Of the first {top} key {place}s, none remains among them under all definitions",
            top=top,
            place=say.place,
        )
    if not rest:
        return _Found(True, say("{sentence}.", sentence=held))
    left = [
        say("{name} drops out {when}", name=say.regions([code])[0], when=_outside(say, ranks, code))
        for code in rest
    ]
    return _Found(False, say("{sentence}.", sentence=say("; ").join([held, *left])))


def _outside(say: Voice, ranks: pd.DataFrame, code: str) -> str:
    """Return under which readings a region is not among the first key regions."""
    compared = say.study.readings
    assert compared is not None
    top, found = number_of_key_regions(len(ranks)), ranks.loc[code].to_numpy()
    return _when(say, [each for i, each in enumerate(compared.made) if found[i] > top])


def _agreement(say: Voice) -> str:
    """Say how far all readings agree, by Kendall's W."""
    frame = say.study.tables["reading_agreement"]
    of_all = frame[frame["over"] == "all"].set_index("what")
    names = {
        "flow": say("all flows"),
        "net_outflow": say("net outflow"),
        "key_region": say("key {place}s", place=say.place),
    }
    values = of_all["kendalls_w"].to_dict()
    said = [
        say("{what} {figure}", what=name, figure=f"{values[what]:.2f}")
        for what, name in names.items()
        if what in values
    ]
    if not said:
        return ""
    return say(
        "Kendall's W of the ranks over {count} definitions (1: complete agreement): {listed}.",
        count=int(of_all["readings"].iloc[0]),
        listed=say(", ").join(said),
    )


def _arrow(say: Voice, ends: tuple[int, int]) -> str:
    return f"{say.region(ends[0])} → {say.region(ends[1])}"


def _when(say: Voice, every: Sequence[ReadFlows]) -> str:
    """Return under which readings something is so: one, some by name, or so many of all."""
    compared = say.study.readings
    assert compared is not None
    names = list(dict.fromkeys(_names(say, compared, every)))
    if len(names) > _NAMED:
        return say("under {count} of {all} definitions", count=len(every), all=len(compared.made))
    listed = say.join(names)
    if len(every) == 1:
        return say("only under {listed}", listed=listed)
    return say("under {listed}", listed=listed)


def _names(say: Voice, compared: ReadingsCompared, every: Sequence[ReadFlows]) -> Iterator[str]:
    """Return the names of readings, with the scheme of sectors where it is so in one alone."""
    schemes = {each.scheme for each in compared.made}
    for each in every:
        name = say("“{title}”", title=say.inside(say(READINGS[each.reading].title)))
        alone = {one.scheme for one in every if one.reading == each.reading} != schemes
        n = each.sectors
        within = say(" ({n} sectors)", n=n) if alone else ""
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
        "meanings": [(say(READINGS[name].title), say(READINGS[name].meaning)) for name in used],
        "readings_left_out": [
            say(
                "{scheme} · {reading}: {why}",
                scheme=scheme,
                reading=READINGS[name].title if name in READINGS else message("every definition"),
                why=why,
            )
            for (scheme, name), why in compared.left_out.items()
        ],
        "reading_totals_table": _totals_table(say, compared),
    }


def _totals_table(say: Voice, compared: ReadingsCompared) -> PageTable:
    """Return what each reading distributes, in the sectors of the study."""
    codes = list(say.study.table.index.region_codes)
    rows = []
    for each in compared.own:
        m = len(codes)
        at = int(each.between.argmax())
        ends = (at // m, at % m)
        between = float(each.between.sum())
        sinks = each.exported + each.stocked
        rows.append(
            (
                words(say(READINGS[each.reading].title)),
                number(say.amount(between), between),
                number(say.amount(sinks), sinks),
                number(say.amount(each.balancing), each.balancing),
                words(_arrow(say, ends)),
                number(say.amount(float(each.between[ends])), float(each.between[ends])),
                rank(int((each.net_outflow > 0).sum())),
                words(say.region(int(each.key_rank.argmin()))),
            )
        )
    return PageTable(
        stem="readings",
        caption=say(
            "Totals, largest path and first key {place} by definition{topic}",
            place=say.place,
            topic=say.topic,
        ),
        columns=(
            Column(say("Definition"), NAME),
            Column(say("Between {place}s", place=say.place), unit=say.unit),
            Column(say("Exports and other sinks"), unit=say.unit),
            Column(say("Balancing"), unit=say.unit),
            Column(say("Largest path"), TEXT),
            Column(say("Flow"), unit=say.unit),
            Column(say("Net exporters")),
            Column(say("First key {place}", place=say.place), TEXT),
        ),
        rows=tuple(rows),
        note=say(
            "The amounts distributed under each definition sum to total emissions; under "
            "competitive imports the balancing item is negative and equals the overestimate."
        ),
    )
