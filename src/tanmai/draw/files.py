"""Figures as files: PNG for the screen, SVG and PDF with their fonts inside for the press."""

from __future__ import annotations

import threading
from collections.abc import Collection
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Text

from tanmai.draw.design import FORMATS
from tanmai.draw.page import DPI, Sheet
from tanmai.draw.png import png
from tanmai.draw.svg import svg

_SETTINGS: dict[Any, object] = {
    "svg.hashsalt": "tanmai",
    "path.simplify": False,
    "pdf.compression": 4,  # one more takes a quarter more time and spares a twentieth
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
    untyped: Any = RendererAgg
    renderer = untyped(*sheet.bbox.size, sheet.dpi)
    sheet.draw(renderer)
    pixels = np.asarray(renderer.buffer_rgba())
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
    from tanmai.draw.pdf import pdf  # which takes as long to import as a PDF to be drawn

    return pdf(sheet, text_of(sheet), about)


def _svg(sheet: Sheet) -> bytes:
    return svg(sheet, text_of(sheet)).encode()


_WRITTEN_BY = {"png": _png, "svg": _svg, "pdf": _pdf}


def text_of(sheet: Sheet) -> str:
    """Return all text of a figure."""
    return "".join(artist.get_text() for artist in sheet.findobj(Text) if artist.get_visible())


def svg_document(sheet: Sheet) -> str:
    """Return a figure as a whole SVG document, font and alternative text within."""
    with _rc_lock, mpl.rc_context(_SETTINGS):
        return _svg(sheet).decode()
