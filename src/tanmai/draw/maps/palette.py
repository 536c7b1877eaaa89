"""Colours of classes, from the colour-blind-safe maps of Crameri (2018), distinguished in grey too.

Crameri, F. (2018), Scientific colour maps, Zenodo, doi:10.5281/zenodo.1243862.
"""

from __future__ import annotations

import numpy as np
from matplotlib.colors import Colormap, is_color_like, to_hex, to_rgb
from numpy.typing import NDArray

from tanmai.core.errors import OptionError
from tanmai.core.messages import message
from tanmai.draw.crameri import colour_map, colour_map_names

# CIE lightness of the classes from zero outwards: below zero and above it no two are alike,
# so that a copy in grey still tells the sign.
Steps = tuple[tuple[float, ...], tuple[float, ...]]
STRONG: Steps = ((89.0, 75.0, 58.0), (82.0, 66.0, 46.0))
PALE: Steps = ((90.0, 79.0), (84.5, 73.0))
"""For a ground below arrows and names."""

_SAMPLES = 1024


def sequential_colours(count: int) -> list[str]:
    """Return colours of classes from low to high, light to dark."""
    return [to_hex(colour) for colour in colour_map("lajolla_r")(np.linspace(0.08, 0.82, count))]


def diverging_colours(below: int, above: int, steps: Steps = STRONG) -> list[str]:
    """Return colours of classes from low to high, blue below zero and brown above.

    Parameters
    ----------
    below, above : int
        Number of classes on each side of zero.
    steps : tuple of two tuples of float
        CIE lightness of the classes from zero outwards, below and above.
    """
    down, up = steps
    return [
        *(_of_lightness(colour_map("vik"), (0.0, 0.5), value) for value in reversed(down[:below])),
        *(_of_lightness(colour_map("vik"), (0.5, 1.0), value) for value in up[:above]),
    ]


def named_colours(colours: str, count: int) -> list[str]:
    """Return the colours of classes that a user names, from low to high.

    Parameters
    ----------
    colours : str
        A scientific colour map of Crameri, as ``batlow`` or ``lajolla_r``, or as many colours
        as there are classes, with commas between: ``#ffffcc,#41b6c4,#253494``.
    count : int
        Number of classes.

    Raises
    ------
    OptionError
        They are neither, or not as many as there are classes.
    """
    names = [name.strip() for name in colours.split(",")]
    if len(names) == 1 and names[0] in colour_map_names():
        colours_of = colour_map(names[0])
        return [to_hex(colour) for colour in colours_of(np.linspace(0.08, 0.92, count))]
    wrong = [name for name in names if not is_color_like(name)]
    if wrong:
        raise OptionError(
            message(
                "'{wrong}' is not a colour; give colours such as #253494 or darkred with commas "
                "between, or the name of a colour map of Crameri such as batlow.",
                wrong=wrong[0],
            )
        )
    if len(names) != count:
        raise OptionError(
            message(
                "There are {count} classes and {n} colours; give as many.",
                count=count,
                n=len(names),
            )
        )
    return [to_hex(name) for name in names]


def _of_lightness(colours: Colormap, part: tuple[float, float], wanted: float) -> str:
    """Return the colour of a part of a colour map that comes nearest to a lightness."""
    sampled = colours(np.linspace(*part, _SAMPLES))[:, :3]
    return to_hex(sampled[np.abs(_lightness(sampled) - wanted).argmin()])


def lightness(colour: str) -> float:
    """Return the lightness L* of a colour, 0 for black to 100 for white (CIE 1976, D65)."""
    return float(_lightness(np.array(to_rgb(colour))))


def _lightness(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    luminance = linear @ np.array([0.2126, 0.7152, 0.0722])
    cubic, line = 116 * np.cbrt(luminance) - 16, 903.3 * luminance
    return np.asarray(np.where(luminance > 0.008856, cubic, line))
