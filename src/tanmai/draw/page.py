"""The sheet on which every map and chart is drawn, in millimetres."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox

from tanmai.core.errors import OptionError
from tanmai.core.labels import require_printable
from tanmai.core.language import LanguageOf
from tanmai.core.language import fixed as fixed
from tanmai.core.messages import message
from tanmai.draw.design import LABEL_SIZE, MARGIN, WIDTH
from tanmai.draw.fonts import POINT, font, inked, outline, text_width, wrap

DPI = 300
INK, GREY, FAINT = "#1a1a1a", "#595959", "#d0d0d0"
BROWN, BLUE = "#8f3d16", "#8fbcd6"
"""Production and outflow; consumption and inflow: apart in grey too."""
NO_DATA, HATCH = "#efefef", "#9a9a9a"
TITLE_SIZE, SUBTITLE_SIZE, BODY_SIZE, NOTE_SIZE = 11.0, 7.5, 7.5, 6.2
_COLUMN_TITLE_SIZE = 9.0
LEADING = 1.45

HALO_WIDTH = 1.8

ALONG = {"left": 0.0, "center": 0.5, "right": 1.0}
"""Where the anchor of a line lies, in parts of its width."""
# Where it lies above the baseline, in parts of its size.
_UP = {"baseline": 0.0, "center_baseline": 0.36, "center": 0.36, "top": 0.88, "bottom": -0.22}

_TITLE_GAP = 0.8

_LEAST_WRITTEN_OUT, _MOST_WRITTEN_OUT = 1e-4, 1e15
_CLOSING_BRACKETS = re.compile(r"(\([^()]*\)|（[^（）]*）)$")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Caption:
    """The words around a picture.

    Attributes
    ----------
    title : str
        What the picture shows, of where and when.
    unit : str
        Unit of the values, as the package writes it (``"Mt CO2"``); empty where unknown.
    source : str
        Where the numbers come from; empty where unknown.
    language : str
        ``"zh"`` or ``"en"``; the words given here are in it already.
    subtitle : str, optional
        One line below the title.
    caveat : str, optional
        What a reader must know before using the numbers, for instance that they are an
        estimate.
    approval_number : str, optional
        Number (审图号) of a map that has been through official map review; without it the
        map says that it has not.
    pressure : str, optional
        Name of what is drawn, in the language; empty for CO2.

    Raises
    ------
    OptionError
        The language is neither ``"zh"`` nor ``"en"``.
    LabelError
        A text has a control character, which an SVG cannot hold.
    """

    title: str
    unit: str
    source: str
    language: str
    subtitle: str = ""
    caveat: str = ""
    approval_number: str = ""
    pressure: str = ""

    def __post_init__(self) -> None:
        if self.language not in ("zh", "en"):
            raise OptionError(
                message(
                    "The language of a picture is 'zh' or 'en', not '{language}'.",
                    language=self.language,
                )
            )
        words = (self.title, self.unit, self.source, self.subtitle, self.caveat)
        require_printable(message("text of a picture"), *words, self.approval_number)

    @property
    def say(self) -> LanguageOf:
        """The language, which speaks of the pressure that is drawn."""
        return LanguageOf(self.language, self.pressure)

    @property
    def unit_name(self) -> str:
        """The unit in the language of the picture, with its subscripts."""
        return self.say.unit_name(self.unit)

    @property
    def unit_in_brackets(self) -> str:
        """The unit as it follows a heading; empty where none is given."""
        return self.say.brackets(self.unit_name) if self.unit else ""

    def with_unit(self, number: str) -> str:
        """Return a written number followed by the unit, if there is one."""
        return f"{number} {self.unit_name}" if self.unit else number

    @property
    def caveat_line(self) -> str:
        """The caveat, with its subscripts."""
        return self.caveat.replace("CO2", "CO₂")

    @property
    def source_line(self) -> str:
        """The source, introduced; empty where none is given."""
        if not self.source:
            return ""
        return self.say("Source: {source}", source=self.source)


class Line(Text):
    """One line of text at a point in millimetres, laid out by the widths of its characters.

    To lay text out anew for every format takes matplotlib longer than all else of a picture.

    Parameters
    ----------
    x, y : float
        Where it is anchored.
    text : str
        What it says, never read as mathematics.
    size : float
        Size in points.
    color, ha, va, rotation : optional
        As for `matplotlib.text.Text`; a line turns around its anchor.
    halo : bool
        With a white outline below it.
    """

    def __init__(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float,
        color: str = INK,
        ha: str = "left",
        va: str = "baseline",
        rotation: float = 0.0,
        halo: bool = False,
    ) -> None:
        super().__init__(x, y, text, fontproperties=font(size), color=color, parse_math=False)
        self.set(ha=ha, va=va, rotation=rotation, rotation_mode="anchor")
        self.halo, self._size = halo, size

    def draw(self, renderer: RendererBase) -> None:
        """Draw the halo, then the text: as outlines of pixels, as text in vectors."""
        text = self.get_text()
        if not self.get_visible() or not text.strip():
            return
        renderer.open_group("text", self.get_gid())
        gc, place = renderer.new_gc(), self._place()
        draw_path: Any = renderer.draw_path
        gc.set_joinstyle("round")
        if self.halo and not isinstance(renderer, RendererSVG):  # there a rule draws it
            gc.set_foreground("white")
            gc.set_linewidth(HALO_WIDTH)
            draw_path(gc, outline(text), place)
        colour = to_rgba(self.get_color(), self.get_alpha())
        gc.set_foreground(colour, isRGBA=True)
        if isinstance(renderer, RendererAgg):
            gc.set_linewidth(0.0)
            draw_path(gc, outline(text), place, colour)
        else:
            x, y = place.transform((0.0, 0.0))
            if renderer.flipy():
                y = renderer.get_canvas_width_height()[1] - y
            prop, angle = self.get_fontproperties(), self.get_rotation()
            renderer.draw_text(gc, x, y, text, prop, angle, mtext=self)
        gc.restore()
        renderer.close_group("text")
        self.stale = False

    def get_window_extent(self, _renderer: Any = None, _dpi: Any = None) -> Bbox:
        """Return the box around what is inked, in pixels."""
        box = inked(self.get_text(), self.get_rotation())
        return Bbox(box.get_points() * self._pixels() + self._place().transform((0.0, 0.0)))

    def _place(self) -> Affine2D:
        """Return the way from a line of size 1 on the baseline to its place in pixels."""
        along = ALONG[self.get_horizontalalignment()] * text_width(self.get_text(), 1.0) / POINT
        up = _UP[self.get_verticalalignment()]
        size, angle = self._pixels(), math.radians(self.get_rotation())
        right, above = size * math.cos(angle), size * math.sin(angle)
        x, y = self.get_transform().transform(self.get_position())
        x, y = x - along * right + up * above, y - along * above - up * right
        return Affine2D.from_values(right, above, -above, right, x, y)

    def _pixels(self) -> float:
        """Return the size in pixels."""
        figure = self.get_figure(root=True)
        if figure is None:
            raise ValueError("A line of text has a place on a sheet alone.")
        return float(self._size * figure.dpi / 72)


class Sheet(Figure):
    """A figure measured in millimetres from its lower left corner, made of named layers.

    Parameters
    ----------
    width, height : float
        Size in millimetres.
    title, description : str
        Alternative text of the picture: what it is, and what it shows.

    Attributes
    ----------
    remark : str
        How the picture was made, for the metadata of its files.
    """

    def __init__(self, width: float, height: float, *, title: str, description: str) -> None:
        super().__init__(figsize=(width / 25.4, height / 25.4), dpi=DPI, facecolor="white")
        FigureCanvasAgg(self)
        self.width, self.height = width, height
        self.title, self.description = title, description
        self.remark = ""

    def layer(self, name: str) -> Layer:
        """Add a layer above those that are there; it becomes a named group in the SVG."""
        return Layer(self, name)

    def _repr_svg_(self) -> str:
        """Return the picture as notebooks show it."""
        from tanmai.draw.files import svg_document

        return svg_document(self)


class Layer:
    """A layer of a sheet, in millimetres; its name is the group's id in the SVG."""

    def __init__(self, sheet: Sheet, name: str) -> None:
        self.group = sheet.add_subfigure(sheet.add_gridspec(1, 1)[0], facecolor="none")
        self.group.set_gid(name)
        self.group.patch.set_visible(False)
        self.mm = Affine2D().scale(1 / sheet.width, 1 / sheet.height) + sheet.transFigure

    def move_origin(self, x: float, y: float) -> None:
        """Let what is drawn from now on count its millimetres from (x, y)."""
        self.mm = Affine2D().translate(x, y) + self.mm

    def draw_mm(self, artist: Artist, gid: str | None = None) -> None:
        """Add an artist whose coordinates are millimetres."""
        artist.set_transform(self.mm)
        artist.set_gid(gid)
        self.group.add_artist(artist)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = BODY_SIZE,
        color: str = INK,
        ha: str = "left",
        va: str = "baseline",
        rotation: float = 0.0,
        gid: str | None = None,
    ) -> Line:
        """Write one line of text and return it."""
        artist = Line(x, y, text, size=size, color=color, ha=ha, va=va, rotation=rotation)
        self.draw_mm(artist, gid)
        return artist

    def write_with_halo(
        self, x: float, y: float, text: str, *, size: float = LABEL_SIZE, gid: str | None = None
    ) -> Line:
        """Write one line of text, centred, that stays legible on any ground."""
        artist = Line(x, y, text, size=size, ha="center", va="center_baseline", halo=True)
        self.draw_mm(artist, gid)
        return artist

    def write_lines(
        self, x: float, top: float, lines: Sequence[str], *, size: float, color: str = INK
    ) -> float:
        """Write lines below each other from ``top`` and return the y below the last."""
        for line in lines:
            top -= size * LEADING * POINT
            self.write(x, top + 0.35 * size * POINT, line, size=size, color=color)
        return top


