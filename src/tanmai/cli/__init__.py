"""The command line: parse, call, write. Everything else is in the package."""

from __future__ import annotations

from tanmai.cli import magnesium_commands, map_commands, study_commands, table_commands
from tanmai.cli.application import app, main

__all__ = ["app", "magnesium_commands", "main", "map_commands", "study_commands", "table_commands"]
