"""What an organiser looks for in the ranking, typed in a few words: `re:<3 thema:jeugd spreiding:>1 band:grijs`.

A term is a name and a value; everything else is a free word. What is not understood is named and left out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gemeentedelers.domain.rankings.rules.standing import Band

LONGEST = 200
PIECE = re.compile(r'(?:[^\s":]+:)?"[^"]*"|\S+')
COMPARED = re.compile(r"(<=|>=|<|>|=)?(\d{1,4}(?:[.,]\d{1,4})?)", re.ASCII)
BETWEEN = re.compile(r"(\d{1,4}(?:[.,]\d{1,4})?)-(\d{1,4}(?:[.,]\d{1,4})?)", re.ASCII)


class Measure(StrEnum):
    """What is compared with a number."""

    READS = "re"
    SPREAD = "spreiding"
    CHANCE = "kans"
    SCORE = "score"
    RAW = "ruw"
    PLACE = "plaats"


class Trait(StrEnum):
    """What is compared with words."""

    THEME = "thema"
    MUNICIPALITY = "gemeente"
    CATEGORY = "categorie"


class RankingSort(StrEnum):
    CORRECTED = "corrected"
    RAW = "raw"
    SPREAD = "spread"
    READS = "reads"


BAND = "band"
BANDS: Mapping[str, Band] = {
    "erin": Band.IN,
    "in": Band.IN,
    "grijs": Band.CLOSE,
    "dichtbij": Band.CLOSE,
    "eruit": Band.OUT,
    "uit": Band.OUT,
}


@dataclass(frozen=True)
class Limits:
    """Numbers from one to another; None is no limit. A bound that does not count is `is_strict`."""

    low: float | None = None
    high: float | None = None
    is_strict: bool = False


@dataclass(frozen=True)
class Sought:
    """What was understood, and what was not. `terms` are the pieces as they were typed, for showing them as chips."""

    measures: tuple[tuple[Measure, Limits], ...] = ()
    traits: tuple[tuple[Trait, str], ...] = ()
    bands: tuple[Band, ...] = ()
    words: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def without(self, term: str) -> str:
        """The same question without one of its terms."""
        return " ".join(piece for piece in self.terms if piece != term)

    def with_term(self, term: str) -> str:
        return " ".join(dict.fromkeys((*self.terms, term)))


def sought(typed: str) -> Sought:
    measures: list[tuple[Measure, Limits]] = []
    traits: list[tuple[Trait, str]] = []
    bands: list[Band] = []
    words: list[str] = []
    terms: list[str] = []
    unknown: list[str] = []
    for piece in dict.fromkeys(PIECE.findall(typed.replace("\0", "")[:LONGEST])):
        name, _, value = piece.rpartition(":") if ":" not in piece else piece.partition(":")
        name, value = name.lower(), value.strip('"').strip()
        if not name and value:
            words.append(value)
        elif name in set(Measure) and (limits := limits_in(value)):
            measures.append((Measure(name), limits))
        elif name in set(Trait) and value:
            traits.append((Trait(name), value))
        elif name == BAND and value.lower() in BANDS:
            bands.append(BANDS[value.lower()])
        else:
            unknown.append(piece)
            continue
        terms.append(piece)
    return Sought(tuple(measures), tuple(traits), tuple(bands), tuple(words), tuple(terms), tuple(unknown))


def limits_in(value: str) -> Limits | None:
    """`<3`, `>=1,5`, `3` or `20-80`; None for anything else."""
    if found := BETWEEN.fullmatch(value):
        low, high = sorted(_number(part) for part in found.groups())
        return Limits(low, high)
    found = COMPARED.fullmatch(value)
    if found is None:
        return None
    sign, number = found[1] or "=", _number(found[2])
    if sign == "=":
        return Limits(number, number)
    if sign.startswith("<"):
        return Limits(high=number, is_strict=sign == "<")
    return Limits(low=number, is_strict=sign == ">")


def _number(typed: str) -> float:
    return float(typed.replace(",", "."))
