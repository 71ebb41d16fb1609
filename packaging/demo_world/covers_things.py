"""Covers with things: teapot, umbrella, music box, harp, clockwork."""

import math
import random
from itertools import pairwise

from demo_world.canvas import SIZE, Canvas


def teapot(canvas: Canvas) -> None:
    canvas.sky("#f6b7a6", "#f9cfb6", "#fce6cd")
    for row in range(10):
        for column in range(10):
            canvas.circle(column * 54 + (row % 2) * 27 - 4, row * 40 - 2, 4, "#38ffffff")
    canvas.box(0, 366, SIZE, 120, ("#7fb3a6", "#4f8d88"))
    for x in range(-12, SIZE, 44):
        canvas.circle(x + 22, 370, 22, "#7fb3a6")
        canvas.circle(x + 22, 376, 5, "#fbeed8")
    canvas.box(0, 340, SIZE, 26, ("#fbeed8", "#f2dcc0"))
    for dx in (-14, 8, 30):
        canvas.stroke([(236 + dx, 106), (226 + dx, 84), (242 + dx, 62), (230 + dx, 36)], 5, "#80ffffff")
    body = ("#5b7db8", "#3f5a99")
    canvas.ellipse(226, 384, 150, 18, "#401f3a44")
    canvas.blob([(332, 296), (382, 268), (398, 206), (438, 190), (446, 200), (424, 232), (402, 306), (340, 352)], body)
    canvas.ring(112, 262, 58, 20, "#3f5a99", start=70, span=220)
    canvas.blob([(96, 276), (122, 198), (226, 168), (330, 198), (356, 276), (326, 354), (226, 384), (126, 354)], body)
    canvas.blob([(140, 196), (180, 158), (226, 148), (272, 158), (312, 196), (226, 212)], ("#6f92c8", "#5575b0"))
    canvas.circle(226, 138, 17, "#f2b04c")
    canvas.ellipse(160, 238, 14, 34, "#40ffffff", angle=28)
    for x, y, radius in ((226, 282, 26), (160, 316, 17), (292, 316, 17), (300, 246, 14), (152, 276, 0)):
        if radius:
            for petal in range(6):
                turn = math.radians(petal * 60)
                canvas.circle(x + math.cos(turn) * radius, y + math.sin(turn) * radius, radius * 0.62, "#fdf2e2")
            canvas.circle(x, y, radius * 0.62, "#f2b04c")
    _cup(canvas, 404, 392, "#ee6f5a")
    _cup(canvas, 66, 412, "#f2b04c")


def _cup(canvas: Canvas, x: float, y: float, colour: str) -> None:
    canvas.ellipse(x, y + 34, 66, 11, "#fdf2e2")
    canvas.ring(x + 46, y - 6, 17, 8, colour, start=-100, span=200)
    canvas.blob(
        [(x - 46, y - 34), (x + 46, y - 34), (x + 40, y + 12), (x + 20, y + 32), (x - 20, y + 32), (x - 40, y + 12)],
        colour,
    )
    canvas.ellipse(x, y - 32, 46, 11, "#fdf2e2")
    canvas.ellipse(x, y - 31, 39, 8, "#a9623a")
    for dx in (-22, 0, 22):
        canvas.circle(x + dx, y, 5, "#c0fdf2e2")


