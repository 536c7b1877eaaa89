"""``report.html``: a study as one page that needs nothing else and calls nobody."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from tanmai import __version__
from tanmai.fonts import font_face_css
from tanmai.report import content, table_of_sectors, tables_of_proof, tables_of_results
from tanmai.report.inline_svg import InlinePictures, inline_pictures
from tanmai.report.page_table import PageTable
from tanmai.report.pictures import Picture
from tanmai.report.references import Citations
from tanmai.report.sentences import answer
from tanmai.report.voice import Voice, is_mapped, is_of_provinces, languages
from tanmai.study import Study

_LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}
_LANGUAGE_NAMES = {"zh": "中文", "en": "English"}


@dataclass(frozen=True)
class Edition:
    """The page in one language."""

    id: str
    lang: str
    language_name: str
    title: str
    skip: str
    body: str


def write_page(study: Study, pictures: Sequence[Picture], path: Path) -> None:
    """Write a study as one HTML file, in each language that it asks for.

    Parameters
    ----------
    study : Study
        The study.
    pictures : sequence of Picture
        Its pictures, as `draw_pictures` gives them.
    path : Path
        The file.

    Notes
    -----
    Font, pictures, style and script are within; a content-security policy
    forbids every request. The same study gives the same bytes.
    """
    path.write_text(page(study, pictures), encoding="utf-8", newline="\n")


def page(study: Study, pictures: Sequence[Picture]) -> str:
    """Return a study as the text of one HTML file; see `write_page`."""
    environment = _environment()
    inline = inline_pictures(
        {_name(p): p.svg.read_text(encoding="utf-8") for p in pictures},
        {_name(p): p.description for p in pictures},
    )
    editions = [
        _edition(environment, Voice(study, language), pictures, inline)
        for language in languages(study)
    ]
    script = _part("page.js")
    style = _part("page.css") + inline.style
    whole = {
        "editions": editions,
        "shapes": inline.shapes,
        "script": script,
        "script_hash": _hash(script),
        "version": __version__,
    }
    template = environment.get_template("page.html.j2")
    text = unescape(template.render(whole, style="")) + style
    return template.render(whole, style=font_face_css("".join(sorted(set(text)))) + style)


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("tanmai.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _part(name: str) -> str:
    """Return a file that goes into the page as it is."""
    return _environment().get_template(name).render()


def _hash(script: str) -> str:
    """Return the hash by which the content-security policy knows the script."""
    digest = sha256(script.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")


def _name(picture: Picture) -> str:
    return f"{picture.language}-{picture.kind}"


def _edition(
    environment: Environment, say: Voice, pictures: Sequence[Picture], inline: InlinePictures
) -> Edition:
    template = environment.get_template("edition.html.j2")
    return Edition(
        id=say.language,
        lang=_LANGUAGE_TAGS[say.language],
        language_name=_LANGUAGE_NAMES[say.language],
        title=content.title(say),
        skip=say("跳到正文", "Skip to the text"),
        body=template.render(_context(say, pictures, inline)),
    )


def _context(say: Voice, pictures: Sequence[Picture], inline: InlinePictures) -> dict[str, Any]:
    own = [picture for picture in pictures if picture.language == say.language]
    table = say.study.table
    figures = [
        {
            "kind": picture.kind,
            "number": number,
            "title": picture.title,
            "reading": content.reading(say, picture.kind),
            "svg": inline.pictures[_name(picture)],
        }
        for number, picture in enumerate(own, start=1)
    ]
    return {
        "say": say,
        "id": say.language,
        "zh": say.language == "zh",
        "title": content.title(say),
        "subtitle": content.subtitle(say),
        "badge": content.badge(say),
        "warning": content.warning(say),
        "caveat": say(table.provenance.caveat_zh, table.provenance.caveat_en),
        "of_provinces": is_of_provinces(say.study),
        "is_mapped": is_mapped(say.study),
        "asked": content.asked(say),
        "answer": answer(say),
        "pictures": figures,
        "citations": (citations := Citations(say.language, say.language)),
        "cite": citations.cite,
        "key_rule": content.key_rule(say),
        "communities": content.communities(say),
        "provenance": content.provenance(say),
        "changes": table.provenance.changes,
        "verdict": content.verdict(say),
        "limits": content.limits(say),
        "colophon": content.colophon(say),
        **content.methods(say, mapped=any(p.kind == "production" for p in own)),
        **_tables(say),
    }


def _tables(say: Voice) -> dict[str, PageTable | None]:
    """Return the tables by their names in the template, numbered in the order of the page."""
    tables: dict[str, PageTable | None] = {
        "accounts_table": tables_of_results.accounts_table(say),
        "paths_table": tables_of_results.paths_table(say),
        "ranking_table": tables_of_results.ranking_table(say),
        "network_table": tables_of_results.network_table(say),
        "sectors_table": table_of_sectors.sectors_table(say),
        "imports_table": tables_of_results.imports_table(say),
        "sources_table": tables_of_proof.sources_table(say),
        "inputs_table": tables_of_proof.inputs_table(say),
        "checks_table": tables_of_proof.checks_table(say),
        "conservation_table": tables_of_proof.conservation_table(say),
    }
    shown = {name: table for name, table in tables.items() if table is not None and table.rows}
    numbered = {
        name: replace(table, number=number)
        for number, (name, table) in enumerate(shown.items(), start=1)
    }
    return dict.fromkeys(tables) | numbered
