from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

WRITE_ALL = """
import sys
from pathlib import Path
from made_up_flows import provincial_flows
from tanmai.transfer_network import *

folder, flows = Path(sys.argv[1]), provincial_flows()
graph = build_transfer_network(flows)
for name, backbone in BACKBONES.items():
    edge_table(graph, backbone(graph)).to_csv(folder / f"edges_{name}.csv")
node_table(graph).to_csv(folder / "nodes.csv")
network_summary(graph).to_csv(folder / "summary.csv")
key_provinces(graph).to_csv(folder / "key_provinces.csv")
key_paths(flows).to_csv(folder / "key_paths.csv")
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


def test_every_process_writes_the_same_bytes(tmp_path: Path):
    one = _files_of_a_process(tmp_path / "one", "1")
    other = _files_of_a_process(tmp_path / "other", "2")
    assert len(one) == 10
    assert [name for name in one if one[name] != other.get(name)] == []
