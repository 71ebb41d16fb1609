"""Covers of the sea: boat, lighthouse, waves, whale."""

import math

from demo_world.canvas import SIZE, Canvas, Fill


def waves(canvas: Canvas) -> None:
    canvas.sky("#f9c58d", "#fbdcae", "#fdeed0")
    canvas.glow(318, 168, 210, "#fff6dd", 0.85)
    canvas.circle(318, 168, 66, ("#f58a4b", "#ee6a4d"))
    canvas.cloud(104, 110, 150, "#c0fff6e6")
    canvas.cloud(404, 64, 110, "#a0fff6e6")
    rows: tuple[tuple[float, float, float, Fill, str], ...] = (
        (236, 10, 96, ("#8ccbc6", "#7abfc0"), "#b8e2dc"),
        (278, 14, 130, ("#5cb0b4", "#4ba1aa"), "#a5dad6"),
        (328, 18, 160, ("#3b8fa0", "#2f7f94"), "#8fd0d2"),
        (384, 20, 192, ("#2a6c89", "#235b7a"), "#79bccb"),
        (440, 20, 230, ("#1f4f73", "#1a3f63"), "#64a4bf"),
    )
    for index, (y, swing, length, fill, foam) in enumerate(rows):
        shift = index * 57
        _swell(canvas, y, swing, length, shift, fill)
        _foam(canvas, y + 1, swing, length, shift, foam)
    for x, y in ((96, 196), (132, 178), (170, 204)):
        canvas.stroke([(x - 13, y - 5), (x - 5, y - 8), (x, y), (x + 5, y - 8), (x + 13, y - 5)], 3, "#7a5a52")


def boat(canvas: Canvas) -> None:
    canvas.sky("#f6a77b", "#fbc893", "#fee6bd")
    canvas.glow(150, 226, 240, "#fff3cf", 0.9)
    canvas.circle(150, 226, 56, "#fff2cc")
    canvas.cloud(370, 96, 170, "#b0fff1de")
    canvas.cloud(90, 74, 120, "#90fff1de")
    canvas.ridge(276, 12, ("#b5838f", "#96708a"), seed=4, length=260)
    canvas.box(0, 286, SIZE, 200, ("#f0b48c", "#3f7f94"))
    for row in range(9):
        width = 96 - row * 5
        canvas.box(150 - width / 2 + (row % 2) * 14, 294 + row * 12, width, 4, "#a0fff2cc", radius=2)
    _swell(canvas, 350, 9, 130, 20, ("#4f93a0", "#3a7d92"))
    canvas.blob([(252, 88), (332, 190), (372, 316), (262, 318), (256, 200)], ("#fffaf0", "#f6dfc2"))
    canvas.blob([(240, 120), (242, 220), (236, 318), (162, 316), (204, 220)], ("#f4694c", "#d94f43"))
    canvas.box(244, 74, 8, 280, "#7a4a33", radius=4)
    canvas.blob([(250, 74), (282, 82), (306, 78), (284, 94), (250, 100)], "#f2b632")
    canvas.blob(
        [(132, 336), (256, 344), (392, 330), (364, 386), (300, 408), (214, 408), (160, 386)], ("#8a4b36", "#5e3028")
    )
    canvas.stroke([(142, 350), (256, 357), (380, 346)], 6, "#f4d3a1")
    for x in (210, 256, 302):
        canvas.circle(x, 376, 8, "#f4d3a1")
        canvas.circle(x, 376, 5, "#4a2a2c")
    _swell(canvas, 398, 10, 120, 70, ("#33748c", "#28607c"))
    _foam(canvas, 399, 10, 120, 70, "#7fc0c8")
    _swell(canvas, 436, 12, 160, 0, ("#245a78", "#1c4766"))
    _foam(canvas, 437, 12, 160, 0, "#5fa3b8")


