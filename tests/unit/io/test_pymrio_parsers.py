"""read_world_table: small worlds, written in the layout in which each database is published."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pytest

from tanmai.accounting.carbon import carbon_accounts
from tanmai.checks import check_table
from tanmai.core.errors import FileError, OptionError, UnitError
from tanmai.core.labels import Region, find_province
from tanmai.io.pymrio.databases import read_world_table
from tanmai.io.pymrio.rules import DATABASES

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from tanmai.core.table import MrioTable

    FloatArray = NDArray[np.float64]

pytestmark = pytest.mark.filterwarnings("ignore:::pymrio")


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
    assert not failed  # the money of a world table stays in the currency of its source


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
        assert_close(ours, theirs.to_numpy(dtype=float)[0] * factor)
    of_origin = co2.diag_stressor("CO2", name="flows")
    of_origin.calc_system(x=system.x, Y=system.Y, L=system.L)
    flows = of_origin.D_cba.groupby(level="region", sort=False).sum()
    flows = flows.T.groupby(level="region", sort=False).sum().T
    assert_close(accounts.flows.values, flows.to_numpy(dtype=float) * factor)


def assert_close(ours: FloatArray, expected: FloatArray) -> None:
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
        named = [
            change for change in map(str, table.provenance.changes) if change.startswith("CO2 is")
        ]
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

    def test_the_archive_as_downloaded(self, tmp_path: Path) -> None:
        folder = tmp_path / "IOT_2017_pxp"
        world = exiobase(folder)
        with ZipFile(tmp_path / "IOT_2017_pxp.zip", "w") as archive:
            for file in sorted(folder.rglob("*.*")):
                archive.write(file, file.relative_to(tmp_path))
        table = read_world_table(tmp_path / "IOT_2017_pxp.zip", "exiobase3")
        assert_the_numbers(table, world, EXIOBASE_KEPT, 1e-9)

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


# ---------------------------------------------------------------------------- Eora26
EORA_CO2 = (
    "I-GHG-CO2 emissions (Gg)\tPublic electricity and heat production",
    "I-GHG-CO2 emissions (Gg)\tCement production",
    "I-GHG-CO2 emissions (Gg)\tMemo: International aviation",
    "I-GHG-CO2 emissions (Gg)\tForest fires",
    "I-GHG-CO2b emissions (Gg)\tRoad transportation",
)


def eora26(folder: Path, regions: tuple[str, ...] = ("CHN", "JPN", "USA")) -> World:
    """Write the tab-separated files of Eora26 2015, with the region ROW that pymrio drops."""
    world = a_world(regions, ("Agriculture", "Mining"), ("Households", "Government"), 5)
    folder.mkdir(parents=True)

    def put(name: str, values: FloatArray) -> None:
        pd.DataFrame(values).to_csv(
            folder / f"Eora26_2015_bp_{name}.txt", sep="\t", header=False, index=False
        )

    put("T", np.pad(world.Z, (0, 1)))
    put("FD", np.pad(world.Y, ((0, 1), (0, 2))))
    put("VA", np.pad(world.value_added, ((0, 0), (0, 1))))
    put("Q", np.pad(np.vstack([world.emitted[:1] * 9, world.emitted]), ((0, 0), (0, 1))))
    put("QY", np.pad(np.vstack([world.households[:1] * 9, world.households]), ((0, 0), (0, 2))))
    lines = {
        "T": [f"Country {r}\t{r}\tIndustries\t{s}\t" for r, s in world.rows]
        + ["Statistical Discrepancies\tROW\tTotal\tTOTAL\t"],
        "FD": [f"Country {r}\t{r}\tFinal demand\t{c}\t" for r, c in world.columns]
        + [f"Statistical Discrepancies\tROW\tFinal demand\t{c}\t" for c in world.categories],
        "VA": [f"Primary Inputs\t{name}\t" for name in ("Wages D.1", "Surplus D.2")],
        "Q": [f"{name}\t" for name in ("Energy Usage (TJ)\tCoal", *EORA_CO2)],
    }
    for name, labels in lines.items():
        (folder / f"labels_{name}.txt").write_text("\n".join(labels) + "\n", encoding="utf-8")
    return world


class TestEora26:
    def test_numbers(self, tmp_path: Path) -> None:
        world = eora26(tmp_path / "eora")
        table = read_world_table(tmp_path / "eora", "eora26", year=2015)
        assert_the_numbers(table, world, [0, 1], 1e-3)
        assert (table.year, table.money_unit) == (2015, "000 USD")
        np.testing.assert_array_equal(table.value_added, world.value_added)
        assert table.value_added_labels == (
            "Primary Inputs | Wages D.1",
            "Primary Inputs | Surplus D.2",
        )

    def test_an_archive_says_its_year(self, tmp_path: Path) -> None:
        world = eora26(tmp_path / "eora")
        archive = tmp_path / "Eora26_2015_bp.zip"
        with ZipFile(archive, "w") as file:
            for part in sorted((tmp_path / "eora").iterdir()):
                file.write(part, part.name)
        table = read_world_table(archive, "eora26")
        assert_the_numbers(table, world, [0, 1], 1e-3)
        assert [source.name for source in table.provenance.sources] == [archive.name]

    def test_files_of_other_years_are_no_sources(self, tmp_path: Path) -> None:
        eora26(tmp_path / "eora")
        (tmp_path / "eora" / "Eora26_2014_bp_T.txt").write_text("1\n")
        table = read_world_table(tmp_path / "eora", "eora26", year=2015)
        names = {source.name for source in table.provenance.sources}
        assert "Eora26_2014_bp_T.txt" not in names
        assert {"Eora26_2015_bp_T.txt", "labels_T.txt"} <= names

    def test_accounts(self, tmp_path: Path) -> None:
        world = eora26(tmp_path / "eora", ("Shaanxi", "Shanxi", "USA"))
        table = read_world_table(tmp_path / "eora", "eora26", year=2015)
        assert [region.code for region in table.regions] == ["610000", "140000", "USA"]
        assert_accounts_of_pymrio(
            table,
            DATABASES["eora26"].parse(tmp_path / "eora", 2015),
            summed(world.emitted[:2], world.rows),
            summed(world.households[:2], world.columns),
            1e-3,
        )


# ---------------------------------------------------------------------------- OECD ICIO
def oecd(
    folder: Path, discrepancy: float = 0.0, regions: tuple[str, ...] = ("AUS", "CHN", "ROW")
) -> World:
    """Write the CSV of the ICIO; the countries do not stand in the order of the alphabet."""
    world = a_world(regions, ("01T02", "05T06", "24"), ("HFCE", "GFCF"), 1)
    whole_countries = [region for region in regions if region not in ("CN1", "CN2")]
    buying = world.columns.get_level_values("region").isin(whole_countries)
    world = replace(world, Y=world.Y * buying)
    left = (world.x - world.Z.sum(axis=0)) / 2
    world = replace(world, value_added=np.array([left, left]))
    published = (*regions[1:], regions[0])
    rows = [f"{r}_{s}" for r, s in world.rows]
    columns = [f"{r}_{c}" for r, c in world.columns]
    frame = pd.DataFrame(np.hstack([world.Z, world.Y]), rows, [*rows, *columns])
    frame["DISC"] = discrepancy
    frame["TOTAL"] = frame.sum(axis=1)
    of_inputs = np.pad(world.value_added, ((0, 0), (0, len(columns) + 2)))
    inputs = pd.DataFrame(of_inputs, ["TLS", "VA"], frame.columns)
    output = pd.DataFrame([[*world.x, *[0.0] * (len(columns) + 2)]], ["OUTPUT"], frame.columns)
    ordered = [f"{r}_{s}" for r in published for s in world.sectors]
    of_final = [f"{r}_{c}" for r in published if r in whole_countries for c in world.categories]
    whole = pd.concat([frame.loc[ordered], inputs, output])
    folder.mkdir(parents=True)
    whole[[*ordered, *of_final, "DISC", "TOTAL"]].to_csv(folder / "ICIO2021_2018.csv")
    return world


class TestOecd:
    def test_numbers_without_emissions(self, tmp_path: Path) -> None:
        world = oecd(tmp_path / "icio")
        table = read_world_table(tmp_path / "icio" / "ICIO2021_2018.csv", "oecd")
        np.testing.assert_array_equal(table.Z, world.Z)
        np.testing.assert_array_equal(table.Y, world.Y)
        np.testing.assert_array_equal(table.x, world.x)
        np.testing.assert_array_equal(table.value_added, world.value_added)
        assert table.value_added_labels == ("TLS", "VA")
        assert (table.year, table.money_unit) == (2018, "Million USD")
        assert [region.code for region in table.regions] == ["AUS", "CHN", "ROW"]
        assert table.without_emissions == ("AUS", "CHN", "ROW")
        assert not table.F.any()
        assert "OECD ICIO has no emissions; join an inventory to the table" in (
            tuple(map(str, table.provenance.changes))
        )

    def test_a_folder_of_editions(self, tmp_path: Path) -> None:
        world = oecd(tmp_path / "icio")
        table = read_world_table(tmp_path / "icio", "oecd", year=2018)
        np.testing.assert_array_equal(table.Z, world.Z)
        with pytest.raises(FileError, match=r"OECD ICIO of 2017 .*No data file for the given year"):
            read_world_table(tmp_path / "icio", "oecd", year=2017)

    def test_the_discrepancy_is_the_balancing_column(self, tmp_path: Path) -> None:
        world = oecd(tmp_path / "icio", discrepancy=2.0)
        table = read_world_table(tmp_path / "icio", "oecd", year=2018)
        np.testing.assert_array_equal(table.error, np.full(9, 2.0))
        np.testing.assert_array_equal(table.x, world.x + 2.0)
        np.testing.assert_array_equal(table.Y, world.Y)

    def test_stressors_of_a_database_without_emissions(self, tmp_path: Path) -> None:
        oecd(tmp_path / "icio")
        with pytest.raises(OptionError, match=r"OECD ICIO has no emissions; leave the stressors"):
            read_world_table(tmp_path / "icio", "oecd", year=2018, stressors=["CO2"])

    def test_the_parts_of_china_are_one_region(self, tmp_path: Path) -> None:
        world = oecd(tmp_path / "icio", regions=("AUS", "CHN", "CN1", "CN2"))
        table = read_world_table(tmp_path / "icio", "oecd", year=2018)
        assert [region.code for region in table.regions] == ["AUS", "CHN"]
        china = np.array([[1, 0, 0, 0], [0, 1, 1, 1]])
        gather = np.kron(china, np.eye(3))
        np.testing.assert_allclose(table.Z, gather @ world.Z @ gather.T, rtol=1e-12)
        np.testing.assert_allclose(table.Y, gather @ world.Y[:, :4], rtol=1e-12)
        np.testing.assert_allclose(table.x, gather @ world.x, rtol=1e-12)
        np.testing.assert_allclose(
            table.total_value_added, gather @ world.value_added.sum(axis=0), rtol=1e-12
        )
        assert not table.error.any()

    def test_accounts(self, tmp_path: Path) -> None:
        world = oecd(tmp_path / "icio")
        table = read_world_table(tmp_path / "icio", "oecd", year=2018)
        table = table.changed("emissions joined", {"F": world.emitted})
        emitted = summed(world.emitted, world.rows)
        bare = DATABASES["oecd"].parse(tmp_path / "icio", 2018)
        bare.Y = bare.Y.iloc[:, :-1]  # the discrepancy, all zero here, is of no region
        assert_accounts_of_pymrio(table, bare, emitted, None, 1.0)


# ---------------------------------------------------------------------------- WIOD
WIOD_INPUTS = (
    ("Total intermediate consumption", "r60"),
    ("taxes less subsidies on products", "r61"),
    ("Value added at basic prices", "r64"),
    ("Output at basic prices", "r69"),
)


def wiod(folder: Path) -> World:
    """Write wiot07 and the air emission accounts of WIOD's release of 2013 (Gg)."""
    world = a_world(("CHN", "USA", "RoW"), ("AtB", "C", "P"), ("c37", "c41"), 1, idle=(1,))
    codes = dict(zip(world.sectors, ("c1", "c2", "c35"), strict=True))
    rows = [(s, f"Name of {s}", r, codes[s]) for r, s in world.rows]
    columns = [(c, f"Name of {c}", r, c) for r, c in world.columns]
    inner = np.hstack([world.Z, world.Y, world.x[:, None]])
    width = len(columns)
    inputs = np.vstack([world.Z.sum(axis=0), world.value_added, world.x])
    body = np.vstack([inner, np.pad(inputs, ((0, 0), (0, width + 1)))])
    top = np.array([*rows, *columns, ("", "", "TOT", "c62")], dtype=object).T
    left = [*rows, *[("", name, "TOT", code) for name, code in WIOD_INPUTS]]
    sheet = np.empty((6 + len(body), 4 + body.shape[1]), dtype=object)
    sheet[2:6, 4:] = top
    sheet[6:, :4] = np.array(left, dtype=object)
    sheet[6:, 4:] = body
    sheet[:4, 0] = (
        "Intercountry Input-Output Table 2007",
        "in current prices",
        "(industry-by-industry)",
        "(millions of US$)",
    )
    (folder / "AIR_may12").mkdir(parents=True)
    pd.DataFrame(sheet).to_excel(folder / "wiot07_row_apr12.xlsx", header=False, index=False)
    for place, region in enumerate(world.regions):
        own = slice(3 * place, 3 * place + 3)
        _air(
            folder / "AIR_may12" / f"{region.upper()}_AIR_May12.xls",
            world.sectors,
            [*world.emitted[0, own], world.households[0, 2 * place]],
        )
    return world


