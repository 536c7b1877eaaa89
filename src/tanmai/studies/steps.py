"""What is told of the steps of a command as it goes on."""

from __future__ import annotations

from typing import Protocol


class Step(Protocol):
    """Is told the name of each step as it begins, and how many of its parts are done."""

    def __call__(self, name: str, done: int = 0, of: int = 0) -> None:
        """Take note; ``of`` is zero where a step has no parts."""


def silent(name: str, done: int = 0, of: int = 0) -> None:
    """Take no note."""
