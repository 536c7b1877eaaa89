"""What an interrupted ensemble has done, kept beside its output until the whole is there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from tanmai.errors import FileError

Batch = dict[str, NDArray[np.float64]]

_KEY = "made-from.json"
_BATCH = "batch-*.npz"


@dataclass(frozen=True)
class UnfinishedDraws:
    """A folder of finished batches of draws.

    Attributes
    ----------
    folder : Path
        The folder; it is made when drawing begins.
    resume : bool
        Take up what it holds; otherwise it is emptied first.
    """

    folder: Path
    resume: bool = False

    @classmethod
    def beside(cls, out: Path, resume: bool) -> UnfinishedDraws:
        """Return the folder that belongs to the folder of a study's results."""
        return cls(out.absolute().with_name(f"{out.absolute().name}-unfinished-draws"), resume)

    def begin(self, made_from: Mapping[str, str]) -> dict[int, Batch]:
        """Make the folder and return the batches that are done, by their position.

        Parameters
        ----------
        made_from : mapping
            What the draws are made from, by name: hashes and options.

        Raises
        ------
        FileError
            The batches were made from something else, one cannot be read, or the
            folder cannot be written or holds other things.
        """
        if self.resume and (self.folder / _KEY).is_file():
            self._refuse_other(made_from)
            return {_position(path): _read(path) for path in self.folder.glob(_BATCH)}
        self.discard()
        self._write(_KEY, json.dumps(made_from, indent=2).encode())
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
        self._write(_BATCH.replace("*", f"{position:06d}"), content.getvalue())

    def discard(self) -> None:
        """Remove the folder, which holds nothing else.

        Raises
        ------
        FileError
            It holds something else.
        """
        if not self.folder.exists():
            return
        for pattern in (_KEY, _BATCH, "*.partial"):
            for path in self.folder.glob(pattern):
                path.unlink()
        try:
            self.folder.rmdir()
        except OSError as error:
            raise FileError(
                f"{self.folder} is where unfinished draws are kept, but holds other things; "
                "move them away."
            ) from error

    def _write(self, name: str, content: bytes) -> None:
        """Write a file of the folder, whole or not at all."""
        partial = self.folder / f"{name}.partial"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(content)
            partial.replace(self.folder / name)
        except OSError as error:
            raise FileError(
                f"{self.folder} cannot be written ({error.strerror}); name another --out."
            ) from error

    def _refuse_other(self, made_from: Mapping[str, str]) -> None:
        before = json.loads((self.folder / _KEY).read_text(encoding="utf-8"))
        other = [name for name, value in made_from.items() if before.get(name) != value]
        if other:
            raise FileError(
                f"The unfinished draws in {self.folder} cannot be resumed: they were made from "
                f"another {' and another '.join(other)}. Run with what they were made from, or "
                "without --resume to begin anew."
            )


def _position(path: Path) -> int:
    return int(path.stem.rpartition("-")[2])


def _read(path: Path) -> Batch:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return dict(arrays)
    except (OSError, ValueError, BadZipFile) as error:
        raise FileError(
            f"{path} cannot be read ({error}); delete this one file and resume again."
        ) from error
