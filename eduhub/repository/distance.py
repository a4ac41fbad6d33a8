"""How far places lie apart, as the crow flies."""

from __future__ import annotations

from typing import TypeAlias

from geographiclib.geodesic import Geodesic

Point: TypeAlias = tuple[float, float]  # longitude and latitude, degrees


def kilometres(here: Point, there: Point) -> float:
    """The geodesic distance of two points on the ellipsoid of WGS 84, from which CGCS2000 hardly differs.

    Both points have to be of one coordinate system: the Chinese map services shift theirs by up to 1 km.
    """
    (east, north), (its_east, its_north) = here, there
    metres: float = Geodesic.WGS84.Inverse(north, east, its_north, its_east, Geodesic.DISTANCE)["s12"]
    return metres / 1000
