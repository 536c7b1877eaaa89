"""The command line as a user meets it: status, messages, and what stands on disk."""

import re
import subprocess
import sys

import numpy as np
import pytest

from made_up import small_table
from made_up_boundaries import china
from made_up_regions import region, sheet
from made_up_sheets import write_workbook
from tanmai import __version__, cli
from tanmai.core.errors import TanmaiError
from tanmai.io.bundle import read_bundle, write_bundle


@pytest.fixture
def tanmai(monkeypatch, tmp_path, capsys):
    """Run a command in an empty folder; return status, output and error text."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["tanmai", *map(str, words)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        printed = capsys.readouterr()
        return stop.value.code or 0, printed.out, " ".join(printed.err.split())

    return run


def bundle(folder, part=None, position=None, value=None, **changes):
    table = small_table()
    if part is not None:
        values = np.array(getattr(table, part))
        values[position] = value
        changes[part] = values
    write_bundle(table.changed("made for a test", changes), folder)
    return folder


def test_the_version(tanmai):
    assert tanmai("--version") == (0, f"tanmai {__version__}\n", "")


def test_the_embedded_tables_are_listed(tanmai):
    status, text, _ = tanmai("tables")
    assert status == 0
    for name in ("cn31-2012", "cn31-2015", "cn31-2017", "estimate"):
        assert name in text


def test_a_good_table_passes_its_checks(tanmai):
    status, text, error = tanmai("check", "cn31-2017")
    assert (status, error) == (0, "")
    assert "row-balance" in text
    assert "warning missing-emissions: Tibet 西藏" in text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", "--table", "cn31-20177"), "Did you mean 'cn31-2017'?"),
        (("run", "--table", "missing/folder"), "neither an embedded table nor a path that exists"),
        (("run", "--emissions", "none.csv"), "none.csv is not a file"),
        (("run", "--scheme", "s62"), "Did you mean 's26'?"),
        (("run", "--focus", "minig"), "Did you mean 'mining'?"),
        (("run", "--focus", "mining", "--focus-reading", "both"), "'emitters' or 'products'"),
        (("run", "--lang", "fr"), "input should be 'zh', 'en' or 'both'"),
        (("run", "--top", "0"), "greater than or equal to 1"),
        (("run", "--backbone", "median"), "'disparity_filter'"),
        (("run", "--boundaries", "none.gpkg"), "none.gpkg is not a file"),
        (("run", "--boundaries-crs", "gcj02"), "says how to read a file of boundaries"),
        (("map", "boundaries", "none.gpkg"), "There is no boundary file 'none.gpkg'"),
        (("run", "none.toml"), "none.toml is not a file"),
        (("check", "cn31-2013"), "Did you mean 'cn31-201"),
    ],
)
def test_a_wrong_option_gives_one_message_and_nothing_on_disk(tanmai, tmp_path, words, message):
    status, _, error = tanmai(*words)
    assert status == 2
    assert message in error
    assert "Traceback" not in error
    assert error.count("error:") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ({"part": "Z", "position": (0, 5), "value": np.nan}, "No NaN and no infinity"),
        ({"part": "Z", "position": (0, 5), "value": 1e6}, "Shanxi 山西, 01 Agriculture"),
        ({"part": "x", "position": 5, "value": -1.0}, "Zhejiang 浙江, 02 Coal mining"),
        ({"part": "exports", "position": 5, "value": 1e3}, "Zhejiang 浙江, 02 Coal mining"),
        (
            {"part": "F", "position": (0, 5), "value": np.inf},
            "F (CO2, Zhejiang 浙江, 02 Coal mining)",
        ),
    ],
)
def test_a_bad_table_is_named_by_province_and_sector(tanmai, tmp_path, damage, message):
    folder = bundle(tmp_path / "bad", **damage)
    for command in (("run", "--table", folder), ("check", folder)):
        status, _, error = tanmai(*command)
        assert status == 2
        assert message in error
        assert "Traceback" not in error
    assert [path.name for path in tmp_path.iterdir()] == ["bad"]


def test_a_check_that_was_not_made_is_not_passed(tanmai, tmp_path):
    """Three provinces are too few to hold against China's product."""
    status, text, _ = tanmai("check", bundle(tmp_path / "mine"))
    assert status == 0
    (line,) = [line for line in text.splitlines() if "money-magnitude" in line]
    assert "not applicable" in line
    assert "passed" not in line


