"""The arrows between modules point one way."""

import ast
from pathlib import Path

import pytest

import tanmai

HOME = Path(tanmai.__file__).parent

# From the bottom up: a module may import what stands above it in this list, and its own line.
LAYERS = (
    {"tanmai", "errors", "resources", "units"},
    {"labels", "output", "trade_share", "process"},
    {"flow_matrix", "table"},
    {"emission_inventory", "concordance"},
    {"checks", "leontief", "sector_schemes", "aggregation", "focus", "emissions"},
    {"readers"},
    {"tables", "accounts"},
    {"imported_carbon", "estimate", "bilateral_trade", "responsibility"},
    {"value_added_accounts", "relative_accounts", "decomposition", "uncertainty"},
    {"transfer_network"},
    {"result_tables", "study_options", "spreadsheet", "table_facts"},
    {"study"},
    {"study_files", "comparison", "boundaries", "fonts"},
    {"figures", "figure_files"},
    {"maps", "charts"},
    {"report"},
    {"cli"},
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
DRAWING = {"matplotlib", "geopandas", "cmcrameri", "mapclassify"}
MAY_DRAW = {"boundaries", "fonts", "figures", "figure_files", "maps", "charts", "report"}


def part_of(path: Path) -> str:
    inside = path.relative_to(HOME).with_suffix("").parts
    return "tanmai" if inside == ("__init__",) else inside[0]


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
            other = name.split(".")[1]
            other = other if other in LEVEL else "tanmai"
            assert other == part or LEVEL[other] <= LEVEL[part], f"{part} imports {other}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOME)))
def test_only_maps_charts_and_report_draw(path):
    if part_of(path) not in MAY_DRAW:
        assert not {name.split(".")[0] for name in imports(path)} & DRAWING


def test_the_transfer_network_knows_no_table():
    for path in (HOME / "transfer_network").glob("*.py"):
        named = {name for name in imports(path) if name.startswith("tanmai.")}
        assert not {name for name in named if name.split(".")[1] in {"table", "accounts", "tables"}}
