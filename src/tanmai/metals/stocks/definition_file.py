"""Metals read from TOML: the published figures, then the assumptions, then what a user changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import Field

from tanmai.core.errors import FileError, LabelError, OptionError, did_you_mean
from tanmai.core.messages import listed, message
from tanmai.io.small_file import read_small_table
from tanmai.io.toml import read_toml
from tanmai.metals.model_file import changed_content, checked_model, require_distinct
from tanmai.metals.model_parts import Part
from tanmai.metals.stocks.definition import CENTRAL, MetalDefinition, Scenario, Source, Uncertain
from tanmai.metals.stocks.definition_checks import (
    check_fractions,
    check_keys,
    check_shares,
    check_units,
)

DATA = Path(__file__).parent / "data"
_KIND = message("a metal")
_LIKE, _ASSUMPTIONS = "like", "assumptions"


class ScenarioFile(Part):
    """Scenarios and ranges of a user's own, with their sources, for every metal asked for."""

    sources: dict[str, Source] = Field(default_factory=dict)
    scenarios: tuple[Scenario, ...] = ()
    uncertain: tuple[Uncertain, ...] = ()


def bundled_metals() -> dict[str, Path]:
    """Return the metals that travel with the package, by name."""
    return {path.stem: path for path in sorted(DATA.glob("*.toml"))}


def bundled_assumptions() -> dict[str, Path]:
    """Return the assumption files that travel with the package, by name."""
    return {path.stem: path for path in sorted((DATA / "assumptions").glob("*.toml"))}


def metals_named(names: Iterable[str]) -> list[str]:
    """Return the bundled metals that some names mean: ``li`` is lithium in every region.

    Raises
    ------
    OptionError
        A name means none, or one stands twice.
    """
    known = bundled_metals()
    found: list[str] = []
    for name in names:
        own = [key for key in known if key == name or key.partition("-")[0] == name.lower()]
        if not own:
            raise OptionError(
                message(
                    "There is no metal '{name}'.{nearest} Known: {known}; your own is read with "
                    "--config.",
                    name=name,
                    nearest=did_you_mean(name, known),
                    known=listed(known),
                )
            )
        found += own
    twice = [key for key, count in Counter(found).items() if count > 1]
    if twice:
        raise OptionError(
            message(
                "{twice} is asked for twice; name it once.",
                twice=twice[0],
            )
        )
    return found


def load_metal(name: str) -> MetalDefinition:
    """Return a metal that travels with the package.

    Raises
    ------
    OptionError
        There is none of that name.
    """
    (found,) = metals_named([name])
    return read_metal(bundled_metals()[found])


def read_metal(path: Path) -> MetalDefinition:
    """Read a metal.

    Parameters
    ----------
    path : Path
        TOML file; ``data/li-china.toml`` of the package is an example. ``assumptions = "NAME"``
        lays an assumption file of the package, or one beside the file, over it. A file with
        ``like = "li-china"`` holds only what differs from that metal. ``csv = "FILE"`` in place
        of ``values`` takes the years and amounts of a CSV beside the file (columns ``year`` and
        ``value``).

    Raises
    ------
    FileError
        A file is missing, not TOML, or lacks or adds something; all faults are listed.
    LabelError
        A key is used twice or names nothing.
    UnitError
        An amount is in a unit that is none of mass.
    TableError
        Shares of a year do not add up to one, or a share lies outside 0 to 1.
    """
    definition = checked_model(path, _content(path), MetalDefinition, _KIND)
    check_keys(definition, path)
    check_units(definition, path)
    check_fractions(definition, path)
    check_shares(definition, path)
    return definition


def metal_files(path: Path) -> list[Path]:
    """Return every file that a metal is read from."""
    content = read_toml(path, _KIND)
    files = [path]
    if _LIKE in content:
        files += metal_files(_like(content[_LIKE], path))
    if _ASSUMPTIONS in content:
        files.append(_assumption_file(content[_ASSUMPTIONS], path))
    return files + [path.parent / name for name in _csv_names(content)]


def read_scenarios(path: Path) -> ScenarioFile:
    """Read scenarios and ranges of a user's own.

    Raises
    ------
    FileError
        The file is missing, not TOML, or lacks or adds something.
    LabelError
        A scenario is defined twice, or is called as the central one.
    """
    found = checked_model(
        path, read_toml(path, message("a scenario file")), ScenarioFile, message("a scenario file")
    )
    require_distinct([CENTRAL, *(one.key for one in found.scenarios)], path)
    require_distinct([one.lever for one in found.uncertain], path)
    return found


