"""Which texts tell of the same thing, though other people wrote them in other words.

Dutch glues words together and bends them, so texts are compared by pieces of words: afval is near afvalinzameling,
and a typing error leaves most of a word as it was.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from gemeentedelers.science.dutch import are_family, is_telling, parts_of, plain, stem, words

Numbers = NDArray[np.float64]
Singles = NDArray[np.float32]  # half the memory, and a score needs no more
Codes = NDArray[np.int64]
Kinds = Mapping[str, frozenset[int]]  # to which groups of words for one thing a word belongs, if to any

SHORTEST_PIECE, LONGEST_PIECE = 3, 6  # in letters, the spaces around a word included
LETTER_BITS = 10  # a piece is one number of at most 60 bits; letters beyond the 1,024th code may share one
LENGTH_DISCOUNT = 1 / 3  # a word with eight times the pieces weighs four times as much, not eight
COMMON_SHARE, COMMON_FROM = 0.5, 10  # a piece in more than half of the texts (of ten or more) tells nothing
MOST_SHARED_WORDS = 5
LEAST_SHARE = 0.1  # of what the most telling word adds, for a word to be named
WORDS_TRIED, PARTNERS_TRIED = 20, 6  # words of the query, and for each of the near text, that may be named as shared
BATCH = 256  # texts that are spelled out at once, which bounds the memory
DECIMALS = 6  # of a score; the rest is noise of single precision


class Near(NamedTuple):
    """A text that is near: its place in the index, how near from 0 to 1, and words of the query that made it so."""

    position: int
    score: float
    shared_words: tuple[str, ...]


class Closest(NamedTuple):
    """The group that a text is closest to, with its mean score and the words of the text that made it so."""

    key: str
    score: float
    shared_words: tuple[str, ...]


@dataclass(frozen=True)
class _Pieces:
    """Every piece of every word: the row of its word, its code, and what it gets of that word."""

    rows: Codes
    codes: Codes
    shares: Singles


@dataclass(frozen=True)
class _Query:
    """A text as the index sees it: its plain words as typed, a row of pieces for each, and the length of their sum."""

    typed: dict[str, str]
    kinds: Kinds
    pieces: csr_matrix
    length: float


class Index:
    """Texts that can be searched for those nearest to another text.

    A text is a vector of the pieces of its words (3 to 6 letters within a word, its edges included), and a score is
    the cosine of two such vectors. Pieces as terms follow McNamee and Mayfield, "Character N-Gram Tokenization for
    European Language Text Retrieval" (Information Retrieval 7, 2004), who tried them on Dutch too. A word that occurs k
    times counts 1 + ln k, each of its m pieces 1 / m^(1/3) of that, and a piece in d of n texts 1 + ln((1 + n) /
    (1 + d)) (after Salton and Buckley, "Term-weighting approaches in automatic text retrieval", 1988). Numbers, and
    words that any story has, do not count.

    `texts` is any number of texts, also none; the same texts give the same index. `alike` are groups of words for one
    thing, such as statushouder and vergunninghouder: such words, their forms and their compounds have one piece more
    in common. Raises `ValueError` when `texts` or a group is one text, or holds something that is no text, with its
    position.

    The vectors are not kept, but two matrices whose product they are: texts by words and words by pieces. So 5,000
    texts of 300 words take some 55 MB, though for a moment nearly ten times as much while they are made. An index never
    changes, so threads may share it.
    """

    def __init__(self, texts: Sequence[str], *, alike: Sequence[Collection[str]] = ()) -> None:
        counts = [_counts(text) for text in _checked_texts(texts)]
        groups = [_checked_texts(group, f"alike, position {place},") for place, group in enumerate(alike)]
        self._groups = {stem(plain(word.lower())): number for number, group in enumerate(groups) for word in group}
        self._words = list(dict.fromkeys(word for count in counts for word in count))
        self._texts = _word_matrix(counts, self._words)
        self._kinds = self._kinds_of(self._words)
        found = _pieces_of(self._words, self._kinds)
        self._codes, columns = np.unique(found.codes, return_inverse=True)
        spelled = csr_matrix((found.shares, (found.rows, columns)), shape=(len(self._words), len(self._codes)))
        self._weights = self._rarity(spelled)
        self._pieces = _weighted(spelled, self._weights)
        lengths = [_lengths(batch) for batch in self._batches(self._pieces)]
        self._lengths: Numbers = np.concatenate([*lengths, np.zeros(0)])

    def __len__(self) -> int:
        return int(self._texts.shape[0])

    def nearest(self, text: str, n: int) -> list[Near]:
        """The `n` texts nearest to `text`, best first, equals by position; fewer when fewer have anything in common.

        A score lies from 0 (nothing in common) to 1 (the same words equally often). The shared words, at most five and
        the most telling first, are words of `text` as it was typed, in lower case, that the near text also has: as
        such, in another form, in a compound or by another name. There may be none, when only small pieces are shared.

        Raises `ValueError` when `text` is no text or `n` is not a whole number from 0.
        """
        query = self._query(_checked_text(text, "text"))
        scores = self._scores(query)
        order = np.lexsort((np.arange(len(self)), -scores))[: _checked_number(n)]
        best = [int(position) for position in order if scores[position] > 0]
        return [Near(place, float(scores[place]), self._shared(query, self._texts[[place]])) for place in best]

    def closest(self, text: str, groups: Mapping[str, Sequence[int]]) -> Closest | None:
        """The group of positions with the highest mean score for `text`; see `closest_group`."""
        query = self._query(_checked_text(text, "text"))
        scores = self._scores(query)
        means = {key: float(scores[list(places)].mean()) for key, places in groups.items() if len(places)}
        key = max(means, key=means.__getitem__, default=None)
        if key is None or means[key] == 0:
            return None
        places = list(groups[key])
        share = csr_matrix(1 / np.maximum(self._lengths[places], 1e-12))
        return Closest(key, round(means[key], DECIMALS), self._shared(query, share @ self._texts[places]))

    def cosines(self) -> Numbers:
        """How near every text is to every other: float[n, n], symmetric, from 0 to 1.

        A text is wholly near to itself (1), unless it holds no word that tells anything: its row is 0. Takes the memory
        of all vectors at once, some 0.1 MB for a text of 300 words.
        """
        vectors = self._texts @ self._pieces
        lengths = np.outer(self._lengths, self._lengths)
        products = np.asarray((vectors @ vectors.T).todense(), dtype=np.float64)
        near = np.divide(products, lengths, out=np.zeros_like(products), where=lengths > 0)
        return np.clip((near + near.T) / 2, 0, 1).round(DECIMALS)

    def _kinds_of(self, plain_words: Collection[str]) -> Kinds:
        if not self._groups:
            return {}
        kinds = {
            word: frozenset(self._groups[part] for part in parts_of(word) if part in self._groups)
            for word in plain_words
        }
        return {word: groups for word, groups in kinds.items() if groups}

    def _rarity(self, spelled: csr_matrix) -> Numbers:
        """What every piece weighs, by the number of texts that have it."""
        found = np.zeros(len(self._codes))
        for batch in self._batches(spelled):
            found += np.bincount(batch.indices, minlength=len(found))
        weights: Numbers = 1 + np.log((1 + len(self)) / (1 + found))
        if len(self) >= COMMON_FROM:
            weights[found > COMMON_SHARE * len(self)] = 0
        return weights

    def _batches(self, pieces: csr_matrix) -> Iterator[csr_matrix]:
        """The texts as pieces, so many at a time."""
        for start in range(0, len(self), BATCH):
            yield self._texts[start : start + BATCH] @ pieces

    def _query(self, text: str) -> _Query:
        spelling = {plain(word): word for word in reversed(words(text))}
        counts = _counts(text)
        kinds = self._kinds_of(counts)
        found = _pieces_of(list(counts), kinds)
        times = np.array(list(counts.values()), dtype=np.float32)
        amounts = found.shares * (1 + np.log(times))[found.rows]
        known, columns = _looked_up(found.codes, self._codes)
        seen = csr_matrix((amounts[known], (found.rows[known], columns)), shape=(len(counts), len(self._codes)))
        pieces = _weighted(seen, self._weights)
        # What no text has makes the query longer all the same: of a text about something else, little is near.
        unseen = np.bincount(np.unique(found.codes[~known], return_inverse=True)[1], amounts[~known])
        squares = np.square(pieces.sum(axis=0)).sum() + np.square(unseen * (1 + np.log(1 + len(self)))).sum()
        return _Query({word: spelling[word] for word in counts}, kinds, pieces, float(np.sqrt(squares)))

    def _scores(self, query: _Query) -> Numbers:
        """The cosine with every text: float[n]."""
        wanted = np.asarray(query.pieces.sum(axis=0), dtype=np.float32).ravel()
        products = self._texts @ (self._pieces @ wanted)
        lengths = self._lengths * query.length
        cosines = np.divide(products, lengths, out=np.zeros(len(self)), where=lengths > 0)
        scores: Numbers = np.round(np.clip(cosines, 0, 1), DECIMALS)
        return scores

    def _shared(self, query: _Query, near: csr_matrix) -> tuple[str, ...]:
        """The words of the query that made it near to what this row of words stands for."""
        added = (query.pieces @ self._pieces[near.indices].T).toarray() * near.data
        asked = list(query.typed)
        by_word = {}
        for row in np.argsort(-added.sum(axis=1), kind="stable")[:WORDS_TRIED]:
            word, none = asked[row], frozenset[int]()
            kinds = query.kinds.get(word, none)
            theirs = [
                (int(at), self._words[near.indices[at]])
                for at in np.argsort(-added[row], kind="stable")[:PARTNERS_TRIED]
            ]
            by_word[word] = sum(
                float(added[row, at])
                for at, other in theirs
                if are_family(word, other) or kinds & self._kinds.get(other, none)
            )
        return tuple(query.typed[word] for word in _most_telling(by_word))


def closest_group(
    text: str, groups: Mapping[str, Sequence[str]], *, alike: Sequence[Collection[str]] = ()
) -> Closest | None:
    """The group of texts that `text` is closest to: the one with the highest mean score (see `Index`).

    `groups` are lists of texts by key. Give a group its name and description as a text too, so that it can be found
    before it has examples. Of equal groups the first is taken. Returns None when no group has anything in common with
    the text. Raises `ValueError` when `text` or something in a group is no text.
    """
    members: list[str] = []
    places: dict[str, range] = {}
    for key, texts in groups.items():
        start = len(members)
        members += _checked_texts(texts, f"group {key!r}")
        places[key] = range(start, len(members))
    return Index(members, alike=alike).closest(text, places)


def _checked_texts(texts: object, name: str = "texts") -> list[str]:
    if isinstance(texts, str | bytes) or not isinstance(texts, Collection):
        message = f"{name} must be a list of texts, not {type(texts).__name__}"
        raise ValueError(message)
    return [_checked_text(text, f"{name}, position {position},") for position, text in enumerate(texts)]


def _checked_text(text: object, name: str) -> str:
    if not isinstance(text, str):
        message = f"{name} must be a text, not {type(text).__name__}"
        raise ValueError(message)
    return text


def _checked_number(n: object) -> int:
    if isinstance(n, bool) or not isinstance(n, Integral) or n < 0:
        message = f"n must be a whole number from 0, not {n!r}"
        raise ValueError(message)
    return int(n)


def _counts(text: str) -> Counter[str]:
    """How often each plain word that can tell something occurs."""
    return Counter(word for word in map(plain, words(text)) if is_telling(word))


def _word_matrix(counts: Sequence[Counter[str]], vocabulary: Sequence[str]) -> csr_matrix:
    """Texts by words: 1 + ln k for a word that occurs k times."""
    columns = {word: column for column, word in enumerate(vocabulary)}
    starts = np.cumsum([0, *(len(count) for count in counts)])
    found = np.array([columns[word] for count in counts for word in count], dtype=np.int64)
    times = np.array([number for count in counts for number in count.values()], dtype=np.float64)
    amounts = (1 + np.log(times)).astype(np.float32)
    matrix = csr_matrix((amounts, found, starts), shape=(len(counts), len(vocabulary)))
    matrix.sort_indices()
    return matrix


def _pieces_of(plain_words: Sequence[str], kinds: Kinds) -> _Pieces:
    """The pieces of each word's spelling, and one for each group of words that it belongs to."""
    rows, codes = _spelled(plain_words)
    shares = np.maximum(np.bincount(rows, minlength=len(plain_words)), 1).astype(np.float32) ** -LENGTH_DISCOUNT
    belongs = [(row, -1 - kind) for row, word in enumerate(plain_words) for kind in sorted(kinds.get(word, ()))]
    others = np.array(belongs, dtype=np.int64).reshape(-1, 2)
    return _Pieces(
        np.concatenate((rows, others[:, 0].astype(np.int32))),
        np.concatenate((codes, others[:, 1])),
        np.concatenate((shares[rows], np.ones(len(others), dtype=np.float32))),
    )


