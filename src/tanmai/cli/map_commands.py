"""``tanmai map`` and ``tanmai flowmap``: a map alone, without a study."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tanmai.cli.application import app, err, out
from tanmai.errors import OptionError
from tanmai.output import written_whole
from tanmai.readers.province_values import read_province_flows, read_province_values

if TYPE_CHECKING:
    from tanmai.figures import Caption

TitleOption = Annotated[str | None, typer.Option(help="Title [default: the file's name].")]
UnitOption = Annotated[str, typer.Option(help="Unit of the values, as Mt CO2.")]
SourceOption = Annotated[str, typer.Option(help="Where the numbers come from.")]
LangOption = Annotated[str, typer.Option(help="zh, en or both.")]
MapFolderOption = Annotated[Path, typer.Option("--out", help="Folder of the pictures.")]


@app.command(name="map")
def map_values(
    values: Annotated[Path, typer.Argument(help="CSV with the columns province, value.")],
    title: TitleOption = None,
    unit: UnitOption = "",
    source: SourceOption = "",
    lang: LangOption = "both",
    out_folder: MapFolderOption = Path("tanmai-map"),
) -> None:
    """Draw a map of any numbers by province, as PNG, SVG and PDF."""
    numbers = read_province_values(values)
    from tanmai.single_maps import draw_value_map

    caption = _caption(title or values.stem, unit, source)
    with err.status("绘制地图 Drawing the map"), written_whole(out_folder) as folder:
        drawn = draw_value_map(numbers, caption, _languages(lang), folder, values.stem)
    _say_files(drawn, out_folder)


@app.command()
def flowmap(
    flows: Annotated[Path, typer.Argument(help="CSV with the columns from, to, value.")],
    title: TitleOption = None,
    unit: UnitOption = "",
    source: SourceOption = "",
    top: Annotated[int, typer.Option(min=1, max=40, help="How many of the largest.")] = 20,
    lang: LangOption = "both",
    out_folder: MapFolderOption = Path("tanmai-map"),
) -> None:
    """Draw a map of any flows between provinces, as PNG, SVG and PDF."""
    numbers = read_province_flows(flows)
    from tanmai.single_maps import draw_flow_map

    caption = _caption(title or flows.stem, unit, source)
    with err.status("绘制地图 Drawing the map"), written_whole(out_folder) as folder:
        drawn = draw_flow_map(numbers, top, caption, _languages(lang), folder, flows.stem)
    _say_files(drawn, out_folder)


def _caption(title: str, unit: str, source: str) -> Caption:
    from tanmai.figures import Caption

    return Caption(title=title, unit=unit, source=source, language="zh")


def _languages(lang: str) -> tuple[str, ...]:
    known = {"zh": ("zh",), "en": ("en",), "both": ("zh", "en")}
    if lang not in known:
        raise OptionError(f"lang = '{lang}': give zh, en or both.")
    return known[lang]


def _say_files(drawn: list[Path], folder: Path) -> None:
    for path in drawn:
        out.print(str(folder / path.name), markup=False, highlight=False)
