"""Figures as files: PNG for the screen, SVG and PDF with their fonts inside for the press."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from tanmai.draw.design import FORMATS
from tanmai.draw.font_files import font_face_css
from tanmai.draw.page import DPI, HALO_WIDTH, Line, Sheet
from tanmai.draw.pdf import pdf
from tanmai.draw.png import png

# Text at 300 dpi and in vectors needs no hinting, which takes longer than all else of it.
_SETTINGS: dict[Any, object] = {
    "text.hinting": "no_hinting",
    "svg.fonttype": "none",
    "svg.hashsalt": "tanmai",
    "path.simplify": False,
}
_rc_lock = threading.Lock()  # rcParams, which hold these settings, are global


def save_figure(
    sheet: Sheet,
    folder: Path,
    stem: str,
    formats: Collection[str] = FORMATS,
) -> dict[str, Path]:
    """Write a figure as ``stem.png`` (300 dpi), ``stem.svg`` and ``stem.pdf``.

    SVG and PDF hold their text as text and the characters of the font that they need, so
    they look the same anywhere. No file holds a date: the same figure gives the same bytes.

    Parameters
    ----------
    sheet : Sheet
        The figure.
    folder : Path
        An existing folder.
    stem : str
        Name of the files.
    formats : collection of str, optional
        Which of `tanmai.draw.design.FORMATS` to write.

    Returns
    -------
    dict of str to Path
        The files by format.
    """
    paths = {ending: folder / f"{stem}.{ending}" for ending in FORMATS if ending in formats}
    with _rc_lock, mpl.rc_context(_SETTINGS):
        for ending, path in paths.items():
            path.write_bytes(_WRITTEN_BY[ending](sheet))
    return paths


def _png(sheet: Sheet) -> bytes:
    canvas: Any = FigureCanvasAgg(sheet)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())
    return png(pixels, DPI, {"Title": sheet.title, "Comment": sheet.remark})


def _pdf(sheet: Sheet) -> bytes:
    about = {
        "Title": sheet.title,
        "Subject": sheet.description,
        "Keywords": sheet.remark,
        "Creator": None,
        "Producer": None,
        "CreationDate": None,
    }
    return pdf(sheet, text_of(sheet), about)


def _svg(sheet: Sheet) -> bytes:
    with_halo = [line for line in sheet.findobj(Line) if line.halo]
    buffer = io.StringIO()
    for line in with_halo:
        line.halo = False  # a rule of the document draws it
    try:
        sheet.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    finally:
        for line in with_halo:
            line.halo = True
    css = font_face_css(text_of(sheet))
    return _finished(buffer.getvalue(), sheet, css, {line.get_gid() for line in with_halo}).encode()


_WRITTEN_BY = {"png": _png, "svg": _svg, "pdf": _pdf}


def text_of(sheet: Sheet) -> str:
    """Return all text of a figure."""
    return "".join(artist.get_text() for artist in sheet.findobj(Text) if artist.get_visible())


def svg_document(sheet: Sheet) -> str:
    """Return a figure as a whole SVG document, font and alternative text within."""
    with _rc_lock, mpl.rc_context(_SETTINGS):
        return _svg(sheet).decode()


_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_CURVE = re.compile(r"\n[CQ] ")
_PATH = re.compile(r' d="[^"]*"')
_GROUP = re.compile(r'<g id="([^"]*)">')
_HALO = (
    f".halo text{{paint-order:stroke;stroke:#fff;stroke-width:{HALO_WIDTH};stroke-linejoin:round}}"
)
_HEAD = re.compile(r"<svg [^>]*>")
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)


@lru_cache(maxsize=1024)
def _shorter(path: str) -> str:
    """Round a path to 0.01 points, a tenth of a dot of a printer; maps share their outlines."""
    rounded = _NUMBER.sub(lambda number: f"{float(number[0]):.2f}", path)
    if not _CURVE.search(rounded):  # after a curve, numbers alone would go on with the curve
        rounded = rounded.replace("\nL ", " ")
    return rounded.replace("\n", "")


def _finished(raw: str, sheet: Sheet, css: str, halo_ids: set[str | None]) -> str:
    def with_halo(group: re.Match[str]) -> str:
        return f'{group[0][:-1]} class="halo">' if group[1] in halo_ids else group[0]

    if halo_ids:
        css += _HALO
        raw = _GROUP.sub(with_halo, raw)
    head = (
        f"<title>{escape(sheet.title)}</title><desc>{escape(sheet.description)}</desc>"
        f"<metadata>{escape(sheet.remark)}</metadata><style>{css}</style>"
    )
    body = _METADATA.sub("", _PATH.sub(lambda path: _shorter(path[0]), raw), count=1)
    return _HEAD.sub(lambda tag: tag[0][:-1] + ' role="img">\n' + head, body, count=1)
