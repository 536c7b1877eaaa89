import numpy as np
import pytest

from tanmai.core.concordance import Concordance, Link, concordances, merged_region, region_groups
from tanmai.core.errors import FileError, LabelError, OptionError
from tanmai.core.labels import Region, Sector, find_province, mainland_provinces
from tanmai.core.sector_schemes import sector_schemes
from tanmai.io.concordance_file import find_concordance, find_region_groups, read_concordance


def label(code):
    return Sector(code, code, code)


def link(source, target, weight=1.0, reason="why"):
    return Link(label(source), label(target), weight, reason)


def write(tmp_path, text):
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", concordances())
def test_every_split_that_travels_with_the_package_has_its_reason(name):
    concordance = find_concordance(name)
    assert all(k.reason for k in concordance.links)
    weights = concordance.matrix(
        [s.code for s in concordance.sources], [t.code for t in concordance.targets]
    )
    by_output = np.isnan(weights)
    np.testing.assert_allclose(
        np.where(by_output.any(axis=1), 1.0, weights.sum(axis=1)), 1.0, rtol=1e-12
    )


@pytest.mark.parametrize("name", [n for n in concordances() if n.startswith("ceads47")])
def test_every_inventory_concordance_has_the_same_47_rows(name):
    sources = find_concordance(name).sources
    assert sources == find_concordance("ceads47_to_nbs42-2012").sources
    assert [s.code for s in sources] == [f"{k:02d}" for k in range(1, 48)]


@pytest.mark.parametrize("scheme", [scheme.name for scheme in sector_schemes()])
def test_the_inventory_reaches_every_sector_of_a_scheme_by_its_own_name(scheme):
    sectors = next(s for s in sector_schemes() if s.name == scheme).sectors
    concordance = find_concordance(f"ceads47_to_{scheme}")
    assert concordance.fits(sectors, without=("household",))
    assert not concordance.fits(sectors[:-1], without=("household",))
    assert not concordance.fits(sectors)


def test_electricity_goes_to_another_code_in_each_vintage():
    for name, code in (("nbs42-2007", "23"), ("nbs42-2012", "25"), ("nbs42-2017", "24")):
        concordance = find_concordance(f"ceads47_to_{name}")
        assert [k.target.code for k in concordance.links if k.source.code == "39"] == [code]


@pytest.mark.parametrize("view", ["s26"])
def test_the_road_to_the_view_is_that_over_42_sectors(view):
    straight = {k.source.code: k.target.code for k in find_concordance(f"ceads47_to_{view}").links}
    scheme = next(s for s in sector_schemes() if s.name == "nbs42-2012").view(view)
    for k in find_concordance("ceads47_to_nbs42-2012").links:
        if k.target.code != "household":
            assert scheme[k.target.code].code == straight[k.source.code]


def test_the_groups_of_provinces_hold_each_province_once():
    for groups in region_groups().values():
        assert {s.code for s in groups.sources} == {p.code for p in mainland_provinces()}
        for source in groups.sources:
            assert find_province(source.code).name_zh == source.name_zh
    assert [g.code for g in region_groups()["sic8"].targets] == list("ABCDEFGH")


def test_a_group_stands_at_the_member_nearest_to_the_mean():
    members = [Region(str(k), "", "", lon, 30.0) for k, lon in enumerate((100.0, 104.0, 120.0))]
    group = merged_region(label("A"), members)
    assert (group.lon, group.lat) == (104.0, 30.0)
    assert merged_region(label("A"), [Region("1", "", "")]).lon is None


def test_weights_in_the_order_that_is_asked_for():
    concordance = Concordance("c", (link("1", "a", 0.25), link("1", "b", 0.75), link("2", "b")))
    np.testing.assert_array_equal(
        concordance.matrix(["2", "1"], ["b", "a"]), [[1.0, 0.0], [0.75, 0.25]]
    )


def test_a_users_own_csv(tmp_path):
    path = write(
        tmp_path,
        "from,to,weight,reason,to_name_en\n01,A,1,same,Farming\n02,A,0.5,half,Farming\n"
        "02,B,0.5,half,\n03,B,output,by output,\n",
    )
    concordance = read_concordance(path)
    assert find_concordance(str(path)).links == concordance.links
    assert concordance.name == "own"
    assert concordance.targets == (Sector("A", "Farming", "Farming"), label("B"))
    assert concordance.by_output
    with pytest.raises(OptionError, match="'own' splits 03 by output"):
        concordance.require_numbers()


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ((), "'c' has no rows"),
        ((link("1", "a", 0.5), link("1", "b", 0.4)), "source 1: the weights sum to 0.9, not to 1"),
        ((link("1", "a", 1.5), link("1", "b", -0.5)), "source 1: a weight is negative"),
        ((link("1", "a", 0.5), link("1", "a", 0.5)), "source 1: target a is given twice"),
        ((link("1", "a", 0.5), link("1", "b", None)), "numbers and some 'output'"),
        ((link("1", "a", 0.5, ""), link("1", "b", 0.5)), "source 1: it is split without a reason"),
        (
            (link("1", "a"), Link(label("2"), Sector("a", "甲", "A"), 1.0, "")),
            r"gives code a two names, 'a' \(a\) and '甲' \(A\)",
        ),
    ],
)
def test_links_that_make_no_concordance(links, message):
    with pytest.raises(LabelError, match=message):
        Concordance("c", links)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("from,weight\n1,1\n", "has no column to; it needs from, to, and has from, weight"),
        ("from,to,weight,reason\n1,a,half,r\n", "line 2: weight is 'half'; give a number from 0"),
        ("from,to,weight,reason\n1,a,1,r\n2,,1,r\n", "line 3: 'to' is empty"),
        ("from,to,weight,reason\n1,a,nan,r\n", "line 2: weight is 'nan'"),
        ('from,to,weight,reason\n1,"a,1,r\n', "cannot be read as a CSV"),
    ],
)
def test_a_csv_that_is_no_concordance(tmp_path, text, message):
    with pytest.raises(FileError, match=message):
        read_concordance(write(tmp_path, text))


def test_a_csv_in_another_encoding(tmp_path):
    path = tmp_path / "own.csv"
    path.write_bytes("from,to,weight,reason\n01,电力,1,同\n".encode("gbk"))
    assert read_concordance(path).targets[0].code == "电力"


def test_unknown_names_name_the_nearest(tmp_path):
    with pytest.raises(FileError, match="Did you mean 'ceads47_to_nbs42-2017'"):
        find_concordance("ceads47_to_nbs42-2071")
    with pytest.raises(FileError, match=r"none\.csv is not a file; name a CSV with the columns"):
        find_concordance(str(tmp_path / "none.csv"))


def test_codes_without_their_leading_zeros_are_named():
    concordance = Concordance("c", (link("01", "a"), link("02", "a")))
    with pytest.raises(LabelError, match=r"no row for 1, 2 of the table.*keep their leading zeros"):
        concordance.require_sources(["1", "2"], "the table")


def test_provinces_of_groups_may_be_called_by_their_names(tmp_path):
    path = tmp_path / "groups.csv"
    path.write_text(
        "from,to,weight,reason\nBeijing,N,1,\n山西,N,1,\n440000,G,1,\nX,G,1,\n", "utf-8"
    )
    groups = find_region_groups(str(path))
    assert [link.source.code for link in groups.links] == ["110000", "140000", "440000", "X"]
