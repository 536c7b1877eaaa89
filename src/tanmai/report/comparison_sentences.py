"""The answer of a comparison in sentences, made from its numbers."""

from __future__ import annotations

import numpy as np

from tanmai.core.messages import message
from tanmai.report.comparison_pictures import FACTOR_NAMES
from tanmai.report.comparison_voice import ComparisonVoice
from tanmai.report.path_sentences import study_paths
from tanmai.report.voice import Voice
from tanmai.studies.decomposition import Change


def comparison_answer(say: ComparisonVoice) -> tuple[str, ...]:
    """Return what changed: emitted, traded, on balance, largest path, key regions, why.

    Parameters
    ----------
    say : ComparisonVoice
        The comparison and the language to speak of it in.

    Returns
    -------
    tuple of str
        A sentence on each; what has no numbers to say is left out.
    """
    said = (
        emitted(say),
        traded(say),
        balance(say),
        largest_paths(say),
        key_regions(say),
        alike(say),
        *(reasons(say)),
    )
    return tuple(sentence for sentence in said if sentence)


def emitted(say: ComparisonVoice) -> str:
    """Say how production-based emissions changed in all."""
    totals = [float(voice.study.accounts.production_based.sum()) for _, voice in say.each()]
    listed = say.join([f"{say.carbon(total)}" for total in totals])
    years = say.join(say.names)
    change = ""
    if totals[0] > 0:
        share = totals[-1] / totals[0] - 1
        rise = message(", an increase of {share} from first to last", share=say.percent(share))
        fall = message(", a decrease of {share} from first to last", share=say.percent(-share))
        change = say(rise if share >= 0 else fall)
    return say(
        "In {years}, production-based emissions{topic} in {everywhere} were {listed}{change}.",
        years=years,
        topic=say.topic,
        everywhere=say.everywhere,
        listed=listed,
        change=change,
    )


def traded(say: ComparisonVoice) -> str:
    """Say how the share of emissions for other regions' final demand changed."""
    shares = []
    for _, voice in say.each():
        accounts = voice.study.accounts
        total, between = float(accounts.direct.sum()), float(accounts.outflow.sum())
        if total <= 0 or accounts.flows.values.min() < -1e-3 * total:
            return ""  # stock that was drawn down would make the shares misleading
        shares.append(say.percent(between / total))
    listed = say.join(shares)
    return say(
        "{listed} of the emissions within scope (households excluded) arose in one {place} to meet "
        "the final demand of another.",
        listed=listed,
        place=say.place,
    )


def balance(say: ComparisonVoice) -> str:
    """Say whose net outflow grew most, and whose fell most."""
    first, last = say.first.study.accounts.net_outflow, say.study.accounts.net_outflow
    change = last - first
    if not np.abs(change).max() > 0:
        return ""
    riser, faller = int(change.argmax()), int(change.argmin())
    pairs = [
        (say.region(k), say.carbon(float(first[k])), say.carbon(float(last[k])))
        for k in (riser, faller)
    ]
    (up, up_from, up_to), (down, down_from, down_to) = pairs
    return say(
        "Net outflow (net inflow where negative) rose most in {up}, from {up_from} to "
        "{up_to}, and fell most in {down}, from {down_from} to {down_to}.",
        up=up,
        up_from=up_from,
        up_to=up_to,
        down=down,
        down_from=down_from,
        down_to=down_to,
    )


def largest_paths(say: ComparisonVoice) -> str:
    """Say which path was the largest in each year."""
    listed = []
    for name, voice in say.each():
        paths = study_paths(voice)
        if not paths:
            return ""
        listed.append(_path(say, name, voice))
    return say("The largest path was {listed}.", listed=say("; ").join(listed))


def _path(say: ComparisonVoice, name: str, voice: Voice) -> str:
    path = study_paths(voice)[0]
    origin, destination = say.region(path.origin), say.region(path.destination)
    return say(
        "{origin} → {destination} in {name} ({value})",
        origin=origin,
        destination=destination,
        name=name,
        value=say.carbon(path.value),
    )


