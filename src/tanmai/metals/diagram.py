"""Nodes and links of a flow diagram, as plain tables that a chart draws."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

FORWARD, RETURN, LOSS, TRADE, ADDED = "forward", "return", "loss", "trade", "added"


@dataclass(frozen=True)
class Diagram:
    """A flow diagram.

    Attributes
    ----------
    nodes : DataFrame
        Index: key. Columns: ``name`` and ``column``, from the left.
    links : DataFrame
        Columns: ``source``, ``target``, ``name``, ``least``, ``most`` and ``kind``: ``forward``,
        ``return`` (to an earlier place), ``loss``, ``trade`` or ``added``.
    """

    nodes: pd.DataFrame
    links: pd.DataFrame
