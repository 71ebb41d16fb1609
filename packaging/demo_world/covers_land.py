"""Covers of the land: hills, meadow, forest, castle, balloon, rainbow."""

import random

from demo_world.canvas import SIZE, Canvas, mirrored


def hills(canvas: Canvas) -> None:
    canvas.sky("#f58f6c", "#fab27f", "#fedba6")
    canvas.glow(310, 196, 240, "#fff3cf", 0.9)
    canvas.circle(310, 196, 74, "#fff0c4")
    canvas.cloud(110, 104, 160, "#c0fff1de")
    canvas.cloud(404, 76, 120, "#a0fff1de")
    canvas.ridge(262, 26, ("#d98a80", "#c97a7c"), seed=3, length=300)
    canvas.ridge(302, 24, ("#a9787f", "#94707f"), seed=8, length=360)
    canvas.ridge(340, 24, ("#7f9a72", "#6a8a6c"), seed=21, length=420)
    for x, y, height in ((52, 346, 60), (84, 352, 76), (422, 352, 84), (456, 356, 60)):
        canvas.bush(x, y, height, ("#587f5c", "#456d55"), trunk="#5a3d34")
    canvas.ridge(384, 20, ("#8db36f", "#6f9c63"), seed=34, length=500)
    canvas.blob(
        [(232, 388), (262, 388), (250, 412), (300, 440), (350, 490), (170, 490), (216, 440), (214, 410)], "#f2d7a4"
    )
    for x, y, size in ((96, 410, 1.0), (140, 436, 1.25), (392, 424, 1.15)):
        _sheep(canvas, x, y, size)


def _sheep(canvas: Canvas, x: float, y: float, size: float) -> None:
    for dx in (-9, 9):
        canvas.box(x + dx * size - 2 * size, y + 6 * size, 4 * size, 14 * size, "#4a3540", radius=2)
    for dx, dy, radius in ((-13, 0, 11), (0, -6, 13), (13, 0, 11), (0, 4, 13), (-8, 6, 9), (8, 6, 9)):
        canvas.circle(x + dx * size, y + dy * size, radius * size, "#fff8ea")
    canvas.ellipse(x - 20 * size, y - 4 * size, 8 * size, 9.5 * size, "#4a3540")
    canvas.ellipse(x - 12 * size, y - 10 * size, 5 * size, 2.6 * size, "#4a3540", angle=24)


def meadow(canvas: Canvas) -> None:
    canvas.sky("#2b4a78", "#5f86a6", "#a9c3b0", "#f2dfa6")
    canvas.stars(50, seed=5, above=170)
    canvas.glow(108, 112, 120, "#fff3d0", 0.5)
    canvas.crescent(108, 112, 38, "#fff3d0")
    canvas.ridge(290, 20, ("#6f9a86", "#5b8a7c"), seed=4, length=340)
    canvas.ridge(330, 18, ("#4c7f70", "#3d6f66"), seed=9, length=430)
    canvas.bush(392, 336, 150, ("#3f7468", "#2f5e58"), trunk="#3a3440")
    canvas.ridge(372, 14, ("#3b6f5c", "#2c5a50"), seed=13, length=520)
    field = random.Random(6)
    for depth, colour in ((0, "#4f8a66"), (1, "#3c7658"), (2, "#28584a")):
        for _ in range(60):
            x, height = field.uniform(-10, SIZE + 10), field.uniform(36, 82) + depth * 12
            lean = field.uniform(-22, 22)
            canvas.stroke(
                [(x, SIZE + 4), (x + lean * 0.3, SIZE - height * 0.55), (x + lean, SIZE - height)], 3.4, colour
            )
    flowers = (
        (62, 388, "#f4694c"), (128, 410, "#ffd166"), (176, 372, "#fff4e0"), (238, 404, "#f291a3"),
        (300, 380, "#ffd166"), (352, 414, "#fff4e0"), (412, 390, "#f4694c"), (448, 422, "#f291a3"),
        (28, 424, "#fff4e0"),
    )  # fmt: skip
    for x, y, colour in flowers:
        canvas.stroke([(x + 4, SIZE + 4), (x + 2, y + 40), (x, y)], 3.4, "#2f6650")
        for dx, dy in ((0, -8), (8, -2), (5, 7), (-5, 7), (-8, -2)):
            canvas.circle(x + dx, y + dy, 6.6, colour)
        canvas.circle(x, y, 5, "#f2a13a")
    for _ in range(22):
        left, top = field.uniform(20, 460), field.uniform(220, 400)
        canvas.glow(left, top, 15, "#fff09a", 0.75)
        canvas.circle(left, top, 2.4, "#fffbd0")


