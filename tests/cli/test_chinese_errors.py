"""With ``--lang zh`` an error is said in Chinese alone: names, paths and options aside."""

from __future__ import annotations

import re

import pytest

from command_line import status_of

FILES = {
    "values.csv": "province,value\nShaanxi,1\nShanxi,2\n",
    "unknown.csv": "province,value\nShaanxi,1\nShanxy,2\n",
    "words.csv": "province,value\nShaanxi,many\n",
    "twice.csv": "from,to,value\nShaanxi,Shanxi,1\nShaanxi,Shanxi,2\n",
    "flows.csv": "from,to,value\nShaanxi,Shanxi,1\n",
    "syntax.toml": "focus = \n",
    "key.toml": 'focuss = "mining"\n',
    "top.toml": 'top = "many"\n',
    "book.xlsx": "<html><body>Log in</body></html>",
    "sheet.csv": "a,b\n1,2\n",
    "metal.toml": 'like = "magnesium-2014"\n',
}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("map nothing.csv", "不是文件"),
        ("check", "缺少参数 'table'"),
        ("run --boundary", "没有选项 --boundary"),
        ("run --top many", "'--top' 的值无效：应为整数"),
        ("maps", "没有命令 'maps'"),
        ("map unknown.csv", "“Shanxy”不是已知的中国省份"),
        ("map words.csv", "many"),
        ("map values.csv --breaks low", "请给出数值"),
        ("map values.csv --colours nice", "“nice”不是颜色"),
        ("flowmap flows.csv --regions sic9", "“sic9”"),
        ("flowmap twice.csv", "出现两次"),
        ("run syntax.toml", "不是有效的 TOML"),
        ("run key.toml", "“focuss”不是已知的研究文件的键"),
        ("run top.toml", "应为整数"),
        ("run --table book.xlsx", "网页"),
        ("run --table sheet.csv", "sheet.csv"),
        ("run --table cn31-2017 --draws 1", "请给出 2 次以上"),
        ("magnesium flows --config metal.toml", "“magnesium-2014”不是内置的流程定义"),
    ],
)
def test_an_error_is_in_chinese_alone(monkeypatch, tmp_path, capsys, words: str, said: str) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert status_of(monkeypatch, *words.split(), "--lang", "zh") == 2
    shown = capsys.readouterr().err
    assert said in shown
    assert "错误：" in shown
    assert not re.search(r"\b[A-Za-z]+ [a-z]+ [a-z]+\b", shown), shown