def block_height(lines: Sequence[str], size: float) -> float:
    """Return the height in millimetres that lines of text take."""
    return len(lines) * size * LEADING * POINT


def wrapped(paragraphs: Iterable[str], size: float, width: float) -> list[str]:
    """Return the lines of paragraphs, each wrapped to ``width`` mm; empty ones fall out."""
    return [line for paragraph in paragraphs for line in wrap(paragraph, size, width)]


def text_box(
    x: float, y: float, text: str, size: float, pad: float = 0.0
) -> tuple[float, float, float, float]:
    """Return left, bottom, right, top in millimetres of a line of text centred at (x, y)."""
    width, height = text_width(text, size) / 2 + pad, 0.5 * size * POINT + pad
    return x - width, y - height, x + width, y + height


def in_figures(numbers: Iterable[float], figures: int) -> list[str]:
    """Write numbers with the same decimals, so many that the largest shows ``figures`` figures.

    Numbers that are all tiny, and those beyond what anybody counts, are written with
    powers of ten.

    Examples
    --------
    >>> in_figures([1234.56, -0.02], 4), in_figures([0.0456, -0.02], 3)
    (['1,235', '0'], ['0.0456', '−0.0200'])
    >>> in_figures([1.05e-8, 0.0], 3)
    ['1.05×10⁻⁸', '0']
    """
    numbers = list(numbers)
    largest = max((abs(number) for number in numbers), default=0.0)
    if largest and not _LEAST_WRITTEN_OUT <= largest < _MOST_WRITTEN_OUT:
        return [in_powers(number, figures - 1) for number in numbers]
    decimals = max(figures - 1 - math.floor(math.log10(largest)), 0) if largest > 0 else 0
    return [fixed(number, decimals) for number in numbers]


