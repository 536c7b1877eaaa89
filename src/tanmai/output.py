"""Output is written whole or not at all, and nothing of the user's own is ever replaced."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tanmai.errors import FileError

MANIFEST = "MANIFEST.txt"
_HEAD = "Written by tanmai; replaced as a whole. Files:"


@contextmanager
def written_whole(folder: Path) -> Iterator[Path]:
    """Give a hidden folder to write into; it takes the place of ``folder`` at the end.

    If the block fails, ``folder`` stays as it was. A list of the files is
    written with them (``MANIFEST.txt``): a folder that holds anything else is
    not tanmai's alone, and is never replaced.

    Parameters
    ----------
    folder : Path
        The folder to write.

    Yields
    ------
    Path
        The folder to write into.

    Raises
    ------
    FileError
        ``folder`` holds other things, is where the user stands, or its parent
        cannot be written.
    """
    folder = folder.absolute()
    refuse_foreign(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = _hidden_beside(folder)
        partial.chmod(0o755)
    except OSError as error:
        raise FileError(
            f"{folder} cannot be written ({error.strerror}); name another folder."
        ) from error
    try:
        yield partial
        names = [name for name in _files(partial) if name != MANIFEST]
        text = "\n".join([_HEAD, *names]) + "\n"
        (partial / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
        _exchange(partial, folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def refuse_foreign(folder: Path) -> None:
    """Refuse a folder that cannot be made, or holds anything that tanmai did not write.

    Raises
    ------
    FileError
        The path is a file, its parent may not be written to, the folder holds other things, or
        the user stands in a folder that would be replaced.
    """
    folder = folder.absolute()
    if folder.is_file():
        raise FileError(f"{folder} is a file; name a folder.")
    there = next(parent for parent in folder.parents if parent.exists())
    if not (there.is_dir() and os.access(there, os.W_OK)):
        raise FileError(f"{folder} cannot be made in {there}; name another folder.")
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    foreign = sorted(set(_files(folder)) - _listed(folder))
    if foreign:
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        raise FileError(
            f"{folder} holds {foreign[0]}{more}, which tanmai did not write, so it is not "
            "replaced; name a new or an empty folder."
        )
    if Path.cwd().is_relative_to(folder):
        raise FileError(f"You stand in {folder}, which would be replaced; name another folder.")


def _files(folder: Path) -> list[str]:
    """Return the files below a folder, and its empty folders, by their names in it."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir() or not any(path.iterdir())
    )


def _listed(folder: Path) -> set[str]:
    """Return what the manifest of a folder lists; nothing where it has none."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return set()
    head, *names = manifest.read_text(encoding="utf-8", errors="replace").splitlines()
    return {MANIFEST, *names} if head == _HEAD else set()


def _hidden_beside(folder: Path) -> Path:
    # without a dot inside: no library may take the folder for a file, by its ending
    name = folder.name.replace(".", "-")
    return Path(tempfile.mkdtemp(prefix=f".{name}-", dir=folder.parent))


def _exchange(partial: Path, folder: Path) -> None:
    """Put the new folder in the place of the old one, which comes back if that fails."""
    if not folder.exists():
        partial.replace(folder)
        return
    if not any(folder.iterdir()):  # somebody may stand in it: it is filled, not replaced
        for path in partial.iterdir():
            path.replace(folder / path.name)
        partial.rmdir()
        return
    aside = _hidden_beside(folder)
    folder.replace(aside / "old")
    try:
        partial.replace(folder)
    except OSError:
        (aside / "old").replace(folder)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
