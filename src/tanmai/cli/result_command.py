"""What a command does with its result: tables, pictures and page, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tanmai.cli.application import err
from tanmai.cli.picture_options import languages_of
from tanmai.cli.results import say_files
from tanmai.io.output import refuse_foreign

if TYPE_CHECKING:
    from tanmai.metals.result import MetalResult

FILES = {
    "report.html": "报告 report",
    "pictures": "图件 pictures (PNG, SVG, PDF)",
    "tables.xlsx": "全部数据表 all tables",
    "run.json": "溯源 how it was made",
}
OutOption = Annotated[Path, typer.Option("--out", help="Folder of the results.")]


def write_command(make: Callable[[], MetalResult], lang: str, folder: Path) -> None:
    """Make a result and write everything of it into a folder.

    Parameters
    ----------
    make : callable
        Makes the result; it is called once the folder and the language are known to be fit.
    lang : str
        ``zh``, ``en`` or ``both``.
    folder : Path
        Written whole or not at all.
    """
    refuse_foreign(folder)
    languages_of(lang)
    with err.status("求解与核算 Solving and accounting"):
        result = make()
    with err.status("绘制图件与报告 Drawing and writing"):
        replace(result, lang=lang).write(folder)
    say_files(folder, FILES)
