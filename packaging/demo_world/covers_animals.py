"""Covers with animals: rabbit, fox, owl, tortoise, lion, elephant."""

import math

from demo_world.canvas import SIZE, Canvas, mirrored


def rabbit(canvas: Canvas) -> None:
    canvas.sky("#a9d5d2", "#d5e8cf", "#fbf0cf")
    canvas.glow(240, 170, 240, "#fffbe6", 0.8)
    canvas.cloud(80, 90, 130, "#d0ffffff")
    canvas.cloud(416, 120, 120, "#d0ffffff")
    canvas.ridge(306, 18, ("#b8d39a", "#9cc38a"), seed=9, length=360)
    for x in range(-10, SIZE, 46):
        canvas.blob([(x, 300), (x + 16, 284), (x + 32, 300), (x + 32, 400), (x, 400)], ("#e8c79a", "#cfa678"))
    canvas.box(-10, 318, 500, 12, "#d9b386", radius=4)
    canvas.box(-10, 360, 500, 12, "#c9a074", radius=4)
    fur, shade, pink = ("#c98f62", "#a86f48"), "#8f5b3a", "#f2b3a0"
    for side in (-1, 1):
        ear = ((20, 180), (33, 90), (53, 40), (75, 92), (58, 186))
        inner = ((34, 172), (45, 106), (55, 66), (64, 108), (50, 174))
        canvas.blob([(240 + side * dx, y) for dx, y in ear], fur)
        canvas.blob([(240 + side * dx, y) for dx, y in inner], pink)
    canvas.blob(mirrored([(240, 288), (180, 306), (142, 372), (138, 470), (240, 500)], axis=240)[:-1], fur)
    canvas.ellipse(240, 420, 58, 74, "#f3dcbc")
    canvas.blob(mirrored([(240, 160), (186, 172), (146, 222), (150, 270), (190, 310), (240, 320)], axis=240)[1:], fur)
    canvas.ellipse(206, 284, 32, 25, "#f3dcbc")
    canvas.ellipse(274, 284, 32, 25, "#f3dcbc")
    for side in (-1, 1):
        canvas.ellipse(240 + side * 48, 232, 13, 16, "#3a2622")
        canvas.circle(240 + side * 48 - 4, 226, 4.6, "#ffffff")
        canvas.ellipse(240 + side * 70, 268, 15, 9, "#90f28f7c")
        for dy in (-4, 6):
            canvas.stroke([(240 + side * 50, 284 + dy), (240 + side * 88, 280 + dy * 2.4)], 2, shade)
    canvas.blob([(228, 264), (252, 264), (240, 278)], "#d9675f")
    canvas.ring(231, 284, 9, 3.4, shade, start=180, span=180)
    canvas.ring(249, 284, 9, 3.4, shade, start=180, span=180)
    _carrot(canvas, 240, 404)
    for side in (-1, 1):
        canvas.ellipse(240 + side * 42, 386, 30, 20, fur, angle=side * -24)
    for x, y, size in ((48, 452, 62), (432, 452, 62), (128, 478, 48), (352, 480, 50)):
        _cabbage(canvas, x, y, size)


def _carrot(canvas: Canvas, x: float, y: float) -> None:
    for lean in (-22, 0, 22):
        canvas.blob([(x, y - 34), (x + lean - 8, y - 60), (x + lean * 1.5, y - 84), (x + lean + 9, y - 58)], "#5f9a55")
    canvas.blob(
        [(x - 24, y - 34), (x, y - 42), (x + 24, y - 34), (x + 16, y + 16), (x, y + 60), (x - 16, y + 16)],
        ("#f7924a", "#ec6f35"),
    )
    for dx, dy in ((-8, -16), (6, -4), (-4, 14)):
        canvas.stroke([(x + dx - 7, y + dy), (x + dx + 5, y + dy)], 2.4, "#d45a28")


def _cabbage(canvas: Canvas, x: float, y: float, size: float) -> None:
    for turn, colour in ((-1.1, "#5d9c68"), (1.1, "#5d9c68"), (-0.62, "#7db878"), (0.62, "#7db878"), (0.0, "#a5d08c")):
        cx, cy = x + math.sin(turn) * size * 0.5, y - math.cos(turn) * size * 0.26
        canvas.ellipse(cx, cy, size * 0.46, size * 0.52, colour, angle=math.degrees(turn) * 0.5)
        canvas.stroke([(cx, cy + size * 0.4), (cx + math.sin(turn) * size * 0.12, cy - size * 0.34)], 2.4, "#70e8f4d0")


