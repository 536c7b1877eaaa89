"""The result of ``tanmai accounts``: tables of one kind of accounts, and a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from tanmai.core.language import LanguageOf
from tanmai.core.messages import LANGUAGES, Message, message
from tanmai.core.units import header
from tanmai.studies.account_kinds import AccountedKind, account_kind
from tanmai.studies.files import boundary_of_accounts, focus_sentence, solution_record
from tanmai.studies.options import KindOptions
from tanmai.studies.result import Doing, ModelResult
from tanmai.studies.steps import Step, silent
from tanmai.studies.tables import said_of

if TYPE_CHECKING:
    from tanmai.draw.page import Caption, Sheet
    from tanmai.report.document import Picture

_MOST_ROWS = 20


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class AccountsResult(ModelResult):
    """Accounts of one kind.

    Attributes
    ----------
    accounted : AccountedKind
        The accounts and their tables.
    top : int
        Number of flows on a map.
    producer_share : float
        Share that producers carry of shared responsibility.
    languages : tuple of str
        Languages of the picture.
    """

    accounted: AccountedKind
    top: int
    producer_share: float
    languages: tuple[str, ...] = LANGUAGES

    def largest(self, count: int = 10) -> pd.DataFrame:
        """Return the rows of the first table that are largest in what the kind is ranked by."""
        frame = next(iter(self.tables.values()))
        return frame.nlargest(count, self.accounted.numbers.main)

    def _draw(self, folder: Path, do: Doing) -> Sequence[Picture]:
        from tanmai.report.picture_files import Drawing, saved_pictures

        home = folder / "pictures"
        home.mkdir(exist_ok=True)
        drawn = _pictures(self)
        return saved_pictures(
            (
                Drawing(kind, language, kind, partial(draw, self, _voice(self, language)))
                for language in self.languages
                for kind, draw in drawn.items()
            ),
            home,
            do=do,
        )


def accounts_result(kind: str, options: KindOptions, step: Step = silent) -> AccountsResult:
    """Make accounts of one kind; see `tanmai.studies.account_kinds.account_kind`."""
    found = account_kind(kind, options, step)
    accounts, numbers = found.accounts, found.numbers
    table = accounts.table
    return AccountsResult(
        command="accounts",
        options={"kind": kind, **options.to_record()},
        inputs=found.inputs,
        tables=said_of(table.pressure, numbers.tables),
        checks=(numbers.law,),
        assumptions=(
            table.pressure.said_in(found.kind.meaning),
            *([focus_sentence(accounts.focus)] if accounts.focus else []),
        ),
        limits=(
            table.provenance.caveats,
            table.pressure.said_in(boundary_of_accounts(accounts, options.reading)),
            *(table.pressure.said_in(limit) for limit in numbers.limits),
        ),
        method=solution_record(accounts),
        mrio_tables=(table,),
        accounted=found,
        top=options.top,
        producer_share=options.producer_share,
        languages=options.languages,
    )


def _voice(result: AccountsResult, language: str) -> LanguageOf:
    return LanguageOf(language, result.accounted.accounts.table.pressure.spoken(language))


def _pictures(
    result: AccountsResult,
) -> Mapping[str, Callable[[AccountsResult, LanguageOf], Sheet]]:
    """Return how each picture of a kind is drawn; a map where the regions are on one."""
    from tanmai.report.ground import ground_of

    found = result.accounted
    name = found.kind.name
    if name == "linkages":
        return {"linkages": _linkages}
    if name == "responsibility":
        return {"responsibility": _principles}
    if ground_of(found.accounts.table, found.prepared.groups) is None:
        return {name: _bars}
    return {f"map-{name}": _map if found.numbers.flows is None else _flow_map}


def _caption(result: AccountsResult, say: LanguageOf, unit: str, title: Message) -> Caption:
    from tanmai.draw.page import Caption

    table = result.accounted.accounts.table
    provenance, focus = table.provenance, result.accounted.accounts.focus
    return Caption(
        say("{title}, {year}", title=title, year=table.year),
        unit,
        say("multi-regional input-output table {name}", name=provenance.name),
        say.language,
        subtitle=say(focus_sentence(focus)) if focus else "",
        caveat=provenance.caveat(say.language),
        pressure=say.pressure,
    )


def _main(result: AccountsResult) -> pd.Series:
    frame = next(iter(result.accounted.numbers.tables.values()))
    return pd.Series(frame[result.accounted.numbers.main].to_numpy(), index=frame["adcode"])


def _map(result: AccountsResult, say: LanguageOf) -> Sheet:
    from tanmai.draw.maps import choropleth
    from tanmai.report.ground import ground_of, on_ground

    found = result.accounted
    table = found.accounts.table
    values = _main(result)
    if found.kind.name == "production":
        values = values.drop(list(table.without_emissions))
    caption = _caption(result, say, table.emission_unit, found.kind.title)
    ground = ground_of(table, found.prepared.groups)
    assert ground is not None
    return choropleth(on_ground(values, ground), caption, boundaries=ground)


def _flow_map(result: AccountsResult, say: LanguageOf) -> Sheet:
    from tanmai.draw.maps import flow_map
    from tanmai.report.ground import flows_on_ground, ground_of

    found = result.accounted
    flows, ground = found.numbers.flows, ground_of(found.accounts.table, found.prepared.groups)
    assert flows is not None
    assert ground is not None
    records = flows_on_ground(flows.between_regions().to_records(), ground)
    records = records[records["value"] > 0].sort_values("value", ascending=False, kind="stable")
    return flow_map(
        records.head(result.top),
        float(records["value"].sum()),
        _caption(result, say, flows.unit, _OF_FLOWS[found.kind.name]),
        boundaries=ground,
    )


_OF_FLOWS = {
    "bilateral": message("CO₂ emissions embodied in bilateral trade"),
    "value-added": message("Value added embodied in trade between regions"),
}
_PARTS = {
    "production": {
        "for_own_final_demand": message("for its own final demand"),
        "outflow": message("for other regions"),
        "export": message("for exports"),
        "household": message("households"),
    },
    "consumption": {
        "emitted_at_home": message("in the region"),
        "inflow": message("in other regions"),
        "household": message("households"),
    },
    "income": {
        "enabled_at_home": message("in the region"),
        "enabled_elsewhere": message("in other regions"),
        "household": message("households"),
    },
    "bilateral": {"sold": message("sold to other regions")},
    "value-added": {"earned_elsewhere": message("earned from other regions")},
}


def _bars(result: AccountsResult, say: LanguageOf) -> Sheet:
    from tanmai.draw.charts import stacked_bars

    found = result.accounted
    frame = next(iter(result.accounted.numbers.tables.values())).nlargest(
        _MOST_ROWS, found.numbers.main
    )
    unit = found.accounts.table.emission_unit
    if found.numbers.flows is not None:
        unit = found.numbers.flows.unit
    names = _PARTS[found.kind.name]
    parts = frame[[f"{part}_{header(unit)}" for part in names]].set_axis(list(names), axis=1)
    parts.index = pd.Index(frame[f"province_{say.language}"])
    title = _OF_FLOWS.get(found.kind.name, found.kind.title)
    return stacked_bars(
        parts,
        _caption(result, say, unit, title),
        names={part: say(text) for part, text in names.items()},
        decimals=1,
    )


def _principles(result: AccountsResult, say: LanguageOf) -> Sheet:
    from tanmai.draw.charts import spread_chart

    found = result.accounted
    table = found.accounts.table
    unit = header(table.emission_unit)
    frame = result.tables["responsibility_by_region"].set_index("adcode")
    values = frame[[column for column in frame if str(column).endswith(f"_{unit}")]]
    names = [_PRINCIPLES[str(column).removesuffix(f"_{unit}")] for column in values]
    words = (
        say("Shared: {share} by producers", share=say.percent(result.producer_share)),
        say("Other principles"),
        say(
            "Lines run from the smallest to the largest value of: {principles}.",
            principles=say.join([say(name) for name in names]),
        ),
    )
    known = [region for region in table.regions if region.code not in table.without_emissions]
    caption = _caption(result, say, table.emission_unit, found.kind.title)
    return spread_chart(values, caption, chosen=found.numbers.main, regions=known, words=words)


_PRINCIPLES = {
    "production_based": message("production-based"),
    "consumption_based": message("consumption-based"),
    "shared": message("shared"),
    "income_based": message("income-based"),
    "by_value_added": message("shared by value added"),
}
_LINKAGES = {
    "key": message("key (both above average)"),
    "backward": message("backward"),
    "forward": message("forward"),
    "weak": message("weak"),
}


def _linkages(result: AccountsResult, say: LanguageOf) -> Sheet:
    from tanmai.draw.charts import stacked_bars

    frame = result.tables["linkages_by_sector"]
    order = ["key_regions", "backward_regions", "forward_regions"]
    frame = frame.sort_values(order, ascending=False, kind="stable").head(_MOST_ROWS)
    parts = frame[[f"{kind}_regions" for kind in _LINKAGES]].set_axis(list(_LINKAGES), axis=1)
    parts.index = pd.Index(frame[f"sector_{say.language}"])
    return stacked_bars(
        parts.astype(float),
        _caption(result, say, "regions", result.accounted.kind.title),
        names={kind: say(text) for kind, text in _LINKAGES.items()},
        shares=[f"{count:.0f}" for count in frame["key_regions"]],
        notes=[say("Number of regions in which a sector is of each kind; on the right, key.")],
    )
