"""Messages, their catalogue, and that the two fit: every text has its Chinese, with its parts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import jinja2
import pytest
import typer
from jinja2 import nodes

import tanmai
from tanmai.cli.application import app
from tanmai.cli.help import paragraphs, with_default
from tanmai.core.language import Language
from tanmai.core.messages import (
    LANGUAGES,
    Message,
    catalogue,
    message,
    of_pressures,
    plural,
    read_catalogue,
    recognised,
)
from tanmai.studies.study_template import descriptions

SOURCE = Path(tanmai.__file__).parent
# A call of one of these says or marks a message; its first argument is the text.
SAID_BY = {"say", "message", "self"}

# Labels of input files, names of places and of regions, examples of what a user types, and a
# class of characters are data.
DATA = {
    "accounting/readings/definitions.py",
    "analysis/final_products.py",
    "checks/balance.py",
    "checks/magnitude.py",
    "cli/application.py",
    "cli/map_commands.py",
    "cli/paths_command.py",
    "cli/province_command.py",
    "core/inventory.py",
    "core/labels.py",
    "core/pressure_units.py",
    "core/pressures.py",
    "core/reserved_labels.py",
    "core/units.py",
    "draw/boundaries/cities.py",
    "draw/boundaries/landmarks.py",
    "draw/boundaries/province_rows.py",
    "draw/boundaries/rules.py",
    "draw/boundaries/tianditu.py",
    "draw/fonts.py",
    "metals/magnesium/coupling/magnesium.py",
    "metals/model_parts.py",
    "metals/quantity_units.py",
    "studies/basic_options.py",
    "studies/table_options.py",
    "studies/scenario.py",
    "studies/scenario_file.py",
}
# Flows of matter.
OF_CO2 = {"draw/charts/sankey.py"}
# Readers and writers: the labels of the files that they read and write.
LABELS_OF_FILES = "io/"


class Texts(NamedTuple):
    """Texts of a module: those of messages with the parts that they are given, and in Chinese."""

    said: tuple[tuple[str, str, frozenset[str] | None], ...]
    chinese: tuple[str, ...]


@cache
def texts_of(path: Path) -> Texts:
    """Return the texts of a module; what documents it is none of them."""
    every = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    documented = {node.value for node in every if isinstance(node, ast.Expr)}
    chinese = (
        node.value
        for node in every
        if isinstance(node, ast.Constant) and node not in documented
        if isinstance(node.value, str) and re.search(r"[\u4e00-\u9fff]", node.value)
    )
    said = (
        (text, many, _given(node))
        for node in every
        if isinstance(node, ast.Call)
        for text, many in _texts_of(node)
    )
    return Texts(tuple(said), tuple(chinese))


def _given(call: ast.Call) -> frozenset[str] | None:
    """Return the names of the parts that a call gives; None where they are in a mapping."""
    names = frozenset(keyword.arg for keyword in call.keywords if keyword.arg)
    return names if len(names) == len(call.keywords) else None


def texts_in_code() -> Iterator[tuple[str, str, str]]:
    """Yield every message in the code: its file, its text, and its text for many."""
    for path in sorted(SOURCE.rglob("*.py")):
        for text, many, _ in texts_of(path).said:
            yield path.relative_to(SOURCE).as_posix(), text, many


def _texts_of(call: ast.Call) -> Iterator[tuple[str, str]]:
    method = isinstance(call.func, ast.Attribute)
    name = call.func.attr if method else getattr(call.func, "id", "")
    if name == "plural" and len(call.args) == 3:
        one, many, _ = call.args
        if isinstance(one, ast.Constant) and isinstance(many, ast.Constant):
            yield one.value, many.value
    elif len(call.args) == 1 and name in (SAID_BY if not method else {"say"}):
        given = call.args[0]
        for text in (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,):
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value, ""


def texts_in_templates() -> Iterator[tuple[str, str, str]]:
    """Yield every message in the templates, as `texts_in_code` does."""
    for path in sorted(SOURCE.rglob("*.j2")):
        parsed = jinja2.Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for call in parsed.find_all(nodes.Call):
            of_say = isinstance(call.node, nodes.Name) and call.node.name == "say"
            if of_say and len(call.args) == 1 and isinstance(call.args[0], nodes.Const):
                yield path.relative_to(SOURCE).as_posix(), call.args[0].value, ""


def texts_of_help() -> Iterator[str]:
    """Yield the paragraphs of the help of every command and option, and their groups."""
    waiting = [typer.main.get_command(app)]
    while waiting:
        command = waiting.pop()
        waiting += getattr(command, "commands", {}).values()
        yield from paragraphs(command.help)
        for option in command.params:
            yield getattr(option, "rich_help_panel", None) or ""
            yield with_default(getattr(option, "help", None) or "")[0]


@cache
def used() -> dict[str, tuple[str, str]]:
    """Return every message by its text: the file that has it, and its text for many."""
    of_options = [("studies/options.py", text, "") for text in descriptions()]
    of_help = [("cli/help.py", text, "") for text in texts_of_help() if text]
    found = (*of_help, *texts_in_code(), *texts_in_templates(), *of_options)
    return {text: (file, many) for file, text, many in found}


def parts(text: str) -> set[str]:
    return set(re.findall(r"(?<!\{)\{(\w+)\}", text))


def test_every_message_has_its_chinese() -> None:
    missing = {text: file for text, (file, _) in used().items() if not catalogue("zh").get(text)}
    entries = "\n\n".join(
        f'#: src/tanmai/{file}\nmsgid "{text}"\nmsgstr ""' for text, file in missing.items()
    )
    assert not missing, f"These are not in locale/zh/LC_MESSAGES/tanmai.po:\n\n{entries}"


def test_no_message_of_the_catalogue_is_unused() -> None:
    assert not set(catalogue("zh")) - set(used())


def test_both_languages_have_the_same_parts() -> None:
    chinese = catalogue("zh")
    differ = [
        text
        for text, (_, many) in used().items()
        if text in chinese and parts(many or text) != parts(chinese[text])
    ]
    assert not differ


def test_every_part_is_given() -> None:
    """A call gives the parts that its text names, where it gives them by name."""
    wrong = [
        (path.name, text)
        for path in sorted(SOURCE.rglob("*.py"))
        for text, many, given in texts_of(path).said
        if given and not parts(many or text) | parts(text) <= given | ({"n"} if many else set())
    ]
    assert not wrong


def test_no_chinese_stands_in_the_code() -> None:
    held = {
        path.relative_to(SOURCE).as_posix(): texts
        for path in sorted(SOURCE.rglob("*.py"))
        if (texts := texts_of(path).chinese)
    }
    names = {name for name in held if not name.startswith(LABELS_OF_FILES)}
    assert not {name: held[name] for name in names - DATA}
    assert not DATA - set(held), "These hold no Chinese any more."


def test_a_message_is_said_with_its_parts() -> None:
    said = message("{flows} of {n}", flows=message("flows"), n=3)
    assert str(said) == "flows of 3"
    assert said.into("en") == "flows of 3"
    assert message("flows").pair == ("流量", "flows")
    assert Language("en")(message("{n} of {all}", n=3), all=4) == "3 of 4"


def test_a_text_without_parts_keeps_its_braces() -> None:
    assert str(message("{not a part}")) == "{not a part}"


@pytest.mark.parametrize(("n", "said"), [(1, "1 sector"), (0, "0 sectors"), (42, "42 sectors")])
def test_plurals_follow_the_number(n: int, said: str) -> None:
    assert str(plural("{n} sector", "{n} sectors", n)) == said
    assert Language("zh").plural("{n} sector", "{n} sectors", n) == f"{n} 个部门"


def test_what_is_not_in_the_catalogue_is_said_in_english() -> None:
    assert Language("zh")(message("a name of the user's")) == "a name of the user's"


def test_the_catalogue_is_read_as_gettext_does() -> None:
    text = (
        'msgid ""\nmsgstr "Language: zh\\n"\n\n# a note\n#: file.py\nmsgid "a "\n"\\"b\\""\n'
        'msgstr "甲"\n\nmsgid "{n} x"\nmsgid_plural "{n} xs"\nmsgstr[0] "{n} 乙"\n'
    )
    assert read_catalogue(text) == {'a "b"': "甲", "{n} x": "{n} 乙"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_and_brackets(language: str) -> None:
    say = Language(language)
    assert say.join([]) == ""
    assert say.join(["a"]) == "a"
    assert say.join(["a", "b", "c"]) == {"zh": "a、b和c", "en": "a, b and c"}[language]
    assert say.brackets("x") == {"zh": "（x）", "en": " (x)"}[language]
    assert say.percent(0.123) == {"zh": "12%", "en": "12\N{NO-BREAK SPACE}%"}[language]


def test_an_amount_is_written_as_each_language_counts() -> None:
    assert Language("zh").quantity(217.0, "Mt CO2") == "2.17\N{NO-BREAK SPACE}亿吨"
    assert Language("zh").quantity(0.5, "Mt CO2") == "50.0\N{NO-BREAK SPACE}万吨"
    assert Language("en").quantity(217.0, "Mt CO2") == "217\N{NO-BREAK SPACE}Mt CO₂"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_of_another_pressure_speaks_of_carbon(language: str) -> None:
    of_carbon = r"CO₂|[Cc]arbon|\b[Ee]mi(?:t|ssion)|碳|排放"
    assert not [said for said in of_pressures(language).values() if re.search(of_carbon, said)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_of_another_pressure_have_the_parts_of_those_of_carbon(language: str) -> None:
    known = used()
    own = {text for text, _ in known.items()} | {many for _, many in known.values()}
    differ = []
    for text, said in of_pressures(language).items():
        of_carbon = catalogue("zh").get(text, text) if language == "zh" else text
        if text in own and parts(said) - {"pressure", "Pressure"} != parts(of_carbon):
            differ.append(text)
    assert not differ


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_carbon_in_a_study_has_one_of_another_pressure(language: str) -> None:
    of_carbon = r"CO₂|[Cc]arbon|\b[Ee]mi(?:t|ssion)|排放|隐含碳|碳流动"
    for text, (file, many) in used().items():
        if not file.startswith(("report/", "draw/charts/")) or file in OF_CO2:
            continue
        forms = [catalogue("zh")[text]] if language == "zh" else [text, many]
        for form in filter(None, forms):
            key = text if language == "zh" else form
            said = of_pressures(language).get(key, form)
            assert not re.search(of_carbon, said), (file, form)


def test_a_message_is_recognised_by_its_english() -> None:
    said = message(
        "{n} negative intermediate flows ({lost} x 10^4 CNY) set to 0.", n=3, lost="-178.918"
    )
    assert recognised(str(said)).into("zh") == said.into("zh")
    assert recognised("a change of the user's") == Message("a change of the user's")


def test_a_message_is_said_of_a_pressure() -> None:
    said = message("Production-based CO₂ emissions, {year}", year=2017)
    assert said.into("en", "water use") == "Production-based water use, 2017"
    assert said.into("zh", "用水") == "2017 年生产侧用水"
    assert said.into("en") == "Production-based CO₂ emissions, 2017"


def test_a_chart_speaks_of_a_pressure() -> None:
    said = message("Hatched: no emission inventory ({regions}).", regions="Xizang")
    assert said.into("en", "employment") == "Hatched: no data (Xizang)."
    assert said.into("en") == "Hatched: no emission inventory (Xizang)."
