"""One HTML file that needs nothing else and calls nobody, in one language or in two.

What stands in it is said by the one who writes a page: an `Edition` for each language, made
of a template that extends ``edition.html.j2`` and of what that template speaks of.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import escape

from tanmai import __version__
from tanmai.core.language import Language
from tanmai.draw.font_files import font_face_css, font_file
from tanmai.report.inline_svg import InlinePictures, inline_pictures
from tanmai.report.page_words import PageWords
from tanmai.report.references import Citations

COMMON = ("page.js", "downloads.js")
"""The scripts of every page."""

_TAGS = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True)
class Picture:
    """A picture as PNG and SVG.

    Attributes
    ----------
    kind : str
        What it is a picture of, as a word for identifiers: ``"net_outflow"``.
    language : str
        ``"zh"`` or ``"en"``.
    png, svg : Path
        Its files.

    Notes
    -----
    A page is made up while its pictures are drawn: what stands in a file is read when it is asked.
    """

    kind: str
    language: str
    png: Path
    svg: Path

    @cached_property
    def drawn(self) -> str:
        """The text of its SVG."""
        return self.svg.read_text(encoding="utf-8")

    @property
    def title(self) -> str:
        """What it shows, of where and when."""
        return self._said("title")

    @property
    def description(self) -> str:
        """What is seen in it, for those who cannot see it."""
        return self._said("desc")

    def _said(self, element: str) -> str:
        return unescape(self.drawn.partition(f"<{element}>")[2].partition(f"</{element}>")[0])


@dataclass(frozen=True)
class Figure:
    """A picture in a page, with a sentence on how to read it."""

    picture: Picture
    reading: str


@dataclass(frozen=True)
class KeyFigure:
    """A figure that a page opens with: what it is of, the figure with its unit, and a remark."""

    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True)
class Edition:
    """What a page says in one language.

    Attributes
    ----------
    say : Language
        Its language.
    template : str
        A template that extends ``edition.html.j2`` and fills its block ``body``.
    title, subtitle : str
        The heading of the page, and the line below it.
    sections : mapping of str to str
        The titles of the sections by a word for links to each, in the order of the page.
    colophon : str
        The last line.
    findings : sequence of str
        What was found, in sentences; they stand under the opening.
    key_figures : sequence of KeyFigure
        Three to six figures for the opening.
    lead : str
        The kind of the figure beside them, or empty. A figure ``<lead>-narrow`` stands in its
        place on a phone.
    quality : str
        One line on how good the data are, or empty.
    figures : sequence of Figure
        Its figures, in the order of the page.
    caveat : str
        What else is to be known of the data, or empty.
    badge : str
        A mark beside every figure and table of results that leads to the caveat, or empty.
    context : mapping
        What else the template speaks of, by name; tables as `PageTable`.
    """

    say: Language
    template: str
    title: str
    subtitle: str
    sections: Mapping[str, str]
    colophon: str
    findings: Sequence[str] = ()
    key_figures: Sequence[KeyFigure] = ()
    lead: str = ""
    quality: str = ""
    figures: Sequence[Figure] = ()
    caveat: str = ""
    badge: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """What every identifier of the edition begins with."""
        return self.say.language

    @property
    def lang(self) -> str:
        """The language as HTML names it."""
        return _TAGS[self.say.language]

    @property
    def running_head(self) -> str:
        """The title as a string of CSS, for the head of every page on paper."""
        return self.title.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ")

    @property
    def language_name(self) -> str:
        """The language in its own words."""
        return self.say("English")


def leading(drawn: Sequence[str], wanted: Sequence[str]) -> str:
    """Return the first kind of picture that is wanted at the top and was drawn, or nothing."""
    return next((kind for kind in wanted if kind in drawn), "")


@dataclass(frozen=True)
class Document:
    """A page in one file: font, pictures, style and scripts are within, every request forbidden.

    Attributes
    ----------
    editions : sequence of Edition
        What it says in each language; the first is shown first.
    scripts : sequence of str
        Scripts among the templates that it needs beside those of every page, which turn the
        language, sort the tables, print, and save figures and tables as files.
    data : mapping
        What the scripts speak of, by name: each stands as JSON in the element ``data-<name>``.
    """

    editions: Sequence[Edition]
    scripts: Sequence[str] = ()
    data: Mapping[str, Any] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Write the page; the same editions give the same bytes."""
        path.write_text(self.html(), encoding="utf-8", newline="\n")

    @cached_property
    def bodies(self) -> list[str]:
        """The editions, with gaps for what is known of pictures once they are drawn.

        The characters of the page are redrawn for its font too, so that all of it can be done
        while others draw.
        """
        bodies = [_body(_environment(), edition) for edition in self.editions]
        font_file("".join(bodies))
        return bodies

    def html(self) -> str:
        """Return the page as text."""
        environment, bodies = _environment(), self.bodies
        pictures = [figure.picture for each in self.editions for figure in each.figures]
        inline = _inline(pictures)
        known = {_name(picture): _filling(picture, inline) for picture in pictures}
        bodies = [_GAP.sub(lambda found: known[found[1]][found[2]], body) for body in bodies]
        script = "".join(_part(environment, name) for name in (*COMMON, *self.scripts))
        style = _part(environment, "page.css")
        whole = {
            "editions": list(zip(self.editions, bodies, strict=True)),
            "shapes": inline.shapes,
            "style_of_pictures": inline.style,
            "script": script,
            "script_hash": _hash(script),
            "data": {name: _json(value) for name, value in self.data.items()},
            "version": __version__,
        }
        template = environment.get_template("page.html.j2")
        text = unescape(template.render(whole, style="")) + style
        return template.render(whole, style=font_face_css("".join(sorted(set(text)))) + style)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("tanmai.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _part(environment: Environment, name: str) -> str:
    """Return a file that goes into the page as it is."""
    return environment.get_template(name).render()


def _hash(script: str) -> str:
    """Return the hash by which the content-security policy knows the script."""
    digest = sha256(script.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")


def _json(value: Any) -> str:
    """Return a value as JSON that cannot end the element that it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", r"\u003c")


def _name(picture: Picture) -> str:
    return f"{picture.language}-picture-{picture.kind}"


def _inline(pictures: Sequence[Picture]) -> InlinePictures:
    return inline_pictures(
        {_name(p): p.drawn for p in pictures},
        {_name(p): p.description for p in pictures},
    )


def _gaps(pictures: Sequence[Picture], what: str) -> dict[str, str]:
    return {picture.kind: f"\x02{_name(picture)} {what}\x03" for picture in pictures}


_OF_PICTURES = ("svg", "title", "pdf")
_GAP = re.compile("\x02([^ ]*) ([a-z]*)\x03")
"""Where something of a picture goes that is drawn later, between control characters."""


def _filling(picture: Picture, inline: InlinePictures) -> dict[str, str]:
    """Return what goes into the gaps of a picture."""
    return {
        "svg": inline.pictures[_name(picture)],
        "title": escape(picture.title),
        "pdf": " data-pdf" if picture.svg.with_suffix(".pdf").exists() else "",
    }


def _body(environment: Environment, edition: Edition) -> str:
    citations = Citations(edition.say.language, edition.id)
    context = {
        **edition.context,
        "edition": edition,
        "id": edition.id,
        "say": edition.say,
        "words": PageWords(edition.say),
        **{what: _gaps([f.picture for f in edition.figures], what) for what in _OF_PICTURES},
        "next_figure": count(1).__next__,
        "next_table": count(1).__next__,
        "citations": citations,
        "cite": citations.cite,
    }
    return environment.get_template(edition.template).render(context)
