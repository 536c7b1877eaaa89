"""What the document's statements give when they are computed from each other.

Each entry takes the figures of the document by id and returns ours, the tolerance and the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

Figures = Mapping[str, float]


class Arithmetic(NamedTuple):
    """A figure computed from others of the document."""

    compute: Callable[[Figures], float]
    tolerance: float
    reason: str


def rate(first: float, last: float, years: int) -> float:
    """Return growth per year in %."""
    return float(100 * ((last / first) ** (1 / years) - 1))


ARITHMETIC: dict[str, Arithmetic] = {
    "K008": Arithmetic(lambda f: f["K007"] / f["K006"], 0.5, "K007 over K006, as a ratio"),
    "K006": Arithmetic(
        lambda f: f["K007"] / f["K008"],
        0.02,
        "K007 over K008, which is rounded: 0.72 to 0.76",
    ),
    "K007": Arithmetic(
        lambda f: f["K006"] * f["K008"],
        0.4,
        "K006 times K008, which is rounded: 14.2 to 15.0",
    ),
    "K014": Arithmetic(
        lambda f: f["K013"] + f["K017"], 0.55, "K013 + K017: mined and imported, 5 % more"
    ),
    "K015": Arithmetic(
        lambda f: 100 * f["K017"] / f["K014"],
        0.5,
        "K017 over K014 is 79 %; 74 % if all domestic ore is refined",
    ),
    "K021": Arithmetic(lambda f: f["K068"], 0.05, "K068 is used in the same year, 3 % more"),
    "K030": Arithmetic(lambda f: 100 - f["K031"] - f["K032"], 0.5, "100 less K031 and K032"),
    "K031": Arithmetic(lambda f: 100 - f["K030"] - f["K032"], 0.5, "100 less K030 and K032"),
    "K032": Arithmetic(lambda f: 100 - f["K030"] - f["K031"], 0.5, "100 less K030 and K031"),
    "K033": Arithmetic(
        lambda f: 100 - f["K030"] - f["K031"] - f["K032"],
        1.0,
        "the three ores add up to 100 %, so dust, slag and residues are within their rounding",
    ),
    "K035": Arithmetic(
        lambda f: 10 * f["K028"],
        50,
        "ten years at the output of 2021, the highest of a series that is said to grow, give less",
    ),
    "K041": Arithmetic(lambda f: 100 * f["K044"] / f["K045"], 0.5, "K044 over K045"),
    "K045": Arithmetic(
        lambda f: 100 * f["K044"] / f["K041"], 0.5, "K044 over K041; 67 % of 130 t would be 87 t"
    ),
    "K050": Arithmetic(lambda f: rate(f["K048"], f["K049"], 6), 0.5, "from K048 to K049"),
    "K053": Arithmetic(lambda f: 100 * f["K052"] / 150, 0.5, "K052 over the reserves it implies"),
    "K060": Arithmetic(
        lambda f: 2021 if f["K062"] > f["K064"] else 2019,
        0,
        "by K062 and K064 non-battery products are the larger part in 2021 still",
    ),
    "K062": Arithmetic(
        lambda f: 100 - f["K064"], 0.5, "100 less K064; 14 % of the waste is of neither kind"
    ),
    "K063": Arithmetic(
        lambda f: 2020 if f["K064"] > f["K062"] else 2021,
        0.0,
        "not by 2021: K064 is below K062",
    ),
    "K076": Arithmetic(
        lambda f: rate(0.33, f["K068"] * f["K069"] / 100, 11),
        0.5,
        "from 0.33, what 30 % a year implies for 2010, to K068 x K069",
    ),
    "K087": Arithmetic(
        lambda f: 100 - f["K088"] - f["K089"] - f["K090"],
        0.11,
        "100 less the other three; the four add up to 100.1",
    ),
    "K092": Arithmetic(lambda f: 100 - f["K091"], 0.5, "100 less K091"),
    "K109": Arithmetic(
        lambda f: sum(f[f"K{n}"] for n in range(102, 109)),
        5,
        "K102 to K108 add up to this; 1773 is what K094 to K098 and K100 put into use, 1772",
    ),
    "K114": Arithmetic(
        lambda f: 100 - f["K111"] - f["K112"] - f["K113"],
        1.0,
        "100 less the other three; rounding leaves 1",
    ),
    "K119": Arithmetic(lambda f: 100 - f["K120"], 0.5, "100 less K120"),
    "K120": Arithmetic(lambda f: 100 - f["K119"], 0.5, "100 less K119"),
    "K139": Arithmetic(lambda f: f["K137"] - f["K138"], 5, "K137 less K138"),
    "K151": Arithmetic(
        lambda f: 0.1 * f["K150"], 0.1, "a tenth of K150; 1.6 needs a recovery of 90.5 %"
    ),
    "D01": Arithmetic(lambda f: f["K007"] / f["K006"], 0.5, "K007 over K006"),
    "D14": Arithmetic(lambda f: f["K052"] / f["K059"], 0.06, "K052 over K059"),
    "D15": Arithmetic(
        lambda f: 2018 + f["K039"] / f["K154"], 0.5, "K039 over K154 is 35 years, from 2018"
    ),
    "D16": Arithmetic(lambda f: 100 * f["K017"] / f["K014"], 0.5, "K017 over K014"),
    "D17": Arithmetic(
        lambda f: f["K087"] / 100 * f["K035"] * f["K091"] / 100,
        5,
        "K087 of K035 at K091; the uses listed hold 1399, and no note tells where the rest went",
    ),
    "D18": Arithmetic(
        lambda f: f["K079"] / (f["K068"] - f["K079"] * (1 - 1 / (1 + f["K080"] / 100))),
        0.05,
        "K079 over use less growth of the stock",
    ),
}

NO_ARITHMETIC = {
    "K046": "the caption of figure 4 dates the five diagrams 2021, 2016, 2014, 2020 and 2019",
    "K115": "given as shares of four products whose outputs are 90, 3, 3 and 3 %; they fit as uses "
    "of ferroniobium alone, and are taken so",
}
"""Contradictions in words."""

NOT_DERIVABLE = {
    "K001": "needs the emissions of mining, use and recycling of metals, and the world's",
    "K002": "a count of materials in another study, which is not listed",
    "K003": "a count of materials in another study, which is not listed",
    "K005": "the metals that are summed are not listed",
    "K011": "needs human-made mass and biomass, of which neither is printed",
    "K023": "needs the series of refined output; K024 is 26 years later and no growth is printed",
    "K025": "needs the refined output of Finland and of China by year",
    "K026": "needs trade by partner and product",
    "K037": "needs output by country",
    "K038": "needs the grade of the concentrate; the metal in it is not printed",
    "K040": "needs the reserves of the world; with K039 they would be 8537 t, printed nowhere",
    "K078": "needs use by country; K077 leaves 65 % for all others",
    "K122": "needs the world's output of 2019 and what recycling and stocks add to it",
    "K128": "needs China's output and use of 2007",
    "K129": "needs China's output and use of 2015; K042 gives output of the world",
}
"""Statements that nothing printed gives, and what they would need."""
