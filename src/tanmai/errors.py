"""The errors of tanmai, one small class for each situation a user can mend.

Every message says what is wrong, where, and what to do about it. The command
line shows the message alone and exits with status 2.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class TanmaiError(Exception):
    """A situation that the user can mend; its message says how."""


class LabelError(TanmaiError):
    """A region, sector or category is unknown, missing, repeated or out of order."""


class UnitError(TanmaiError):
    """A unit is unknown, or its magnitude cannot be right."""


class FileError(TanmaiError):
    """A file is missing, unreadable or not of the layout that it claims."""


class TableError(TanmaiError):
    """The parts of a table do not fit together, or a check of the table failed."""


class UnsolvableError(TanmaiError):
    """The Leontief system cannot be solved."""


class ConservationError(TanmaiError):
    """An account does not return the emissions that went into it."""


class OptionError(TanmaiError):
    """An option or a key of a study file is unknown or out of range."""


class SchedulerError(TanmaiError):
    """A cluster does not answer, or lost its workers."""


class BoundaryError(TanmaiError):
    """A boundary file cannot be used for a map."""


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """Return ``" Did you mean 'x'?"`` for the nearest known name, or nothing."""
    names = list(known)
    folded = {name.casefold(): name for name in names}
    near = difflib.get_close_matches(given.casefold(), list(folded), n=1, cutoff=0.6)
    return f" Did you mean '{folded[near[0]]}'?" if near else ""
