"""What every result has in common: how it is shown, written and rejected."""

import json

import pandas as pd
import pytest

from tanmai.core.errors import ConservationError, FileError
from tanmai.core.messages import Name, message
from tanmai.studies.result import ModelResult, law


def made(**tables):
    kept = law(message("Conservation"), 0.0, 1e-9)
    said = (Name("假设", "Assumed"),)
    return ModelResult("extract", {"by": "<b>"}, {"f.csv": "ab"}, tables, (kept,), said, (), {})


def test_a_result_writes_its_tables_notes_and_record(tmp_path):
    steps = []
    result = made(sums=pd.DataFrame({"rank": [1.0, 2.0]}))
    folder = result.write(tmp_path / "out", step=lambda name, *_: steps.append(name))
    assert steps == ["tables"]
    assert (folder / "sums.csv").read_text() == "rank\n1\n2\n"
    assert (folder / "NOTES.txt").read_text("utf-8").splitlines()[1:] == ["假设", "Assumed"]
    record = json.loads((folder / "run.json").read_text("utf-8"))
    assert record["checks"][0]["name_en"] == "Conservation"
    assert record["checks"][0]["passed"] is True
    assert not (folder / "report.html").exists()


def test_a_result_is_written_whole_or_not_at_all(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileError, match=r"mine\.txt"):
        made().write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_result_that_breaks_its_law_is_never_made():
    with pytest.raises(ConservationError, match=r"Sum: found 1, limit 0\.5 t"):
        ModelResult("x", {}, {}, {}, (law(message("Sum"), 1.0, 0.5, "t"),), (), (), {})


def test_a_result_fits_a_screen():
    result = made(**{f"table_{n}": pd.DataFrame({"<i>": range(10_000)}) for n in range(12)})
    lines = repr(result).splitlines()
    assert lines[0] == "<tanmai extract>"
    assert lines[1] == "  table_0: 10000 x 1"
    assert len(lines) == 13
    page = result._repr_html_()
    assert "table_11 (10000 × 1)" in page
    assert "<i>" not in page
    assert len(page) < 20_000
