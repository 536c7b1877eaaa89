"""What is wrong with the words of a command, in the language of the user."""

from __future__ import annotations

import typer

from tanmai.core.messages import Message, message, recognised

# The class is click's own or typer's copy of it, by the version of typer.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]

# What the parser of the command line says: it is recognised by its English.
_SAID = (
    message("Argument {name} takes {n} values."),
    message("Got unexpected extra argument ({words})"),
    message("Got unexpected extra argument(s) ({words})"),
    message("Got unexpected extra arguments ({words})"),
    message("Invalid value for {name}: {problem}"),
    message("Missing argument {name}."),
    message("Missing option {name}."),
    message("No such command {name}."),
    message("No such command {name}. Did you mean {names}?"),
    message("No such option: {name}"),
    message("No such option: {name} (Possible options: {names})"),
    message("No such option: {name} Did you mean {names}?"),
    message("Option {name} does not take a value."),
    message("Option {name} requires an argument."),
    message("Input should be a valid integer, unable to parse string as an integer"),
    message("Input should be a valid number, unable to parse string as a number"),
    message("Input should be greater than or equal to {limit}"),
    message("Input should be less than or equal to {limit}"),
    message("{value} is not a valid int."),
    message("{value} is not a valid integer."),
    message("{value} is not a valid float."),
    message("{value} is not in the range {limits}."),
)


def problem_of(error: Exception) -> Message:
    """Return what is wrong with the words of a command, and where its help is."""
    said = recognised(str(error.format_message()))  # type: ignore[attr-defined]
    context = error.ctx  # type: ignore[attr-defined]
    return message(
        "{problem} `{command} --help` shows arguments and options.",
        problem=_ended(said),
        command="tanmai" if context is None else context.command_path,
    )


def _ended(said: Message) -> Message:
    return said if str(said).endswith((".", "?")) else message("{said}.", said=said)
