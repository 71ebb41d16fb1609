"""How texts become the words that search compares, and the texts by which lists are sorted."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+")  # what FTS5's ascii tokenizer keeps together
_DIGIT_RUN = re.compile(r"\d+")
_UNSPACED = re.compile(  # scripts written without spaces: kana, Han, Thai, Lao, Myanmar, Khmer
    "[\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f"
    "\u1780-\u17ff\U00020000-\U0003ffff]"
)
_PLAIN_LETTERS = {  # which Unicode does not take apart, but a person without that keyboard types so
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    "ħ": "h",
}
_MAX_WORDS = 16  # FTS5 refuses very long expressions
_LAST = "\U0010ffff"


def fold(text: str) -> str:
    """Return `text` without case, accents or compatibility forms, cut up so that an ASCII tokenizer finds its words.

    Each letter of a script that is written without spaces, and each picture (emoji), becomes a word of its own.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(map(_piece, plain))


def query(search: str) -> str:
    """Return the FTS5 expression for what a person typed: every word by its beginning, unspaced scripts literally.

    "" when there is no word in it. No input can make the expression invalid: words hold no ASCII punctuation.
    """
    terms: list[str] = []
    for chunk in search.split():
        phrase: list[str] = []
        for word in _WORD.findall(fold(chunk)):
            if _UNSPACED.match(word):
                phrase.append(word)
                continue
            terms += [*_phrase(phrase), f'"{word}"*']
            phrase = []
        terms += _phrase(phrase)
    return " ".join(terms[:_MAX_WORDS])


def longest_word(search: str) -> int:
    """Return the length of the longest word typed."""
    return max(map(len, _WORD.findall(fold(search))), default=0)


def holds(text: str, search: str) -> bool:
    """Return whether every word of `search` begins a word of `text` (or, unspaced, stands in it), for small lists."""
    words = f" {' '.join(_WORD.findall(fold(text)))} "
    return all(f" {term}" in words for chunk in search.split() for term in _runs(_WORD.findall(fold(chunk))))


@lru_cache(maxsize=4096)  # albums and artists come again and again, a new title twice
def order(text: str) -> str:
    """Return the text by which `text` is sorted: no case, no accents, numbers by value, the empty text last."""
    if not text:
        return _LAST
    plain = text.lower() if text.isascii() else "".join(map(_unmarked, unicodedata.normalize("NFKD", text).casefold()))
    return _DIGIT_RUN.sub(lambda digits: digits[0].zfill(10), plain).strip()


def _phrase(letters: list[str]) -> list[str]:
    return [f'"{" ".join(letters)}"'] if letters else []


def _runs(words: list[str]) -> list[str]:
    """Join neighbouring letters of unspaced scripts to one run."""
    runs: list[str] = []
    was_unspaced = False
    for word in words:
        is_unspaced = bool(_UNSPACED.match(word))
        if is_unspaced and was_unspaced:
            runs[-1] += f" {word}"
        else:
            runs.append(word)
        was_unspaced = is_unspaced
    return runs


@lru_cache(maxsize=8192)
def _piece(char: str) -> str:
    """Return what stands for one character (in NFKD) in the index."""
    if char.isascii():
        return char
    if _UNSPACED.match(char):
        return f" {char} "
    match unicodedata.category(char):
        case "So":
            return f" {char} "
        case "Cf" | "Sk":
            return ""
        case category if category[0] in "LN" or category == "Co":
            return _PLAIN_LETTERS.get(char, char)
        case category if category[0] == "M":
            return "" if char == "\ufe0f" else _unmarked(char)
        case _:
            return " "


@lru_cache(maxsize=8192)
def _unmarked(char: str) -> str:
    """Return `char`, or nothing for an accent. Signs that make another letter (kana voicing, Indic vowels) stay.

    Accents have the canonical combining classes 10-35 (Hebrew and Arabic points) and from 200 up.
    """
    mark = unicodedata.combining(char)
    return "" if 10 <= mark <= 36 or mark >= 200 else _PLAIN_LETTERS.get(char, char)