def in_powers(number: float, decimals: int) -> str:
    """Write a number with a power of ten: ``1.05×10⁻⁸``."""
    if not number:
        return "0"
    digits, power = f"{number:.{decimals}e}".replace("-", "−").split("e")
    return f"{digits}×10{str(int(power.replace('−', '-'))).translate(_RAISED)}"


def round_text(value: float) -> str:
    """Write a round value with no more figures than it has.

    Examples
    --------
    >>> round_text(2500000.0), round_text(-0.5), round_text(2e-6)
    ('2,500,000', '−0.5', '2×10⁻⁶')
    """
    if value and not _LEAST_WRITTEN_OUT <= abs(value) < _MOST_WRITTEN_OUT:
        decimals = next(d for d in range(16) if float(f"{value:.{d}e}") == float(f"{value:.15e}"))
        return in_powers(value, decimals)
    whole, _, part = f"{value:,.9f}".partition(".")
    return f"{whole}.{part}".rstrip("0").rstrip(".").replace("-", "−")


def round_values(largest: float, smallest: float = 0.0) -> tuple[float, ...]:
    """Return up to three round values for a legend, ascending, none beyond what is drawn.

    Where no round value lies between the smallest and the largest, it is the largest alone.
    """
    size = 10.0 ** math.floor(math.log10(largest))
    top = max(step * size for step in (1.0, 2.0, 4.0, 5.0, 8.0) if step * size <= largest)
    return tuple(v for v in (top / 5, top / 2, top) if v >= smallest) or (largest,)


