"""Measure the models of the magnesium industry: ``python benchmarks/metals.py [CASE ...]``.

Each case runs in a process of its own, without pictures, three times after its imports. What is
printed is the median wall time and processor time, the peak of memory, and what is aimed at.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
RESULTS = HERE.parent / "build" / "bench" / "metals.json"
INDUSTRY = "tanmai.metals.magnesium.industry"
TIMES = 3


@dataclass(frozen=True)
class Case:
    """A model and the seconds that it may take.

    Attributes
    ----------
    module, function : str
        What is called, in the package of the industry.
    goal : float
        Seconds.
    needs : callable, optional
        Makes the arguments, which is not counted.
    """

    module: str
    function: str
    goal: float
    needs: Callable[[], dict[str, Any]] = dict


def _table() -> dict[str, Any]:
    from tanmai.io.tables import load_table

    return {"table": load_table("cn31-2017"), "inputs": {}}


def _coupling() -> dict[str, Any]:
    from tanmai.metals.magnesium.coupling.case import coupled_case
    from tanmai.metals.magnesium.industry.outlook import run_outlook
    from tanmai.metals.magnesium.industry.outlook_result import SCENARIOS
    from tanmai.metals.magnesium.industry.outlook_scenario import scenario_parameters

    runs = [run_outlook(name, scenario_parameters(name)) for name in SCENARIOS]
    return {"coupled": coupled_case(_table()["table"]), "outlooks": runs}


def _draws() -> dict[str, Any]:
    from tanmai.metals.magnesium.industry.outlook import run_outlook
    from tanmai.metals.magnesium.industry.outlook_scenario import scenario_parameters

    given = _coupling()
    drawn = {
        one.key: run_outlook(one.key, scenario_parameters(one.key), draws=20)
        for one in given["outlooks"]
    }
    return {"coupled": given["coupled"], "drawn": drawn, "count": 20}


CASES = {
    "cost": Case("cost_result", "magnesium_cost", 3),
    "plants": Case("plants_result", "screen_plants", 3),
    "plants --compare": Case(
        "plants_result", "compare_two_plants", 3, lambda: {"pair": ("yinguang", "western")}
    ),
    "plants --concentration": Case("plants_result", "plants_concentration", 3),
    "plants --rank": Case("ranking_result", "rank_plants", 3),
    "cluster": Case("cluster_result", "magnesium_cluster", 3, _table),
    "boundary": Case("boundary_result", "magnesium_boundary", 3),
    "boundary --park": Case("park_result", "magnesium_park", 3),
    "market": Case("market_result", "magnesium_market", 3),
    "outlook, 1,000 draws": Case("outlook_result", "magnesium_outlook", 20),
    "coupling, 4 scenarios x 5 years": Case("outlook_network", "network_outlook", 30, _coupling),
    "coupling, 20 draws x 4 scenarios": Case("outlook_network", "changes_over_draws", 30, _draws),
    "prices, 2,900 days": Case("prices_result", "magnesium_prices", 20),
}


def measured(name: str) -> dict[str, Any]:
    """Run a case and return its seconds and its peak of memory."""
    from importlib import import_module

    case = CASES[name]
    answer = getattr(import_module(f"{INDUSTRY}.{case.module}"), case.function)
    given = case.needs()
    wall, processor = [], []
    for _ in range(TIMES):
        start, spent = time.perf_counter(), time.process_time()
        made = answer(**given)
        if hasattr(made, "last"):  # accounts are solved when they are asked for
            _ = [one.accounts.production_based for *_, one in made.all_cases()]
        wall.append(time.perf_counter() - start)
        processor.append(time.process_time() - spent)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    return {"wall": wall, "processor": processor, "peak_mb": peak, "goal": case.goal}


def main() -> None:
    """Measure the cases that are named, or all of them, and print them as a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--one", choices=CASES, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.one:
        print(json.dumps(measured(wanted.one)))
        return
    found = {}
    print("| | wall, s | processor, s | peak, MB | goal, s |\n|---|---|---|---|---|")
    for name in wanted.cases or CASES:
        run = subprocess.run(
            [sys.executable, __file__, "--one", name], capture_output=True, text=True, check=True
        )
        found[name] = json.loads(run.stdout.strip().splitlines()[-1])
        wall, processor = (np.median(found[name][key]) for key in ("wall", "processor"))
        peak, goal = found[name]["peak_mb"], found[name]["goal"]
        print(f"| {name} | {wall:.2f} | {processor:.2f} | {peak:.0f} | {goal:g} |", flush=True)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
