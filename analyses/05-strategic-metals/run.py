"""Strategic metals to 2100: the models, and a ledger of every figure of the document.

python run.py [--out build/05-strategic-metals] [--ledger ledger.csv] [--without-pictures]
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from metals_ledger import COLUMNS, HERE, ledger

from tanmai.metals.stocks.definition_file import bundled_metals
from tanmai.metals.stocks.result import metal_stocks, metal_supply


def write_ledger(path: Path) -> None:
    rows = ledger()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)
    print(dict(Counter(row.finding for row in rows)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=Path("build/05-strategic-metals"))
    parser.add_argument("--ledger", type=Path, default=HERE / "ledger.csv")
    parser.add_argument("--without-pictures", action="store_true")
    options = parser.parse_args()
    write_ledger(options.ledger)
    names = list(bundled_metals())
    for result in (metal_stocks(names), metal_supply(names)):
        folder = options.out / result.command
        result.write(folder, pictures=not options.without_pictures, page=False)
    print(f"Tables and pictures are in {options.out}")


if __name__ == "__main__":
    main()
