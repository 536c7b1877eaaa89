"""A command on metals: its function makes a result, which is written into ``--out``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from tanmai.cli.application import working
from tanmai.cli.parameters import Given, takes
from tanmai.cli.results import say_files
from tanmai.core.messages import message
from tanmai.io.output import require_own_folder
from tanmai.metals.result import MetalResult
from tanmai.studies.basic_options import HeaderOptions, Options, ResultOptions, options_of


def writes(
    folder: str, *models: type[Options], **defaults: str
) -> Callable[[Callable[..., MetalResult]], Callable[..., Any]]:
    """Make a command of a function that gives a result: tables, pictures and page, all or nothing.

    Parameters
    ----------
    folder : str
        The default of ``--out``.
    *models : type of Options
        Models whose fields the command takes too; the function gets those given as ``given``.
    **defaults : str
        As for `takes`.
    """

    def decorate(function: Callable[..., MetalResult]) -> Callable[..., Any]:
        @takes(*models, ResultOptions, HeaderOptions, out=folder, **defaults)
        @wraps(function)
        def command(*, given: Given, **values: Any) -> None:
            asked = options_of(ResultOptions, {"out": folder, **_taken(given, ResultOptions)})
            headers = options_of(HeaderOptions, _taken(given, HeaderOptions)).headers
            require_own_folder(asked.out)
            with working(message("Solving and accounting")):
                result = function(**values, **({"given": given} if models else {}))
            with working(message("Drawing and writing")):
                replace(result, lang=asked.lang).write(asked.out, headers=headers)
            say_files(asked.out)

        return command

    return decorate


def _taken(given: Given, model: type[Options]) -> Given:
    """Take the options of a model out of those that were given."""
    return {key: given.pop(key) for key in model.model_fields if key in given}
