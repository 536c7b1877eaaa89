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

from tanmai.metals.magnesium.results import magnesium_mass, magnesium_value


def write_ledger(path: Path) -> None:
    rows = ledger()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)
    print(dict(Counter(row.finding for row in rows)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=Path("build/02-magnesium-flows-2015"))
    parser.add_argument("--ledger", type=Path, default=HERE / "ledger.csv")
    options = parser.parse_args()
    write_ledger(options.ledger)
    for result in (magnesium_mass(), magnesium_value()):
        folder = options.out / result.command
        result.write(folder, page=False)
    print(f"Tables and pictures are in {options.out}")


if __name__ == "__main__":
    main()
