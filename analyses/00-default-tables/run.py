"""Build the embedded tables cn31 from the publishers' files, and measure them.

python run.py --sources DIR [--out DIR] [--years 2012 2015 2017] [--perturbations 30]
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from cn31_inputs import SCHEMES, assemble
from cn31_perturbations import WIDTHS, perturbed
from cn31_quality import quality, spread

from tanmai.estimate import estimate_table
from tanmai.readers.bundle import write_bundle


def build(sources: Path, out: Path, year: int, perturbations: int) -> dict[str, Any]:
    """Estimate, write and measure one year's table."""
    inputs = assemble(sources, year)
    start = time.perf_counter()
    table = estimate_table(inputs)
    print(f"{table.provenance.name}: estimated in {time.perf_counter() - start:.2f} s")
    write_bundle(table, out / str(year))
    figures = quality(table, inputs.national)
    if perturbations:
        rebuilt = [estimate_table(perturbed(inputs, seed)) for seed in range(perturbations)]
        figures["perturbed"] = spread(table, rebuilt)
    return figures


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
    parser.add_argument("--perturbations", type=int, default=0, help="number of rebuilds")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    years = {
        str(year): build(options.sources, options.out, year, options.perturbations)
        for year in options.years
    }
    report = {"widths_of_perturbation": WIDTHS, "years": years}
    text = json.dumps(_shortened(report), ensure_ascii=False, indent=1)
    (options.out / "quality.json").write_text(text + "\n", encoding="utf-8")
    print(f"Tables and quality.json are in {options.out}")


if __name__ == "__main__":
    main()
