"""The result of ``tanmai run`` of several pressures: a study of each, and one page of all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tanmai.accounting.carbon import CONSERVATION_LIMIT
from tanmai.core.language import Language, LanguageOf
from tanmai.core.messages import LANGUAGES, Message, Name, message
from tanmai.core.pressure_units import formula
from tanmai.core.pressures import find_characterisation
from tanmai.core.table import MrioTable, SourceFile
from tanmai.core.units import header
from tanmai.report.results import StudyResult
from tanmai.report.shown_result import PAGE, ShownResult
from tanmai.studies.basic_options import Headers
from tanmai.studies.files import boundary_of_accounts, run_record, solution_record
from tanmai.studies.national_statistics import embedded_sources
from tanmai.studies.options import StudyOptions
from tanmai.studies.pressures import (
    footprint_mix,
    known_regions,
    options_of_each,
    pressure_studies,
    side_by_side,
    weights,
)
from tanmai.studies.result import Doing, ModelResult, law
from tanmai.studies.result_files import write_json
from tanmai.studies.steps import Step, silent
from tanmai.studies.study import Study

if TYPE_CHECKING:
    from tanmai.draw.page import Caption, Sheet
    from tanmai.report.document import Document, Edition, Picture
    from tanmai.report.page_table import PageTable

_BESIDE_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z])")
CHOSEN = ("consumption", "net_outflow", "key_paths")
"""Pictures of each study that the page of all shows."""

_MEANING = (
    message(
        "accounts_by_pressure.csv: accounts of each pressure in its own unit; regions without data "
        "of a pressure have no value of what arises in them. Two pressures are never added, unless "
        "factors bring them to one unit."
    ),
    message(
        "footprint_mix.csv: where factors bring pressures to one unit, what the footprint of each "
        "region is made of, and otherwise the share of each region in the footprint of all. A "
        "region without data of one has no sum."
    ),
)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class PressuresResult(ModelResult, ShownResult):
    """Studies of several pressures of one table.

    Attributes
    ----------
    studies : mapping of Study
        The study of each pressure, by its name.
    gwp : str or None
        The factors that bring pressures to one unit.
    languages : tuple of str
        Languages of pictures and page.
    """

    studies: Mapping[str, Study]
    gwp: str | None
    languages: tuple[str, ...]

    @property
    def record(self) -> dict[str, Any]:
        """What ``run.json`` holds: what is common, and the record of every study."""
        return super().record | {"studies": {k: run_record(s) for k, s in self.studies.items()}}

    @property
    def sources(self) -> tuple[Sequence[MrioTable], Sequence[SourceFile]]:
        """The tables, and the series of the package that were read."""
        return self.mrio_tables, embedded_sources(self.inputs)

    def folder_of(self, pressure: str) -> str:
        """Return the name of the folder of a study."""
        return re.sub(r"[^\w.-]+", "-", pressure)

    def _write_numbers(self, folder: Path, headers: Headers) -> None:
        super()._write_numbers(folder, headers)
        for name, study in self.studies.items():
            home = folder / self.folder_of(name)
            home.mkdir(exist_ok=True)
            one = StudyResult(study)
            one._write_numbers(home, headers)
            write_json(one.record, home / "run.json")

    def _draw(self, folder: Path, do: Doing) -> Sequence[Picture]:
        """Have the pictures of every study drawn into its folder, and those of all together."""
        drawn = list(self._drawn_of_all(folder, do))
        for name, study in self.studies.items():
            home = folder / self.folder_of(name)
            home.mkdir()
            drawn += StudyResult(study)._draw(home, do)
        return drawn

    def _page_writer(self, pictures: Sequence[Picture]) -> Callable[[Path], None]:
        """Return what writes the page of every study, and that of all with pictures of each."""
        drawn: dict[str, list[Picture]] = {self.folder_of(name): [] for name in self.studies}
        own = [one for one in pictures if one.svg.parent.parent.name not in drawn]
        for one in pictures:
            drawn.get(one.svg.parent.parent.name, []).append(one)
        chosen = [
            replace(one, kind=f"{one.kind}-{folder}")
            for folder, of_study in drawn.items()
            for one in of_study
            if one.kind in CHOSEN
        ]
        writers = {
            folder: StudyResult(study)._page_writer(of_study)
            for study, (folder, of_study) in zip(self.studies.values(), drawn.items(), strict=True)
        }
        write_own = super()._page_writer([*own, *chosen])

        def write(folder: Path) -> None:
            for home, write_study in writers.items():
                write_study(folder / home)
            write_own(folder)

        return write

    def _drawn_of_all(self, folder: Path, do: Doing) -> Sequence[Picture]:
        from tanmai.report.picture_files import Drawing, saved_pictures

        home = folder / "pictures"
        home.mkdir(exist_ok=True)
        formats = next(iter(self.studies.values())).options.kinds_of_file
        drawings = (
            Drawing("footprint-mix", one, "footprint_mix", partial(_drawn_mix, self, Language(one)))
            for one in self.languages
        )
        return saved_pictures(drawings, home, formats, do)

    def _page(self, pictures: Sequence[Picture]) -> Document:
        return pressures_page(self, pictures)


def pressures_result(
    options: StudyOptions, pressures: Sequence[str], step: Step = silent
) -> PressuresResult:
    """Make the study of each of several pressures of a table, and set them side by side.

    Raises
    ------
    TanmaiError
        As for `tanmai.studies.pressures.options_of_each` and `tanmai.studies.study.make_study`.
    """
    studies = pressure_studies(options_of_each(options, pressures), step)
    first = next(iter(studies.values()))
    caveats = dict.fromkeys(study.table.provenance.caveats for study in studies.values())
    return PressuresResult(
        command="run",
        options=options.to_record() | {"pressure": list(studies)},
        inputs={name: digest for s in studies.values() for name, digest in s.inputs.items()},
        tables=side_by_side(studies) | {"footprint_mix": footprint_mix(studies, options.gwp)},
        checks=tuple(_conserved(study) for study in studies.values()),
        assumptions=(*_MEANING, *_factors(studies, options.gwp)),
        limits=(*caveats, *(_boundary(study) for study in studies.values())),
        method={name: solution_record(study.accounts) for name, study in studies.items()},
        mrio_tables=tuple(study.table for study in studies.values()),
        studies=studies,
        gwp=options.gwp,
        languages=LANGUAGES if first.options.lang == "both" else (first.options.lang,),
    )


def _conserved(study: Study) -> Any:
    name = study.table.pressure
    return law(
        message("What is distributed of {name} is all of it (relative difference)", name=name.name),
        float(study.accounts.conservation_gap),
        CONSERVATION_LIMIT,
    )


def _factors(studies: Mapping[str, Study], gwp: str | None) -> list[Message]:
    if gwp is None or not weights(studies, gwp):
        return []
    by = find_characterisation(gwp)
    listed = ", ".join(f"{name} x {value:g}" for name, value in by.factors.items())
    said = message(
        "{sum} by {name}: {listed} ({source}).",
        sum=by.pressure,
        name=by.name,
        listed=listed,
        source=by.source,
    )
    return [said]


def _boundary(study: Study) -> Name:
    said = boundary_of_accounts(study.accounts, study.options.reading)
    return study.table.pressure.said_in(said)


def _called(study: Study, say: Language) -> str:
    return study.table.pressure.called(say.language)


def _title(study: Study, say: Language) -> str:
    return _capital(_called(study, say))


def _spaced(name: str, say: Language) -> str:
    """Return a name as it follows Chinese: a space before one that begins in Latin letters."""
    return f" {name}" if say.language == "zh" and name[:1].isascii() else name


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _unit_name(unit: str, say: Language) -> str:
    return LanguageOf(say.language, say("pressures")).unit_name(unit)


def _drawn_mix(result: PressuresResult, say: Language) -> Sheet:
    """Draw the mix: stacked in one unit, or shares beside each other."""
    from tanmai.draw.charts import grouped_bars, stacked_bars

    mix, by = result.tables["footprint_mix"], weights(result.studies, result.gwp)
    names = {name: _called(study, say) for name, study in result.studies.items()}
    year = next(iter(result.studies.values())).table.year
    regions = pd.Index(mix[f"province_{say.language}"])
    if by:
        unit = f"Mt {find_characterisation(str(result.gwp)).pressure}"
        parts = mix[[f"{name}_{header(unit)}" for name in by]].set_axis(list(by), axis=1)
        parts = parts.set_axis(regions, axis=0).dropna()
        parts = parts.loc[parts.sum(axis=1).sort_values(ascending=False, kind="stable").index]
        title = say("Composition of footprints, {year}", year=year)
        notes = _left_out(mix, f"sum_{header(unit)}", say)
        apart = [one for name, one in names.items() if name not in by]
        notes += [say("Not part of the sum: {names}.", names=say.join(apart))] if apart else []
        caption = _caption(result, say, title, unit)
        return stacked_bars(parts, caption, names=names, decimals=0, notes=notes)
    shares = mix[[f"{name}_share_percent" for name in result.studies]]
    shares = shares.set_axis(list(result.studies), axis=1).set_axis(regions, axis=0)
    shares = shares.sort_values(str(shares.columns[0]), ascending=False, kind="stable")
    title = say("Shares of the regions in all footprints, {year}", year=year)
    notes = [say("Different pressures are set side by side, never added.")]
    notes += [
        f"{_title(study, say)}: {line}"
        for name, study in result.studies.items()
        for line in _left_out(mix, f"{name}_share_percent", say)
    ]
    return grouped_bars(shares, _caption(result, say, title, "%"), names=names, notes=notes)


def _left_out(mix: pd.DataFrame, column: str, say: Language) -> list[str]:
    without = mix.loc[mix[column].isna(), f"province_{say.language}"]
    if without.empty:
        return []
    return [say("Left out, as data are missing: {names}.", names=say.join(list(without)))]


def _caption(result: PressuresResult, say: Language, title: str, unit: str) -> Caption:
    from tanmai.draw.page import Caption

    provenance = _longest(result)
    return Caption(
        title,
        unit,
        say("multi-regional input-output table {name}", name=provenance.name),
        say.language,
        subtitle=result.gwp or "",
        caveat=provenance.caveat(say.language),
        pressure=say("pressures"),
    )


def _longest(result: PressuresResult) -> Any:
    """Return the provenance that says most: that of an estimated pressure."""
    return max((one.provenance for one in result.mrio_tables), key=lambda one: len(one.caveat_en))


def pressures_page(result: PressuresResult, pictures: Sequence[Picture]) -> Document:
    """Return the page of all pressures, an edition for each language."""
    from tanmai.report.document import Document

    editions = [_edition(result, pictures, Language(one)) for one in result.languages]
    return Document(editions, scripts=["pressures.js"])


def _edition(result: PressuresResult, pictures: Sequence[Picture], say: Language) -> Edition:
    from tanmai.report.result_edition import result_edition
    from tanmai.report.result_findings import Findings

    first, origin = next(iter(result.studies.values())), _longest(result)
    names = say.join([_called(study, say) for study in result.studies.values()])
    names = _BESIDE_CHINESE.sub(" ", names)
    title = say(
        "{names} in footprints and flows, {year}",
        names=_spaced(_capital(names), say),
        year=first.table.year,
    )
    subtitle = say("Multi-regional input-output table {name}", name=origin.name)
    asked = [
        (say("Command"), "tanmai run"),
        (say("Table"), origin.name),
        (say("Pressures"), names),
        (say("Factors"), result.gwp or say("none")),
    ]
    return result_edition(
        result,
        pictures,
        say,
        Findings(title, subtitle, _findings(result, say), ()),
        origin,
        asked,
        lead=["footprint-mix"],
        more={
            "each": [
                {
                    "name": _called(study, say),
                    "kinds": [f"{kind}-{result.folder_of(name)}" for kind in CHOSEN],
                    "page": f"{result.folder_of(name)}/{PAGE}",
                }
                for name, study in result.studies.items()
            ],
            "mix_table": _mix_table(result, say),
            "totals_table": _totals_table(result, say),
            "accounts_table": _accounts_table(result, say),
        },
        template="pressures.html.j2",
        sections={
            "answer": say("Key findings"),
            "mix": say("Composition of footprints"),
            "each": say("One pressure at a time"),
            "accounts": say("Accounts side by side"),
            "asked": say("Study design"),
            "assumptions": say("Definitions and assumptions"),
            "checks": say("Checks and provenance"),
            "limits": say("Limitations"),
        },
        badge=say("Estimate") if first.table.is_estimate else "",
    )


def _findings(result: PressuresResult, say: Language) -> list[str]:
    """Return what was found, in sentences: of each pressure, and of their mix."""
    said = [_of_one(study, say) for study in result.studies.values()]
    mix, by = result.tables["footprint_mix"], weights(result.studies, result.gwp)
    named = mix.set_index(f"province_{say.language}")
    if by:
        last = list(by)[-1]
        share = named[f"{last}_percent"].dropna()
        unit = header(f"Mt {find_characterisation(str(result.gwp)).pressure}")
        whole = 100 * named[f"{last}_{unit}"].sum() / named[f"sum_{unit}"].sum()
        said.append(
            say(
                "{name} are {share} % of the footprints of all together ({gwp}): from {low} % in "
                "{lowest} to {high} % in {highest}.",
                name=_capital(_called(result.studies[last], say)),
                share=f"{whole:.0f}",
                gwp=result.gwp,
                low=f"{share.min():.0f}",
                lowest=share.idxmin(),
                high=f"{share.max():.0f}",
                highest=share.idxmax(),
            )
        )
        return said
    one, *_, other = result.studies
    a, b = named[f"{one}_share_percent"], named[f"{other}_share_percent"]
    most = str((a - b).abs().idxmax())
    said.append(
        say(
            "{one} and {other} differ most in {region}: {a} % and {b} % of the footprints of all.",
            region=most,
            a=f"{a[most]:.1f}",
            b=f"{b[most]:.1f}",
            one=_capital(_called(result.studies[one], say)),
            other=_called(result.studies[other], say),
        )
    )
    return said


def _of_one(study: Study, say: Language) -> str:
    accounts, table = study.accounts, study.table
    of = LanguageOf(say.language, table.pressure.called(say.language))
    net = accounts.net_outflow * known_regions(study)
    sender, receiver = table.regions[int(np.argmax(net))], table.regions[int(np.argmin(net))]
    whole = float(accounts.direct.sum())
    name = _called(study, say)
    return say(
        "{name}: {amount}; {share} % of what arises in the sectors is for the final demand of "
        "another region. {sender} is the largest net exporter to other regions, {receiver} the "
        "largest net importer.",
        name=_capital(name),
        amount=of.quantity(float(accounts.production_based.sum()), table.emission_unit),
        share=f"{100 * float(accounts.outflow.sum()) / whole:.0f}" if whole else "0",
        sender=say.name(sender),
        receiver=say.name(receiver),
    )


def _mix_table(result: PressuresResult, say: Language) -> PageTable:
    from tanmai.report.frame_table import Field, frame_table
    from tanmai.report.page_table import NAME, Column

    mix, by = result.tables["footprint_mix"], weights(result.studies, result.gwp)
    fields = [Field(f"province_{say.language}", Column(say("Region"), NAME))]
    if by:
        unit = f"Mt {find_characterisation(str(result.gwp)).pressure}"
        shown = _unit_name(unit, say)
        mix = mix.sort_values(f"sum_{header(unit)}", ascending=False, kind="stable")
        fields += [
            *(
                Field(
                    f"{one}_{header(unit)}",
                    Column(_title(result.studies[one], say), unit=shown),
                    1,
                )
                for one in by
            ),
            Field(f"sum_{header(unit)}", Column(say("Sum"), unit=shown), 1),
            *(
                Field(f"{one}_percent", Column(_title(result.studies[one], say), unit="%"), 1)
                for one in by
            ),
        ]
        return frame_table("footprint-mix", say("Composition of footprints"), mix, fields)
    fields += [
        Field(f"{name}_share_percent", Column(_title(study, say), unit="%"), 2)
        for name, study in result.studies.items()
    ]
    caption = say("Shares of the regions in all footprints")
    return frame_table("footprint-mix", caption, mix, fields)


def _totals_table(result: PressuresResult, say: Language) -> PageTable:
    from tanmai.report.frame_table import Field, frame_table
    from tanmai.report.page_table import NAME, TEXT, Column

    frame = result.tables["pressures"]
    region = next(iter(result.studies.values())).table.index
    names = {one.code: say.name(one) for one in region.regions}
    units = [_unit_name(unit, say) for unit in frame["unit"]]
    frame = frame.assign(
        unit=units,
        sender=frame["largest_net_outflow_adcode"].map(names),
        receiver=frame["largest_net_inflow_adcode"].map(names),
    )
    return frame_table(
        "pressures",
        say("Totals of the pressures"),
        frame,
        [
            Field(f"pressure_{say.language}", Column(say("Pressure"), NAME)),
            Field("unit", Column(say("Unit"), TEXT)),
            Field("total", Column(say("Total")), 1),
            Field("households", Column(say("Households")), 1),
            Field("between_regions_percent", Column(say("Between regions"), unit="%"), 1),
            Field("exports_percent", Column(say("Exports"), unit="%"), 1),
            Field("sender", Column(say("Largest net outflow"), TEXT)),
            Field("receiver", Column(say("Largest net inflow"), TEXT)),
        ],
    )


_ACCOUNTS: dict[str, Callable[[Language], str]] = {
    "production_based": lambda say: say("Production-based"),
    "consumption_based": lambda say: say("Consumption-based"),
    "net_outflow": lambda say: say("Net outflow"),
}


def _accounts_table(result: PressuresResult, say: Language) -> PageTable:
    from tanmai.report.frame_table import Field, frame_table
    from tanmai.report.page_table import NAME, Column

    fields = [Field(f"province_{say.language}", Column(say("Region"), NAME))]
    for name, study in result.studies.items():
        unit = study.table.emission_unit
        shown = _unit_name(unit, say)
        one = formula(name) if study.table.pressure.is_emitted else _title(study, say)
        fields += [
            Field(
                f"{name}_{account}_{header(unit)}",
                Column(
                    say("{pressure_name}: {account}", pressure_name=one, account=title(say)),
                    unit=shown,
                ),
                1,
            )
            for account, title in _ACCOUNTS.items()
        ]
    return frame_table(
        "accounts-by-pressure",
        say("Accounts of each pressure, each in its own unit"),
        result.tables["accounts_by_pressure"],
        fields,
    )
