"""The application that the commands belong to, and what a user sees when something is wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from tanmai import __version__
from tanmai.errors import TanmaiError

out, err = Console(), Console(stderr=True)
app = typer.Typer(
    name="tanmai",
    help="碳脉: carbon through the provinces of China.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main() -> None:
    """Run the command line; a user's error is one message and exit status 2."""
    debug = "--debug" in sys.argv
    try:
        app(args=[word for word in sys.argv[1:] if word != "--debug"])
    except TanmaiError as error:
        if debug:
            raise
        _refuse(str(error))
    except OSError as error:
        if debug:
            raise
        where = f"{error.filename}: " if error.filename else ""
        _refuse(f"{where}{error.strerror or error}. Mend the folder or the disk, and run again.")
    except Exception as error:
        if debug:
            raise
        err.print(
            f"[bold red]unexpected error:[/] {type(error).__name__}: {plain(str(error))}\n"
            "This is a defect of tanmai; `--debug` shows where it arose.",
            highlight=False,
            soft_wrap=True,
        )
        sys.exit(1)


def _refuse(message: str) -> NoReturn:
    err.print(f"[bold red]error:[/] {plain(message)}", highlight=False, soft_wrap=True)
    sys.exit(2)


def warn(lines: Iterable[str]) -> None:
    """Print what a user must know before using the results."""
    for line in lines:
        out.print(line, style="yellow", highlight=False, markup=False, soft_wrap=True)


def plain(text: str) -> str:
    """Return a text in which no bracket is taken for markup."""
    return text.replace("[", r"\[")


def _version(asked: bool) -> None:
    if asked:
        out.print(f"tanmai {__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error arose.")] = False,
) -> None:
    """碳脉: carbon through the provinces of China."""
