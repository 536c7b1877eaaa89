"""The largest parts of a sum, named with their shares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tanmai.core.language import Language
from tanmai.studies.tables import main_positions


def main_parts(say: Language, values: NDArray[np.float64], names: Sequence[str]) -> list[str]:
    """Name the largest parts of a sum with their shares, three at most."""
    total = float(values.sum())
    return [
        names[part] + say.brackets(say.percent(float(values[part]) / total))
        for part in main_positions(values)
    ]
