"""The flow diagram of a metal: what enters a node leaves it, and what is left out is named."""

import pytest

from made_up_metals import CLOSED, HEAD, OPEN, metal, use
from tanmai.metals.diagram import RETURN
from tanmai.metals.stocks import bundled_metals, load_metal, solve_metal
from tanmai.metals.stocks.diagram import metal_diagram

DRIVER = 'amount = { values = { 1950 = 10, 2020 = 200 }, unit = "t", source = "made_up" }'


@pytest.mark.parametrize("name", bundled_metals())
def test_what_enters_a_node_leaves_it(name):
    system = solve_metal(load_metal(name))
    drawn = metal_diagram(system, "en")
    links = drawn.links
    through = [key for key in drawn.nodes.index if not str(key).endswith(":")]
    least = 20 * 1e-3 * links["most"].max()  # what is too thin to be drawn
    for node in through:
        arriving = links.loc[links["target"] == node, "most"].sum()
        leaving = links.loc[links["source"] == node, "most"].sum()
        assert arriving == pytest.approx(leaving, abs=least), node


def test_a_year_by_hand(tmp_path):
    system = solve_metal(metal(tmp_path, use(driver=DRIVER), OPEN))
    drawn = metal_diagram(system, "en")
    amounts = {(row.source, row.target): row.most for row in drawn.links.itertuples()}
    assert amounts["fabrication", "use gadgets"] == pytest.approx(200.0)
    scrap = 10 + 60 / 70 * 190  # what entered ten years before
    assert amounts["use gadgets", "collection"] == pytest.approx(scrap)
    assert amounts["recycling", "market"] == pytest.approx(0.4 * scrap)
    assert amounts["use gadgets", "added:"] == pytest.approx(200.0 - scrap)
    kinds = {(row.source, row.target): row.kind for row in drawn.links.itertuples()}
    assert kinds["recycling", "market"] == RETURN


def test_years_are_summed_and_units_divided(tmp_path):
    several = HEAD.replace("sankey_year = 2020", "sankey_year = 2020\nsankey_since = 2011")
    one = metal_diagram(solve_metal(metal(tmp_path, use(), CLOSED)), "en")
    ten = metal_diagram(solve_metal(metal(tmp_path, use(), CLOSED, head=several)), "en", 10.0)
    assert ten.links["most"].tolist() == pytest.approx(one.links["most"].tolist())


def test_nothing_is_domestic_in_a_closed_region(tmp_path):
    names = {
        supply: set(metal_diagram(solve_metal(metal(tmp_path, use(), supply)), "zh").nodes["name"])
        for supply in (OPEN, CLOSED)
    }
    assert "国内矿产" in names[OPEN]
    assert "矿产" in names[CLOSED]
    assert not any("国内" in name for name in names[CLOSED])