def fox(canvas: Canvas) -> None:
    canvas.sky("#233a5c", "#3c6478", "#7ea193")
    canvas.stars(60, seed=41, above=190)
    canvas.glow(352, 104, 150, "#ffe9b8", 0.55)
    canvas.circle(352, 104, 46, ("#fff3cf", "#ffdf9f"))
    for x, height in ((30, 230), (92, 180), (424, 210), (476, 250), (368, 150)):
        canvas.pine(x, 330, height, ("#2f5d68", "#29525f"))
    canvas.ridge(318, 12, ("#4f8474", "#2f5f5c"), seed=3, length=430)
    fur, dark, cream = ("#f58a3c", "#dd6328"), "#b84c22", "#fff1dc"
    canvas.ellipse(246, 428, 206, 30, "#401a2f3a")
    canvas.blob(
        [(76, 364), (128, 282), (232, 244), (344, 270), (416, 344), (404, 416), (330, 440), (170, 440), (92, 420)], fur
    )
    canvas.stroke([(196, 300), (250, 284), (306, 296)], 3, "#c9592a")
    canvas.stroke([(330, 330), (352, 350), (356, 380)], 3, "#c9592a")
    canvas.blob(
        [
            (414, 344),
            (436, 398),
            (396, 446),
            (300, 462),
            (196, 454),
            (150, 424),
            (220, 420),
            (300, 408),
            (362, 380),
            (388, 338),
        ],
        ("#e0692b", "#c24f22"),
    )
    canvas.blob([(140, 444), (190, 424), (252, 420), (238, 436), (256, 446), (240, 462), (186, 462)], cream)
    for ear, inner in (
        ([(98, 340), (74, 262), (84, 250), (146, 304)], [(104, 328), (88, 278), (132, 312)]),
        ([(206, 312), (252, 246), (262, 256), (250, 336)], [(216, 314), (246, 272), (242, 326)]),
    ):
        canvas.blob(ear, dark)
        canvas.polygon(inner, "#5a2a26")
    canvas.blob(
        [(86, 346), (126, 304), (182, 294), (238, 318), (262, 362), (242, 404), (190, 436), (150, 438), (100, 408)], fur
    )
    canvas.blob([(86, 356), (108, 378), (140, 396), (156, 424), (150, 438), (112, 420), (88, 388)], cream)
    canvas.blob([(258, 372), (224, 384), (188, 398), (164, 424), (170, 440), (206, 430), (246, 402)], cream)
    canvas.ellipse(158, 432, 13, 10, "#3a2430")
    canvas.ring(126, 362, 15, 4.5, "#3a2430", start=200, span=140)
    canvas.ring(206, 366, 15, 4.5, "#3a2430", start=200, span=140)
    canvas.ellipse(112, 394, 13, 8, "#80f28f7c")
    canvas.ellipse(222, 398, 13, 8, "#80f28f7c")
    for x, y, angle, colour in (
        (40, 440, 20, "#f2b04c"), (66, 462, -30, "#e2703a"), (436, 456, 40, "#f2b04c"), (460, 428, -20, "#d9583a"),
        (300, 470, 10, "#f2b04c"), (16, 404, 50, "#c9503a"), (128, 470, -10, "#d9583a"), (378, 468, -40, "#e2703a"),
    ):  # fmt: skip
        canvas.ellipse(x, y, 15, 7, colour, angle=angle)
    for x, y, size in ((300, 216, 13), (330, 184, 17), (366, 148, 0)):
        if size:
            canvas.stroke([(x, y), (x + size, y)], 3.2, "#fff1dc")
            canvas.stroke([(x + size, y), (x, y + size)], 3.2, "#fff1dc")
            canvas.stroke([(x, y + size), (x + size, y + size)], 3.2, "#fff1dc")


