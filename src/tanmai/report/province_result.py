"""The result of ``tanmai province``: its tables, three pictures and one page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tanmai.accounting.carbon import CONSERVATION_LIMIT
from tanmai.core.labels import all_provinces
from tanmai.core.language import LanguageOf, fixed
from tanmai.core.messages import LANGUAGES, message
from tanmai.core.table import MrioTable, SourceFile
from tanmai.core.units import header
from tanmai.report.shown_result import ShownResult
from tanmai.studies.files import boundary_of_accounts, focus_sentence, solution_record
from tanmai.studies.options import ProvinceOptions
from tanmai.studies.province import ProvinceNumbers, province_numbers
from tanmai.studies.result import Doing, ModelResult, law
from tanmai.studies.steps import Step, silent

if TYPE_CHECKING:
    from tanmai.draw.page import Caption, Sheet
    from tanmai.report.document import Document, Edition, Picture
    from tanmai.report.page_table import Cell, PageTable

_MOST_SECTORS, _MOST_ARROWS = 12, 20
_MEANING = (
    message(
        "largest_flows.csv: out is emitted here for the final demand of the partner, in is emitted "
        "there for the final demand of the region; shares are of all its outflow or inflow."
    ),
    message(
        "accounts_by_year.csv: rank 1 is the largest value of the table of that year; regions "
        "without an inventory have no rank in what they emit. Tables of different years differ in "
        "sectors, prices and sources."
    ),
    message(
        "structural_paths.csv: out begins in the region and ends in any final demand or exports; "
        "in ends in the final demand of the region. path_coverage.csv bounds what is not listed."
    ),
)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class ProvinceResult(ModelResult, ShownResult):
    """The report of one region.

    Attributes
    ----------
    numbers : ProvinceNumbers
        Its numbers.
    languages : tuple of str
        Languages of pictures and page.
    """

    numbers: ProvinceNumbers
    languages: tuple[str, ...] = LANGUAGES

    @property
    def sources(self) -> tuple[Sequence[MrioTable], Sequence[SourceFile]]:
        """The tables."""
        return self.mrio_tables, ()

    def _draw(self, folder: Path, do: Doing) -> Sequence[Picture]:
        from tanmai.report.picture_files import Drawing, saved_pictures

        home = folder / "pictures"
        home.mkdir(exist_ok=True)
        return saved_pictures(
            (
                Drawing(
                    kind,
                    language,
                    kind,
                    partial(draw, self.numbers, _voice(self.numbers, language)),
                )
                for language in self.languages
                for kind, draw in _pictures(self.numbers).items()
            ),
            home,
            do=do,
        )

    def _page(self, pictures: Sequence[Picture]) -> Document:
        return province_page(self, pictures)


def province_result(
    name: str, tables: Sequence[str], options: ProvinceOptions, step: Step = silent
) -> ProvinceResult:
    """Make the report of one region; see `tanmai.studies.province.province_numbers`."""
    numbers = province_numbers(name, tables, options, step)
    accounts = numbers.accounts
    table = accounts.table
    return ProvinceResult(
        command="province",
        options={
            **options.to_record(),
            "table": [one.table.provenance.name for one in numbers.years],
            "province": numbers.region.code,
        },
        inputs=numbers.inputs,
        tables=numbers.tables,
        checks=(
            law(
                message("Emissions of the sectors are distributed in full (relative difference)"),
                _undistributed(numbers),
                CONSERVATION_LIMIT,
            ),
        ),
        assumptions=(
            *(table.pressure.said_in(text) for text in _MEANING),
            *([table.pressure.said_in(focus_sentence(accounts.focus))] if accounts.focus else []),
        ),
        limits=(
            table.provenance.caveats,
            table.pressure.said_in(boundary_of_accounts(accounts, options.reading)),
        ),
        method={one.table.provenance.name: solution_record(one) for one in numbers.years},
        mrio_tables=tuple(one.table for one in numbers.years),
        numbers=numbers,
        languages=options.languages,
    )


def _voice(numbers: ProvinceNumbers, language: str) -> LanguageOf:
    return LanguageOf(language, numbers.accounts.table.pressure.spoken(language))


def _undistributed(numbers: ProvinceNumbers) -> float:
    unit, sectors = header(numbers.accounts.table.emission_unit), numbers.tables["sectors"]
    direct = float(sectors[f"direct_{unit}"].sum())
    parts = [f"for_own_final_demand_{unit}", f"outflow_{unit}", f"export_{unit}"]
    place = _place(numbers)
    stocked, balancing = numbers.accounts.stock_change, numbers.accounts.balancing_share
    others = float(stocked[place] + balancing[place])
    return abs(direct - float(sectors[parts].sum().sum()) - others) / (direct or 1.0)


def _place(numbers: ProvinceNumbers) -> int:
    return numbers.accounts.table.index.regions.index(numbers.region)


def _pictures(
    numbers: ProvinceNumbers,
) -> dict[str, Callable[[ProvinceNumbers, LanguageOf], Sheet]]:
    """Return how each picture is drawn; a map where the regions are provinces."""
    drawn: dict[str, Callable[[ProvinceNumbers, LanguageOf], Sheet]] = {}
    if _arrows(numbers):
        drawn["map-flows"] = _flow_map
    if numbers.region.code not in numbers.accounts.table.without_emissions:
        drawn |= {"sectors": _sector_bars, "years": _year_bars}
    return drawn


def _caption(numbers: ProvinceNumbers, say: LanguageOf, title: str) -> Caption:
    from tanmai.draw.page import Caption

    provenance = numbers.accounts.table.provenance
    return Caption(
        title,
        numbers.accounts.table.emission_unit,
        say("multi-regional input-output table {name}", name=provenance.name),
        say.language,
        caveat=provenance.caveat(say.language),
        pressure=say.pressure,
    )


def _arrows(numbers: ProvinceNumbers) -> list[tuple[str, str, float]]:
    """Return the largest flows out and in that are on a map, as many of each as it can hold."""
    unit = header(numbers.accounts.table.emission_unit)
    frame, code = numbers.tables["largest_flows"], numbers.region.code
    provinces = {province.code for province in all_provinces()}
    if code not in provinces:
        return []
    frame = frame[frame["partner_adcode"].isin(provinces)]
    rows = frame[frame["rank"] <= _MOST_ARROWS // 2]
    return [
        (code, partner, value) if direction == "out" else (partner, code, value)
        for direction, partner, value in zip(
            rows["direction"], rows["partner_adcode"], rows[unit], strict=True
        )
    ]


def _flow_map(numbers: ProvinceNumbers, say: LanguageOf) -> Sheet:
    from tanmai.draw.maps import flow_map

    arrows = pd.DataFrame(_arrows(numbers), columns=["from", "to", "value"])
    arrows = arrows.sort_values("value", ascending=False, kind="stable", ignore_index=True)
    accounts = numbers.accounts
    title = say(
        "Largest flows of embodied CO₂ from and to {region}, {year}{topic}",
        region=say.name(numbers.region),
        year=accounts.table.year,
        topic=_topic(numbers, say),
    )
    on_map = [province.code for province in all_provinces()]
    between = accounts.flows.among(on_map).between_regions().values
    return flow_map(arrows, float(between[between > 0].sum()), _caption(numbers, say, title))


_PARTS = {
    "for_own_final_demand": message("for its own final demand"),
    "outflow": message("for other regions"),
    "export": message("for exports"),
}


def _sector_bars(numbers: ProvinceNumbers, say: LanguageOf) -> Sheet:
    from tanmai.draw.charts import stacked_bars

    unit = header(numbers.accounts.table.emission_unit)
    frame = numbers.tables["sectors"].nlargest(_MOST_SECTORS, f"direct_{unit}")
    parts = frame[[f"{part}_{unit}" for part in _PARTS]].set_axis(list(_PARTS), axis=1)
    parts.index = pd.Index(frame[f"sector_{say.language}"])
    title = say(
        "For whom the sectors of {region} emit, {year}{topic}",
        region=say.name(numbers.region),
        year=numbers.accounts.table.year,
        topic=_topic(numbers, say),
    )
    names = {part: say(text) for part, text in _PARTS.items()}
    return stacked_bars(parts, _caption(numbers, say, title), names=names, decimals=1)


def _year_bars(numbers: ProvinceNumbers, say: LanguageOf) -> Sheet:
    from tanmai.draw.charts import stacked_bars

    rows = {}
    for one in numbers.years:
        place = one.table.index.region_codes.index(numbers.region.code)
        home = float(one.flows.values[place, place] + one.household[place])
        rows[str(one.table.year)] = [home, float(one.outflow[place]), float(one.export[place])]
    parts = pd.DataFrame.from_dict(rows, orient="index", columns=list(_PARTS))
    title = say(
        "For whom {region} emits, over the years{topic}",
        region=say.name(numbers.region),
        topic=_topic(numbers, say),
    )
    names = {part: say(text) for part, text in _PARTS.items()}
    notes = [say("Households are part of its own final demand.")]
    return stacked_bars(parts, _caption(numbers, say, title), names=names, decimals=0, notes=notes)


def province_page(result: ProvinceResult, pictures: Sequence[Picture]) -> Document:
    """Return the page of the report, an edition for each language."""
    from tanmai.report.document import Document

    return Document(
        [_edition(result, pictures, _voice(result.numbers, one)) for one in result.languages]
    )


def _edition(result: ProvinceResult, pictures: Sequence[Picture], say: LanguageOf) -> Edition:
    from tanmai.report.result_edition import result_edition
    from tanmai.report.result_findings import Findings, Part

    numbers = result.numbers
    provenance = numbers.accounts.table.provenance
    drawn = [picture.kind for picture in pictures if picture.language == say.language]
    title = say(
        "Embodied CO₂ of {region}, {year}{topic}",
        region=say.name(numbers.region),
        year=numbers.accounts.table.year,
        topic=_topic(numbers, say),
    )
    parts = [
        Part("flows", say("Flows"), _of(drawn, "map-flows"), [_flow_table(result, say)]),
        Part("sectors", say("Sectors"), _of(drawn, "sectors"), [_sector_table(result, say)]),
        Part("paths", say("Supply-chain paths"), (), [_path_table(result, say)]),
        Part("years", say("Over the years"), _of(drawn, "years"), [_year_table(result, say)]),
    ]
    table = say("Multi-regional input-output table {name}", name=provenance.name)
    asked = [
        (say("Command"), "tanmai province"),
        (say("Region"), say.name(numbers.region)),
        (say("Tables"), say.join([one.table.provenance.name for one in numbers.years])),
    ]
    return result_edition(
        result,
        pictures,
        say,
        Findings(title, table, _findings(numbers, say), parts),
        provenance,
        asked,
        lead=["map-flows", "sectors"],
    )


def _topic(numbers: ProvinceNumbers, say: LanguageOf) -> str:
    """Return to which sectors the numbers keep, to stand behind what is said of them."""
    from tanmai.report.voice import focus_topic

    return focus_topic(numbers.accounts, say)


def _of(drawn: Sequence[str], kind: str) -> Sequence[str]:
    return [kind] if kind in drawn else []


def _findings(numbers: ProvinceNumbers, say: LanguageOf) -> list[str]:
    """Return what was found, in sentences."""
    accounts, place, region = numbers.accounts, _place(numbers), say.name(numbers.region)
    unit = accounts.table.emission_unit
    last = numbers.tables["accounts_by_year"].iloc[-1]
    year = accounts.table.year

    def amount(values: np.ndarray) -> str:
        return say.quantity(float(values[place]), unit)

    said = []
    if numbers.region.code not in accounts.table.without_emissions:
        said.append(
            say(
                "In {year}, {region} emitted {amount}{topic}, rank {rank} of {all} regions; {out} "
                "were for the final demand of other regions and {abroad} for exports.",
                year=year,
                region=region,
                amount=amount(accounts.production_based),
                topic=_topic(numbers, say),
                rank=int(last["production_based_rank"]),
                all=accounts.table.index.m,
                out=amount(accounts.outflow),
                abroad=amount(accounts.export),
            )
        )
    else:
        said.append(say("{region} has no emission inventory.", region=region))
    said.append(
        say(
            "The consumption-based emissions of {region}{topic} were {amount}, {inflow} of them "
            "emitted in other regions.",
            region=region,
            topic=_topic(numbers, say),
            amount=amount(accounts.consumption_based),
            inflow=amount(accounts.inflow),
        )
    )
    flows = numbers.tables["largest_flows"]
    for direction, text in (
        ("out", message("The largest flow out goes to {partner}: {amount}.")),
        ("in", message("The largest flow in comes from {partner}: {amount}.")),
    ):
        rows = flows[flows["direction"] == direction]
        if len(rows):
            first = rows.iloc[0]
            partner = first[f"partner_{say.language}"]
            carbon = say.quantity(float(first[header(unit)]), unit)
            said.append(say(text.filled(partner=partner, amount=carbon)))
    return said


def _sector_table(result: ProvinceResult, say: LanguageOf) -> PageTable:
    from tanmai.report.frame_table import Field, frame_table
    from tanmai.report.page_table import NAME, Column

    emitted = result.numbers.accounts.table.emission_unit
    unit, shown = header(emitted), say.unit_name(emitted)
    titles = {
        "direct": say("Emitted"),
        "for_own_final_demand": say("for its own final demand"),
        "outflow": say("for other regions"),
        "export": say("for exports"),
        "footprint": say("Footprint of final demand"),
    }
    return frame_table(
        "sectors",
        say("Emissions by sector"),
        result.tables["sectors"].sort_values(f"direct_{unit}", ascending=False, kind="stable"),
        [
            Field(f"sector_{say.language}", Column(say("Sector"), NAME)),
            *(Field(f"{part}_{unit}", Column(title, unit=shown)) for part, title in titles.items()),
        ],
    )


def _flow_table(result: ProvinceResult, say: LanguageOf) -> PageTable:
    return _both_ways(
        result, say, "largest_flows", say("Largest flows"), "partner", (say("Partner"), say("Flow"))
    )


def _path_table(result: ProvinceResult, say: LanguageOf) -> PageTable:
    frame = result.tables["structural_paths"]
    return _both_ways(
        result,
        say,
        "structural_paths",
        say("Largest paths"),
        "chain",
        (say("Path"), say("Emissions")),
        {f"chain_{say.language}": [_chain(path, result, say) for path in frame["path"]]},
    )


def _chain(path: str, result: ProvinceResult, say: LanguageOf) -> str:
    """Return the sectors of a path by their names; a region is named where it changes."""
    table = result.numbers.accounts.table
    regions = {region.code: say.name(region) for region in table.regions}
    sectors = {sector.code: say.within(sector) for sector in table.sectors}
    steps, before = [], ""
    for step in path.split(" > "):
        region, _, sector = step.partition("/")
        named = sectors[sector]
        if region != before:
            named = say("{region}: {sector}", region=regions[region], sector=named)
        steps.append(named)
        before = region
    return " → ".join(steps)


def _both_ways(
    result: ProvinceResult,
    say: LanguageOf,
    name: str,
    title: str,
    what: str,
    heads: tuple[str, str],
    more: Mapping[str, Sequence[str]] | None = None,
) -> PageTable:
    """Return a table of what leaves and what enters, under the heads of what it is and its size."""
    from tanmai.report.frame_table import Field, frame_table
    from tanmai.report.page_table import NAME, TEXT, Column

    unit = result.numbers.accounts.table.emission_unit
    ways = {"out": say("outflow"), "in": say("inflow")}
    frame = result.tables[name]
    frame = frame.assign(direction=frame["direction"].map(ways), **(more or {}))
    return frame_table(
        name.replace("_", "-"),
        title,
        frame,
        [
            Field("direction", Column(say("Direction"), TEXT)),
            Field(f"{what}_{say.language}", Column(heads[0], NAME)),
            Field(header(unit), Column(heads[1], unit=say.unit_name(unit))),
            Field("share_percent", Column(say("Share"), unit="%"), 1),
        ],
    )


def _year_table(result: ProvinceResult, say: LanguageOf) -> PageTable:
    from tanmai.report.page_table import NAME, UNKNOWN, Column, PageTable, number, words

    emitted = result.numbers.accounts.table.emission_unit
    titles = {
        "production_based": say("Production-based"),
        "consumption_based": say("Consumption-based"),
        "net_outflow": say("Net outflow"),
    }

    def cell(row: pd.Series, measure: str) -> Cell:
        value = row[f"{measure}_{header(emitted)}"]
        if pd.isna(value):
            return words(UNKNOWN)
        return number(f"{fixed(float(value), 1)} ({row[f'{measure}_rank']})", float(value))

    frame = result.tables["accounts_by_year"]
    return PageTable(
        "accounts-by-year",
        say("Accounts over the years, with the rank among all regions"),
        (
            Column(say("Year"), NAME),
            *(Column(title, unit=say.unit_name(emitted)) for title in titles.values()),
        ),
        tuple(
            (words(str(row["year"])), *(cell(row, measure) for measure in titles))
            for _, row in frame.iterrows()
        ),
    )
