import numpy as np
import pytest

from made_up import small_table
from tanmai.accounting.carbon import carbon_accounts
from tanmai.analysis import largest_structural_paths, path_table
from tanmai.analysis.path_tables import meaning

INDEX = small_table().index
ZHEJIANG = INDEX.find_region("330000")
SHAANXI_COAL = INDEX.position("610000", "02")
SHANXI_FACTORY = INDEX.position("140000", "03")
ZHEJIANG_SERVICES = INDEX.position("330000", "04")


@pytest.mark.parametrize(
    ("chain", "zh", "en"),
    [
        (
            [SHAANXI_COAL],
            "“陕西煤炭采选”的产品用于浙江的最终需求，该部门为此排放 1.50 Mt CO2。",
            "Shaanxi Coal mining sells to final demand of Zhejiang; it emits 1.50 Mt CO2 for that.",
        ),
        (
            [SHAANXI_COAL, SHANXI_FACTORY, ZHEJIANG_SERVICES],
            "“陕西煤炭采选”供给“山西制造业”，后者再供给“浙江服务业”，后者的产品用于浙江的最终需求，"
            "首个部门为此排放 1.50 Mt CO2。",
            "Shaanxi Coal mining supplies Shanxi Manufacturing, which supplies Zhejiang Services, "
            "which sells to final demand of Zhejiang; the first sector emits 1.50 Mt CO2 for that.",
        ),
    ],
)
def test_a_path_in_words(chain, zh, en):
    assert meaning(INDEX, chain, ZHEJIANG, 1.5, "Mt CO2").pair == (zh, en)


def test_paths_as_a_table():
    accounts = carbon_accounts(small_table())
    paths = largest_structural_paths(accounts, accounts.demand[:, 1], count=40)
    table = path_table(paths, ZHEJIANG)
    assert table["rank"].tolist() == list(range(1, len(table) + 1))
    np.testing.assert_array_equal(table["MtCO2"], paths.carbon)
    np.testing.assert_allclose(table["share_percent"], 100 * paths.carbon / paths.total)
    assert table["cumulative_share_percent"].iloc[-1] == pytest.approx(100 * paths.coverage)
    for row, steps in zip(table.to_dict("records"), paths.steps, strict=True):
        chain = steps[steps >= 0][::-1]
        assert row["tier"] == len(chain) - 1
        assert row["path"].split(" > ")[0] == f"{row['emitter_adcode']}/{row['emitter_sector']}"
        assert INDEX.position(row["emitter_adcode"], row["emitter_sector"]) == chain[0]
    assert len(path_table(paths, ZHEJIANG, top=3)) == 3