# --- title and notes ---------------------------------------------------------------------


def framed_sheet(
    caption: Caption,
    body_height: float,
    *,
    description: str,
    notes: Iterable[str] = (),
    statement: str = "",
    title_width: float = math.inf,
    sheet_width: float = WIDTH,
) -> tuple[Sheet, float]:
    """Make a sheet with its title on top and its notes below, and room for a body between.

    Parameters
    ----------
    caption : Caption
        Title, subtitle, source and caveat; the latter stand above the notes.
    body_height : float
        Height in millimetres from the notes to the upper margin, the title included.
    description : str
        What the picture shows, for those who cannot see it.
    notes : iterable of str
        More notes.
    statement : str
        What was found, printed larger above the notes; its lines stand below each other.
    title_width : float
        Width that the title may take, if less than that of the sheet.
    sheet_width : float
        Width of the sheet: two columns of a journal, or one (see `tanmai.draw.design`).

    Returns
    -------
    sheet : Sheet
    bottom : float
        Where the body starts, in millimetres.
    """
    width = sheet_width - 2 * MARGIN
    small = wrapped([caption.caveat_line, caption.source_line, *notes], NOTE_SIZE, width)
    large = wrapped(statement.splitlines(), BODY_SIZE, width)
    top = MARGIN + block_height(small, NOTE_SIZE) + block_height(large, BODY_SIZE)
    bottom = top + 2.5
    height = bottom + body_height + MARGIN
    sheet = Sheet(sheet_width, height, title=caption.title, description=description)
    layer = sheet.layer("notes")
    top = layer.write_lines(MARGIN, top, large, size=BODY_SIZE)
    layer.write_lines(MARGIN, top, small, size=NOTE_SIZE, color=GREY)
    title, subtitle = _title_lines(caption, min(title_width, width), sheet_width)
    layer = sheet.layer("title")
    top = layer.write_lines(MARGIN, sheet.height - MARGIN, title, size=_title_size(sheet_width))
    layer.write_lines(MARGIN, top - _TITLE_GAP, subtitle, size=SUBTITLE_SIZE, color=GREY)
    return sheet, bottom


def title_height(caption: Caption, sheet_width: float = WIDTH) -> float:
    """Return the height in millimetres that a title across the sheet takes."""
    title, subtitle = _title_lines(caption, sheet_width - 2 * MARGIN, sheet_width)
    height = block_height(title, _title_size(sheet_width)) + _TITLE_GAP
    return height + block_height(subtitle, SUBTITLE_SIZE)


def _title_size(sheet_width: float) -> float:
    return TITLE_SIZE if sheet_width == WIDTH else _COLUMN_TITLE_SIZE


def _title_lines(caption: Caption, width: float, sheet_width: float) -> tuple[list[str], list[str]]:
    size = _title_size(sheet_width)
    title = wrapped([caption.title], size, width)
    if len(title) > 1:  # what is in brackets at the end has a line of its own
        title = wrapped(_CLOSING_BRACKETS.sub(r"\n\g<0>", caption.title).split("\n"), size, width)
    return title, wrapped([caption.subtitle], SUBTITLE_SIZE, width)


def hatched(patch: Patch) -> Patch:
    """Give a patch the hatching that means no data."""
    patch.set_facecolor(NO_DATA)
    patch.set_hatch("//////")
    patch.set_hatch_linewidth(0.35)
    return patch