def umbrella(canvas: Canvas) -> None:
    canvas.sky("#5f7ea6", "#86a5bf", "#c3d3d6")
    canvas.cloud(90, 84, 230, ("#dfe7ec", "#b9c8d6"))
    canvas.cloud(390, 70, 250, ("#e8edf0", "#c0cfda"))
    canvas.cloud(246, 40, 240, ("#f4f6f6", "#d3dee4"))
    rain = random.Random(12)
    for _ in range(90):
        x, y = rain.uniform(-10, SIZE), rain.uniform(110, 420)
        canvas.stroke([(x, y), (x - 4, y + 17)], 2.6, "#a0e6f3fa")
    canvas.box(0, 404, SIZE, 90, ("#5b7590", "#435a78"))
    canvas.ellipse(240, 440, 190, 26, "#7f9db8")
    canvas.ellipse(240, 444, 120, 15, "#98b5ca")
    canvas.stroke([(240, 120), (240, 404), (236, 428), (216, 436), (200, 424), (200, 408)], 9, "#6d4029")
    canvas.circle(240, 110, 6.5, "#f2b632")
    stops = (60, 132, 204, 276, 348, 420)
    panels = ("#e9503f", "#f7924a", "#fbcd55", "#f7924a", "#e9503f")
    for index, colour in enumerate(panels):
        left, right = stops[index], stops[index + 1]
        canvas.blob(_panel(left, right), colour)
    _boots(canvas, 326, 442)
    for x, y, reach in ((90, 450, 30), (400, 466, 24), (150, 470, 20)):
        canvas.ring(x, y, reach, 2.6, "#b0d6e6ee", start=20, span=140)
        canvas.ring(x, y, reach * 0.55, 2.6, "#b0d6e6ee", start=20, span=140)


def _panel(left: float, right: float) -> list[tuple[float, float]]:
    """One cloth between two ribs of the umbrella, its lower edge hanging in an arc."""
    dome = [(x, 284 - 166 * math.sqrt(max(0.0, 1 - ((x - 240) / 182) ** 2))) for x in (left, right)]
    steps = 8
    (lx, _), (rx, _) = dome
    outline = [
        (240 + (lx - 240) * math.sin(math.pi / 2 * t / steps), 118 + 166 * (1 - math.cos(math.pi / 2 * t / steps)))
        for t in range(steps + 1)
    ]
    outline += [(lx + (rx - lx) * t / steps, 284 - 20 * math.sin(math.pi * t / steps)) for t in range(1, steps)]
    outline += [
        (240 + (rx - 240) * math.sin(math.pi / 2 * t / steps), 118 + 166 * (1 - math.cos(math.pi / 2 * t / steps)))
        for t in range(steps, 0, -1)
    ]
    return outline


def _boots(canvas: Canvas, x: float, y: float) -> None:
    for dx in (0, 46):
        canvas.blob(
            [
                (x + dx - 17, y - 74),
                (x + dx + 17, y - 74),
                (x + dx + 17, y - 30),
                (x + dx + 40, y - 18),
                (x + dx + 42, y),
                (x + dx - 18, y),
            ],
            ("#f6cf4f", "#e5a936"),
        )
        canvas.ellipse(x + dx, y - 72, 18, 7, "#fbe08a")
        canvas.box(x + dx - 19, y - 7, 62, 8, "#b97a2e", radius=4)


def musicbox(canvas: Canvas) -> None:
    canvas.sky("#3c3a78", "#7a5f9c", "#d994a4", "#f9cfae")
    canvas.stars(60, seed=31, above=240)
    canvas.glow(240, 260, 230, "#ffe6b0", 0.8)
    for x, y, size, colour in (
        (132, 152, 1.0, "#ffdf8a"),
        (212, 92, 1.25, "#fff1cf"),
        (322, 126, 1.1, "#ffc27a"),
        (424, 236, 0.8, "#fff1cf"),
        (90, 232, 0.75, "#ffc27a"),
    ):
        _note(canvas, x, y, size, colour)
    for x, y, radius in ((262, 176, 11), (172, 208, 8), (344, 62, 9), (70, 100, 9), (420, 110, 8)):
        canvas.sparkle(x, y, radius)
    canvas.polygon([(112, 296), (146, 204), (392, 204), (372, 296)], ("#b4613f", "#8f4a36"))
    canvas.polygon([(132, 288), (160, 218), (376, 218), (358, 288)], ("#e98a8a", "#c9667a"))
    canvas.polygon([(112, 294), (372, 294), (388, 330), (96, 330)], "#5a2f36")
    _dancer(canvas, 240, 314)
    canvas.box(92, 322, 300, 112, ("#cf7a4a", "#a4553a"), radius=8)
    canvas.box(82, 318, 320, 16, "#e39a5f", radius=7)
    canvas.box(82, 424, 320, 18, "#8a4634", radius=7)
    for x in range(112, 372, 44):
        canvas.star(x + 20, 380, 14, "#f9d98a")
    canvas.stroke([(392, 380), (430, 380), (430, 346)], 9, "#f2c25a")
    canvas.circle(430, 342, 13, "#fbe3a4")


