"""The application that the commands belong to, and what a user sees when something is wrong."""

from __future__ import annotations

import atexit
import gc
import io
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.text import Text
from threadpoolctl import threadpool_limits

from tanmai import __version__
from tanmai.cli.commands import AllCommands
from tanmai.cli.spoken import said, spoken
from tanmai.cli.usage import UsageError, problem_of
from tanmai.core.errors import TanmaiError, os_reason
from tanmai.core.messages import LANGUAGES, Message, message

out, err = Console(), Console(stderr=True)
app = typer.Typer(
    name="tanmai",
    cls=AllCommands,
    help="碳脉: carbon through the provinces of China.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Stopped(SystemExit):
    """The system asked the process to end; what was begun is cleaned up on the way out."""


def main() -> None:
    """Run the command line; a user's error is one message and exit status 2."""
    gc.set_threshold(50_000, 20, 50)  # to look through all objects each time takes half a second
    atexit.register(gc.freeze)  # and once more at the end a third
    words = [word for word in sys.argv[1:] if word != "--debug"]
    _print_in_any_encoding()
    try:
        with _ended_in_order(), _on_one_thread():
            status = app(args=words, prog_name="tanmai", standalone_mode=False)
    except Stopped:
        _say(
            message("stopped:"),
            message("The system ended the run. What was there before is unchanged."),
        )
        raise
    except Exception as error:
        if "--debug" in sys.argv and not isinstance(error, UsageError | typer.Abort):
            raise
        _fail(error)
    sys.exit(status if isinstance(status, int) else 0)


def _fail(error: Exception) -> NoReturn:
    """Say what went wrong, and end: with status 2 where the user can fix it."""
    if isinstance(error, UsageError):
        _reject(problem_of(error))
    if isinstance(error, TanmaiError):
        _reject(error.message)
    if isinstance(error, OSError):
        _reject(
            message(
                "{where}{reason}. Check the folder and the disk, and run again.",
                where=f"{error.filename}: " if error.filename else "",
                reason=os_reason(error),
            )
        )
    if isinstance(error, MemoryError):
        _reject(
            message(
                "The memory is not enough. Merge sectors (--scheme) or provinces (--regions), ask "
                "for fewer draws, or run on a machine with more memory."
            )
        )
    if isinstance(error, typer.Abort):
        _say(message("stopped:"), message("What was there before is unchanged."))
    else:
        _say(
            message("unexpected error:"),
            message(
                "{error}\nThis is a defect of tanmai; `--debug` shows where it arose.",
                error=f"{type(error).__name__}: {error}",
            ),
        )
    sys.exit(1)


@contextmanager
def _on_one_thread() -> Iterator[None]:
    """Let libraries sum on one thread, those that are loaded and those that a command loads.

    Sums hang in their last digit on how many threads share them: the same inputs give the same
    bytes on any machine. What takes long is shared out in larger parts.
    """
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"))
    with threadpool_limits(limits=1):
        yield


def _print_in_any_encoding() -> None:
    """Write letters that the encoding of a pipe lacks as escapes, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let the signals that end a process clean up as an error does; ignored ones stay ignored."""

    def stop(number: int, _frame: FrameType | None) -> NoReturn:
        signal.signal(number, signal.SIG_IGN)
        raise Stopped(128 + number)

    known = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    ours = [number for number in known if signal.getsignal(number) == signal.SIG_DFL]
    for number in ours:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _reject(problem: Message) -> NoReturn:
    _say(message("error:"), problem)
    sys.exit(2)


def _say(kind: Message, problem: Message) -> None:
    languages = [language for language in reversed(LANGUAGES) if language in spoken()]
    texts = dict.fromkeys(problem.into(language) for language in languages)
    head = kind.into(languages[0])
    gap = "" if languages == ["zh"] else " "
    err.print(Text.assemble((head, "bold red"), gap, "\n".join(texts)), soft_wrap=True)


def warn(lines: Iterable[str]) -> None:
    """Print what a user must know before using the results."""
    for line in lines:
        out.print(line, style="yellow", highlight=False, markup=False, soft_wrap=True)


@contextmanager
def working(on: Message) -> Iterator[None]:
    """Show on a terminal what is being done.

    Nothing turns beside it: a process with threads cannot be copied, and would draw every
    picture itself.
    """
    from rich.live import Live  # of which no help and no error has need

    with Live(plain(said(on)), console=err, auto_refresh=False, transient=True):
        yield


def plain(text: str) -> Text:
    """Return a text in which no bracket is taken for markup."""
    return Text(text)


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
