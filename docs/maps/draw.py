"""Draw the map of the READMEs again: ``make maps``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image

from tanmai.report.pictures import draw_pictures
from tanmai.studies.options import StudyOptions
from tanmai.studies.study import make_study

HOME = Path(__file__).parent
COLOURS = 96


def main() -> None:
    """Write the map of the largest flows in both languages beside this file."""
    with tempfile.TemporaryDirectory() as folder:
        for picture in draw_pictures(make_study(StudyOptions()), Path(folder)):
            if picture.kind == "key_paths":
                _write_small(picture.png, HOME / picture.png.name.replace(".", "-", 1))


def _write_small(png: Path, path: Path) -> None:
    """Write a picture at half its resolution and in few colours."""
    with Image.open(png) as image:
        small = image.convert("RGB").reduce(2)
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
