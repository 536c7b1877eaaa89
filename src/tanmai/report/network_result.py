"""The result of ``tanmai network``: its tables, and pictures of the network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from tanmai.core.labels import all_provinces
from tanmai.core.language import Language
from tanmai.core.messages import message
from tanmai.studies.network import NetworkResult, analyse_network
from tanmai.studies.options import NetworkFileOptions
from tanmai.studies.result import Doing
from tanmai.studies.steps import Step, silent

if TYPE_CHECKING:
    from tanmai.draw.page import Caption, Sheet
    from tanmai.report.document import Picture

MOST_NODES = 80
"""More nodes and names than this have no room on a page."""


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class DrawnNetwork(NetworkResult):
    """The analysis of a network with its pictures; a large one has none.

    Attributes
    ----------
    asked : NetworkFileOptions
        What was asked, the words of the pictures among it.
    """

    asked: NetworkFileOptions

    def _draw(self, folder: Path, do: Doing) -> Sequence[Picture]:
        from tanmai.report.picture_files import Drawing, saved_pictures

        if len(self.flows.regions) > MOST_NODES:
            return ()
        home = folder / "pictures"
        home.mkdir(exist_ok=True)
        return saved_pictures(
            (
                Drawing(kind, language, kind, partial(draw, self, Language(language)))
                for language in self.languages
                for kind, draw in _pictures(self).items()
            ),
            home,
            do=do,
        )


def network_result(
    path: Path, explain: Sequence[Path], options: NetworkFileOptions, step: Step = silent
) -> DrawnNetwork:
    """Analyse the network of a file; see `tanmai.studies.network.analyse_network`."""
    found = analyse_network(path, explain, options, step)
    given = {field.name: getattr(found, field.name) for field in fields(found)}
    nodes = len(found.flows.regions)
    if nodes > MOST_NODES:
        why = message("No picture: {n} nodes have no room on a page.", n=nodes)
        given["limits"] = (*found.limits, why)
    return DrawnNetwork(**given, asked=options)


def _pictures(result: DrawnNetwork) -> dict[str, Callable[[DrawnNetwork, Language], Sheet]]:
    """Return how each picture is drawn; a map where all nodes are provinces."""
    provinces = {province.code for province in all_provinces()}
    if provinces.issuperset(result.flows.codes):
        return {"network-map": _map, "network": _chart}
    return {"network": _chart}


def _chart(result: DrawnNetwork, say: Language) -> Sheet:
    from tanmai.draw.charts import network_chart

    return network_chart(result.flows, _edges(result), _communities(result), _caption(result, say))


def _map(result: DrawnNetwork, say: Language) -> Sheet:
    from tanmai.draw.maps.network_map import network_map

    return network_map(result.flows, _edges(result), _communities(result), _caption(result, say))


def _edges(result: DrawnNetwork) -> pd.DataFrame:
    return pd.DataFrame(result.backbone.edges(data="weight"), columns=["from", "to", "value"])


def _communities(result: DrawnNetwork) -> pd.Series:
    return result.tables["network_nodes"].set_index("adcode")["community"]


def _caption(result: DrawnNetwork, say: Language) -> Caption:
    from tanmai.draw.page import Caption

    file = str(result.options["flows"])
    title = say("Network of flows: {name}", name=Path(file).stem)
    return Caption(*result.asked.words(say.language, title, result.flows.unit), file, say.language)
