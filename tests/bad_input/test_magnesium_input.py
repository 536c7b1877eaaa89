"""What is wrong with a request or a file of magnesium is one message with the fix, status 2."""

import re
import sys

import pytest

from tanmai import cli
from tanmai.metals.magnesium.flows.definition_file import bundled_definitions

BUNDLED = bundled_definitions()["magnesium-2015"]
LIKE = 'like = "magnesium-2015"\n'


@pytest.fixture
def refused(monkeypatch, tmp_path, capsys):
    """Run a command that must fail, and return its message."""
    monkeypatch.chdir(tmp_path)

    def run(*words, config=None):
        if config is not None:
            (tmp_path / "own.toml").write_text(config, encoding="utf-8")
            words = (*words, "--config", "own.toml")
        monkeypatch.setattr(sys, "argv", ["tanmai", "magnesium", *words, "--out", "result"])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        message = " ".join(capsys.readouterr().err.split())
        assert stop.value.code == 2
        assert "Traceback" not in message
        assert not (tmp_path / "result").exists()
        return message

    return run


def without_price_of(flow: str) -> str:
    blocks = BUNDLED.read_text(encoding="utf-8").split("[[prices]]")
    kept = [block for block in blocks if f'flow = "{flow}"\nmarket' not in block]
    assert len(kept) == len(blocks) - 1
    return "[[prices]]".join(kept)


@pytest.mark.parametrize(
    ("words", "config", "said"),
    [
        (
            ["flows"],
            LIKE + '[[relations]]\nname = "scrap that returns to production"\nshare = 1.2\n',
            "scrap that returns to production share.*less than or equal to 1 (given: 1.2)",
        ),
        (
            ["flows"],
            LIKE + '[[flows]]\nkey = "ingots_made"\nunit = "MWh"\n',
            "flow 'ingots_made' is in 'MWh', which is not a unit of mass; convert it to one of",
        ),
        (["flows"], LIKE + "yeer = 2016\n", "unknown key. Did you mean 'year'?"),
        (
            ["flows"],
            LIKE + '[[prices]]\nflow = "tin"\n',
            "correct: prices tin market: this key is missing",
        ),
        (["value"], without_price_of("alloys_used"), "alloys_used has no price; add a [[prices]]"),
        (
            ["value"],
            BUNDLED.read_text(encoding="utf-8").replace("cny_per_usd = 6.2284\n", ""),
            "is in USD; give the year's rate as 'cny_per_usd'",
        ),
        (["flows", "--year", "2014"], LIKE, "own.toml is of 2015, and --year asks for 2014"),
        (
            ["footprint"],
            'like = "magnesium"\n[[routes]]\nkey = "electrolytic"\n[[routes.inputs]]\n'
            'key = "power"\nunit = "MWh"\n',
            "input 'power' of route 'electrolytic' is in 'MWh'; give power in kWh",
        ),
        (
            ["couple"],
            "output = { Shaanxi = 5e7 }\n",
            "of its host Shaanxi 陕西, 14 .* short, and the host would turn negative. Lower the",
        ),
        (["couple"], "output = { Shaanxy = 1.0 }\n", "'Shaanxy' is not a province .*Shaanxi"),
        (
            ["couple"],
            'output = { Shaanxi = 1.0, "陕西" = 2.0 }\n',
            "'Shaanxi' and '陕西' are the same province; keep one",
        ),
        (["couple"], "output = { Shaanxi = 0.0 }\n", "No province makes magnesium; give an output"),
        (["couple"], 'uses = { "99" = 0.5 }\n', "sector '99' is not in this table"),
        (
            ["flows"],
            'like = ["magnesium-2015"]\n',
            "like = '['magnesium-2015']' is not a process def",
        ),
        (["footprint"], "like = 3\n", "like = '3' is not a file of routes"),
        (
            ["flows"],
            LIKE + '[[flows]]\nkey = "dolomite"\nvalue = [1.0]\n',
            "flows dolomite value: input should be a valid number (given: [1.0])",
        ),
        (
            ["flows"],
            LIKE + '[[flows]]\nkey = "dolomite"\nvalue = 1e-310\n',
            "flows dolomite value: an amount is 0 or at least 1e-30",
        ),
        (
            ["flows"],
            LIKE + '[[flows]]\nkey = "dolomite"\nsd = 1e-320\n',
            "flows dolomite sd: input should be greater than or equal to 0.000001",
        ),
        (
            ["flows"],
            LIKE + '[[relations]]\nname = "slag"\nfactor = { a = 1 }\n',
            "relations slag",
        ),
        (["couple"], "price = [1.0]\n", "price: input should be a valid number (given: [1.0])"),
        (["couple"], "prise = 1.0\n", "prise: unknown key. Did you mean 'price'?"),
        (["couple"], "ferrosilicon = { Shanxi = { Gansu = 0.5 } }\n", "Shanxi sum to 0.5"),
    ],
)
def test_a_file_at_fault(refused, words, config, said):
    pattern = ".*".join(map(re.escape, said.split(".*")))
    assert re.search(pattern, refused(*words, config=config))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["flows", "--year", "2013"], "published for 2013, only for 2015. Give your own"),
        (["flows", "--config", "none.toml"], "none.toml is not a file"),
        (["footprint", "--route", "pidgin"], "There is no route 'pidgin'. Known: pidgeon_2015, "),
        (["footprint", "--province", "Shaanxy"], "'Shaanxy' is not a province"),
        (["footprint", "--draws", "1"], "The number of draws is 1; give 2 or more"),
        (["footprint", "--lang", "fr"], "lang = 'fr': input should be 'zh', 'en' or 'both'"),
        (["couple", "--year", "2012"], "'cn31-2017' is of 2017, and --year asks for 2012; leave"),
        (["couple", "--table", "cn31-2015"], "not published for 2015, only for"),
        (["couple", "--table", "textbook-mini"], "lacks provinces that make magnesium"),
        (
            ["couple", "--province", "Beijing"],
            "No output of magnesium is known of Beijing 北京, only of",
        ),
        (["couple", "--province", "Shaanxy"], "'Shaanxy' is not a province"),
        (["couple", "--route", "pidgin"], "no route 'pidgin'"),
    ],
)
def test_a_request_at_fault(refused, words, said):
    assert said in refused(*words)


def test_a_definition_of_another_metal_is_told_which_flow_it_lacks(refused):
    text = BUNDLED.read_text(encoding="utf-8").replace("pidgeon_magnesium", "pidgeon_metal")
    assert "pidgeon_magnesium" in refused("flows", config=text)
