"""How the results of the magnesium works are shown."""

from __future__ import annotations

from tanmai.metals.magnesium.pages import works_boundary, works_cluster, works_cost, works_plants
from tanmai.metals.result import View

VIEWS = {
    "magnesium cluster": View(
        works_cluster.cluster_findings, works_cluster.cluster_sheets, works_cluster.OPTIONS
    ),
    "magnesium boundary": View(
        works_boundary.boundary_findings,
        works_boundary.boundary_sheets,
        works_boundary.OPTIONS,
        works_boundary.option_word,
    ),
    "magnesium boundary --park": View(
        works_boundary.park_findings, works_boundary.park_sheets, works_boundary.OPTIONS
    ),
    "magnesium plants": View(
        works_plants.screening_findings, works_plants.screening_sheets, works_plants.OPTIONS
    ),
    "magnesium plants --compare": View(
        works_plants.comparison_findings,
        works_plants.comparison_sheets,
        works_plants.OPTIONS,
        works_plants.option_word,
    ),
    "magnesium plants --concentration": View(
        works_plants.concentration_findings, works_plants.concentration_sheets, works_plants.OPTIONS
    ),
    "magnesium cost": View(
        works_cost.cost_findings,
        works_cost.cost_sheets,
        works_cost.OPTIONS,
        works_cost.option_word,
    ),
}