def _dancer(canvas: Canvas, x: float, y: float) -> None:
    canvas.ellipse(x, y, 38, 8, "#f2c25a")
    canvas.stroke([(x, y), (x, y - 34)], 5, "#f9d2b0")
    canvas.blob(
        [(x, y - 58), (x + 44, y - 38), (x + 30, y - 28), (x, y - 30), (x - 30, y - 28), (x - 44, y - 38)],
        ("#fff4ec", "#f9c9cf"),
    )
    canvas.blob([(x - 11, y - 82), (x + 11, y - 82), (x + 9, y - 52), (x - 9, y - 52)], "#f29aa8")
    canvas.stroke([(x - 9, y - 79), (x - 28, y - 98), (x - 6, y - 126)], 5, "#f9d2b0")
    canvas.stroke([(x + 9, y - 79), (x + 28, y - 98), (x + 6, y - 126)], 5, "#f9d2b0")
    canvas.circle(x, y - 98, 13, "#f9d2b0")
    canvas.ring(x, y - 100, 11.5, 5, "#6b3f34", start=10, span=160)
    canvas.circle(x, y - 115, 6.5, "#6b3f34")


def _note(canvas: Canvas, x: float, y: float, size: float, colour: str) -> None:
    canvas.ellipse(x, y, 13 * size, 10 * size, colour, angle=-20)
    canvas.stroke([(x + 11 * size, y - 3 * size), (x + 11 * size, y - 46 * size)], 4.4 * size, colour)
    canvas.stroke(
        [(x + 11 * size, y - 46 * size), (x + 22 * size, y - 34 * size), (x + 26 * size, y - 20 * size)],
        4.4 * size,
        colour,
    )


def harp(canvas: Canvas) -> None:
    canvas.sky("#235060", "#3f7c80", "#8fb79f", "#f2dcae")
    canvas.glow(250, 190, 230, "#fff2cc", 0.8)
    canvas.circle(250, 190, 104, ("#fff3cf", "#fbd798"))
    canvas.cloud(70, 180, 140, "#60fff3dc")
    canvas.cloud(424, 130, 130, "#60fff3dc")
    canvas.ridge(336, 22, ("#7fab8c", "#5f947f"), seed=10, length=320)
    canvas.ridge(382, 16, ("#4a8273", "#376c66"), seed=23, length=440)
    neck = ((158, 108), (186, 82), (228, 108), (280, 134), (326, 112), (350, 120))
    board = ((172, 410), (222, 372), (270, 322), (318, 250), (366, 150))
    for index in range(14):
        x = 176 + index * 12.4
        colour = "#e8604c" if index % 7 == 0 else "#c8a05a34"
        canvas.stroke([(x, _height(neck, x)), (x - 2, _height(board, x))], 2.2, colour)
    canvas.stroke([(164, 104), (158, 230), (162, 404)], 19, "#c98a34")
    canvas.stroke([(164, 104), (158, 230), (162, 404)], 8, "#f2c25a")
    canvas.stroke([(172, 410), (270, 322), (366, 150)], 34, "#a9652c")
    canvas.stroke([(172, 410), (270, 322), (366, 150)], 20, "#d9963f")
    canvas.stroke([(158, 108), (186, 82), (228, 108), (280, 134), (326, 112), (356, 122), (370, 152)], 24, "#c98a34")
    canvas.stroke([(158, 106), (186, 80), (228, 106), (280, 132), (326, 110), (356, 120)], 9, "#f2c25a")
    canvas.circle(160, 102, 19, "#f2c25a")
    canvas.circle(160, 102, 9, "#a9652c")
    canvas.blob([(128, 402), (200, 396), (222, 426), (210, 442), (122, 442), (112, 426)], ("#c98a34", "#8a4f28"))
    canvas.ridge(436, 9, ("#2f5f5c", "#234c4e"), seed=31, length=500)
    grass = random.Random(3)
    for _ in range(60):
        x = grass.uniform(-5, SIZE)
        canvas.stroke([(x, SIZE), (x + grass.uniform(-8, 8), SIZE - grass.uniform(28, 62))], 3, "#3b6f66")
    for x, y, colour in (
        (60, 426, "#f9d98a"),
        (296, 436, "#f4947c"),
        (348, 420, "#fff1d8"),
        (420, 432, "#f9d98a"),
        (96, 440, "#f4947c"),
        (266, 424, "#fff1d8"),
    ):
        canvas.stroke([(x, SIZE), (x, y)], 3, "#3b6f66")
        canvas.circle(x, y, 7.5, colour)


