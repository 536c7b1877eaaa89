"""`tanmai info` says what a file is that holds no table."""

import re

import pytest

import made_up_sheets as sheets
from command_line import status_of
from made_up_boundaries import china
from tanmai.cli.file_facts import file_facts
from tanmai.metals.magnesium.flows.definition_file import bundled_definitions

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)


def facts_of(path):
    found = file_facts(path)
    return {str(what): str(said) for what, said in found} if found is not None else None


def renamed(grids, change):
    return {change(name) if name != "NOTE" else name: grid for name, grid in grids.items()}


def test_an_inventory_says_its_years_provinces_fuels_and_sum(tmp_path):
    grids = sheets.inventory(("Beijing", "Shanxi"))
    found = facts_of(sheets.write_workbook(tmp_path / "i.xlsx", grids))
    assert found["what it is"] == "inventory of the provinces' emissions; give as --emissions"
    assert (found["years"], found["places"]) == ("2017", "2: Beijing, Shanxi")
    assert found["fuels"].startswith("19: Raw Coal, Cleaned Coal")
    total = sum(grid[3][-1] for name, grid in grids.items() if name != "NOTE")
    assert found["sum"] == f"{total:,.6g} Mt CO2"
    assert "Tianjin 天津" in found["missing"]


@pytest.mark.parametrize(
    ("change", "said", "places"),
    [
        (lambda name: name.replace("Beijing", ""), "national inventory of emissions", None),
        (lambda name: name.replace("Beijing", "China "), "national inventory", "1: China"),
        (lambda name: name.replace("Beijing", "Shijiazhuang"), "cities' emissions", "1: Shijia"),
    ],
)
def test_an_inventory_of_other_places_is_known(tmp_path, change, said, places):
    grids = renamed(sheets.inventory(("Beijing",)), change)
    found = facts_of(sheets.write_workbook(tmp_path / "i.xlsx", grids))
    assert said in found["what it is"]
    assert found["years"] == "2017"
    assert found.get("places", "").startswith(places or "")
    assert found["sum"].endswith("Mt CO2")


def test_an_inventory_of_energy_is_known(tmp_path):
    grids = sheets.inventory(("Beijing",))
    grid = grids["Beijing2017"]
    grid[1][1:] = ["10^4 Ton" if "Coal" in label else "10^8 cu.m" for label in grid[0][1:]]
    found = facts_of(sheets.write_workbook(tmp_path / "e.xlsx", grids))
    assert found["what it is"].startswith("inventory of the provinces' energy")
    assert found["units"] == "10^4 Ton, 10^8 cu.m"
    assert "sum" not in found


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "single-file web page"),
        ("x.xlsx", b"<!DOCTYPE html><html><title>Login</title>", "web page, whatever its name"),
        ("x.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("x.mat", b"MATLAB 5.0 MAT-file", "no Excel workbook"),
        ("v.csv", b"province,value\n", "values by province; draw with `tanmai map`"),
        ("p.csv", b"province,year,population\n", "population by province"),
        ("f.csv", b"\xef\xbb\xbffrom,to,value\n", "flows between provinces"),
        ("e.csv", b"province,sector_code,MtCO2\n", "emissions by province and sector"),
        ("s.toml", b'table = "cn31-2017"\n', "study file; give it to `tanmai run`"),
    ],
)
def test_other_files_are_known(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    assert said in facts_of(tmp_path / name)["what it is"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("t.csv", b"1,2,3,4,5\n"), ("m.toml", b"[flows]\n[final_demand]\n"), ("z.zip", b"PK\3\4")],
)
def test_what_may_be_a_table_is_left_to_its_readers(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    assert file_facts(tmp_path / name) is None
    assert file_facts(tmp_path) is None


def test_a_process_definition_is_known():
    path = bundled_definitions()["magnesium-2015"]
    assert facts_of(path)["what it is"].startswith("process definition")


def test_boundaries_are_said_by_the_command(tmp_path, monkeypatch, capsys):
    china().to_file(tmp_path / "own.gpkg")
    assert status_of(monkeypatch, "info", tmp_path / "own.gpkg") == 0
    said = capsys.readouterr().out
    assert "boundaries of provinces" in said
    assert "34" in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("省份,数值", "values by province"),
        ("省份,排放量（万吨）", "values by province"),
        ("地区,年份,常住人口", "population by province"),
        ("流出地,流入地,数值", "flows between provinces"),
        ("省份,部门代码,MtCO2", "emissions by province and sector"),
        ("from,to,weight,reason", "a concordance or groups"),
        ("年份,部门代码,价格指数", "deflators"),
        ("Province,Value", "values by province"),
        ("省份;数值", "values by province"),
        ("province,value,value", "No file that is known: its first line is province, value, value"),
    ],
)
def test_a_csv_is_known_by_its_header_in_either_language(tmp_path, header, said, encoding):
    path = tmp_path / "f.csv"
    path.write_text(f"{header}\n", encoding=encoding)
    assert re.match(said, facts_of(path)["what it is"])


def test_a_csv_without_headers_is_told_which_it_may_have(tmp_path):
    path = tmp_path / "values.csv"
    path.write_text("north,10.5\nsouth,17.75\n", "utf-8")
    said = facts_of(path)["what it is"]
    assert said.startswith("No file that is known: its first line is north, 10.5. Write one")
    assert "province, value" in said
