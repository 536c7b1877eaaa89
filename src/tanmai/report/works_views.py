"""How the results of the magnesium works are shown."""

from __future__ import annotations

from tanmai.report import works_cost
from tanmai.report.result_view import View

VIEWS = {
    "magnesium cost": View(works_cost.cost_findings, works_cost.cost_sheets, works_cost.OPTIONS),
}