def _air(file: Path, sectors: tuple[str, ...], co2: list[float]) -> None:
    """Write an account of a country: its total first, private households last."""
    names = ["secTOT", *[f"sec{sector}" for sector in sectors], "secQ", "FC_HH"]
    values = [sum(co2), *co2[:-1], 0.0, co2[-1]]
    frame = pd.DataFrame({"NACE": names, "sector": names, "CO2": values, "CH4": values})
    stream = BytesIO()
    frame.to_excel(stream, sheet_name="2007", index=False)
    file.write_bytes(stream.getvalue())


class TestWiod:
    def test_numbers(self, tmp_path: Path) -> None:
        world = wiod(tmp_path / "wiod")
        table = read_world_table(tmp_path / "wiod", "wiod", year=2007)
        assert_the_numbers(table, world, [0], 1e-3)
        assert (table.year, table.money_unit) == (2007, "millions of US$")
        np.testing.assert_array_equal(table.value_added, world.value_added)
        assert table.value_added_labels == tuple(name for name, _ in WIOD_INPUTS[1:3])
        assert [region.code for region in table.regions] == ["CHN", "USA", "RoW"]

    def test_a_file_says_its_year(self, tmp_path: Path) -> None:
        world = wiod(tmp_path / "wiod")
        table = read_world_table(tmp_path / "wiod" / "wiot07_row_apr12.xlsx", "wiod")
        assert_the_numbers(table, world, [0], 1e-3)
        assert table.year == 2007

    def test_accounts(self, tmp_path: Path) -> None:
        world = wiod(tmp_path / "wiod")
        assert_accounts_of_pymrio(
            read_world_table(tmp_path / "wiod", "wiod", year=2007),
            DATABASES["wiod"].parse(tmp_path / "wiod", 2007),
            summed(world.emitted, world.rows),
            summed(world.households, world.columns),
            1e-3,
        )

    def test_without_the_air_accounts(self, tmp_path: Path) -> None:
        wiod(tmp_path / "wiod")
        (tmp_path / "wiod" / "AIR_may12").rename(tmp_path / "elsewhere")
        with pytest.raises(OptionError, match=r"WIOD has no extension 'AIR' here.*factor_inputs"):
            read_world_table(tmp_path / "wiod", "wiod", year=2007)

    def test_a_country_without_an_account(self, tmp_path: Path) -> None:
        wiod(tmp_path / "wiod")
        (tmp_path / "wiod" / "AIR_may12" / "USA_AIR_May12.xls").unlink()
        with pytest.raises(FileError, match=r"Country data not complete .* missing USA"):
            read_world_table(tmp_path / "wiod", "wiod", year=2007)


