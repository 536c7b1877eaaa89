"""Files that hold only what differs from one of the package, and what is refused of them."""

import pytest

from tanmai.core.errors import FileError, LabelError
from tanmai.metals.magnesium.coupling.options import read_coupling_options
from tanmai.metals.magnesium.flows.definition_file import load_definition, read_definition
from tanmai.metals.magnesium.routes.file import magnesium_routes, read_routes


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "own.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_price_of_the_users_own(written):
    path = written('like = "magnesium-2015"\n[[prices]]\nflow = "alloys_made"\nvalue = 30000.0\n')
    own, base = read_definition(path), load_definition("magnesium-2015")
    prices = {price.flow: price.value for price in own.prices}
    assert prices["alloys_made"] == 30_000.0
    changed = {price.flow for price in base.prices if price.value != prices[price.flow]}
    assert changed == {"alloys_made"}
    assert own.flows == base.flows


def test_an_input_of_a_route_of_the_users_own(written):
    path = written(
        'like = "magnesium"\n[sources.mine]\ncitation_en = "My works"\ncitation_zh = "本厂"\n'
        '[[routes]]\nkey = "pidgeon_vertical_coal"\n[[routes.inputs]]\nkey = "energy"\n'
        'amount = 4.3\nsource = "mine"\n'
    )
    own, base = read_routes(path), magnesium_routes()
    energy = {
        route.key: {use.key: use.amount for use in route.inputs}["energy"]
        for route in own.routes
        if route.key in ("pidgeon_vertical_coal", "pidgeon_horizontal", "pidgeon_green_power")
    }
    assert energy == {
        "pidgeon_horizontal": 6.2,
        "pidgeon_vertical_coal": 4.3,
        "pidgeon_green_power": 4.3,
    }
    assert own.factors == base.factors


def test_a_new_part_is_added(written):
    path = written(
        'like = "magnesium"\n[[routes]]\nkey = "mine"\nname_en = "Mine"\nname_zh = "本厂"\n'
        'technology = "pidgeon"\nlike = "closed_loop_park"\ngreen_share = 0.9\n'
    )
    mine = read_routes(path).routes[-1]
    assert (mine.key, mine.green_share) == ("mine", 0.9)


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ('like = "magnesium-2014"\n', LabelError, "Did you mean 'magnesium-2015'"),
        (
            'like = "magnesium-2015"\nyaer = 2016\n',
            FileError,
            r"yaer: unknown key\. Did you mean 'year'",
        ),
        (
            'like = "magnesium-2015"\n[[prices]]\nflow = "alloys_made"\nvalue = 1.0\n'
            '[[prices]]\nflow = "alloys_made"\nvalue = 2.0\n',
            LabelError,
            "'alloys_made' is changed twice",
        ),
        (
            'like = "magnesium-2015"\n[[relations]]\nname = "scrap that returns to production"\n'
            "share = 1.2\n",
            FileError,
            r"relations scrap that returns to production .*less than or equal to 1 \(given: 1\.2\)",
        ),
    ],
)
def test_faults_are_named_with_their_place(written, text, error, said):
    with pytest.raises(error, match=said):
        read_definition(written(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("outputs = {}\n", "outputs: unknown key. Did you mean 'output'"),
        ("output = { Shaanxi = -1.0 }\n", "output Shaanxi: .*greater than or equal to 0"),
        ("ferrosilicon = { Shanxi = { Gansu = 0.5 } }\n", "suppliers of Shanxi sum to 0.5"),
        ('inventory = ["slag"]\n', "inventory 0: .*'fuel' or 'calcination'"),
    ],
)
def test_options_of_a_coupling_are_checked(written, text, said):
    with pytest.raises(FileError, match=said):
        read_coupling_options(written(text))


def test_a_file_of_routes_is_looked_for_beside_the_options(written, tmp_path):
    options = read_coupling_options(written('routes_file = "routes.toml"\n'))
    assert options.routes_file == tmp_path / "routes.toml"
    with pytest.raises(FileError, match=r"routes\.toml is not a file"):
        options.book()
