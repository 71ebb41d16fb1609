"""The fractional index: texts that can always be put between two others, so that a move writes one record."""

from __future__ import annotations

from collections.abc import Sequence

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"  # in ASCII order
MAX_LENGTH = 32  # a longer position calls for re-spacing its list
ENTROPY_BYTES = 16

_BASE = len(DIGITS)
_VALUES = {digit: value for value, digit in enumerate(DIGITS)}
_ROOM = _BASE**3  # how many places one insertion chooses among: two computers hardly ever take the same


def between(before: str | None, after: str | None, n: int = 1, *, entropy: bytes) -> list[str]:
    """Return `n` ascending positions strictly between `before` and `after`; None is an end of the list.

    A position is the digits of a fraction in base 62 without trailing zeros, so texts compare as numbers do. All `n`
    lie in one random sub-range of their own: what two computers insert at one place does not interleave. At an end of
    the list the sub-range keeps close to the neighbour, so that appending again and again lengthens positions slowly.
    Raise ValueError when `before` is not less than `after`, or `entropy` is not 16 bytes.
    """
    if len(entropy) != ENTROPY_BYTES:
        raise ValueError(f"a position takes {ENTROPY_BYTES} bytes of entropy")
    if before is not None and after is not None and before >= after:
        raise ValueError(f"nothing lies between {before!r} and {after!r}")
    length = 1
    while True:
        first, count = _window(before, after, length=length)
        if count >= _ROOM:
            break
        length += 1
    chosen = first + int.from_bytes(entropy, "big") % count
    if n == 1:
        return [_text(chosen, length=length)]
    return _spread(chosen, n, length=length)


def place(line: Sequence[str], index: int, n: int = 1, *, entropy: bytes) -> tuple[list[str], list[str]]:
    """Return `n` ascending positions before the one at `index` of an ordered line, and the line.

    The line's length as `index` is its end. The line is as it was, or spaced anew where it has no room there: its
    neighbours share a position (two computers have chosen the same one), or the new ones would be longer than
    MAX_LENGTH.
    """
    left = line[index - 1] if index > 0 else None
    right = line[index] if index < len(line) else None
    if left is None or right is None or left < right:
        found = between(left, right, n, entropy=entropy)
        if max(map(len, found), default=0) <= MAX_LENGTH:
            return found, list(line)
    spaced = between(None, None, len(line) + n, entropy=entropy)
    return spaced[index : index + n], spaced[:index] + spaced[index + n :]


def is_position(text: str) -> bool:
    """Return whether `text` is a position: base-62 digits, not empty, no trailing zero."""
    return bool(text) and all(digit in _VALUES for digit in text) and not text.endswith(DIGITS[0])


def _window(before: str | None, after: str | None, *, length: int) -> tuple[int, int]:
    """Return (first, count) of the numbers of `length` digits from which to choose."""
    low = 0 if before is None else _number(before, length=length)
    high = _BASE**length if after is None else _number(after, length=length)
    free = high - low - 1
    if before is None and after is not None:
        share = free // 16
        return high - share, share
    if before is not None and after is None:
        return low + 1, free // 16
    share = free // 3
    return low + 1 + share, share


def _spread(chosen: int, n: int, *, length: int) -> list[str]:
    """Return `n` positions evenly spaced within the one that `chosen` names."""
    more = 1
    while _BASE**more < 4 * n:
        more += 1
    step = _BASE**more // (n + 1)
    return [_text(chosen * _BASE**more + step * (index + 1), length=length + more) for index in range(n)]


def _number(text: str, *, length: int) -> int:
    """Return the first `length` digits of a position as a number."""
    number = 0
    for digit in text[:length].ljust(length, DIGITS[0]):
        number = number * _BASE + _VALUES[digit]
    return number


def _text(number: int, *, length: int) -> str:
    digits = []
    for _ in range(length):
        number, value = divmod(number, _BASE)
        digits.append(DIGITS[value])
    return "".join(reversed(digits)).rstrip(DIGITS[0])