# ---------------------------------------------------------------------------- GLORIA
GLORIA_ROWS = (
    ("'co2_excl_short_cycle_org_c_total_EDGAR_consistent'", "Emissions (EDGAR)", "kilotonnes"),
    ("'co2_excl_short_cycle_org_c_1A1a_EDGAR_consistent'", "Emissions (EDGAR)", "kilotonnes"),
    ("'co2_org_short_cycle_c_total_EDGAR_consistent'", "Emissions (EDGAR)", "kilotonnes"),
)


def gloria(folder: Path, version: str = "59") -> World:
    """Write supply and use of GLORIA 2019, region DYE empty, with the labels of its ReadMe."""
    world = a_world(("CHN", "IND", "USA"), ("Wheat", "Steel"), ("Households", "Capital"), 3)
    regions = (*world.regions, "DYE")
    parts = pd.MultiIndex.from_product([regions, ["Industry", "Product"], world.sectors])
    industries = [(r, "Industry", s) for r, s in world.rows]
    products = [(r, "Product", s) for r, s in world.rows]
    columns = pd.MultiIndex.from_product([regions, world.categories])
    T = pd.DataFrame(0.0, parts, parts)
    T.loc[industries, products] = np.diag(world.x)
    T.loc[products, industries] = world.Z
    Y = pd.DataFrame(0.0, parts, columns)
    Y.loc[products, list(world.columns)] = world.Y
    components = ("Wages", "Surplus")
    V = pd.DataFrame(0.0, pd.MultiIndex.from_product([regions, components]), parts)
    for place, industry in enumerate(industries):
        V.loc[[(industry[0], name) for name in components], [industry]] = world.value_added[
            :, [place]
        ]
    TQ = pd.DataFrame(0.0, range(3), parts)
    TQ[industries] = world.emitted
    YQ = pd.DataFrame(0.0, range(3), columns)
    YQ[list(world.columns)] = world.households
    for kind, frames in (
        (f"GLORIA_MRIOs_{version}_2019", {"T": T, "Y": Y, "V": V}),
        (f"GLORIA_SatelliteAccounts_0{version}_2019", {"TQ": TQ, "YQ": YQ}),
    ):
        (folder / kind).mkdir(parents=True)
        for name, frame in frames.items():
            end = f"{name}-Results_2019_0{version}_Markup001(full).csv"
            file = folder / kind / f"20230727_120secMother_AllCountries_002_{end}"
            frame.to_csv(file, header=False, index=False)
    with pd.ExcelWriter(folder / f"GLORIA_ReadMe_0{version}.xlsx") as book:
        for sheet, labels in {
            "Regions": {"Region_acronyms": regions, "Region_names": regions},
            "Sectors": {"Sector_names": world.sectors},
            "Value added and final demand": {
                "Value_added_names": components,
                "Final_demand_names": world.categories,
            },
            "Satellites": dict(
                zip(
                    ("Sat_indicator", "Sat_head_indicator", "Sat_unit"),
                    zip(*GLORIA_ROWS, strict=True),
                    strict=True,
                )
            ),
        }.items():
            pd.DataFrame(labels).to_excel(book, sheet_name=sheet, index=False)
    return world


