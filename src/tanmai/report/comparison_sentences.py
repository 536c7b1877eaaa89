"""The answer of a comparison in sentences, made from its numbers."""

from __future__ import annotations

import numpy as np

from tanmai.report.comparison_pictures import FACTOR_NAMES
from tanmai.report.comparison_voice import ComparisonVoice
from tanmai.report.path_sentences import study_paths
from tanmai.report.voice import Voice


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
        change = say(
            f"，首末相比{'增加' if share >= 0 else '减少'} {say.percent(abs(share))}",
            f": {'up' if share >= 0 else 'down'} {say.percent(abs(share))} from first to last",
        )
    what = say(
        say.topic.strip("（）") or "生产侧 CO₂ 排放",
        f"production-based emissions{say.topic}",
    )
    return say(
        f"{years}，{say.everywhere}的{what}合计分别为 {listed}{change}。",
        f"In {years}, {what} of {say.everywhere} were {listed} in all{change}.",
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
        f"其中为其他{say.place}最终需求而排放的占 {listed}（居民排放不计）。",
        f"Of the emissions of all sectors, {listed} arose for the final demand of another "
        f"{say.place}.",
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
        f"净流出（负值为净流入）增加最多的是{up}，由 {up_from} 变为 {up_to}；"
        f"减少最多的是{down}，由 {down_from} 变为 {down_to}。",
        f"Net outflow (net inflow where negative) rose most in {up}, from {up_from} to {up_to}, "
        f"and fell most in {down}, from {down_from} to {down_to}.",
    )


def largest_paths(say: ComparisonVoice) -> str:
    """Say which path was the largest in each year."""
    listed = []
    for name, voice in say.each():
        paths = study_paths(voice)
        if not paths:
            return ""
        listed.append(_path(say, name, voice))
    return say(
        f"最大的一条路径：{'；'.join(listed)}。", f"The largest path was {'; '.join(listed)}."
    )


def _path(say: ComparisonVoice, name: str, voice: Voice) -> str:
    path = study_paths(voice)[0]
    origin, destination = say.region(path.origin), say.region(path.destination)
    return say(
        f"{name} 年为{origin} → {destination}（{say.carbon(path.value)}）",
        f"{origin} → {destination} in {name} ({say.carbon(path.value)})",
    )


def key_regions(say: ComparisonVoice) -> str:
    """Say which region was first, and which one rose most."""
    if not all(study.network.number_of_edges() for study in say.studies.values()):
        return ""
    frame = say.tables["rank_changes"]
    ranks = frame[frame["measure"] == "key_rank"].set_index("adcode")
    leaders = [say.regions([str(ranks[f"rank_{name}"].idxmin())])[0] for name in say.names]
    gained = ranks["places_gained"]
    sentence = say(
        f"综合名次第一的{say.place}，{say.join(say.names)}分别是{say.join(leaders)}",
        f"The key {say.place} of the first rank was {_led(say, leaders)}",
    )
    if gained.max() <= 0:
        return sentence + say("，名次没有变化。", "; no rank changed.")
    risen = str(gained.idxmax())
    ends = ranks[[f"rank_{say.names[0]}", f"rank_{say.names[-1]}"]].astype(int)
    before, after = ends.loc[[risen]].to_numpy()[0]
    name = say.regions([risen])[0]
    return sentence + say(
        f"；上升最多的是{name}，由第 {before} 位升至第 {after} 位。",
        f"; {name} rose most, from rank {before} to rank {after}.",
    )


def _led(say: ComparisonVoice, leaders: list[str]) -> str:
    if len(set(leaders)) == 1:
        return f"{leaders[0]} throughout"
    return say.join([f"{who} in {name}" for name, who in zip(say.names, leaders, strict=True)])


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
        f"{say.names[0]} 与 {say.names[-1]} 两个流动网络的 QAP 相关系数为 "
        f"{row['correlation']:.3f}（{shown}，{row['permutations']:,} 次置换）。",
        f"The networks of {say.names[0]} and {say.names[-1]} have a QAP correlation of "
        f"{row['correlation']:.3f} ({shown}, {row['permutations']:,} permutations).",
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
            raised = say.carbon(float(effects[up]))
            main.append(
                say(
                    f"{FACTOR_NAMES[up][0]}使其增加最多（{raised}）",
                    f"{FACTOR_NAMES[up][1].casefold()} raised them most ({raised})",
                )
            )
        if effects[down] < 0:
            lowered = say.carbon(-float(effects[down]))
            main.append(
                say(
                    f"{FACTOR_NAMES[down][0]}使其减少最多（{lowered}）",
                    f"{FACTOR_NAMES[down][1].casefold()} lowered them most ({lowered})",
                )
            )
        rise = total >= 0
        said.append(
            say(
                f"{change.first}–{change.second}，为各{say.place}最终需求的排放"
                f"{'增加' if rise else '减少'} {say.carbon(abs(total))}：{'，'.join(main)}。",
                f"From {change.first} to {change.second}, emissions for the final demand of the "
                f"{say.place}s {'rose' if rise else 'fell'} by {say.carbon(abs(total))}: "
                f"{'; '.join(main)}.",
            )
        )
    return tuple(said)
