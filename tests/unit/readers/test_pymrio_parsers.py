"""read_world_table: small worlds, written in the layout in which each database is published."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from tanmai.accounts import carbon_accounts
from tanmai.checks import check_table
from tanmai.errors import FileError, OptionError, UnitError
from tanmai.labels import Region, find_province
from tanmai.readers.pymrio_system import read_world_table
from tanmai.readers.pymrio_system.databases import DATABASES

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from tanmai.table import MrioTable

    FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """A balanced world in numbers: its labels are given by each layout."""

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    categories: tuple[str, ...]
    Z: FloatArray
    Y: FloatArray
    value_added: FloatArray  # two components
    emitted: FloatArray  # rows of emissions, all of one unit
    households: FloatArray  # the same rows, by column of Y

    @property
    def x(self) -> FloatArray:
        return self.Z.sum(axis=1) + self.Y.sum(axis=1)

    @property
    def rows(self) -> pd.MultiIndex:
        return pd.MultiIndex.from_product([self.regions, self.sectors], names=["region", "sector"])

    @property
    def columns(self) -> pd.MultiIndex:
        return pd.MultiIndex.from_product(
            [self.regions, self.categories], names=["region", "category"]
        )

    def by_region(self, values: FloatArray) -> FloatArray:
        """Sum columns of Y (..., mk) to regions (..., m)."""
        shape = (len(self.regions), len(self.categories))
        return values.reshape(*values.shape[:-1], *shape).sum(axis=-1)


def a_world(
    regions: tuple[str, ...],
    sectors: tuple[str, ...],
    categories: tuple[str, ...],
    rows: int,
    idle: tuple[int, ...] = (),
) -> World:
    """Return a world in whole numbers; final demand of the idle categories emits nothing."""
    rng = np.random.default_rng(len(regions) * 100 + len(sectors) * 10 + rows)
    size, width = len(regions) * len(sectors), len(regions) * len(categories)
    Z = rng.integers(1, 9, (size, size)).astype(float)
    Y = rng.integers(1 + size, 9 * size, (size, width)).astype(float)
    left = Z.sum(axis=1) + Y.sum(axis=1) - Z.sum(axis=0)
    wages = np.floor(left / 2)
    households = rng.integers(1, 50, (rows, len(regions), len(categories))).astype(float)
    households[:, :, list(idle)] = 0.0
    emitted = rng.integers(10, 900, (rows, size)).astype(float)
    return World(
        regions,
        sectors,
        categories,
        Z,
        Y,
        np.array([wages, left - wages]),
        emitted,
        households.reshape(rows, width),
    )


def assert_the_numbers(table: MrioTable, world: World, kept: list[int], factor: float) -> None:
    """The table is the world; its CO2 is the sum of the kept rows times the factor to Mt."""
    np.testing.assert_allclose(np.asarray(table.Z), world.Z, rtol=1e-9)
    np.testing.assert_array_equal(table.Y, world.Y)
    np.testing.assert_allclose(table.x, world.x, rtol=1e-12)
    np.testing.assert_allclose(table.F, world.emitted[kept].sum(axis=0)[None] * factor, rtol=1e-12)
    households = world.by_region(world.households[kept].sum(axis=0))
    np.testing.assert_allclose(table.F_Y, households[None] * factor, rtol=1e-12)
    assert table.stressors == ("CO2",)
    assert table.emission_unit == "Mt CO2"
    assert [sector.code for sector in table.sectors] == list(world.sectors)
    assert [category.code for category in table.categories] == list(world.categories)
    failed = [result.rule.code for result in check_table(table).results if not result.passed]
    assert failed == ["units"]  # the money of a world table is not CNY, and is not made into it


def assert_accounts_of_pymrio(
    table: MrioTable, system: Any, F: pd.DataFrame, F_Y: pd.DataFrame | None, factor: float
) -> None:
    """Accounts of the table and of pymrio for the same stressor, flows too, agree to 1e-9."""
    import pymrio

    system.calc_system()
    unit = pd.DataFrame({"unit": ["any"]}, F.index)
    co2 = pymrio.Extension("co2", F=F, F_Y=F_Y, unit=unit)
    co2.calc_system(x=system.x, Y=system.Y, L=system.L)
    accounts = carbon_accounts(table)
    for ours, theirs in (
        (accounts.direct, co2.D_pba),
        (accounts.footprint_by_product.ravel(), co2.D_cba),
        (accounts.production_based, co2.D_pba_reg),
        (accounts.consumption_based, co2.D_cba_reg),
        (accounts.inflow, co2.D_imp_reg),
        (accounts.outflow, co2.D_exp_reg),
    ):
        expected = theirs.to_numpy(dtype=float)[0] * factor
        assert np.abs(expected).max() > 0
        np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=1e-9 * np.abs(expected).max())


def summed(values: FloatArray, columns: pd.MultiIndex) -> pd.DataFrame:
    return pd.DataFrame(values.sum(axis=0)[None], pd.Index(["CO2"], name="stressor"), columns)


# ---------------------------------------------------------------------------- EXIOBASE 3
EXIOBASE_CO2 = [
    "CO2 - combustion - air",
    "CO2 - non combustion - Cement production - air",
    "CO2 - non combustion - Lime production - air",
    "CO2 - waste - fossil - air",
    "CO2 - waste - biogenic - air",
    "CO2 - agriculture - peat decay - air",
]
EXIOBASE_KEPT = [0, 1, 2, 3]


def exiobase(
    folder: Path,
    regions: tuple[str, ...] = ("CN", "DE", "WA"),
    extension: str = "satellite",
    published: str = "Z",
) -> World:
    """Write the text files of EXIOBASE 3: kg in the satellite, value added as its first rows."""
    world = a_world(
        regions, ("Coal mining", "Steel", "Services"), ("Households", "Capital"), 6, idle=(1,)
    )
    Z = pd.DataFrame(world.Z, world.rows, world.rows)
    core = {
        published: Z if published == "Z" else Z / world.x,
        "Y": pd.DataFrame(world.Y, world.rows, world.columns),
        "x": pd.DataFrame({"indout": world.x}, world.rows),
        "unit": pd.DataFrame({"unit": "M.EUR"}, world.rows),
    }
    _write(folder, core, "IOSystem", "EXIO3", {"Z": 2, "A": 2, "Y": 2, "x": 1, "unit": 1}, 2)
    labels = pd.Index(["Value Added", *EXIOBASE_CO2], name="stressor")
    nothing = np.zeros((1, len(world.columns)))
    satellite = {
        "F": pd.DataFrame(
            np.vstack([world.value_added.sum(axis=0), world.emitted]), labels, world.rows
        ),
        "F_Y": pd.DataFrame(np.vstack([nothing, world.households]), labels, world.columns),
        "unit": pd.DataFrame({"unit": ["M.EUR", *["kg"] * 6]}, labels),
    }
    _write(
        folder / extension, satellite, "Extension", "Satellite", {"F": 2, "F_Y": 2, "unit": 1}, 1
    )
    about = {"description": "EXIOBASE", "name": "EXIO3", "system": "pxp", "version": "3.8.2"}
    text = json.dumps(about | {"history": []})
    (folder / "metadata.json").write_text(text, encoding="utf-8")
    return world


def _write(
    folder: Path,
    parts: dict[str, pd.DataFrame],
    kind: str,
    name: str,
    headers: dict[str, int],
    index_columns: int,
) -> None:
    folder.mkdir(parents=True)
    files = {}
    for part, frame in parts.items():
        frame.to_csv(folder / f"{part}.txt", sep="\t")
        files[part] = {
            "name": f"{part}.txt",
            "nr_index_col": str(index_columns),
            "nr_header": str(headers[part]),
        }
    about = {"files": files, "systemtype": kind, "name": name}
    (folder / "file_parameters.json").write_text(json.dumps(about), encoding="utf-8")


class TestExiobase3:
    @pytest.mark.parametrize("extension", ["satellite", "air_emissions"])
    @pytest.mark.parametrize("published", ["Z", "A"])
    def test_numbers(self, tmp_path: Path, extension: str, published: str) -> None:
        folder = tmp_path / "IOT_2017_pxp"
        world = exiobase(folder, extension=extension, published=published)
        table = read_world_table(folder, "exiobase3")
        assert_the_numbers(table, world, EXIOBASE_KEPT, 1e-9)
        assert (table.year, table.money_unit) == (2017, "M.EUR")
        assert table.provenance.name == "EXIOBASE 3 2017"
        assert table.without_emissions == ()
        np.testing.assert_allclose(
            table.total_value_added, world.value_added.sum(axis=0), rtol=1e-9
        )
        named = [change for change in table.provenance.changes if change.startswith("CO2 is")]
        assert named == [f"CO2 is {' + '.join(EXIOBASE_CO2[:4])} of '{extension}'"]

    def test_accounts(self, tmp_path: Path) -> None:
        import pymrio

        folder = tmp_path / "IOT_2017_pxp"
        world = exiobase(folder)
        assert_accounts_of_pymrio(
            read_world_table(folder, "exiobase3"),
            pymrio.parse_exiobase3(folder),
            summed(world.emitted[EXIOBASE_KEPT], world.rows),
            summed(world.households[EXIOBASE_KEPT], world.columns),
            1e-9,
        )

    def test_china_is_one_region(self, tmp_path: Path) -> None:
        exiobase(tmp_path / "IOT_2017_pxp", ("CHN", "DEU", "WWA"))
        regions = read_world_table(tmp_path / "IOT_2017_pxp", "exiobase3").regions
        assert regions == tuple(Region(code, code, code) for code in ("CN", "DE", "WA"))

    def test_provinces_among_the_countries(self, tmp_path: Path) -> None:
        folder = tmp_path / "IOT_2017_pxp"
        world = exiobase(folder, ("Shaanxi", "140000", "内蒙古", "DE", "Mongolia"))
        table = read_world_table(folder, "exiobase3")
        assert table.regions == (
            find_province("610000"),
            find_province("140000"),
            find_province("150000"),
            Region("DE", "DE", "DE"),
            Region("Mongolia", "Mongolia", "Mongolia"),
        )
        assert_the_numbers(table, world, EXIOBASE_KEPT, 1e-9)
        accounts = carbon_accounts(table)
        total = accounts.production_based.sum()
        assert accounts.consumption_based.sum() == pytest.approx(total, rel=1e-9)

    def test_the_sources_are_the_files_with_their_hashes(self, tmp_path: Path) -> None:
        from hashlib import sha256

        exiobase(tmp_path / "IOT_2017_pxp")
        sources = read_world_table(tmp_path / "IOT_2017_pxp", "exiobase3").provenance.sources
        found = {source.name: source.sha256 for source in sources}
        assert {"Z.txt", "Y.txt", "satellite/F.txt", "satellite/F_Y.txt"} <= set(found)
        assert found["Z.txt"] == sha256((tmp_path / "IOT_2017_pxp/Z.txt").read_bytes()).hexdigest()

    def test_stressors_by_name_stay_apart(self, tmp_path: Path) -> None:
        folder = tmp_path / "IOT_2017_pxp"
        world = exiobase(folder)
        names = [EXIOBASE_CO2[5], EXIOBASE_CO2[0]]
        table = read_world_table(folder, "exiobase3", stressors=names)
        assert table.stressors == tuple(names)
        np.testing.assert_allclose(table.F, world.emitted[[5, 0]] * 1e-9, rtol=1e-12)

    def test_a_stressor_that_is_not_there(self, tmp_path: Path) -> None:
        exiobase(tmp_path / "IOT_2017_pxp")
        with pytest.raises(
            OptionError, match=r"no stressor 'CO2'.*It has: Value Added, CO2 - comb"
        ):
            read_world_table(tmp_path / "IOT_2017_pxp", "exiobase3", stressors=["CO2"])

    def test_an_extension_without_co2_lists_what_there_is(self, tmp_path: Path) -> None:
        folder = tmp_path / "IOT_2017_pxp"
        exiobase(folder)
        for name in ("F", "F_Y", "unit"):
            file = folder / "satellite" / f"{name}.txt"
            file.write_text(file.read_text().replace("CO2 -", "CH4 -"))
        with pytest.raises(
            OptionError, match=r"No stressor of 'satellite' is CO2.*CH4 - combustion"
        ):
            read_world_table(folder, "exiobase3")

    def test_no_emissions_downloaded(self, tmp_path: Path) -> None:
        exiobase(tmp_path / "IOT_2017_pxp", extension="water")
        with pytest.raises(
            OptionError, match=r"EXIOBASE 3 has no extension 'satellite' here.*water"
        ):
            read_world_table(tmp_path / "IOT_2017_pxp", "exiobase3")

    def test_co2_in_two_units(self, tmp_path: Path) -> None:
        folder = tmp_path / "IOT_2017_pxp"
        exiobase(folder)
        unit = folder / "satellite" / "unit.txt"
        unit.write_text(unit.read_text().replace("fossil - air\tkg", "fossil - air\tt"))
        with pytest.raises(UnitError, match=r"CO2 of extension 'satellite' has the units kg, t"):
            read_world_table(folder, "exiobase3")

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        exiobase(tmp_path / "IOT_2017_pxp")
        (tmp_path / "IOT_2017_pxp" / "Z.txt").unlink()
        with pytest.raises(FileError, match=r"IOT_2017_pxp cannot be read as EXIOBASE 3.*Z\.txt"):
            read_world_table(tmp_path / "IOT_2017_pxp", "exiobase3")


class TestRefusals:
    def test_an_unknown_database(self, tmp_path: Path) -> None:
        with pytest.raises(OptionError, match=r"'exiobase' is not .* Did you mean 'exiobase3'"):
            read_world_table(tmp_path, "exiobase")

    @pytest.mark.parametrize("database", list(DATABASES))
    def test_no_file(self, tmp_path: Path, database: str) -> None:
        with pytest.raises(FileError, match=r"gone.* is not there; name the file or the folder"):
            read_world_table(tmp_path / "gone", database, year=2017)

    @pytest.mark.parametrize("database", list(DATABASES))
    def test_an_empty_folder(self, tmp_path: Path, database: str) -> None:
        with pytest.raises(FileError, match=rf"cannot be read as {DATABASES[database].title} of"):
            read_world_table(tmp_path, database, year=2017)

    @pytest.mark.parametrize("database", list(DATABASES))
    def test_another_file(self, tmp_path: Path, database: str) -> None:
        other = tmp_path / "table_2017.zip"
        other.write_bytes(b"PK\x03\x04 not an archive")
        with pytest.raises(FileError, match=r"table_2017\.zip cannot be read as"):
            read_world_table(other, database)

    def test_no_year(self, tmp_path: Path) -> None:
        with pytest.raises(
            OptionError, match=r"does not say its year; give the year of EXIOBASE 3"
        ):
            read_world_table(tmp_path, "exiobase3")

    def test_another_year(self, tmp_path: Path) -> None:
        exiobase(tmp_path / "IOT_2017_pxp")
        with pytest.raises(OptionError, match=r"is of 2017, not of 2015"):
            read_world_table(tmp_path / "IOT_2017_pxp", "exiobase3", year=2015)
