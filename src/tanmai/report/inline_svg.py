"""Pictures within a page: their SVG without what one page needs but once.

A picture's own file carries its font and the outlines of the provinces. In a
page the font is embedded once for all, an outline is written by its steps, and one
that stands in several pictures is written once and referred to (``<use>``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
_WORDS_FOR_THE_BLIND = re.compile(r"<(title|desc)>.*?</\1>", re.DOTALL)
_BEFORE_IDENTIFIERS = (' id="', "url(#", 'href="#')
_ROOT = re.compile(r"<svg [^>]*>")
_VIEW_BOX = re.compile(r'viewBox="[^"]*"')
_BETWEEN_TAGS = re.compile(r">\s+<")
# An outline of fewer characters is shorter than a reference to it.
_OUTLINE = re.compile(r'<path d="([^"]{120,})"([^>]*)/>')
_POLYLINE = re.compile(r"M([\d\s.L-]*)(z?)\s*")


@dataclass(frozen=True)
class InlinePictures:
    """Pictures ready to stand in one page.

    Attributes
    ----------
    pictures : dict of str to str
        An ``<svg>`` element by the name of each picture.
    shapes : str
        The outlines that they share, for the ``<defs>`` of one ``<svg>`` of the page.
    style : str
        The rules that they need.
    """

    pictures: dict[str, str]
    shapes: str
    style: str


def inline_pictures(documents: Mapping[str, str], labels: Mapping[str, str]) -> InlinePictures:
    """Make pictures ready to stand in one page.

    Parameters
    ----------
    documents : mapping of str to str
        Whole SVG documents by the name of the picture; the names go before the
        identifiers within, which must be unique in a page.
    labels : mapping of str to str
        What each picture shows, for those who cannot see it.
    """
    styles = dict.fromkeys(map(_own_rules, documents.values()))
    bodies = {name: _element(name, document, labels[name]) for name, document in documents.items()}
    bodies = {name: _OUTLINE.sub(_by_steps, body) for name, body in bodies.items()}
    shared = _shared_outlines(list(bodies.values()))
    number = {outline: f"shape-{i}" for i, outline in enumerate(shared)}

    def referred(found: re.Match[str]) -> str:
        outline, rest = found.groups()
        return f'<use href="#{number[outline]}"{rest}/>' if outline in number else found[0]

    return InlinePictures(
        pictures={name: _OUTLINE.sub(referred, body) for name, body in bodies.items()},
        shapes="".join(f'<path id="{number[d]}" d="{d}"/>' for d in shared),
        style="".join(styles),
    )


def _own_rules(document: str) -> str:
    """Return the rules of a picture but for its font."""
    return "".join(_FONT_FACE.sub("", style) for style in _STYLE.findall(document))


def _element(name: str, document: str, label: str) -> str:
    body = document[document.index("<svg ") :]
    body = _WORDS_FOR_THE_BLIND.sub("", _STYLE.sub("", body))
    for before in _BEFORE_IDENTIFIERS:
        body = body.replace(before, f"{before}{name}-")
    view = _VIEW_BOX.search(body)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {view[0] if view else ""} '
        f'aria-label="{escape(label)}">'
    )
    return _BETWEEN_TAGS.sub("><", _ROOT.sub(lambda _: opening, body, count=1)).strip()


def _by_steps(found: re.Match[str]) -> str:
    return f'<path d="{_steps(found[1])}"{found[2]}/>'


@lru_cache(maxsize=1024)
def _steps(outline: str) -> str:
    """Write straight lines from point to point by their steps, which takes half the room."""
    lines = _POLYLINE.findall(outline)
    if not lines or _POLYLINE.sub("", outline):
        return outline  # it holds curves
    return "".join(_line_by_steps(line.replace("L", " ").split(), end) for line, end in lines)


def _line_by_steps(numbers: Sequence[str], end: str) -> str:
    # hundredths are counted as whole numbers, so that the steps add up to the very points
    counted = [round(100 * float(number)) for number in numbers]
    steps = [
        _hundredths(after - before) for before, after in zip(counted, counted[2:], strict=False)
    ]
    start = " ".join(numbers[:2])
    return f"M{start}l{' '.join(steps)}{end}".replace(" -", "-") if steps else f"M{start}{end}"


@lru_cache(maxsize=8192)
def _hundredths(count: int) -> str:
    """Write hundredths as short as can be: ``.5`` for 50, ``-1.25`` for −125."""
    text = f"{count / 100:.2f}".rstrip("0").rstrip(".")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _shared_outlines(bodies: Sequence[str]) -> list[str]:
    """Return the outlines that stand more than once, in the order in which they come."""
    count = Counter(found[1] for body in bodies for found in _OUTLINE.finditer(body))
    return [outline for outline, times in count.items() if times > 1]
