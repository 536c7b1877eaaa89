"""Magnesium in the network of the provinces' carbon, 2017: where it comes from, where it ends.

python run.py [--out FOLDER]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from magnesium_network import study

from tanmai.core.language import Language
from tanmai.core.messages import LANGUAGES
from tanmai.draw.files import save_figure
from tanmai.metals.magnesium.pages.pictures import coupled_sheets

BUILD = Path(__file__).parents[2] / "build" / "analyses" / "03-magnesium-in-the-network"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=BUILD)
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    tables, case = study()
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    for language in LANGUAGES:
        for kind, sheet in coupled_sheets(case, Language(language)).items():
            save_figure(sheet, folder, f"{kind}.{language}")
    print(f"Tables and pictures are in {folder}")


if __name__ == "__main__":
    main()
