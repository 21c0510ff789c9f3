import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gemeentedelers.science.clusters import balanced_clusters, size_bounds, telling_words
from gemeentedelers.science.similarity import Index

TEXTS = [
    "Bewoners planten bomen in de straat en vergroenen hun tuin.",
    "De straat wordt groen: bewoners krijgen een boom voor de tuin.",
    "Groene tuinen en bomen houden de straat koel.",
    "Schuldhulp voor jongeren met een schuld, zonder wachttijd.",
    "Jongeren met schulden krijgen snel schuldhulp aan huis.",
    "Een schuld van jongeren wordt overgenomen door schuldhulp.",
]


@st.composite
def vectors(draw: st.DrawFn) -> NDArray[np.float64]:
    """The cosines of random vectors, some of them empty or the same."""
    n, seed = draw(st.integers(2, 24)), draw(st.integers(0, 10_000))
    rows = np.random.default_rng(seed).integers(0, 3, size=(n, 4)).astype(float)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    near: NDArray[np.float64] = np.clip(unit @ unit.T, 0, 1)
    return near


def test_texts_about_one_thing_come_together_and_words_name_them() -> None:
    labels = balanced_clusters(Index(TEXTS).cosines(), 2)

    assert labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert telling_words(TEXTS, labels.tolist(), most=2) == [("bomen", "straat"), ("jongeren", "schuld")]


@pytest.mark.parametrize(
    ("n", "k", "expected"), [(12, 3, (2, 6)), (12, 1, (7, 17)), (5, 5, (1, 2)), (10, 4, (1, 4)), (1, 1, (1, 2))]
)
def test_sizes_lie_around_the_even_share(n: int, k: int, expected: tuple[int, int]) -> None:
    assert size_bounds(n, k) == expected


@settings(deadline=None)
@given(vectors(), st.integers(1, 6), st.integers(0, 5))
def test_everything_is_in_one_cluster_within_the_bounds_and_always_the_same(
    near: NDArray[np.float64], k: int, seed: int
) -> None:
    k = min(k, len(near))
    least, most = size_bounds(len(near), k)

    labels = balanced_clusters(near, k, seed=seed)

    sizes = np.bincount(labels, minlength=k)
    assert (labels.shape, len(sizes), sizes.sum()) == ((len(near),), k, len(near))
    assert (sizes >= least).all()
    assert (sizes <= most).all()
    assert [int(labels[place]) for place in np.unique(labels, return_index=True)[1]] == list(range(k))
    assert (balanced_clusters(near, k, seed=seed) == labels).all()


@settings(deadline=None)
@given(st.integers(2, 20), st.integers(2, 4))
def test_tight_bounds_hold_when_all_texts_are_the_same(n: int, k: int) -> None:
    k = min(k, n)
    labels = balanced_clusters(np.ones((n, n)), k, least=n // k, most=-(-n // k))

    assert set(np.bincount(labels).tolist()) <= {n // k, -(-n // k)}


@pytest.mark.parametrize(
    ("near", "complaint"),
    [
        (np.zeros(3), "shape"),
        (np.zeros((2, 3)), "shape"),
        (np.full((2, 2), np.nan), "finite"),
        (np.full((2, 2), 1.5), "from 0 to 1"),
        (np.array([[1.0, 0.2], [0.3, 1.0]]), "symmetric"),
    ],
)
def test_what_are_no_cosines_is_refused(near: NDArray[np.float64], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        balanced_clusters(near, 1)


@pytest.mark.parametrize(
    ("k", "bounds"),
    [(0, {}), (4, {}), (True, {}), (1.5, {}), (2, {"least": 2}), (2, {"most": 1}), (2, {"least": 2, "most": 1})],
)
def test_what_cannot_be_divided_is_refused(k: int, bounds: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"k must be|do not go into"):
        balanced_clusters(np.eye(3), k, **bounds)


@pytest.mark.parametrize("labels", [[0], [0, -1], [0, True], [0, 0.5]])
def test_labels_that_do_not_fit_are_refused(labels: list[int]) -> None:
    with pytest.raises(ValueError, match="label"):
        telling_words(["een", "twee"], labels)


def test_a_cluster_without_a_word_of_its_own_has_no_name() -> None:
    assert telling_words([], []) == []
    assert telling_words(["bomen", "bomen", "tuin", "tuin"], [0, 1, 0, 1]) == [(), ()]
    assert telling_words(["bomen", "tuin"], [0, 2]) == [("bomen",), (), ("tuin",)]


def test_cosines_are_those_of_the_index() -> None:
    texts = [*TEXTS, "", TEXTS[0]]
    near = Index(texts).cosines()

    assert near.shape == (8, 8)
    assert (near == near.T).all()
    assert near.diagonal().tolist() == [1, 1, 1, 1, 1, 1, 0, 1]
    assert (near[6] == 0).all()
    assert {row.position: pytest.approx(row.score, abs=1e-5) for row in Index(texts).nearest(TEXTS[3], 3)} == {
        place: near[3, place] for place in np.argsort(-near[3], kind="stable")[:3].tolist()
    }
