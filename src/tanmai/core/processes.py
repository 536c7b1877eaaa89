"""Whether this process can be copied."""

from __future__ import annotations

import multiprocessing
import sys
import threading


def may_be_copied() -> bool:
    """Return whether a copy of this process would be like it.

    It would on Linux, in a process without further threads of Python, which a copy lacks, and
    which is not a worker of another itself.
    """
    alone = threading.active_count() == 1 and multiprocessing.parent_process() is None
    return sys.platform == "linux" and alone