def test_what_a_table_is_is_said_in_full(tanmai):
    status, text, _ = tanmai("info", "cn31-2017")
    assert status == 0
    for said in ("31: Beijing 北京 … Xinjiang 新疆", "nbs42-2017", "emissions of Tibet 西藏"):
        assert said in text


def test_a_table_is_converted_there_and_back(tanmai, tmp_path):
    folder = bundle(tmp_path / "mine")
    assert tanmai("convert", folder, "pym", "--format", "pymrio")[0] == 0
    assert tanmai("convert", "pym", "back")[0] == 0
    read = read_bundle(tmp_path / "back")
    np.testing.assert_array_equal(read.Z, small_table().Z)
    np.testing.assert_array_equal(read.error, small_table().error)


def test_a_workbook_is_written_read_and_named(tanmai, tmp_path):
    assert tanmai("convert", bundle(tmp_path / "mine"), "mini.xlsx")[0] == 0
    status, text, _ = tanmai("info", "mini.xlsx")
    assert status == 0
    assert "tanmai.io.ceads" in text
    assert "mini.xlsx" in text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("convert", "textbook-mini", "x", "--format", "excel"), "Known: bundle, ceads, pymrio"),
        (("info", "textbook-mini", "--layout", "cead"), "Did you mean 'ceads'?"),
        (("info", "."), "is neither a bundle"),
    ],
)
def test_a_wrong_format_or_layout_is_refused(tanmai, tmp_path, words, message):
    status, _, error = tanmai(*words)
    assert status == 2
    assert message in error
    assert not list(tmp_path.iterdir())


def test_a_swapped_label_is_refused(tanmai, tmp_path):
    """Shanxi's code with Shaanxi's name."""
    folder = bundle(tmp_path / "bad")
    text = (folder / "table.json").read_text(encoding="utf-8")
    swapped = text.replace('"Shanxi"', '"?"').replace('"Shaanxi"', '"Shanxi"')
    (folder / "table.json").write_text(swapped.replace('"?"', '"Shaanxi"'), encoding="utf-8")
    status, _, error = tanmai("run", "--table", folder)
    assert status == 2
    assert "140000" in error
    assert "Shaanxi" in error


def test_a_wrong_key_in_a_study_file_says_the_nearest(tanmai, tmp_path):
    (tmp_path / "study.toml").write_text('tabel = "cn31-2017"\n', encoding="utf-8")
    status, _, error = tanmai("run", "study.toml")
    assert status == 2
    assert "Did you mean 'table'?" in error


