"""The picture for authenticator apps says what it was made of."""

from __future__ import annotations

import pytest

from desktop.ui.family.qr_code import MOST_BYTES, Grid, qr_code
from desktop.ui.family.second_factor_sheet import enrolment_url

MASKS = (
    lambda row, column: (row + column) % 2,
    lambda row, column: row % 2,
    lambda row, column: column % 3,
    lambda row, column: (row + column) % 3,
    lambda row, column: (row // 2 + column // 3) % 2,
    lambda row, column: row * column % 2 + row * column % 3,
    lambda row, column: (row * column % 2 + row * column % 3) % 2,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2,
)
DATA_PARTS = {  # codewords of data in each block, by version: ISO/IEC 18004, table 9, level L
    1: [19],
    2: [34],
    3: [55],
    4: [80],
    5: [108],
    6: [68] * 2,
    7: [78] * 2,
    8: [97] * 2,
    9: [116] * 2,
    10: [68] * 2 + [69] * 2,
    11: [81] * 4,
    12: [92] * 2 + [93] * 2,
    13: [107] * 4,
}
CORRECTION = dict(enumerate((7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26), start=1))  # codewords a block
FORMATS = (  # of level L with the masks 0 to 7: ISO/IEC 18004, annex C
    "111011111000100",
    "111001011110011",
    "111110110101010",
    "111100010011101",
    "110011000101111",
    "110001100011000",
    "110110001000001",
    "110100101110110",
)
VERSIONS = {  # ISO/IEC 18004, annex D
    7: "000111110010010100",
    8: "001000010110111100",
    9: "001001101010011001",
    10: "001010010011010011",
    11: "001011101111110110",
    12: "001100011101100010",
    13: "001101100001000111",
}
CENTRES = {  # of the alignment patterns: ISO/IEC 18004, annex E
    1: [],
    2: [6, 18],
    3: [6, 22],
    4: [6, 26],
    5: [6, 30],
    6: [6, 34],
    7: [6, 22, 38],
    8: [6, 24, 42],
    9: [6, 26, 46],
    10: [6, 28, 50],
    11: [6, 30, 54],
    12: [6, 32, 58],
    13: [6, 34, 62],
}


def is_pattern(row: int, column: int, *, edge: int) -> bool:
    """Return whether a module belongs to the patterns, not to the data."""
    version = (edge - 17) // 4
    if (row < 9 and (column < 9 or column >= edge - 8)) or (row >= edge - 8 and column < 9):
        return True
    if 6 in (row, column):
        return True
    if version >= 7 and ((row < 6 and column >= edge - 11) or (column < 6 and row >= edge - 11)):
        return True
    centres = CENTRES[version]
    corners = {(6, 6), (6, edge - 7), (edge - 7, 6)}
    return any(
        abs(row - down) <= 2 and abs(column - right) <= 2
        for down in centres
        for right in centres
        if (down, right) not in corners
    )


def powers() -> list[int]:
    """Return the powers of 2 in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1."""
    found, one = [], 1
    for _ in range(255):
        found.append(one)
        one = one << 1 ^ (0x11D if one & 0x80 else 0)
    return found


POWERS = powers()
LOGS = {power: exponent for exponent, power in enumerate(POWERS)}


def is_sound(block: list[int], *, correction: int) -> bool:
    """Return whether a block of Reed and Solomon's code holds no error: all its syndromes are nought."""
    for root in range(correction):
        syndrome = 0
        for place, word in enumerate(reversed(block)):
            if word:
                syndrome ^= POWERS[(LOGS[word] + root * place) % 255]
        if syndrome:
            return False
    return True


def format_bits(grid: Grid) -> str:
    """Return the format that both copies name."""
    edge = len(grid)
    one = [*((8, at) for at in range(6)), (8, 7), (8, 8), (7, 8), *((5 - at, 8) for at in range(6))]
    two = [*((edge - 1 - at, 8) for at in range(7)), *((8, edge - 8 + at) for at in range(8))]
    told = {"".join(str(int(grid[row][column])) for row, column in copy) for copy in (one, two)}
    assert len(told) == 1
    return told.pop()


def version_bits(grid: Grid) -> str:
    """Return the version that both copies name."""
    edge = len(grid)
    places = [(5 - at // 3, edge - 9 - at % 3) for at in range(18)]
    told = {"".join(str(int(grid[row][column])) for row, column in places)}
    told.add("".join(str(int(grid[column][row])) for row, column in places))
    assert len(told) == 1
    return told.pop()


def read(grid: Grid) -> str:
    """Read a code as a reader does: format, version, mask, zigzag, blocks with their correction, bytes."""
    edge = len(grid)
    version = (edge - 17) // 4
    mask = MASKS[FORMATS.index(format_bits(grid))]
    if version in VERSIONS:
        assert version_bits(grid) == VERSIONS[version]
    stream = ""
    for turn, right in enumerate(one for one in range(edge - 1, 0, -2)):
        left = right - 1 if right <= 6 else right
        rows = range(edge - 1, -1, -1) if turn % 2 == 0 else range(edge)
        for row in rows:
            for column in (left, left - 1):
                if not is_pattern(row, column, edge=edge):
                    stream += str(int(grid[row][column]) ^ (mask(row, column) == 0))
    words = [int(stream[at : at + 8], 2) for at in range(0, len(stream) - 7, 8)]
    sizes = DATA_PARTS[version]
    parts: list[list[int]] = [[] for _ in sizes]
    at = 0
    for place in range(max(sizes)):
        for part, size in zip(parts, sizes, strict=True):
            if place < size:
                part.append(words[at])
                at += 1
    checks: list[list[int]] = [[] for _ in sizes]
    for number, word in enumerate(words[at : at + CORRECTION[version] * len(sizes)]):
        checks[number % len(sizes)].append(word)
    for part, check in zip(parts, checks, strict=True):
        assert is_sound(part + check, correction=CORRECTION[version])
    data = "".join(f"{word:08b}" for part in parts for word in part)
    assert data[:4] == "0100", "bytes"
    wide = 8 if version < 10 else 16
    length = int(data[4 : 4 + wide], 2)
    content = data[4 + wide : 4 + wide + 8 * length]
    return bytes(int(content[place : place + 8], 2) for place in range(0, len(content), 8)).decode()


@pytest.mark.parametrize("length", [1, 17, 18, 40, 78, 100, 134, 154, 180, 230, 271, 300, 367, MOST_BYTES])
def test_a_code_reads_back_as_what_it_was_made_of(length: int) -> None:
    text = ("otpauth://totp/Yoto:älteste" + "abcdefghij" * 50).encode()[:length].decode(errors="ignore")
    assert read(qr_code(text)) == text


def test_a_known_code_is_drawn_module_for_module() -> None:
    """Version 1, level L: this is what other writers draw for these bytes, whichever mask they would choose."""
    grid = qr_code("A")
    assert len(grid) == 21
    finder = ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"]
    drawn = ["".join("#" if one else "." for one in row[:7]) for row in grid[:7]]
    assert drawn == finder
    assert [grid[6][at] for at in range(8, 13)] == [True, False, True, False, True]
    assert grid[13][8]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        qr_code("x" * (MOST_BYTES + 1))


def test_an_enrolment_names_app_account_and_key_as_authenticator_apps_expect_it() -> None:
    url = enrolment_url("JBSWY3DP", email="robin+yoto@example.org")
    assert url == (
        "otpauth://totp/Yoto%20Smart%20Stream%3Arobin%2Byoto%40example.org?secret=JBSWY3DP&issuer=Yoto%20Smart%20Stream"
    )
    assert read(qr_code(url)) == url
