"""Units are parsed once, and a wrong one gets the nearest right one."""

import pytest

from tanmai.core.errors import UnitError
from tanmai.core.units import EMISSIONS, MONEY, Unit, parse_emissions, parse_money


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("10^4 CNY", 1.0),
        ("万元", 1.0),
        ("元", 1e-4),
        ("yuan", 1e-4),
        ("千元", 0.1),
        ("million CNY", 100.0),
        ("百万元", 100.0),
        ("亿元", 1e4),
        ("billion CNY", 1e5),
    ],
)
def test_money(text: str, factor: float) -> None:
    unit = parse_money(text)
    assert unit == Unit(MONEY, text, factor)


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("Mt CO2", 1.0),
        ("百万吨", 1.0),
        ("万吨", 1e-2),
        ("kt", 1e-3),
        ("Gg", 1e-3),
        ("t CO2", 1e-6),
        ("吨", 1e-6),
        ("kg", 1e-9),
    ],
)
def test_emissions(text: str, factor: float) -> None:
    assert parse_emissions(text) == Unit(EMISSIONS, text, factor)


def test_the_factors_agree_with_each_other() -> None:
    """One tonne is a thousand kilograms, one 10^8 CNY is ten thousand times 10^4 CNY."""
    kilogram, tonne = parse_emissions("kg").factor, parse_emissions("t").factor
    assert tonne == pytest.approx(1000 * kilogram)
    assert parse_emissions("kt").factor == pytest.approx(1000 * tonne)
    assert parse_emissions("Mt").factor == pytest.approx(1000 * parse_emissions("kt").factor)
    assert parse_emissions("万吨").factor == pytest.approx(1e4 * tonne)
    yuan = parse_money("元").factor
    assert parse_money("万元").factor == pytest.approx(1e4 * yuan)
    assert parse_money("百万元").factor == pytest.approx(1e6 * yuan)
    assert parse_money("亿元").factor == pytest.approx(1e8 * yuan)


@pytest.mark.parametrize("text", ["  10^4   cny ", "10^4 CNY", "10⁴ CNY"])
def test_blanks_and_case_do_not_matter(text: str) -> None:
    assert parse_money(text).factor == 1.0
    assert parse_money(text).read_as == text


def test_a_wrong_unit_gets_the_nearest_and_all_known() -> None:
    with pytest.raises(UnitError, match=r"'milion CNY' is not .* Did you mean 'million CNY'\?"):
        parse_money("milion CNY")
    with pytest.raises(UnitError, match=r"unit of emissions .* Known: Mt CO2, .*百万吨"):
        parse_emissions("furlong")


@pytest.mark.parametrize("text", ["", "Mill USD", "Mt CO2"])
def test_what_is_no_money_is_refused(text: str) -> None:
    with pytest.raises(UnitError, match="is not a unit of money"):
        parse_money(text)