def _height(line: tuple[tuple[float, float], ...], x: float) -> float:
    """The height of a line of points at `x`, by straight interpolation."""
    for (ax, ay), (bx, by) in pairwise(line):
        if ax <= x <= bx:
            return ay + (by - ay) * (x - ax) / (bx - ax)
    return line[0][1]


def clockwork(canvas: Canvas) -> None:
    canvas.sky("#2c5a68", "#3c7a80", "#6fa99c")
    canvas.glow(240, 230, 260, "#fff0c6", 0.4)
    _gear(canvas, 84, 96, 74, 12, "#e9a45a", "#2f6670", 0)
    _gear(canvas, 404, 104, 92, 14, "#d9694c", "#2f6670", 8)
    _gear(canvas, 62, 388, 96, 14, "#8fc0ae", "#2f6670", 4)
    _gear(canvas, 420, 400, 70, 11, "#f4cf86", "#2f6670", 12)
    _gear(canvas, 240, 250, 138, 20, "#f2b24c", "#fdf1d6", 5)
    canvas.circle(240, 250, 96, "#fdf1d6")
    for hour in range(12):
        turn = math.radians(hour * 30)
        canvas.circle(240 + 80 * math.sin(turn), 250 - 80 * math.cos(turn), 5.5 if hour % 3 == 0 else 3, "#b4613f")
    canvas.stroke([(240, 250), (240, 196)], 9, "#2f4f66")
    canvas.stroke([(240, 250), (286, 272)], 9, "#2f4f66")
    canvas.circle(240, 250, 11, "#d9694c")
    for side in (-1, 1):
        canvas.ellipse(240 + side * 34, 262, 11, 7, "#80f2937a")
    canvas.ring(240, 282, 20, 5, "#b4613f", start=205, span=130)
    for x, y, size in ((168, 432, 1.1), (318, 448, 0.9), (250, 62, 0.9)):
        _note(canvas, x, y, size, "#fdf1d6")


def _gear(canvas: Canvas, x: float, y: float, radius: float, teeth: int, colour: str, hole: str, turn: float) -> None:
    outline = []
    for tooth in range(teeth):
        for offset, reach in ((-0.30, 1.0), (-0.17, 1.17), (0.17, 1.17), (0.30, 1.0)):
            angle = math.radians(turn) + 2 * math.pi * (tooth + offset) / teeth
            outline.append((x + radius * reach * math.cos(angle), y + radius * reach * math.sin(angle)))
    canvas.polygon(outline, colour)
    canvas.soften(outline, 5, colour)
    canvas.circle(x, y, radius * 0.80, "#18000000")
    canvas.circle(x, y, radius * 0.74, colour)
    for spoke in range(5):
        angle = math.radians(turn + spoke * 72)
        canvas.circle(x + radius * 0.46 * math.cos(angle), y + radius * 0.46 * math.sin(angle), radius * 0.17, hole)
    canvas.circle(x, y, radius * 0.15, hole)