def whale(canvas: Canvas) -> None:
    canvas.sky("#1c2a58", "#33498a", "#7b83b8", "#d8a6b4")
    canvas.stars(80, seed=12, above=230)
    canvas.glow(374, 98, 130, "#fff0c9", 0.5)
    canvas.crescent(374, 98, 44, "#fff0c9")
    _swell(canvas, 300, 9, 150, 10, ("#4b73a6", "#3d6598"))
    for side, reach in ((-1, 1.0), (1, 0.8)):
        canvas.stroke(
            [(158, 196), (158 + side * 8, 150), (158 + side * 34 * reach, 124), (158 + side * 56 * reach, 146)],
            8,
            "#bfe6f2",
        )
    canvas.stroke([(158, 196), (158, 130)], 8, "#e0f6fb")
    for x, y in ((94, 160), (214, 164), (130, 108), (186, 106)):
        canvas.circle(x, y, 4.5, "#bfe6f2")
    skin = ("#4d84bd", "#2f5c99")
    canvas.blob(
        [
            (404, 222),
            (374, 208),
            (338, 210),
            (326, 188),
            (366, 174),
            (404, 192),
            (442, 174),
            (482, 188),
            (470, 210),
            (434, 208),
        ],
        ("#4f86c0", "#3d70ac"),
    )
    canvas.blob(
        [
            (60, 400),
            (52, 320),
            (64, 246),
            (126, 204),
            (214, 200),
            (296, 232),
            (354, 254),
            (382, 244),
            (392, 206),
            (418, 206),
            (428, 262),
            (416, 340),
            (370, 420),
            (160, 430),
        ],
        skin,
    )
    canvas.blob(
        [(54, 330), (90, 342), (180, 346), (262, 340), (318, 392), (250, 424), (150, 420), (84, 394)],
        ("#e9f1f5", "#bcd3e4"),
    )
    for offset in range(5):
        canvas.stroke(
            [(92 + offset * 34, 352 + offset * 2), (104 + offset * 34, 384), (124 + offset * 34, 408)], 3, "#93b5d2"
        )
    canvas.ring(128, 292, 13, 4.5, "#16264a", start=200, span=140)
    canvas.ellipse(104, 318, 14, 8, "#a0f2a0a0")
    canvas.blob([(226, 336), (262, 344), (290, 392), (270, 414), (234, 388)], "#2a5490")
    _swell(canvas, 376, 11, 170, 40, ("#2c5a8f", "#234a7d"))
    _foam(canvas, 377, 11, 170, 40, "#7fb0d6")
    _swell(canvas, 424, 13, 220, 120, ("#20447a", "#18335f"))
    _foam(canvas, 425, 13, 220, 120, "#5d8fc0")


def lighthouse(canvas: Canvas) -> None:
    canvas.sky("#27386f", "#6a5a98", "#d98a8f", "#f9c796")
    canvas.stars(60, seed=17, above=200)
    canvas.polygon([(262, 118), (-20, 20), (-20, 190)], "#38ffe9a8")
    canvas.polygon([(262, 118), (500, 30), (500, 196)], "#38ffe9a8")
    canvas.glow(262, 118, 120, "#ffe9a8", 0.9)
    canvas.cloud(76, 270, 150, "#60fbd3b4")
    canvas.cloud(420, 244, 130, "#60fbd3b4")
    canvas.box(0, 330, SIZE, 150, ("#c98396", "#3a5588"))
    canvas.polygon([(230, 148), (294, 148), (314, 380), (210, 380)], ("#fff6e6", "#f0d4bd"))
    for top, bottom in ((176, 214), (256, 296), (338, 380)):
        left, right = 230 - (top - 148) * 0.0862, 294 + (top - 148) * 0.0862
        low_left, low_right = 230 - (bottom - 148) * 0.0862, 294 + (bottom - 148) * 0.0862
        canvas.polygon([(left, top), (right, top), (low_right, bottom), (low_left, bottom)], ("#e85c45", "#d24c40"))
    canvas.box(216, 138, 92, 12, "#5a3448", radius=4)
    canvas.box(236, 96, 52, 42, "#ffeaa6", radius=4)
    for x in (236, 253, 269, 285):
        canvas.box(x, 96, 3, 42, "#5a3448")
    canvas.blob([(228, 98), (240, 78), (262, 68), (284, 78), (296, 98), (262, 96)], "#d24c40")
    canvas.circle(262, 64, 5, "#5a3448")
    canvas.box(252, 228, 20, 24, "#5a3448", radius=9)
    canvas.box(249, 344, 26, 38, "#5a3448", radius=11)
    canvas.blob(
        [(140, 420), (168, 388), (210, 374), (262, 372), (322, 374), (366, 394), (398, 424), (392, 470), (130, 470)],
        ("#584468", "#3a2f55"),
    )
    canvas.blob([(330, 420), (362, 402), (410, 412), (444, 446), (330, 460)], ("#4a3a60", "#332a50"))
    _swell(canvas, 424, 9, 110, 30, ("#41669a", "#34558a"))
    _foam(canvas, 425, 9, 110, 30, "#a8c4de")
    _swell(canvas, 450, 9, 150, 90, ("#2f4e84", "#263f70"))
    _foam(canvas, 451, 9, 150, 90, "#86a8cf")


def _swell(canvas: Canvas, y: float, swing: float, length: float, shift: float, fill: Fill) -> None:
    """Water down to the bottom edge under a row of crests."""
    line = [(x, _crest(x, y, swing, length, shift)) for x in range(-12, SIZE + 13, 4)]
    canvas.polygon([(-12, SIZE + 12), *line, (SIZE + 12, SIZE + 12)], fill)


def _foam(canvas: Canvas, y: float, swing: float, length: float, shift: float, colour: str) -> None:
    canvas.stroke([(x, _crest(x, y, swing, length, shift)) for x in range(-12, SIZE + 13, 4)], 4, colour)


def _crest(x: float, y: float, swing: float, length: float, shift: float) -> float:
    return y - swing * (2 * abs(math.sin(math.pi * (x + shift) / length)) - 1)
