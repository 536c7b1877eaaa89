"""The magnesium works to 2030: every model on its defaults, and a ledger of printed figures.

python run.py [--out build/04-magnesium-to-2030]
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from ledger_2030 import LEDGER, write_inputs, write_ledger
from statement_ledger import write_statement_ledger

from tanmai.io.tables import DEFAULT_TABLE, input_files, load_table, locate_table
from tanmai.metals.magnesium.industry.boundary_result import magnesium_boundary
from tanmai.metals.magnesium.industry.cluster_result import magnesium_cluster
from tanmai.metals.magnesium.industry.cost_result import magnesium_cost
from tanmai.metals.magnesium.industry.market_result import magnesium_market
from tanmai.metals.magnesium.industry.outlook_result import magnesium_outlook
from tanmai.metals.magnesium.industry.park_result import magnesium_park
from tanmai.metals.magnesium.industry.plants_result import (
    compare_two_plants,
    plants_concentration,
    screen_plants,
)
from tanmai.metals.magnesium.industry.prices_result import magnesium_prices
from tanmai.metals.magnesium.industry.ranking_result import rank_plants


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=Path("build/04-magnesium-to-2030"))
    parser.add_argument("--ledger", type=Path, default=LEDGER)
    options = parser.parse_args()
    print(dict(Counter(row.finding for row in write_ledger(options.ledger))))
    print(dict(Counter(row.finding for row in write_statement_ledger())))
    write_inputs()
    for result in (
        magnesium_cost(),
        screen_plants(),
        compare_two_plants(("yinguang", "western")),
        plants_concentration(),
        rank_plants(),
        magnesium_cluster(load_table(DEFAULT_TABLE), input_files(locate_table(DEFAULT_TABLE))),
        magnesium_boundary(),
        magnesium_park(),
        magnesium_market(),
        magnesium_outlook(
            table=load_table(DEFAULT_TABLE), inputs=input_files(locate_table(DEFAULT_TABLE))
        ),
        magnesium_prices(),
    ):
        folder = options.out / result.command.replace(" ", "-")
        result.write(folder, page=False)
    print(f"Tables and pictures are in {options.out}")


if __name__ == "__main__":
    main()
