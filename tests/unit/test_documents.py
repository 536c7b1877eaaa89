"""What the documents show works as they show it, and the site leads to all of them."""

import ast
import json
import re
from pathlib import Path

import error_reference
import generated
import notebooks
import pytest

from tanmai.cli import COMMANDS

REPOSITORY = Path(__file__).parents[2]
DOCUMENTS = sorted([*REPOSITORY.glob("README*.md"), *(REPOSITORY / "docs").rglob("*.md")])
LINKED = sorted(
    {
        *DOCUMENTS,
        *REPOSITORY.glob("*.md"),
        *REPOSITORY.glob("mrio_tables/README*.md"),
        *REPOSITORY.glob("shapefiles/README*.md"),
        *REPOSITORY.glob("analyses/*/README.md"),
    }
)
MADE = {REPOSITORY / "docs" / uri for uri in generated.GENERATED}


def named(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def code_of(path: Path) -> str:
    """Return what a document shows in Python, as one program without its comments."""
    blocks = re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
    return re.sub(r"[ ]*#[^\n\"]*$", "", "".join(blocks), flags=re.MULTILINE)


def translated() -> list[Path]:
    return [path for path in DOCUMENTS if path.name.endswith(".zh-CN.md")]


def original(path: Path) -> Path:
    return path.with_name(path.name.replace(".zh-CN.md", ".md"))


PROGRAMS = [path for path in DOCUMENTS if path not in translated() and code_of(path)]


class _WithoutTexts(ast.NodeTransformer):
    def visit_Constant(self, node):
        return ast.Constant("") if isinstance(node.value, str) else node


@pytest.mark.parametrize("path", PROGRAMS, ids=named)
def test_python_in_the_documents_runs(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # what they write stays there
    exec(compile(code_of(path), path.name, "exec"), {})


@pytest.mark.parametrize("path", translated(), ids=named)
def test_a_translation_shows_the_same_code(path):
    """Texts apart: so it runs as the original does."""
    shown = [_WithoutTexts().visit(ast.parse(code_of(one))) for one in (path, original(path))]
    assert ast.unparse(shown[0]) == ast.unparse(shown[1])


@pytest.mark.parametrize("path", LINKED, ids=named)
def test_links_between_documents_lead_somewhere(path):
    for link in re.findall(r"\]\((?!http)([^)#]+)", path.read_text(encoding="utf-8")):
        target = (path.parent / link).resolve()
        assert target.exists() or target in MADE, f"{path.name} links to {link}"


def test_pictures_of_the_documents_are_light():
    pictures = list((REPOSITORY / "docs").rglob("*.png"))
    assert pictures
    assert sum(path.stat().st_size for path in pictures) < 2_000_000


def test_both_languages_show_the_same_commands():
    commands = [
        re.findall(
            r"^(?:make|tanmai|pip) [^#\n]*", (REPOSITORY / name).read_text("utf-8"), re.MULTILINE
        )
        for name in ("README.md", "README.zh-CN.md")
    ]
    assert commands[0] == commands[1]


@pytest.mark.parametrize("path", translated(), ids=named)
def test_a_translation_has_its_original_and_both_lead_to_each_other(path):
    assert f"({original(path).name})" in path.read_text(encoding="utf-8")
    assert f"({path.name})" in original(path).read_text(encoding="utf-8")


def test_the_site_leads_to_every_page():
    """And names none that is neither written nor generated nor a document elsewhere."""
    nav = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2]
    named_pages = set(re.findall(r"- ([\w./-]+\.md)$", nav, re.MULTILINE))
    written = {
        path.relative_to(REPOSITORY / "docs").as_posix()
        for path in DOCUMENTS
        if path.is_relative_to(REPOSITORY / "docs")
    }
    pages = written | set(generated.GENERATED) | set(generated.BESIDE.values())
    assert named_pages == {page for page in pages if not page.endswith(".zh-CN.md")}


def test_a_notebook_holds_the_code_of_its_page_and_what_it_prints():
    first, second = "```python\na = 2\n```\n\n", "```python\nprint(a)\na + 1\n```\n"
    page = f"# One\n\nSee [two](two.md).\n\n![Map](map.png)\n\n{first}{second}End.\n"
    cells = json.loads(notebooks.notebook(page))["cells"]
    assert [cell["source"] for cell in cells] == [
        "# One\n\nSee two.",
        "a = 2",
        "print(a)\na + 1",
        "End.",
    ]
    assert [cell.get("outputs") for cell in cells][1:3] == [
        [],
        [{"output_type": "stream", "name": "stdout", "text": "2\n3\n"}],
    ]
    assert "a + 1\n```\n\n```text\n2\n3\n```\nEnd." in notebooks.with_outputs(page)


def test_the_reference_names_every_command_and_its_options():
    text = generated.command_reference()
    headed = set(re.findall(r"^## tanmai ([a-z]+)", text, re.MULTILINE))
    assert headed == set(COMMANDS)
    run = text.partition("## tanmai run\n")[2].partition("\n## ")[0]
    assert {"--table", "--focus", "--draws", "--out"} <= set(re.findall(r"--[a-z-]+", run))


def test_both_pages_of_methods_list_the_same_sources():
    pages = [
        REPOSITORY / "docs" / "reference" / f"methods{language}.md" for language in ("", ".zh-CN")
    ]
    sources = [re.findall(r"^- .*", page.read_text("utf-8"), re.MULTILINE) for page in pages]
    assert len(sources[0]) > 30
    assert sources[0] == sources[1]


def test_commands_shown_in_the_documents_exist_and_have_their_options():
    parts = generated.command_reference().split("\n## tanmai ")[1:]
    options = {part.partition("\n")[0]: set(re.findall(r"--[a-z-]+", part)) for part in parts}
    for path in DOCUMENTS:
        for block in re.findall(r"```sh\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
            for line in re.findall(r"^tanmai ([a-z][^#\n]*)", block, re.MULTILINE):
                words = re.sub(r"^map (?!boundaries)", "map values ", line)
                called = [name for name in options if f"{words} ".startswith(f"{name} ")]
                assert called, f"{path.name}: tanmai {line}"
                asked = set(re.findall(r"--[a-z-]+", line)) - {"--help"}
                assert asked <= options[max(called, key=len)], f"{path.name}: tanmai {line}"


def test_the_reference_of_errors_explains_every_kind_and_lists_the_messages():
    texts = [
        error_reference.error_reference(language, REPOSITORY / "src" / "tanmai" / "joining")
        for language in ("en", "zh")
    ]
    assert not error_reference.kinds_without_words()
    assert all("`row-balance`" in text for text in texts)
    assert texts[0].count("<li>") == texts[1].count("<li>") > 10
    assert "The place of <var>region</var> is not known (<var>n</var> such regions)" in texts[0]


def test_the_dictionary_says_what_every_column_holds():
    text = generated.data_dictionary()
    for stem, table in generated.tables_of_a_study().items():
        part = text.partition(f"`{stem}.csv`")[2].partition("\n## ")[0]
        assert all(f"| `{name}` | " in part for name in table), stem
    with pytest.raises(KeyError, match="no_such_column"):
        generated.said_of("no_such_column", "flows")
