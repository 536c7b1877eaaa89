"""Draw the gallery of pictures and write its page: ``make gallery``."""

from __future__ import annotations

import shlex
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from PIL import Image

import tanmai as tm
from tanmai.core.units import header
from tanmai.draw.boundaries.tianditu import tianditu_cities

HOME = Path(__file__).parent
WIDTH, COLOURS = 680, 40
GUANGDONG = "44"

SCENARIOS = (
    (HOME.parent / "scenarios.md").read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
)


@dataclass(frozen=True)
class Group:
    """Pictures of one command.

    Attributes
    ----------
    folder : str
        Where the command writes; begins the names of the pictures.
    title, words : str
        The heading, and a sentence below it.
    command : str
        What draws the pictures, as the page shows it; ``--lang`` and ``--out`` are added.
    pictures : dict of str to str
        The files by their stems, and what each shows.
    python : str
        How to draw them in Python.
    file : str
        The file that the command reads, where the page shows it.
    language : str
        Of the pictures.
    """

    folder: str
    title: str
    words: str
    command: str
    pictures: dict[str, str]
    python: str = ""
    file: str = ""
    language: str = "en"

    def draw(self, home: Path) -> None:
        """Run the command, and write its pictures into the gallery."""
        words = [*shlex.split(self.command)[1:], "--lang", self.language, "--out", self.folder]
        _run(home, "from tanmai.cli import main; main()", *words)
        if ".write(" not in self.python:  # what writes a whole study does what the command did
            _run(home, f"import tanmai as tm\n{self.python}")
        for stem in self.pictures:
            (png,) = (home / self.folder).glob(f"**/{stem}.{self.language}.png")
            _write_small(png, self.picture(stem))

    def picture(self, stem: str) -> Path:
        """Return the file of a picture in the gallery."""
        name = f"{self.folder}-{stem.rpartition('/')[2]}.png"
        return HOME / name.replace("_", "-")

    def lines(self, said: Callable[[str], str]) -> list[str]:
        """Return its part of the page, in words as they are said in its language."""
        lines = ["", f"## {said(self.title)}", "", said(self.words)]
        if self.file:
            lines += ["", "```toml", self.file.rstrip(), "```"]
        lines += ["", "```sh", self.command, "```"]
        if self.python:
            # not ```python: run here and not by the tests of the documents
            lines += ["", "```py", "import tanmai as tm", "", self.python, "```"]
        several = len(self.pictures) > 1
        for stem, title in self.pictures.items():
            lines += ["", f"### {said(title)}"] if several else []
            lines += ["", f"![{said(title)}](gallery/{self.picture(stem).name})"]
        return lines


