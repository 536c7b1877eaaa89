"""What an interrupted ensemble has done, kept beside its output until the whole is there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import FileError, os_reason
from tanmai.core.messages import Message, listed, message

Batch = dict[str, NDArray[np.float64]]
Shapes = Mapping[str, tuple[int, ...]]

_KEY = "made-from.json"
_VERSION = "version of tanmai"


@dataclass(frozen=True)
class UnfinishedDraws:
    """A folder of finished batches of draws.

    The names of its files hold a digest of what they are made from; no other file in the
    folder is ever touched.

    Attributes
    ----------
    folder : Path
        The folder; it is made when drawing begins.
    resume : bool
        Take up what it holds; otherwise its batches are removed first.
    """

    folder: Path
    resume: bool = False

    @classmethod
    def beside(cls, out: Path, resume: bool) -> UnfinishedDraws:
        """Return the folder that belongs to the folder of a study's results."""
        return cls(out.absolute().with_name(f"{out.absolute().name}-unfinished-draws"), resume)

    @property
    def resumable(self) -> bool:
        """Whether the folder holds a finished batch."""
        return any(path.suffix == ".npz" for path in self._batches())

    def begin(self, made_from: Mapping[str, str], shapes: Sequence[Shapes]) -> dict[int, Batch]:
        """Make the folder and return the batches that are done, by their position.

        Parameters
        ----------
        made_from : mapping
            What the draws are made from, by name: hashes and options.
        shapes : sequence of mapping
            The shape of every array of each batch.

        Raises
        ------
        FileError
            The batches were made from something else, one cannot be read or is no such
            batch, or the folder cannot be written.
        """
        if self.resume and self._made_from():
            self._refuse_other(made_from)
            return {at: _read(self._batch(at), of) for at, of in enumerate(shapes) if self._has(at)}
        self.discard()
        self._write(self.folder / _KEY, json.dumps(made_from, indent=2).encode())
        return {}

    def keep(self, position: int, batch: Batch) -> None:
        """Keep a finished batch.

        Raises
        ------
        FileError
            The folder cannot be written.
        """
        content = BytesIO()
        np.savez(content, allow_pickle=False, **batch)
        self._write(self._batch(position), content.getvalue())

    def discard(self) -> None:
        """Remove the batches, and the folder if nothing else is in it.

        Raises
        ------
        FileError
            A batch cannot be removed.
        """
        try:
            for path in list(self._batches()):
                path.unlink()
            if self._made_from():
                (self.folder / _KEY).unlink()
        except OSError as error:
            raise FileError(
                message(
                    "{folder} cannot be emptied ({reason}); name another --out.",
                    folder=self.folder,
                    reason=os_reason(error),
                )
            ) from error
        with suppress(OSError):  # it is not there, or holds files of the user
            self.folder.rmdir()

    def _made_from(self) -> dict[str, str]:
        """Return what the batches are made from; nothing where the folder has no such file."""
        try:
            found = json.loads((self.folder / _KEY).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or _VERSION not in found:
            raise FileError(
                message(
                    "{folder} does not say what unfinished draws are made from; move the folder "
                    "away, or name another --out.",
                    folder=self.folder / _KEY,
                )
            )
        return found

    def _batch(self, position: int) -> Path:
        content = json.dumps(self._made_from(), sort_keys=True).encode()
        return self.folder / f"batch-{position:06d}-{sha256(content).hexdigest()[:16]}.npz"

    def _has(self, position: int) -> bool:
        return self._batch(position).is_file()

    def _batches(self) -> Iterator[Path]:
        """Return the files of batches, half written ones too."""
        if self._made_from():
            digest = self._batch(0).stem.rpartition("-")[2]
            yield from self.folder.glob(f"batch-??????-{digest}.npz")
            yield from self.folder.glob(f"batch-??????-{digest}.npz.partial")

    def _write(self, path: Path, content: bytes) -> None:
        """Write a file of the folder, whole or not at all."""
        partial = path.with_name(f"{path.name}.partial")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(content)
            partial.replace(path)
        except OSError as error:
            raise FileError(
                message(
                    "{folder} cannot be written ({reason}); name another --out.",
                    folder=self.folder,
                    reason=os_reason(error),
                )
            ) from error

    def _refuse_other(self, made_from: Mapping[str, str]) -> None:
        before = self._made_from()
        other = [name for name, value in made_from.items() if before.get(name) != value]
        if other:
            raise FileError(
                message(
                    "The unfinished draws in {folder} cannot be resumed: they were made from "
                    "another {other}. Run with what they were made from, or without --resume to "
                    "begin anew.",
                    folder=self.folder,
                    other=listed(other),
                )
            )


def _read(path: Path, shapes: Shapes) -> Batch:
    """Return a kept batch, which must be just what the draws of its position would be."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            batch = dict(arrays)
    except (OSError, ValueError, EOFError, BadZipFile) as error:
        raise _unusable(path, message("it cannot be read")) from error
    found = {name: values.shape for name, values in batch.items()}
    if found != dict(shapes):
        raise _unusable(
            path, message("it holds {found} instead of {wanted}", found=found, wanted=dict(shapes))
        )
    for name, values in batch.items():
        if values.dtype != np.float64 or not np.isfinite(values).all():
            raise _unusable(path, message("'{name}' holds numbers that are not finite", name=name))
    return batch


def _unusable(path: Path, what: Message) -> FileError:
    return FileError(
        message(
            "{path} is damaged ({what}); delete this one file and resume again.",
            path=path,
            what=what,
        )
    )
