"""``tanmai map``, ``tanmai map boundaries`` and ``tanmai flowmap``: maps without a study."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import typer
from pydantic import Field
from rich.box import SIMPLE
from rich.table import Column, Table

from tanmai.cli.application import app, out, plain, warn, working
from tanmai.cli.help import CommandGroup, GroupedCommand, after_lang, examples
from tanmai.cli.parameters import Given, takes
from tanmai.cli.spoken import said, spoken
from tanmai.core.errors import OptionError
from tanmai.core.messages import message
from tanmai.core.pressure_units import unit_in_words
from tanmai.draw import import_matplotlib
from tanmai.draw.workers import begun
from tanmai.io.concordance_file import find_region_groups
from tanmai.io.output import written_whole
from tanmai.io.province_values import (
    ProvinceValues,
    read_city_values,
    read_province_flows,
    read_province_values,
)
from tanmai.studies.basic_options import (
    FlowFileOptions,
    PictureOptions,
    ResultOptions,
    SmallFileOptions,
    WordsOptions,
    options_of,
)

if TYPE_CHECKING:
    from tanmai.checks import CheckReport
    from tanmai.core.concordance import Concordance
    from tanmai.draw.boundaries import Boundaries
    from tanmai.draw.maps import MapDesign
    from tanmai.draw.page import Caption


class MapOptions(WordsOptions, ResultOptions, PictureOptions):
    """Options of a map without a study: its words and its ground."""

    group: ClassVar[str] = "Map"

    subtitle_zh: str = Field(default="", description="Line below the Chinese title.")
    subtitle_en: str = Field(default="", description="Line below the English title.")
    unit: str = Field(default="", description="Unit of the values, as Mt CO2.")
    source: str = Field(default="", description="Where the numbers come from.")
    basemap: bool = Field(
        default=True,
        description="With the ground, or the theme alone to lie over a map of your own.",
    )
    north_arrow: bool = Field(default=False, description="With an arrow that points north.")

    @property
    def design(self) -> MapDesign:
        """The form of the map."""
        from tanmai.draw.maps import MapDesign

        return MapDesign(self.columns, self.basemap, self.north_arrow)

    def captions(self, path: Path, unit: str = "") -> list[Caption]:
        """Return the words of the map of a file, in each language; a unit where none is given."""
        from tanmai.draw.page import Caption

        subtitles = {"zh": self.subtitle_zh, "en": self.subtitle_en}
        return [
            Caption(
                *self.words(language, path.stem, self.unit or unit_in_words(unit, language)),
                self.source,
                language,
                subtitle=subtitles[language],
                approval_number=self.approval_number or "",
            )
            for language in self.languages
        ]

    def ground(self, codes: Iterable[str]) -> Callable[[], Boundaries]:
        """Return what loads the boundaries to draw on, after a word on what the user's own lack."""
        if self.boundaries is not None:
            from tanmai.draw.boundaries import boundary_source
            from tanmai.draw.boundaries.checks import check_boundaries

            source = boundary_source(self.boundaries, self.boundaries_crs, self.name_column)
            source.require(dict.fromkeys(codes))
            checks = check_boundaries(source)
            warn(line for lang in spoken() for line in checks.messages(lang))
        return self._load

    def _load(self) -> Boundaries:
        from tanmai.draw.boundaries import load_boundaries

        return load_boundaries(self.boundaries, self.boundaries_crs, self.name_column)

    def on_paper(self, load: Callable[[], Boundaries]) -> Boundaries:
        """Return boundaries with what a map of the country draws of them."""
        from tanmai.draw.boundaries.paper import Scale

        boundaries = load()
        if boundaries.of_china:
            boundaries.on_paper(Scale.in_columns(self.columns).factor)
        return boundaries


class FlowMapOptions(FlowFileOptions, MapOptions):
    """Options of a map of flows."""

    group: ClassVar[str] = "Map"


class ValueMapOptions(SmallFileOptions, MapOptions):
    """Options of a map of values: their column, and their classes."""

    group: ClassVar[str] = "Classes"

    level: Literal["province", "city"] = Field(
        default="province",
        description="Provinces, or cities by their six-digit codes or names.",
    )
    province_column: str | None = Field(
        default=None, description="Column of the names or codes of provinces or cities."
    )
    classes: int = Field(default=5, ge=2, le=7, description="Number of classes.")
    breaks: str = Field(default="", description="Your own bounds between classes: 50,100,200.")
    colours: str = Field(
        default="",
        description="Colour map of Crameri (batlow), or a colour for each class: #eee,#333.",
    )

    def read(self, path: Path) -> tuple[ProvinceValues, Callable[[], Boundaries]]:
        """Return the values of a file, and what loads the boundaries that they are drawn on."""
        if self.level == "province":
            found = read_province_values(path, self.asked)
            return found, self.ground(found.values)
        from tanmai.draw.boundaries.cities import load_cities

        cities = load_cities(self.boundaries, self.boundaries_crs, self.name_column)
        found = read_city_values(path, cities.find, self.asked)
        return found, partial(cities.of_provinces, found.values)

    @property
    def bounds(self) -> list[float]:
        """The bounds between classes; none where they are chosen by the values.

        Raises
        ------
        OptionError
            One is no number.
        """
        try:
            return [float(number) for number in self.breaks.split(",") if self.breaks]
        except ValueError as error:
            raise OptionError(
                message(
                    "breaks = '{breaks}': give numbers, as 50,100,200.",
                    breaks=self.breaks,
                )
            ) from error


