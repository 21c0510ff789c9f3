"""How a search is written in an address, and what is done with one that is not understood.

Values of one filter widen a search, different filters narrow it. What is not understood is left out and named,
so that an old or mistyped link still shows something. Also what of a case is compared with a draft, and from where on
a case is near enough to show to the team that writes it.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from gemeentedelers.domain.municipalities.rules import SizeClass
from gemeentedelers.domain.publications.rules import Outcome

QUERY_LENGTH = 200
PER_PAGE = 12
SHORTEST_PREFIX = 3

# The highest floor at which no duplicate that stands in the top three of the labelled set is lost. It hides all cases
# from six of the ten drafts that no case is like; see docs/decisions/0010-similar-cases.md.
NEAR_ENOUGH = 0.11
DRAFT_LENGTH = 20_000  # letters of a draft that are compared; a whole entry has fewer


class Sort(StrEnum):
    """The words as they stand in the address."""

    RELEVANCE = "passend"
    REUSED = "overgenomen"
    NEWEST = "nieuwste"


class Facet(StrEnum):
    """The filters, by their parameter in the address."""

    THEME = "thema"
    YEAR = "editie"
    PROVINCE = "provincie"
    SIZE = "grootte"
    OUTCOME = "prijs"


QUERY, SORT, PAGE = "q", "sorteer", "pagina"

OUTCOME_WORDS: Mapping[str, Outcome] = {
    "winnaar": Outcome.WINNER,
    "finalist": Outcome.FINALIST,
    "shortlist": Outcome.SHORTLISTED,
    "deelnemer": Outcome.PARTICIPANT,
}
SIZE_WORDS: Mapping[str, SizeClass] = {
    "klein": SizeClass.SMALL,
    "middel": SizeClass.MEDIUM,
    "groot": SizeClass.LARGE,
    "zeer-groot": SizeClass.VERY_LARGE,
}


@dataclass(frozen=True)
class Ignored:
    """A part of the address that was left out; without a value the parameter itself is unknown."""

    parameter: str
    value: str = ""


@dataclass(frozen=True)
class Search:
    """What somebody asks. The values of a filter are the words of the address."""

    q: str = ""
    themes: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    sort: Sort | None = None
    page: int = 1
    ignored: tuple[Ignored, ...] = ()

    @property
    def order(self) -> Sort:
        """The order asked for; without words nothing is more fitting than another."""
        if self.sort is None or (self.sort is Sort.RELEVANCE and not self.q):
            return Sort.RELEVANCE if self.q else Sort.NEWEST
        return self.sort

    @property
    def is_filtered(self) -> bool:
        return any(chosen(self, facet) for facet in Facet)


FIELDS: Mapping[Facet, str] = {
    Facet.THEME: "themes",
    Facet.YEAR: "years",
    Facet.PROVINCE: "provinces",
    Facet.SIZE: "sizes",
    Facet.OUTCOME: "outcomes",
}


def chosen(search: Search, facet: Facet) -> tuple[str, ...]:
    values: tuple[str, ...] = getattr(search, FIELDS[facet])
    return values


def with_chosen(search: Search, facet: Facet, values: Sequence[str]) -> Search:
    """The search with these values of one filter, from its first page again."""
    return replace(search, **{FIELDS[facet]: tuple(values), "page": 1})  # type: ignore[arg-type]  # by its name


def toggled(search: Search, facet: Facet, value: str) -> Search:
    """The search with one value more, or less when it was there."""
    values = chosen(search, facet)
    others = [other for other in values if other != value]
    return with_chosen(search, facet, others if value in values else [*values, value])


def with_sort(search: Search, sort: Sort) -> Search:
    return replace(search, sort=sort, page=1)


def unfiltered(search: Search) -> Search:
    return Search(q=search.q, sort=search.sort)


def read_search(parameters: Mapping[str, Sequence[str]]) -> Search:
    """The search in an address, as far as that can be told without the index."""
    known = {QUERY, SORT, PAGE, *(facet.value for facet in Facet)}
    ignored = [Ignored(name) for name in parameters if name not in known]
    q, rest = _words(_last(parameters, QUERY))
    ignored += [Ignored(QUERY, rest)] if rest else []
    sort_word, page_word = _last(parameters, SORT), _last(parameters, PAGE)
    sort, page = _sort(sort_word), _page(page_word)
    ignored += [Ignored(SORT, sort_word)] if sort_word and sort is None else []
    ignored += [Ignored(PAGE, page_word)] if page_word and page is None else []
    search = Search(q=q, sort=sort, page=page or 1)
    for facet in Facet:
        search = replace(search, **{FIELDS[facet]: _values(parameters.get(facet.value, ()))})  # type: ignore[arg-type]  # by its name
    return replace(search, ignored=tuple(ignored))


def _last(parameters: Mapping[str, Sequence[str]], name: str) -> str:
    values = parameters.get(name, ())
    return values[-1] if values else ""


def _words(text: str) -> tuple[str, str]:
    """The words that are searched for, and those beyond the length that is read."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    plain = " ".join(printable.split())
    return plain[:QUERY_LENGTH].rstrip(), plain[QUERY_LENGTH:].strip()


