"""All commands: what each does, and the modules that add it to the application."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer

from tanmai.cli.help import CommandGroup

COMMANDS = {
    "run": (
        "Make a whole study: accounts, network, key paths, maps, report.",
        "run_command",
    ),
    "init": (
        "Write a study file with every option, its default and what it is.",
        "init_command",
    ),
    "accounts": (
        "Account a table in one kind: by region, by sector and by flow.",
        "accounts_command",
    ),
    "compare": ("Set studies of several years side by side.", "compare_command"),
    "extract": ("Leave every sector of every province out in turn.", "extract_command"),
    "paths": (
        "List the supply-chain paths and routes from one province to another.",
        "paths_command",
    ),
    "network": (
        "Analyse the network of any flows: of provinces, or of whatever they go between.",
        "network_command",
    ),
    "province": (
        "Report on one province: accounts, flows, sectors, paths, rank over the years.",
        "province_command",
    ),
    "join": (
        "Join the tables of provinces, cities or other regions to a multi-regional table.",
        "join_command",
    ),
    "nest": ("Replace a country of a world table by its provinces.", "nest_command"),
    "scenario": ("Set scenarios of a file beside the table as it is.", "scenario_command"),
    "map": (
        "Draw a map of any numbers by province: tanmai map VALUES.csv.",
        "map_commands",
    ),
    "flowmap": (
        "Draw a map of any flows between provinces, as PNG, SVG and PDF.",
        "map_commands",
    ),
    "tables": ("List the tables that travel with tanmai.", "table_commands"),
    "check": ("Check a table, and show every rule with what was found.", "table_commands"),
    "info": ("Describe a table, or another file.", "table_commands"),
    "convert": ("Save a table in another format.", "table_commands"),
    "magnesium": (
        "Magnesium: flows, value, carbon by route, place in a table.",
        "magnesium_commands",
        "magnesium_works_commands",
        "magnesium_market_commands",
    ),
    "metals": (
        "Metals to 2100: stocks in use, scrap, supply paths, when recycling takes over.",
        "metals_commands",
    ),
}
"""The first paragraph of the help of each command, and its modules."""


class AllCommands(CommandGroup):
    """The commands of the application, each imported as it is called: no other waits for it."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.imported = self.commands
        self.commands = _Imported()  # type: ignore[assignment] # nobody adds to it

    def list_commands(self, _ctx: Any) -> list[str]:
        """Return the names of all commands."""
        return list(COMMANDS)

    def summaries(self, _ctx: Any) -> list[tuple[str, str]]:
        """Return the name and the first paragraph of the help of every command."""
        return [(name, said) for name, (said, *_) in COMMANDS.items()]


class _Imported(Mapping[str, Any]):
    """The commands by name, each imported as it is looked up."""

    def __getitem__(self, name: str) -> Any:
        from tanmai.cli.application import app  # which is made of this group

        _, *modules = COMMANDS[name]
        for module in modules:
            import_module(f"tanmai.cli.{module}")
        whole: Any = typer.main.get_command(app)
        return whole.imported[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)
