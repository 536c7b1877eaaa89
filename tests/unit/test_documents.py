"""What the documents show works as they show it."""

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
DOCUMENTS = sorted([*REPOSITORY.glob("README*.md"), *(REPOSITORY / "docs").rglob("*.md")])


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_python_in_the_documents_runs(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # what they write stays there
    for code in re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
        exec(compile(code, path.name, "exec"), {})


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path):
    for link in re.findall(r"\]\((?!http)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / link).exists(), f"{path.name} links to {link}"


def test_pictures_of_the_documents_are_light():
    pictures = list((REPOSITORY / "docs").rglob("*.png"))
    assert pictures
    assert sum(path.stat().st_size for path in pictures) < 1_000_000


def test_both_languages_show_the_same_commands():
    commands = [
        re.findall(
            r"^(?:make|tanmai|pip) [^#\n]*", (REPOSITORY / name).read_text("utf-8"), re.MULTILINE
        )
        for name in ("README.md", "README.zh-CN.md")
    ]
    assert commands[0] == commands[1]


def test_commands_shown_have_options_that_exist():
    from tanmai.studies.options import StudyOptions

    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"tanmai run[^#\n]*?--([a-z-]+)", text))
    assert shown
    assert {name.replace("-", "_") for name in shown} <= set(StudyOptions.model_fields)
