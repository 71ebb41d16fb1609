"""Turns a short text into a QR code (ISO/IEC 18004): byte mode, correction level L, versions 1 to 13."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

Grid = list[list[bool]]
MOST_BYTES = 425
_MOST_VERSION = 13
_CORRECTION = (7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26)  # codewords a block, by version
_BLOCKS = (1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4)
_LEVEL_L = 0b01
_MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda row, column: (row + column) % 2 == 0,
    lambda row, _: row % 2 == 0,
    lambda _, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
)


def qr_code(text: str) -> Grid:
    """Return the modules row by row, True for dark, without the quiet zone. Raise ValueError above 425 bytes."""
    content = text.encode()
    version = next((one for one in range(1, _MOST_VERSION + 1) if _capacity(one) >= len(content)), None)
    if version is None:
        raise ValueError(f"{len(content)} bytes do not fit into this code")
    drawing = _Drawing(version)
    drawing.fill(_interleaved(_data(content, version), version))
    return drawing.best()


def _raw_codewords(version: int) -> int:
    """Return how many codewords a symbol holds, those of the correction included."""
    modules = (16 * version + 128) * version + 64
    if version >= 2:
        aligned = version // 7 + 2
        modules -= (25 * aligned - 10) * aligned - 55
        if version >= 7:
            modules -= 36
    return modules // 8


def _data_codewords(version: int) -> int:
    return _raw_codewords(version) - _CORRECTION[version - 1] * _BLOCKS[version - 1]


def _count_bits(version: int) -> int:
    return 8 if version < 10 else 16


def _capacity(version: int) -> int:
    return (_data_codewords(version) * 8 - 4 - _count_bits(version)) // 8


def _data(content: bytes, version: int) -> list[int]:
    """Return the data codewords: mode, length, bytes, end, padding."""
    bits = f"0100{len(content):0{_count_bits(version)}b}" + "".join(f"{one:08b}" for one in content)
    room = _data_codewords(version) * 8
    bits += "0" * min(4, room - len(bits))
    bits += "0" * (-len(bits) % 8)
    words = [int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)]
    padding = (0xEC, 0x11)
    return words + [padding[number % 2] for number in range(room // 8 - len(words))]


def _interleaved(data: Sequence[int], version: int) -> list[int]:
    """Return data and correction in the order in which they are drawn."""
    blocks, correction = _BLOCKS[version - 1], _CORRECTION[version - 1]
    short, longer = divmod(len(data), blocks)
    parts, at = [], 0
    for number in range(blocks):
        length = short + (number >= blocks - longer)
        parts.append(list(data[at : at + length]))
        at += length
    divisor = _divisor(correction)
    checks = [_remainder(part, divisor) for part in parts]
    words = [part[place] for place in range(short + 1) for part in parts if place < len(part)]
    return words + [check[place] for place in range(correction) for check in checks]


def _times(one: int, other: int) -> int:
    """Multiply in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1."""
    product = 0
    for bit in range(7, -1, -1):
        product = (product << 1) ^ ((product >> 7) * 0x11D)
        product ^= ((other >> bit) & 1) * one
    return product


def _divisor(degree: int) -> list[int]:
    """Return the generator polynomial of Reed and Solomon's code, its highest coefficient left out."""
    result = [0] * (degree - 1) + [1]
    root = 1
    for _ in range(degree):
        for place in range(degree):
            result[place] = _times(result[place], root) ^ (result[place + 1] if place + 1 < degree else 0)
        root = _times(root, 2)
    return result


def _remainder(data: Sequence[int], divisor: Sequence[int]) -> list[int]:
    result = [0] * len(divisor)
    for word in data:
        factor = word ^ result[0]
        result = [*result[1:], 0]
        result = [one ^ _times(coefficient, factor) for one, coefficient in zip(result, divisor, strict=True)]
    return result


