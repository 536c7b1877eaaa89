import numpy as np
import pytest

from tanmai.core.errors import LabelError
from tanmai.core.messages import message
from tanmai.metals.magnesium.flows.definition_file import read_definition
from tanmai.metals.magnesium.flows.diagram import Merged, mass_diagram, value_diagram
from tanmai.metals.magnesium.flows.solution import solve_flows


@pytest.fixture(scope="module")
def solution(aluminium):
    return solve_flows(aluminium)


def kinds(diagram):
    return dict(zip(diagram.links["name"], diagram.links["kind"], strict=True))


def test_all_flows_are_drawn_with_their_kinds(solution):
    diagram = mass_diagram(solution, "en")
    assert kinds(diagram) == {
        "Alumina": "forward",
        "Anode carbon": "forward",
        "Carbon dioxide": "loss",
        "Metal": "forward",
        "Goods": "forward",
        "Scrap": "return",
        "Dross": "loss",
        "In use": "loss",
    }
    columns = diagram.nodes["column"]
    assert columns["electrolysis"] < columns["fabrication"] < columns["use"]
    assert set(diagram.links["source"]) | set(diagram.links["target"]) == set(diagram.nodes.index)


def test_every_drawn_process_balances_between_its_links(solution):
    links = mass_diagram(solution, "en").links
    arriving = links.loc[links["target"] == "electrolysis", "most"].sum()
    leaving = links.loc[links["source"] == "electrolysis", "most"].sum()
    assert arriving == pytest.approx(leaving, rel=1e-9)


def test_merged_processes_are_one_node_without_inner_flows(solution):
    merged = Merged(("fabrication", "use"), message("Processing"))
    diagram = mass_diagram(solution, "zh", merged=[merged])
    assert diagram.nodes.loc["fabrication+use", "name"] == "加工"
    assert not {"铝制品", "制品", "废铝"} & set(diagram.links["name"])


def test_flows_to_one_place_not_shown_come_together(edited):
    text = (
        'key = "castings"\nfrom = "fabrication"\nto = "use"\nname_en = "Castings"\n'
        'name_zh = "铸件"\nvalue = 100.0\nsource = "made_up"\n\n[[flows]]\nkey = "scrap"'
    )
    solution = solve_flows(read_definition(edited('key = "scrap"', text)))
    links = mass_diagram(solution, "en", places=["fabrication"]).links
    (together,) = links[links["name"] == "Use"].to_dict("records")
    expected = solution.range_of({"goods": 1.0, "castings": 1.0})
    np.testing.assert_allclose(
        [together["least"], together["most"]], [expected.least, expected.most]
    )


def test_an_unknown_place_is_refused(solution):
    with pytest.raises(LabelError, match=r"no process 'uses'.*'use'"):
        mass_diagram(solution, "en", places=["uses"])


def test_value_added_closes_a_stage(solution):
    diagram = value_diagram(solution, "en", ["smelting"])
    links = diagram.links.set_index("name")
    assert links.loc["Value added", "kind"] == "added"
    bought = links.loc[["Power", "Alumina", "Anode carbon"], "least"].sum()
    # 1 Mt at 2000 USD and 6.9 CNY/USD, in 10^8 CNY; the cost of CO2 is not drawn.
    assert links.loc["Metal", "least"] == pytest.approx(138.0)
    lost = 1.22335e6 * 50 / 1e8
    assert links.loc["Value added", "least"] == pytest.approx(138.0 - bought - lost, rel=1e-9)
    assert "Carbon dioxide" not in links.index


def test_a_stage_that_sells_below_cost_loses_value(solution, edited):
    cheap = solve_flows(
        read_definition(edited("value = 2000.0\ncurrency", "value = 100.0\ncurrency"))
    )
    dear, poor = (
        value_diagram(one, "en", ["smelting"]).links.set_index("name") for one in (solution, cheap)
    )
    assert "Value added" not in poor.index
    assert poor.loc["Value lost", "kind"] == "loss"
    # the price of 1 Mt falls by 1900 USD at 6.9 CNY/USD
    fallen = dear.loc["Value added", "least"] + poor.loc["Value lost", "least"]
    assert fallen == pytest.approx(1900 * 6.9 * 1e6 / 1e8)
