"""Figures as files: PNG for the screen, SVG and PDF with their fonts inside for the press."""

from __future__ import annotations

import io
import re
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.text import Text

from tanmai.draw.font_files import font_face_css, truetype_family
from tanmai.draw.fonts import FAMILIES
from tanmai.draw.page import DPI, HALO_WIDTH, Sheet

_SVG_SETTINGS: dict[Any, object] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "tanmai",
    "path.simplify": False,
}
_PDF_SETTINGS: dict[Any, object] = {"pdf.fonttype": 42}  # TrueType, whole characters
_rc_lock = threading.Lock()  # rcParams, which hold these settings, are global


class FigureFiles(NamedTuple):
    """The files of one figure."""

    png: Path
    svg: Path
    pdf: Path


def save_figure(sheet: Sheet, folder: Path, stem: str, *, more_text: str = "") -> FigureFiles:
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
    more_text : str, optional
        Text whose characters the fonts hold too. Figures that are given the same have the
        same fonts, which are made but once.
    """
    png, svg, pdf = (folder / f"{stem}.{ending}" for ending in FigureFiles._fields)
    sheet.savefig(
        png,
        dpi=DPI,
        metadata={"Software": None, "Title": sheet.title, "Comment": sheet.remark},
        pil_kwargs={"compress_level": 3},
    )
    svg.write_text(svg_document(sheet, more_text=more_text), encoding="utf-8", newline="\n")
    _write_pdf(sheet, pdf, text_of(sheet) + more_text)
    return FigureFiles(png, svg, pdf)


def _write_pdf(sheet: Sheet, path: Path, text: str) -> None:
    about = {
        "Title": sheet.title,
        "Subject": sheet.description,
        "Keywords": sheet.remark,
        "Creator": None,
        "Producer": None,
        "CreationDate": None,
    }
    texts = sheet.findobj(Text)
    family = truetype_family(frozenset(text) - {"\n"})
    for artist in texts:
        artist.set_fontfamily(family)
    with _rc_lock, mpl.rc_context(_PDF_SETTINGS):
        sheet.savefig(path, metadata=about)
    for artist in texts:
        artist.set_fontfamily(FAMILIES)


def text_of(sheet: Sheet) -> str:
    """Return all text of a figure."""
    return "".join(artist.get_text() for artist in sheet.findobj(Text) if artist.get_visible())


def svg_document(sheet: Sheet, *, more_text: str = "") -> str:
    """Return a figure as a whole SVG document, font and alternative text within."""
    texts = [text for text in sheet.findobj(Text) if text.get_path_effects()]
    halos = [text.get_path_effects() for text in texts]
    for text in texts:
        text.set_path_effects([])  # in SVG they would turn the text into outlines
    try:
        raw = _raw_svg(sheet)
    finally:
        for text, halo in zip(texts, halos, strict=True):
            text.set_path_effects(halo)
    css = font_face_css(text_of(sheet) + more_text)
    return _finished(raw, sheet, css, {text.get_gid() for text in texts})


def _raw_svg(sheet: Sheet) -> str:
    buffer = io.StringIO()
    with _rc_lock, mpl.rc_context(_SVG_SETTINGS):
        sheet.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


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
