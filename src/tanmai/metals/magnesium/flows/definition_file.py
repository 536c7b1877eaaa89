"""Process definitions read from TOML files, with every fault named."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from tanmai.core.errors import LabelError, OptionError, did_you_mean
from tanmai.core.messages import Message, listed, message
from tanmai.metals.magnesium.flows.definition import ProcessDefinition
from tanmai.metals.model_file import (
    read_model,
    require_defined,
    require_distinct,
)
from tanmai.metals.model_parts import require_mass

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
            message(
                "There is no process definition '{name}'.{nearest} Known: {known}; your own file "
                "is read with read_definition.",
                name=name,
                nearest=did_you_mean(name, known),
                known=listed(known),
            )
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
    given = [(message("the definition"), definition.unit)]
    given += [
        (message("flow '{key}'", key=f.key), f.unit) for f in definition.flows if f.unit is not None
    ]
    require_mass(given, path)


def _check_keys(definition: ProcessDefinition, path: Path) -> None:
    groups = (
        (*definition.processes, *definition.outside),
        (*definition.flows, *definition.stocks),
        definition.stages,
    )
    for group in groups:
        require_distinct([part.key for part in group], path)
    for owner, key, defined in (*_named_places(definition), *_named_flows(definition)):
        require_defined(owner, key, defined, path)
    _check_circles(definition, path)


def _named_places(definition: ProcessDefinition) -> Iterator[tuple[Message, str, Collection[str]]]:
    """Yield who names a stage or a place, the name, and what it may be."""
    stages = [stage.key for stage in definition.stages]
    processes = [process.key for process in definition.processes]
    outside = [place.key for place in definition.outside]
    for process in definition.processes:
        yield message("process '{key}'", key=process.key), process.stage, stages
    for flow in definition.flows:
        yield message("flow '{key}'", key=flow.key), flow.start, processes + outside
        yield message("flow '{key}'", key=flow.key), flow.end, processes + outside
    for stock in definition.stocks:
        yield message("stock '{key}'", key=stock.key), stock.process, processes
    for entry in definition.inputs:
        yield message("input '{key}'", key=entry.key), entry.stage, stages
    for role, place in (
        ("environment", definition.environment),
        ("abroad", definition.abroad),
    ):
        if place is not None:
            yield Message(f"'{role}'"), place, outside


def _named_flows(definition: ProcessDefinition) -> Iterator[tuple[Message, str, Collection[str]]]:
    """Yield who names a flow or a source, the name, and what it may be."""
    flows = [flow.key for flow in definition.flows]
    known = [flow.key for flow in definition.flows if flow.is_known]
    for flow in definition.flows:
        if flow.of is not None:
            yield message("flow '{key}' (of)", key=flow.key), flow.of, known
    for relation in definition.relations:
        for key in relation.flows + relation.of:
            yield message("relation '{key}'", key=relation.name), key, flows
    for entry in definition.inputs:
        yield message("input '{key}'", key=entry.key), entry.product, flows
        if entry.flow is not None:
            yield message("input '{key}'", key=entry.key), entry.flow, flows
    for price in definition.prices:
        yield message("price of '{key}'", key=price.flow), price.flow, flows
    for owner, source in _cited(definition):
        yield owner, source, definition.sources


def _cited(definition: ProcessDefinition) -> Iterator[tuple[Message, str]]:
    groups = (definition.flows, definition.stocks, definition.relations)
    for part in (*(p for group in groups for p in group), *definition.inputs, *definition.prices):
        if part.source is not None:
            owner = getattr(part, "key", None) or getattr(part, "name", None)
            said = Message(f"'{owner or getattr(part, 'flow', '')}'")
            yield message("source of {owner}", owner=said), part.source


def _check_circles(definition: ProcessDefinition, path: Path) -> None:
    """Reject a flow that is a multiple of itself, by way of others: it has no amount."""
    above = {flow.key: flow.of for flow in definition.flows if flow.of is not None}
    for key in above:
        seen, at = {key}, above[key]
        while at in above:
            if at in seen:
                raise LabelError(
                    message(
                        "{path}: flow '{key}' is a multiple of itself by way of '{at}'; give one "
                        "of them a value.",
                        path=path,
                        key=key,
                        at=at,
                    )
                )
            seen.add(at)
            at = above[at]
