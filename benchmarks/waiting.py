"""Measure what users wait for: ``python benchmarks/waiting.py [CASE ...]``.

Every command runs as a whole process, three times or, where that takes long, once, in turn with
what a user would do by hand for the same result, as far as there is a way. Cases that were measured
before stay as they were, unless they are named; `make bench` writes all of them into the documents.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from growth import Waited, waited, waiting_table

HERE = Path(__file__).parent
RESULTS = HERE.parent / "build" / "bench" / "waiting.json"
TABLE = "cn31-2017"
TIMES = 3
LONG = 15.0  # seconds of a run that is not repeated
DRAWS, PATHS = (100, 1000), (20, 200, 1000)
WORLD = (76, 45)  # countries beside China, sectors
MADE_UP = ((8, 42), (31, 42), (100, 42), (313, 42), (31, 8), (31, 153))  # regions and sectors


def _nothing(_folder: Path) -> None:
    """Make no files."""


@dataclass(frozen=True)
class Case:
    """A command, what it needs, and the seconds that it may take.

    Attributes
    ----------
    words : tuple of str
        Of the command line; ``{folder}`` holds what it reads, and ``{out}`` what it writes.
    goal : float or None
        Seconds; None where none is aimed at.
    needs : callable, optional
        Makes the files that it reads, once for all cases; that is not counted.
    """

    words: tuple[str, ...]
    goal: float | None
    needs: Callable[[Path], None] = _nothing


def _values(folder: Path) -> None:
    """Write the values of three maps, and the flows of one, of the accounts of the table."""
    from tanmai.accounting.carbon import carbon_accounts
    from tanmai.io.tables import load_table

    accounts = carbon_accounts(load_table(TABLE))
    codes = accounts.table.index.region_codes
    for name in ("production_based", "consumption_based", "net_outflow"):
        values = getattr(accounts, name)
        lines = [f"{code},{value!r}" for code, value in zip(codes, values.tolist(), strict=True)]
        (folder / f"{name}.csv").write_text("province,value\n" + "\n".join(lines) + "\n")
    flows = accounts.flows.between_regions().values
    largest = np.dstack(np.unravel_index(np.argsort(-flows, axis=None)[:40], flows.shape))[0]
    lines = [f"{codes[r]},{codes[s]},{float(flows[r, s])!r}" for r, s in largest]
    (folder / "flows.csv").write_text("from,to,value\n" + "\n".join(lines) + "\n")


def _workbook(folder: Path) -> None:
    """Write the table as a workbook of 1302 x 1302 in the layout of CEADs."""
    from tanmai.io.tables import load_table, save_table

    save_table(load_table(TABLE), folder / "table.xlsx", "ceads")


def _provinces(folder: Path) -> None:
    """Write the tables of 31 provinces in 42 sectors, a workbook each."""
    import made_up_tables

    made_up_tables.workbooks_of_provinces(folder / "tables", 42)


def _made_up(regions: int, sectors: int) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        import made_up_tables
        from tanmai.io.bundle import write_bundle
        from tools import _tanmai_table

        made_up_tables.trade_shares(folder / "arrays", regions, sectors)
        write_bundle(_tanmai_table(folder / "arrays"), folder / "table")

    return write


def _world(folder: Path) -> None:
    """Write a world of 76 countries and a China of 31 provinces, in 45 sectors."""
    import made_up_tables
    from tanmai.io.bundle import write_bundle

    write_bundle(made_up_tables.world(*WORLD), folder / "world")
    write_bundle(made_up_tables.provinces(WORLD[1]), folder / "provinces")


def _nested(folder: Path) -> None:
    """Write the provinces in the place of China: 107 regions of 45 sectors, 4,815 rows."""
    from tanmai.io.bundle import read_bundle, write_bundle
    from tanmai.joining import nest

    _world(folder)
    world, provinces = read_bundle(folder / "world"), read_bundle(folder / "provinces")
    write_bundle(nest(world, provinces, country="CHN").table, folder / "nested")


RUN = ("run", "--out", "{out}")
CASES = {
    "run": Case(RUN, 9),
    "run, one language": Case((*RUN, "--lang", "en"), 5),
    "run, PNG alone": Case((*RUN, "--formats", "png"), None),
    "compare, 2012 and 2017": Case(("compare", "cn31-2012", "cn31-2017", "--out", "{out}"), None),
    "map": Case(
        ("map", "{folder}/production_based.csv", "--lang", "en", "--out", "{out}"),
        1.2,
        _values,
    ),
    "flow map": Case(
        ("flowmap", "{folder}/flows.csv", "--lang", "en", "--out", "{out}"), 2, _values
    ),
    "check, workbook of 1302 x 1302": Case(("check", "{folder}/table.xlsx"), 4, _workbook),
    "info, workbook of 1302 x 1302": Case(("info", "{folder}/table.xlsx"), 4, _workbook),
    "check, workbook of a province": Case(("check", "{folder}/tables/陕西.xlsx"), 1, _provinces),
    "info, workbook of a province": Case(("info", "{folder}/tables/陕西.xlsx"), 1, _provinces),
    "join, workbooks of 31 provinces": Case(
        ("join", "{folder}/tables", "--out", "{out}"), 5, _provinces
    ),
    "extract, province-sectors": Case(
        ("extract", TABLE, "--by", "province-sector", "--out", "{out}"), None
    ),
    "nest, OECD ICIO of 77 x 45": Case(
        ("nest", "{folder}/world", "--provinces", "{folder}/provinces", "--out", "{out}"),
        None,
        _world,
    ),
    "run, nested table of 4,815 rows": Case(
        (*RUN, "--table", "{folder}/nested", "--lang", "en", "--formats", "png"), None, _nested
    ),
    **{
        f"run, {draws:,} draws": Case(
            (*RUN, "--lang", "en", "--formats", "png", "--draws", str(draws)), 0.015 * draws + 5
        )
        for draws in DRAWS
    },
    **{
        f"paths, {count:,} largest": Case(
            ("paths", TABLE, "--top", str(count), "--out", "{out}"), None
        )
        for count in PATHS
    },
    **{
        f"accounts, {regions} regions x {sectors} sectors": Case(
            ("accounts", "{folder}/table", "--out", "{out}"),
            None,
            _made_up(regions, sectors),
        )
        for regions, sectors in MADE_UP
    },
}


def _maps_by_hand(folder: Path) -> None:
    """Draw the same three maps with geopandas and matplotlib, as PNG, SVG and PDF."""
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt
    import pandas as pd

    from tanmai.draw.boundaries import load_boundaries

    areas = load_boundaries().areas.to_crs("EPSG:4490")
    for path in sorted(folder.glob("*.csv")):
        if path.stem == "flows":
            continue
        values = pd.read_csv(path, dtype={"province": str}).set_index("province")["value"]
        figure, axes = plt.subplots(figsize=(7.1, 6), dpi=300)
        drawn = areas.to_frame("geometry").assign(value=values)
        drawn.plot(column="value", ax=axes, legend=True, missing_kwds={"color": "#eee"})
        for ending in ("png", "svg", "pdf"):
            figure.savefig(folder / f"{path.stem}.{ending}")
        plt.close(figure)


def _draws_by_hand(_folder: Path) -> None:
    """Draw and account a hundred tables with numpy: noise, RAS of ten passes, an inverse."""
    from tanmai.core.flows import written_out
    from tanmai.io.tables import load_table

    table, random = load_table(TABLE), np.random.default_rng(2017)
    flows = np.hstack([written_out(table.Z), table.Y, table.exports[:, None]]).clip(min=0)
    rows, columns, size = flows.sum(axis=1), flows.sum(axis=0), len(table.index)
    intensity = np.divide(table.F[0], table.x, out=np.zeros(size), where=table.x > 0)
    for _ in range(100):
        drawn = flows * random.lognormal(-0.045, 0.3, flows.shape)
        for _ in range(10):
            drawn *= np.divide(rows, drawn.sum(axis=1), out=0 * rows, where=rows > 0)[:, None]
            drawn *= np.divide(columns, drawn.sum(axis=0), out=0 * columns, where=columns > 0)
        output = drawn.sum(axis=1)
        inputs = drawn[:, :size] / np.where(output > 0, output, 1)
        _ = intensity[:, None] * (np.linalg.inv(np.eye(size) - inputs) @ drawn[:, size:-1])


GOALS = {name: case.goal for name, case in CASES.items()}
BY_HAND: dict[str, tuple[str, Callable[[Path], None]]] = {
    "three maps, geopandas and matplotlib": ("map", _maps_by_hand),
    "100 draws, numpy": ("run, 100 draws", _draws_by_hand),
}


def measured(words: list[str]) -> dict[str, float]:
    """Run a process and return its seconds, the processor's, and its peak in MB."""
    start = time.perf_counter()
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    process = os.posix_spawn(
        sys.executable, [sys.executable, *words], os.environ, file_actions=quiet
    )
    _, status, used = os.wait4(process, 0)
    if status:
        raise SystemExit(f"{' '.join(words)} ended with {os.waitstatus_to_exitcode(status)}")
    return {
        "wall": time.perf_counter() - start,
        "processor": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss / 1024,
    }


