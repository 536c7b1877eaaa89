"""The carbon of mining, 2007 to 2018: accounts, upstream sectors, network, key paths, readings.

python run.py                                  # the embedded tables of five years
python run.py --tables cn31-2012 cn31-2015 cn31-2017   # the years of the paper alone
python run.py --tables CEADS_2012.xlsx CEADS_2015.xlsx CEADS_2017.xlsx
python run.py --inventories FOLDER             # CO2 by fuel too, from the inventories there
"""

from __future__ import annotations

import argparse
from pathlib import Path

from mining import (
    FOCUS,
    carbon_by_fuel,
    carbon_by_subsector,
    claims_by_reading,
    findings,
    studies_of,
    upstream_sectors,
)

from tanmai.io.output import written_whole
from tanmai.report.comparison_pictures import draw_comparison
from tanmai.report.results import ComparisonResult
from tanmai.studies.comparison import compare_studies
from tanmai.studies.decomposition import NO_REASONS
from tanmai.studies.result_files import write_json, write_tables

DEFAULT_TABLES = tuple(f"cn31-{year}" for year in (2007, 2012, 2015, 2017, 2018))
BUILD = Path(__file__).parents[2] / "build" / "analyses" / "01-mining-embodied-carbon"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", nargs="+", default=list(DEFAULT_TABLES))
    parser.add_argument("--inventories", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, default=BUILD)
    given = parser.parse_args()
    studies = studies_of(given.tables)
    tables = compare_studies(studies)
    tables["upstream_sectors"] = upstream_sectors(given.tables)
    tables["findings"] = findings(studies, tables["upstream_sectors"])
    tables["claims_by_reading"] = claims_by_reading(given.tables)
    tables["co2_by_subsector"] = carbon_by_subsector(given.tables)
    if given.inventories:
        tables["co2_by_fuel"] = carbon_by_fuel(given.inventories)
    with written_whole(given.out) as folder:
        compared = ComparisonResult(studies, NO_REASONS)
        write_tables(tables, compared.notes, folder)
        write_json(compared.record, folder / "run.json")
        draw_comparison(studies, folder)
    print(f"{FOCUS}: tables are in {given.out}")


if __name__ == "__main__":
    main()