class TestGloria:
    @pytest.mark.parametrize("version", ["59", "57"])
    def test_numbers(self, tmp_path: Path, version: str) -> None:
        world = gloria(tmp_path / "gloria", version)
        table = read_world_table(tmp_path / "gloria", "gloria", year=2019)
        assert_the_numbers(table, world, [0], 1e-3)
        assert (table.year, table.money_unit) == (2019, "‘000 US$")
        np.testing.assert_allclose(table.value_added, world.value_added, rtol=1e-12)
        assert table.value_added_labels == ("Wages", "Surplus")
        assert [region.code for region in table.regions] == ["CHN", "IND", "USA"]

    def test_accounts(self, tmp_path: Path) -> None:
        world = gloria(tmp_path / "gloria")
        assert_accounts_of_pymrio(
            read_world_table(tmp_path / "gloria", "gloria", year=2019),
            DATABASES["gloria"].parse(tmp_path / "gloria", 2019),
            summed(world.emitted[:1], world.rows),
            summed(world.households[:1], world.columns),
            1e-3,
        )

    def test_two_versions_in_a_folder(self, tmp_path: Path) -> None:
        gloria(tmp_path / "gloria", "57")
        (tmp_path / "gloria" / "GLORIA_MRIOs_59_2019").mkdir()
        with pytest.raises(FileError, match=r"must be one version, not 57, 59"):
            read_world_table(tmp_path / "gloria", "gloria", year=2019)


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
            OptionError, match=r"does not state its year; give the year of EXIOBASE 3"
        ):
            read_world_table(tmp_path, "exiobase3")

    def test_two_years_in_a_name(self, tmp_path: Path) -> None:
        folder = tmp_path / "IOT_2017_of_2021"
        exiobase(folder)
        with pytest.raises(OptionError, match=r"IOT_2017_of_2021 does not state its year"):
            read_world_table(folder, "exiobase3")
        assert read_world_table(folder, "exiobase3", year=2017).year == 2017

    def test_the_edition_is_not_the_year(self, tmp_path: Path) -> None:
        oecd(tmp_path / "icio")
        with pytest.raises(OptionError, match=r"ICIO2021_2018\.csv is of 2018, not of 2021"):
            read_world_table(tmp_path / "icio" / "ICIO2021_2018.csv", "oecd", year=2021)

    def test_another_year(self, tmp_path: Path) -> None:
        exiobase(tmp_path / "IOT_2017_pxp")
        with pytest.raises(OptionError, match=r"is of 2017, not of 2015"):
            read_world_table(tmp_path / "IOT_2017_pxp", "exiobase3", year=2015)
