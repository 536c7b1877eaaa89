"""Write ``textbook-mini``: two provinces, two sectors, numbers that a hand can follow.

The coefficients form a triangle, so that the Leontief inverse has no infinite
series in it: ``python textbook_table.py --out ../../mrio_tables/textbook``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from tanmai.core.labels import RegionSectorIndex, Sector, find_province
from tanmai.core.table import FinalDemandCategory, MrioTable, Provenance
from tanmai.io.bundle import write_bundle

MONEY_SCALE = 1e6


def textbook_table() -> MrioTable:
    """Return the table; its figures are worked out in ``mrio_tables/README.md``."""
    Z = np.array([[40.0, 16.0, 0.0, 16.0], [0.0, 0.0, 8.0, 16.0], [0.0, 0.0, 0.0, 16.0], [0.0] * 4])
    Y = np.array([[4.0, 4.0], [24.0, 12.0], [0.0, 16.0], [16.0, 32.0]])
    exports = np.array([0.0, 4.0, 0.0, 16.0])
    imports = np.array([4.0, 8.0, 4.0, 8.0])
    x = Z.sum(axis=1) + Y.sum(axis=1) + exports
    return MrioTable(
        index=RegionSectorIndex(
            (find_province("Shaanxi"), find_province("Zhejiang")),
            (Sector("01", "采矿业", "Mining"), Sector("02", "制造业", "Manufacturing")),
        ),
        categories=(FinalDemandCategory("FD", "最终需求", "Final demand"),),
        Z=Z * MONEY_SCALE,
        Y=Y * MONEY_SCALE,
        exports=exports * MONEY_SCALE,
        error=np.zeros(4),
        x=x * MONEY_SCALE,
        imports=imports * MONEY_SCALE,
        imports_final=np.array([2.0, 3.0]) * MONEY_SCALE,
        value_added=(x - Z.sum(axis=0) - imports)[None, :] * MONEY_SCALE,
        value_added_labels=("value added",),
        F=np.array([[40.0, 16.0, 16.0, 8.0]]),
        F_Y=np.array([[2.0, 3.0]]),
        stressors=("CO2",),
        year=2017,
        provenance=Provenance(
            name="textbook-mini",
            status="made-up",
            reader="analyses/00-default-tables/textbook_table.py",
            caveat_zh="虚构的教学用表：数字为便于手算而定，与这两个省的实际情况无关。",
            caveat_en=(
                "MADE-UP textbook table: its numbers were chosen to be followed by hand and say "
                "nothing about the two provinces."
            ),
        ),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder of the bundle")
    write_bundle(textbook_table(), parser.parse_args().out)


if __name__ == "__main__":
    main()
