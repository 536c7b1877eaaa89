"""``tanmai tables``, ``check``, ``info`` and ``convert``: tables without a study."""

from __future__ import annotations

import sys
from pathlib import Path
from secrets import token_hex
from typing import Annotated

import typer
from rich.table import Column, Table

from tanmai.checks import check_table
from tanmai.cli.application import app, out, plain, warn, working
from tanmai.cli.help import GroupedCommand, examples
from tanmai.cli.parameters import Given, takes
from tanmai.cli.results import doubts_of, show_checks, warn_of_failures
from tanmai.cli.spoken import said, spoken
from tanmai.core.describe import Facts, table_facts
from tanmai.core.errors import FileError
from tanmai.core.messages import message
from tanmai.io.tables import FORMATS, embedded_tables, format_to_save, load_table, save_table
from tanmai.studies.basic_options import options_of
from tanmai.studies.table_options import PreparedOptions, TableOptions


@app.command(cls=GroupedCommand)
def tables() -> None:
    """List the tables that travel with tanmai."""
    heads = (message("name"), message("status"), message("year"), message("regions"))
    listing = Table(*map(said, (*heads, message("sectors"))))
    caveats: dict[str, None] = {}
    for name in embedded_tables():
        table = load_table(name)
        provenance = table.provenance
        size = (str(table.year), str(table.index.m), str(table.index.n))
        listing.add_row(name, provenance.status, *size)
        caveats |= dict.fromkeys(filter(None, map(provenance.caveat, spoken())))
    out.print(listing)
    warn(caveats)


@app.command(cls=GroupedCommand, epilog=examples("check mine.xlsx --emissions mine.csv"))
@takes(
    PreparedOptions, without=("table", "stranded", "tibet", "scheme", "regions", "pressure", "gwp")
)
def check(
    table: Annotated[str, typer.Argument(help="Embedded table, or path of your own.")],
    *,
    given: Given,
) -> None:
    """Check a table, and show every rule with what was found.

    The exit status is 2 if an error was found.
    """
    asked = options_of(PreparedOptions, {"table": table, **given})
    loaded = asked.load()
    if asked.emissions is not None:
        from tanmai.studies.prepare import replace_emissions  # brings the solver along

        loaded = replace_emissions(loaded, asked.emissions, unit=asked.unit)
    report = check_table(loaded)
    show_checks(report)
    warn_of_failures(report)
    warn(said(one, "\n") for one in doubts_of(loaded.provenance))
    report.require()


@app.command(cls=GroupedCommand)
@takes(TableOptions, without=("table",))
def info(
    table: Annotated[str, typer.Argument(help="Embedded table, or path of your own.")],
    *,
    given: Given,
) -> None:
    """Describe a table, or another file.

    Of a table: size, year, labels, units, sources, what it lacks and what was changed.
    """
    plain_file = table not in embedded_tables() and "layout" not in given and "sheet" not in given
    facts = _file_facts(Path(table)) if plain_file else None
    if facts is None:
        loaded = options_of(TableOptions, {"table": table, **given}).load()
        facts = table_facts(loaded)
    columns = Column(no_wrap=True, style="bold"), Column(overflow="fold")
    rows = Table(*columns, show_header=False, box=None, pad_edge=False)
    for what, text in facts:
        rows.add_row(said(what), plain(said(text, "\n")))
    out.print(rows)


def _file_facts(path: Path) -> Facts | None:
    from tanmai.cli.file_facts import file_facts  # brings every reader along

    return file_facts(path)


@app.command(cls=GroupedCommand, epilog=examples("convert mine.xlsx mine --overwrite"))
@takes(TableOptions, without=("table",))
def convert(
    table: Annotated[str, typer.Argument(help="Embedded table, or path of your own.")],
    to: Annotated[Path, typer.Argument(help="A .xlsx file, or a folder.")],
    save_as: Annotated[
        str | None, typer.Option("--format", help=f"One of: {', '.join(FORMATS)}.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace what is there, without asking.")
    ] = False,
    *,
    given: Given,
) -> None:
    """Save a table in another format.

    A bundle loads a hundred times faster than a workbook. What is there is replaced only after a
    question, or with --overwrite.
    """
    place = _place(to, overwrite=overwrite)
    with working(message("Reading and writing")):
        save_as = format_to_save(place, save_as)
        loaded = options_of(TableOptions, {"table": table, **given}).load()
        try:
            save_table(loaded, place, save_as)
            if place != to:
                place.replace(to)
        finally:
            if place != to:
                place.unlink(missing_ok=True)
    out.print(str(to), markup=False, highlight=False)


def _place(to: Path, *, overwrite: bool) -> Path:
    """Return where to save first: a file that is there is replaced when the new one is whole."""
    if not to.exists() or (to.is_dir() and not any(to.iterdir())):
        return to
    if not overwrite:
        question = said(message("{path} is there already. Replace it?", path=to))
        if not sys.stdin.isatty() or not typer.confirm(question, err=True):
            raise FileError(
                message("{path} is there already; give --overwrite to replace it.", path=to)
            )
    return to.with_name(f".{token_hex(8)}{to.suffix}") if to.is_file() else to
