"""``tanmai init``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanmai.cli.application import app, out
from tanmai.cli.help import GroupedCommand, examples
from tanmai.io.output import write_file
from tanmai.studies.study_template import study_template


@app.command(cls=GroupedCommand, epilog=examples("init", "init studies/mining.toml"))
def init(
    file: Annotated[Path, typer.Argument(help="Study file to write.")] = Path("study.toml"),
) -> None:
    """Write a study file with every option, its default and what it is.

    A file that exists is not overwritten.
    """
    write_file(file, study_template(file.name).encode())
    out.print(str(file), markup=False, highlight=False)
