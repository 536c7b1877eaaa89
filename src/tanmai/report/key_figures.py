"""The figures that a page opens with, and one line on how good they are."""

from __future__ import annotations

import numpy as np

from tanmai.core.messages import message
from tanmai.report.comparison_voice import ComparisonVoice
from tanmai.report.document import KeyFigure
from tanmai.report.path_sentences import study_paths
from tanmai.report.sentences import exports_at_home, is_drawn_down
from tanmai.report.voice import Voice

# An amount below this share of all emissions is no figure to open with.
_NOTHING = 1e-9
_QUALITY = {
    "estimate": message(
        "Trade between {place}s is modelled: use magnitudes and patterns, and do not cite "
        "individual ranks."
    ),
    "made-up": message("The table is fictitious and says nothing about real {place}s."),
    "official": message("Official table of {place}s."),
    "user": message("Table of {place}s supplied by the user."),
}


def key_figures(say: Voice) -> list[KeyFigure]:
    """Return what a study opens with: emitted, traded, exported, and the largest of each kind.

    Amounts stand with their unit; a share only where no stock drawn down makes it misleading.
    """
    accounts = say.study.accounts
    emitted = float(accounts.production_based.sum())
    total = float(accounts.direct.sum())
    exported = float(accounts.export.sum())
    shown = [KeyFigure(say("Emitted"), say.carbon(emitted), _scope(say))]
    shown.append(
        KeyFigure(
            say("Traded between {place}s", place=say.place),
            say.carbon(float(accounts.outflow.sum())),
            _share(say, float(accounts.outflow.sum()), total),
        )
    )
    if not exports_at_home(say):
        shown.append(KeyFigure(say("Exported"), say.carbon(exported), _share(say, exported, total)))
    return shown + _extremes(say)


def _scope(say: Voice) -> str:
    everywhere = say.everywhere.removeprefix("the ")
    if say.study.accounts.household.any():
        return say("{everywhere}, households included", everywhere=everywhere)
    return everywhere


def _share(say: Voice, part: float, total: float) -> str:
    if total <= 0 or is_drawn_down(say):
        return ""
    share = say.percent(part / total)
    if say.study.accounts.focus is None:
        return say("{share} of the emissions of all sectors", share=share)
    return say("{share} of these emissions", share=share)


def _extremes(say: Voice) -> list[KeyFigure]:
    accounts = say.study.accounts
    net = accounts.net_outflow
    shown = []
    if net.max() > _NOTHING * float(np.abs(accounts.direct).sum()):
        sender, receiver = int(net.argmax()), int(net.argmin())
        shown += [
            KeyFigure(
                say("Largest net outflow"),
                say.region(sender),
                say.carbon(float(net[sender])),
            ),
            KeyFigure(
                say("Largest net inflow"),
                say.region(receiver),
                say.carbon(-float(net[receiver])),
            ),
        ]
    for path in study_paths(say)[:1]:
        ends = f"{say.region(path.origin)} → {say.region(path.destination)}"
        shown.append(KeyFigure(say("Largest path"), ends, say.carbon(path.value)))
    return shown


def figures_of_change(say: ComparisonVoice) -> list[KeyFigure]:
    """Return what a comparison opens with: the same sums in its first study and in its last."""
    first, last = say.first.study.accounts, say.study.accounts
    sums = [
        (
            say("Emitted"),
            float(first.production_based.sum()),
            float(last.production_based.sum()),
        ),
        (
            say("Traded between {place}s", place=say.place),
            float(first.outflow.sum()),
            float(last.outflow.sum()),
        ),
        (say("Exported"), float(first.export.sum()), float(last.export.sum())),
    ]
    return [
        KeyFigure(
            say("{label}, {year}", label=label, year=say.names[-1]),
            say.carbon(after),
            _change(say, before, after),
        )
        for label, before, after in sums
        if before > 0 or after > 0
    ]


def _change(say: ComparisonVoice, before: float, after: float) -> str:
    was = say("{amount} in {year}", amount=say.carbon(before), year=say.names[0])
    if before <= 0 or after <= 0:
        return was
    share = after / before - 1
    sign = "+" if share >= 0 else "−"
    return say("{was}, {change}", was=was, change=sign + say.percent(abs(share)))


def quality(say: Voice) -> str:
    """Return one line on how good the table is."""
    checks = say.study.checks
    number, warned = len(checks.results), len(checks.warnings)
    status = say.study.table.provenance.status
    checked = say.plural(
        "{number} checks, {n} warning.",
        "{number} checks, {n} warnings.",
        warned,
        number=number,
    )
    if status not in _QUALITY:
        return checked
    return f"{say(_QUALITY[status].filled(place=say.place))}{say.gap}{checked}"
