"""Options of commands, made of the models that they are written in once."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import typer
from pydantic.fields import FieldInfo

from tanmai.studies.basic_options import Options

Given = dict[str, Any]
"""The options that were given, by the names of their fields."""


def takes(
    *models: type[Options], without: Sequence[str] = (), **defaults: str
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the fields of models as options, of which it gets those given as ``given``.

    Parameters
    ----------
    *models : type of Options
        Models; a field has its help, its choices and its default, which the help shows.
    without : sequence of str
        Fields that are no options of this command.
    **defaults : str
        What the help calls the default of a field in its place.
    """
    fields = {
        name: (_group(model, name), field)
        for model in models
        for name, field in model.model_fields.items()
        if name not in without
    }

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        own = inspect.signature(function, eval_str=True).parameters.values()
        options = [_option(n, *field, defaults.get(n)) for n, field in fields.items()]
        parameters = [*(one for one in own if one.name != "given"), *options]

        @wraps(function)
        def command(**values: Any) -> Any:
            given = {name: values.pop(name) for name in fields}
            told = {name: value for name, value in given.items() if value is not None}
            return function(**values, given=told)

        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {one.name: one.annotation for one in parameters}
        return command

    return decorate


def _group(model: type[Options], name: str) -> str:
    """Return the group of the class that a field was written in."""
    lineage = (one for one in reversed(model.__mro__) if issubclass(one, Options))
    return next(one.group for one in lineage if name in one.model_fields)


def _option(name: str, group: str, field: FieldInfo, default: str | None) -> inspect.Parameter:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    kind, choices = _kind(field.annotation)
    if default is None and field.default not in (None, True, False, "", ()):
        default = str(field.default)
    flag = str(extra.get("flag", f"--{name.replace('_', '-')}"))
    option = typer.Option(
        f"{flag}/--no{flag[1:]}" if field.default is True else flag,
        help=f"{field.description}{f' [default: {default}]' if default else ''}",
        metavar=f"[{'|'.join(choices)}]" if choices else None,
        rich_help_panel=group,
        show_default=False,
    )
    annotation = Annotated[kind | None, option]  # type: ignore[valid-type]
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation
    )


def _kind(annotation: Any) -> tuple[type, tuple[str, ...]]:
    """Return the type that the command line reads, and the choices; the model checks the value."""
    parts = [part for part in _parts(annotation) if part is not type(None)]
    if get_origin(parts[0]) is Literal:
        return str, tuple(map(str, get_args(parts[0])))
    if get_origin(parts[0]) is tuple:
        return list[get_args(parts[0])[0]], ()  # type: ignore[misc,return-value]
    return parts[0], ()


def _parts(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) in (Union, UnionType):
        yield from get_args(annotation)
    else:
        yield annotation
