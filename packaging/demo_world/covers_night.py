"""Covers of the night: moon, stars, city, campfire, rocket, snow."""

import random

from demo_world.canvas import SIZE, Canvas


def moon(canvas: Canvas) -> None:
    canvas.sky("#1f2a55", "#3f4384", "#8a6aa0", "#e7a08f")
    canvas.stars(70, seed=3, above=300)
    for x, y, radius in ((80, 90, 9), (402, 70, 11), (418, 250, 7), (52, 236, 7)):
        canvas.sparkle(x, y, radius)
    canvas.glow(240, 206, 230, "#ffdf9e", 0.55)
    canvas.circle(240, 206, 116, ("#fff3cf", "#ffd98c"))
    canvas.circle(284, 152, 15, "#30d9a05a")
    canvas.circle(318, 196, 9, "#30d9a05a")
    canvas.circle(178, 142, 11, "#30d9a05a")
    canvas.sleeping_face(236, 216, 44, "#8c5a3c", "#90f2906e")
    canvas.cloud(96, 330, 210, ("#f6c9b4", "#e9a59b"))
    canvas.cloud(390, 320, 200, ("#f3c2b4", "#dc9b9d"))
    canvas.box(0, 372, 480, 120, ("#e9a59b", "#f2b8a4"))
    canvas.cloud(244, 390, 330, ("#f8d2bb", "#efb3a1"))
    canvas.box(0, 440, 480, 60, "#f7cbb2")
    canvas.cloud(34, 424, 250, ("#fde6cf", "#f7cbb2"))
    canvas.cloud(440, 424, 270, ("#fde6cf", "#f7cbb2"))
    canvas.cloud(240, 452, 220, ("#fff0dd", "#fad7bf"))


def stars(canvas: Canvas) -> None:
    canvas.sky("#141d45", "#24326d", "#4a579a", "#a98fb9")
    canvas.stars(110, seed=9, above=330)
    for x, y, size in (
        (110, 116, 24),
        (214, 70, 15),
        (330, 128, 30),
        (412, 60, 17),
        (54, 250, 14),
        (424, 246, 20),
        (250, 210, 20),
    ):
        for step in range(16):
            canvas.circle(
                x + 2 + step * size * 0.14, y - step * size * 0.22, size * 0.34 * (1 - step / 17), "#14ffe39a"
            )
        canvas.glow(x, y, size * 2.6, "#ffd675", 0.4)
        canvas.star(x, y, size, "#ffd667", angle=12)
    canvas.ridge(366, 16, ("#3d3f79", "#2d2f62"), seed=5, length=420)
    canvas.ridge(408, 20, ("#2c2d5e", "#1e2048"), seed=8, length=520)
    _child(canvas, 246, 402)


def _child(canvas: Canvas, x: float, y: float) -> None:
    canvas.glow(x, y - 44, 90, "#ffe0a0", 0.35)
    canvas.stroke([(x - 8, y - 46), (x - 25, y - 62), (x - 36, y - 72)], 7, "#f6c7a2")
    canvas.stroke([(x + 8, y - 46), (x + 25, y - 62), (x + 36, y - 72)], 7, "#f6c7a2")
    canvas.blob(
        [(x, y - 58), (x + 13, y - 46), (x + 27, y - 6), (x, y), (x - 27, y - 6), (x - 13, y - 46)],
        ("#fff6e2", "#f0cfa8"),
    )
    canvas.circle(x, y - 70, 16, "#8a5638")
    canvas.blob([(x + 12, y - 76), (x + 22, y - 62), (x + 17, y - 44), (x + 9, y - 58)], "#8a5638")
    canvas.circle(x - 2, y - 68, 11.5, "#f9d2b0")