def _sort(word: str) -> Sort | None:
    return Sort(word) if word in list(Sort) else None


def _page(word: str) -> int | None:
    return int(word) if re.fullmatch(r"[0-9]{1,6}", word) and int(word) > 0 else None


def _values(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def without_unknown(search: Search, known: Mapping[Facet, Collection[str]]) -> Search:
    """The search without values that its filters do not have; those are named as ignored."""
    ignored = list(search.ignored)
    for facet in Facet:
        values = chosen(search, facet)
        good = tuple(value for value in values if value in known[facet])
        ignored += [Ignored(facet.value, value) for value in values if value not in good]
        search = replace(search, **{FIELDS[facet]: good})  # type: ignore[arg-type]  # by its name
    return replace(search, ignored=tuple(ignored))


def parameters_of(search: Search, *, with_page: bool = True) -> list[tuple[str, str]]:
    """The address of a search, always in the same order."""
    pairs = [(QUERY, search.q)] if search.q else []
    pairs += [(facet.value, value) for facet in Facet for value in chosen(search, facet)]
    pairs += [(SORT, search.sort.value)] if search.sort else []
    return [*pairs, (PAGE, str(search.page))] if with_page and search.page > 1 else pairs


def folded(text: str) -> str:
    """Without accents, so that coordinatie finds coördinatie and Curacao finds Curaçao."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@dataclass(frozen=True)
class Prefix:
    """A search whose last word may be the beginning of a longer one; `head` is what stands before it."""

    head: str
    beginning: str


def prefix_of(q: str) -> Prefix | None:
    """The last word as a beginning: afval finds afvalinzameling. A phrase or an excluded word stays itself."""
    head, _, last = q.rpartition(" ")
    is_plain = re.fullmatch(rf"[^\W_]{{{SHORTEST_PREFIX},}}", last) is not None
    return Prefix(head, last) if is_plain and '"' not in q else None


def alike_words(text: str) -> list[list[str]]:
    """The groups of words for one thing in a file with a group on each line; # begins a remark."""
    groups = ([word.strip() for word in line.split(",")] for line in text.splitlines() if not line.startswith("#"))
    return [named for group in groups if (named := [word for word in group if word])]


def compared_text(texts: Sequence[str], names: Collection[str]) -> str:
    """What of a case is compared: its texts without who shared it, so that a place does not make two cases near.

    A name counts with its capital letter only: the municipality Buren shares cases about buren.
    """
    bare = sorted({re.sub(r" \(.+\)$", "", name) for name in names if name}, key=len, reverse=True)
    whole = "\n".join(texts)
    return re.sub(rf"(?<!\w)(?:{'|'.join(map(re.escape, bare))})(?!\w)", "", whole) if bare else whole
