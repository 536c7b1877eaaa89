"""Three regions of one sector in a row, where every reading can be worked by hand.

Region 0 sells 50 to region 1's factory and 10 to region 2's people; region 1 sells 80 to region
2's factory and 20 to its people; region 2's factory sells 60 to them and 40 abroad. Outputs
are 60, 100 and 100; f is 0.1, 0.2 and 0.5, so 6, 20 and 50 are emitted.
"""

import numpy as np
import pytest

from hand_made_tables import table_of
from tanmai.accounting.carbon import carbon_accounts
from tanmai.accounting.readings import READINGS, kendalls_w, under_reading

TABLE = table_of(
    [[0, 50, 0], [0, 0, 80], [0, 0, 0]],
    [[0, 0, 10], [0, 0, 20], [0, 0, 60]],
    [6, 20, 50],
    regions=3,
    exports=[0, 0, 40],
)
# Of 100 of region 2's goods region 1 made 80, and of its 100 region 0 made 50: L = 0.4, 0.8, 1.
SINK = [[0, 0, 0.1 * (10 + 0.5 * 20 + 0.4 * 60)], [0, 0, 0.2 * (20 + 0.8 * 60)], [0, 0, 30]]
BY_HAND = {
    "exports_as_sink": (SINK, 0.1 * 0.4 * 40 + 0.2 * 0.8 * 40 + 0.5 * 40),
    "exports_at_origin": ([[0, 0, 6], [0, 0, 20], [0, 0, 50]], 0.0),
    "direct_sales": ([[0, 0.1 * 50, 0.1 * 10], [0, 0, 0.2 * 100], [0, 0, 0.5 * 60]], 0.5 * 40),
    # Finished in region 0: 10; in region 1: 20; in region 2: 100, exports among them.
    "final_producer": ([[1, 0.1 * 0.5 * 20, 0.1 * 0.4 * 100], [0, 4, 16], [0, 0, 50]], 0.0),
    # Nothing is made for further use at home, so that bilateral trade is direct sales here.
    "bilateral_trade": ([[0, 5, 1], [0, 0, 20], [0, 0, 30]], 20.0),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_reading_by_hand(name):
    flows, exported = BY_HAND[name]
    accounts = carbon_accounts(under_reading(TABLE, name))
    np.testing.assert_allclose(accounts.flows.values, flows, atol=1e-12)
    assert accounts.export.sum() == pytest.approx(exported)
    assert accounts.production_based.sum() == pytest.approx(76)


def test_imports_kept_in_by_hand():
    """Region 1 buys 50 from region 0 and as much abroad: twice 0.5 of its inputs are region 0's.

    The flows grow by what the imports would have emitted, which is taken back as a negative sink.
    """
    table = TABLE.changed(
        "imports", {"imports": np.array([0.0, 50.0, 0.0]), "value_added": np.array([[60, 0, 20]])}
    )
    accounts = carbon_accounts(under_reading(table, "competitive_imports"))
    # a column of A must stay below one, so that a sector without value added keeps its inputs
    np.testing.assert_allclose(accounts.flows.values, SINK)
    some = TABLE.changed(
        "imports", {"imports": np.array([0.0, 25.0, 0.0]), "value_added": np.array([[60, 25, 20]])}
    )
    accounts = carbon_accounts(under_reading(some, "competitive_imports"))
    np.testing.assert_allclose(accounts.flows.values[0], [0, 0, 0.1 * (10 + 0.75 * 20 + 0.6 * 60)])
    assert accounts.balancing.sum() == pytest.approx(-0.1 * 25)
    assert accounts.production_based.sum() == pytest.approx(76)


def test_every_reading_has_its_names_in_both_languages():
    for reading in READINGS.values():
        zh, en = reading.meaning.pair
        assert zh.endswith("。")
        assert en.endswith(".")
        assert len(set(reading.title.pair)) == 2


def test_kendalls_w_of_rankings_that_agree_that_oppose_and_with_ties():
    """Kendall and Babington Smith (1939): 1 where all agree, 0 where two are each other's reverse.

    With ties: ranks (1.5, 1.5, 3, 4) and (1, 2, 3, 4) have the sums 2.5, 3.5, 6 and 8,
    S = 18.5 and W = 12 S / (4 · 60 − 2 · 6) = 222 / 228.
    """
    one = np.array([3.0, 1.0, 2.0, 7.0])
    assert kendalls_w(np.array([one, one, one])) == pytest.approx(1.0)
    assert kendalls_w(np.array([one, -one])) == pytest.approx(0.0)
    assert kendalls_w(np.array([[1, 1, 2, 3], [1, 2, 3, 4]])) == pytest.approx(222 / 228)
