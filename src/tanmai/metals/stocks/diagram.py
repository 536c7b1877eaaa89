"""The flows of a metal in a year, or over some, as nodes and links that a chart draws."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from tanmai.core.messages import message
from tanmai.metals.diagram import FORWARD, LOSS, RETURN, TRADE, Diagram
from tanmai.metals.stocks.definition import MetalDefinition
from tanmai.metals.stocks.system import FLOWS, PROCESSES, MetalSystem, flow_name

_THINNEST = 1e-3
"""Links thinner than this part of the largest are left out."""
_COLUMNS = ("mine", "market", "fabrication", "use", "collection", "recycling")
_ENDS = {
    "added": message("Added to stock"),
    "taken": message("From stock"),
}
_FROM_ABROAD = ("primary_imports", "secondary_imports")
_TO_ABROAD = ("refined_exports", "surplus")


@dataclass
class _Links:
    """Links and nodes as they are gathered; amounts in the unit that is shown."""

    definition: MetalDefinition
    language: str
    per: float
    rows: list[tuple[str, str, str, float, float, str]] = field(default_factory=list)
    nodes: dict[str, tuple[str, int]] = field(default_factory=dict)

    def name(self, key: str) -> str:
        return flow_name(key, self.definition, self.language)

    def node(self, key: str, name: str, column: int) -> str:
        self.nodes.setdefault(key, (name, column))
        return key

    def process(self, key: str) -> str:
        name = PROCESSES.get(key) or _ENDS[key]
        return self.node(key, name.into(self.language), _COLUMNS.index(key))

    def link(self, start: str, end: str, name: str, tonnes: float, kind: str) -> None:
        amount = tonnes / self.per
        self.rows.append((start, end, name, amount, amount, kind))

    def aside(self, key: str, tonnes: float, at: str, kind: str, *, into: bool = False) -> None:
        """Add a flow from or to a node of its own beside a process."""
        name = self.name(key)
        column = _COLUMNS.index(at) + (-1 if into else 1)
        other = self.node(f"{key}:", name, column)
        place = self.process(at)
        ends = (other, place) if into else (place, other)
        self.link(*ends, name, tonnes, kind)

    def diagram(self) -> Diagram:
        links = pd.DataFrame(
            self.rows, columns=["source", "target", "name", "least", "most", "kind"]
        )
        links = links[links["most"] > _THINNEST * links["most"].max()].reset_index(drop=True)
        linked = {*links["source"], *links["target"]}
        kept = [key for key in self.nodes if key in linked]
        ranked = sorted(kept, key=lambda key: (self.nodes[key][1], key.endswith(":")))
        first = min(self.nodes[key][1] for key in ranked)
        return Diagram(
            pd.DataFrame(
                {
                    "name": [self.nodes[key][0] for key in ranked],
                    "column": [self.nodes[key][1] - first for key in ranked],
                },
                index=pd.Index(ranked, name="node"),
            ),
            links,
        )


def metal_diagram(system: MetalSystem, language: str, per: float = 1.0) -> Diagram:
    """Return the flows of the years that the definition shows, from ore to scrap and back.

    Parameters
    ----------
    system : MetalSystem
    language : str
        ``"zh"`` or ``"en"``.
    per : float
        Tonnes in the unit of the amounts.

    Returns
    -------
    Diagram
        New scrap reclaimed and recycled metal return to the metal; what each use adds to its
        stock ends beside it.
    """
    since, until = system.definition.sankey_years
    span = slice(system.at(since), system.at(until) + 1)
    total = {key: float(system.total(key)[span].sum()) for key in system.flows}
    links = _Links(system.definition, language, per)
    names = {key: links.name(key) for key in FLOWS}
    links.aside("mine", total["mine"], "market", FORWARD, into=True)
    for key in _FROM_ABROAD:
        links.aside(key, total[key], "market", TRADE, into=True)
    links.aside("unmet", total["unmet"], "market", LOSS, into=True)
    for key in _TO_ABROAD:
        links.aside(key, total[key], "market", TRADE)
    need = total["fabricated"] - total["reclaimed"]
    links.link("market", links.process("fabrication"), names["fabricated"], need, FORWARD)
    links.aside("new_scrap_lost", total["new_scrap_lost"], "fabrication", LOSS)
    exported = total["product_exports"]
    links.aside("product_exports", abs(exported), "fabrication", TRADE, into=exported < 0)
    _add_uses(links, system, span)
    links.aside("uncollected", total["uncollected"], "collection", LOSS)
    links.process("recycling")
    links.link("collection", "recycling", names["collected"], total["collected"], FORWARD)
    links.aside("recycling_losses", total["recycling_losses"], "recycling", LOSS)
    links.link("recycling", "market", names["secondary"], total["secondary"], RETURN)
    return links.diagram()


def _add_uses(links: _Links, system: MetalSystem, span: slice) -> None:
    """Add each use, with what it takes in, gives out and keeps."""
    links.process("collection")
    for number, use in enumerate(system.definition.uses):
        flows = {
            key: float(system.flows[key][span, number].sum())
            for key in ("inflow", "scrap", "dissipated")
        }
        name = use.name(links.language)
        node = links.node(f"use {use.key}", name, _COLUMNS.index("use"))
        links.link("fabrication", node, name, flows["inflow"], FORWARD)
        label = links.name("scrap")
        links.link(node, "collection", label, flows["scrap"], FORWARD)
        column = _COLUMNS.index("collection")
        lost = links.node("dissipated:", links.name("dissipated"), column)
        links.link(node, lost, name, flows["dissipated"], LOSS)
        stock = system.uses.stock[:, number]
        added = float(stock[span.stop - 1] - stock[span.start - 1])
        if added >= 0:
            end = links.node("added:", _ENDS["added"].into(links.language), column)
            links.link(node, end, name, added, LOSS)
        else:
            start = links.node("taken:", _ENDS["taken"].into(links.language), column - 2)
            links.link(start, node, name, -added, FORWARD)
