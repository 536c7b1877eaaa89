"""Draw the gallery of pictures: ``make gallery``."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from PIL import Image

import tanmai as tm
from tanmai.core.units import header

HOME = Path(__file__).parent
WIDTH, COLOURS = 720, 40


@dataclass(frozen=True)
class Group:
    """Pictures of one command.

    Attributes
    ----------
    title, words : str
        The heading, and a sentence below it.
    command, python : str
        How to draw the pictures on the command line and in Python, as the page shows it.
    folder : str
        Where the command has written them.
    pictures : dict of str to str
        The stems of the files, and what each shows.
    """

    title: str
    words: str
    command: str
    python: str
    folder: str
    pictures: dict[str, str]

    def picture(self, stem: str) -> Path:
        """Return the file of a picture in the gallery."""
        return HOME / f"{self.folder}-{stem}.png".replace("_", "-")


GROUPS = (
    Group(
        "Values by province",
        "Any numbers by province; classes by Fisher-Jenks.",
        'tanmai map values.csv --title-en "Production-based emissions" --unit "Mt CO2"',
        'accounts = tm.accounts(tm.load("cn31-2017"))\n'
        "codes = accounts.table.index.region_codes\n"
        "values = dict(zip(codes, accounts.production_based, strict=True))\n"
        'tm.map(values, title="Production-based emissions", unit="Mt CO2").savefig("map.png")',
        "map",
        {"values": "Values by province"},
    ),
    Group(
        "One column of a journal, your own bounds and colours",
        "Names without room have a number, which the key explains.",
        "tanmai map values.csv --columns one --breaks 200,400,600 --colours devon_r",
        'accounts = tm.accounts(tm.load("cn31-2017"))\n'
        "codes = accounts.table.index.region_codes\n"
        "values = dict(zip(codes, accounts.production_based, strict=True))\n"
        'sheet = tm.map(values, columns="one", breaks=[200, 400, 600], colours="devon_r")\n'
        'sheet.savefig("map.png")',
        "one",
        {"values": "Values by province in one column"},
    ),
    Group(
        "Flows between provinces",
        "Any flows from province to province, the largest drawn.",
        'tanmai flowmap flows.csv --title-en "Largest flows" --unit "Mt CO2"',
        'accounts = tm.accounts(tm.load("cn31-2017"))\n'
        'tm.flow_map(accounts, title="Largest flows").savefig("flows.png")',
        "flows",
        {"flows": "The largest flows between provinces"},
    ),
    Group(
        "Flows between groups of provinces",
        "The flows of the provinces of a group are bundled.",
        "tanmai flowmap flows.csv --regions sic8",
        "",
        "groups",
        {"flows": "The largest flows between groups of provinces"},
    ),
    Group(
        "A study",
        "All pictures of a study lie in the folder `maps` of its result.",
        "tanmai run --focus mining --draws 200",
        'tm.study(focus="mining", draws=200).write("study")',
        "study",
        {
            "production": "Production-based emissions",
            "net_outflow": "Net outflow",
            "accounts": "Accounts by province",
            "key_paths": "Largest flows over net outflow",
            "flows": "All flows, by community",
            "chords": "Largest flows as chords",
            "extraction": "Linkages by hypothetical extraction",
            "network_map": "Network on the map",
            "network": "Network by the strength of its links",
            "final_products": "From provinces through final products to final demand",
            "readings": "Ranks of the largest flows under each definition",
            "reading_positions": "Net outflow under each definition",
            "intervals": "Uncertainty of the accounts",
        },
    ),
    Group(
        "Years compared",
        "Maps of all years have one scale.",
        "tanmai compare cn31-2012 cn31-2017",
        'tm.compare(["cn31-2012", "cn31-2017"]).write("years")',
        "years",
        {
            "net_outflow": "Net outflow of two years",
            "key_paths": "Largest flows of two years",
            "ranks": "Ranks over the years",
        },
    ),
    Group(
        "Magnesium",
        "The mass of magnesium from ore to scrap.",
        "tanmai magnesium flows",
        "",
        "magnesium",
        {"mass-whole": "Flows of magnesium"},
    ),
)


def main() -> None:
    """Write the page and its pictures."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _write_tables(home)
        _draw(home)
        for group in GROUPS:
            for stem in group.pictures:
                (png,) = (home / group.folder).rglob(f"{stem}.en.png")
                _write_small(png, group.picture(stem))
    (HOME.parent / "gallery.md").write_text(_page(), encoding="utf-8")


