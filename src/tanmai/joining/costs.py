"""What it costs to go from region to region: transport costs, or distances on the sphere."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from tanmai.core.errors import LabelError
from tanmai.core.labels import Region
from tanmai.core.messages import Message, message
from tanmai.core.resources import resource
from tanmai.core.table import FloatArray

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""

TRANSPORT = message("cost of transport between capitals, yuan per tonne")
GREAT_CIRCLE = message("great-circle distance, km")


def great_circle_distances(regions: Sequence[Region]) -> FloatArray:
    """Return the distances between the points of regions on the sphere (m, m); km.

    Parameters
    ----------
    regions : sequence of Region
        The regions, with longitude and latitude.

    Raises
    ------
    LabelError
        A region has no point; it is named.

    Notes
    -----
    The haversine formula (Sinnott, 1984).
    """
    lost = [region for region in regions if region.lon is None or region.lat is None]
    if lost:
        raise LabelError(
            message(
                "The place of {region} is not known ({n} such regions); give --centres, a CSV with "
                "the columns region, lon, lat, or --costs, a matrix of costs between regions.",
                region=lost[0],
                n=len(lost),
            )
        )
    lon = np.radians(np.array([region.lon for region in regions], dtype=float))
    lat = np.radians(np.array([region.lat for region in regions], dtype=float))
    across = np.sin((lat[:, None] - lat) / 2) ** 2
    across += np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(across, 0.0, 1.0))))


@lru_cache(maxsize=1)
def _transport_costs() -> tuple[dict[str, int], FloatArray]:
    with resource("mrio_tables", "transport_cost.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    values = np.array([[float(cell) for cell in row[1:]] for row in rows])
    values.flags.writeable = False
    return {code: at for at, code in enumerate(header[1:])}, values


def default_costs(regions: Sequence[Region]) -> tuple[FloatArray, Message]:
    """Return the costs between regions where none are given, and what they are.

    Provinces of the mainland have the costs of transport between their capitals (Gao Shoujie;
    yuan a tonne, in ``mrio_tables/transport_cost.csv``), all others their distances.

    Parameters
    ----------
    regions : sequence of Region
        The regions.

    Raises
    ------
    LabelError
        A region that is no province has no point.
    """
    at, costs = _transport_costs()
    if all(region.code in at for region in regions):
        rows = [at[region.code] for region in regions]
        return costs[np.ix_(rows, rows)].copy(), TRANSPORT
    return great_circle_distances(regions), GREAT_CIRCLE
