"""A TOML file as a mapping, or one message that says what to change."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tanmai.core.errors import FileError
from tanmai.core.input_file import read_input
from tanmai.core.messages import Message, message

_MOST_MIB = 16


def read_toml(path: Path, kind: Message) -> dict[str, Any]:
    """Return the content of a TOML file.

    Parameters
    ----------
    path : Path
        The file.
    kind : Message
        What it should be: ``a study file``.

    Raises
    ------
    FileError
        The file is missing or not TOML, is nested too deeply, or a text holds the
        character NUL.
    """
    content = read_input(path, message("{kind} (TOML)", kind=kind), _MOST_MIB)
    try:
        found = tomllib.loads(content.decode("utf-8-sig"))
    except RecursionError as error:
        raise FileError(
            message(
                "{path} is nested too deeply to be {kind}.",
                path=path,
                kind=kind,
            )
        ) from error
    except ValueError as error:
        raise FileError(
            message(
                "{path} is not valid TOML: {reason}.",
                path=path,
                reason=_reason(error),
            )
        ) from error
    if key := next((key for key, text in _texts(found) if "\0" in text), None):
        raise FileError(
            message(
                "{path}: {key} holds the character NUL, which no name has; take it out.",
                path=path,
                key=repr(key),
            )
        )
    return found


_FAULTS = {
    said.text: said
    for said in (
        message("Cannot overwrite a value"),
        message("Expected '=' after a key in a key/value pair"),
        message("Expected newline or end of document after a statement"),
        message("Invalid statement"),
        message("Invalid value"),
        message("Unclosed array"),
        message("Unclosed inline table"),
        message("Unterminated string"),
    )
}
_AT = re.compile(r"(.*) \(at line (\d+), column (\d+)\)")


def _reason(error: ValueError) -> Message:
    if isinstance(error, UnicodeDecodeError):
        return message("it is not in UTF-8")
    found = _AT.fullmatch(str(error))
    if found is None:
        return Message(str(error))
    return message(
        "{fault} (at line {line}, column {column})",
        fault=_FAULTS.get(found[1], found[1]),
        line=found[2],
        column=found[3],
    )


def _texts(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Return every text of a file, with the name of the part that it stands in."""
    waiting: list[tuple[str, Any]] = [("", content)]
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, list):
            waiting += [(key, item) for item in value]
        elif isinstance(value, dict):
            waiting += [(name, item) for name, item in value.items()]
            waiting += [(name, name) for name in value]