def _spelled(plain_words: Sequence[str]) -> tuple[Codes, Codes]:
    """Every piece of every word: the row of its word, and its letters as one number."""
    padded = [f" {word} " for word in plain_words]
    letters = np.frombuffer("".join(padded).encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    letters &= (1 << LETTER_BITS) - 1
    row = np.repeat(np.arange(len(padded), dtype=np.int32), [len(spelling) for spelling in padded])
    rows, codes = [row[:0]], [letters[:0]]
    code = letters
    for size in range(2, LONGEST_PIECE + 1):
        code = code[:-1] << LETTER_BITS | letters[size - 1 :]
        is_whole = row[: len(code)] == row[size - 1 :]
        if size >= SHORTEST_PIECE:
            rows.append(row[: len(code)][is_whole])
            codes.append(code[is_whole])
    return np.concatenate(rows), np.concatenate(codes)


def _looked_up(codes: Codes, known_codes: Codes) -> tuple[NDArray[np.bool_], Codes]:
    """Which codes are known, and the columns of those; the known codes are in order."""
    columns = np.searchsorted(known_codes, codes)
    known = columns < len(known_codes)
    known[known] = known_codes[columns[known]] == codes[known]
    return known, columns[known]


def _weighted(pieces: csr_matrix, weights: Numbers) -> csr_matrix:
    """The same matrix, changed: each column by its weight, without what then weighs nothing."""
    pieces.data *= weights[pieces.indices].astype(np.float32)
    pieces.eliminate_zeros()
    return pieces


def _lengths(texts: csr_matrix) -> Numbers:
    """The Euclidean length of each row."""
    lengths: Numbers = np.sqrt(np.asarray(texts.multiply(texts).sum(axis=1)).ravel())
    return lengths


def _most_telling(by_word: Mapping[str, float]) -> list[str]:
    """Of plain words by what they add: the best few, one of each stem."""
    least = LEAST_SHARE * max(by_word.values(), default=0.0)
    by_stem: dict[str, str] = {}
    for word, added in sorted(by_word.items(), key=lambda item: -item[1]):
        if added > least:
            by_stem.setdefault(stem(word), word)
    return list(by_stem.values())[:MOST_SHARED_WORDS]
