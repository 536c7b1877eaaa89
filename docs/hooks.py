"""What mkdocs does with the pages of this site beyond reading them.

References are generated from the program, documents that stand beside what they describe
(`mrio_tables`, `shapefiles`, `analyses`) become pages, links follow, and tutorials are run:
their pages show what they print, and each is given as a notebook too.
"""

from __future__ import annotations

import posixpath
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).parent))  # mkdocs runs this file alone

from generated import BESIDE, GENERATED, REPOSITORY
from notebooks import has_notebook, notebook, with_outputs

_ORIGINS = {uri: origin for origin, uri in BESIDE.items()}
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!\w+:|#)([^)#\s]+)(#[^)\s]*)?\)")
_OTHER_LANGUAGE = re.compile(r" ?\[(?:中文|English)\]\([\w./-]+\.md\)")
_FRONT = re.compile(r'href="/((?:zh-CN/)?)" hreflang')
_CHINESE = ".zh-CN.md"


def _add_pages(files: Files, config: Any) -> Files:
    """Add the pages that are generated and those that stand elsewhere."""
    for uri in (*GENERATED, *_ORIGINS):
        files.append(File(uri, config.docs_dir, config.site_dir, config.use_directory_urls))
    return files


@event_priority(-200)
def _fill_pages(files: Files, config: Any) -> Files:  # noqa: ARG001  # named by mkdocs
    """Give the added pages their text, once the files of a language are chosen."""
    for file in files:
        if file.src_uri in GENERATED or file.src_uri in _ORIGINS:
            file.content_string = _text(file.src_uri)
    return files


@cache
def _text(uri: str) -> str:
    if uri in GENERATED:
        return GENERATED[uri]()
    return (REPOSITORY / _ORIGINS[uri]).read_text(encoding="utf-8")


on_files = CombinedEvent(_add_pages, _fill_pages)


def on_page_markdown(markdown: str, page: Any, config: Any, **_: Any) -> str:
    """Let links lead to pages; show what a tutorial prints, and write it as a notebook.

    The site has a switch between languages, so that documents need not lead to each other.
    """
    here = page.file.src_uri
    markdown = _OTHER_LANGUAGE.sub("", markdown)
    if has_notebook(here):
        place = Path(config.site_dir, page.file.dest_uri).parent
        place.mkdir(parents=True, exist_ok=True)
        name = f"{posixpath.basename(here).partition('.')[0]}.ipynb"
        (place / name).write_text(notebook(markdown), encoding="utf-8")
        words = "下载为 Jupyter 笔记本" if here.endswith(_CHINESE) else "Download as a notebook"
        link = f'<a href="{name}" download>{words}</a>'
        markdown = with_outputs(markdown).replace("\n", f"\n\n{link}\n", 1)
    return _LINK.sub(lambda found: _led(found, here), markdown)


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Let the front pages lead to each other from wherever the site stands."""
    up = "../" * page.file.url.removeprefix("./").count("/")
    return _FRONT.sub(lambda found: f'href="{f"{up}{found[1]}" or "./"}" hreflang', output)


def _led(link: re.Match[str], here: str) -> str:
    """Return a link between documents as one between pages; of a file that is no page the words."""
    text, target, anchor = link.groups()
    origin = _ORIGINS.get(here, f"docs/{here}")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(origin), target))
    uri = BESIDE.get(path, path.removeprefix("docs/"))
    if uri == path:
        return text
    uri = uri.replace(_CHINESE, ".md")
    return f"[{text}]({posixpath.relpath(uri, posixpath.dirname(here))}{anchor or ''})"
