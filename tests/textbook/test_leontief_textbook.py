"""Cases whose answers stand in the textbooks."""

import numpy as np
import pytest

from tanmai.accounting.carbon import carbon_accounts
from tanmai.core.labels import Region, RegionSectorIndex, Sector
from tanmai.core.table import FinalDemandCategory, MrioTable, Provenance
from tanmai.solve import METHODS, LeontiefSystem


def table_of(Z, final, m, n, F, exports=None):
    """Return a table of m regions and n sectors without imports."""
    Z, final = np.array(Z, float), np.array(final, float)
    exports = np.zeros(m * n) if exports is None else np.array(exports, float)
    x = Z.sum(axis=1) + final.sum(axis=1) + exports
    return MrioTable(
        index=RegionSectorIndex(
            tuple(Region(str(r), f"区{r}", f"Region {r}") for r in range(m)),
            tuple(Sector(str(i), f"部门{i}", f"Sector {i}") for i in range(n)),
        ),
        categories=(FinalDemandCategory("C", "消费", "Consumption"),),
        Z=Z,
        Y=final,
        exports=exports,
        error=np.zeros(m * n),
        x=x,
        imports=np.zeros(m * n),
        imports_final=np.zeros(m),
        value_added=(x - Z.sum(axis=0))[None, :],
        value_added_labels=("VA",),
        F=np.array(F, float)[None, :],
        F_Y=np.zeros((1, m)),
        stressors=("CO2",),
        year=2017,
        provenance=Provenance("textbook", "made-up", "tests"),
    )


@pytest.fixture
def miller_blair():
    """Miller and Blair (2022), section 2.3: two sectors, one region."""
    return table_of([[150, 500], [200, 100]], [[350], [1700]], 1, 2, [100, 400])


def test_coefficients_and_inverse_of_miller_and_blair(miller_blair):
    system = LeontiefSystem(miller_blair)
    np.testing.assert_allclose(system.coefficients(), [[0.15, 0.25], [0.20, 0.05]], rtol=1e-15)
    np.testing.assert_allclose(system.inverse(), [[1.2541, 0.3300], [0.2640, 1.1221]], atol=5e-5)


@pytest.mark.parametrize("method", ["dense_lu", "single_precision_lu", "sparse_lu", "krylov"])
def test_output_for_new_demand_of_miller_and_blair(miller_blair, method):
    output = LeontiefSystem(miller_blair, method).solve(np.array([600.0, 1500.0]))
    np.testing.assert_allclose(output, [1247.52, 1841.58], atol=5e-3)
    assert method in METHODS


def test_emission_multipliers_of_miller_and_blair(miller_blair):
    """ε = f L with f = (0.1, 0.2), worked by hand from L above."""
    multipliers = LeontiefSystem(miller_blair).multipliers(np.array([0.1, 0.2]))
    determinant = 0.85 * 0.95 - 0.25 * 0.20
    by_hand = np.array([0.1 * 0.95 + 0.2 * 0.20, 0.1 * 0.25 + 0.2 * 0.85]) / determinant
    np.testing.assert_allclose(multipliers, by_hand, rtol=1e-14)


def test_two_regions_by_hand():
    """Region 0 makes electricity for region 1's factory; all of it is for region 1's people.

    Factory output 100, of which 80 go to people of region 1 and 20 abroad. The
    power plant of region 0 sells 50 to the factory and emits 10 Mt; the
    factory emits 5 Mt. So 4/5 of the 10 Mt flow from region 0 to region 1, 1/5
    leaves China, though region 0 exports nothing itself.
    """
    table = table_of([[0, 50], [0, 0]], [[0, 0], [0, 80]], 2, 1, [10, 5], exports=[0, 20])
    accounts = carbon_accounts(table)
    np.testing.assert_allclose(accounts.flows.values, [[0, 8], [0, 4]], atol=1e-14)
    np.testing.assert_allclose(accounts.export, [2, 1], atol=1e-14)
    np.testing.assert_allclose(accounts.production_based, [10, 5], atol=1e-14)
    np.testing.assert_allclose(accounts.consumption_based, [0, 12], atol=1e-14)
    np.testing.assert_allclose(accounts.net_outflow, [8, -8], atol=1e-14)
    np.testing.assert_allclose(accounts.embodied_intensity, [0.2, 0.15], atol=1e-16)