def test_a_folder_of_other_things_is_refused_before_any_work(tanmai, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.docx").touch()
    status, _, error = tanmai("run", "--out", "thesis")
    assert status == 2
    assert "did not write, so it is not replaced" in error
    assert "Reading" not in error


def test_debug_shows_where_an_error_arose(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["tanmai", "check", "nothing", "--debug"])
    with pytest.raises(TanmaiError, match="neither an embedded table"):
        cli.main()


def test_an_unexpected_error_is_no_traceback(tanmai, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError("[by the test]")

    monkeypatch.setattr("tanmai.studies.table_options.load_table", fail)
    status, _, error = tanmai("check", "cn31-2017")
    assert status == 1
    assert "defect of tanmai" in error
    assert "[by the test]" in error


def test_a_process_of_its_own_exits_with_2(tmp_path):
    command = [sys.executable, "-c", "from tanmai.cli import main; main()", "check", "nothing"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("error: 'nothing' is neither an embedded table")


def test_a_map_alone_from_any_numbers(tanmai, tmp_path):
    (tmp_path / "v.csv").write_text("province,value\n陕西,3.5\nShanxi,-2\n330000,7\n", "utf-8")
    status, text, error = tanmai("map", "v.csv", "--unit", "Mt CO2", "--title", "T", "--out", "m")
    assert (status, error) == (0, "")
    assert {path.name for path in (tmp_path / "m").glob("v.*")} == {
        "v.zh.png",
        "v.zh.svg",
        "v.zh.pdf",
        "v.en.png",
        "v.en.svg",
        "v.en.pdf",
    }
    assert "v.en.svg" in text


def test_a_map_with_the_words_and_classes_of_a_user(tanmai, tmp_path):
    (tmp_path / "v.csv").write_text("province,value\n陕西,3.5\nShanxi,2\n330000,7\n", "utf-8")
    words = ("--title-zh", "钢价", "--title-en", "Steel, 2010 US$ and US$", "--unit-zh", "美元/吨")
    how = (
        "--unit-en",
        "US$/t",
        "--subtitle-en",
        "$$",
        "--breaks",
        "3,5",
        "--colours",
        "#eee,tan,#333",
    )
    assert tanmai("map", "v.csv", *words, *how, "--formats", "svg", "--out", "m")[0] == 0
    assert {path.suffix for path in (tmp_path / "m").glob("v.*")} == {".svg"}
    chinese, english = (
        (tmp_path / "m" / f"v.{lang}.svg").read_text(encoding="utf-8") for lang in ("zh", "en")
    )
    assert all(said in chinese for said in ("钢价", "美元/吨", "分级界限为给定值"))
    said = ("Steel, 2010 US$ and US$", "US$/t", ">$$<", "&gt; 3 to 5 (1)", "#d2b48c")
    assert all(word in english for word in said)


def test_a_flow_map_alone_from_any_flows(tanmai, tmp_path):
    (tmp_path / "f.csv").write_text(
        "from,to,value\n陕西,浙江,3\n山西,江苏,1\n山西,山西,9\n", "utf-8"
    )
    words = ("--top", "1", "--lang", "en", "--formats", "svg", "--out", "m")
    assert tanmai("flowmap", "f.csv", *words)[0] == 0
    svg = (tmp_path / "m" / "f.en.svg").read_text(encoding="utf-8")
    assert "75.0%" in svg


def test_a_map_in_one_column_and_without_its_ground(tanmai, tmp_path):
    (tmp_path / "v.csv").write_text("province,value\n陕西,3.5\nShanxi,2\n", "utf-8")
    words = ("v.csv", "--columns", "one", "--no-basemap", "--lang", "zh", "--formats", "svg")
    assert tanmai("map", *words, "--out", "m")[0] == 0
    svg = (tmp_path / "m" / "v.zh.svg").read_text(encoding="utf-8")
    assert float(re.search(r'width="([\d.]+)pt"', svg)[1]) == pytest.approx(90 / 25.4 * 72)
    assert 'id="area-610000"' in svg
    assert 'id="inset"' not in svg


def test_flows_are_bundled_between_groups(tanmai, tmp_path):
    (tmp_path / "f.csv").write_text(
        "from,to,value\n陕西,浙江,3\n甘肃,江苏,1\n山西,河南,9\n", "utf-8"
    )
    words = ("f.csv", "--regions", "sic8", "--lang", "en", "--formats", "svg", "--out", "m")
    assert tanmai("flowmap", *words)[0] == 0
    svg = (tmp_path / "m" / "f.en.svg").read_text(encoding="utf-8")
    assert "The flow drawn is 4.00" in svg
    assert 'id="inner-borders"' in svg


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("map", "v.csv", "--columns", "3"), "columns = '3': input should be 'one' or 'two'"),
        (("map", "v.csv", "--breaks", "low"), "breaks = 'low': give numbers"),
        (("map", "v.csv", "--colours", "nice"), "'nice' is not a colour"),
        (("map", "v.csv", "--formats", "gif"), "'gif' is not a format of pictures. Known: png"),
        (("flowmap", "v.csv", "--regions", "sic9"), "'sic9' is not a group of provinces"),
    ],
)
def test_forms_that_a_map_has_not_are_refused(tanmai, tmp_path, words, message):
    columns = "province,value\n陕西,1\n" if words[0] == "map" else "from,to,value\n陕西,浙江,1\n"
    (tmp_path / "v.csv").write_text(columns, "utf-8")
    status, _, error = tanmai(*words)
    assert status == 2
    assert message in error


def test_a_map_on_boundaries_of_ones_own(tanmai, tmp_path):
    china().drop(index=0).to_file(tmp_path / "own.gpkg")
    (tmp_path / "v.csv").write_text("province,value\n陕西,3.5\nShanxi,2\n", "utf-8")
    words = ("--boundaries", "own.gpkg", "--lang", "en", "--formats", "svg", "--out", "m")
    status, text, _ = tanmai("map", *words, "--approval-number", "GS(0000)0", "v.csv")
    assert status == 0
    assert "own.gpkg: All 34 provinces are there (missing): found 1" in text
    assert "own.gpkg：34" not in text  # of --lang en
    svg = (tmp_path / "m" / "v.en.svg").read_text(encoding="utf-8")
    assert "Boundaries: own.gpkg (10 of the ten dashes from Tianditu). " in svg
    assert "GS(0000)0" in svg
    (tmp_path / "f.csv").write_text("from,to,value\n陕西,浙江,3\n山西,北京,1\n", "utf-8")
    status, _, error = tanmai("flowmap", "f.csv", *words)
    assert status == 2
    assert "'own.gpkg' has no area for Beijing 北京" in error


