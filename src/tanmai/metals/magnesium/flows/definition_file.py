"""Process definitions read from TOML files, with every fault named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from tanmai.core.errors import LabelError, OptionError, UnitError, did_you_mean
from tanmai.core.messages import message
from tanmai.metals.magnesium.flows.definition import MASS_IN_TONNES, ProcessDefinition
from tanmai.metals.magnesium.model_file import read_model

_BUNDLED = Path(__file__).parents[1] / "data"


def bundled_definitions() -> dict[str, Path]:
    """Return the definitions that travel with the package, by name."""
    return {path.stem: path for path in sorted(_BUNDLED.glob("*.toml"))}


def load_definition(name: str) -> ProcessDefinition:
    """Return a definition that travels with the package.

    Raises
    ------
    OptionError
        There is none of that name; the message lists those that are there.
    """
    known = bundled_definitions()
    if name not in known:
        raise OptionError(
            f"There is no process definition '{name}'.{did_you_mean(name, known)} "
            f"Known: {', '.join(known)}; your own file is read with read_definition."
        )
    return read_definition(known[name])


def read_definition(path: Path) -> ProcessDefinition:
    """Read a process definition.

    Parameters
    ----------
    path : Path
        TOML file; ``definitions/magnesium-2015.toml`` of the package is an example. A file with
        ``like = "magnesium-2015"`` holds only what differs from it.

    Raises
    ------
    FileError
        The file is missing, not TOML, or lacks or adds something; all faults are listed.
    LabelError
        A key is used twice or names nothing.
    UnitError
        A flow is in a unit that is not one of mass.
    """
    definition = read_model(
        path, ProcessDefinition, message("a process definition"), bundled_definitions()
    )
    _check_units(definition, path)
    _check_keys(definition, path)
    return definition


def _check_units(definition: ProcessDefinition, path: Path) -> None:
    given = [("the definition", definition.unit)]
    given += [(f"flow '{f.key}'", f.unit) for f in definition.flows if f.unit is not None]
    for owner, unit in given:
        if unit not in MASS_IN_TONNES:
            raise UnitError(
                f"{path}: {owner} is in '{unit}', which is no unit of mass; convert it to "
                f"one of {', '.join(MASS_IN_TONNES)}."
            )


def _check_keys(definition: ProcessDefinition, path: Path) -> None:
    groups = (
        (*definition.processes, *definition.outside),
        (*definition.flows, *definition.stocks),
        definition.stages,
    )
    for group in groups:
        twice = [key for key, count in Counter(part.key for part in group).items() if count > 1]
        if twice:
            raise LabelError(f"{path}: '{twice[0]}' is defined twice; rename one.")
    for owner, key, defined in (*_named_places(definition), *_named_flows(definition)):
        if key not in defined:
            raise LabelError(
                f"{path}: {owner} names '{key}', which is not defined.{did_you_mean(key, defined)}"
            )
    _refuse_circles(definition, path)


def _named_places(definition: ProcessDefinition) -> Iterator[tuple[str, str, Collection[str]]]:
    """Yield who names a stage or a place, the name, and what it may be."""
    stages = [stage.key for stage in definition.stages]
    processes = [process.key for process in definition.processes]
    outside = [place.key for place in definition.outside]
    for process in definition.processes:
        yield f"process '{process.key}'", process.stage, stages
    for flow in definition.flows:
        yield f"flow '{flow.key}'", flow.start, processes + outside
        yield f"flow '{flow.key}'", flow.end, processes + outside
    for stock in definition.stocks:
        yield f"stock '{stock.key}'", stock.process, processes
    for entry in definition.inputs:
        yield f"input '{entry.key}'", entry.stage, stages
    for role, place in (
        ("environment", definition.environment),
        ("abroad", definition.abroad),
    ):
        if place is not None:
            yield f"'{role}'", place, outside


def _named_flows(definition: ProcessDefinition) -> Iterator[tuple[str, str, Collection[str]]]:
    """Yield who names a flow or a source, the name, and what it may be."""
    flows = [flow.key for flow in definition.flows]
    known = [flow.key for flow in definition.flows if flow.is_known]
    for flow in definition.flows:
        if flow.of is not None:
            yield f"flow '{flow.key}' (of)", flow.of, known
    for relation in definition.relations:
        for key in relation.flows + relation.of:
            yield f"relation '{relation.name}'", key, flows
    for entry in definition.inputs:
        yield f"input '{entry.key}'", entry.product, flows
        if entry.flow is not None:
            yield f"input '{entry.key}'", entry.flow, flows
    for price in definition.prices:
        yield f"price of '{price.flow}'", price.flow, flows
    for owner, source in _cited(definition):
        yield owner, source, definition.sources


def _cited(definition: ProcessDefinition) -> Iterator[tuple[str, str]]:
    groups = (definition.flows, definition.stocks, definition.relations)
    for part in (*(p for group in groups for p in group), *definition.inputs, *definition.prices):
        if part.source is not None:
            owner = getattr(part, "key", None) or getattr(part, "name", None)
            yield f"source of '{owner or getattr(part, 'flow', '')}'", part.source


def _refuse_circles(definition: ProcessDefinition, path: Path) -> None:
    """Refuse a flow that is a multiple of itself, by way of others: it has no amount."""
    above = {flow.key: flow.of for flow in definition.flows if flow.of is not None}
    for key in above:
        seen, at = {key}, above[key]
        while at in above:
            if at in seen:
                raise LabelError(
                    f"{path}: flow '{key}' is a multiple of itself by way of '{at}'; "
                    "give one of them a value."
                )
            seen.add(at)
            at = above[at]