_VALUES = (
    'accounts = tm.accounts(tm.load("cn31-2017"))\n'
    'values = accounts.by_region()["production_based_MtCO2"].drop("Tibet")  # no inventory\n'
)
GROUPS = (
    Group(
        "map",
        "Values by province",
        "Any numbers by province; classes by Fisher-Jenks.",
        'tanmai map values.csv --title "Production-based CO₂ emissions, 2017" --unit "Mt CO2"',
        {"values": "Values by province"},
        f'{_VALUES}tm.map(values, title="Emissions", unit="Mt CO2").savefig("map.png")',
    ),
    Group(
        "one",
        "One column of a journal, your own bounds and colours",
        "Names without room have a number, which the key explains.",
        'tanmai map values.csv --title "CO₂ emissions, 2017" --unit "Mt CO2" --columns one '
        "--breaks 200,400,600 --colours devon_r",
        {"values": "Values by province in one column"},
        f'{_VALUES}sheet = tm.map(values, columns="one", breaks=[200, 400, 600], '
        'colours="devon_r")\nsheet.savefig("map.png")',
    ),
    Group(
        "cities",
        "Values by city",
        "The cities of one province, here by their area.",
        'tanmai map cities.csv --level city --title 广东省各地市面积 --unit "1000 km²"',
        {"cities": "Values by city"},
        language="zh",
    ),
    Group(
        "flows",
        "Flows between provinces",
        "Any flows from province to province, the largest drawn.",
        'tanmai flowmap flows.csv --title "Largest flows of embodied CO₂, 2017" --unit "Mt CO2"',
        {"flows": "The largest flows between provinces"},
        'accounts = tm.accounts(tm.load("cn31-2017"))\n'
        'tm.flow_map(accounts, title="Largest flows").savefig("flows.png")',
    ),
    Group(
        "groups",
        "Flows between groups of provinces",
        "The flows of the provinces of a group are bundled.",
        'tanmai flowmap flows.csv --regions sic8 --unit "Mt CO2" '
        '--title "Largest flows of embodied CO₂ between groups of provinces, 2017"',
        {"flows": "The largest flows between groups of provinces"},
    ),
    Group(
        "study",
        "A study",
        "All pictures of a study lie in the folder `maps` of its result.",
        "tanmai run --focus mining --draws 200",
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
        'tm.study(focus="mining", draws=200).write("study")',
    ),
    Group(
        "years",
        "Years compared",
        "Maps of all years have one scale.",
        "tanmai compare cn31-2012 cn31-2017",
        {
            "net_outflow": "Net outflow of two years",
            "key_paths": "Largest flows of two years",
            "ranks": "Ranks over the years",
            "decomposition_2012_2017": "Why emissions changed",
        },
        'tm.compare(["cn31-2012", "cn31-2017"]).write("years")',
    ),
    Group(
        "gases",
        "Several pressures",
        "A study of each gas, and what footprints are made of.",
        'tanmai run --pressure CO2 --pressure CH4 --gwp "AR6 GWP100"',
        {
            "footprint_mix": "Footprints by gas",
            "CH4/maps/net_outflow": "Net outflow of embodied CH₄",
        },
    ),
    Group(
        "responsibility",
        "Responsibility",
        "Production, consumption, income, and what is shared between them.",
        "tanmai accounts cn31-2017 --kind responsibility",
        {"responsibility": "Responsibility by principle"},
        'tm.accounts_of("responsibility", "cn31-2017").write("responsibility")',
    ),
    Group(
        "value-added",
        "Value added in trade",
        "Who earns by whose final demand.",
        "tanmai accounts cn31-2017 --kind value-added",
        {"map-value-added": "Value added embodied in trade"},
    ),
    Group(
        "linkages",
        "Linkages of sectors",
        "Which sectors pull on the others, and which are pushed by them.",
        "tanmai accounts cn31-2017 --kind linkages",
        {"linkages": "Key sectors"},
    ),
    Group(
        "province",
        "A province",
        "One province over the years, with its flows and sectors.",
        "tanmai province Shanxi",
        {
            "map-flows": "Its largest flows",
            "sectors": "For whom its sectors emit",
            "years": "For whom it emits, over the years",
        },
    ),
    Group(
        "scenario",
        "Scenarios and a carbon price",
        "With this file as `scenarios.toml`:",
        "tanmai scenario cn31-2017 scenarios.toml",
        {
            "map-production-cleaner-power": "Change of production-based emissions",
            "map-flows-cleaner-power": "Flows that grow and shrink",
            "prices-carbon-price": "Rise of prices by a carbon price",
            "households-carbon-price": "Rise of the cost of consumption",
        },
        file=SCENARIOS,
    ),
    Group(
        "magnesium",
        "Magnesium: mass",
        "The mass of magnesium from ore to scrap.",
        "tanmai magnesium flows",
        {"mass-whole": "Flows of magnesium"},
    ),
    Group(
        "magnesium-value",
        "Magnesium: value",
        "The value of its flows; pale bands are ranges.",
        "tanmai magnesium value",
        {"value-whole": "Value from inputs to export and use"},
    ),
    Group(
        "magnesium-carbon",
        "Magnesium: carbon of a tonne",
        "By route, beside published figures.",
        "tanmai magnesium footprint",
        {"routes-china": "Carbon of a tonne by route"},
    ),
    Group(
        "magnesium-cost",
        "Magnesium: cost of a tonne",
        "By route, and what moves it.",
        "tanmai magnesium cost",
        {"cost-stack": "Cost by route", "cost-tornado": "What moves the cost"},
    ),
    Group(
        "magnesium-boundary",
        "Magnesium: when a low-carbon works pays",
        "Two variables at a time.",
        "tanmai magnesium boundary",
        {"boundary-cost": "Cost of low-carbon smelting less the reference"},
    ),
    Group(
        "magnesium-coupled",
        "Magnesium: in the table of provinces",
        "Who emits, makes and uses it.",
        "tanmai magnesium couple",
        {
            "sankey": "Carbon of magnesium",
            "map-destinations": "Whose final demand the carbon of magnesium serves",
        },
    ),
    Group(
        "magnesium-outlook",
        "Magnesium: the industry to 2030",
        "Scenarios with intervals.",
        "tanmai magnesium outlook",
        {"outlook-fans": "Capacity, output, carbon and cost by scenario"},
    ),
    Group(
        "magnesium-market",
        "Magnesium: the market",
        "Demand of electric cars, and a carbon price at the border.",
        "tanmai magnesium market",
        {
            "market-demand": "Demand of electric cars and qualified capacity",
            "market-levy": "The carbon price of the European Union at its border",
        },
    ),
    Group(
        "magnesium-prices",
        "Magnesium: prices",
        "Forecasts of a daily price, here of a made-up series, from rolling origins.",
        "tanmai magnesium prices",
        {"prices-forecast": "Forecasts"},
    ),
    Group(
        "stocks",
        "Metals: stocks in use",
        "What is in use, and what becomes scrap.",
        "tanmai metals stocks --metal li-china",
        {
            "stocks-li-china": "Stocks in use and scrap of lithium",
            "flows-li-china": "Flows of lithium in a year",
        },
    ),
    Group(
        "supply",
        "Metals: supply to 2100",
        "Where a metal comes from, and when scrap supplies more than mines.",
        "tanmai metals supply --metal li-china",
        {
            "paths-li-china": "Supply paths of lithium",
            "crossing-li-china": "When recycling takes over",
            "reserves-li-china": "Need against reserves",
        },
    ),
)


