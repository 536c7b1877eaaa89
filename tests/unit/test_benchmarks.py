"""What is measured gives the same answers, whichever tool gives it."""

import importlib
import json
from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
FLOWS = ("tanmai flows, dense_lu", "tanmai flows, sparse_lu", "numpy flows", "pymrio flows")


@pytest.fixture
def modules(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return {name: importlib.import_module(name) for name in ("made_up_tables", "tools", "report")}


@pytest.mark.parametrize("density", [1.0, 0.5])
def test_every_tool_gives_the_same_flows(modules, tmp_path, density):
    modules["made_up_tables"].flows(tmp_path, 4, 6, density)
    tools = modules["tools"].TOOLS
    ours = tools["tanmai flows"].answer(tools["tanmai flows"].load(tmp_path))
    assert ours.shape == (4, 4)
    for name in FLOWS:
        theirs = tools[name].answer(tools[name].load(tmp_path))
        np.testing.assert_allclose(theirs, ours, rtol=1e-8)


def test_a_table_in_trade_share_form_is_accounted(modules, tmp_path):
    modules["made_up_tables"].trade_shares(tmp_path, 4, 6)
    tool = modules["tools"].TOOLS["tanmai flows"]
    table = tool.load(tmp_path)
    np.testing.assert_allclose(tool.answer(table).sum(), table.F.sum(), rtol=1e-9)


def test_the_report_says_which_answers_differ(modules, tmp_path):
    figures = {"seconds": [1.0, 2.0], "whole": [3.0], "peak_mb": 10.0, "work": {}}
    limits = {"cores": 2.0, "gemm_double_gflops": 1.0, "gemm_single_gflops": 1.0}
    record = {
        "case": "flows-1302-1",
        "regions": 31,
        "sectors": 42,
        "density": 1.0,
        "limits": limits | {"gemv_gb_per_s": 1.0, "csr_gflops": 1.0, "csr_vector_gflops": 1.0},
        "tools": {
            "tanmai flows": figures,
            "pymrio flows": figures | {"seconds": [30.0], "gap": 1e-3},
            "MARIO flows": {"failed": "not installed"},
        },
    }
    results = tmp_path / "results"
    results.mkdir()
    (results / "one.json").write_text(json.dumps(record), encoding="utf-8")
    differing = modules["report"].write_report(results, tmp_path / "waiting.json", tmp_path, 1e-8)
    assert differing == ["pymrio flows on flows-1302-1"]
    page = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert "| 1,302 | 20.0 (10) | 1.0 (3) |" in page
    assert "| MARIO flows | not installed |" in page
    assert (tmp_path / "benchmarks.svg").stat().st_size > 1000