def test_what_boundaries_have_and_lack_is_said_in_both_languages(tanmai, tmp_path):
    china().to_file(tmp_path / "own.gpkg")
    status, text, error = tanmai("map", "boundaries", "own.gpkg")
    assert (status, error) == (0, "")
    for said in ("EPSG:4490", "adcode, name", "藏南在西藏境内", "All ten dashes are there"):
        assert said in text
    assert text.count("提示 warning") == 1
    assert "own.gpkg: All ten dashes are there (missing): found 10" in text
    (tmp_path / "own.gpkg").write_bytes(b"")
    status, text, error = tanmai("map", "boundaries", tmp_path / "own.gpkg")
    assert (status, text) == (2, "")
    assert "cannot be read" in error


def test_help_on_maps_names_values_and_boundaries(tanmai):
    status, text, _ = tanmai("map", "--help")
    assert status == 0
    for said in ("tanmai map VALUES.csv", "values", "boundaries"):
        assert said in text
    assert "--unit" in tanmai("map", "values", "--help")[1]


@pytest.mark.parametrize(
    ("command", "text", "message"),
    [
        ("map", "province,value\nShannxii,1\n", "line 2: 'Shannxii' is not a province"),
        ("map", "province,value\n陕西,1\n610000,2\n", "line 3: 610000 is given twice"),
        ("map", 'province,value\n陕西,"1,00"\n', "'1,00' is not a number"),
        ("map", "province,value\n", "no row below its header"),
        ("map", "name,value\nnorth,1\n", "has no column province"),
        ("flowmap", "from,to,value\n陕西,浙江,-1\n", "a flow of -1 cannot be drawn"),
        ("flowmap", "from,to,value\n陕西,浙江,1\n610000,浙江,1\n", "given twice"),
    ],
)
def test_numbers_that_make_no_map_are_named(tanmai, tmp_path, command, text, message):
    (tmp_path / "v.csv").write_text(text, encoding="utf-8")
    status, _, error = tanmai(command, "v.csv")
    assert status == 2
    assert message in error
    assert [path.name for path in tmp_path.iterdir()] == ["v.csv"]


def imported_by(*words):
    """Return the packages that a command imports, each by its first name."""
    code = (
        "import sys\nfrom tanmai.cli import main\ntry:\n    main()\nfinally:\n"
        "    print('|', *{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True
    )
    return set(done.stderr.rpartition("|")[2].split())


@pytest.mark.parametrize("word", ["--version", "--help"])
def test_what_needs_no_command_imports_no_library_of_numbers(word):
    heavy = {"numpy", "pandas", "scipy", "networkx", "matplotlib", "pydantic"}
    assert not imported_by(word) & heavy


@pytest.mark.parametrize(
    ("command", "text"),
    [("map", "province,value\n陕西,1\n山西,2\n"), ("flowmap", "from,to,value\n陕西,山西,2\n")],
)
def test_a_map_imports_only_what_draws_it(tmp_path, command, text):
    (tmp_path / "v.csv").write_text(text, encoding="utf-8")
    where = ("--out", str(tmp_path / "out"), "--lang", "en", "--formats", "png")
    found = imported_by(command, str(tmp_path / "v.csv"), *where)
    assert "shapely" in found
    assert not found & {"pandas", "geopandas", "pyproj", "scipy", "networkx"}


@pytest.mark.parametrize("command", ["check", "info"])
def test_a_table_of_one_region_imports_its_own_reader_alone(tmp_path, command):
    write_workbook(tmp_path / "t.xlsx", {"Sheet1": sheet(region())})
    found = imported_by(command, str(tmp_path / "t.xlsx"))
    assert "python_calamine" in found
    assert not found & {
        "pandas",
        "scipy",
        "pyarrow",
        "pymrio",
        "xlsxwriter",
        "matplotlib",
        "shapely",
    }
