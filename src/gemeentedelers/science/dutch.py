"""Dutch words as texts hold them: where they begin and end, which say nothing, and which are of one family."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

REFERENCE = Path(__file__).parent / "reference" / "empty_words.txt"
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
LONGEST_WORD = 40  # letters that are read; the longest words that people write are shorter
REMEMBERED = 1 << 16  # words whose plain form and stem are kept, since most words return
SHORTEST_PART = 4  # letters of a part by which a compound is recognised
SHORTEST_REST = 3  # letters of what else a compound has: plan and plant are not of one family


def _lines(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if not line.startswith("#"))


EMPTY_WORDS = frozenset(word for line in _lines(REFERENCE.read_text(encoding="utf-8")) for word in line.split())


def words(text: str) -> list[str]:
    """The words of a text in order and in lower case; numbers are none, a hyphen parts two, and none is endless."""
    return [word[:LONGEST_WORD] for word in WORD.findall(text.lower())]


@lru_cache(REMEMBERED)
def plain(word: str) -> str:
    """A word in lower case as it is compared: without accents, and with a straight apostrophe."""
    letters = unicodedata.normalize("NFKD", word.replace("’", "'"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def is_telling(word: str) -> bool:
    """Whether a plain word can tell what a text is about."""
    return len(word) > 1 and word not in EMPTY_WORDS


@lru_cache(REMEMBERED)
def stem(word: str) -> str:
    """A plain word without its commonest endings: wijk for wijken, school for scholen, huis for huizen.

    It only serves to see whether two words are of one family; it is no word itself, and often too short or too long.
    """
    one = re.sub(r"jes$", "je", word)
    bare = re.sub(r"('?s|e|en|'er|ende?)$", "", one) if len(one) > SHORTEST_PART else one
    bare = re.sub(r"([^aeiou])\1$", r"\1", bare)
    bare = re.sub(r"(aa|ee|oo|uu)([^aeiou])$", lambda found: found[1][0] + found[2], bare)
    return re.sub(r"z$", "s", re.sub(r"v$", "f", bare))


def parts_of(word: str) -> Iterator[str]:
    """The stem of a plain word, and what may be its first or last part if it is a compound."""
    whole = stem(word)
    yield whole
    for length in range(SHORTEST_PART, len(whole) - SHORTEST_REST + 1):
        yield whole[:length]
        yield whole[-length:]


def are_family(one: str, other: str) -> bool:
    """Whether two plain words are forms of one word, or one is a part of the other: schuld, schuldhulpverlening."""
    part, whole = sorted((stem(one), stem(other)), key=len)
    if whole in (part, f"ge{part}", f"{part}j", f"{part}tj", f"{part}er"):
        return True
    is_compound = len(part) >= SHORTEST_PART and len(whole) - len(part) >= SHORTEST_REST
    return is_compound and (whole.startswith(part) or whole.endswith(part))