def _write_tables(home: Path) -> None:
    """Write the tables of numbers that the maps alone are drawn from."""
    accounts = tm.accounts(tm.load("cn31-2017"))
    codes = pd.Series(accounts.table.index.region_codes)
    values = pd.DataFrame({"province": codes, "value": accounts.production_based})
    known = ~codes.isin(accounts.table.without_emissions)
    values[known].to_csv(home / "values.csv", index=False)
    names = {"from_adcode": "from", "to_adcode": "to", header(accounts.flows.unit): "value"}
    flows = tm.largest_flows(accounts, 930)
    flows[list(names)].rename(columns=names).to_csv(home / "flows.csv", index=False)


def _draw(home: Path) -> None:
    words = ("--unit", "Mt CO2", "--source", "cn31-2017", "--lang", "en", "--formats", "png")
    values = ("map", "values.csv", *words, "--title", "Production-based CO₂ emissions, 2017")
    flows = ("flowmap", "flows.csv", *words)
    own = ("--columns", "one", "--breaks", "200,400,600", "--colours", "devon_r")
    between = "Largest flows of embodied CO₂ between {}, 2017"
    study = ("run", "--focus", "mining", "--draws", "200")
    _tanmai(home, *values, "--out", "map")
    _tanmai(home, *values, *own, "--out", "one")
    _tanmai(home, *flows, "--title", between.format("provinces"), "--out", "flows")
    groups = ("--regions", "sic8", "--title", between.format("groups of provinces"))
    _tanmai(home, *flows, *groups, "--out", "groups")
    _tanmai(home, *study, "--lang", "en", "--out", "study")
    _tanmai(home, "compare", "cn31-2012", "cn31-2017", "--lang", "en", "--out", "years")
    _tanmai(home, "magnesium", "flows", "--lang", "en", "--out", "magnesium")


def _tanmai(folder: Path, *words: str) -> None:
    start = "from tanmai.cli import main; main()"
    subprocess.run([sys.executable, "-c", start, *words], cwd=folder, check=True)  # noqa: S603  # our own words


def _write_small(png: Path, path: Path) -> None:
    """Write a picture small and in few colours; one column is half as wide."""
    with Image.open(png) as image:
        width = WIDTH if image.width > 1200 else WIDTH // 2
        size = width, round(image.height * width / image.width)
        small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    small.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        path, optimize=True
    )


def _page() -> str:
    """Return the page: commands and calls, and the pictures that they draw."""
    lines = [
        "# Gallery",
        "",
        "Pictures of studies, of comparisons and of numbers of your own, drawn from the embedded "
        "tables by `make gallery`. Each comes in Chinese and in English, as PNG, SVG and PDF, "
        "two columns of a journal wide or one (`--columns one`; pictures side by side, a Sankey "
        "diagram of more than six columns and large heat maps stay at two).",
    ]
    for group in GROUPS:
        lines += ["", f"## {group.title}", "", group.words, "", "```sh", group.command, "```"]
        if group.python:
            # what takes minutes is not run by the tests of the documents
            fence = "```py" if ".write(" in group.python else "```python"
            lines += ["", fence, "import tanmai as tm", "", group.python, "```"]
        several = len(group.pictures) > 1
        for stem, title in group.pictures.items():
            lines += ["", f"### {title}"] if several else []
            lines += ["", f"![{title}](gallery/{group.picture(stem).name})"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
