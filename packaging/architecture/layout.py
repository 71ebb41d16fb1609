"""Where everything stands in the picture, and by which way each arrow goes."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple, TypeAlias

from architecture.parts import Category

Point: TypeAlias = tuple[float, float]
WIDTH, HEIGHT = 1600, 1000
ROUND = 14.0  # the radius of an arrow's corners


class Box(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


ACCOUNT = Box(240, 112, 920, 866)
PANEL = Box(1190, 24, 386, 954)
GROUPS = {
    Category.HOME: Box(24, 156, 190, 796),
    Category.IDENTITY: Box(264, 156, 270, 262),
    Category.ENTRY: Box(264, 440, 270, 352),
    Category.ANSWER: Box(580, 156, 250, 636),
    Category.STORAGE: Box(876, 156, 260, 446),
    Category.WATCH: Box(264, 816, 872, 138),
}
BILL = Box(876, 626, 260, 166)
PLACES = {
    "app": Box(40, 497, 158, 60),
    "mail": Box(40, 857, 158, 60),
    "client": Box(288, 202, 222, 82),
    "pool": Box(288, 318, 222, 82),
    "stage": Box(288, 486, 222, 82),
    "authorizer": Box(288, 590, 222, 82),
    "api": Box(288, 694, 222, 82),
    "role": Box(594, 202, 222, 82),
    "function": Box(594, 440, 222, 116),
    "live": Box(594, 694, 222, 82),
    "bucket": Box(895, 202, 222, 116),
    "table": Box(895, 440, 222, 116),
    "access": Box(278, 860, 150, 82),
    "logs": Box(452, 860, 150, 82),
    "alarms": Box(626, 860, 150, 82),
    "topic": Box(800, 860, 150, 82),
    "budget": Box(974, 860, 150, 82),
}
WAYS: dict[str, tuple[Point, ...]] = {
    "app-stage": ((198, 527), (288, 527)),
    "app-client": ((163, 497), (163, 243), (288, 243)),
    "app-bucket": ((126, 497), (126, 134), (1006, 134), (1006, 202)),
    "client-pool": ((399, 284), (399, 318)),
    "pool-mail": ((288, 359), (227, 359), (227, 887), (198, 887)),
    "stage-authorizer": ((399, 568), (399, 590)),
    "stage-api": ((288, 545), (274, 545), (274, 735), (288, 735)),
    "authorizer-api": ((399, 672), (399, 694)),
    "authorizer-pool": ((510, 631), (552, 631), (552, 359), (510, 359)),
    "api-live": ((510, 735), (594, 735)),
    "live-function": ((705, 694), (705, 556)),
    "function-table": ((816, 520), (895, 520)),
    "function-bucket": ((816, 470), (853, 470), (853, 260), (895, 260)),
    "role-function": ((705, 284), (705, 440)),
    "api-access": ((400, 776), (400, 860)),
    "function-logs": ((594, 530), (562, 530), (562, 860)),
    "api-alarms": ((450, 776), (450, 811), (668, 811), (668, 860)),
    "function-alarms": ((816, 540), (846, 540), (846, 797), (701, 797), (701, 860)),
    "table-alarms": ((1117, 498), (1148, 498), (1148, 804), (734, 804), (734, 860)),
    "alarms-topic": ((776, 901), (800, 901)),
    "budget-topic": ((974, 901), (950, 901)),
    "topic-mail": ((875, 942), (875, 965), (119, 965), (119, 917)),
}


def path(points: tuple[Point, ...]) -> str:
    """Return a path through points with right angles, its corners rounded."""
    parts = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        entry, leaving = _towards(at, before), _towards(at, after)
        parts.append(f"L{entry[0]:g} {entry[1]:g}Q{at[0]:g} {at[1]:g} {leaving[0]:g} {leaving[1]:g}")
    parts.append(f"L{points[-1][0]:g} {points[-1][1]:g}")
    return "".join(parts)


def middle(points: tuple[Point, ...]) -> Point:
    """Return the middle of the longest stretch, where a step's number stands."""
    one, other = max(pairwise(points), key=lambda ends: abs(ends[0][0] - ends[1][0]) + abs(ends[0][1] - ends[1][1]))
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def _towards(corner: Point, other: Point) -> Point:
    """Return the point on the way from a corner to another point where its rounding ends."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = abs(dx) + abs(dy)
    step = min(ROUND, length / 2)
    return corner[0] + dx / length * step, corner[1] + dy / length * step