def owl(canvas: Canvas) -> None:
    canvas.sky("#1f2c58", "#3b4a86", "#7a6fa6")
    canvas.stars(90, seed=77, above=440)
    canvas.glow(250, 210, 240, "#ffe6ad", 0.6)
    canvas.circle(250, 210, 150, ("#fff2cb", "#ffdb98"))
    canvas.circle(338, 150, 18, "#28c9955a")
    canvas.circle(160, 290, 13, "#28c9955a")
    body, wing, cream = ("#a5683f", "#7d4a30"), ("#8a5335", "#653a2a"), ("#fbe3bf", "#eec794")
    for side in (-1, 1):
        canvas.blob([(240 + side * 46, 148), (240 + side * 96, 96), (240 + side * 100, 160)], body)
    canvas.blob(
        mirrored([(240, 128), (176, 138), (132, 190), (122, 280), (146, 356), (194, 396), (240, 402)], axis=240)[1:],
        body,
    )
    canvas.blob(mirrored([(240, 246), (186, 262), (170, 320), (196, 376), (240, 392)], axis=240)[1:], cream)
    for y, count in ((284, 3), (308, 4), (332, 3), (356, 2)):
        for index in range(count):
            canvas.ring(240 + (index - (count - 1) / 2) * 28, y, 8, 4, "#b9794a", start=190, span=160)
    for side in (-1, 1):
        canvas.blob(
            [
                (240 + side * 118, 236),
                (240 + side * 132, 300),
                (240 + side * 112, 372),
                (240 + side * 78, 384),
                (240 + side * 84, 300),
            ],
            wing,
        )
        for index in range(3):
            canvas.ring(240 + side * 106, 286 + index * 28, 12, 3.4, "#a06a45", start=200, span=140)
        canvas.circle(240 + side * 46, 204, 47, "#f3d3a2")
        canvas.circle(240 + side * 46, 204, 37, "#fffaf0")
        canvas.circle(240 + side * 43, 206, 25, "#f2a436")
        canvas.circle(240 + side * 42, 206, 17, "#2b2140")
        canvas.circle(240 + side * 42 - 6, 199, 6, "#ffffff")
        canvas.circle(240 + side * 42 + 6, 212, 2.6, "#ffffff")
    canvas.blob([(226, 222), (254, 222), (240, 254)], "#f2893a")
    canvas.stroke([(-10, 420), (110, 404), (240, 408), (380, 396), (490, 410)], 24, "#5a3a34")
    canvas.stroke([(-10, 416), (110, 400), (240, 404), (380, 392), (490, 405)], 9, "#7a5142")
    canvas.stroke([(356, 396), (402, 360), (440, 350)], 10, "#5a3a34")
    for x, y, angle in ((444, 342, -30), (420, 336, 60), (456, 362, 20), (56, 392, -50), (84, 430, 40), (30, 436, 10)):
        canvas.ellipse(x, y, 20, 9, ("#6fa57c", "#4b8267"), angle=angle)
    for side in (-1, 1):
        for dx in (-12, 0, 12):
            canvas.ellipse(240 + side * 34 + dx, 400, 6.5, 11, "#f2a13a")


def tortoise(canvas: Canvas) -> None:
    canvas.sky("#7cc3d4", "#bfe3d8", "#fdf0c9")
    canvas.glow(96, 100, 150, "#fff6d0", 0.9)
    canvas.circle(96, 100, 46, "#ffdf75")
    canvas.cloud(300, 90, 150, "#e0ffffff")
    canvas.cloud(440, 160, 120, "#c0ffffff")
    canvas.ridge(306, 24, ("#a8d3a0", "#8dc193"), seed=5, length=300)
    canvas.ridge(352, 14, ("#88be77", "#6aa76b"), seed=20, length=400)
    canvas.blob(
        [(-20, 420), (140, 402), (320, 410), (500, 396), (500, 448), (320, 454), (140, 450), (-20, 462)],
        ("#f4dcae", "#e6c48e"),
    )
    skin, dark = ("#a9c46c", "#84a656"), "#5f8445"
    canvas.ellipse(228, 430, 170, 16, "#40584a30")
    for x in (132, 284):
        canvas.blob([(x - 28, 370), (x + 28, 370), (x + 30, 424), (x + 20, 436), (x - 22, 436), (x - 30, 424)], skin)
        for dx in (-14, 0, 14):
            canvas.ellipse(x + dx, 432, 5, 4, "#f3e7b8")
    canvas.blob([(66, 392), (34, 404), (46, 384), (84, 370)], skin)
    canvas.blob(
        [(312, 380), (352, 352), (362, 294), (392, 262), (436, 272), (446, 314), (414, 338), (398, 372), (352, 402)],
        skin,
    )
    canvas.ellipse(412, 296, 9, 11, "#2f3426")
    canvas.circle(409, 292, 3.4, "#ffffff")
    canvas.ring(426, 312, 14, 3.6, dark, start=190, span=110)
    canvas.ellipse(400, 322, 11, 7, "#90f2937a")
    canvas.blob(
        [(64, 392), (82, 300), (148, 226), (220, 208), (294, 234), (346, 306), (358, 392), (210, 402)],
        ("#d98a48", "#a95f34"),
    )
    for x, y, rx, ry, angle in (
        (214, 268, 44, 36, 0),
        (136, 304, 34, 38, -14),
        (292, 306, 34, 38, 14),
        (172, 354, 34, 30, -5),
        (256, 354, 34, 30, 5),
        (98, 364, 20, 24, -8),
        (326, 364, 20, 24, 8),
    ):
        canvas.ellipse(x, y, rx, ry, ("#f2b566", "#dd9550"), angle=angle)
    canvas.stroke([(62, 392), (140, 404), (210, 406), (290, 404), (360, 391)], 15, "#8a4c2c")
    _poppies(canvas)