def city(canvas: Canvas) -> None:
    canvas.sky("#22305f", "#4d4d8c", "#a9709a", "#f2a583")
    canvas.stars(60, seed=21, above=220)
    canvas.glow(372, 104, 120, "#ffe7b0", 0.5)
    canvas.crescent(372, 104, 42, "#fff0c7")
    lots = random.Random(4)
    for base, height, colour in ((330, 150, "#5b5590"), (380, 150, "#433f76")):
        x = -20.0
        while x < SIZE:
            width = lots.uniform(44, 78)
            top = base - lots.uniform(20, height)
            canvas.box(x, top, width, SIZE - top, colour)
            for column in range(int(width // 18)):
                for row in range(int((SIZE - top) // 26)):
                    if lots.random() < 0.42:
                        canvas.box(x + 8 + column * 18, top + 12 + row * 26, 7, 11, "#c8ffd98a", radius=1.5)
            x += width + 3
    _houses(canvas)


def _houses(canvas: Canvas) -> None:
    rows = (
        (-14, 112, 330, "#e06b4f", "#b4483a"),
        (92, 84, 352, "#f2b057", "#c9553f"),
        (170, 108, 318, "#6fa3a0", "#3d6f78"),
        (272, 88, 346, "#f4d3a1", "#a34b45"),
        (354, 150, 326, "#c8677a", "#7c3f5e"),
    )
    for x, width, top, wall, roof in rows:
        canvas.box(x + width * 0.68, top - 46, 14, 40, roof)
        canvas.polygon([(x - 7, top), (x + width / 2, top - 50), (x + width + 7, top)], roof)
        canvas.box(x, top - 1, width, SIZE - top, wall)
        for row in range(4):
            for column in range(2 if width < 100 else 3):
                left = x + width * (0.16 if width < 100 else 0.1) + column * 34
                lit = (row * 7 + column * 5 + int(x)) % 3 != 0
                canvas.box(left, top + 18 + row * 40, 20, 25, "#ffe7a3" if lit else "#703a3560", radius=3)
                canvas.box(left + 9, top + 18 + row * 40, 2, 25, wall)


def campfire(canvas: Canvas) -> None:
    canvas.sky("#16213f", "#2b3763", "#5c4c78")
    canvas.stars(90, seed=14, above=250)
    for x, height in ((20, 260), (78, 220), (140, 190), (352, 196), (410, 236), (470, 270)):
        canvas.pine(x, 400, height, ("#1d3148", "#1a2b40"))
    canvas.glow(240, 330, 250, "#ff9b45", 0.75)
    for x, height in ((-8, 240), (52, 170), (430, 176), (492, 250)):
        canvas.pine(x, 440, height, ("#15283a", "#112131"))
    canvas.ridge(396, 7, ("#3a2f4a", "#221d35"), seed=4, length=500)
    canvas.ellipse(240, 410, 150, 26, "#50ff9b45")
    canvas.blob(
        [(240, 196), (272, 262), (306, 296), (312, 356), (274, 404), (206, 404), (168, 356), (176, 300), (214, 270)],
        ("#ff8a3c", "#e8512f"),
    )
    canvas.blob(
        [(246, 250), (270, 304), (286, 342), (270, 396), (212, 396), (194, 346), (222, 312)], ("#ffbf4d", "#ff9838")
    )
    canvas.blob([(240, 310), (256, 346), (262, 376), (240, 398), (218, 378), (226, 346)], ("#fff0b8", "#ffd662"))
    for x, y, radius in (
        (190, 210, 3),
        (300, 186, 3.4),
        (262, 150, 2.4),
        (214, 130, 2.8),
        (320, 244, 2.4),
        (160, 262, 2.2),
        (282, 96, 2),
    ):
        canvas.circle(x, y, radius, "#ffc766")
    canvas.stroke([(156, 420), (322, 384)], 24, "#6b3f2a")
    canvas.stroke([(158, 384), (324, 420)], 24, "#86512f")
    for x, y in ((156, 420), (158, 384), (322, 384), (324, 420)):
        canvas.circle(x, y, 9, "#d9a26c")
        canvas.circle(x, y, 4.5, "#b67c4c")


def rocket(canvas: Canvas) -> None:
    canvas.sky("#181c47", "#2c2f70", "#5a458f", "#c06f9b")
    canvas.stars(110, seed=30, above=470)
    for x, y, radius in ((70, 330, 10), (180, 90, 8), (430, 300, 9), (60, 150, 7)):
        canvas.sparkle(x, y, radius)
    canvas.glow(380, 110, 150, "#ffd9a0", 0.35)
    canvas.circle(380, 110, 66, ("#ffe9bb", "#f4b877"))
    for x, y, radius in ((360, 90, 13), (402, 122, 17), (364, 138, 8), (404, 82, 7)):
        canvas.circle(x, y, radius, "#50d98f5a")
    canvas.circle(84, 404, 46, ("#7fd0c8", "#3f8f9c"))
    canvas.stroke([(44, 384), (20, 402), (34, 420), (84, 416), (132, 394), (146, 374), (124, 372)], 7, "#f4c98f")
    for index, (width, colour) in enumerate(((46, "#f2643d"), (30, "#ffa23f"), (15, "#ffe9a0"))):
        reach = 116 - index * 28
        canvas.blob(
            _turned(
                [
                    (-width / 2, 74),
                    (width / 2, 74),
                    (width * 0.3, 74 + reach * 0.6),
                    (0, 74 + reach),
                    (-width * 0.3, 74 + reach * 0.6),
                ]
            ),
            colour,
        )
    canvas.blob(_turned([(-30, 20), (-66, 66), (-62, 96), (-30, 72)]), "#e2533f")
    canvas.blob(_turned([(30, 20), (66, 66), (62, 96), (30, 72)]), "#c8402f")
    canvas.blob(
        _turned([(0, -122), (34, -66), (44, 0), (32, 76), (-32, 76), (-44, 0), (-34, -66)]), ("#fffaf0", "#f3ddc8")
    )
    canvas.blob(_turned([(0, -124), (24, -88), (31, -62), (0, -54), (-31, -62), (-24, -88)]), "#e2533f")
    left, top = _turned([(0, -10)])[0]
    canvas.circle(left, top, 25, "#2f3b7c")
    canvas.circle(left, top, 19, ("#a8e6f0", "#55b4d8"))
    canvas.circle(left - 6, top - 6, 5, "#e8fbff")


def _turned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """From the rocket's own upright frame to the picture: 32 degrees clockwise around its middle."""
    cos, sin = 0.848, 0.530
    return [(226 + x * cos - y * sin, 236 + x * sin + y * cos) for x, y in points]


def snow(canvas: Canvas) -> None:
    canvas.sky("#3b4f86", "#7f86b4", "#dcb4b8", "#fbdcc0")
    canvas.stars(40, seed=2, above=140)
    canvas.glow(120, 150, 130, "#fff1d0", 0.6)
    canvas.circle(120, 150, 38, "#fff4da")
    canvas.ridge(300, 26, ("#c3c6e0", "#b3b9da"), seed=6, length=330)
    for x, y, height in ((40, 330, 120), (92, 336, 90), (420, 330, 140), (370, 330, 96), (466, 338, 110)):
        canvas.pine(x, y, height, ("#6f86a8", "#5c7599"))
    canvas.ridge(336, 18, ("#e6e6f4", "#cfd4ec"), seed=11, length=460)
    _cabin(canvas)
    for x, y, height in ((60, 424, 190), (428, 432, 220), (120, 440, 110)):
        canvas.pine(x, y, height, ("#3f6a70", "#2f565f"), trunk="#5b4038")
        for top, half in ((0.02, 0.09), (0.3, 0.13), (0.54, 0.17)):
            tip = y - height * (1 - top)
            canvas.blob(
                [
                    (x, tip),
                    (x + height * half, tip + height * 0.17),
                    (x + height * half * 0.3, tip + height * 0.13),
                    (x, tip + height * 0.18),
                    (x - height * half * 0.4, tip + height * 0.12),
                    (x - height * half, tip + height * 0.17),
                ],
                "#f4f5fc",
            )
    canvas.ridge(426, 12, ("#fbfaff", "#e3e6f5"), seed=17, length=520)
    canvas.stars(120, seed=8, above=470, colour="#d8ffffff")


def _cabin(canvas: Canvas) -> None:
    canvas.glow(250, 380, 130, "#ffc774", 0.5)
    for step in range(7):
        canvas.circle(300 + step * 7 + (step % 2) * 6, 262 - step * 17, 8 + step * 2.4, "#40ffffff")
    canvas.box(290, 276, 20, 50, "#7a4a3c")
    canvas.box(188, 342, 128, 84, "#9a5a41")
    for y in (358, 376, 394, 412):
        canvas.box(188, y, 128, 2.5, "#7d4533")
    canvas.polygon([(166, 350), (252, 278), (338, 350)], "#7a4a3c")
    canvas.blob([(158, 352), (252, 268), (346, 352), (320, 346), (252, 290), (184, 346)], "#fbfaff")
    canvas.box(206, 366, 34, 34, "#ffd777", radius=3)
    canvas.box(221.5, 366, 3, 34, "#7d4533")
    canvas.box(206, 381.5, 34, 3, "#7d4533")
    canvas.box(264, 368, 32, 60, "#5f3527", radius=4)
    canvas.circle(289, 400, 2.6, "#ffd777")
