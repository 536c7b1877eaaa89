"""Pages of the site that are not written in this folder.

References are made from the program itself, so that they cannot lag behind it; documents
that stand beside what they describe become pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd
import typer.main
from error_reference import error_reference

import tanmai as tm
from tanmai.cli import application
from tanmai.cli.help import GROUP, helped, paragraphs
from tanmai.studies.columns import meaning_of, meanings
from tanmai.studies.spreadsheet import sheet_name

REPOSITORY = Path(__file__).parents[1]
BESIDE = {
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "mrio_tables/README.md": "reference/tables.md",
    "mrio_tables/README.zh-CN.md": "reference/tables.zh-CN.md",
    "shapefiles/README.md": "reference/boundaries.md",
    **{
        path.relative_to(REPOSITORY).as_posix(): f"analyses/{path.parent.name}.md"
        for path in sorted(REPOSITORY.glob("analyses/*/README.md"))
    },
}
"""Documents outside docs, by their path in the repository, and the pages that they become."""
_COMMANDS_INTRODUCED = {
    "en": (
        "# Commands",
        "Made from the help of the commands, which `tanmai COMMAND --help` shows. An option of "
        '`tanmai run` is also a key of a study file: `--focus mining` is `focus = "mining"`; '
        "`tanmai init` writes such a file. Every command takes `--lang`.",
        "`tanmai --version` prints the version. `tanmai --debug COMMAND` shows where an error "
        "arose. A user's error is one message and exit status 2.",
    ),
    "zh": (
        "# 命令",
        "由各命令的帮助生成，`tanmai 命令 --help` 显示的内容与此相同。`tanmai run` 的选项也是"
        '研究文件的键：`--focus mining` 即 `focus = "mining"`；`tanmai init` 写出这样的文件。'
        "每个命令都可用 `--lang`。",
        "`tanmai --version` 显示版本；`tanmai --debug 命令` 显示错误出现的位置。"
        "使用上的错误只有一条信息，"
        "退出状态为 2。",
    ),
}
_FILES_INTRODUCED = {
    "en": (
        "# Files",
        "What a study writes (`tanmai run`), other commands alike. Every table is a CSV (UTF-8, "
        "commas between cells, units in the header) and a sheet of `tables.xlsx`; its headers are "
        "names of columns, or Chinese with `--headers zh`.",
        """| | |
|---|---|
| `report.html` | the page, in Chinese and English, without any outside request |
| `maps/` | pictures as PNG, SVG and PDF |
| `tables.xlsx` | all tables as sheets, between notes and the explanation of columns |
| `columns.csv` | every column: Chinese header, meaning and unit in both languages; codes in cells |
| `network.gexf`, `network.graphml` | the network with its measures, for Gephi and others |
| `words/` | methods, captions and references (TXT, BibTeX) |
| `NOTES.txt` | what must be said with the tables |
| `run.json` | inputs with SHA-256, options, versions, method, checks, conservation |
| `MANIFEST.txt` | every file with its SHA-256 |""",
    ),
    "zh": (
        "# 输出文件",
        "一项研究（`tanmai run`）写出的文件，其他命令类似。每张表都有 CSV（UTF-8，逗号分隔，"
        "单位在表头）和 `tables.xlsx` 中的一张工作表；表头为列名，加 `--headers zh` 为中文。",
        """| | |
|---|---|
| `report.html` | 报告，中英文，离线可读 |
| `maps/` | 图件：PNG、SVG、PDF |
| `tables.xlsx` | 全部数据表，前有说明，后有各列解释 |
| `columns.csv` | 每一列的中文表头、含义和单位（中英文），以及单元格中的代码 |
| `network.gexf`、`network.graphml` | 网络及其指标，供 Gephi 等软件使用 |
| `words/` | 方法、图表题与参考文献（TXT、BibTeX） |
| `NOTES.txt` | 引用数据表时必须说明的事项 |
| `run.json` | 输入文件的 SHA-256、选项、版本、方法、检查与守恒 |
| `MANIFEST.txt` | 每个文件及其 SHA-256 |""",
    ),
}
_FURTHER = {
    "en": ("Columns of other commands", "Codes in cells"),
    "zh": ("其他命令的列", "单元格中的代码"),
}
_PLACE = {"en": 0, "zh": 1}


def command_reference(language: str = "en") -> str:
    """Return every command with its options, as their help has them, in ``"en"`` or ``"zh"``."""
    whole: Any = typer.main.get_command(application.app)
    parts = list(_COMMANDS_INTRODUCED[language])
    for words, command in _commands(whole, ("tanmai",)):
        parts += _described(words, command, language)
    return "\n\n".join(parts) + "\n"


def _commands(group: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every command that can be called, with the words that call it."""
    for name, command in group.commands.items():
        called = (*words, name)
        if hasattr(command, "commands"):
            if command.invoke_without_command:
                yield called, command
            yield from _commands(command, called)
        else:
            yield called, command


