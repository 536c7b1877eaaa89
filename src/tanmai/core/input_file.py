"""Files of the user, read only where they are files, and no larger than they can be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from stat import S_ISREG

from tanmai.core.errors import FileError, os_reason
from tanmai.core.messages import Message, listed, message

_MIB = 2**20


def require_file(path: Path, kind: Message, most_mib: int) -> None:
    """Require that a path is a file of a size that what it should hold can have.

    A pipe or a device has no end that one could wait for.

    Parameters
    ----------
    path : Path
        The file.
    kind : Message
        What it should be: ``a study file (TOML)``.
    most_mib : int
        Its largest size, in MiB.

    Raises
    ------
    FileError
        There is no such file, it is a folder, a pipe or a device, may not be read, or is larger.
    """
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise FileError(
            message("{path} is not a file; name {kind}.", path=path, kind=kind)
        ) from error
    except OSError as error:
        raise _unreadable(path, error) from error
    if path.is_dir():
        raise FileError(
            message("{path} is not a file but a folder; name {kind}.", path=path, kind=kind)
        )
    if not S_ISREG(found.st_mode):
        raise FileError(
            message(
                "{path} is not a file but a pipe or a device, which may have no end; save what it "
                "gives and name {kind}.",
                path=path,
                kind=kind,
            )
        )
    if found.st_size > most_mib * _MIB:
        raise _too_large(path, kind, most_mib)


def read_input(path: Path, kind: Message, most_mib: int) -> bytes:
    """Return the content of a file that `require_file` accepts.

    Raises
    ------
    FileError
        As for `require_file`.
    """
    require_file(path, kind, most_mib)
    try:
        with path.open("rb") as file:
            content = file.read(most_mib * _MIB + 1)
    except OSError as error:
        raise _unreadable(path, error) from error
    if len(content) > most_mib * _MIB:  # files of the system say that they are empty
        raise _too_large(path, kind, most_mib)
    return content


def csv_with(columns: Sequence[str]) -> Message:
    """Return what a table of these columns is, for `require_file`."""
    return message("a CSV with the columns {columns}", columns=listed(columns))


def no_utf8_csv(path: Path) -> FileError:
    """Return the error of a file that cannot be read as a CSV."""
    return FileError(
        message("{path} cannot be read as a UTF-8 CSV; save it as 'CSV UTF-8'.", path=path)
    )


def _too_large(path: Path, kind: Message, most_mib: int) -> FileError:
    return FileError(
        message(
            "{path} is larger than {most_mib} MiB, too large to be {kind}; name another.",
            path=path,
            most_mib=most_mib,
            kind=kind,
        )
    )


def _unreadable(path: Path, error: OSError) -> FileError:
    return FileError(
        message(
            "{path} cannot be read ({reason}); check the path and its permissions.",
            path=path,
            reason=os_reason(error),
        )
    )
