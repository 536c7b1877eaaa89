"""The figures that a page opens with, and one line on how good they are."""

from __future__ import annotations

import numpy as np

from tanmai.report.comparison_voice import ComparisonVoice
from tanmai.report.document import KeyFigure
from tanmai.report.path_sentences import study_paths
from tanmai.report.sentences import exports_at_home, is_drawn_down
from tanmai.report.voice import Voice

# An amount below this share of all emissions is no figure to open with.
_NOTHING = 1e-9
_QUALITY = {
    "estimate": (
        "{place}间贸易为模型推算：宜看量级与格局，不宜引用单个名次。",
        "Trade between {place}s is modelled: read magnitudes and patterns, do not cite single "
        "ranks.",
    ),
    "made-up": ("虚构的表，不说明任何实际省份。", "The table says nothing of real provinces."),
    "official": ("官方编制的表。", "Official table."),
    "user": ("用户自备的表。", "Table supplied by the user."),
}


def key_figures(say: Voice) -> list[KeyFigure]:
    """Return what a study opens with: emitted, traded, exported, and the largest of each kind.

    Amounts stand with their unit; a share only where no stock drawn down makes it misleading.
    """
    accounts = say.study.accounts
    emitted = float(accounts.production_based.sum())
    total = float(accounts.direct.sum())
    exported = float(accounts.export.sum())
    shown = [KeyFigure(say("排放", "Emitted"), say.carbon(emitted), _scope(say))]
    shown.append(
        KeyFigure(
            say(f"{say.place}间流动", f"Traded between {say.place}s"),
            say.carbon(float(accounts.outflow.sum())),
            _share(say, float(accounts.outflow.sum()), total),
        )
    )
    if not exports_at_home(say):
        shown.append(
            KeyFigure(
                say("出口所含", "Exported"), say.carbon(exported), _share(say, exported, total)
            )
        )
    return shown + _extremes(say)


def _scope(say: Voice) -> str:
    everywhere = say.everywhere.removeprefix("the ")
    if say.study.accounts.household.any():
        return say(f"{everywhere}，含居民", f"{everywhere}, households included")
    return everywhere


def _share(say: Voice, part: float, total: float) -> str:
    if total <= 0 or is_drawn_down(say):
        return ""
    share = say.percent(part / total)
    if say.study.accounts.focus is None:
        return say(f"占各部门排放的 {share}", f"{share} of the emissions of all sectors")
    return say(f"占上述排放的 {share}", f"{share} of these emissions")


def _extremes(say: Voice) -> list[KeyFigure]:
    accounts = say.study.accounts
    net = accounts.net_outflow
    shown = []
    if net.max() > _NOTHING * float(np.abs(accounts.direct).sum()):
        sender, receiver = int(net.argmax()), int(net.argmin())
        shown += [
            KeyFigure(
                say("净流出最大", "Largest net outflow"),
                say.region(sender),
                say.carbon(float(net[sender])),
            ),
            KeyFigure(
                say("净流入最大", "Largest net inflow"),
                say.region(receiver),
                say.carbon(-float(net[receiver])),
            ),
        ]
    for path in study_paths(say)[:1]:
        ends = f"{say.region(path.origin)} → {say.region(path.destination)}"
        shown.append(KeyFigure(say("最大路径", "Largest path"), ends, say.carbon(path.value)))
    return shown


def figures_of_change(say: ComparisonVoice) -> list[KeyFigure]:
    """Return what a comparison opens with: the same sums in its first study and in its last."""
    first, last = say.first.study.accounts, say.study.accounts
    sums = [
        (
            say("排放", "Emitted"),
            float(first.production_based.sum()),
            float(last.production_based.sum()),
        ),
        (
            say(f"{say.place}间流动", f"Traded between {say.place}s"),
            float(first.outflow.sum()),
            float(last.outflow.sum()),
        ),
        (say("出口所含", "Exported"), float(first.export.sum()), float(last.export.sum())),
    ]
    return [
        KeyFigure(
            f"{label}{say('，', ', ')}{say.names[-1]}",
            say.carbon(after),
            _change(say, before, after),
        )
        for label, before, after in sums
        if before > 0 or after > 0
    ]


def _change(say: ComparisonVoice, before: float, after: float) -> str:
    was = say(f"{say.names[0]} 年 {say.carbon(before)}", f"{say.carbon(before)} in {say.names[0]}")
    if before <= 0 or after <= 0:
        return was
    share = after / before - 1
    sign = "+" if share >= 0 else "−"
    return f"{was}{say('，', ', ')}{sign}{say.percent(abs(share))}"


def quality(say: Voice) -> str:
    """Return one line on how good the table is."""
    checks = say.study.checks
    number, warned = len(checks.results), len(checks.warnings)
    status = say.study.table.provenance.status
    line = say(*_QUALITY.get(status, ("", ""))).format(place=say.place)
    checked = say(
        f"{number} 条检查规则，{warned} 条提示。",
        f" {number} rules checked, {warned} warning{'' if warned == 1 else 's'}.",
    )
    return f"{line}{checked}".strip()
