"""Studies of water and of jobs from a file of a desk: nothing speaks of carbon or emissions."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from command_line import status_of
from tanmai.io.tables import load_table

# The name of the program is no word of the study, nor are titles of what is cited.
WORDS = (
    "const shown = document.body.cloneNode(true);"
    "shown.querySelectorAll('script, style, .brand, .references').forEach(e => e.remove());"
    "const labels = [...shown.querySelectorAll('[aria-label], [title], [alt]')].flatMap("
    "e => ['aria-label', 'title', 'alt'].map(name => e.getAttribute(name) || ''));"
    "return shown.textContent + ' ' + labels.join(' ')"
)
BESIDE = re.compile(r"<metadata>.*?</metadata>|base64,[^\"]*", re.DOTALL)
OF_CARBON = re.compile(r"CO₂|CO2|[Cc]arbon|碳|排放|\b[Ee]mi(?:t|ssion)")
STUDIES = {
    "water": ("zh", "用水", ("用水", "亿立方米"), "1e8m3"),
    "jobs": ("en", "jobs", ("employment", "10⁴ persons"), "1e4persons"),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A file as Excel saves it in China, with two pressures."""
    table, rows = load_table("textbook-mini"), []
    for i, region in enumerate(table.regions):
        for j, sector in enumerate([*table.index.sector_codes, "household"]):
            jobs = 0 if sector == "household" else 50 + 7 * i + 11 * j
            rows.append((region.name_zh, sector, 10 + 3 * i + 2 * j, jobs))
    path = tmp_path_factory.mktemp("desk") / "desk.csv"
    columns = ["省份", "sector_code", "用水量（亿立方米）", "就业_万人"]
    pd.DataFrame(rows, columns=columns).to_csv(path, index=False, encoding="gb18030")
    return path


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_of_another_pressure_speaks_of_it_alone(
    name, desk, chromium, tmp_path, monkeypatch
):
    language, asked, said, unit = STUDIES[name]
    out = tmp_path / "study"
    options = ["--table", "textbook-mini", "--emissions", str(desk), "--pressure", asked]
    options += ["--formats", "svg", "--lang", language]
    assert status_of(monkeypatch, "run", *options, "--out", str(out)) == 0
    chromium.get((out / "report.html").as_uri())
    text = chromium.execute_script(WORDS).replace("tanmai（碳脉）", "")
    assert [text[max(at.start() - 40, 0) : at.end() + 40] for at in OF_CARBON.finditer(text)] == []
    assert [word for word in said if word not in text] == []
    accounts = pd.read_csv(out / "accounts_by_province.csv")
    assert {f"production_based_{unit}", f"consumption_based_{unit}"} <= set(accounts.columns)
    for table in out.glob("*.csv"):
        found = OF_CARBON.search(table.read_text("utf-8"))
        assert found is None, (table.name, found)
    for picture in (out / "maps").glob("*.svg"):
        drawn = BESIDE.sub("", picture.read_text("utf-8"))
        assert not OF_CARBON.search(drawn), picture.name
    said = (out / "NOTES.txt", *(out / "words").glob("captions.*.txt"))
    assert not [words.name for words in said if OF_CARBON.search(words.read_text("utf-8"))]
