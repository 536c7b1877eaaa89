"""Options are written once: the command line is made of the models, with help in groups."""

import pytest
import typer

from tanmai.cli import COMMANDS
from tanmai.cli.application import app
from tanmai.cli.help import paragraphs
from tanmai.cli.parameters import takes
from tanmai.studies.options import ChangeOptions, NetworkOptions, StudyOptions


@pytest.fixture
def tanmai(monkeypatch, capsys):
    from command_line import status_of

    def call(*words):
        assert status_of(monkeypatch, *words) == 0
        return capsys.readouterr().out

    return call


def test_every_option_of_a_study_is_one_of_run_with_its_help(tanmai):
    text = " ".join(tanmai("run", "--help").split())
    for name, field in StudyOptions.model_fields.items():
        assert f"--{name.replace('_', '-')} " in text
        assert field.description
        assert field.description[:20] in text


def test_help_stands_in_groups_and_ends_with_examples(tanmai):
    lines = tanmai("run", "--help").splitlines()
    heads = [line for line in lines if line.endswith(":") and not line.startswith(" ")]
    assert heads == [
        *("Arguments:", "Options:", "Table:", "Emissions, sectors and regions:", "Accounts:"),
        *("Network and paths:", "Beside the accounts:", "Pictures:", "Results:"),
    ]
    assert "  Examples:" in lines
    assert lines[-1].startswith("    tanmai run ")


def test_a_comparison_has_the_options_of_a_study_and_of_its_changes(tanmai):
    text = tanmai("compare", "--help")
    own = {"table", "year"}
    for name in (StudyOptions.model_fields.keys() - own) | ChangeOptions.model_fields.keys():
        assert f"--{name.replace('_', '-')} " in text
    for name in own:
        assert f"--{name} " not in text


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "magnesium"])
def test_no_help_line_is_wider_than_a_terminal(tanmai, command):
    assert max(map(len, tanmai(command, "--help").splitlines())) <= 100


def test_the_list_of_commands_says_what_the_help_of_each_begins_with():
    listed = {name: said for name, (said, *_) in COMMANDS.items()}
    whole = typer.main.get_command(app)
    assert listed == {name: paragraphs(one.help)[0] for name, one in whole.commands.items()}


def test_a_command_gets_the_options_that_were_given():
    @takes(NetworkOptions, without=("top",))
    def command(word: str = "x", *, given):
        return word, given

    unset = dict.fromkeys(NetworkOptions.model_fields.keys() - {"top"})
    assert command(word="y", **unset | {"path_count": 3}) == ("y", {"path_count": 3})
    with pytest.raises(KeyError):
        command(word="y")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--lang", "zh", "--help"), "命令:"),
        (("map", "--lang", "zh", "boundaries", "--help"), "说明一份边界文件"),
        (("check", "--help", "--lang", "zh"), "屏幕输出的语言。"),
        (("--lang", "zh"), "命令:"),
        (("map", "--lang", "zh"), "说明一份边界文件"),
    ],
)
def test_help_is_in_the_language_that_is_asked_for(tanmai, words, said):
    text = tanmai(*words)
    assert said in text
    assert "用法:" in text


def test_help_is_in_the_language_of_the_system(tanmai, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "选项:" in tanmai("tables", "--help")
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert "Options:" in tanmai("tables", "--help")
