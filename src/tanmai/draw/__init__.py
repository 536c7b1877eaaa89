"""Pictures: pages, fonts, boundaries, maps, charts, and their files."""

from __future__ import annotations


def import_matplotlib() -> None:
    """Import matplotlib without the lists of properties in its docstrings: they take it 0.1 s.

    It is for commands, before anything else of matplotlib is imported; nobody reads help there.
    """
    import matplotlib.artist

    matplotlib.artist.kwdoc = lambda artist: ""  # noqa: ARG005
