"""``tanmai init``: a study file with every key, its default and what it is, commented out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from tanmai.core.messages import Message, message
from tanmai.studies.basic_options import Options
from tanmai.studies.options import StudyOptions

_WIDTH = 96
_HEAD = message(
    "A study of tanmai: remove the # before a key to set it, then: tanmai run {name}. Values are "
    "the defaults; paths are relative to the folder of this file."
)
_CHOICES = message("One of: {choices}.")
_EMPTY = message("Not set by default.")


def study_template(name: str) -> str:
    """Return the text of a study file: valid TOML, with every key commented out.

    Parameters
    ----------
    name : str
        Name of the file, for the command that runs it.
    """
    lines = _comment(_HEAD.filled(name=name))
    group = ""
    for key, field in StudyOptions.model_fields.items():
        named = _group(key)
        if named != group:
            group = named
            lines += ["", "", *_comment(Message(named))]
        lines += ["", *_comment(Message(field.description or "")), *_choices(field)]
        lines += [] if field.default is not None else _comment(_EMPTY)
        lines.append(f"# {key} = {_toml(field)}")
    return "\n".join(lines) + "\n"


def descriptions() -> Iterator[str]:
    """Yield the texts that a study file takes from the options: groups and descriptions."""
    for key, field in StudyOptions.model_fields.items():
        yield _group(key)
        yield field.description or ""


def _group(key: str) -> str:
    lineage = (one for one in reversed(StudyOptions.__mro__) if issubclass(one, Options))
    return next(one.group for one in lineage if key in one.model_fields)


def _comment(text: Message) -> list[str]:
    """Return a text in Chinese and in English as comments."""
    english = textwrap.wrap(text.into("en"), _WIDTH, break_on_hyphens=False)
    return [f"## {line}" for line in (text.into("zh"), *english)]


def _choices(field: FieldInfo) -> list[str]:
    kinds = (field.annotation, *get_args(field.annotation))
    choices = next((get_args(kind) for kind in kinds if get_origin(kind) is Literal), ())
    return _comment(_CHOICES.filled(choices=", ".join(map(str, choices)))) if choices else []


def _toml(field: FieldInfo) -> str:
    """Return the default as TOML; what has none is an empty text or a zero to write over."""
    default: Any = field.default
    if default is None:
        return "0" if int in (field.annotation, *get_args(field.annotation)) else '""'
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, Path):
        default = default.as_posix()
    return f'"{default}"' if isinstance(default, str) else str(default)
