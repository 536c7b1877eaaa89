"""Files that the page gives: made in a real browser, read again, and held to the page."""

from __future__ import annotations

import csv
import io
import shutil
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from matplotlib.image import imread, imsave
from pypdf import PdfReader
from selenium.webdriver.common.by import By

TABLE = """
const clean = cell => (cell.querySelector('button') || cell.firstChild).textContent;
const table = document.getElementById(arguments[0]).closest('table');
return [[...table.tHead.rows[0].cells].map(clean).map(t => t.replaceAll('\\u00ad', '').trim()),
  ...[...table.querySelectorAll('tbody tr, tfoot tr')]
    .map(row => [...row.cells].map(cell => cell.textContent.trim()))];
"""
WAIT = 60


@pytest.fixture(scope="module")
def sent(report: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page alone in a folder."""
    return Path(shutil.copy(report, tmp_path_factory.mktemp("sent")))


@pytest.fixture
def alone(window, sent: Path, tmp_path: Path) -> Path:
    """The page alone, opened; the folder that files are saved in."""
    window.path = sent
    window.go("#en")
    behaviour = {"behavior": "allow", "downloadPath": str(tmp_path)}
    window.cdp("Browser.setDownloadBehavior", behaviour)
    return tmp_path


def saved(window, folder: Path, selector: str) -> Path:
    """Press a button and return the file that it gives."""
    before = set(folder.iterdir())
    button = window.chrome.find_element(By.CSS_SELECTOR, selector)
    window.run("arguments[0].scrollIntoView({ block: 'center' }); arguments[0].click()", button)
    for _ in range(10 * WAIT):
        new = [p for p in set(folder.iterdir()) - before if not p.name.endswith(".crdownload")]
        if new:
            return new[0]
        time.sleep(0.1)
    raise AssertionError(f"no file in {WAIT} s, but {list(folder.iterdir())}")


def table_of(window, stem: str) -> list[list[str]]:
    return window.run(TABLE, f"en-table-{stem}")


def as_shown(value: object, text: str) -> str:
    """Write a value with the decimals of the text that the page shows."""
    if isinstance(value, str) and not _is_number(value):
        return value
    decimals = len(text.partition(".")[2])
    written = f"{float(value):,.{decimals}f}"  # type: ignore[arg-type]
    return written.replace("-", "−" if float(written.replace(",", "")) else "")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("stem", ["accounts", "paths", "sectors", "checks"])
def test_a_csv_holds_the_table_of_the_page(window, alone, stem) -> None:
    path = saved(window, alone, f"[data-table=en-table-{stem}] [data-save=csv]")
    assert path.name == f"{stem}.en.csv"
    content = path.read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline="")))
    shown = table_of(window, stem)
    assert [head.partition(" (")[0] for head in rows[0]] == [h.partition(" (")[0] for h in shown[0]]
    assert len(rows) == len(shown) > 5
    for row, line in zip(rows[1:], shown[1:], strict=True):
        for value, text in zip(row, line, strict=True):
            assert value == text or as_shown(value, text) == text


def test_a_csv_keeps_more_figures_than_are_shown(window, alone, study) -> None:
    path = saved(window, alone, "[data-table=en-table-accounts] [data-save=csv]")
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    made = study.accounts.production_based
    known = [(row[1], value) for row, value in zip(rows[1:-1], made, strict=True) if row[1] != "—"]
    assert len(known) >= len(made) - 1  # Tibet has no inventory
    np.testing.assert_allclose(*np.array(known, dtype=float).T, rtol=1e-8)


def test_a_workbook_holds_the_table_and_what_it_is(window, alone, study) -> None:
    path = saved(window, alone, "[data-table=en-table-accounts] [data-save=xlsx]")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["About", "accounts"]
    about = " ".join(str(cell.value or "") for row in book["About"].iter_rows() for cell in row)
    assert study.table.provenance.caveat_en in about
    assert "Accounts by province" in about
    rows = list(book["accounts"].iter_rows(values_only=True))
    shown = table_of(window, "accounts")
    assert list(rows[0]) == shown[0]
    for row, line in zip(rows[1:], shown[1:], strict=True):
        assert row[0] == line[0]
        known = [pair for pair in zip(row[1:], line[1:], strict=True) if pair[0] != "—"]
        assert all(isinstance(value, int | float) for value, _ in known)
        assert all(as_shown(value, text) == text for value, text in known)


def test_one_workbook_holds_all_tables(window, alone) -> None:
    path = saved(window, alone, "#en .workbook")
    assert path.name == "tables.en.xlsx"
    book = openpyxl.load_workbook(path, read_only=True)
    number = window.run("return document.querySelectorAll('#en table').length")
    assert len(book.sheetnames) == 1 + number
    assert {"accounts", "paths", "ranking", "sectors", "checks"} <= set(book.sheetnames)


def test_a_figure_is_saved_as_svg_that_stands_alone(window, alone) -> None:
    path = saved(window, alone, "#en-picture-key_paths [data-save=svg]")
    assert path.name == "key_paths.en.svg"
    root = ET.parse(path).getroot()
    names = {element.get("id") for element in root.iter()}
    used = [e.get("href", "")[1:] for e in root.iter("{http://www.w3.org/2000/svg}use")]
    assert used
    assert set(used) <= names
    text = path.read_text(encoding="utf-8")
    assert "@font-face" in text
    assert "aria-pressed" not in text


def test_a_figure_is_saved_as_png_at_300_dots_per_inch(window, alone) -> None:
    path = saved(window, alone, "#en-picture-net_outflow [data-save=png]")
    assert path.name == "net_outflow.en.png"
    data = path.read_bytes()
    at = data.index(b"pHYs")
    assert int.from_bytes(data[at + 4 : at + 8], "big") == 11811
    pixels = imread(path)
    assert pixels.shape[1] == pytest.approx(180 / 25.4 * 300, abs=2)
    seen = pixels[::10, ::10, :3].reshape(-1, 3)
    assert len(np.unique(seen, axis=0)) > 50  # it is drawn, not blank


def test_a_page_alone_gives_a_pdf_as_large_as_the_figure(window, alone) -> None:
    path = saved(window, alone, "#en-picture-accounts [data-save=pdf]")
    assert path.name == "accounts.en.pdf"
    (page,) = PdfReader(path).pages
    assert float(page.mediabox.width) == pytest.approx(180 / 25.4 * 72, abs=1)
    (image,) = page.images
    assert image.image is not None
    assert len(image.image.getcolors(1 << 24)) > 20


def test_beside_its_files_the_page_gives_the_pdf_that_was_written(window, report: Path) -> None:
    imsave(report.parent / "maps" / "accounts.en.png", np.zeros((1, 1)))
    window.open("#en")
    asked = window.run(
        "document.querySelector('#en-picture-accounts').dataset.pdf = '';"
        "const asked = []; HTMLAnchorElement.prototype.click = function () {"
        "asked.push(this.href) }; window.asked = asked;"
        "document.querySelector('#en-picture-accounts [data-save=pdf]').click()"
    )
    for _ in range(100):
        asked = window.run("return window.asked")
        if asked:
            break
        time.sleep(0.1)
    assert asked == [(report.parent / "maps" / "accounts.en.pdf").as_uri()]
    assert window.run("return breaches") == []
