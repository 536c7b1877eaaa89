"""The reference of errors, read from the program: kinds, rules of a table, messages."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import tanmai
from tanmai.checks import rules
from tanmai.core import errors
from tanmai.core.messages import translated

_SOURCE = Path(tanmai.__file__).parent
_KINDS: Mapping[str, tuple[str, str, str, str]] = {
    "FileError": (
        "A file is missing, unreadable or not of the layout that it claims.",
        "Look at the sheet, cell or line that the message names; `tanmai info FILE` says what a "
        "file is taken for.",
        "文件不存在、无法读取，或与其版式不符。",
        "查看信息所指的工作表、单元格或行；`tanmai info 文件` 显示文件被识别成什么。",
    ),
    "LabelError": (
        "A province, sector or category is unknown, missing, repeated or out of place.",
        "Take the nearest name that the message offers, or the code; codes of provinces are those "
        "of GB/T 2260.",
        "省份、部门或类别无法识别、缺失、重复或位置有误。",
        "采用信息中给出的相近名称，或改用代码；省份代码按 GB/T 2260。",
    ),
    "UnitError": (
        "A unit is unknown, or a magnitude cannot be right.",
        "Write the unit in the header or give it by `--unit`; look for a factor of ten thousand "
        "(万) or a hundred million (亿).",
        "单位无法识别，或数量级不可能正确。",
        "在列名中写明单位或用 `--unit` 指定；检查是否相差一万倍或一亿倍。",
    ),
    "TableError": (
        "The parts of a table do not fit together, or it breaks a rule.",
        "`tanmai check TABLE` lists every rule with the place and the fix.",
        "表的各部分不一致，或违反规则。",
        "`tanmai check 表` 逐条列出规则、位置和改正办法。",
    ),
    "UnsolvableError": (
        "The system of a table, or a model, has no solution.",
        "Correct the sectors that the message names: their inputs exceed their output.",
        "投入产出模型或其他模型无解。",
        "改正信息所指的部门：其投入超过产出。",
    ),
    "ConservationError": (
        "An account does not return the emissions that went into it.",
        "The table is not balanced: run `tanmai check` and correct the rows that it names.",
        "核算结果之和与投入的排放不相等。",
        "表不平衡：运行 `tanmai check`，改正所指的行。",
    ),
    "OptionError": (
        "An option, or a key of a file of options, is unknown or out of range.",
        "Take one of the values that the message lists; `tanmai COMMAND --help` explains them.",
        "选项或选项文件中的键无法识别，或超出范围。",
        "采用信息列出的取值；`tanmai 命令 --help` 有说明。",
    ),
    "BoundaryError": (
        "A file of boundaries cannot be used for a map.",
        "`tanmai map boundaries FILE` lists what the file has and lacks.",
        "界线文件不能用于制图。",
        "`tanmai map boundaries 文件` 列出文件中有什么、缺什么。",
    ),
    "SchedulerError": (
        "A cluster does not answer, or lost its workers.",
        "Start scheduler and workers again, and run again.",
        "计算集群没有应答，或计算节点丢失。",
        "重新启动调度器和节点，再运行一次。",
    ),
}
"""By kind: what it means and what to do, in English and in Chinese."""
_WORDS = {
    "en": (
        "Errors",
        "An error is one message that says what is wrong, where, and how to fix it. The command "
        "line then ends with status 2 and leaves no half-written result; `tanmai --debug COMMAND` "
        "also shows where in the program it arose. In Python it is an exception of "
        "`tanmai.core.errors`; all are a `TanmaiError`. A warning leaves the result standing: it "
        "is printed, and stands in the report and in `run.json`. What is checked and why is "
        "explained in [What is checked](../what-is-checked.md). To find a message, search this "
        "page for its fixed words; what is filled in is set in italics.",
        ("Kinds", "| kind | what it means | what to do |"),
        ("Rules of a table", "| rule | what must hold | limit | if broken | what to do |"),
        {"error": "error", "warning": "warning"},
        "Messages",
    ),
    "zh": (
        "错误信息",
        "每个错误只有一条信息，说明错在哪里、为什么、如何改正。命令行此时以状态 2 结束，"
        "不留下写了一半的结果；`tanmai --debug 命令` 另外显示程序中的位置。在 Python 中，"
        "错误是 `tanmai.core.errors` 的异常，都属于 `TanmaiError`。警告不影响结果：它会显示出来，"
        "并写入报告和 `run.json`。检查什么、为什么检查，见[检查内容](../what-is-checked.md)。"
        "查找某条信息时，请搜索其中固定的文字；由程序填入的部分以斜体表示。",
        ("种类", "| 种类 | 含义 | 处理 |"),
        ("表的规则", "| 规则 | 要求 | 限值 | 违反时 | 处理 |"),
        {"error": "错误", "warning": "警告"},
        "信息",
    ),
}


def error_reference(language: str, source: Path = _SOURCE) -> str:
    """Return the page of errors in ``"en"`` or ``"zh"``, with the messages of a folder of code."""
    title, intro, kinds, checked, severities, messages = _WORDS[language]
    at = 2 if language == "zh" else 0
    parts = [
        f"# {title}",
        intro,
        f"## {kinds[0]}",
        _table(
            kinds[1],
            ((f"[{kind}](#{kind.lower()})", *texts[at : at + 2]) for kind, texts in _KINDS.items()),
        ),
    ]
    rows = (
        (
            f"`{rule.code}`",
            rule.name(language),
            f"{rule.limit_text} {rule.unit_name(language)}".strip(),
            severities[rule.severity],
            rule.fix(language),
        )
        for rule in vars(rules).values()
        if isinstance(rule, rules.Rule)
    )
    parts += [f"## {checked[0]}", _table(checked[1], rows), f"## {messages}"]
    for kind in _KINDS:
        said = sorted(translated(language, text) for text in messages_of_errors(source)[kind])
        items = "\n".join(f"<li>{_marked(text)}</li>" for text in said)
        parts += [f"### {kind}", f"<ul>\n{items}\n</ul>"]
    return "\n\n".join(parts) + "\n"


def _table(head: str, rows: Iterator[tuple[str, ...]]) -> str:
    lines = ("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)
    return "\n".join([head, "|---" * (head.count("|") - 1) + "|", *lines])


def _marked(text: str) -> str:
    """Return a message as HTML: what is filled in as variables, what is typed as code."""
    safe = re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(text, quote=False))
    fixed = safe.replace("{nearest}", "").replace("{{", "&#123;").replace("}}", "&#125;")
    return re.sub(
        r"\{(\w+?)(?:_\d+)?\}", lambda part: f"<var>{part[1].replace('_', ' ')}</var>", fixed
    )


@cache
def messages_of_errors(source: Path) -> Mapping[str, frozenset[str]]:
    """Return the English texts that the code of a folder raises, by the kind of error."""
    found: dict[str, set[str]] = {kind: set() for kind in _KINDS}
    for path in source.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(kind),
                    args=[ast.Call(func=ast.Name("message"), args=[ast.Constant(str(text))])],
                ) if kind in found:
                    found[kind].add(text)
    return {kind: frozenset(texts) for kind, texts in found.items()}


def kinds_without_words() -> set[str]:
    """Return the errors of tanmai that this reference does not explain."""
    return {
        name
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, errors.TanmaiError)
    } - {"TanmaiError", *_KINDS}