DEFAULT_FOLDER = "tanmai-map"
_RESULTS = {
    "passed": ("green", message("passed")),
    "warning": ("yellow", message("warning")),
}


class _ValuesByDefault(CommandGroup):
    """A group that draws values unless the first word names another of its commands."""

    # A context is click's own or typer's copy of it, by the version of typer.
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        args = after_lang(args)
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


@maps.command(
    name="values", cls=GroupedCommand, epilog=examples("map values.csv --title-zh 排放 --unit Mt")
)
@takes(ValueMapOptions, out=DEFAULT_FOLDER)
def map_values(
    values: Annotated[
        Path, typer.Argument(help="CSV or workbook with the columns province, value.")
    ],
    *,
    given: Given,
) -> None:
    """Draw a map of any numbers by province, as PNG, SVG and PDF."""
    asked = options_of(ValueMapOptions, {"out": DEFAULT_FOLDER, **given})
    read, load = asked.read(values)
    warn(said(note, "\n") for note in read.notes)
    bounds = asked.bounds
    with working(message("Drawing the map")), begun([partial(asked.on_paper, load)]) as beside:
        import_matplotlib()
        from tanmai.draw.single_maps import draw_maps, value_map

        (boundaries,) = beside.results()
        with written_whole(asked.out) as folder:
            drawn = draw_maps(
                lambda caption: value_map(
                    read.values,
                    caption,
                    classes=asked.classes,
                    breaks=bounds,
                    colours=asked.colours,
                    boundaries=boundaries,
                    design=asked.design,
                ),
                asked.captions(values, read.unit),
                folder,
                values.stem,
                asked.kinds_of_file,
            )
    _say_files(drawn, asked.out)


@maps.command(name="boundaries", cls=GroupedCommand)
def map_boundaries(
    file: Annotated[
        Path, typer.Argument(help="Your own .shp, .zip, .gpkg, .geojson or .topojson.")
    ],
    boundaries_crs: Annotated[
        str | None,
        typer.Option(help="Its coordinate system, where it states none: EPSG:4490, gcj02 ..."),
    ] = None,
    name_column: Annotated[
        str | None,
        typer.Option(help="Its column that names the provinces, where it is not a usual one."),
    ] = None,
) -> None:
    """Check what a file of boundaries has and lacks for a map of China."""
    from tanmai.draw.boundaries.checks import check_boundaries
    from tanmai.draw.boundaries.own_file import read_boundaries

    with working(message("Reading the boundaries")):
        source = read_boundaries(file, boundaries_crs, name_column)
        checks = check_boundaries(source)
    rows = Table(Column(no_wrap=True, style="bold"), "", show_header=False, box=None)
    for what, fact in source.facts:
        rows.add_row(said(what), plain(fact))
    out.print(rows)
    _show(checks)
    warn(line for lang in spoken() for line in checks.messages(lang))


@app.command(cls=GroupedCommand, epilog=examples("flowmap flows.csv --top 30 --lang zh"))
@takes(FlowMapOptions, out=DEFAULT_FOLDER)
def flowmap(
    flows: Annotated[
        Path, typer.Argument(help="CSV or workbook: columns from, to, value, or a square matrix.")
    ],
    top: Annotated[int, typer.Option(min=1, max=40, help="How many of the largest.")] = 20,
    regions: Annotated[
        str | None, typer.Option(help="Bundle the flows between groups: sic8, or a CSV.")
    ] = None,
    *,
    given: Given,
) -> None:
    """Draw a map of any flows between provinces, as PNG, SVG and PDF."""
    asked = options_of(FlowMapOptions, {"out": DEFAULT_FOLDER, **given})
    numbers, notes = read_province_flows(flows, asked.asked)
    warn(said(note, "\n") for note in notes)
    load = asked.ground(code for *ends, _ in numbers for code in ends)
    groups = None if regions is None else find_region_groups(regions)
    if groups is not None:
        load = partial(_dissolved, load, groups)
    with working(message("Drawing the map")), begun([partial(asked.on_paper, load)]) as beside:
        import_matplotlib()
        from tanmai.draw.single_maps import bundled, draw_maps, largest_flow_map

        if groups is not None:
            numbers = bundled(numbers, groups)
        (boundaries,) = beside.results()
        with written_whole(asked.out) as folder:
            drawn = draw_maps(
                lambda caption: largest_flow_map(
                    numbers, caption, top=top, boundaries=boundaries, design=asked.design
                ),
                asked.captions(flows),
                folder,
                flows.stem,
                asked.kinds_of_file,
            )
    _say_files(drawn, asked.out)


def _dissolved(load: Callable[[], Boundaries], groups: Concordance) -> Boundaries:
    from tanmai.draw.boundaries import dissolve

    return dissolve(load(), groups)


def _show(checks: CheckReport) -> None:
    found, limit = (
        Column(said(name), justify="right") for name in (message("found"), message("limit"))
    )
    listing = Table(
        said(message("rule")), found, limit, said(message("result")), box=SIMPLE, pad_edge=False
    )
    for result in checks.results:
        colour, verdict = _RESULTS[result.verdict]
        listing.add_row(
            said(result.rule.holds, "\n"),
            f"{result.found:.3g}\n{result.rule.unit}",
            result.rule.limit_text,
            f"[{colour}]{said(verdict)}[/]",
        )
    out.print(listing)


def _say_files(drawn: list[Path], folder: Path) -> None:
    for path in drawn:
        out.print(str(folder / path.name), markup=False, highlight=False)
