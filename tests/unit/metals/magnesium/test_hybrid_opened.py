"""A product opened in flows of every form: the same table, and the form is kept."""

import numpy as np
import pytest
from scipy import sparse

from made_up import make_trade_share_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis import largest_structural_paths, region_routes
from tanmai.checks import check_table
from tanmai.core.amended_shares import AmendedShares
from tanmai.core.errors import TableError
from tanmai.core.labels import Sector
from tanmai.core.table import MrioTable
from tanmai.core.trade_shares import TradeShares
from tanmai.io.tables import load_table, save_table
from tanmai.metals.magnesium.coupling.footprint import carbon_of_a_tonne
from tanmai.metals.magnesium.coupling.open_product import CNY, couple
from tanmai.metals.magnesium.coupling.products import OpenedProduct, Recipe

TABLE = make_trade_share_table(8, 4, 5)
FORMS = {
    "sparse": TABLE.changed("sparse", {"Z": sparse.csr_array(TABLE.Z)}),
    "trade shares": TABLE.changed("the form alone", {"Z": TABLE.trade_shares}),
}
KINDS = {"sparse": sparse.csr_array, "trade shares": AmendedShares}
MAKERS = TABLE.index.region_codes[1:3]


def products() -> list[OpenedProduct]:
    """Return a metal of two regions, its alloy from named suppliers, half of it for one use."""
    host, other, user = TABLE.index.sector_codes[2:5]
    price, share = 10_000.0, 0.02
    places = {code: TABLE.index.position(code, host) for code in MAKERS}
    tonnes = {code: share * TABLE.x[place] * CNY / price for code, place in places.items()}
    recipe = Recipe(
        {host: 100.0}, 1e-6, (other,), suppliers={host: {MAKERS[1]: 0.7, MAKERS[0]: 0.3}}
    )
    metal = OpenedProduct(
        Sector("Mg", "镁", "Magnesium"),
        host,
        price,
        dict.fromkeys(MAKERS, recipe),
        tonnes,
        uses={user: 0.5},
    )
    alloy = OpenedProduct(
        Sector("FeSi", "硅铁", "Ferrosilicon"),
        host,
        5_000.0,
        dict.fromkeys(MAKERS, Recipe({}, 1e-6)),
        sold_to="Mg",
    )
    return [metal, alloy]


def written(table: MrioTable) -> np.ndarray:
    rows = [table.flows.rows(table.rows_of(region)) for region in range(table.index.m)]
    return np.vstack([part.toarray() if sparse.issparse(part) else part for part in rows])


@pytest.fixture(scope="module")
def dense():
    return couple(TABLE, products())


@pytest.fixture(params=list(FORMS))
def opened(request, monkeypatch):
    """Return the coupled table where ten rows are too many to be written out."""
    for name in ("tanmai.solve.choice.SMALL", "tanmai.core.flows.MOST_WRITTEN_OUT"):
        monkeypatch.setattr(name, 10)
    monkeypatch.setattr("tanmai.core.spectral_radius._SMALL", 10)
    monkeypatch.setattr(TradeShares, "whole", None)
    return request.param, couple(FORMS[request.param], products())


def test_the_table_is_the_same_and_keeps_its_form(opened, dense):
    name, table = opened
    assert isinstance(table.Z, KINDS[name])
    np.testing.assert_allclose(written(table), dense.Z, rtol=1e-10, atol=1e-12)
    for part in ("Y", "x", "exports", "imports", "value_added", "F"):
        np.testing.assert_allclose(getattr(table, part), getattr(dense, part), rtol=1e-10)
    columns = np.array([0, 9, 27])
    np.testing.assert_allclose(table.flows.columns(columns), dense.Z[:, columns], rtol=1e-10)
    np.testing.assert_allclose(table.flows.rows(columns), dense.Z[columns], rtol=1e-10)
    np.testing.assert_allclose(table.Z.diagonal(), np.diagonal(dense.Z), rtol=1e-10)


def test_accounts_and_what_stands_on_them_are_the_same(opened, dense):
    _, table = opened
    check_table(table).require()
    accounts, expected = carbon_accounts(table), carbon_accounts(dense)
    assert accounts.system.choice.method == "krylov"
    close = {"rtol": 1e-7, "atol": 1e-9}
    np.testing.assert_allclose(accounts.flows.values, expected.flows.values, **close)
    demand = expected.demand[:, 2]
    paths = [largest_structural_paths(each, demand, count=200) for each in (accounts, expected)]
    np.testing.assert_allclose(paths[0].carbon, paths[1].carbon, **close)
    routes = [region_routes(each, count=30) for each in (accounts, expected)]
    np.testing.assert_allclose(routes[0].carbon, routes[1].carbon, **close)
    found, known = (
        carbon_of_a_tonne(each, products()[0], MAKERS[0], chain=["FeSi"], system=own.system)
        for each, own in ((table, accounts), (dense, expected))
    )
    assert found.total == pytest.approx(known.total, rel=1e-7)
    assert found.process_study == pytest.approx(known.process_study, rel=1e-7)


def test_nothing_of_a_region_that_makes_nothing_is_amended(opened):
    name, table = opened
    if name == "sparse":
        pytest.skip("sparse flows hold no difference from another form")
    first = table.index.n  # rows of the first region, which makes nothing
    touched = table.Z.amended[:first].tocoo().col // table.index.n
    assert set(touched.tolist()) == {1, 2}
    assert "in trade-share form but for" in str(table.flows.describe())


def test_a_coupled_table_is_kept_as_a_bundle(opened, tmp_path):
    name, table = opened
    save_table(table, tmp_path / "coupled")
    read = load_table(str(tmp_path / "coupled"))
    assert isinstance(read.Z, KINDS[name])
    np.testing.assert_array_equal(written(read), written(table))
    np.testing.assert_array_equal(read.Y, table.Y)


def test_a_negative_cell_is_seen(opened):
    name, table = opened
    if name == "sparse":
        pytest.skip("sparse flows have no form to be amended")
    amended = table.Z.amended.copy()
    amended.data[0] = -1.0
    seen = table.changed("negative", {"Z": AmendedShares(table.Z.form, amended)})
    assert seen.negative_flows()[2].tolist() == [-1.0]


def test_mapped_flows_too_large_to_be_written_out_are_refused(monkeypatch, tmp_path):
    np.save(tmp_path / "Z.npy", TABLE.Z)
    mapped = TABLE.changed("mapped", {"Z": np.load(tmp_path / "Z.npy", mmap_mode="r")})
    np.testing.assert_array_equal(couple(mapped, products()).Z, couple(TABLE, products()).Z)
    monkeypatch.setattr("tanmai.core.flows.MOST_WRITTEN_OUT", 5)
    with pytest.raises(TableError, match="intermediate flows in memory"):
        couple(mapped, products())