def forest(canvas: Canvas) -> None:
    canvas.sky("#f4c095", "#f7d9b0", "#e7e3c4")
    canvas.glow(250, 150, 210, "#fff5d8", 0.9)
    canvas.circle(250, 150, 50, "#fff5dc")
    wood = random.Random(18)
    layers = (
        (300, 150, "#b9c7a6", "#a9bd9f", 13),
        (346, 190, "#86a98f", "#77a089", 11),
        (400, 230, "#4f8478", "#43776f", 9),
        (460, 270, "#2c5a58", "#244e4f", 8),
    )
    for base, height, light, dark, count in layers:
        step = SIZE / (count - 1)
        for index in range(count):
            x = index * step + wood.uniform(-12, 12)
            if base > 350 and 150 < x < 330:
                continue
            canvas.pine(x, base + 20, height * wood.uniform(0.72, 1.08), (light, dark))
        canvas.ridge(base, 8, (dark, light), seed=base, length=380)
        canvas.ridge(base + 26, 10, "#28fff3d6", seed=base + 1, length=300)
    canvas.blob(
        [(232, 396), (262, 396), (252, 416), (296, 446), (330, 492), (160, 492), (214, 448), (244, 424)], "#e6cf9f"
    )
    _deer(canvas, 300, 404)
    for x, y in ((150, 110), (178, 96), (350, 90)):
        canvas.stroke([(x - 10, y - 4), (x - 4, y - 6), (x, y), (x + 4, y - 6), (x + 10, y - 4)], 2.4, "#7f7a66")


def _deer(canvas: Canvas, x: float, y: float) -> None:
    coat, dark = "#b5673c", "#8a4a2c"
    for dx in (-20, -12, 12, 20):
        canvas.stroke([(x + dx, y - 30), (x + dx * 0.96, y + 4)], 5, dark if dx in (-12, 20) else coat)
    canvas.blob(
        [(x - 28, y - 40), (x - 4, y - 46), (x + 24, y - 44), (x + 30, y - 30), (x + 12, y - 22), (x - 22, y - 24)],
        coat,
    )
    canvas.blob([(x - 26, y - 44), (x - 38, y - 78), (x - 26, y - 80), (x - 8, y - 42)], coat)
    canvas.blob([(x - 50, y - 76), (x - 36, y - 92), (x - 24, y - 84), (x - 28, y - 72), (x - 44, y - 70)], coat)
    canvas.ellipse(x - 22, y - 90, 9, 3.6, dark, angle=-34)
    canvas.circle(x - 38, y - 81, 2, "#3a2420")
    for points in (
        ((-32, -90), (-36, -106), (-30, -118)),
        ((-35, -102), (-44, -110)),
        ((-30, -90), (-24, -106), (-14, -114)),
        ((-25, -104), (-28, -116)),
    ):
        canvas.stroke([(x + px, y + py) for px, py in points], 2.8, dark)
    for dx, dy in ((2, -39), (10, -36), (16, -40), (-6, -37)):
        canvas.circle(x + dx, y + dy, 1.9, "#f7dcb4")
    canvas.ellipse(x + 31, y - 40, 4, 6.5, "#fff1d8", angle=-20)


def castle(canvas: Canvas) -> None:
    canvas.sky("#8f86c4", "#d9a0bd", "#fbc9b0", "#fee6c4")
    canvas.glow(240, 230, 250, "#fff6de", 0.75)
    canvas.cloud(84, 120, 150, "#c0fff3ea")
    canvas.cloud(410, 96, 140, "#b0fff3ea")
    canvas.cloud(396, 228, 110, "#90fff3ea")
    canvas.ridge(330, 24, ("#a98fb4", "#94809f"), seed=2, length=300)
    canvas.blob(
        [(60, 492), (110, 400), (180, 352), (240, 340), (310, 352), (376, 404), (420, 492)], ("#8cb87c", "#64986f")
    )
    wall, shade = ("#f8e5d4", "#e0bfb4"), ("#ecd0c2", "#cfa6a3")
    _tower(canvas, 128, 236, 40, 150, wall, "#d65f6a")
    _tower(canvas, 312, 236, 40, 150, shade, "#c9525f")
    _tower(canvas, 168, 170, 44, 210, shade, "#6a6fb0")
    _tower(canvas, 268, 170, 44, 210, wall, "#6a6fb0")
    _tower(canvas, 214, 120, 52, 240, wall, "#e4705c")
    canvas.box(150, 288, 180, 104, wall)
    for x in range(150, 330, 30):
        canvas.box(x + 4, 276, 18, 16, wall, radius=2)
    canvas.box(212, 322, 56, 72, "#8a5068", radius=28)
    canvas.box(212, 352, 56, 42, "#8a5068")
    canvas.box(218, 328, 44, 70, ("#6b3f4f", "#55303f"), radius=22)
    for x in (172, 290):
        canvas.box(x, 322, 18, 30, "#ffd98a", radius=9)
    canvas.blob([(210, 392), (270, 392), (282, 430), (330, 492), (140, 492), (196, 430)], "#f4dcb0")
    canvas.ridge(444, 16, ("#5c8f6c", "#467a60"), seed=26, length=460)
    for x, y, height in ((44, 452, 90), (90, 462, 60), (436, 448, 100), (392, 466, 60)):
        canvas.bush(x, y, height, ("#4f8766", "#3d7258"), trunk="#5a4038")


