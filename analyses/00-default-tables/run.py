"""Build the embedded tables cn31 from the publishers' files, and measure them.

python run.py --sources DIR [--out DIR] [--years 2007 2012 2015 2017 2018] [--tables-only]
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from cn31_build import finished_table, joined_table
from cn31_power import power_figures
from cn31_quality import READ_EXPONENTS, quality, readings_of_exponent
from cn31_sic import compared_with_real
from cn31_sources import SCHEMES

from tanmai.io.bundle import write_bundle


def build(sources: Path, out: Path, year: int, measure: bool) -> dict[str, Any]:
    """Join, write and measure one year's table."""
    start = time.perf_counter()
    joined = joined_table(sources, year)
    table = finished_table(joined, sources, year)
    write_bundle(table, out / str(year))
    print(f"{table.provenance.name}: joined in {time.perf_counter() - start:.2f} s")
    if not measure:
        return {}
    others = {
        exponent: finished_table(joined_table(sources, year, exponent), sources, year)
        for exponent in READ_EXPONENTS
        if exponent != 1
    }
    return quality(table, joined, sources) | {
        "power": power_figures(table, joined, sources),
        "exponent_of_cost": readings_of_exponent(table, others),
    }


def _shortened(value: Any) -> Any:
    """Return the same figures with six significant digits."""
    if isinstance(value, dict):
        return {key: _shortened(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_shortened(part) for part in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--sources", type=Path, required=True, help="folder of the publishers' files"
    )
    parser.add_argument("--out", type=Path, default=Path("build/00-default-tables/cn31"))
    parser.add_argument("--years", type=int, nargs="+", choices=SCHEMES, default=list(SCHEMES))
    parser.add_argument(
        "--tables-only", action="store_true", help="write the tables without measuring them"
    )
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    measure = not options.tables_only
    years = {
        str(year): build(options.sources, options.out, year, measure) for year in options.years
    }
    if measure:
        report = {"years": years, "against_real_table_2007": compared_with_real(options.sources)}
        text = json.dumps(_shortened(report), ensure_ascii=False, indent=1)
        (options.out / "quality.json").write_text(text + "\n", encoding="utf-8")
    print(f"Tables are in {options.out}")


if __name__ == "__main__":
    main()
