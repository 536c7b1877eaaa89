"""Flows of mass and value of magnesium in China in 2015, with a ledger of published figures.

python run.py [--out build/02-magnesium-flows-2015] [--ledger ledger.csv]
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from magnesium_ledger import COLUMNS, HERE, ledger

from tanmai.charts import sankey
from tanmai.figure_files import save_figure
from tanmai.figures import Caption
from tanmai.process.magnesium import MagnesiumFlows, indicator_table, magnesium_flows
from tanmai.process.magnesium_diagrams import magnesium_diagrams


def write_ledger(path: Path) -> None:
    rows = ledger()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)
    print(dict(Counter(row.finding for row in rows)))


def write_tables(flows: MagnesiumFlows, out: Path) -> None:
    flows.solution.flows.to_csv(out / "flows_1e4t.csv", lineterminator="\n")
    flows.solution.reconciliation.flows.to_csv(out / "reconciled_1e4t.csv", lineterminator="\n")
    indicator_table(flows).to_csv(out / "indicators.csv", lineterminator="\n")
    flows.costs.to_csv(out / "input_costs_CNY_per_t.csv", lineterminator="\n")
    flows.resources.inputs.to_csv(out / "resources_t.csv", lineterminator="\n")
    flows.values.to_csv(out / "values_1e4CNY.csv", lineterminator="\n")
    flows.course.years.to_csv(out / "course_t.csv", lineterminator="\n")


def write_pictures(flows: MagnesiumFlows, out: Path) -> None:
    for language in ("zh", "en"):
        for name, drawn in magnesium_diagrams(flows, language).items():
            caption = Caption(drawn.title, drawn.unit, drawn.source, language, drawn.subtitle)
            sheet = sankey(drawn.diagram.nodes, drawn.diagram.links, caption, digits=drawn.digits)
            save_figure(sheet, out, f"{name}.{language}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=Path("build/02-magnesium-flows-2015"))
    parser.add_argument("--ledger", type=Path, default=HERE / "ledger.csv")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    flows = magnesium_flows()
    write_ledger(options.ledger)
    write_tables(flows, options.out)
    write_pictures(flows, options.out)
    print(f"Tables and pictures are in {options.out}")


if __name__ == "__main__":
    main()
