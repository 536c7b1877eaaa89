"""Nodes and links of a flow diagram, as plain tables that a chart draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from tanmai.core.errors import LabelError, did_you_mean
from tanmai.core.language import Language
from tanmai.core.messages import Message, message
from tanmai.metals.diagram import ADDED, FORWARD, LOSS, RETURN, TRADE, Diagram
from tanmai.metals.magnesium.flows.definition import Flow, ProcessDefinition
from tanmai.metals.magnesium.flows.equations import ROUNDING, Interval
from tanmai.metals.magnesium.flows.solution import FlowSolution
from tanmai.metals.magnesium.flows.value import stage_account, value_weights
from tanmai.metals.model_parts import MASS_IN_TONNES


@dataclass(frozen=True)
class Merged:
    """Processes that a diagram shows as one node.

    Attributes
    ----------
    members : tuple of str
        Keys of the processes.
    name : Message
        Name of the node.
    """

    members: tuple[str, ...]
    name: Message


def mass_diagram(
    solution: FlowSolution,
    language: str,
    *,
    places: Iterable[str] | None = None,
    merged: Iterable[Merged] = (),
) -> Diagram:
    """Return the flows of mass that touch some processes.

    Flows between the same two nodes are one link, with the range of their sum. A flow from or to
    a place that is not shown ends in a node of its own.

    Parameters
    ----------
    solution : FlowSolution
    language : str
        ``"zh"`` or ``"en"``.
    places : iterable of str, optional
        Processes to show; all by default. A flow to a process that stands earlier in the
        definition is a return.
    merged : iterable of Merged
        Processes that are one node.

    Returns
    -------
    Diagram
        Amounts in the unit of the definition.

    Raises
    ------
    LabelError
        A place is no process of the definition.
    """
    definition = solution.definition
    known = [process.key for process in definition.processes]
    shown = known if places is None else list(places)
    for place in shown:
        if place not in known:
            raise LabelError(
                message(
                    "{definition} has no process '{place}'.{nearest}",
                    definition=definition.name,
                    place=place,
                    nearest=did_you_mean(place, known),
                )
            )
    parts = (*definition.processes, *definition.outside)
    names = {part.key: part.name(language) for part in parts}
    node_of = {key: key for key in names}
    for group in merged:
        node = "+".join(group.members)
        node_of |= dict.fromkeys(group.members, node)
        names[node] = group.name.into(language)
    order = list(dict.fromkeys(node_of[key] for key in known if key in shown))
    links = _Links(order, names)
    for flow in definition.flows:
        start, end = (_shared(place, flow.key, definition) for place in (flow.start, flow.end))
        kind = _kind_of(flow, flow.start, flow.end, known, definition)
        name = flow.name(language)
        links.add(node_of.get(start, start), node_of.get(end, end), flow.key, name, kind)
    for stock in definition.stocks:
        links.add(node_of[stock.process], stock.key, stock.key, stock.name(language), LOSS)
    return links.diagram(lambda keys: solution.range_of(dict.fromkeys(keys, 1.0)))


def _shared(place: str, flow: str, definition: ProcessDefinition) -> str:
    """Return the place, or the flow where each flow from or to the place stands alone."""
    alone = {outside.key for outside in definition.outside} - {definition.abroad}
    return flow if place in alone else place


def _kind_of(
    flow: Flow, start: str, end: str, order: list[str], definition: ProcessDefinition
) -> str:
    """Tell trade, losses and returns (to what comes earlier in the order) from the rest."""
    if definition.abroad in (flow.start, flow.end):
        return TRADE
    if flow.end == definition.environment:
        return LOSS
    returns = start in order and end in order and order.index(end) < order.index(start)
    return RETURN if returns else FORWARD


class _Links:
    """Links as they are gathered; what runs between the same two nodes comes together."""

    def __init__(self, order: list[str], names: Mapping[str, str]) -> None:
        self.order, self.names = order, dict(names)
        self.members: dict[tuple[str, str], list[str]] = {}
        self.kinds: dict[tuple[str, str], str] = {}
        self.labels: dict[tuple[str, str], str] = {}

    def add(self, start: str, end: str, key: str, name: str, kind: str) -> None:
        """Add a flow; an end that is not shown becomes a node of this link alone."""
        if start == end or not {start, end} & set(self.order):
            return
        source = start if start in self.order else f">{start}:{end}"
        target = end if end in self.order else f"{start}:{end}>"
        pair = (source, target)
        place = end if target != end else start
        label = self.names[place] if pair in self.members else name
        self.members.setdefault(pair, []).append(key)
        self.kinds[pair] = kind
        self.labels[pair] = label
        for node in {source, target} - set(self.order):
            self.names[node] = label

    def diagram(self, range_of: Callable[[list[str]], Interval]) -> Diagram:
        """Return the links with the range of each, and the nodes in their columns."""
        rows = []
        for pair, keys in self.members.items():
            amount = range_of(keys)
            if amount.most > ROUNDING:
                rows.append((*pair, self.labels[pair], amount.least, amount.most, self.kinds[pair]))
        links = pd.DataFrame(rows, columns=["source", "target", "name", "least", "most", "kind"])
        return Diagram(_columns(links, self.order, self.names), links)


def _columns(links: pd.DataFrame, order: list[str], names: Mapping[str, str]) -> pd.DataFrame:
    """Put each node one column right of the last that feeds it."""
    forward = links[links["kind"] != RETURN]
    linked = set(links["source"]) | set(links["target"])
    column = {key: 0 for key in order if key in linked}
    for key in column:
        for source in forward.loc[forward["target"] == key, "source"]:
            column[key] = max(column[key], column.get(source, 0) + 1)
    for source, target in zip(links["source"], links["target"], strict=True):
        if source not in column and target in order:
            column[source] = column[target] - 1
        if target not in column and source in order:
            column[target] = column[source] + 1
    aside = set(links.loc[links["kind"].isin([LOSS, TRADE]), "target"]) - set(order)
    ranked = sorted(column, key=lambda key: (column[key], key in aside, _rank(key)))
    first = min(column.values())
    return pd.DataFrame(
        {"name": [names[key] for key in ranked], "column": [column[k] - first for k in ranked]},
        index=pd.Index(ranked, name="node"),
    )


def _rank(key: str) -> int:
    """Order a column: sources above, processes between, sinks below."""
    return 0 if key.startswith(">") else 2 if key.endswith(">") else 1


def value_diagram(solution: FlowSolution, language: str, stages: Iterable[str]) -> Diagram:
    """Return the flows of value through stages, with what each of them adds.

    Inputs and priced flows enter a stage, the value that it adds joins them, and its priced
    flows leave; a stage that sells for less than it buys loses value. A flow that costs to be
    rid of is a loss of value too, and is not drawn.

    Parameters
    ----------
    solution : FlowSolution
    language : str
        ``"zh"`` or ``"en"``.
    stages : iterable of str
        Stages to show, each of which needs prices on all flows across its border.

    Returns
    -------
    Diagram
        Amounts in 10⁸ CNY.

    Raises
    ------
    LabelError
        The definition has no such stage.
    OptionError
        A flow across a border has no price.
    """
    definition = solution.definition
    shown = list(stages)
    accounts = {stage: stage_account(solution, stage) for stage in shown}
    ends = (*definition.stages, *definition.outside)
    names = {part.key: part.name(language) for part in ends}
    links = _Links([stage.key for stage in definition.stages if stage.key in shown], names)
    worth: dict[str, Interval] = {}
    as_inputs = {entry.flow for entry in definition.inputs}
    all_stages = [stage.key for stage in definition.stages]
    for entry in definition.inputs:
        rate = entry.use * entry.price * MASS_IN_TONNES[definition.unit] / 1e4
        links.add(entry.key, entry.stage, f"input {entry.key}", entry.name(language), FORWARD)
        worth[f"input {entry.key}"] = solution.range_of({entry.product: rate})
    for flow in definition.flows:
        if flow.key not in as_inputs:
            start = definition.stage_of(flow.start) or flow.start
            end = definition.stage_of(flow.end) or flow.end
            kind = _kind_of(flow, start, end, all_stages, definition)
            links.add(start, end, flow.key, flow.name(language), kind)
    say = Language(language)
    for stage, account in accounts.items():
        added, lost = account.added, Interval(-account.added.most, -account.added.least)
        links.add("added", stage, f"added {stage}", say("Value added"), ADDED)
        links.add(stage, "lost", f"lost {stage}", say("Value lost"), LOSS)
        worth[f"added {stage}"] = Interval(max(added.least, 0.0), max(added.most, 0.0))
        worth[f"lost {stage}"] = Interval(max(lost.least, 0.0), max(lost.most, 0.0))

    def range_of(keys: list[str]) -> Interval:
        amount = worth.get(keys[0]) or solution.range_of(value_weights(definition, tuple(keys)))
        return Interval(amount.least / 1e4, amount.most / 1e4)

    return links.diagram(range_of)
