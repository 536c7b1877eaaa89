"""``tanmai join``: tables of single regions to one table, and what was moved."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from command_line import files, status_of
from tanmai.io.bundle import read_bundle

if TYPE_CHECKING:
    from pathlib import Path

SECTORS = ("农业", "采矿", "电力")
FINAL = ("FU101", "FU102", "FU103", "FU201", "FU202")
TRADE = ("EX", "OF", "IM", "IF")


def write_region(
    folder: Path, name: str, seed: int, year: int = 2017, sectors: tuple[str, ...] = SECTORS
) -> None:
    """Write a table of one region as a bureau does: codes above the columns and beside the rows."""
    rng = np.random.default_rng(seed)
    n = len(sectors)
    Z, Y = rng.integers(5, 60, (n, n)), rng.integers(20, 90, (n, 5))
    trade = rng.integers(10, 40, (n, 4))
    x = Z.sum(axis=1) + Y.sum(axis=1) + trade @ [1, 1, -1, -1]
    added = x - Z.sum(axis=0)
    codes = [f"{k:02d}" for k in range(1, n + 1)]
    rows: list[list[object]] = [[f"{name}{year}年投入产出表"], ["单位：万元"]]
    rows.append(["", "", *sectors, "中间使用合计", *FINAL, *TRADE, "总产出"])
    rows.append(["", "", *codes, "TIU", *FINAL, *TRADE, "GO"])
    for k in range(n):
        cells = [*Z[k], Z[k].sum(), *Y[k], *trade[k], x[k]]
        rows.append([sectors[k], codes[k], *cells])
    rows.append(["中间投入合计", "TII", *Z.sum(axis=0)])
    rows.append(["劳动者报酬", "VA001", *(added // 2)])
    rows.append(["营业盈余", "VA004", *(added - added // 2)])
    rows.append(["增加值合计", "TVA", *added])
    rows.append(["总投入", "TI", *x])
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "tables"
    place.mkdir()
    for seed, name in enumerate(("陕西", "浙江", "北京", "四川")):
        write_region(place, name, seed)
    return place


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_folder_of_provinces_becomes_a_table_and_says_what_was_moved(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    joined = tmp_path / "joined"
    assert status_of(monkeypatch, "join", folder, "--out", joined) == 0
    table = read_bundle(joined)
    assert table.index.region_codes == ("110000", "330000", "510000", "610000")
    rows = np.asarray(table.Z).sum(axis=1) + table.Y.sum(axis=1) + table.exports
    np.testing.assert_allclose(rows, table.x, rtol=1e-14)
    said = capsys.readouterr().out
    assert "4 regions, 3 sectors; distance: cost of transport between capitals" in said
    assert "4 个地区、3 个部门；距离：省会间运输成本" in said
    record = json.loads((joined / "run.json").read_text(encoding="utf-8"))
    assert set(record["inputs_sha256"]) == {"陕西.csv", "浙江.csv", "北京.csv", "四川.csv"}
    assert record["options"]["exponent"] == 1.0
    assert {"moved_commodities.csv", "moved_regions.csv", "moved_cells.csv"} <= set(files(joined))


def test_the_same_folder_gives_the_same_bytes(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        assert status_of(monkeypatch, "join", folder, "--out", tmp_path / name) == 0
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_a_joined_table_runs_like_any_other(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        f"{place},{code},{1 + k}"
        for k, place in enumerate(("陕西", "浙江", "北京", "四川"))
        for code in ("01", "02", "03", "household")
    ]
    emissions = write(tmp_path / "co2.csv", "province,sector_code,MtCO2\n" + "\n".join(rows) + "\n")
    joined = tmp_path / "joined"
    words = ("join", folder, "--out", joined, "--emissions", emissions)
    assert status_of(monkeypatch, *words) == 0
    assert read_bundle(joined).F.sum() == 30
    assert status_of(monkeypatch, "check", joined) == 0


def test_cities_are_called_as_their_files_and_lie_where_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "cities"
    place.mkdir()
    for seed, name in enumerate(("西安", "榆林", "延安")):
        write_region(place, name, seed)
    centres = write(
        tmp_path / "centres.csv",
        "region,lon,lat\n西安,108.9,34.3\n榆林,109.7,38.3\n延安,109.5,36.6\n",
    )
    words = ("join", place, "--out", tmp_path / "joined", "--named-by-file")
    assert status_of(monkeypatch, *words) == 2
    assert "give --centres, a CSV" in " ".join(capsys.readouterr().err.split())
    assert status_of(monkeypatch, *words, "--centres", centres) == 0
    table = read_bundle(tmp_path / "joined")
    assert {region.name_zh for region in table.regions} == {"西安", "榆林", "延安"}
    assert {region.lon for region in table.regions} == {108.9, 109.7, 109.5}


def test_power_follows_its_exchange(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = write(
        tmp_path / "power.csv",
        "from,to,quantity\n陕西,陕西,90\n浙江,浙江,100\n北京,北京,100\n四川,四川,95\n"
        "陕西,北京,10\n四川,浙江,5\n",
    )
    joined = tmp_path / "joined"
    words = ("join", folder, "--out", joined, "--exchange", exchange, "--for", "3")
    assert status_of(monkeypatch, *words) == 0
    form = read_bundle(joined).trade_shares
    assert form is not None
    away = form.shares[2] * ~np.eye(4, dtype=bool)
    # 北京, 浙江, 四川, 陕西
    assert set(zip(*np.nonzero(away), strict=True)) == {(3, 0), (2, 1)}
    assert "held_buyers.csv" in files(joined)


def test_a_farther_province_sells_less(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("北京", "浙江", "四川", "陕西")
    sold = []
    for cost in (1, 900):
        matrix = np.ones((4, 4))
        matrix[0, 3] = matrix[3, 0] = cost
        rows = [
            f"{name}," + ",".join(map(str, row)) for name, row in zip(names, matrix, strict=True)
        ]
        costs = write(tmp_path / "costs.csv", "\n".join(["from," + ",".join(names), *rows]) + "\n")
        joined = tmp_path / f"joined-{cost}"
        assert status_of(monkeypatch, "join", folder, "--out", joined, "--costs", costs) == 0
        form = read_bundle(joined).trade_shares
        assert form is not None
        sold.append(form.shares[:, 3, 0])
    assert (sold[1] < sold[0]).all()


def refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: object
) -> str:
    """Return the one message of a command that must fail."""
    assert status_of(monkeypatch, *words) == 2
    return " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("from,北京,浙江,四川\n北京,0,1,1\n浙江,1,0,1\n四川,1,1,0\n", "does not have Shaanxi 陕西"),
        (
            "from,北京,浙江,四川,陕西\n北京,0,1,1,-5\n浙江,1,0,1,1\n四川,1,1,0,1\n陕西,1,1,1,0\n",
            "the cost from Beijing 北京 to Shaanxi 陕西 is -5",
        ),
        (
            "from,北京,浙江,四川,陕西\n北京,0,1,1,x\n浙江,1,0,1,1\n四川,1,1,0,1\n陕西,1,1,1,0\n",
            "line 2: 'x' is not a number",
        ),
        ("from,北京,上海\n北京,0,1\n上海,1,0\n", "region '上海' has no table in the folder"),
    ],
)
def test_costs_that_do_not_fit_are_refused(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str,
    message: str,
) -> None:
    costs = write(tmp_path / "costs.csv", text)
    words = ("join", folder, "--out", tmp_path / "joined", "--costs", costs)
    assert message in refused(monkeypatch, capsys, *words)
    assert not (tmp_path / "joined").exists()


OWN = "陕西,陕西,90\n浙江,浙江,100\n北京,北京,100\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{OWN}四川,四川,95\n上海,北京,10\n", "region '上海' has no table in the folder"),
        (f"{OWN}四川,北京,9\n", "does not state what Sichuan 四川 makes and keeps"),
        (f"{OWN}四川,四川,95\n陕西,北京,-1\n", "line 6: the quantity is -1"),
        (
            f"{OWN}四川,四川,95\n陕西,北京,1\n陕西,北京,2\n",
            "Shaanxi 陕西 to Beijing 北京 is given twice",
        ),
    ],
)
def test_an_exchange_that_does_not_fit_is_refused(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str,
    message: str,
) -> None:
    exchange = write(tmp_path / "power.csv", "from,to,quantity\n" + text)
    words = ("join", folder, "--out", tmp_path / "joined", "--exchange", exchange, "--for", "03")
    assert message in refused(monkeypatch, capsys, *words)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--exchange", "x.csv"), "1 files of exchange and 0 codes were given"),
        (("--for", "03"), "0 files of exchange and 1 codes were given"),
        (("--exchange", "x.csv", "--for", "77"), "--for 77 is not a sector of the tables"),
        (("--costs", "x.csv", "--centres", "y.csv"), "both give the distances"),
        (("--costs", "x.csv"), "x.csv is not a file"),
        (("--phi", "0"), "phi is 0.0; give a share above 0"),
        (("--exponent", "-1"), "exponent of cost is -1.0; give 0 or more"),
        (("--stranded", "spred"), "Did you mean 'spread'?"),
    ],
)
def test_a_wrong_option_gives_one_message(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    message: str,
) -> None:
    said = refused(monkeypatch, capsys, "join", folder, "--out", tmp_path / "joined", *words)
    assert message in said
    assert not (tmp_path / "joined").exists()


def test_a_folder_without_tables_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    words = ("join", empty, "--out", tmp_path / "joined")
    assert "holds no table; put a file" in refused(monkeypatch, capsys, *words)
    words = ("join", tmp_path / "none", "--out", tmp_path / "joined")
    assert "is not a folder; name the one" in refused(monkeypatch, capsys, *words)


def test_two_tables_of_one_region_and_two_years_are_refused(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("join", folder, "--out", tmp_path / "joined")
    (folder / "copy.csv").write_bytes((folder / "陕西.csv").read_bytes())
    assert "are both of Shaanxi 陕西; keep one" in refused(monkeypatch, capsys, *words)
    (folder / "copy.csv").unlink()
    write_region(folder, "四川", 3, year=2012)
    assert "join tables of one year" in refused(monkeypatch, capsys, *words)
    write_region(folder, "四川", 3, sectors=("农业", "制造", "服务"))
    assert "names differ; join tables of one classification" in refused(monkeypatch, capsys, *words)


@pytest.fixture
def mixed(folder: Path) -> Path:
    """The folder with the exports of Sichuan in its outflow, as some bureaux publish them."""
    path = folder / "四川.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    ex, im = (rows[3].index(code) for code in ("EX", "IM"))
    for row in rows[4:7]:
        for at in (ex, im):
            row[at + 1] = str(int(row[at]) + int(row[at + 1]))
            row[at] = "0"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return folder


def test_trade_abroad_may_be_given_where_a_table_has_it_with_other_trade(
    mixed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("join", mixed, "--out", tmp_path / "joined")
    assert "Sichuan 四川 does not separate foreign trade" in refused(monkeypatch, capsys, *words)
    abroad = write(
        tmp_path / "abroad.csv", "region,sector,exports,imports\n四川,1,7,4\nSichuan,02,5,0\n"
    )
    assert status_of(monkeypatch, *words, "--abroad", abroad) == 0
    table = read_bundle(tmp_path / "joined")
    at = table.index.position("510000", "01")
    np.testing.assert_allclose(table.exports[at : at + 3], [7, 5, 0], rtol=1e-6)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("上海,01,1,1", "region '上海' has no table in the folder"),
        ("四川,77,1,1", "line 2: sector '77' is not in the tables"),
        ("四川,01,-1,1", "line 2: 'exports' is negative"),
        ("四川,01,1,1\n四川,01,2,2", "line 3: region and sector are given twice"),
    ],
)
def test_trade_abroad_that_does_not_fit_is_refused(
    mixed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    row: str,
    message: str,
) -> None:
    abroad = write(tmp_path / "abroad.csv", f"region,sector,exports,imports\n{row}\n")
    words = ("join", mixed, "--out", tmp_path / "joined", "--abroad", abroad)
    assert message in refused(monkeypatch, capsys, *words)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("西安,108.9,34.3\n榆林,109.7,38.3\n", "does not have 延安"),
        (
            "西安,108.9,34.3\n榆林,109.7,138\n延安,109.5,36.6\n",
            "line 3: 109.7, 138 is not a valid position",
        ),
        ("西安,108.9,34.3\n西安,109.7,38.3\n延安,109.5,36.6\n", "gives 西安 twice"),
    ],
)
def test_centres_that_do_not_fit_are_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    rows: str,
    message: str,
) -> None:
    place = tmp_path / "cities"
    place.mkdir()
    for seed, name in enumerate(("西安", "榆林", "延安")):
        write_region(place, name, seed)
    centres = write(tmp_path / "centres.csv", f"region,lon,lat\n{rows}")
    words = ("join", place, "--named-by-file", "--centres", centres, "--out", tmp_path / "joined")
    assert message in refused(monkeypatch, capsys, *words)


def test_a_joined_table_says_that_its_trade_is_modelled(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert status_of(monkeypatch, "join", folder, "--out", tmp_path / "joined") == 0
    provenance = read_bundle(tmp_path / "joined").provenance
    assert "Trade between regions is modelled" in provenance.caveat_en
    assert "区域间贸易由模型推算" in provenance.caveat_zh
