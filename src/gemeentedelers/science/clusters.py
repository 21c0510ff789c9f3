"""Which texts belong together, in groups of about one size, and which words name such a group."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from numbers import Integral

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from gemeentedelers.science.dutch import is_telling, plain, stem, words

Numbers = NDArray[np.float64]
Labels = NDArray[np.int64]

LEAST_SHARE, MOST_SHARE = 0.6, 1.4  # of the even share, unless the caller says otherwise
STARTS = 8  # beginnings that are tried; the best outcome counts
MOST_ROUNDS = 50  # of a beginning, which mostly settles within ten
TOLERANCE = 1e-6  # of what a similarity may be beside symmetric and between 0 and 1
FORCED = 1e3  # more than any similarity: a place that has to be filled comes first


def size_bounds(n: int, k: int) -> tuple[int, int]:
    """How few and how many of `n` texts a cluster of `k` holds by default: 0.6 to 1.4 times the even share.

    Raises `ValueError` when `k` is not from 1 to `n`.
    """
    if not 1 <= _whole(k, "k") <= _whole(n, "n"):
        message = f"k must be from 1 to n, and n is {n}, not {k}"
        raise ValueError(message)
    return max(int(LEAST_SHARE * n / k), 1), max(-int(-MOST_SHARE * n // k), 1)


def balanced_clusters(
    near: Numbers, k: int, *, least: int | None = None, most: int | None = None, seed: int = 0
) -> Labels:
    """Every text in one of `k` clusters of `least` to `most` texts, so that clusters hold texts that are near.

    `near` is float[n, n]: the cosines of the texts, as `similarity.Index.cosines` gives them; symmetric, from 0 to 1.
    Returns int[n], the cluster of each text; the clusters are numbered in the order in which they first occur. The same
    numbers and the same seed give the same answer. Without bounds `size_bounds` gives them.

    This is spherical k-means (Dhillon and Modha, "Concept decompositions for large sparse text data using clustering",
    Machine Learning 42, 2001) with the bounds on sizes of Bradley, Bennett and Demiriz ("Constrained k-means
    clustering", MSR-TR-2000-65): in each round the texts get their clusters by an assignment of least cost. The
    vectors are not needed, for the cosine with the sum of some vectors follows from `near`. Beginnings are drawn as in
    k-means++ (Arthur and Vassilvitskii, 2007); of eight the one with the most similarity within clusters counts, which
    need not be the best there is.

    Raises `ValueError` when `near` has another shape, is not finite, not symmetric or not between 0 and 1, when `k` is
    not from 1 to n, or when no division has sizes within the bounds.
    """
    given = _checked(near)
    lower, upper = _checked_bounds(len(given), k, least, most)
    random = np.random.default_rng(seed)
    found = [_settled(given, _beginning(given, k, random), lower, upper) for _ in range(STARTS)]
    best = max(found, key=lambda labels: round(_cohesion(given, _members(labels, k)), 9))
    return _in_order(best)


def telling_words(texts: Sequence[str], labels: Sequence[int], *, most: int = 3) -> list[tuple[str, ...]]:
    """For every cluster the words that name it: found in many of its texts and in few of the others, best first.

    `labels` holds the cluster of each text, from 0; the answer has a tuple for each number up to the highest. A word
    scores the share of texts inside that have it minus the share outside, forms of one word counted as one, and is
    spelled as the cluster spells it most. In clusters of two texts or more a word must occur in two of them. There may
    be none. Raises `ValueError` when there are not as many labels as texts, or a label is no whole number from 0.
    """
    if len(labels) != len(texts) or any(_whole(label, "a label") < 0 for label in labels):
        message = f"labels must be {len(texts)} whole numbers from 0"
        raise ValueError(message)
    spelled: dict[int, Counter[str]] = defaultdict(Counter)
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for text, label in zip(texts, labels, strict=True):
        here = [word for word in map(plain, words(text)) if is_telling(word)]
        spelled[label].update(here)
        found[label].update({stem(word) for word in here})
    sizes = Counter(labels)
    return [_named(label, sizes, found, spelled[label], most) for label in range(max(labels, default=-1) + 1)]


def _named(
    label: int, sizes: Counter[int], found: dict[int, Counter[str]], spelled: Counter[str], most: int
) -> tuple[str, ...]:
    inside, outside = sizes[label], sum(sizes.values()) - sizes[label]
    elsewhere = sum((found[other] for other in sizes if other != label), Counter[str]())
    scores = {
        bare: count / inside - (elsewhere[bare] / outside if outside else 0)
        for bare, count in found[label].items()
        if count >= min(inside, 2)
    }
    best = sorted((bare for bare, score in scores.items() if score > 0), key=lambda bare: (-scores[bare], bare))[:most]
    by_stem: dict[str, str] = {}
    for word, _ in sorted(spelled.items(), key=lambda item: (-item[1], item[0])):
        by_stem.setdefault(stem(word), word)
    return tuple(by_stem[bare] for bare in best)


def _whole(number: object, name: str) -> int:
    if isinstance(number, bool) or not isinstance(number, Integral):
        message = f"{name} must be a whole number, not {number!r}"
        raise ValueError(message)
    return int(number)


def _checked(near: Numbers) -> Numbers:
    given = np.asarray(near, dtype=np.float64)
    if given.ndim != 2 or given.shape[0] != given.shape[1]:
        message = f"near must have shape (n, n), not {given.shape}"
        raise ValueError(message)
    if not np.isfinite(given).all() or (np.abs(given - 0.5) > 0.5 + TOLERANCE).any():
        raise ValueError("near must be finite and from 0 to 1")
    if (np.abs(given - given.T) > TOLERANCE).any():
        raise ValueError("near must be symmetric")
    return given


def _checked_bounds(n: int, k: int, least: int | None, most: int | None) -> tuple[int, int]:
    lower, upper = size_bounds(n, k)
    lower = lower if least is None else _whole(least, "least")
    upper = upper if most is None else _whole(most, "most")
    if not 0 <= lower <= upper or not k * lower <= n <= k * upper:
        message = f"{n} texts do not go into {k} clusters of {lower} to {upper}"
        raise ValueError(message)
    return lower, upper


def _beginning(near: Numbers, k: int, random: np.random.Generator) -> Numbers:
    """Likeness to k texts that are far apart: float[n, k]."""
    chosen = [int(random.integers(len(near)))]
    while len(chosen) < k:
        distance = 1 - near[:, chosen].max(axis=1)
        distance[chosen] = 0
        left = np.setdiff1d(np.arange(len(near)), chosen)
        total = distance.sum()
        picked = random.choice(len(near), p=distance / total) if total > 0 else random.choice(left)
        chosen.append(int(picked))
    likeness: Numbers = near[:, chosen]
    return likeness


def _settled(near: Numbers, likeness: Numbers, lower: int, upper: int) -> Labels:
    labels = _assigned(likeness, lower, upper)
    for _ in range(MOST_ROUNDS):
        following = _assigned(_likeness(near, _members(labels, likeness.shape[1])), lower, upper)
        if (following == labels).all():
            break
        labels = following
    return labels


def _members(labels: Labels, k: int) -> Numbers:
    """Who is where: float[n, k] of nought and one."""
    members: Numbers = (labels[:, None] == np.arange(k)).astype(np.float64)
    return members


def _likeness(near: Numbers, members: Numbers) -> Numbers:
    """The cosine of each text with the sum of each cluster: float[n, k]."""
    products = near @ members
    lengths = np.sqrt(np.einsum("nk,nk->k", members, products))
    likeness: Numbers = np.divide(products, lengths, out=np.zeros(products.shape), where=lengths > 0)
    return likeness


def _cohesion(near: Numbers, members: Numbers) -> float:
    """What spherical k-means makes as large as it can: the lengths of the sums of the clusters."""
    return float(np.sqrt(np.einsum("nk,nm,mk->k", members, near, members, optimize=True)).sum())


def _assigned(likeness: Numbers, lower: int, upper: int) -> Labels:
    """The cluster of each text, with the most likeness that the bounds allow."""
    nearest: Labels = likeness.argmax(axis=1)
    sizes = np.bincount(nearest, minlength=likeness.shape[1])
    if sizes.min() >= lower and sizes.max() <= upper:
        return nearest
    clusters = np.repeat(np.arange(likeness.shape[1]), upper)
    is_forced = np.tile(np.arange(upper) < lower, likeness.shape[1])
    _, places = linear_sum_assignment(likeness[:, clusters] + FORCED * is_forced, maximize=True)
    labels: Labels = clusters[places]
    return labels


def _in_order(labels: Labels) -> Labels:
    """The same clusters, numbered in the order in which they first occur."""
    _, first = np.unique(labels, return_index=True)
    numbers = {int(labels[place]): number for number, place in enumerate(np.sort(first))}
    return np.array([numbers[int(label)] for label in labels], dtype=np.int64)
