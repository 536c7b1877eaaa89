from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

WRITE_ALL = """
import sys
from pathlib import Path
from made_up_flows import provincial_flows
from tanmai.networks import *

folder, flows = Path(sys.argv[1]), provincial_flows()
graph = build_transfer_network(flows)
for name, backbone in BACKBONES.items():
    edge_table(graph, backbone(graph)).to_csv(folder / f"edges_{name}.csv")
node_table(graph).to_csv(folder / "nodes.csv")
network_summary(graph).to_csv(folder / "summary.csv")
key_provinces(graph).to_csv(folder / "key_provinces.csv")
key_paths(flows).to_csv(folder / "key_paths.csv")
key_province_sensitivity(graph).to_csv(folder / "sensitivity.csv")
years = {"2012": graph, "2017": build_transfer_network(provincial_flows(2))}
qap_table(years, permutations=20).to_csv(folder / "qap.csv")
for compare in (summary_changes, rank_changes, flow_changes):
    compare(years).to_csv(folder / f"{compare.__name__}.csv")
stability = community_stability(graph, seeds=range(5))
stability.regions.join(stability.co_assignment).to_csv(folder / "stability.csv")
structure = network_structure(top_share(graph), seeds=range(5))
for table in ("summary", "regions", "blocks", "block_densities"):
    getattr(structure, table).to_csv(folder / f"structure_{table}.csv")
explanatory = {"unlikeness": differences(out_strength(graph))}
qap_regression(graph, explanatory, permutations=20).coefficients.to_csv(folder / "mrqap.csv")
write_gexf(graph, folder / "network.gexf")
write_graphml(graph, folder / "network.graphml")
"""


def _files_of_a_process(folder: Path, hash_seed: str) -> dict[str, bytes]:
    folder.mkdir()
    environment = {
        **os.environ,
        "PYTHONHASHSEED": hash_seed,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-c", WRITE_ALL, str(folder)]
    subprocess.run(command, env=environment, check=True)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_every_process_writes_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "one").mkdir()
    monkeypatch.setattr(sys, "argv", ["", str(tmp_path / "one")])
    exec(compile(WRITE_ALL, "write all", "exec"), {})  # this process has another seed of hashes
    one = {path.name: path.read_bytes() for path in sorted((tmp_path / "one").iterdir())}
    other = _files_of_a_process(tmp_path / "other", "2")
    assert len(one) == 21
    assert [name for name in one if one[name] != other.get(name)] == []
