"""The command line: parse, call, write. Everything else is in the package."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from itertools import chain

from tanmai.cli import application

COMMANDS = {
    "run": ("run_command",),
    "init": ("init_command",),
    "accounts": ("accounts_command",),
    "compare": ("compare_command",),
    "extract": ("extract_command",),
    "paths": ("paths_command",),
    "network": ("network_command",),
    "province": ("province_command",),
    "join": ("join_command",),
    "nest": ("nest_command",),
    "scenario": ("scenario_command",),
    "magnesium": (
        "magnesium_commands",
        "magnesium_works_commands",
        "magnesium_market_commands",
    ),
    "metals": ("metals_commands",),
    "map": ("map_commands",),
    "flowmap": ("map_commands",),
    "tables": ("table_commands",),
    "check": ("table_commands",),
    "info": ("table_commands",),
    "convert": ("table_commands",),
}
"""The modules that add each command to the application as they are imported."""


def main() -> None:
    """Run the command line; a command waits for no other to be imported, the version for none."""
    gc.set_threshold(50_000, 20, 50)  # to look through all objects each time takes half a second
    first = sys.argv[1] if len(sys.argv) > 1 else ""
    wanted = [COMMANDS[first]] if first in COMMANDS else COMMANDS.values()
    if sys.argv[1:] != ["--version"]:
        for module in chain.from_iterable(wanted):
            import_module(f"tanmai.cli.{module}")
    application.main()