def key_regions(say: ComparisonVoice) -> str:
    """Say which region was first, and which one rose most."""
    if not all(study.network.number_of_edges() for study in say.studies.values()):
        return ""
    frame = say.tables["rank_changes"]
    ranks = frame[frame["measure"] == "key_rank"].set_index("adcode")
    leaders = [say.regions([str(ranks[f"rank_{name}"].idxmin())])[0] for name in say.names]
    gained = ranks["places_gained"]
    sentence = _led(say, leaders)
    if gained.max() <= 0:
        return say("{sentence}; no rank changed.", sentence=sentence)
    risen = str(gained.idxmax())
    ends = ranks[[f"rank_{say.names[0]}", f"rank_{say.names[-1]}"]].astype(int)
    before, after = ends.loc[[risen]].to_numpy()[0]
    name = say.regions([risen])[0]
    return say(
        "{sentence}; {name} rose most, from rank {before} to rank {after}.",
        sentence=sentence,
        name=name,
        before=before,
        after=after,
    )


def _led(say: ComparisonVoice, leaders: list[str]) -> str:
    if len(set(leaders)) == 1:
        return say(
            "{leader} was the first key {place} throughout", leader=leaders[0], place=say.place
        )
    listed = [
        say("{leader} in {year}", leader=leader, year=name)
        for name, leader in zip(say.names, leaders, strict=True)
    ]
    return say("The first key {place} was {listed}", place=say.place, listed=say.join(listed))


def alike(say: ComparisonVoice) -> str:
    """Say how alike the networks of the first and the last year are."""
    if "qap" not in say.tables:
        return ""
    frame = say.tables["qap"]
    pair = (frame["first"] == say.names[0]) & (frame["second"] == say.names[-1])
    found = frame[pair & (frame["coefficient"] == "pearson")]
    row = found.iloc[0]
    least = 1 / (row["permutations"] + 1)
    p = max(float(row["p_greater"]), least)
    shown = f"p ≤ {p:.2g}" if p <= least else f"p = {p:.2g}"
    return say(
        "The QAP correlation between the networks of {first} and {last} is {correlation} ({p}; "
        "{permutations} permutations).",
        first=say.names[0],
        last=say.names[-1],
        correlation=f"{row['correlation']:.3f}",
        p=shown,
        permutations=f"{row['permutations']:,}",
    )


def reasons(say: ComparisonVoice) -> tuple[str, ...]:
    """Say of every change which factor raised emissions most, and which lowered them most."""
    said = []
    for change in say.changes:
        sums = change.effects("emitted_for").sum()
        total, effects = float(sums["change"]), sums[list(change.factors)]
        up, down = str(effects.idxmax()), str(effects.idxmin())
        main = []
        if effects[up] > 0:
            main.append(
                say(
                    "{factor} raised them most ({amount})",
                    factor=say.inside(say(FACTOR_NAMES[up])),
                    amount=say.carbon(float(effects[up])),
                )
            )
        if effects[down] < 0:
            main.append(
                say(
                    "{factor} lowered them most ({amount})",
                    factor=say.inside(say(FACTOR_NAMES[down])),
                    amount=say.carbon(-float(effects[down])),
                )
            )
        rose = message(
            "From {first} to {second}, emissions for the final demand of the {place}s rose by "
            "{amount}: {main}.",
            **_facts(say, change, total, main),
        )
        fell = message(
            "From {first} to {second}, emissions for the final demand of the {place}s fell by "
            "{amount}: {main}.",
            **_facts(say, change, total, main),
        )
        said.append(say(rose if total >= 0 else fell))
    return tuple(said)


def _facts(say: ComparisonVoice, change: Change, total: float, main: list[str]) -> dict[str, str]:
    return {
        "first": change.first,
        "second": change.second,
        "place": say.place,
        "amount": say.carbon(abs(total)),
        "main": say("; ").join(main),
    }
