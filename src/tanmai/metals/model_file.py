"""A TOML file as a checked model, on its own or as changes of one that travels with the package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from tanmai.core.errors import FileError, LabelError, did_you_mean
from tanmai.core.faults import said_of
from tanmai.core.messages import Message, lines, listed, message
from tanmai.io.toml import read_toml

Model = TypeVar("Model", bound=BaseModel)
_IDENTITIES = ("key", "name", "flow", "technology")
_LIKE = "like"
_MERGED = ("sources", "supply")


def read_model(
    path: Path, model: type[Model], kind: Message, bundled: Mapping[str, Path] | None = None
) -> Model:
    """Read a TOML file into a model.

    Parameters
    ----------
    path : Path
        The file. With ``like = "NAME"`` it holds only what differs from a bundled file: a part
        (``[[prices]]``, ``[[flows]]``, ...) changes the one of the same key, name or flow, or is
        new; any other key takes the place of that of the bundled file.
    model : type
        What it is to be.
    kind : Message
        What it is called, for messages: ``a process definition``.
    bundled : mapping, optional
        The files that it can be like, by name.

    Raises
    ------
    FileError
        The file is missing, not TOML, or lacks or adds something; all faults are listed.
    LabelError
        It is like a file that there is not, or changes a part twice.
    """
    content = read_toml(path, kind)
    if bundled is not None and _LIKE in content:
        content = changed_content(_base(content.pop(_LIKE), path, bundled, kind), content, path)
    return checked_model(path, content, model, kind)


def require_distinct(keys: Iterable[str], path: Path) -> None:
    """Reject keys of which one stands twice.

    Raises
    ------
    LabelError
        One does; it is named.
    """
    twice = [key for key, count in Counter(keys).items() if count > 1]
    if twice:
        raise LabelError(
            message(
                "{path}: '{twice}' is defined twice; rename one.",
                path=path,
                twice=twice[0],
            )
        )


def require_defined(owner: Message | str, key: str, defined: Collection[str], path: Path) -> None:
    """Reject a key that a part of the file names and that is not defined.

    Raises
    ------
    LabelError
        It is not; who names it is said, with the nearest key.
    """
    if key not in defined:
        raise LabelError(
            message(
                "{path}: {owner} names '{key}', which is not defined.{nearest}",
                path=path,
                owner=owner,
                key=key,
                nearest=did_you_mean(key, defined),
            )
        )


def checked_model(
    path: Path, content: Mapping[str, Any], model: type[Model], kind: Message
) -> Model:
    """Return the content of a file as a model.

    Raises
    ------
    FileError
        It lacks or adds something; all faults are listed.
    """
    try:
        return model(**content)
    except ValidationError as error:
        faults = lines(_in_words(error, content, model))
        raise FileError(
            message("{path} is not {kind}; correct:\n{faults}", path=path, kind=kind, faults=faults)
        ) from error


def files_behind(path: Path, bundled: Mapping[str, Path]) -> list[Path]:
    """Return the files that a model is read from: its own, and the one that it is like."""
    like = read_toml(path, message("a model")).get(_LIKE)
    return [bundled[like], path] if isinstance(like, str) and like in bundled else [path]


def _base(name: object, path: Path, bundled: Mapping[str, Path], kind: Message) -> dict[str, Any]:
    if not isinstance(name, str) or name not in bundled:
        raise LabelError(
            message(
                "{path}: like = '{name}' is not {kind} of the package.{nearest} Known: {known}.",
                path=path,
                name=name,
                kind=kind,
                nearest=did_you_mean(str(name), bundled),
                known=listed(bundled),
            )
        )
    return read_toml(bundled[name], kind)


def changed_content(base: Mapping[str, Any], own: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Return content in which parts of the same key, name or flow are changed, and others new."""
    found = dict(base)
    for key, value in own.items():
        if _are_parts(value) and _are_parts(found.get(key)):
            found[key] = _changed_parts(found[key], value, path)
        elif key in _MERGED and isinstance(value, dict):
            found[key] = {**found.get(key, {}), **value}
        else:
            found[key] = value
    return found


def _are_parts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(part, dict) for part in value)


def _changed_parts(
    base: list[dict[str, Any]], own: list[dict[str, Any]], path: Path
) -> list[dict[str, Any]]:
    twice = [name for name, count in Counter(map(_identity, own)).items() if count > 1]
    if twice:
        raise LabelError(
            message(
                "{path}: '{twice}' is changed twice; keep one of the two.",
                path=path,
                twice=twice[0],
            )
        )
    changes = {_identity(part): part for part in own}
    kept = [changed_content(part, changes.pop(_identity(part), {}), path) for part in base]
    return [*kept, *changes.values()]


def _identity(part: Mapping[str, Any]) -> str:
    return next((str(part[name]) for name in _IDENTITIES if name in part), "")


def _inside(at: object, step: int | str) -> Any:
    """Return what stands at a step of a place; nothing where the step names a kind of value."""
    if isinstance(at, dict):
        return at.get(step)
    return at[step] if isinstance(at, list) and isinstance(step, int) else None


def _in_words(
    error: ValidationError, content: Mapping[str, Any], model: type[BaseModel]
) -> Iterator[Message]:
    """Say each fault with the place, naming a part by its key and not by its number."""
    for fault in error.errors():
        at: Any = content
        place = []
        for step in fault["loc"]:
            at = _inside(at, step)
            named = isinstance(step, int) and isinstance(at, dict)
            place.append((_identity(at) if named else "") or str(step))
        given = repr(fault["input"])
        given = given if len(given) <= 60 else given[:57] + "..."
        said = said_of(fault)
        if fault["type"] == "extra_forbidden":
            known = model.model_fields if len(place) == 1 else ()
            said = message("{said}.{nearest}", said=said, nearest=did_you_mean(place[-1], known))
        yield message(
            "  {place}: {said} (given: {given})", place=" ".join(place), said=said, given=given
        )
