"""Files that are no workbook, or a dangerous one: one message each, or the right reading."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

import workbooks
from made_up_xls import write_xls
from tanmai.core.errors import FileError
from tanmai.io.ceads.reading import read_ceads
from tanmai.io.ceads.writing import write_ceads
from tanmai.io.workbook import open_workbook

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
SHEET_PART = "xl/worksheets/sheet1.xml"
TABLE = workbooks.provincial_table()


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    folder = tmp_path_factory.mktemp("good")
    grids = {"Table_2017": workbooks.workbook(TABLE).grid("Table_2017")}
    return workbooks.save(grids, folder / "MRIO2017.xlsx", merged=True)


def rebuilt(good: Path, path: Path, parts: dict[str, Callable[[bytes], bytes]]) -> Path:
    """Write a workbook again with some of its parts changed, or added to, or in another case."""
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        there = {name.casefold(): name for name in old.namelist()}
        names = {**there, **{name.casefold(): name for name in parts}}
        for folded, name in sorted(names.items()):
            content = old.read(there[folded]) if folded in there else b""
            new.writestr(name, parts[name](content) if name in parts else content)
    return path


def with_rows(rows: bytes) -> dict[str, Callable[[bytes], bytes]]:
    return {SHEET_PART: lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>")}


def archive(path: Path, *names: str) -> None:
    with zipfile.ZipFile(path, "w") as new:
        for name in names:
            new.writestr(name, b"x")


NOT_WORKBOOKS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty; download it again"),
    "password": (
        OLE + "EncryptedPackage".encode("utf-16-le"),
        "is encrypted: by a password, or by Excel's own default one",
    ),
    "xls": (
        OLE + "Workbook".encode("utf-16-le"),
        r"is damaged \(.*\); open it in Excel and save it again, or download it again",
    ),
    "web page": (
        b"\xef\xbb\xbf\r\n<!DOCTYPE html><html><body>Log in</body></html>",
        "is a web page, whatever its name says: most likely the log-in page",
    ),
    "web page of Excel": (
        b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table></table></html>',
        "is a web page saved by Excel, whatever its name says; open it in Excel",
    ),
    "single-file web page": (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html></html>",
        r"is an Excel single-file web page \(MHTML\), whatever its name says; open it in Excel",
    ),
    "table of a web page": (b"<table><tr><td>1</td></tr></table>", "is a web page"),
    "xml": (b'<?xml version="1.0"?><Workbook/>', "is an XML text, no workbook"),
    "csv": (b"province,sector\n1,2\n", "is no Excel workbook; open it in the program"),
    "binary": (bytes(range(256)), "is no Excel workbook"),
    "zip cut at once": (b"PK\x03\x04", "is cut off or damaged"),
}


@pytest.mark.parametrize("name", NOT_WORKBOOKS)
def test_another_kind_of_file_is_named(tmp_path, name):
    content, message = NOT_WORKBOOKS[name]
    path = tmp_path / "MRIO2017.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileError, match=rf"MRIO2017\.xlsx {message}"):
        read_ceads(path)


def test_an_old_workbook_is_read_like_a_new_one(tmp_path):
    sheets = {"一月": [["x", 1.5], ["年份", 2017.0]], "b": [["c", 2.0]]}
    workbook = open_workbook(write_xls(tmp_path / "old.xls", sheets))
    assert workbook.sheet_names == ("一月", "b")
    assert workbook.grid("一月") == sheets["一月"]
    # its content tells what it is, not its name
    renamed = open_workbook(write_xls(tmp_path / "old.xlsx", sheets))
    assert renamed.grid("b") == [["c", 2.0]]


def test_an_encrypted_old_workbook_is_named(tmp_path):
    path = write_xls(tmp_path / "old.xls", {"a": [["x", 1.0]]}, encrypted=True)
    with pytest.raises(FileError, match=r"old\.xls is encrypted: by a password, or by Excel's own"):
        open_workbook(path)


@pytest.mark.parametrize("kept", [0.3, 0.8, 0.99])
def test_an_old_workbook_cut_short_is_named(tmp_path, kept):
    grid = [[float(row * column) for column in range(40)] for row in range(40)]
    path = write_xls(tmp_path / "old.xls", {"a": grid})
    whole = path.read_bytes()
    path.write_bytes(whole[: int(kept * len(whole))])
    with pytest.raises(FileError, match=r"is cut short: at least [0-9,]+ of its bytes are missing"):
        open_workbook(path)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["xl/workbook.bin"], r"is a binary workbook \(\.xlsb\)"),
        (["mimetype", "content.xml"], "is an OpenDocument file; save it as"),
        (["data/MRIO2017.xlsx"], r"is a zip archive that holds data/MRIO2017\.xlsx; unpack it"),
        (["readme.txt"], "is a zip archive without a workbook in it"),
    ],
)
def test_another_kind_of_archive_is_named(tmp_path, names, message):
    archive(tmp_path / "MRIO2017.xlsx", *names)
    with pytest.raises(FileError, match=message):
        read_ceads(tmp_path / "MRIO2017.xlsx")


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(FileError, match=r"MRIO\.xlsx is not a file; name a workbook"):
        read_ceads(tmp_path / "MRIO.xlsx")
    with pytest.raises(FileError, match="is not a file but a folder; name a workbook"):
        read_ceads(tmp_path)


def test_a_file_that_may_not_be_read_is_named(good, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileError, match=r"cannot be read \(Permission denied\)"):
        read_ceads(good)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
def test_a_truncated_file_is_named(good, tmp_path, kept):
    content = good.read_bytes()
    path = tmp_path / "MRIO2017.xlsx"
    path.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(FileError, match="is cut off or damaged"):
        read_ceads(path)


def test_a_damaged_part_is_named(good, tmp_path):
    content = bytearray(good.read_bytes())
    with zipfile.ZipFile(good) as old:
        info = old.getinfo(SHEET_PART)
    middle = info.header_offset + 60 + info.compress_size // 2
    content[middle : middle + 20] = bytes(20)
    path = tmp_path / "MRIO2017.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileError, match=r"is damaged .*; download it again"):
        read_ceads(path)


def test_damaged_xml_is_named(good, tmp_path):
    path = rebuilt(good, tmp_path / "MRIO2017.xlsx", {SHEET_PART: lambda xml: xml[: len(xml) // 2]})
    with pytest.raises(FileError, match=r"sheet 'Table_2017' is damaged"):
        read_ceads(path)


def test_a_workbook_without_its_list_of_sheets_is_named(good, tmp_path):
    path = rebuilt(good, tmp_path / "MRIO2017.xlsx", {"xl/workbook.xml": lambda _: b"<workbook"})
    with pytest.raises(FileError, match=r"MRIO2017\.xlsx (is damaged|has no sheet with a table)"):
        read_ceads(path)


def _declared(content: bytes, name: str, size: int) -> bytes:
    """Return a zip whose directory declares another unpacked size of one part."""
    at = content.rfind(name.encode()) - 46  # its entry in the directory at the end
    assert content[at : at + 4] == b"PK\x01\x02"
    return content[: at + 24] + struct.pack("<I", size) + content[at + 28 :]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(good, tmp_path):
    path = tmp_path / "MRIO2017.xlsx"
    path.write_bytes(_declared(good.read_bytes(), SHEET_PART, 3 * 2**30))
    with pytest.raises(FileError, match=r"would grow to 3,072 MiB when unpacked, .* not opened"):
        read_ceads(path)


def test_a_zip_bomb_that_declares_little_is_refused_in_bounded_memory(good, tmp_path):
    pytest.importorskip("resource", reason="measures memory as Unix does")
    bomb = rebuilt(good, tmp_path / "b.xlsx", {"xl/styles.xml": lambda _: bytes(300 * 2**20)})
    bomb.write_bytes(_declared(bomb.read_bytes(), "xl/styles.xml", 1000))
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from tanmai.io.workbook import open_workbook\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try: open_workbook(Path(sys.argv[1]))\n"
        "except Exception as error: print(type(error).__name__, error)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(bomb)], capture_output=True, text=True, check=True
    )
    message, grown = done.stdout.strip().rsplit("\n", 1)
    assert re.match(r"FileError .*b\.xlsx is damaged", message)
    assert int(grown) < 100 * 1024


def test_two_cells_far_apart_are_refused(good, tmp_path):
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = rebuilt(good, tmp_path / "MRIO2017.xlsx", with_rows(far))
    with pytest.raises(FileError, match=r"reaches to cell XFD1048576, .* delete what is far"):
        read_ceads(path)


def test_a_far_cell_is_refused_in_a_sheet_of_any_place(good, tmp_path):
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with zipfile.ZipFile(good) as old:
        sheet = old.read(SHEET_PART).replace(b"</sheetData>", far + b"</sheetData>")
    parts = {"xl/hidden.bin": lambda _: sheet}
    parts["xl/_rels/workbook.xml.rels"] = lambda xml: xml.replace(
        b"worksheets/sheet1.xml", b"hidden.bin"
    )
    path = rebuilt(good, tmp_path / "MRIO2017.xlsx", parts)
    with pytest.raises(FileError, match=r"xl/hidden\.bin reaches to cell XFD1048576"):
        read_ceads(path)


def test_cells_without_an_address_are_refused(good, tmp_path):
    path = rebuilt(good, tmp_path / "MRIO2017.xlsx", with_rows(b"<row><c><v>1</v></c></row>"))
    with pytest.raises(FileError, match="holds cells without an address; open the workbook in"):
        read_ceads(path)


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/SharedStrings.xml"])
def test_one_long_text_in_very_many_cells_is_refused(good, tmp_path, part):
    long = b"<si><t>" + b"a" * 2_000_000 + b"</t></si></sst>"
    cells = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % row for row in range(40, 1040))
    parts = with_rows(b'<row r="40">' + cells + b"</row>")
    parts[part] = lambda xml: xml.replace(b"</sst>", long)
    path = rebuilt(good, tmp_path / "MRIO2017.xlsx", parts)
    with pytest.raises(FileError, match=r"repeats texts of up to 2,000,0\d\d bytes"):
        read_ceads(path)


def test_a_text_without_an_end_is_refused(good, tmp_path):
    long = with_rows(b'<row r="40"><c r="A40" ' + b"a" * 21 * 2**20)
    path = rebuilt(good, tmp_path / "MRIO2017.xlsx", long)
    with pytest.raises(FileError, match=r"sheet1.xml holds a text of more than 16777216 bytes"):
        read_ceads(path)


def same_table(path: Path) -> tuple[str, ...]:
    read = read_ceads(path)
    for part in ("Z", "Y", "x", "exports", "imports", "imports_final", "value_added"):
        np.testing.assert_allclose(getattr(read, part), getattr(TABLE, part), rtol=1e-14)
    return tuple(map(str, read.provenance.changes))


@pytest.mark.parametrize(
    ("row", "last"),
    [(b'<row r="%d" ht="15"/>', 1_000_000), (b'<row r="%d"><c r="XFD%d" s="0"/></row>', 200_000)],
    ids=["a million without cells", "with formats only"],
)
def test_very_many_empty_rows_do_no_harm(good, tmp_path, row, last):
    rows = b"".join(row % ((at,) * row.count(b"%d")) for at in range(40, last))
    assert same_table(rebuilt(good, tmp_path / "MRIO2017.xlsx", with_rows(rows))) == ()


def test_macros_are_not_run_and_do_not_keep_a_table_from_being_read(good, tmp_path):
    macros = {"xl/vbaProject.bin": lambda _: OLE}
    assert same_table(rebuilt(good, tmp_path / "MRIO2017.xlsm", macros)) == ()


def test_links_to_other_workbooks_are_not_followed_which_is_said(good, tmp_path):
    linked = {"xl/externalLinks/externalLink1.xml": lambda _: b"<externalLink/>"}
    assert same_table(rebuilt(good, tmp_path / "MRIO2017.xlsx", linked)) == (
        "links to other workbooks not followed; the values stored were read",
    )


@pytest.mark.parametrize("value", ["#DIV/0!", ""], ids=["Excel error", "no stored value"])
def test_a_formula_without_a_number_is_named_by_its_cell(tmp_path, value):
    path = tmp_path / "MRIO2017.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Table_2017")
        for at, line in enumerate(workbooks.workbook(TABLE).grid("Table_2017")):
            for column, cell in enumerate(line):
                sheet.write(at, column, cell)
        sheet.write_formula("E7", "=1/0", None, value)
    with pytest.raises(FileError, match=r"cell E7 .* is empty, or is a formula without a stored"):
        read_ceads(path)


def test_a_formula_with_a_number_is_read_as_that_number(tmp_path):
    path = tmp_path / "MRIO2017.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Table_2017")
        lines = workbooks.workbook(TABLE).grid("Table_2017")
        for at, line in enumerate(lines):
            for column, cell in enumerate(line):
                sheet.write(at, column, cell)
        sheet.write_formula("E7", "=1+1", None, lines[6][4])
    same_table(path)


def test_a_workbook_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "out.xlsx"
    monkeypatch.setattr(xlsxwriter.worksheet.Worksheet, "write_number", full)
    with pytest.raises(FileError, match=r"out\.xlsx cannot be written \(.*No space left"):
        write_ceads(TABLE, path)
    assert not list(tmp_path.iterdir())


def test_a_workbook_of_the_user_is_not_replaced(tmp_path):
    (tmp_path / "out.xlsx").write_bytes(b"mine")
    with pytest.raises(FileError, match=r"out\.xlsx is there already and is not replaced"):
        write_ceads(TABLE, tmp_path / "out.xlsx")
    assert (tmp_path / "out.xlsx").read_bytes() == b"mine"
    with pytest.raises(FileError, match=r"out\.xlsx is a file; name a folder"):
        write_ceads(TABLE, tmp_path / "out.xlsx" / "out.xlsx")


def test_a_sheet_that_does_not_exist_is_named(good):
    book = open_workbook(good)
    assert book.sheet_names == ("Table_2017",)
    assert not book.has_links
    with pytest.raises(FileError, match=r"has no sheet 'Table'\..* Its sheets: Table_2017"):
        book.grid("Table")