def _poppies(canvas: Canvas) -> None:
    for x, y in ((36, 452), (108, 470), (210, 466), (318, 472), (404, 462), (456, 474)):
        canvas.stroke([(x, y + 30), (x + 2, y)], 3, "#4b8756")
        canvas.circle(x - 5, y, 7, "#ee5d43")
        canvas.circle(x + 7, y, 7, "#f4724f")
        canvas.circle(x + 1, y - 5, 7, "#f7866a")
        canvas.circle(x + 1, y + 1, 3, "#3a2430")


def lion(canvas: Canvas) -> None:
    canvas.sky("#fbc26b", "#fbd793", "#fdebc4")
    canvas.glow(240, 210, 260, "#fff8df", 0.8)
    for x, y, angle in ((30, 470, -30), (84, 486, -12), (400, 486, 14), (452, 470, 30), (10, 420, -50), (474, 420, 50)):
        canvas.ellipse(x, y, 22, 78, ("#86ab62", "#5f8d57"), angle=angle)
    for ring, (count, reach, rx, ry, colour) in enumerate(
        ((16, 136, 46, 66, "#a9492a"), (15, 116, 44, 60, "#cf6a2f"), (14, 96, 42, 54, "#e8893a"))
    ):
        for index in range(count):
            turn = 360 / count * index + ring * 11
            left = 240 + math.sin(math.radians(turn)) * reach
            top = 262 - math.cos(math.radians(turn)) * reach
            canvas.ellipse(left, top, rx, ry, colour, angle=turn)
    for side in (-1, 1):
        canvas.circle(240 + side * 88, 172, 32, "#eda24a")
        canvas.circle(240 + side * 88, 174, 18, "#c9693a")
    canvas.blob(
        mirrored([(240, 156), (182, 166), (142, 214), (138, 276), (166, 334), (212, 366), (240, 370)], axis=240)[1:],
        ("#fbc66c", "#f2a84e"),
    )
    for side in (-1, 1):
        canvas.ellipse(240 + side * 27, 316, 36, 30, "#fff0d2")
        canvas.ring(240 + side * 50, 252, 19, 5.5, "#4a2a22", start=20, span=140)
        canvas.ellipse(240 + side * 78, 296, 18, 11, "#90ee7f5c")
        for dx, dy in ((18, 312), (32, 306), (30, 322)):
            canvas.circle(240 + side * dx, dy, 2.2, "#c9935a")
    canvas.ellipse(240, 342, 22, 14, "#fff0d2")
    canvas.blob([(214, 276), (266, 276), (256, 294), (240, 304), (224, 294)], "#6b3a2c")
    canvas.stroke([(240, 302), (240, 320)], 4, "#6b3a2c")
    canvas.ring(226, 320, 14, 4, "#6b3a2c", start=190, span=160)
    canvas.ring(254, 320, 14, 4, "#6b3a2c", start=190, span=160)
    _mouse(canvas, 240, 126)


def _mouse(canvas: Canvas, x: float, y: float) -> None:
    fur = ("#a9a3ae", "#857f8f")
    canvas.stroke([(x + 26, y + 26), (x + 58, y + 30), (x + 66, y + 6), (x + 84, y - 4)], 5, "#e9a9a0")
    canvas.blob([(x - 26, y + 36), (x - 30, y + 4), (x, y - 16), (x + 30, y + 4), (x + 28, y + 36)], fur)
    for side in (-1, 1):
        canvas.circle(x + side * 25, y - 34, 19, fur)
        canvas.circle(x + side * 25, y - 33, 11.5, "#f2b9ae")
    canvas.blob([(x - 30, y - 8), (x - 22, y - 34), (x, y - 40), (x + 22, y - 34), (x + 30, y - 8), (x, y + 10)], fur)
    for side in (-1, 1):
        canvas.circle(x + side * 11, y - 16, 4.2, "#2f2533")
        canvas.circle(x + side * 11 - 1.4, y - 17.6, 1.4, "#ffffff")
        canvas.ellipse(x + side * 18, y - 6, 5, 3, "#90f28f7c")
    canvas.circle(x, y - 4, 4.2, "#e2736c")