def _in_turn(name: str, folder: Path, times: int) -> Waited:
    """Run a case, and what stands beside it by hand, in turn."""
    found: Waited = {}
    by_hand = [title for title, (beside, _) in BY_HAND.items() if beside == name]
    for _ in range(times):
        with tempfile.TemporaryDirectory() as place:
            words = [
                word.format(folder=folder, out=Path(place) / "out") for word in CASES[name].words
            ]
            _add(found, name, ["-c", "from tanmai.cli import main; main()", *words])
        for title in by_hand:
            _add(found, title, [str(HERE / "waiting.py"), "--hand", title, str(folder)])
    return found


def _make(needs: Callable[[Path], None], folder: Path) -> None:
    """Make the files of a case in a process of its own.

    The peak of a command begins with that of the process that starts it.
    """
    process = multiprocessing.get_context("fork").Process(target=needs, args=(folder,))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"The files of a case could not be made ({process.exitcode}).")


def _add(found: Waited, name: str, words: list[str]) -> None:
    """Run a process and add what it took, unless it takes long and has been run."""
    runs = found.setdefault(name, {"goal": GOALS.get(name), "runs": []})["runs"]
    if runs and runs[0]["wall"] > LONG:
        return
    runs.append(measured(words))
    print(f"{name}: {runs[-1]['wall']:.2f} s", flush=True)


def main() -> None:
    """Measure the cases that are named, or all of them, and print them as a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help="; ".join(CASES))
    parser.add_argument("--times", type=int, default=TIMES, help="Runs of each.")
    parser.add_argument("--hand", nargs=2, metavar=("TITLE", "FOLDER"), help=argparse.SUPPRESS)
    wanted: Any = parser.parse_args()
    if wanted.hand:
        BY_HAND[wanted.hand[0]][1](Path(wanted.hand[1]))
        return
    together = waited(RESULTS)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        made: dict[Callable[[Path], None], Path] = {}
        for name in wanted.cases or [case for case in CASES if case not in together]:
            needs = CASES[name].needs
            if needs not in made:
                made[needs] = Path(place) / str(len(made))
                made[needs].mkdir()
                _make(needs, made[needs])
            together |= _in_turn(name, made[needs], wanted.times)
            ordered = {each: together[each] for each in (*CASES, *BY_HAND) if each in together}
            RESULTS.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")
    print(waiting_table(together))


if __name__ == "__main__":
    main()