def _tower(canvas: Canvas, x: float, y: float, width: float, height: float, wall: tuple[str, str], roof: str) -> None:
    middle = x + width / 2
    canvas.box(middle - 1.2, y - width * 1.75, 2.4, width * 0.6, "#6b4a55")
    canvas.blob(
        [
            (middle + 1, y - width * 1.75),
            (middle + 16, y - width * 1.68),
            (middle + 26, y - width * 1.56),
            (middle + 1, y - width * 1.4),
        ],
        "#f6c04f",
    )
    canvas.box(x, y, width, height, wall)
    canvas.polygon([(x - 8, y + 2), (middle, y - width * 1.3), (x + width + 8, y + 2)], roof)
    canvas.box(x - 4, y, width + 8, 9, wall, radius=2)
    canvas.box(middle - 6, y + 24, 12, 22, "#ffd98a", radius=6)


def balloon(canvas: Canvas) -> None:
    canvas.sky("#8fcfdd", "#c4e6de", "#fdf0cf")
    canvas.glow(120, 120, 150, "#fff8e0", 0.8)
    canvas.cloud(92, 150, 150, "#e0ffffff")
    canvas.cloud(410, 220, 170, "#d0ffffff")
    canvas.cloud(400, 60, 100, "#b0ffffff")
    _envelope(canvas, 400, 130, 40, ("#6a8fc0", "#e9eef4"))
    _envelope(canvas, 70, 250, 30, ("#e98a8a", "#fde3c4"))
    canvas.ridge(372, 26, ("#9cc6a4", "#86b898"), seed=5, length=330)
    canvas.ridge(408, 20, ("#7db07c", "#639c70"), seed=12, length=400)
    for x, y, height in ((60, 420, 70), (96, 424, 52), (430, 416, 78), (388, 424, 54)):
        canvas.bush(x, y, height, ("#4f8d68", "#3d7a5c"), trunk="#5a4038")
    canvas.ridge(446, 14, ("#a3c96f", "#82b264"), seed=19, length=500)
    _envelope(canvas, 236, 178, 122, ("#ee5d43", "#fbd9a0"))


def _envelope(canvas: Canvas, x: float, y: float, radius: float, colours: tuple[str, str]) -> None:
    """A balloon with seven panels of two colours."""
    foot = y + radius * 1.42
    for index, reach in enumerate((1.0, 0.72, 0.43, 0.15)):
        half = radius * reach
        right = [
            (x, y - radius),
            (x + half * 0.72, y - radius * 0.72),
            (x + half, y),
            (x + half * 0.74, y + radius * 0.7),
            (x + half * 0.26 + 2, foot - radius * 0.12),
        ]
        canvas.blob(mirrored(right, axis=x)[:-1], colours[index % 2])
    width = radius * 0.36
    for side in (-1, 1):
        canvas.stroke(
            [(x + side * radius * 0.24, foot - radius * 0.14), (x + side * width * 0.46, foot + radius * 0.2)],
            radius * 0.022 + 0.8,
            "#7a5238",
        )
    canvas.box(x - width / 2, foot + radius * 0.16, width, radius * 0.28, ("#b97a48", "#8a5433"), radius=radius * 0.06)
    canvas.box(x - width * 0.56, foot + radius * 0.14, width * 1.12, radius * 0.07, "#6d4029", radius=radius * 0.03)


def rainbow(canvas: Canvas) -> None:
    canvas.sky("#8ecbe6", "#bfe4ec", "#fdf3d8")
    canvas.glow(392, 96, 150, "#fff6d0", 0.9)
    canvas.circle(392, 96, 44, "#ffd862")
    for index in range(12):
        canvas.ring(392, 96, 66, 6, "#ffd862", start=index * 30, span=13)
    for index, colour in enumerate(("#ee5a4f", "#f7924a", "#fbcd55", "#7cbf7a", "#5aa7d0", "#8a78c0")):
        canvas.ring(240, 366, 198 - index * 20, 20.5, colour, start=0, span=180)
    canvas.ridge(372, 16, ("#9fd08a", "#7fbb78"), seed=7, length=380)
    canvas.cloud(72, 358, 180, "#ffffff")
    canvas.cloud(408, 358, 180, "#ffffff")
    canvas.cloud(110, 120, 120, "#d0ffffff")
    canvas.ridge(416, 14, ("#7fbd74", "#5fa368"), seed=15, length=470)
    for x, y, colour in (
        (60, 436, "#f4694c"),
        (120, 452, "#fff4e0"),
        (196, 440, "#f6c04f"),
        (286, 454, "#f291a3"),
        (360, 440, "#fff4e0"),
        (428, 452, "#f4694c"),
    ):
        for dx, dy in ((0, -6), (6, -1.5), (4, 5), (-4, 5), (-6, -1.5)):
            canvas.circle(x + dx, y + dy, 4.6, colour)
        canvas.circle(x, y, 3.6, "#f2a13a")
