"""Time the stocks of metals against what they are meant to take: ``python metal_draws.py``.

Goals: five metals of ten uses from 1900 to 2100 within 1 s, a thousand draws of one within 20 s.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from tanmai.metals.stocks.definition import MetalDefinition
from tanmai.metals.stocks.definition_file import load_metal
from tanmai.metals.stocks.exploration import draw_metal, sobol_shares
from tanmai.metals.stocks.supply import supply_of
from tanmai.metals.stocks.system import solve_metal

METALS, USES, DRAWS = 5, 10, 1000
GOAL_OF_METALS, GOAL_OF_DRAWS = 1.0, 20.0


def made_up_metal() -> MetalDefinition:
    """Return lithium in the world from 1900 on, with ten equal uses in place of its own."""
    world = load_metal("li-world")
    use = world.uses[0]
    share = {"value": 1 / USES, "source": "assumed"}
    uses = [use.model_dump() | {"key": f"use{number}", "share": share} for number in range(USES)]
    changes = {"uses": uses, "first_year": 1900, "scenarios": ()}
    return MetalDefinition.model_validate(world.model_dump() | changes)


def solve_all(metals: list[MetalDefinition]) -> None:
    """Solve stocks and supply of every metal."""
    for metal in metals:
        supply_of(solve_metal(metal))


def seconds(task: Callable[[], object]) -> float:
    """Return how long a task takes, s."""
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def main() -> None:
    """Print what was measured beside the goals."""
    metal, lithium = made_up_metal(), load_metal("li-china")
    rows = [
        (f"{METALS} metals, {USES} uses", lambda: solve_all([metal] * METALS), GOAL_OF_METALS),
        (f"{DRAWS} draws", lambda: draw_metal(metal, DRAWS), GOAL_OF_DRAWS),
        (f"{DRAWS} draws, Sobol shares", lambda: sobol_shares(metal, DRAWS), GOAL_OF_DRAWS),
        (f"{DRAWS} draws, li-china", lambda: draw_metal(lithium, DRAWS), GOAL_OF_DRAWS),
    ]
    solve_all([metal])  # imports
    for name, task, goal in rows:
        print(f"{name}: {seconds(task):.2f} s (goal {goal:g} s)")


if __name__ == "__main__":
    main()
