"""``tanmai network``: the network analysis of a flow matrix that a user brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd

from tanmai.checks import Finding
from tanmai.core.errors import OptionError, UnsolvableError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.language import Language, significant
from tanmai.core.messages import LANGUAGES, Message, Name, message, plural
from tanmai.io.flow_file import read_explanatory_matrix, read_flow_matrix
from tanmai.networks import (
    BACKBONES,
    build_transfer_network,
    edge_table,
    key_paths,
    key_province_sensitivity,
    left_out_note,
    network_structure,
    network_summary,
    node_table,
    qap_regression,
)
from tanmai.networks.build import total_weight
from tanmai.studies import tables as result_tables
from tanmai.studies.basic_options import Headers
from tanmai.studies.files import fill_networks, with_measures
from tanmai.studies.options import NetworkFileOptions
from tanmai.studies.result import ModelResult, hashes, law
from tanmai.studies.steps import Step, silent

_ROUNDING = 1e-12
SAY = tuple(map(Language, LANGUAGES))


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class NetworkResult(ModelResult):
    """The analysis of a network, which is written for Gephi too.

    Attributes
    ----------
    network : DiGraph
        The network with its measures.
    flows : FlowMatrix
        The flows above zero that it is made of.
    backbone : DiGraph
        The flows that its structure is of.
    languages : tuple of str
        Languages of the pictures.
    left_out : tuple of Message
        What was left out of the file of flows.
    """

    network: nx.DiGraph[str]
    flows: FlowMatrix
    backbone: nx.DiGraph[str]
    languages: tuple[str, ...] = LANGUAGES
    left_out: tuple[Message, ...] = ()

    def _write_numbers(self, folder: Path, headers: Headers) -> None:
        super()._write_numbers(folder, headers)
        fill_networks(self.network, folder)


def analyse_network(
    path: Path, explain: Sequence[Path], options: NetworkFileOptions, step: Step = silent
) -> NetworkResult:
    """Analyse the network of the flows of a file.

    Parameters
    ----------
    path : Path
        The flows, as `read_flow_matrix` reads them.
    explain : sequence of Path
        Matrices that the flows are regressed on (QAP), as `read_explanatory_matrix` reads them.
    options : NetworkFileOptions
        Unit, names, backbone, number of largest flows and of permutations.
    step : callable, optional
        Is told the name of each step as it begins.

    Raises
    ------
    FileError, LabelError
        A file cannot be read, a name is no region, or a value is missing.
    OptionError
        Two explanatory matrices have the same name.
    UnsolvableError
        No flow goes from one region to another, or the regression is not determined.
    """
    step("read")
    flows, notes = read_flow_matrix(path, options.unit, options.names, options.asked)
    matrices = _matrices(explain, flows)
    step("network")
    network = build_transfer_network(flows)
    if not network.number_of_edges():
        raise UnsolvableError(
            message(
                "{path} has no flow above zero from one region to another; a network needs one.",
                path=path,
            )
        )
    backbone = BACKBONES[options.backbone](network)
    structure = network_structure(backbone)
    nodes = node_table(network)
    tables = {
        "network_summary": pd.concat(
            [
                network_summary(graph).assign(network=name)
                for name, graph in (("whole", network), ("backbone", backbone))
            ],
            ignore_index=True,
        ),
        "network_nodes": nodes,
        "network_edges": edge_table(network, backbone),
        "largest_flows": key_paths(flows, options.top),
        **result_tables.structure(structure),
    }
    sensitivity = key_province_sensitivity(network)
    if sensitivity is not None:
        tables["rank_sensitivity"] = sensitivity.rename_axis("adcode").reset_index()
    if matrices:
        found = qap_regression(network, matrices, permutations=options.permutations)
        tables["qap_regression"] = found.coefficients.reset_index().assign(
            r_squared=found.r_squared,
            adjusted_r_squared=found.adjusted_r_squared,
            observations=found.observations,
            permutations=found.permutations,
        )
    return NetworkResult(
        command="network",
        options={**options.model_dump(mode="json", exclude={"out", "headers"}), "flows": path.name},
        inputs=hashes([path, *explain]),
        tables=tables,
        checks=(_whole(network, flows),),
        assumptions=(
            *_said(backbone, structure.no_blocks),
            *(text for text in (left_out_note(nodes),) if text is not None),
            *([_OF_REGRESSION] if matrices else []),
            *notes,
        ),
        limits=_limits(network),
        method={
            "backbone": backbone.graph["backbone_en"],
            "explained_by": list(matrices),
        },
        network=with_measures(network, nodes, backbone),
        flows=FlowMatrix(flows.regions, np.maximum(flows.values, 0.0), flows.unit),
        backbone=backbone,
        languages=options.languages,
        left_out=notes,
    )


def _matrices(explain: Sequence[Path], flows: FlowMatrix) -> dict[str, pd.DataFrame]:
    names = [path.stem for path in explain]
    repeated = next((name for name in names if names.count(name) > 1), None)
    if repeated is not None:
        raise OptionError(
            message(
                "--explain is given two files of the name '{repeated}', which names the matrix "
                "in the results; rename one.",
                repeated=repeated,
            )
        )
    return {path.stem: read_explanatory_matrix(path, flows.regions) for path in explain}


def _whole(network: nx.DiGraph[str], flows: FlowMatrix) -> Finding:
    values = flows.between_regions().values
    positive = float(np.maximum(values, 0.0).sum())
    return law(
        message("The network carries every flow above zero (relative difference)"),
        abs(total_weight(network) - positive) / positive,
        _ROUNDING,
    )


def _said(backbone: nx.DiGraph[str], why_no_blocks: Message) -> list[Message]:
    said = [
        message(
            "A region is a node, and a flow from one region to another a directed edge with its "
            "weight; what stays in a region is left out."
        ),
        message(
            "key_rank orders the regions by their mean rank over seven measures: out-strength, "
            "out-eigenvector centrality, HITS hub score, in-strength, in-eigenvector centrality, "
            "PageRank and betweenness; rank_sensitivity.csv shows what each rank depends on."
        ),
        message(
            "The structure tables, and the rows 'backbone' of network_summary.csv, are of the "
            "backbone: {rule}.",
            rule=Name(backbone.graph["backbone_zh"], backbone.graph["backbone_en"]),
        ),
    ]
    if why_no_blocks:
        said.append(message("structure.csv: no block model. {reason}", reason=why_no_blocks))
    return said


_OF_REGRESSION = message(
    "qap_regression.csv: flows regressed on the matrices over all ordered pairs, pairs without a "
    "flow as 0; p-values by double semi-partialling (MRQAP, Dekker et al. 2007)."
)


def _limits(network: nx.DiGraph[str]) -> tuple[Message, ...]:
    left_out = network.graph["negative_flows_left_out"]
    if not left_out:
        return ()
    said = plural(
        "{n} flow below zero, {amount} {unit} in total, is not a tie and was left out.",
        "{n} flows below zero, {amount} {unit} in total, are no ties and were left out.",
        left_out,
        amount=significant(network.graph["negative_flows_sum"]),
        unit=network.graph["unit"],
    )
    return (said,)
