"""Output is written whole or not at all, and nothing that the run did not write is removed."""

from __future__ import annotations

import errno
import os
import platform
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import file_digest
from pathlib import Path
from secrets import token_hex

from tanmai.core.errors import FileError, os_reason
from tanmai.core.messages import message

try:
    import fcntl
except ImportError:  # Windows: folders of runs that were killed stay
    fcntl = None  # type: ignore[assignment]

MANIFEST = "MANIFEST.txt"
_HEAD = "# Written by tanmai, which replaces these files and no others (sha256, name):"
_HIDDEN = ".tanmai-"
_LOCK = f"{_HIDDEN}lock"
_LOCK_HEAD = "tanmai works in this folder on "
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)


@contextmanager
def written_whole(folder: Path) -> Iterator[Path]:
    """Give a hidden folder to write into, whose files take their places in ``folder`` at the end.

    If the block fails, ``folder`` stays as it was. A list of the files with their
    digests is written with them (``MANIFEST.txt``): only what stands in the list of an
    earlier run, as that run wrote it, is replaced. A link is followed, and a folder
    that is there stays the same folder. Hidden folders of runs that were killed are
    removed first; where the files cannot take their places, they are kept beside.

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
        ``folder`` is no folder, holds other things or cannot be written, at the
        beginning or at the end; what was finished by then lies in the folder that the
        message names.
    """
    folder = folder.absolute()
    require_own_folder(folder)
    _remove_killed(folder)
    partial = _hidden(folder)
    try:
        with _locked(partial):
            yield partial
            _remove_unfilled(partial)
            names = _files(partial)
            lines = [_HEAD, *(f"{_digest(partial / name)}  {name}" for name in names)]
            text = "\n".join(lines) + "\n"
            (partial / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
        (partial / _LOCK).unlink()
        _take_places(partial, folder)
    except OSError as error:
        if error.errno in _FULL:
            raise _unwritable(folder, error) from error
        raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _remove_unfilled(folder: Path) -> None:
    """Remove the folders that nothing was written into: one of pictures where there are none."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _take_places(partial: Path, folder: Path) -> None:
    """Put finished files in their places or, where others stand in them, in a folder beside."""
    try:
        if os.path.lexists(folder):
            _exchange(partial, folder)
        else:
            folder.parent.mkdir(parents=True, exist_ok=True)
            partial.rename(folder)
    except (OSError, FileError) as error:
        kept = _kept_beside(partial, folder)
        rejected = error if isinstance(error, FileError) else _unwritable(folder, error)
        raise FileError(
            message(
                "{why} The finished run lies in {kept}.",
                why=rejected.message,
                kept=kept,
            )
        ) from error


def _kept_beside(partial: Path, folder: Path) -> Path:
    """Move a finished run to a new folder beside the one that it cannot have, or leave it."""
    for home in (folder.parent, partial.parent):
        kept = home / f"{folder.name}-finished-{token_hex(4)}"
        with suppress(OSError):
            partial.rename(kept)
            return kept
    raise FileError(
        message(
            "{folder} cannot be written, nor a folder beside it; name another folder.",
            folder=folder,
        )
    )


@contextmanager
def _locked(hidden: Path) -> Iterator[None]:
    """Hold a lock in a hidden folder, which the system gives back when the process ends."""
    with (hidden / _LOCK).open("w", encoding="utf-8") as file:
        if fcntl is not None:
            with suppress(OSError):  # disks without locks: the folder of a killed run stays
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                file.write(f"{_LOCK_HEAD}{platform.node()}")
                file.flush()
        yield


def _remove_killed(folder: Path) -> None:
    """Remove the hidden folders of runs of this machine that were killed: none holds their lock."""
    home = next(path for path in (folder, *folder.parents) if path.is_dir())
    for lock in home.glob(f"{_HIDDEN}*/{_LOCK}") if fcntl is not None else ():
        with suppress(OSError, ValueError), lock.open("r+", encoding="utf-8") as file:
            if file.read() == f"{_LOCK_HEAD}{platform.node()}":
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock.parent, ignore_errors=True)


def require_own_folder(folder: Path) -> None:
    """Reject a folder that cannot be written, or holds anything that tanmai did not write.

    Raises
    ------
    FileError
        The path is no folder, cannot be made or may not be written to, or the folder
        holds other things, or files that were changed since tanmai wrote them.
    """
    folder = folder.absolute()
    require_writable(folder)
    if not folder.is_dir():
        return
    listed = listed_files(folder)
    foreign = sorted(set(_files(folder)) - _own(folder, listed))
    if foreign:
        more = message(" and {n} more", n=len(foreign) - 1) if len(foreign) > 1 else ""
        what = (
            message("was changed since tanmai wrote it")
            if foreign[0] in listed
            else message("tanmai did not write")
        )
        raise FileError(
            message(
                "{folder} holds {foreign}{more}, which {what}, so it is not replaced; name a new "
                "or an empty folder.",
                folder=folder,
                foreign=foreign[0],
                more=more,
                what=what,
            )
        )


def require_writable(folder: Path) -> None:
    """Reject a folder that cannot be made or written to, by trying to.

    Raises
    ------
    FileError
        The path is no folder, its name is too long, it may not be written to, or its
        disk is full.
    """
    folder = folder.absolute()
    made: list[Path] = []
    try:
        if os.path.lexists(folder) and not folder.is_dir():
            kind = message("a file") if folder.is_file() else message("no folder")
            raise FileError(
                message(
                    "{folder} is {kind}; name a folder.",
                    folder=folder,
                    kind=kind,
                )
            )
        for path in (*reversed(folder.parents), folder):
            if not path.exists():
                path.mkdir()
                made.append(path)
        _hidden(folder).rmdir()
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir()


def write_file(path: Path, content: bytes) -> None:
    """Write a new file, whole or not at all.

    Raises
    ------
    FileError
        As for `require_new_file`.
    """
    require_new_file(path)
    path = path.absolute()
    partial = path.with_name(f"{_HIDDEN}{token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        partial.rename(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        partial.unlink(missing_ok=True)


def require_new_file(path: Path) -> None:
    """Reject a file that is there, or whose folder cannot be written.

    Raises
    ------
    FileError
        Something bears the name already, or the folder may not be written to.
    """
    if os.path.lexists(path):
        raise FileError(
            message("{path} is there already and is not replaced; name a new file.", path=path)
        )
    require_writable(path.absolute().parent)


def listed_files(folder: Path) -> dict[str, str]:
    """Return the sha256 of each file that the manifest of a folder lists; nothing without one."""
    try:
        head, *lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return {}
    pairs = [line.partition("  ") for line in lines] if head == _HEAD else []
    return {name: digest for digest, _, name in pairs if name}


def _own(folder: Path, listed: dict[str, str]) -> set[str]:
    """Return which files of a folder are as its manifest lists them, and the manifest itself."""
    there = {MANIFEST} if listed else set()
    for name in set(_files(folder)) & set(listed):
        path = folder / name
        if path.is_file() and not path.is_symlink() and _digest(path) == listed[name]:
            there.add(name)
    return there


def _files(folder: Path) -> list[str]:
    """Return the files below a folder, and its empty folders, by their names in it."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir() or not any(path.iterdir())
        if not path.relative_to(folder).parts[0].startswith(_HIDDEN)
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _hidden(folder: Path) -> Path:
    """Make a hidden folder on the disk of another: in it, or where its first parent will stand.

    Its files get the permissions that the user's umask gives.
    """
    home = next(path for path in (folder, *folder.parents) if path.is_dir())
    hidden = home / f"{_HIDDEN}{token_hex(8)}"
    try:
        hidden.mkdir()
    except OSError as error:
        raise _unwritable(folder, error) from error
    return hidden


def _unwritable(folder: Path, error: OSError) -> FileError:
    return FileError(
        message(
            "{folder} cannot be written ({reason}); name another folder.",
            folder=folder,
            reason=os_reason(error),
        )
    )


def _exchange(partial: Path, folder: Path) -> None:
    """Put new files in the places of old ones, which all come back if one cannot be moved."""
    old, new = _own(folder, listed_files(folder)), _files(partial)
    taken = [name for name in new if name not in old and os.path.lexists(folder / name)]
    if taken:
        raise FileError(
            message(
                "{folder} holds {taken}, which was put there or changed while tanmai worked, so "
                "it is not replaced.",
                folder=folder,
                taken=taken[0],
            )
        )
    aside = _hidden(folder)
    moved: list[tuple[Path, Path]] = []
    try:
        for start, end, names in ((folder, aside, sorted(old)), (partial, folder, new)):
            for name in names:
                (end / name).parent.mkdir(parents=True, exist_ok=True)
                (start / name).rename(end / name)
                moved.append((start / name, end / name))
    except BaseException:
        for before, now in reversed(moved):
            now.rename(before)
        _remove_empty(folder, new)
        shutil.rmtree(aside)
        raise
    shutil.rmtree(aside, ignore_errors=True)
    _remove_empty(folder, old)


def _remove_empty(folder: Path, names: Iterable[str]) -> None:
    """Remove the folders of some files where nothing is left in them."""
    for parent in sorted({p for name in names for p in Path(name).parents[:-1]}, reverse=True):
        with suppress(OSError):
            (folder / parent).rmdir()