def with_scenarios(
    definitions: Sequence[MetalDefinition], own: ScenarioFile, path: Path
) -> list[MetalDefinition]:
    """Return metals with the scenarios and ranges of a user in place of their own.

    A metal takes those intensities of a scenario alone whose uses it has.

    Raises
    ------
    LabelError
        A scenario names a use that none of the metals has, or a source that is not defined.
    TableError
        A factor on an intensity is below zero.
    """
    every = list(dict.fromkeys(use.key for one in definitions for use in one.uses))
    for scenario in own.scenarios:
        for key in scenario.intensity:
            if key not in every:
                raise LabelError(
                    message(
                        "{path}: scenario '{key}' changes the use '{key_2}', which no metal has "
                        "that is asked for.{nearest} Known: {every}.",
                        path=path,
                        key=scenario.key,
                        key_2=key,
                        nearest=did_you_mean(key, every),
                        every=listed(every),
                    )
                )
    return [_with_scenarios(one, own, path) for one in definitions]


def _with_scenarios(definition: MetalDefinition, own: ScenarioFile, path: Path) -> MetalDefinition:
    uses = {use.key for use in definition.uses}
    fitting = tuple(
        scenario.model_copy(
            update={"intensity": {k: v for k, v in scenario.intensity.items() if k in uses}}
        )
        for scenario in own.scenarios
    )
    changed = definition.model_copy(
        update={
            "sources": {**definition.sources, **own.sources},
            "scenarios": fitting or definition.scenarios,
            "uncertain": own.uncertain or definition.uncertain,
        }
    )
    check_keys(changed, path)
    check_fractions(changed, path)
    return changed


def _content(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = _with_csv(read_toml(path, _KIND), path)
    like = content.pop(_LIKE, None)
    if _ASSUMPTIONS in content:
        over = _assumption_file(content[_ASSUMPTIONS], path)
        assumed = _with_csv(read_toml(over, message("an assumption file")), over)
        content = changed_content(content, assumed, over)
    if like is not None:
        content = changed_content(_content(_like(like, path)), content, path)
    return content


def _like(name: object, path: Path) -> Path:
    known = bundled_metals()
    if name not in known:
        raise LabelError(
            message(
                "{path}: like = '{name}' is not a metal of the package.{nearest} Known: {known}.",
                path=path,
                name=name,
                nearest=did_you_mean(str(name), known),
                known=listed(known),
            )
        )
    return known[str(name)]


def _assumption_file(name: object, path: Path) -> Path:
    known = bundled_assumptions()
    beside = path.parent / str(name)
    if name not in known and not beside.is_file():
        raise FileError(
            message(
                "{path}: assumptions = '{name}' is neither a file beside it nor of the "
                "package.{nearest} Known: {known}.",
                path=path,
                name=name,
                nearest=did_you_mean(str(name), known),
                known=listed(known),
            )
        )
    return known.get(str(name), beside)


def _csv_names(content: object) -> Iterator[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            if key == "csv":
                yield str(value)
            else:
                yield from _csv_names(value)
    elif isinstance(content, list):
        for part in content:
            yield from _csv_names(part)


def _with_csv(content: Any, path: Path) -> Any:
    """Return content in which each ``csv`` has become the values that the file holds."""
    if isinstance(content, list):
        return [_with_csv(part, path) for part in content]
    if not isinstance(content, dict):
        return content
    found = {key: _with_csv(value, path) for key, value in content.items() if key != "csv"}
    if "csv" in content:
        found["values"] = _csv_values(path.parent / str(content["csv"]))
    return found


def _csv_values(path: Path) -> dict[int, float]:
    table = read_small_table(path, ("year", "value"))
    years, amounts = table.numbers("year"), table.numbers("value")
    lined = list(zip(table.lines, years, strict=True))
    for line, year in (one for one in lined if one[1] % 1 != 0):
        raise FileError(
            message(
                "{path}, line {line}: {year} is not a year.",
                path=path,
                line=line,
                year=f"{year:g}",
            )
        )
    for (_, one), (line, other) in pairwise(lined):
        if one >= other:
            raise FileError(
                message(
                    "{path}, line {line}: {other} follows {one}; sort the years, and keep one "
                    "row of each.",
                    path=path,
                    line=line,
                    other=f"{other:.0f}",
                    one=f"{one:.0f}",
                )
            )
    return dict(zip(map(int, years), map(float, amounts), strict=True))