class _Drawing:
    """The square under construction: which modules are dark, and which belong to patterns."""

    def __init__(self, version: int) -> None:
        self._version = version
        self._edge = edge = 17 + 4 * version
        self._dark: Grid = [[False] * edge for _ in range(edge)]
        self._fixed: Grid = [[False] * edge for _ in range(edge)]
        for at in range(edge):
            self._set(6, at, at % 2 == 0)
            self._set(at, 6, at % 2 == 0)
        for row, column in ((3, 3), (3, edge - 4), (edge - 4, 3)):
            self._finder(row, column)
        self._alignments()
        self._format(0)
        self._version_bits()

    def fill(self, words: Sequence[int]) -> None:
        """Draw the codewords' bits into what is free, in the zigzag from the lower right."""
        bits = (word >> bit & 1 for word in words for bit in range(7, -1, -1))
        for row, column in self._zigzag():
            self._dark[row][column] = bool(next(bits, 0))

    def best(self) -> Grid:
        """Return the code under the mask that is the easiest to read."""
        candidates = [self._masked(mask) for mask in range(len(_MASKS))]
        return min(candidates, key=_penalty)

    def _masked(self, mask: int) -> Grid:
        self._format(mask)
        covers = _MASKS[mask]
        span = range(self._edge)
        return [
            [self._dark[row][column] ^ (not self._fixed[row][column] and covers(row, column)) for column in span]
            for row in span
        ]

    def _set(self, row: int, column: int, is_dark: bool) -> None:
        self._dark[row][column] = is_dark
        self._fixed[row][column] = True

    def _finder(self, row: int, column: int) -> None:
        for down in range(-4, 5):
            for right in range(-4, 5):
                if 0 <= row + down < self._edge and 0 <= column + right < self._edge:
                    self._set(row + down, column + right, max(abs(down), abs(right)) not in (2, 4))

    def _alignments(self) -> None:
        if self._version == 1:
            return
        number = self._version // 7 + 2
        step = (self._version * 4 + number * 2 + 1) // (number * 2 - 2) * 2
        places = [6, *(self._edge - 7 - step * back for back in range(number - 2, -1, -1))]
        corners = {(6, 6), (6, places[-1]), (places[-1], 6)}
        for row in places:
            for column in places:
                if (row, column) in corners:
                    continue
                for down in range(-2, 3):
                    for right in range(-2, 3):
                        self._set(row + down, column + right, max(abs(down), abs(right)) != 1)

    def _format(self, mask: int) -> None:
        data = _LEVEL_L << 3 | mask
        rest = data
        for _ in range(10):
            rest = (rest << 1) ^ ((rest >> 9) * 0x537)
        bits = (data << 10 | rest) ^ 0x5412
        edge = self._edge
        one = [*((at, 8) for at in range(6)), (7, 8), (8, 8), (8, 7), *((8, 14 - at) for at in range(9, 15))]
        two = [*((8, edge - 1 - at) for at in range(8)), *((edge - 15 + at, 8) for at in range(8, 15))]
        for copy in (one, two):
            for place, (row, column) in enumerate(copy):
                self._set(row, column, bool(bits >> place & 1))
        self._set(edge - 8, 8, True)

    def _version_bits(self) -> None:
        if self._version < 7:
            return
        rest = self._version
        for _ in range(12):
            rest = (rest << 1) ^ ((rest >> 11) * 0x1F25)
        bits = self._version << 12 | rest
        for place in range(18):
            is_dark = bool(bits >> place & 1)
            far, near = self._edge - 11 + place % 3, place // 3
            self._set(near, far, is_dark)
            self._set(far, near, is_dark)

    def _zigzag(self) -> Iterator[tuple[int, int]]:
        edge = self._edge
        for right in range(edge - 1, 0, -2):
            left_of_timing = right - 1 if right <= 6 else right
            is_up = (left_of_timing + 1) & 2 == 0
            for step in range(edge):
                row = edge - 1 - step if is_up else step
                for column in (left_of_timing, left_of_timing - 1):
                    if not self._fixed[row][column]:
                        yield row, column


def _penalty(grid: Grid) -> int:
    """Return how hard a code is to read: long runs, blocks, what looks like a finder, too much of one shade."""
    edge = len(grid)
    points = 0
    for line in (*grid, *map(list, zip(*grid, strict=True))):
        text = "".join("#" if one else "." for one in line)
        run = 1
        for at in range(1, edge + 1):
            if at < edge and text[at] == text[at - 1]:
                run += 1
                continue
            points += run - 2 if run >= 5 else 0
            run = 1
        points += 40 * sum(text.startswith(("#.###.#....", "....#.###.#"), at) for at in range(edge - 10))
    for row in range(edge - 1):
        for column in range(edge - 1):
            square = grid[row][column : column + 2] + grid[row + 1][column : column + 2]
            points += 3 if all(square) or not any(square) else 0
    dark = sum(map(sum, grid))
    return points + 10 * (abs(dark * 20 - edge * edge * 10) // (edge * edge))
