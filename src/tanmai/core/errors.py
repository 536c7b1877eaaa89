"""The errors of tanmai, one small class for each situation a user can fix.

Every message says what is wrong, where, and what to do about it. The command
line shows the message alone and exits with status 2.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable

from tanmai.core.messages import Message, listed, message, plural

_REASONS = {
    errno.EACCES: message("Permission denied"),
    errno.EEXIST: message("File exists"),
    errno.EISDIR: message("Is a directory"),
    errno.ENAMETOOLONG: message("File name too long"),
    errno.ENOENT: message("No such file or directory"),
    errno.ENOSPC: message("No space left on device"),
    errno.ENOTDIR: message("Not a directory"),
    errno.ENOTEMPTY: message("Directory not empty"),
    errno.EPERM: message("Operation not permitted"),
    errno.EROFS: message("Read-only file system"),
}


class TanmaiError(Exception):
    """A situation that the user can fix; its message says how.

    Parameters
    ----------
    said : str or Message
        What is wrong, where, and what to do; a `Message` is said in the user's language.
    """

    def __init__(self, said: str | Message = "") -> None:
        super().__init__(str(said))
        self.message = said if isinstance(said, Message) else Message(said)


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


def os_reason(error: OSError) -> Message:
    """Return what the system says of a file that it will not open, read or write."""
    return _REASONS.get(error.errno or 0, Message(error.strerror or str(error)))


def unknown(given: object, what: Message, known: Iterable[str]) -> Message:
    """Return that a name is none of those that are known, and which is nearest."""
    names = list(known)
    return message(
        "'{given}' is not {what}.{nearest} Known: {known}.",
        given=given,
        what=what,
        nearest=did_you_mean(str(given), names),
        known=listed(names),
    )


def not_conserved(
    table: str, what: Message, found: float, expected: float, unit: str
) -> ConservationError:
    """Return the error of accounts that do not give back what went into them."""
    return ConservationError(
        message(
            "Table '{table}': {what} give {found} of {expected} {unit}. Run `tanmai check` on the "
            "table and fix the rows that it names.",
            table=table,
            what=what,
            found=f"{found:,.9g}",
            expected=f"{expected:,.9g}",
            unit=unit,
        )
    )


def too_few(what: Message, given: int, least: int = 1) -> OptionError:
    """Return the error of a number of things that is too small."""
    return OptionError(
        message(
            "The number of {what} is {given}; give {least} or more.",
            what=what,
            given=given,
            least=least,
        )
    )


def not_in_one_picture(what: Message, given: int, most: int) -> LabelError:
    """Return the error of more things than a picture can show apart, or of none."""
    return LabelError(
        message(
            "A picture can show 1 to {most} {what}, not {given}.",
            given=given,
            what=what,
            most=most,
        )
    )


def left_without(regions: Iterable[object], what: Message) -> LabelError:
    """Return the error of regions that are to be drawn, and have no value."""
    return LabelError(
        message(
            "{regions} has no {what}; leave it out of the regions.",
            regions=listed(regions),
            what=what,
        )
    )


def likewise(sectors: int) -> Message:
    """Return how many more sectors a message holds of, in brackets; nothing of none."""
    if not sectors:
        return Message("")
    return plural(" ({n} more sector likewise)", " ({n} more sectors likewise)", sectors)


def did_you_mean(given: str, known: Iterable[str]) -> Message:
    """Return ``" Did you mean 'x'?"`` for the nearest known names, or nothing; ties are all named.

    Nearest by the number of letters to insert, delete, replace or exchange with a
    neighbour, upper and lower case alike (Damerau 1964; Levenshtein 1966).
    """
    names = [f"'{name}'" for name in nearest_names(given, known)]
    if not names:
        return Message("")
    if len(names) == 1:
        return message(" Did you mean {name}?", name=names[0])
    return message(" Did you mean {names} or {name}?", names=", ".join(names[:-1]), name=names[-1])


def nearest_names(given: str, known: Iterable[str]) -> list[str]:
    """Return the known names nearest to one that is not known; none where all are far.

    Examples
    --------
    >>> nearest_names("Hebay", ["Hubei", "Hebei", "Henan"])
    ['Hebei', 'Henan']
    """
    wanted = given.casefold()
    distances = {
        name: edit_distance(wanted, name.casefold())
        for name in dict.fromkeys(known)
        if abs(len(name) - len(given)) <= _furthest(wanted, name)
    }
    near = {name: far for name, far in distances.items() if far <= _furthest(wanted, name)}
    return [name for name, far in near.items() if far == min(near.values())]


def _furthest(given: str, name: str) -> int:
    """Return the distance up to which two names may be one: a letter in three, of Chinese one."""
    longer = max(len(given), len(name))
    return max((longer + 1) // 3 if longer > 2 else 0, int(longer > 1 and not name.isascii()))


def edit_distance(one: str, other: str) -> int:
    """Return how many letters turn one text into another; two neighbours exchanged count once."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            costs = [last[j] + 1, row[-1] + 1, last[j - 1] + (letter != against)]
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                costs.append(before[j - 2] + 1)
            row.append(min(costs))
        before, last = last, row
    return last[-1]
