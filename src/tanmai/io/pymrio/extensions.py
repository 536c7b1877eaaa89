"""The extensions of a pymrio system that become parts of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.errors import LabelError, OptionError, TableError, UnitError, did_you_mean
from tanmai.core.messages import Message, listed, message
from tanmai.core.pressure_units import parse_pressure_unit, substance_of
from tanmai.core.pressures import Pressure
from tanmai.core.units import EMISSIONS, MONEY, Unit, parse_emissions, parse_money
from tanmai.io.pymrio.frame import BETWEEN_LEVELS, Frame, final_rows, joined, values_of

if TYPE_CHECKING:
    import pymrio

FloatArray = NDArray[np.float64]

IMPORTS = "imports"
FACTOR_INPUTS = "factor_inputs"


@dataclass(frozen=True, eq=False)
class ExtensionRows:
    """Rows of an extension that become parts of a table."""

    labels: tuple[str, ...]
    values: dict[str, FloatArray]
    unit: Unit
    changes: tuple[Message, ...] = ()
    described: tuple[Pressure, ...] = ()


def _find_extension(system: pymrio.IOSystem, name: str) -> Any:
    known = list(system.get_extensions())
    if name not in known:
        raise OptionError(
            message(
                "The pymrio system has no extension '{name}'.{nearest} It has: {known}.",
                name=name,
                nearest=did_you_mean(name, known),
                known=listed(known),
            )
        )
    found = getattr(system, name)
    if found.F is None:
        raise TableError(
            message(
                "Extension '{name}' has no F; call calc_all() on the system first.",
                name=name,
            )
        )
    labels = joined(found.F.index)
    if len(set(labels)) < len(labels):
        raise LabelError(
            message(
                "F of {name} has the row '{row}' twice; keep the right one.",
                name=name,
                row=next(x for x in labels if labels.count(x) > 1),
            )
        )
    if found.unit is not None and joined(found.unit.index) != labels:
        raise LabelError(
            message(
                "The rows of the units of extension '{name}' are not those of its F ({labels}); "
                "give each its unit, in this order.",
                name=name,
                labels=listed(labels),
            )
        )
    return found


def one_unit(units: pd.DataFrame | None, what: Message, own: str) -> Unit:
    """Return the one unit of a frame of units; one that is not known is kept as it is."""
    texts = list(dict.fromkeys(_unit_texts(units, what)))
    if len(texts) != 1:
        raise UnitError(
            message(
                "{what} has the units {texts}; a table needs one. Set the unit in pymrio, or "
                "choose stressors of one unit.",
                what=what,
                texts=listed(texts),
            )
        )
    try:
        return parse_money(texts[0]) if own == MONEY else parse_emissions(texts[0])
    except UnitError:
        return Unit(texts[0], texts[0], 1.0)


def _unit_texts(units: pd.DataFrame | None, what: Message) -> list[str]:
    if units is None:
        return []
    if "unit" not in units:
        raise TableError(
            message(
                "The units of {what} have no column 'unit'; name it so.",
                what=what,
            )
        )
    return [str(text) for text in units["unit"]]


def factor_inputs(
    system: pymrio.IOSystem,
    frame: Frame,
    name: str | None,
    flows: dict[str, FloatArray],
    money: Unit,
) -> ExtensionRows:
    """Return value added, imports and imported final demand.

    Parameters
    ----------
    system, frame
        The system and its labels.
    name : str or None
        The extension; None takes value added as output less inputs.
    flows : dict of arrays
        Z and x of the table.
    money : Unit
        The unit of Z, which the extension must have too.
    """
    cells = len(frame.kept) * len(frame.categories)
    if name is None:
        left = flows["x"] - flows["Z"].sum(axis=0)
        values = {
            "value_added": left[None, :],
            IMPORTS: np.zeros_like(left),
            "imports_final": np.zeros(cells),
        }
        change = message("value added taken as output less inputs; imports are in it")
        return ExtensionRows(("value added",), values, money, (change,))
    found = _find_extension(system, name)
    if one_unit(found.unit, message("extension '{name}'", name=name), MONEY) != money:
        raise UnitError(
            message(
                "Extension '{name}' is not in the unit of Z, {read_as}.",
                name=name,
                read_as=money.read_as,
            )
        )
    labels = joined(found.F.index)
    F = frame.kept_rows(
        values_of(found.F, message("{part} of {name}", part="F", name=name), None, frame.rows).T,
        name,
    ).T
    F_Y = final_rows(found, name, frame).reshape(len(labels), cells)
    is_import = np.array([text == IMPORTS for text in labels])
    left_out = float(np.abs(F_Y[~is_import]).sum())
    changes = (
        message(
            "value added of final demand ({amount} {unit}) left out",
            amount=f"{left_out:,.6g}",
            unit=money.read_as,
        ),
    )
    return ExtensionRows(
        tuple(text for text in labels if text != IMPORTS),
        {
            "value_added": F[~is_import],
            IMPORTS: F[is_import].sum(axis=0),
            "imports_final": F_Y[is_import].sum(axis=0),
        },
        money,
        changes if left_out > 0 else (),
    )


def emissions(
    system: pymrio.IOSystem,
    frame: Frame,
    name: str,
    stressors: Sequence[str] | None,
    known: Mapping[str, Pressure],
) -> ExtensionRows:
    """Return the chosen stressors of an extension: F (e, N) and F_Y (e, m), in their units.

    Parameters
    ----------
    system, frame
        The system and its labels.
    name : str
        The extension.
    stressors : sequence of str or None
        Which of its rows; all by default.
    known : mapping
        Pressures that the system describes, by the name of their stressor.
    """
    found = _find_extension(system, name)
    labels = joined(found.F.index)
    chosen = labels if stressors is None else tuple(stressors)
    for text in chosen:
        if text not in labels:
            raise OptionError(
                message(
                    "Extension '{name}' has no stressor '{text}'.{nearest} It has: {labels}.",
                    name=name,
                    text=text,
                    nearest=did_you_mean(text, labels),
                    labels=listed(labels),
                )
            )
    rows = [labels.index(text) for text in chosen]
    F = frame.kept_rows(
        values_of(found.F, message("{part} of {name}", part="F", name=name), None, frame.rows).T,
        name,
    ).T[rows]
    F_Y = final_rows(found, name, frame).sum(axis=2)[rows]
    units = None if found.unit is None else found.unit.iloc[rows]
    read_as = _unit_texts(units, message("extension '{name}'", name=name))
    if len(set(read_as)) > 1 or known.keys() & set(chosen):
        return _pressures(chosen, read_as, {"F": F, "F_Y": F_Y}, known)
    unit = one_unit(units, message("extension '{name}'", name=name), EMISSIONS)
    read = message("emissions read in {unit}", unit=unit.read_as)
    changes = (read,) if unit.read_as != unit.symbol else ()
    values = {"F": F * unit.factor, "F_Y": F_Y * unit.factor}
    return ExtensionRows(chosen, values, unit, changes)


def _pressures(
    names: tuple[str, ...],
    units: Sequence[str],
    values: dict[str, FloatArray],
    known: Mapping[str, Pressure],
) -> ExtensionRows:
    """Return stressors that have a unit each."""
    read = [
        replace(_unit_of(text), symbol=known[name].unit, factor=1.0)
        if name in known and known[name].unit == text
        else _unit_of(text, substance_of(name.partition(BETWEEN_LEVELS)[0]))
        for name, text in zip(names, units, strict=True)
    ]
    factors = np.array([unit.factor for unit in read])[:, None]
    return ExtensionRows(
        names,
        {part: array * factors for part, array in values.items()},
        read[0],
        tuple(
            message("{name} read in {unit}", name=name, unit=unit.read_as)
            for name, unit in zip(names, read, strict=True)
            if unit.read_as != unit.symbol
        ),
        tuple(
            replace(known.get(name, Pressure(name, unit.symbol)), unit=unit.symbol)
            for name, unit in zip(names, read, strict=True)
        ),
    )


def _unit_of(text: str, substance: str = "") -> Unit:
    try:
        unit = parse_pressure_unit(text, substance)
    except UnitError:
        return Unit(text, text, 1.0)
    return Unit(unit.symbol, text, unit.factor)
