"""The arrows between modules point one way."""

import ast
from pathlib import Path

import networkx as nx
import pytest

import tanmai

HOME = Path(tanmai.__file__).parent

# From the bottom up: a module may import what stands above it in this list, and its own line.
LAYERS = (
    {"tanmai", "errors", "resources", "units", "reserved_labels"},
    {"input_file", "toml_file", "labels", "output", "parallel", "trade_share", "process"},
    {"amended_shares"},
    {"flow_matrix", "table"},
    {"emission_inventory", "concordance"},
    {"checks", "leontief", "sector_schemes", "aggregation", "focus", "emissions"},
    {"readers", "boundaries"},
    {"tables", "accounts"},
    {"imported_carbon", "join", "bilateral_trade", "responsibility"},
    {"value_added_accounts", "relative_accounts", "decomposition"},
    {"national_statistics"},
    {"readings"},
    {"transfer_network"},
    {"uncertainty"},
    {"process.hybrid"},
    {"result_tables", "study_options", "spreadsheet", "table_facts", "file_facts"},
    {"study_table", "scenarios"},
    {"readings_compared"},
    {"study"},
    {"study_files", "comparison_decomposition", "fonts"},
    {"comparison", "result", "joined_files"},
    {"extraction_result"},
    {"magnesium"},
    {"metals"},
    {"picture_design"},
    {"figures", "truetype"},
    {"figure_files", "node_labels", "community_style", "picture_key"},
    {"network_drawing"},
    {"maps", "charts"},
    {"report", "single_maps"},
    {"cli"},
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
DRAWING = {"matplotlib", "geopandas", "cmcrameri", "mapclassify"}
MAY_DRAW = {"boundaries", "fonts", "truetype", "figures", "figure_files", "maps", "charts"}
MAY_DRAW |= {"community_style", "network_drawing", "picture_key", "report", "single_maps"}


def part_of(path: Path) -> str:
    inside = path.relative_to(HOME).with_suffix("").parts
    if inside == ("__init__",):
        return "tanmai"
    # the one bridge between processes and tables stands higher than the processes
    return "process.hybrid" if inside[:2][-1].startswith("hybrid") else inside[0]


def part_named(name: str) -> str:
    """Return the part that an imported name belongs to."""
    _, first, *rest = name.split(".")
    if first == "process" and rest and rest[0].startswith("hybrid"):
        return "process.hybrid"
    return first if first in LEVEL else "tanmai"


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


MODULES = sorted(HOME.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOME)))
def test_no_module_imports_a_later_one(path):
    part = part_of(path)
    assert part in LEVEL, f"{part} has no place among the layers; give it one"
    for name in imports(path):
        if name.startswith("tanmai."):
            other = part_named(name)
            assert other == part or LEVEL[other] <= LEVEL[part], f"{part} imports {other}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOME)))
def test_only_maps_charts_and_report_draw(path):
    if part_of(path) not in MAY_DRAW:
        assert not {name.split(".")[0] for name in imports(path)} & DRAWING


def test_the_transfer_network_knows_no_table():
    for path in (HOME / "transfer_network").glob("*.py"):
        named = {name for name in imports(path) if name.startswith("tanmai.")}
        assert not {name for name in named if name.split(".")[1] in {"table", "accounts", "tables"}}


def test_the_engine_never_checks_and_processes_know_no_table():
    for path in MODULES:
        named = {part_named(name) for name in imports(path) if name.startswith("tanmai.")}
        if part_of(path) in {"leontief", "accounts", "trade_share", "table"}:
            assert "checks" not in named
        if part_of(path) == "process":
            assert not named & {"table", "tables", "leontief", "accounts"}


def test_no_two_modules_import_each_other_in_a_circle():
    names = {
        path: ".".join(["tanmai", *path.relative_to(HOME).with_suffix("").parts]).removesuffix(
            ".__init__"
        )
        for path in MODULES
    }
    modules = set(names.values())
    graph = nx.DiGraph()
    for path, name in names.items():
        for imported in imports(path):
            target = imported if imported in modules else imported.rpartition(".")[0]
            if target in modules and target not in {name, "tanmai"}:
                graph.add_edge(name, target)
    # a package gathers its own modules, which may name the package's others
    circles = [circle for circle in nx.strongly_connected_components(graph) if len(circle) > 1]
    assert not circles
