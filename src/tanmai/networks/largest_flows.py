"""Key paths: the largest flows from one region to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tanmai.core.errors import too_few
from tanmai.core.messages import message
from tanmai.core.units import header

if TYPE_CHECKING:
    from tanmai.core.flow_matrix import FlowMatrix


def key_paths(flows: FlowMatrix, top: int = 20) -> pd.DataFrame:
    """Return the largest flows between regions, with their share of the total.

    Shares are of the sum of all positive flows between regions, which is the
    total weight of the transfer network; what stays at home does not count. Equal
    flows are in the order of their codes, sender first.

    Parameters
    ----------
    flows : FlowMatrix
        Flows from each region to each region.
    top : int
        Number of paths; all of them where there are fewer.

    Returns
    -------
    DataFrame
        ``rank``, ``from_adcode``, ``from_zh``, ``from_en``, ``to_adcode``, ``to_zh``,
        ``to_en``, the flow under its unit (`tanmai.core.units.header`), ``share_percent`` and
        ``cumulative_share_percent``.

    Raises
    ------
    OptionError
        ``top`` is below 1.
    """
    if top < 1:
        raise too_few(message("key paths"), top)
    values = flows.between_regions().values
    codes = flows.codes
    pairs = sorted(
        (tuple(pair) for pair in np.argwhere(values > 0)),
        key=lambda pair: (-values[pair], codes[pair[0]], codes[pair[1]]),
    )
    senders = [flows.regions[r] for r, _ in pairs]
    receivers = [flows.regions[s] for _, s in pairs]
    flow = np.array([values[pair] for pair in pairs])
    carried = np.cumsum(flow)
    total = carried[-1:]  # a slice, so that no flows give an empty table
    paths = pd.DataFrame(
        {
            "rank": np.arange(1, len(pairs) + 1),
            "from_adcode": [region.code for region in senders],
            "from_zh": [region.name_zh for region in senders],
            "from_en": [region.name_en for region in senders],
            "to_adcode": [region.code for region in receivers],
            "to_zh": [region.name_zh for region in receivers],
            "to_en": [region.name_en for region in receivers],
            header(flows.unit): flow,
            "share_percent": 100.0 * flow / total,
            "cumulative_share_percent": 100.0 * carried / total,
        }
    )
    return paths.head(top)
