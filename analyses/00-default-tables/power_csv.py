"""Write the power exchange of a year as `tanmai join --exchange` reads it.

python power_csv.py --sources DIR --year 2017 --out power-2017.csv
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
from cn31_sources import SCHEMES, power_exchange

from tanmai.core.labels import mainland_provinces
from tanmai.joining import Exchange


def exchange_rows(exchange: Exchange) -> list[tuple[str, str, str]]:
    """Return what goes from province to province, and what each makes and keeps; GWh.

    A province that sends on more than it makes keeps nothing.
    """
    codes = [region.code for region in mainland_provinces()]
    sent = exchange.quantities
    kept = np.maximum(exchange.production - sent.sum(axis=1), 0.0)
    rows = [(code, code, repr(float(kept[at]))) for at, code in enumerate(codes)]
    rows += [(codes[r], codes[s], repr(float(sent[r, s]))) for r, s in np.argwhere(sent > 0)]
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--year", type=int, choices=SCHEMES, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    rows = exchange_rows(power_exchange(options.sources, options.year))
    with options.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("from", "to", "quantity"))
        writer.writerows(rows)


if __name__ == "__main__":
    main()