def _described(words: tuple[str, ...], command: Any, language: str) -> Iterator[str]:
    context = command.make_context(" ".join(words), [], resilient_parsing=True)
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"## {' '.join(words)}"
    yield f"```text\n{usage}\n```"
    yield from (helped(paragraph, language) for paragraph in paragraphs(command.help))
    for group, rows in _options(command, context).items():
        yield f"**{helped(group, language)}**"
        lines = [
            f"| `{' '.join(left.split())}` | {_cell(helped(right, language))} |"
            for left, right in rows
        ]
        yield "\n".join(["| | |", "|---|---|", *lines])
    lines = [line.strip() for line in (command.epilog or "").splitlines()]
    shown = [line for line in lines if line.startswith("tanmai ")]
    if shown:
        yield "\n".join(["```sh", *shown, "```"])


def _options(command: Any, context: Any) -> Mapping[str, list[tuple[str, str]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is None or parameter.name == "help":
            continue
        argument = parameter.param_type_name == "argument"
        named = getattr(parameter, "rich_help_panel", None) or GROUP
        groups.setdefault("Arguments" if argument else named, []).append(record)
    return groups


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def data_dictionary(language: str = "en") -> str:
    """Return the tables that commands write, and what each of their columns holds."""
    at = _PLACE[language]
    parts = list(_FILES_INTRODUCED[language])
    for stem, table in tables_of_a_study().items():
        rows = [(name, said_of(name, stem)[at]) for name in table]
        parts.append(f"## {sheet_name(stem)}\n\n`{stem}.csv`\n\n{_table(rows)}")
    further, in_cells = _FURTHER[language]
    parts.append(f"## {further}")
    for stems, rows in _further(at).items():
        parts.append(f"{', '.join(f'`{stem}.csv`' for stem in stems)}\n\n{_table(rows)}")
    codes = [(name, (en, zh)[at]) for name, _, zh, en in meanings("code")]
    parts.append(f"## {in_cells}\n\n{_table(codes)}")
    return "\n\n".join(parts) + "\n"


def _table(rows: Sequence[tuple[str, str]]) -> str:
    return "\n".join(["| | |", "|---|---|", *(f"| `{name}` | {said} |" for name, said in rows)])


def _further(at: int) -> Mapping[tuple[str, ...], list[tuple[str, str]]]:
    """Return the columns of tables that no study has, by the tables that have them."""
    found: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for name, stems, zh, en in meanings("column"):
        others = tuple(stem for stem in stems if stem not in tables_of_a_study())
        if others:
            found.setdefault(others, []).append((name, (en, zh)[at]))
    return found


def said_of(name: str, stem: str) -> tuple[str, str]:
    """Return what a column holds, in English and in Chinese, unit included."""
    meaning = meaning_of(name, stem)
    if meaning is None:
        raise KeyError(f"columns.csv does not say what the column '{name}' of {stem} holds.")
    units = [f" ({unit})" if unit else "" for unit in map(meaning.unit_in, ("en", "zh"))]
    return meaning.en + units[0], meaning.zh + units[1]


@cache
def tables_of_a_study() -> Mapping[str, pd.DataFrame]:
    """Return all tables that a small study has."""
    made = tm.study("textbook-mini", draws=2, imports="domestic_technology")
    return made.tables


GENERATED: Mapping[str, Callable[[], str]] = {
    "reference/commands.md": command_reference,
    "reference/commands.zh-CN.md": partial(command_reference, "zh"),
    "reference/files.md": data_dictionary,
    "reference/files.zh-CN.md": partial(data_dictionary, "zh"),
    "reference/errors.md": partial(error_reference, "en"),
    "reference/errors.zh-CN.md": partial(error_reference, "zh"),
}
"""What makes each generated page, by its address."""
