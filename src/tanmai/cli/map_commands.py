"""``tanmai map``, ``tanmai map boundaries`` and ``tanmai flowmap``: maps without a study."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.box import SIMPLE
from rich.table import Column, Table
from typer.core import TyperGroup

from tanmai.cli.application import app, err, out, plain, warn
from tanmai.cli.picture_options import (
    ApprovalOption,
    BoundariesCrsOption,
    BoundariesOption,
    ColumnsOption,
    LangOption,
    languages_of,
)
from tanmai.core.concordance import find_region_groups
from tanmai.core.errors import OptionError
from tanmai.io.output import written_whole
from tanmai.io.province_values import read_province_flows, read_province_values

if TYPE_CHECKING:
    from tanmai.checks import CheckReport
    from tanmai.draw.boundaries import Boundaries
    from tanmai.draw.maps import MapDesign
    from tanmai.draw.page import Caption

TitleOption = Annotated[str | None, typer.Option(help="Title [default: the file's name].")]
TitleZhOption = Annotated[str | None, typer.Option(help="Title of the Chinese picture.")]
TitleEnOption = Annotated[str | None, typer.Option(help="Title of the English picture.")]
SubtitleZhOption = Annotated[str, typer.Option(help="Line below the Chinese title.")]
SubtitleEnOption = Annotated[str, typer.Option(help="Line below the English title.")]
UnitOption = Annotated[str, typer.Option(help="Unit of the values, as Mt CO2.")]
UnitZhOption = Annotated[str | None, typer.Option(help="Unit of the Chinese picture.")]
UnitEnOption = Annotated[str | None, typer.Option(help="Unit of the English picture.")]
FormatsOption = Annotated[str, typer.Option(help="Files to write, of png, svg and pdf.")]
SourceOption = Annotated[str, typer.Option(help="Where the numbers come from.")]
BasemapOption = Annotated[
    bool,
    typer.Option(help="With the ground, or the theme alone to lie over a map of your own."),
]
NorthArrowOption = Annotated[
    bool, typer.Option("--north-arrow", help="With an arrow that points north.")
]
MapFolderOption = Annotated[Path, typer.Option("--out", help="Folder of the pictures.")]

_RESULTS = {
    "passed": "[green]通过 passed[/]",
    "warning": "[yellow]提示 warning[/]",
}


class _ValuesByDefault(TyperGroup):
    """A group that draws values unless the first word names another of its commands."""

    # A context is click's own or typer's copy of it, by the version of typer.
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in (*self.commands, *self.get_help_option_names(ctx)):
            args = ["values", *args]
        return super().parse_args(ctx, args)


maps = typer.Typer(
    cls=_ValuesByDefault,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Draw a map of any numbers by province: tanmai map VALUES.csv.",
)
app.add_typer(maps, name="map")


@maps.command(name="values")
def map_values(
    values: Annotated[Path, typer.Argument(help="CSV with the columns province, value.")],
    title: TitleOption = None,
    title_zh: TitleZhOption = None,
    title_en: TitleEnOption = None,
    subtitle_zh: SubtitleZhOption = "",
    subtitle_en: SubtitleEnOption = "",
    unit: UnitOption = "",
    unit_zh: UnitZhOption = None,
    unit_en: UnitEnOption = None,
    source: SourceOption = "",
    classes: Annotated[int, typer.Option(min=2, max=7, help="Number of classes.")] = 5,
    breaks: Annotated[str, typer.Option(help="Your own bounds between classes: 50,100,200.")] = "",
    colours: Annotated[
        str,
        typer.Option(help="Colour map of Crameri (batlow), or a colour for each class: #eee,#333."),
    ] = "",
    boundaries: BoundariesOption = None,
    boundaries_crs: BoundariesCrsOption = None,
    approval_number: ApprovalOption = None,
    columns: ColumnsOption = None,
    basemap: BasemapOption = True,
    north_arrow: NorthArrowOption = False,
    lang: LangOption = "both",
    formats: FormatsOption = "png,svg,pdf",
    out_folder: MapFolderOption = Path("tanmai-map"),
) -> None:
    """Draw a map of any numbers by province, as PNG, SVG and PDF."""
    numbers = read_province_values(values)
    from tanmai.draw.single_maps import draw_maps, value_map

    captions = _captions(
        languages_of(lang),
        source,
        approval_number,
        titles={"zh": title_zh or title or values.stem, "en": title_en or title or values.stem},
        subtitles={"zh": subtitle_zh, "en": subtitle_en},
        units={"zh": unit_zh or unit, "en": unit_en or unit},
    )
    kinds = _formats(formats)
    bounds = _numbers(breaks)
    design = _design(columns, basemap, north_arrow)
    ground = _boundaries(boundaries, boundaries_crs, numbers.index)
    with err.status("绘制地图 Drawing the map"), written_whole(out_folder) as folder:
        drawn = draw_maps(
            lambda caption: value_map(
                numbers, caption, ground, design, classes=classes, breaks=bounds, colours=colours
            ),
            captions,
            folder,
            values.stem,
            kinds,
        )
    _say_files(drawn, out_folder)


@maps.command(name="boundaries")
def map_boundaries(
    file: Annotated[Path, typer.Argument(help="Your own .shp, .zip, .gpkg or .geojson.")],
    crs: BoundariesCrsOption = None,
) -> None:
    """Say what a file of boundaries has and lacks for a map of China."""
    from tanmai.draw.boundaries import read_boundaries
    from tanmai.draw.boundaries.checks import check_boundaries

    with err.status("读取界线 Reading the boundaries"):
        source = read_boundaries(file, crs)
        checks = check_boundaries(source)
    rows = Table(Column(no_wrap=True, style="bold"), "", show_header=False, box=None)
    for what, said in source.facts:
        rows.add_row(what, plain(said))
    out.print(rows)
    _show(checks)
    warn(line for lang in ("zh", "en") for line in checks.messages(lang))


@app.command()
def flowmap(
    flows: Annotated[Path, typer.Argument(help="CSV with the columns from, to, value.")],
    title: TitleOption = None,
    title_zh: TitleZhOption = None,
    title_en: TitleEnOption = None,
    subtitle_zh: SubtitleZhOption = "",
    subtitle_en: SubtitleEnOption = "",
    unit: UnitOption = "",
    unit_zh: UnitZhOption = None,
    unit_en: UnitEnOption = None,
    source: SourceOption = "",
    top: Annotated[int, typer.Option(min=1, max=40, help="How many of the largest.")] = 20,
    regions: Annotated[
        str | None, typer.Option(help="Bundle the flows between groups: sic8, or a CSV.")
    ] = None,
    boundaries: BoundariesOption = None,
    boundaries_crs: BoundariesCrsOption = None,
    approval_number: ApprovalOption = None,
    columns: ColumnsOption = None,
    basemap: BasemapOption = True,
    north_arrow: NorthArrowOption = False,
    lang: LangOption = "both",
    formats: FormatsOption = "png,svg,pdf",
    out_folder: MapFolderOption = Path("tanmai-map"),
) -> None:
    """Draw a map of any flows between provinces, as PNG, SVG and PDF."""
    numbers = read_province_flows(flows)
    from tanmai.draw.boundaries import dissolve
    from tanmai.draw.single_maps import bundled, draw_maps, largest_flow_map

    captions = _captions(
        languages_of(lang),
        source,
        approval_number,
        titles={"zh": title_zh or title or flows.stem, "en": title_en or title or flows.stem},
        subtitles={"zh": subtitle_zh, "en": subtitle_en},
        units={"zh": unit_zh or unit, "en": unit_en or unit},
    )
    kinds = _formats(formats)
    design = _design(columns, basemap, north_arrow)
    ground = _boundaries(boundaries, boundaries_crs, [*numbers["from"], *numbers["to"]])
    if regions is not None:
        groups = find_region_groups(regions)
        numbers, ground = bundled(numbers, groups), dissolve(ground, groups)
    with err.status("绘制地图 Drawing the map"), written_whole(out_folder) as folder:
        drawn = draw_maps(
            lambda caption: largest_flow_map(numbers, top, caption, ground, design),
            captions,
            folder,
            flows.stem,
            kinds,
        )
    _say_files(drawn, out_folder)


def _captions(
    languages: Iterable[str],
    source: str,
    approval_number: str | None,
    *,
    titles: Mapping[str, str],
    subtitles: Mapping[str, str],
    units: Mapping[str, str],
) -> list[Caption]:
    from tanmai.draw.page import Caption

    return [
        Caption(
            titles[language],
            units[language],
            source,
            language,
            subtitle=subtitles[language],
            approval_number=approval_number or "",
        )
        for language in languages
    ]


def _formats(asked: str) -> list[str]:
    from tanmai.draw.files import FORMATS

    formats = [one.strip() for one in asked.split(",")]
    unknown = [one for one in formats if one not in FORMATS]
    if unknown:
        raise OptionError(f"formats = '{asked}': '{unknown[0]}' is none of {', '.join(FORMATS)}.")
    return formats


def _numbers(breaks: str) -> list[float]:
    try:
        return [float(number) for number in breaks.split(",") if breaks]
    except ValueError as error:
        raise OptionError(f"breaks = '{breaks}': give numbers, as 50,100,200.") from error


def _design(columns: str | None, basemap: bool, north_arrow: bool) -> MapDesign:
    from tanmai.draw.maps import MapDesign

    return MapDesign(columns or "two", basemap, north_arrow)


def _boundaries(path: Path | None, crs: str | None, codes: Iterable[str]) -> Boundaries:
    """Return the boundaries to draw on, with a word on what the user's own lack."""
    from tanmai.draw.boundaries import boundary_source, load_boundaries

    if path is not None:
        from tanmai.draw.boundaries.checks import check_boundaries

        source = boundary_source(path, crs)
        source.require(dict.fromkeys(codes))
        checks = check_boundaries(source)
        warn(line for lang in ("zh", "en") for line in checks.messages(lang))
    return load_boundaries(path, crs)


def _show(checks: CheckReport) -> None:
    found, limit = (Column(name, justify="right") for name in ("实际 found", "限 limit"))
    listing = Table("规则 rule", found, limit, "结论 result", box=SIMPLE, pad_edge=False)
    for result in checks.results:
        listing.add_row(
            f"{result.rule.name_zh}\n{result.rule.name_en}",
            f"{result.found:.3g}\n{result.rule.unit}",
            result.rule.limit_text,
            _RESULTS[result.verdict],
        )
    out.print(listing)


def _say_files(drawn: list[Path], folder: Path) -> None:
    for path in drawn:
        out.print(str(folder / path.name), markup=False, highlight=False)
