"""The command line: parse, call, write. Everything else is in the package."""

from __future__ import annotations

import sys
from importlib import import_module

from tanmai.cli import application

COMMANDS = (
    "run_command",
    "compare_command",
    "magnesium_commands",
    "map_commands",
    "table_commands",
)
"""Modules that add their commands to the application as they are imported, in this order."""


def main() -> None:
    """Run the command line; the version is told without importing a command."""
    if sys.argv[1:] != ["--version"]:
        for module in COMMANDS:
            import_module(f"tanmai.cli.{module}")
    application.main()
