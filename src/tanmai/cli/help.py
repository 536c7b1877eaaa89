"""Help in groups, as plain text, in the language of the user."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from typer.core import TyperCommand, TyperGroup

from tanmai.cli.spoken import help_language
from tanmai.core.messages import LANGUAGES, Message, message

GROUP = "Options"
_REQUIRED = "required"
LANG = (f"--lang [{'|'.join(LANGUAGES)}]", "Of what is printed.")

_DEFAULT = re.compile(r"(?P<text>.*?) \[(?:default: (?P<default>.*)|required)\]")
_EXAMPLES = "\b\nExamples:"
_HEADS = (
    message("Arguments"),
    message("Commands"),
    message("Options"),
    message("Of what is printed."),
    message("Show this message and exit."),
)


def examples(*lines: str) -> str:
    """Return example calls as the end of a help text."""
    return "\n".join([_EXAMPLES, *(f"  tanmai {line}" for line in lines)])


def paragraphs(text: str | None) -> list[str]:
    """Return the paragraphs of a help text, each on one line: they are keys of the catalogue."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text or "") if part.strip()]


def with_default(text: str) -> tuple[str, str]:
    """Return a paragraph of a help text, a key of the catalogue, and the default after it."""
    one = " ".join(text.split())
    found = _DEFAULT.fullmatch(one)
    return (found["text"], found["default"] or _REQUIRED) if found else (one, "")


def helped(text: str, language: str | None = None) -> str:
    """Return a paragraph of a help text in a language, by default that of the user."""
    said, default = with_default(text)
    shown = Message(said)
    if default == _REQUIRED:
        shown = message("{text} [required]", text=shown)
    elif default:
        shown = message("{text} [default: {default}]", text=shown, default=default)
    return shown.into(language or help_language())


class _Helped:
    """What commands and groups have in common: texts in the user's language, and ``--lang``."""

    # A context is click's own or typer's copy of it, by the version of typer.
    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write how the command is called."""
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        prefix = message("Usage:").into(help_language())
        formatter.write_usage(ctx.command_path, pieces, f"{prefix} ")

    def format_help_text(self, _ctx: Any, formatter: Any) -> None:
        """Write what the command does."""
        for paragraph in paragraphs(self.help):  # type: ignore[attr-defined]
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(helped(paragraph))

    def format_epilog(self, _ctx: Any, formatter: Any) -> None:
        """Write the examples."""
        if self.epilog:  # type: ignore[attr-defined]
            head = message("Examples:").into(help_language())
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(self.epilog.replace(_EXAMPLES, f"\b\n{head}"))  # type: ignore[attr-defined]

    def _write(self, formatter: Any, group: str, records: Sequence[tuple[str, str]]) -> None:
        with formatter.section(helped(group)):
            formatter.write_dl([(name, helped(text)) for name, text in records])


class GroupedCommand(_Helped, TyperCommand):
    """A command whose help has its options in groups."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of a command; ``--lang`` is one of each."""
        kept = args if self._has_lang else _without_lang(args)
        rest: list[str] = super().parse_args(ctx, kept)
        return rest

    @property
    def _has_lang(self) -> bool:
        return any(one.name == "lang" for one in self.params)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options by group, those of the command alone first."""
        groups: dict[str, list[tuple[str, str]]] = {"Arguments": [], GROUP: []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                named = getattr(parameter, "rich_help_panel", None) or GROUP
                name = "Arguments" if parameter.param_type_name == "argument" else named
                groups.setdefault(name, []).append(record)
        if not self._has_lang:
            groups[GROUP].insert(-1, LANG)
        for name, records in groups.items():
            if records:
                self._write(formatter, name, records)


class CommandGroup(_Helped, TyperGroup):
    """A group of commands; ``--lang`` may stand before the command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words before the command; where there is none, help is shown."""
        words = after_lang(args)
        if self.no_args_is_help:
            words = words or ["--help"]
        rest: list[str] = super().parse_args(ctx, words)
        return rest

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options, then the commands with the first paragraph of their help."""
        records = [one.get_help_record(ctx) for one in self.get_params(ctx)]
        *own, last = [record for record in records if record is not None]
        self._write(formatter, GROUP, [*own, LANG, last])
        self._write(formatter, "Commands", self.summaries(ctx))

    def summaries(self, _ctx: Any) -> list[tuple[str, str]]:
        """Return the name and the first paragraph of the help of every command."""
        return [(name, (paragraphs(one.help) or [""])[0]) for name, one in self.commands.items()]


def after_lang(args: list[str]) -> list[str]:
    """Return the words after ``--lang``, where they begin with it."""
    while args and args[0].partition("=")[0] == "--lang":
        args = args[1:] if "=" in args[0] else args[2:]
    return args


def _without_lang(args: Sequence[str]) -> list[str]:
    kept, words = [], iter(args)
    for word in words:
        if word == "--lang":
            next(words, None)
        elif not word.startswith("--lang="):
            kept.append(word)
    return kept
