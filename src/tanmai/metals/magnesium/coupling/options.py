"""How magnesium is coupled to a table: outputs, routes, suppliers and prices of the user's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, model_validator

from tanmai.core.errors import OptionError
from tanmai.core.faults import FaultError
from tanmai.core.labels import find_province
from tanmai.core.messages import message
from tanmai.metals.magnesium.routes.data import RouteBook
from tanmai.metals.magnesium.routes.file import magnesium_routes, read_routes
from tanmai.metals.model_file import read_model
from tanmai.metals.model_parts import Amount, Fraction, Positive

DEFAULT_ROUTE = "pidgeon_2015"
T = TypeVar("T")


class CouplingOptions(BaseModel):
    """What a coupling takes that the data of the package do not say, or that they say otherwise.

    Attributes
    ----------
    output : dict, optional
        Tonnes of magnesium by province; by default those published for the table's year.
    route : str
        Route of works whose province stands not in ``routes``.
    routes : dict
        Route by province.
    ferrosilicon : dict
        For a province that makes magnesium, the share of each that supplies it with
        ferrosilicon; by default as in ``coupling_ferrosilicon.csv``.
    price, ferrosilicon_price : float, optional
        CNY per tonne.
    exported : float, optional
        Share of the metal that leaves the country.
    uses : dict
        Share of the sales at home that goes to a sector, by its code.
    inventory : tuple of str
        Kinds of emission at the gate that the table's inventory holds, and that are taken from
        the host; the others are counted anew. The inventories of the provinces (Shan et al. 2018)
        count fuels and cement, so calcination is not among them.
    largest_shortfall : float
        How much of a fuel or of power, or of the exports, the host of a province may lack, as a
        share of what magnesium needs of it. What is lacking is bought of the host's other energy,
        or sold at home; 0 makes any shortfall an error.
    routes_file : Path, optional
        A file of routes in the place of that of the package; in a file, beside it.

    Provinces are named by code or name.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    output: dict[str, Amount] | None = None
    route: str = DEFAULT_ROUTE
    routes: dict[str, str] = {}
    ferrosilicon: dict[str, dict[str, Fraction]] = {}
    price: Positive | None = None
    ferrosilicon_price: Positive | None = None
    exported: Fraction | None = None
    uses: dict[str, Fraction] = {}
    inventory: tuple[Literal["fuel", "calcination"], ...] = ("fuel",)
    largest_shortfall: Fraction = 0.5
    routes_file: Path | None = None

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> Self:
        for user, shares in self.ferrosilicon.items():
            if abs(sum(shares.values()) - 1.0) > 1e-9:
                raise FaultError(
                    message(
                        "the shares of the suppliers of {user} sum to {values}",
                        user=user,
                        values=f"{sum(shares.values()):g}",
                    )
                )
        return self

    def book(self) -> RouteBook:
        """Return the routes: those of the user's file, or of the package."""
        return magnesium_routes() if self.routes_file is None else read_routes(self.routes_file)


def read_coupling_options(path: Path) -> CouplingOptions:
    """Read the options of a coupling from a TOML file with the same keys.

    Raises
    ------
    FileError
        The file is missing, not TOML, or has an unknown key or a value out of range.
    """
    options = read_model(path, CouplingOptions, message("a file of coupling options"))
    if options.routes_file is None:
        return options
    return options.model_copy(update={"routes_file": path.parent / options.routes_file})


def by_code(values: Mapping[str, T]) -> dict[str, T]:
    """Return values by the code of a province in the place of its name.

    Raises
    ------
    LabelError
        A province is unknown.
    OptionError
        A province stands there twice, under two names.
    """
    named: dict[str, str] = {}
    for name in values:
        code = find_province(name).code
        if code in named:
            raise OptionError(
                message(
                    "'{named}' and '{name}' are the same province; keep one of the two.",
                    named=named[code],
                    name=name,
                )
            )
        named[code] = name
    return {code: values[name] for code, name in named.items()}


def among(output: Mapping[str, float], provinces: Sequence[str]) -> dict[str, float]:
    """Return the outputs of some provinces, by code.

    Raises
    ------
    LabelError
        A province is unknown.
    OptionError
        A province makes none, those that do are named; or one stands there twice.
    """
    made = by_code(output)
    codes = [find_province(name).code for name in provinces]
    none = [code for code in codes if not made.get(code)]
    if none:
        known = ", ".join(find_province(code).name_en for code in made)
        raise OptionError(
            message(
                "No output of magnesium is known of {name_en}, only of {known}. Give it in "
                "tonnes under [output] in a file, and name that with --config.",
                name_en=find_province(none[0]),
                known=known,
            )
        )
    return {code: made[code] for code in codes}
