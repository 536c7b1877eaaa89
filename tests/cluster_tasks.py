"""Tasks for the workers of a cluster, which import them by name."""

import os
import signal


def power(base, exponent):
    return base**exponent


def is_aligned(arrays, position):
    return bool(arrays[position].flags.aligned)


def scaled_demand(factor, table):
    """Return a table whose final demand is scaled as a whole: it is solved by scaling all."""
    parts = ("Z", "Y", "x", "exports", "error", "imports", "value_added", "F")
    return table.changed(
        f"All demand times {factor:g}.", {name: factor * getattr(table, name) for name in parts}
    )


def square_or_be_killed(marker, item):
    """Square; but the first worker to come to item 2 is killed, as for want of memory."""
    if item == 2:
        try:
            os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return item**2
        os.kill(os.getpid(), signal.SIGKILL)
    return item**2