def elephant(canvas: Canvas) -> None:
    canvas.sky("#f2845c", "#f9b072", "#fddca0")
    canvas.glow(120, 190, 220, "#fff2c6", 0.9)
    canvas.circle(120, 190, 62, "#fff0c0")
    canvas.ridge(286, 16, ("#d98a6a", "#c0725f"), seed=7, length=300)
    for x, size in ((404, 1.0), (70, 0.55)):
        _thorn_tree(canvas, x, 306, size)
    canvas.ridge(326, 9, ("#b3975c", "#8f8a54"), seed=16, length=430)
    canvas.box(0, 402, SIZE, 90, ("#6fa9a4", "#35747f"))
    for x, y, width in ((40, 424, 90), (170, 448, 120), (330, 430, 100), (400, 462, 70), (60, 470, 60), (250, 418, 50)):
        canvas.box(x, y, width, 4, "#60e8f4e4", radius=2)
    skin, shade = ("#8d93b0", "#6b7095"), "#5f648a"
    for x in (196, 320):
        canvas.blob([(x - 24, 330), (x + 24, 330), (x + 22, 420), (x - 22, 420)], shade)
    canvas.blob([(146, 290), (168, 226), (236, 196), (320, 202), (372, 250), (378, 320), (350, 362), (190, 362)], skin)
    for x in (232, 352):
        canvas.blob([(x - 26, 322), (x + 24, 322), (x + 25, 424), (x - 26, 424)], skin)
        for dx in (-14, 0, 14):
            canvas.ellipse(x + dx, 422, 6, 5, "#e6dfe6")
    canvas.stroke([(374, 260), (396, 292), (392, 326)], 6, shade)
    canvas.ellipse(391, 332, 6, 11, "#4b4f72")
    canvas.blob([(92, 252), (108, 196), (164, 172), (218, 196), (226, 258), (190, 306), (130, 308)], skin)
    canvas.stroke([(112, 278), (92, 326), (88, 372), (66, 394), (44, 374)], 32, "#8187a7")
    for step in range(5):
        canvas.stroke([(82 + 2 * step, 352 - step * 11), (100 + 2 * step, 355 - step * 11)], 2.4, shade)
    canvas.blob([(178, 196), (226, 176), (268, 206), (268, 274), (226, 306), (186, 276)], ("#a5aac4", "#858bab"))
    canvas.blob([(192, 210), (226, 196), (252, 218), (252, 264), (226, 286), (198, 264)], ("#eab7b4", "#cf9aa4"))
    canvas.blob([(132, 300), (116, 336), (98, 340), (118, 322), (118, 296)], "#fff4e0")
    canvas.ellipse(138, 240, 7.5, 9.5, "#2f2b44")
    canvas.circle(135, 236, 3, "#ffffff")
    canvas.ellipse(146, 268, 13, 8, "#80ee8f86")
    for dx, dy in ((-8, -26), (8, -40), (-16, -52), (-28, -36)):
        canvas.circle(44 + dx, 374 + dy, 4.6, "#cdeef2")
    for x in (20, 440, 466, 404):
        canvas.stroke([(x, 412), (x - 6, 372), (x - 14, 344)], 5, "#6d8a4f")
        canvas.stroke([(x + 6, 412), (x + 8, 366), (x + 16, 332)], 5, "#7f9c58")


def _thorn_tree(canvas: Canvas, x: float, y: float, size: float) -> None:
    canvas.stroke([(x, y), (x - 4 * size, y - 60 * size), (x - 34 * size, y - 106 * size)], 9 * size, "#5a3a38")
    canvas.stroke([(x - 3 * size, y - 50 * size), (x + 28 * size, y - 110 * size)], 7 * size, "#5a3a38")
    for dx, dy, rx in ((-40, -116, 48), (34, -122, 52), (0, -134, 58)):
        canvas.ellipse(x + dx * size, y + dy * size, rx * size, 17 * size, ("#7f8f50", "#5f7748"))
