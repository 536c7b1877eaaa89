"""Rankings by several criteria against textbook matrices, and how far they can be trusted."""

import numpy as np
import pytest

from tanmai.core.errors import OptionError
from tanmai.core.language import Language
from tanmai.core.messages import LANGUAGES
from tanmai.metals.magnesium.industry.ranking import (
    Decision,
    places,
    rank_reversals,
    ranking,
    ranks_over_weights,
    topsis,
    vikor,
    weightings,
)
from tanmai.metals.magnesium.industry.ranking_result import rank_plants
from tanmai.metals.magnesium.pages.ranking import ranking_findings
from tanmai.metals.result_page import result_page

# Hwang and Yoon (1981): four fighters, two criteria of cost are none; weights as given there.
FIGHTERS = np.array(
    [
        [2.0, 1500.0, 20000.0, 5.5, 5.0, 9.0],
        [2.5, 2700.0, 18000.0, 6.5, 3.0, 5.0],
        [1.8, 2000.0, 21000.0, 4.5, 7.0, 7.0],
        [2.2, 1800.0, 20000.0, 5.0, 5.0, 5.0],
    ]
)
TYPES = np.array([1.0, 1.0, 1.0, -1.0, 1.0, 1.0])
WEIGHTS = np.array([0.2, 0.1, 0.1, 0.1, 0.2, 0.3])


def test_topsis_of_the_fighters():
    """Printed closeness: 0.643, 0.268, 0.613, 0.312."""
    found = topsis(FIGHTERS, WEIGHTS, TYPES)
    assert found == pytest.approx([0.643, 0.268, 0.613, 0.312], abs=0.001)
    assert places(found).tolist() == [1, 4, 2, 3]


def test_entropy_weights_of_the_fighters():
    """By hand: 1 - E of each column over their sum."""
    parts = FIGHTERS / FIGHTERS.sum(axis=0)
    spread = 1.0 + (parts * np.log(parts)).sum(axis=0) / np.log(4)
    found = weightings(FIGHTERS, np.ones(6))
    assert found["entropy"] == pytest.approx(spread / spread.sum())
    assert found["equal"] == pytest.approx(np.full(6, 1 / 6))


def test_critic_weights_by_hand():
    scaled = (FIGHTERS - FIGHTERS.min(axis=0)) / np.ptp(FIGHTERS, axis=0)
    scaled[:, 3] = 1.0 - scaled[:, 3]
    told = scaled.std(axis=0, ddof=0) * (1.0 - np.corrcoef(scaled.T)).sum(axis=0)
    assert weightings(FIGHTERS, TYPES)["critic"] == pytest.approx(told / told.sum(), rel=1e-6)


def test_vikor_by_hand():
    values = np.array([[1.0, 10.0], [2.0, 8.0], [3.0, 2.0]])
    weights = np.array([0.6, 0.4])
    regret = weights * np.array([[1.0, 0.0], [0.5, 0.25], [0.0, 1.0]])
    s, r = regret.sum(axis=1), regret.max(axis=1)
    q = 0.5 * (s - s.min()) / np.ptp(s) + 0.5 * (r - r.min()) / np.ptp(r)
    assert vikor(values, weights, np.array([1.0, 1.0])) == pytest.approx(1.0 - q)


def decision(values=FIGHTERS):
    names = tuple("abcd"[: len(values)])
    return Decision(names, tuple("uvwxyz"), values, TYPES > 0)


def test_one_that_is_best_in_all_is_first_everywhere():
    best = FIGHTERS.copy()
    best[1] = np.where(TYPES > 0, FIGHTERS.max(axis=0) * 1.1, FIGHTERS.min(axis=0) * 0.9)
    assert (ranking(decision(best)).query("key == 'b'")["rank"] == 1).all()
    over = ranks_over_weights(decision(best), 50)
    assert (over.query("key == 'b'")["first_percent"] == 100).all()


def test_gaps_lie_between_the_others():
    gappy = FIGHTERS.copy()
    gappy[0, [0, 4, 5]] = np.nan
    one = decision(gappy)
    assert one.filled()[0, 0] == pytest.approx((1.8 + 2.5) / 2)
    low, high = (one.filled(np.full(FIGHTERS.shape, share)) for share in (0.0, 1.0))
    assert (low[0, 0], high[0, 0]) == (1.8, 2.5)
    np.testing.assert_array_equal(low[1:], FIGHTERS[1:])
    over = ranks_over_weights(one, 100)
    assert ((over["best_5"] >= 1) & (over["worst_5"] <= 4)).all()


def test_reversals_are_counted():
    found = rank_reversals(decision())
    assert set(found["left_out"]) == set("abcd")
    assert ((found["pairs_reversed"] >= 0) & (found["pairs_reversed"] <= found["pairs"])).all()
    assert (found["pairs"] == 3).all()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: decision(FIGHTERS[:2]), "2 things and 6 criteria make no ranking"),
        (lambda: decision(np.ones((4, 6))), "distinguishes nothing"),
        (lambda: ranks_over_weights(decision(), 1), "draws of weights is 1; give 2"),
    ],
)
def test_what_cannot_be_ranked_is_refused(make, said):
    with pytest.raises(OptionError, match=said):
        make()


def test_the_plants_of_the_report():
    found = rank_plants(draws=100)
    assert "western" in found.decision.names
    assert "ningxia" not in found.decision.names
    assert all(check.passed for check in found.checks)
    page = result_page(found, [], LANGUAGES).html()
    assert "is first in" in page


def test_three_plants_are_ranked_and_reversals_are_said_to_be_out_of_reach(tmp_path):
    path = tmp_path / "plants.csv"
    path.write_text(
        "key,name_en,name_zh,province,route,section,energy [tce/t Mg],carbon [t CO2/t Mg],"
        "green_power [share]\na,A,甲,140000,pidgeon,1,4.5,30,0.1\n"
        "b,B,乙,610000,pidgeon,1,4.4,29,0.3\nc,C,丙,630000,electrolytic,1,3.9,8,0.9\n",
        encoding="utf-8",
    )
    result = rank_plants(path)
    assert result.tables["rank_reversals"].empty
    said = ranking_findings(result, Language("en"))
    assert "reversals cannot be looked for" in " ".join(said.answer)
