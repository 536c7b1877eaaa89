"""Tables of one region from the command line: found, named, treated, refused in time."""

import sys

import pytest

import made_up_regions as made
from made_up_sheets import write_workbook
from made_up_xls import write_xls
from tanmai import cli
from tanmai.io.bundle import read_bundle

T = made.region()
UNNAMED = "2017年投入产出表"


@pytest.fixture
def tanmai(monkeypatch, tmp_path, capsys):
    """Run a command in an empty folder; return status, output and error text."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "400")

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["tanmai", *map(str, words)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        printed = capsys.readouterr()
        return stop.value.code or 0, printed.out, " ".join(printed.err.split())

    return run


@pytest.mark.parametrize("write", [write_workbook, write_xls])
@pytest.mark.parametrize("name", ["河北.xlsx", "河北.xls", "Hebei2017.xls"])
def test_a_workbook_of_one_region_needs_no_layout(tanmai, tmp_path, write, name):
    write(tmp_path / name, {"Hebei2017": made.sheet(T, title=UNNAMED.replace("2017年", "河北"))})
    status, text, error = tanmai("info", name, "--year", 2017)
    assert (status, error) == (0, "")
    assert "tanmai.io.nbs" in text
    assert "1: Hebei 河北" in text
    assert "outflow to other provinces" in " ".join(text.split())


def test_the_region_is_given_in_every_command(tanmai, tmp_path):
    write_workbook(tmp_path / "t.xlsx", {"Sheet1": made.sheet(T, title=UNNAMED)})
    status, _, error = tanmai("info", "t.xlsx")
    assert status == 2
    assert "does not state its region once; give the region: --region" in error
    for command in (("info", "t.xlsx"), ("check", "t.xlsx"), ("convert", "t.xlsx", "saved")):
        assert tanmai(*command, "--region", "陕西")[0] == 0
    assert read_bundle(tmp_path / "saved").regions[0].code == "610000"
    for command in (("run", "--table", "t.xlsx"), ("extract", "t.xlsx")):
        status, _, error = tanmai(*command, "--region", "陕西")
        assert status == 2
        assert "'nbs-shaanxi-2017' has no emissions, which accounts of carbon need" in error


def test_a_region_is_refused_where_it_means_nothing(tanmai):
    status, _, error = tanmai("info", "textbook-mini", "--region", "陕西")
    assert status == 2
    assert "--region is for tables of one region" in error
    status, _, error = tanmai("info", "textbook-mini", "--import-treatment", "all_uses")
    assert "--import-treatment is for tables of one region" in error


def test_the_treatment_of_imports_is_chosen(tanmai, tmp_path):
    write_workbook(tmp_path / "t.xlsx", {"Sheet1": made.sheet(T)})
    for treatment, said in (
        ("net_exports", "exports counted net"),
        ("all_uses", "out of all uses"),
    ):
        status, text, _ = tanmai("info", "t.xlsx", "--import-treatment", treatment)
        assert status == 0
        assert said in text
    status, _, error = tanmai("info", "t.xlsx", "--import-treatment", "all_use")
    assert status == 2
    assert "Did you mean 'all_uses'?" in error


def test_a_sum_that_is_off_is_printed_by_a_check(tanmai, tmp_path):
    grid = made.sheet(T)
    grid[5 + 6 + 2][3 + 6] *= 1.005
    write_workbook(tmp_path / "t.xlsx", {"Sheet1": grid})
    status, text, _ = tanmai("check", "t.xlsx")
    assert status == 0
    assert "Sums that differ from their total in TIU by little: row VA002" in text


def test_a_study_without_emissions_says_at_once_what_would_serve(tanmai, tmp_path):
    write_workbook(tmp_path / "t.xlsx", {"Sheet1": made.sheet(T)})
    status, _, error = tanmai("run", "--table", "t.xlsx", "--out", "study")
    assert status == 2
    assert "a row for each of its sectors (01 … 06) and for 'household'" in error
    assert not (tmp_path / "study").exists()


def test_a_national_table_takes_emissions_by_its_own_name(tanmai, tmp_path):
    grid = made.sheet(T, title="中国2017年投入产出表")
    write_workbook(tmp_path / "t.xlsx", {"Sheet1": grid})
    rows = [f"中国,{code},1.5" for code in (*range(1, 7), "household")]
    (tmp_path / "co2.csv").write_text("\n".join(["province,sector_code,MtCO2", *rows]), "utf-8")
    status, _, error = tanmai("check", "t.xlsx", "--emissions", "co2.csv")
    assert (status, error) == (0, "")


def test_a_comparison_takes_the_emissions_of_each_table(tanmai, tmp_path):
    for year in (2012, 2017):
        grid = made.sheet(T, title=f"河北{year}年投入产出表")
        write_workbook(tmp_path / f"{year}.xlsx", {"Sheet1": grid})
    status, _, error = tanmai("compare", "2012.xlsx", "2017.xlsx", "--emissions", "a.csv")
    assert status == 2
    assert "--emissions is given 1 times for 2 tables; give it once for each" in error
    status, _, error = tanmai("compare", "2012.xlsx", "2017.xlsx")
    assert status == 2
    assert "has no emissions, which accounts of carbon need" in error
