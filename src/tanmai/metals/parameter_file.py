"""Parameters read from TOML files, and the user's own in the place of any part of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tanmai.core.errors import FileError, LabelError, UnitError, did_you_mean
from tanmai.core.faults import said_of
from tanmai.core.messages import Message, listed, message
from tanmai.io.toml import read_toml
from tanmai.metals.parameters import Parameters, Quantity, Tree
from tanmai.metals.quantity_units import conversion

_VALUE, _LIKE, _OPEN, _SOURCES = "value", "like", "open", "sources"
_NAMES = ("name_en", "name_zh")
_NUMBERS = ("value", "low", "high", "second")
_OWN = "own"
_HOW = message('give it as {{ value = ..., unit = "{unit}"{year} }}')


def load_parameters(files: Sequence[Path], *configs: Path | None) -> Parameters:
    """Read the files of a model, and what a user gives in the place of parts of them.

    Parameters
    ----------
    files : sequence of Path
        TOML files of the package. A table that holds ``value`` is a quantity; any other is a
        group. In a group with ``open = true`` a user may add members; ``like = "NAME"`` in one
        makes it a copy of another, with what it gives itself. ``[sources.KEY]`` holds
        ``citation_en`` and ``citation_zh``.
    *configs : Path, optional
        Files of a scenario or of the user, each laid over those before it: of the same tree, as
        much as is to be replaced. A number takes
        ``value`` and ``unit``, money ``year`` too; a range that does not hold the new value must
        be given anew.

    Raises
    ------
    FileError
        A file is missing, not TOML, or a quantity in it is not sound.
    LabelError
        The user's file has a key that there is not.
    UnitError
        A unit is missing, unknown, or measures something else.
    """
    tree: Tree = {}
    for path in files:
        _require_once(tree, content := read_toml(path, message("parameters")), path)
        sources = {**tree.pop(_SOURCES, {}), **content.pop(_SOURCES, {})}
        content = _likened(content, path)
        tree = {**tree, **{key: _leaf_or_group(one, path, key) for key, one in content.items()}}
        tree[_SOURCES] = sources
    cited = {
        key: (one["citation_en"], one["citation_zh"]) for key, one in tree.pop(_SOURCES, {}).items()
    }
    given = [config for config in configs if config is not None]
    for config in given:
        own = read_toml(config, message("parameters of your own"))
        cited[_OWN] = (config.name, config.name)
        tree = _merged(tree, own, config, "")
    return Parameters(tree, (*files, *given), cited)


def _likened(tree: Mapping[str, Any], path: Path) -> Tree:
    """Return the tables of a file of the package with what members take over from others."""
    found: Tree = {}
    for key, one in tree.items():
        member = _likened(one, path) if isinstance(one, dict) else one
        like = member.get(_LIKE) if isinstance(member, dict) else None
        if like is not None:
            if like not in found:
                raise LabelError(
                    message(
                        "{path}: {key} is like '{like}', which is not defined above it.",
                        path=path,
                        key=key,
                        like=like,
                    )
                )
            member = _over(found[like], {k: v for k, v in member.items() if k != _LIKE})
        found[key] = member
    return found


def _over(old: Mapping[str, Any], new: Mapping[str, Any]) -> Tree:
    """Return a group with what another gives of it; of a number only the names are kept."""
    found = dict(old)
    for key, one in new.items():
        before = old.get(key)
        if not isinstance(one, dict) or not isinstance(before, dict):
            found[key] = one
        elif _VALUE in one:
            found[key] = {k: before[k] for k in _NAMES if k in before} | one
        else:
            found[key] = _over(before, one)
    return found


def _require_once(tree: Tree, content: Mapping[str, Any], path: Path) -> None:
    for key in content:
        if key in tree and key != _SOURCES:
            raise LabelError(
                message(
                    "{path}: '{key}' is given by two files; keep one of them.",
                    path=path,
                    key=key,
                )
            )


def _leaf_or_group(one: Any, path: Path, place: str, source: str | None = None) -> Any:
    """Return a table of a file as a quantity or as a group of them."""
    if not isinstance(one, dict):
        return one
    if _VALUE in one:
        given = one if source is None else {"source": source, **one}
        return _quantity(given, path, place)
    return {k: _leaf_or_group(v, path, f"{place}.{k}", source) for k, v in one.items()}


@contextmanager
def _unit_of(path: Path, place: str) -> Iterator[None]:
    """Name the place of a unit that is wrong."""
    try:
        yield
    except UnitError as error:
        raise UnitError(
            message("{path}: {place}: {problem}", path=path, place=place, problem=error.message)
        ) from error


def _quantity(fields: Mapping[str, Any], path: Path, place: str) -> Quantity:
    try:
        with _unit_of(path, place):
            return Quantity(**fields)
    except ValidationError as error:
        raise FileError(
            message(
                "{path}: {place}: {fault}.",
                path=path,
                place=place,
                fault=_first_fault(error),
            )
        ) from error


def _first_fault(error: ValidationError) -> Message:
    fault = error.errors()[0]
    field = ".".join(map(str, fault["loc"]))
    if fault["type"] == "missing":
        return message("'{field}' is missing; give value, unit, and the year of money", field=field)
    if fault["type"] == "extra_forbidden":
        return message(
            "there is no '{field}' in a quantity.{nearest}",
            field=field,
            nearest=did_you_mean(field, Quantity.model_fields),
        )
    said = said_of(fault)
    return message("'{field}': {said}", field=field, said=said) if field else said


def _merged(base: Tree, own: Mapping[str, Any], path: Path, above: str) -> Tree:
    found = dict(base)
    for key, value in own.items():
        place = f"{above}{key}"
        if key not in base:
            found[key] = _added(base, key, value, path, above)
        elif isinstance(base[key], Quantity):
            found[key] = _changed(base[key], value, path, place)
        elif isinstance(base[key], dict):
            if not isinstance(value, dict):
                raise FileError(
                    message(
                        "{path}: {place} is a group; give its members in [{place}].",
                        path=path,
                        place=place,
                    )
                )
            found[key] = _merged(base[key], value, path, f"{place}.")
        elif type(value) is not type(base[key]):
            raise FileError(
                message(
                    "{path}: {place} is {value}; give one like {base}.",
                    path=path,
                    place=place,
                    value=repr(value),
                    base=repr(base[key]),
                )
            )
        else:
            found[key] = value
    return found


def _added(base: Tree, key: str, value: Any, path: Path, above: str) -> Any:
    """Return a member that a user adds to a group."""
    place = f"{above}{key}"
    if not base.get(_OPEN):
        known = [name for name in base if name != _OPEN]
        raise LabelError(
            message(
                "{path}: there is no '{place}'.{nearest} Known here: {known}.",
                path=path,
                place=place,
                nearest=did_you_mean(key, known),
                known=listed(known),
            )
        )
    if not isinstance(value, dict):
        raise FileError(
            message(
                "{path}: {place} is a new member; give it in [{place}].",
                path=path,
                place=place,
            )
        )
    like = value.get(_LIKE)
    if like is None:
        return _leaf_or_group(value, path, place, _OWN)
    if not isinstance(base.get(like), dict):
        known = [name for name, one in base.items() if isinstance(one, dict)]
        raise LabelError(
            message(
                "{path}: {place} is like '{like}', which there is not.{nearest}",
                path=path,
                place=place,
                like=like,
                nearest=did_you_mean(like, known),
            )
        )
    given = {name: one for name, one in value.items() if name != _LIKE}
    return _merged(base[like], given, path, f"{place}.")


def _changed(old: Quantity, given: Any, path: Path, place: str) -> Quantity:
    """Return a quantity of the package with what a user gives of it, in its own unit."""
    money = old.year is not None
    how = _HOW.filled(unit=old.unit, year=", year = ..." if money else "")
    if not isinstance(given, dict):
        raise FileError(
            message(
                "{path}: {place} is {given} without a unit; {how}.",
                path=path,
                place=place,
                given=repr(given),
                how=how,
            )
        )
    numbers = [name for name in _NUMBERS if name in given]
    if numbers and "unit" not in given:
        raise UnitError(
            message(
                "{path}: {place} has no unit; {how}.",
                path=path,
                place=place,
                how=how,
            )
        )
    if money and _VALUE in given and "year" not in given:
        raise FileError(
            message(
                "{path}: {place} has no year; {how}.",
                path=path,
                place=place,
                how=how,
            )
        )
    fields = {**old.model_dump(), **given, "unit": old.unit}
    if numbers:
        factor = _factor(given, old, path, place)
        unsaid = {"source": _OWN, "section": "", "second": None, "second_section": ""}
        fields |= {name: one for name, one in unsaid.items() if name not in given}
        fields |= {name: _number(given[name], path, place, name) * factor for name in numbers}
    return _quantity(fields, path, place)


def _factor(given: Mapping[str, Any], old: Quantity, path: Path, place: str) -> float:
    with _unit_of(path, place):
        return conversion(str(given["unit"]), old.unit)


def _number(value: Any, path: Path, place: str, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FileError(
            message(
                "{path}: {place}: {name} is {value}; give a number.",
                path=path,
                place=place,
                name=name,
                value=repr(value),
            )
        )
    return float(value)
