"""Output is written whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tanmai.errors import FileError


@contextmanager
def written_whole(folder: Path, mark: str) -> Iterator[Path]:
    """Give a hidden folder to write into; it takes the place of ``folder`` at the end.

    If the block fails, ``folder`` stays as it was. A folder that tanmai did
    not write is never replaced.

    Parameters
    ----------
    folder : Path
        The folder to write.
    mark : str
        Name of a file that every folder of this kind holds, by which tanmai
        knows its own output again.

    Yields
    ------
    Path
        The folder to write into.

    Raises
    ------
    FileError
        ``folder`` holds other things, or its parent cannot be written.
    """
    folder = folder.absolute()
    refuse_foreign(folder, mark)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{_undotted(folder.name)}-", dir=folder.parent))
        partial.chmod(0o755)
    except OSError as error:
        raise FileError(
            f"{folder} cannot be written ({error.strerror}); name another folder."
        ) from error
    try:
        yield partial
        _exchange(partial, folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _exchange(partial: Path, folder: Path) -> None:
    """Put the new folder in the place of the old one, which goes last."""
    if not folder.exists():
        partial.replace(folder)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{_undotted(folder.name)}-old-", dir=folder.parent))
    folder.replace(aside / "old")
    partial.replace(folder)
    shutil.rmtree(aside, ignore_errors=True)


def _undotted(name: str) -> str:
    """Return a name that no library takes for a file's, by its ending."""
    return name.replace(".", "-")


def refuse_foreign(folder: Path, mark: str) -> None:
    """Refuse a folder that exists, is not empty and was not written by tanmai.

    Raises
    ------
    FileError
        The folder holds other things, or the path is a file.
    """
    if folder.is_file():
        raise FileError(f"{folder} is a file; name a folder.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / mark).is_file():
        raise FileError(
            f"{folder} holds files that tanmai did not write, so it is not replaced; "
            "name a new or an empty folder."
        )
