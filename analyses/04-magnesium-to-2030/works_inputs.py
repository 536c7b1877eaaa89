"""Printed figures that the models of the works take as they stand."""

from __future__ import annotations

from tanmai.metals.magnesium.industry.parameters import works_parameters
from tanmai.metals.magnesium.industry.plants import read_plants
from tanmai.metals.magnesium.routes.file import magnesium_routes
from tanmai.metals.statements import Statement


def works_inputs() -> list[Statement]:
    """Return the printed figures that are inputs, with the value that the data hold."""
    p = works_parameters()
    plants = read_plants(p).table

    def plant(column: str, key: str, unit: str) -> float:
        return float(plants.in_unit(column, unit)[key])

    carbon, energy = "t CO2/t Mg", "tce/t Mg"
    book = magnesium_routes()
    classes = {one.name: one.limit for one in book.classes}
    shares = {one.technology: one for one in book.ecological_footprints}
    pidgeon, electrolytic = shares["pidgeon"], shares["electrolytic"]
    vertical = "routes.pidgeon_vertical"
    rows = [
        ("S01", "1.3", "direct CO2, Pidgeon plant", 21.3, plant("direct", "yinguang", carbon)),
        ("S02", "1.3", "indirect CO2, Pidgeon plant", 9.8, plant("indirect", "yinguang", carbon)),
        (
            "S04",
            "1.3",
            "ferrosilicon per tonne",
            1.15,
            p.value(f"{vertical}.use.ferrosilicon", "t FeSi/t Mg"),
        ),
        (
            "S04",
            "1.3",
            "CO2 of a tonne of ferrosilicon",
            5.2,
            p.value("ferrosilicon_carbon", "t CO2/t FeSi"),
        ),
        ("S06", "1.3", "direct CO2, electrolytic", 1.2, plant("direct", "western", carbon)),
        ("S06", "1.3", "indirect CO2, electrolytic", 6.5, plant("indirect", "western", carbon)),
        ("S07", "1.2", "direct-current power", 12300, plant("power", "western", "kWh/t Mg")),
        ("S08", "1.2", "energy, vertical retort", 4.5, plant("energy", "yinguang", energy)),
        (
            "S08",
            "1.2",
            "energy, horizontal retort",
            6.2,
            plant("energy", "wenxi_horizontal", energy),
        ),
        ("S08", "1.2", "energy, electrolytic", 3.8, plant("energy", "western", energy)),
        ("S10", "1.3", "ecological footprint, Pidgeon", 4.8, pidgeon.total),
        ("S10", "1.3", "ecological footprint, electrolytic", 1.9, electrolytic.total),
        *(
            ("S11", "1.3", f"limit of class {name}", limit, classes[name])
            for name, limit in (("I", 10.0), ("II", 18.0), ("III", 35.0))
        ),
    ]
    units = {"S04": "", "S07": "kWh/t", "S08": "tce/t", "S10": "gha/t"}
    return [
        Statement(
            key,
            section,
            name,
            "",
            printed,
            printed,
            own,
            units.get(key, "t CO2/t"),
            0.0,
            "Taken as printed.",
            "",
            is_input=True,
        )
        for key, section, name, printed, own in rows
    ]


def contradictions() -> list[Statement]:
    """Return printed figures that two other printed figures contradict."""
    book = magnesium_routes()
    shares = {one.technology: one.shares for one in book.ecological_footprints}
    return [
        Statement(
            "S09",
            "1.2",
            "mean CO2 of the country",
            "",
            22.5,
            22.5,
            0.85 * 28 + 0.15 * 7.7,
            "t CO2/t",
            0.05,
            "At a Pidgeon share of 85 % or more (1.1) and 28 t at least, the mean cannot be less; "
            "sections 3.3 and 4.1 print 29.6.",
            "",
        ),
        Statement(
            "S10",
            "1.3",
            "shares of the footprint, Pidgeon",
            "",
            100.0,
            100.0,
            100 * sum(shares["pidgeon"].values()),
            "%",
            0.5,
            "76, 12 and 9 % leave 3 % that are not named.",
            "",
        ),
        Statement(
            "S51",
            "1.1",
            "energy of the horizontal retort, from 22 % saved",
            "",
            6.2,
            6.2,
            4.2 / 0.78,
            "tce/t",
            0.05,
            "4.2 tce are said to be 22 % less than the horizontal retort, which section 1.2 prints "
            "as 6.2.",
            "",
        ),
        Statement(
            "S51",
            "1.1",
            "direct-current power, upper bound of the pilot line",
            "",
            None,
            12500.0,
            12300.0,
            "kWh/t",
            0.0,
            "Section 1.2 prints 12300, within the bound of 1.1.",
            "",
        ),
    ]
