"""Counts words and characters exactly as the browser does (`frontend/js/words.js`); change both, or neither.

A word is what a reader sees as one: a run without spaces that holds at least one letter or digit. So "e-mail",
"10.000" and an address on the web are one, and the dash of a list or an emoji alone is none.
"""

import re
import unicodedata

# Unicode's White_Space and the four information separators that str.split() knows too.
# Zero-width characters are not among them: where a reader sees no gap, there is one word.
_SPACES = re.compile("[\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")

# Nearly every word has one of these; only the others are looked at letter by letter.
_PLAIN = re.compile("[A-Za-z0-9]")


def count_words(text: str) -> int:
    return sum(_PLAIN.search(run) is not None or any(map(_is_letter_or_digit, run)) for run in _SPACES.split(text))


def count_characters(text: str) -> int:
    """Code points; a line ending is one, also when a form sent it as two."""
    return len(text.replace("\r\n", "\n"))


def _is_letter_or_digit(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN"
