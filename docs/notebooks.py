"""Pages with Python as they are read and as notebooks: the code, and what it prints."""

from __future__ import annotations

import ast
import io
import json
import re
import tempfile
from contextlib import chdir, redirect_stdout
from functools import cache
from itertools import chain
from typing import Any

import pandas as pd

_BLOCK = re.compile(r"```python\n(.*?)```\n", re.DOTALL)
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!\w+:)[^)]*\)")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)\n*")
_SHOWN = {
    "display.max_columns": 7,
    "display.max_rows": 10,
    "display.width": 90,
    "display.precision": 2,
}


def has_notebook(uri: str) -> bool:
    """Whether a page is also given as a notebook: tutorials and the quick start."""
    return uri.startswith(("tutorials/", "quick-start"))


def with_outputs(page: str) -> str:
    """Return a page with what each of its blocks prints below it."""
    printed = iter(outputs(tuple(_BLOCK.findall(page))))

    def shown(found: re.Match[str]) -> str:
        output = next(printed)
        return found[0] + (f"\n```text\n{output}```\n" if output else "")

    return _BLOCK.sub(shown, page)


@cache
def outputs(blocks: tuple[str, ...]) -> tuple[str, ...]:
    """Run the blocks of a page as one program.

    Returns
    -------
    tuple of str
        What each prints, then its last value as pandas or Python writes it.
    """
    names: dict[str, Any] = {}
    options = chain.from_iterable(_SHOWN.items())
    with tempfile.TemporaryDirectory() as folder, chdir(folder), pd.option_context(*options):
        return tuple(_output(block, names) for block in blocks)


def _output(block: str, names: dict[str, Any]) -> str:
    parts = ast.parse(block).body
    last = parts.pop().value if isinstance(parts[-1], ast.Expr) else None
    written = io.StringIO()
    with redirect_stdout(written):
        exec(compile(ast.Module(parts, []), "page", "exec"), names)  # noqa: S102  # our own pages
        value = last and eval(compile(ast.Expression(last), "page", "eval"), names)  # noqa: S307
        if value is not None:
            print(value if isinstance(value, str) else repr(value))
    return written.getvalue()


def notebook(page: str) -> str:
    """Return a page as a notebook (nbformat 4.5), without pictures and links to other pages."""
    blocks = tuple(_BLOCK.findall(page))
    page = _PICTURE.sub("", _LINK.sub(r"\1", page))
    prose = [text.strip() for text in _BLOCK.split(page)[::2]]
    cells = []
    for place, text in enumerate(prose):
        if text:
            cells.append(_cell("markdown", f"text-{place}", text))
        if place < len(blocks):
            cells.append(_code_cell(f"code-{place}", blocks[place], outputs(blocks)[place]))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    document = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "cells": cells,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _cell(kind: str, name: str, text: str) -> dict[str, Any]:
    return {"cell_type": kind, "id": name, "metadata": {}, "source": text}


def _code_cell(name: str, code: str, output: str) -> dict[str, Any]:
    printed = [{"output_type": "stream", "name": "stdout", "text": output}] if output else []
    run = {"execution_count": None, "outputs": printed}
    return {**_cell("code", name, code.rstrip()), **run}
