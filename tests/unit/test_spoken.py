"""A command speaks the languages of ``--lang``, its errors too."""

from __future__ import annotations

import threading

import pytest

from tanmai.cli import main
from tanmai.cli.application import working
from tanmai.cli.results import say_wide
from tanmai.cli.spoken import said
from tanmai.core.messages import message


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ([], "流量 flows"),
        (["--lang", "zh"], "流量"),
        (["--lang=en"], "flows"),
        (["--lang", "both"], "流量 flows"),
    ],
)
def test_what_is_said_follows_the_option(monkeypatch, words: list[str], text: str) -> None:
    monkeypatch.setattr("sys.argv", ["tanmai", "run", *words])
    assert said(message("flows")) == text


@pytest.mark.parametrize(
    ("lang", "text"), [("zh", "既不是内置的表"), ("en", "is neither an embedded")]
)
def test_an_error_is_said_in_the_language(monkeypatch, capsys, tmp_path, lang, text) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["tanmai", "run", "--table", "nothing", "--lang", lang])
    with pytest.raises(SystemExit) as ended:
        main()
    shown = capsys.readouterr().err
    assert ended.value.code == 2
    assert text in shown
    assert ("is neither" in shown) == (lang == "en")


def test_pictures_that_stay_at_two_columns_are_named(monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.setattr("sys.argv", ["tanmai", "run", "--lang", "en"])
    for name, width in (("flows.en", 510.2), ("flows.zh", 510.2), ("network.en", 255.1)):
        (tmp_path / f"{name}.svg").write_text(f'<svg xmlns="x" width="{width}pt" height="9pt">')
    say_wide(tmp_path)
    assert capsys.readouterr().out.strip() == "Two columns wide, for lack of space: flows."


def test_what_is_being_done_is_shown_without_a_thread() -> None:
    threads = threading.active_count()
    with working(message("Drawing the map")):
        assert threading.active_count() == threads
