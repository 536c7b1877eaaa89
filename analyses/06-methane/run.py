"""Estimate CH4 by province and sector for the years of the embedded tables.

python run.py --sources DIR [--out build/06-methane] [--ledger ledger.csv]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
from methane_checks import ledger
from methane_estimate import SOURCES, estimate, national
from methane_ranges import ranges
from methane_sources import HERE, read_sources

from tanmai.io.tables import load_table

YEARS = (2007, 2012, 2015, 2017, 2018)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sources", type=Path, required=True, help="folder of the three files")
    parser.add_argument("--out", type=Path, default=Path("build/06-methane"))
    parser.add_argument("--ledger", type=Path, default=HERE / "ledger.csv")
    options = parser.parse_args()
    sources = read_sources(options.sources)
    options.out.mkdir(parents=True, exist_ok=True)
    cells = pd.concat([estimate(load_table(f"cn31-{year}"), sources) for year in YEARS])
    totals = pd.DataFrame(
        [(year, name, national(sources, name, year)) for year in YEARS for name in SOURCES],
        columns=["year", "source", "CH4_kt"],
    )
    written = {
        "cn31": cells,
        "national": totals.round({"CH4_kt": 4}),
        "ranges": ranges(cells).round(1),
        "uncertainty": pd.read_csv(HERE / "uncertainty.csv", dtype=str, keep_default_na=False),
    }
    for name, table in written.items():
        table.to_csv(options.out / f"{name}.csv", index=False, lineterminator="\n")
    beside = ledger(cells, sources)
    beside.to_csv(options.ledger, lineterminator="\n", float_format="%.2f")
    print(beside[["what", "published", "ours", "agrees"]].to_string())
    print(f"Tables are in {options.out}")


if __name__ == "__main__":
    main()
