"""Provinces and other regions of their table: by partner, by origin and by destination."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.labels import Region
from tanmai.core.language import LanguageOf
from tanmai.core.units import header
from tanmai.draw.charts import grouped_bars, stacked_bars
from tanmai.draw.maps import MapDesign
from tanmai.draw.page import Caption, Sheet
from tanmai.report.page_table import NAME, Column, PageTable, number, words
from tanmai.report.voice import Voice
from tanmai.studies.partners import Partners

FloatArray = NDArray[np.float64]

PICTURES = ("partners", "partners_inflow", "partners_outflow")
_MOST_PARTNERS, _MOST_PARTS = 20, 8


def can_be_drawn(partners: Partners | None, kind: str) -> bool:
    """Whether a picture makes sense: something flows, and bars beside each other rise from zero."""
    if partners is None:
        return False
    flows = {"partners_inflow": partners.inflow, "partners_outflow": partners.outflow}
    if kind in flows:
        return bool(flows[kind].any())
    totals = np.array([partners.outflow.sum(axis=0), partners.inflow.sum(axis=0)])
    return bool(totals.min() >= 0 and totals.max() > 0)


def by_partner(partners: Partners, caption: Caption, design: MapDesign) -> Sheet:
    """Draw what provinces send to each partner and receive from it; small partners together."""
    say = LanguageOf(caption.language, caption.pressure)
    unit = header(partners.unit)
    frame = partners.tables["partners"].set_index(f"partner_{caption.language}")
    values = frame[[f"outflow_{unit}", f"inflow_{unit}"]].set_axis(["outflow", "inflow"], axis=1)
    rest = values.iloc[_MOST_PARTNERS:]
    if len(rest) > 1:
        name = say.plural("{n} other region", "{n} other regions", len(rest))
        values = pd.concat([values.iloc[:_MOST_PARTNERS], rest.sum().to_frame(name).T])
    names = {
        "outflow": say("emitted in the provinces for its final demand"),
        "inflow": say("emitted there for the final demand of the provinces"),
    }
    return grouped_bars(values, caption, names=names, design=design)


def by_origin(partners: Partners, caption: Caption, design: MapDesign) -> Sheet:
    """Draw what is emitted elsewhere for each province, by where."""
    return _by_province(partners, partners.inflow, caption, design)


def by_destination(
    partners: Partners, caption: Caption, design: MapDesign, without_data: Collection[str] = ()
) -> Sheet:
    """Draw what each province with data emits for other regions, by which."""
    return _by_province(partners, partners.outflow, caption, design, without_data)


def _by_province(
    partners: Partners,
    flows: FloatArray,
    caption: Caption,
    design: MapDesign,
    without_data: Collection[str] = (),
) -> Sheet:
    say = LanguageOf(caption.language, caption.pressure)
    order = np.argsort(-flows.sum(axis=0), kind="stable")
    shown = order if len(order) <= _MOST_PARTS + 1 else order[:_MOST_PARTS]
    names = {partners.others[at].code: say.name(partners.others[at]) for at in shown}
    parts = pd.DataFrame(
        flows[:, shown], [say.name(one) for one in partners.provinces], list(names)
    )
    known = [one.code not in without_data for one in partners.provinces]
    rest = order[len(shown) :]
    if rest.size:
        names["rest"] = say.plural("{n} other region", "{n} other regions", len(rest))
        parts["rest"] = flows[:, rest].sum(axis=1)
    largest = parts[known].sum(axis=1).sort_values(ascending=False, kind="stable").index
    without = [one for one in partners.provinces if one.code in without_data]
    names_without = say.join([say.name(one) for one in without])
    notes = [say("No data: {names}", names=names_without)] if without else []
    return stacked_bars(
        parts.loc[largest],
        caption,
        names=names,
        decimals=1,
        notes=notes,
        design=design,
    )


def partners_said(say: Voice) -> list[str]:
    """Return the sentences of the section: how much, with whom most, and what is meant."""
    partners = say.study.partners
    assert partners is not None
    sent, received = partners.outflow.sum(axis=0), partners.inflow.sum(axis=0)
    return [
        say(
            "{sent} arose in the {m} provinces for the final demand of the {k} other regions of "
            "the table, the largest part for {buyer} ({bought}); {received} arose in these for the "
            "final demand of the provinces, the largest part in {seller} ({sold}).",
            sent=say.carbon(float(sent.sum())),
            received=say.carbon(float(received.sum())),
            m=len(partners.provinces),
            k=len(partners.others),
            buyer=_first(say, partners, sent),
            bought=say.carbon(float(sent.max())),
            seller=_first(say, partners, received),
            sold=say.carbon(float(received.max())),
        ),
        say(
            "Both follow supply chains to the end: what a province sells to one region and that "
            "region passes on is counted for where it is finally used."
        ),
    ]


def _first(say: Voice, partners: Partners, values: FloatArray) -> str:
    return say.name(partners.others[int(values.argmax())])


def partners_table(say: Voice) -> PageTable | None:
    """Return what the provinces exchange with each other region; None without one."""
    partners = say.study.partners
    if partners is None:
        return None
    sent, received = partners.outflow.sum(axis=0), partners.inflow.sum(axis=0)
    order = np.argsort(-(sent + received), kind="stable")
    columns = (sent, received, sent - received)

    def row(region: Region, values: tuple[float, ...]) -> tuple[Any, ...]:
        return (words(say.name(region)), *(number(say.amount(one), one) for one in values))

    totals = [float(values.sum()) for values in columns]
    return PageTable(
        stem="partners",
        caption=say("Provinces and the other regions of the table, {unit}", unit=say.unit),
        columns=(
            Column(say("Region"), NAME),
            Column(say("In the provinces for it")),
            Column(say("There for the provinces")),
            Column(say("Net outflow of the provinces")),
        ),
        rows=tuple(
            row(partners.others[at], tuple(float(values[at]) for values in columns)) for at in order
        ),
        total=(words(say("Sum")), *(number(say.amount(one), one) for one in totals)),
        note=say.star,
        regions=tuple((partners.others[at].code,) for at in order),
    )
