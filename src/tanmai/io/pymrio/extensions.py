"""The extensions of a pymrio system that become parts of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.errors import OptionError, TableError, UnitError, did_you_mean
from tanmai.core.units import EMISSIONS, MONEY, Unit, parse_emissions, parse_money
from tanmai.io.pymrio.frame import Frame, final_rows, joined, values_of

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
    changes: tuple[str, ...] = ()


def _find_extension(system: pymrio.IOSystem, name: str) -> Any:
    known = list(system.get_extensions())
    if name not in known:
        raise OptionError(
            f"The pymrio system has no extension '{name}'.{did_you_mean(name, known)} "
            f"It has: {', '.join(known) or 'none'}."
        )
    found = getattr(system, name)
    if found.F is None:
        raise TableError(f"Extension '{name}' has no F; call calc_all() on the system first.")
    return found


def one_unit(units: pd.DataFrame | None, what: str, own: str) -> Unit:
    """Return the one unit of a frame of units; one that is not known is kept as it is."""
    texts = [] if units is None else list(dict.fromkeys(str(text) for text in units["unit"]))
    if len(texts) != 1:
        raise UnitError(
            f"{what} has the units {', '.join(texts) or 'none'}; a table needs one. Set the unit "
            "in pymrio, or choose stressors of one unit."
        )
    try:
        return parse_money(texts[0]) if own == MONEY else parse_emissions(texts[0])
    except UnitError:
        return Unit(texts[0], texts[0], 1.0)


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
        change = "value added taken as output less inputs; imports are in it"
        return ExtensionRows(("value added",), values, money, (change,))
    found = _find_extension(system, name)
    if one_unit(found.unit, f"extension '{name}'", MONEY) != money:
        raise UnitError(f"Extension '{name}' is not in the unit of Z, {money.read_as}.")
    labels = joined(found.F.index)
    F = frame.kept_rows(values_of(found.F, f"F of {name}", None, frame.rows).T, name).T
    F_Y = final_rows(found, name, frame).reshape(len(labels), cells)
    is_import = np.array([text == IMPORTS for text in labels])
    left_out = float(np.abs(F_Y[~is_import]).sum())
    changes = (f"value added of final demand ({left_out:,.6g} {money.read_as}) left out",)
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
    system: pymrio.IOSystem, frame: Frame, name: str, stressors: Sequence[str] | None
) -> ExtensionRows:
    """Return the chosen stressors of an extension, all of one unit: F (e, N) and F_Y (e, m)."""
    found = _find_extension(system, name)
    labels = joined(found.F.index)
    chosen = labels if stressors is None else tuple(stressors)
    for text in chosen:
        if text not in labels:
            raise OptionError(
                f"Extension '{name}' has no stressor '{text}'.{did_you_mean(text, labels)} "
                f"It has: {', '.join(labels)}."
            )
    rows = [labels.index(text) for text in chosen]
    units = None if found.unit is None else found.unit.iloc[rows]
    unit = one_unit(units, f"extension '{name}'", EMISSIONS)
    F = frame.kept_rows(values_of(found.F, f"F of {name}", None, frame.rows).T, name).T
    F_Y = final_rows(found, name, frame).sum(axis=2)
    changes = (f"emissions read in {unit.read_as}",) if unit.read_as != unit.symbol else ()
    return ExtensionRows(chosen, {"F": F[rows], "F_Y": F_Y[rows]}, unit, changes)