def main() -> None:
    """Write the page and its pictures."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _write_files(home)
        for group in GROUPS:
            group.draw(home)
    write_pages()


def _run(home: Path, code: str, *words: str) -> None:
    subprocess.run([sys.executable, "-c", code, *words], cwd=home, check=True)  # noqa: S603  # our own words


def _write_files(home: Path) -> None:
    """Write the small files that the commands read."""
    accounts = tm.accounts(tm.load("cn31-2017"))
    codes = pd.Series(accounts.table.index.region_codes)
    values = pd.DataFrame({"province": codes, "value": accounts.production_based})
    known = ~codes.isin(accounts.table.without_emissions)
    values[known].to_csv(home / "values.csv", index=False)
    names = {"from_adcode": "from", "to_adcode": "to", header(accounts.flows.unit): "value"}
    flows = tm.largest_flows(accounts, 930)
    flows[list(names)].rename(columns=names).to_csv(home / "flows.csv", index=False)
    _, areas = tianditu_cities()
    own = areas.series[areas.series.index.str.startswith(GUANGDONG)]
    size = own.area / 1e9  # equal-area
    pd.DataFrame({"city": size.index, "value": size}).to_csv(home / "cities.csv", index=False)
    (home / "scenarios.toml").write_text(SCENARIOS, encoding="utf-8")


def _write_small(png: Path, path: Path) -> None:
    """Write a picture small and in few colours; one column is half as wide."""
    with Image.open(png) as image:
        width = WIDTH if image.width > 1200 else WIDTH // 2
        size = width, round(image.height * width / image.width)
        small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    # octree and k-means keep pale fills and the lines between them distinct
    small.quantize(COLOURS, Image.Quantize.FASTOCTREE, kmeans=3, dither=Image.Dither.NONE).save(
        path, optimize=True
    )


def write_pages() -> None:
    """Write the page in both languages: commands and calls, and the pictures that they draw."""
    chinese = tomllib.loads((HOME / "zh.toml").read_text(encoding="utf-8"))
    english, translated = HOME.parent / "gallery.md", HOME.parent / "gallery.zh-CN.md"
    english.write_text(_page(str, f"[中文]({translated.name})"), encoding="utf-8")
    translated.write_text(
        _page(chinese.__getitem__, f"[English]({english.name})"), encoding="utf-8"
    )


def _page(said: Callable[[str], str], other: str) -> str:
    lines = [f"# {said('Gallery')}", "", f"{said(_WORDS)} {other}"]
    for group in GROUPS:
        lines += group.lines(said)
    return "\n".join(lines) + "\n"


_WORDS = (
    "Every kind of picture that tanmai draws, from the embedded tables, by `make gallery`. Each "
    "comes in Chinese and in English, as PNG, SVG and PDF, two columns of a journal wide or one "
    "(`--columns one`; pictures side by side, a Sankey diagram of more than six columns and large "
    "heat maps stay at two)."
)


if __name__ == "__main__":
    main()
