"""What mkdocs does with the pages of this site beyond reading them.

The references of the command line and of files are generated, documents that stand beside
what they describe (`mrio_tables`, `shapefiles`, `analyses`) become pages, and links follow.
"""

from __future__ import annotations

import posixpath
import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).parent))  # mkdocs runs this file alone

from generated import BESIDE, GENERATED, REPOSITORY

_ORIGINS = {uri: origin for origin, uri in BESIDE.items()}
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!\w+:|#)([^)#\s]+)(#[^)\s]*)?\)")


def on_files(files: Files, config: Any) -> Files:
    """Add the pages that are generated and those that stand elsewhere."""
    for uri, make in GENERATED.items():
        files.append(File.generated(config, uri, content=make()))
    for origin, uri in BESIDE.items():
        text = (REPOSITORY / origin).read_text(encoding="utf-8")
        files.append(File.generated(config, uri, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Let links between documents lead to their pages; files that are no page are only named."""
    here = page.file.src_uri
    origin = _ORIGINS.get(here, f"docs/{here}")

    def led(found: re.Match[str]) -> str:
        text, target, anchor = found.groups()
        path = posixpath.normpath(posixpath.join(posixpath.dirname(origin), target))
        uri = BESIDE.get(path, path.removeprefix("docs/"))
        if uri == path:
            return text
        return f"[{text}]({posixpath.relpath(uri, posixpath.dirname(here))}{anchor or ''})"

    return _LINK.sub(led, markdown)
