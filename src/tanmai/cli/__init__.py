"""The command line: parse, call, write. Everything else is in the package."""

from __future__ import annotations

from tanmai.cli.application import main
from tanmai.cli.commands import COMMANDS

__all__ = ["COMMANDS", "main"]
