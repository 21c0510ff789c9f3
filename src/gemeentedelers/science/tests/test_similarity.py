import math
import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeentedelers.science import similarity
from gemeentedelers.science.similarity import Closest, Index, Near, closest_group

TEXTS = [
    "Slimme afvalinzameling met een zuil in de straat",
    "Schuldhulpverlening aan de keukentafel",
    "Een bankje op elke hoek van de straat",
]


def cosines(texts: list[str], query: str) -> list[float]:
    """The formula of the docstring, written out word by word."""

    def counted(text: str) -> Counter[str]:
        return Counter(word for word in re.findall(r"[a-z]+", text.lower()) if word not in similarity_empty)

    def vector(counts: Counter[str]) -> dict[str, float]:
        amounts: dict[str, float] = {}
        for word, times in counts.items():
            spelling = f" {word} "
            pieces = [spelling[at : at + size] for size in (3, 4, 5, 6) for at in range(len(spelling) - size + 1)]
            for piece in pieces:
                amounts[piece] = amounts.get(piece, 0) + (1 + math.log(times)) * len(pieces) ** (-1 / 3)
        return amounts

    similarity_empty = {"een", "de", "met", "in", "aan", "op", "elke", "van"}
    vectors = [vector(counted(text)) for text in texts]
    n_with = Counter(piece for amounts in vectors for piece in amounts)

    def weighted(amounts: dict[str, float]) -> dict[str, float]:
        return {
            piece: amount * (1 + math.log((1 + len(texts)) / (1 + n_with[piece]))) for piece, amount in amounts.items()
        }

    def length(amounts: dict[str, float]) -> float:
        return math.sqrt(sum(amount**2 for amount in amounts.values()))

    asked = weighted(vector(counted(query)))
    given = [weighted(amounts) for amounts in vectors]
    return [
        sum(amount * one.get(piece, 0) for piece, amount in asked.items()) / (length(asked) * length(one))
        for one in given
    ]


@pytest.mark.parametrize("query", ["Afval in de straat", "schuld schuld bank", "Een zuil op de hoek met xyzzy"])
def test_a_score_is_the_cosine_of_the_formula(query: str) -> None:
    scores = {near.position: near.score for near in Index(TEXTS).nearest(query, 3)}

    expected = cosines(TEXTS, query)
    assert {place: pytest.approx(score, abs=2e-6) for place, score in enumerate(expected) if score > 0} == scores


def test_the_same_text_scores_one_and_another_language_nothing() -> None:
    index = Index(TEXTS)

    assert index.nearest(TEXTS[1], 1) == [Near(1, 1.0, ("schuldhulpverlening", "keukentafel"))]
    assert index.nearest("xyzzy qwrtp", 3) == []


@pytest.mark.parametrize(
    ("query", "position", "shared"),
    [
        ("Afval scheiden", 0, ("afval",)),
        ("Hulp bij schulden", 1, ("schulden",)),
        ("SCHULD!", 1, ("schuld",)),
        ("schuldhulpverlenig", 1, ()),
        ("Nieuwe banken in onze straten", 2, ("banken", "straten")),
        ("Slímme straat", 0, ("slímme", "straat")),
        ("afvalinzameling en nog eens Afvalinzameling", 0, ("afvalinzameling",)),
    ],
)
def test_inflections_compounds_and_typing_errors_are_near(query: str, position: int, shared: tuple[str, ...]) -> None:
    nearest = Index(TEXTS).nearest(query, 3)[0]

    assert (nearest.position, nearest.shared_words) == (position, shared)


def test_a_result_unpacks_as_position_score_and_words() -> None:
    (position, score, shared_words), *_ = Index(TEXTS).nearest("Afval", 1)

    assert (position, shared_words) == (0, ("afval",))
    assert 0 < score < 1


def test_at_most_five_words_are_named_and_the_rarest_first() -> None:
    text = "Bakker slager kapper schilder loodgieter metselaar stratenmaker"
    nearest = Index([text, "De bakker", "Een bakker en een slager", "Gemeentehuis"]).nearest(text, 1)[0]

    assert len(nearest.shared_words) == 5
    assert not {"bakker", "slager"} & set(nearest.shared_words)


def test_one_word_of_a_family_is_named() -> None:
    assert Index(TEXTS).nearest("Straat, straten en de straat", 1)[0].shared_words == ("straat",)


def test_words_for_one_thing_are_near_when_they_are_given() -> None:
    texts = ["Een buddy voor iedere statushouder", "Een loket voor ondernemers"]
    query = "Wonen voor vergunninghouders"

    assert Index(texts).nearest(query, 1)[0].shared_words == ()
    alike = Index(texts, alike=[("vergunninghouder", "Statushouder"), ("buddy", "maatje")])
    assert alike.nearest(query, 1)[0].shared_words == ("vergunninghouders",)
    assert [near.position for near in alike.nearest("maatjesproject", 2)] == [0]


def test_equals_come_by_position_and_the_same_question_gives_the_same_answer() -> None:
    index = Index(["Groene daken", "Rode daken", "Groene daken"])

    first = index.nearest("groene daken", 3)

    assert [(near.position, near.score) for near in first[:2]] == [(0, 1.0), (2, 1.0)]
    assert index.nearest("groene daken", 3) == Index(["Groene daken", "Rode daken", "Groene daken"]).nearest(
        "groene daken", 3
    )


@pytest.mark.parametrize(
    ("texts", "query", "n", "positions"),
    [
        ([], "afval", 5, []),
        (TEXTS, "", 5, []),
        (TEXTS, "12 %!", 5, []),
        (TEXTS, "de het een", 5, []),
        (TEXTS, "straat", 0, []),
        (TEXTS, "bankje", 99, [2]),
        (["", "afval", "12"], "afval", 5, [1]),
        (["", ""], "afval", 5, []),
    ],
)
def test_little_to_go_on_gives_a_short_answer(texts: list[str], query: str, n: int, positions: list[int]) -> None:
    assert [near.position for near in Index(texts).nearest(query, n)] == positions


def test_texts_beyond_one_batch_are_found_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{'abcdefghij'[number % 10] * 5}{'klmnopqrst'[number // 10] * 5}" for number in range(100)]
    whole = Index(texts).nearest(texts[77], 3)
    monkeypatch.setattr(similarity, "BATCH", 7)

    assert Index(texts).nearest(texts[77], 3) == whole
    assert whole[0].position == 77


def test_what_more_than_half_of_many_texts_have_tells_nothing() -> None:
    others = ["bos", "dak", "fiets", "raad", "school", "sport", "taal", "water", "wijk", "zorg"]
    texts = [f"gemeente {word}" for word in others]

    assert Index(texts).nearest("gemeente", 3) == []
    assert Index(texts[:5]).nearest("gemeente", 3) != []


@given(st.lists(st.text(max_size=40), max_size=6), st.text(max_size=40), st.integers(0, 8))
def test_any_text_gives_scores_from_zero_to_one_best_first(texts: list[str], query: str, n: int) -> None:
    nearest = Index(texts).nearest(query, n)

    assert len(nearest) <= min(n, len(texts))
    assert all(0 < near.score <= 1 for near in nearest)
    assert nearest == sorted(nearest, key=lambda near: (-near.score, near.position))
    assert all(word in query.lower() for near in nearest for word in near.shared_words)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ("afval", "texts must be a list of texts, not str"),
        (None, "texts must be a list of texts, not NoneType"),
        (["afval", None], "texts, position 1, must be a text, not NoneType"),
        ([math.nan], "texts, position 0, must be a text, not float"),
        ([b"afval"], "texts, position 0, must be a text, not bytes"),
    ],
)
def test_what_is_no_list_of_texts_is_refused(texts: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Index(texts)


def test_a_group_of_alike_words_is_no_text() -> None:
    with pytest.raises(ValueError, match="alike, position 1, must be a list of texts, not str"):
        Index(TEXTS, alike=[("afval", "vuilnis"), "schuld"])


@pytest.mark.parametrize("n", [-1, 2.0, math.nan, True, None, "3"])
def test_a_number_that_is_none_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="n must be a whole number from 0"):
        Index(TEXTS).nearest("afval", n)


def test_a_numpy_number_is_a_number() -> None:
    assert len(Index(TEXTS).nearest("straat", np.int64(1))) == 1  # type: ignore[arg-type]  # behaves as an int


@pytest.mark.parametrize("text", [None, math.nan, ["afval"], b"afval"])
def test_a_query_that_is_no_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="text must be a text"):
        Index(TEXTS).nearest(text, 1)
    with pytest.raises(ValueError, match="text must be a text"):
        closest_group(text, {"a": TEXTS})


GROUPS = {
    "wonen": ["Huizen bouwen", "Woningen splitsen en verhuren"],
    "milieu": ["Afval scheiden in de straat", "Schone lucht"],
    "leeg": [],
}


@pytest.mark.parametrize(
    ("text", "key", "shared"),
    [
        ("Gescheiden afval per straat", "milieu", {"gescheiden", "afval", "straat"}),
        ("Een woning splitsen", "wonen", {"splitsen", "woning"}),
    ],
)
def test_a_text_goes_to_the_group_that_is_nearest_on_the_mean(text: str, key: str, shared: set[str]) -> None:
    closest = closest_group(text, GROUPS)

    assert closest is not None
    assert (closest.key, set(closest.shared_words)) == (key, shared)
    assert 0 < closest.score < 1


def test_of_equal_groups_the_first_is_taken() -> None:
    assert closest_group("Afval", {"een": ["Afval"], "twee": ["Afval"]}) == Closest("een", 1.0, ("afval",))


@pytest.mark.parametrize("groups", [{}, {"leeg": []}, {"anders": ["Muziek"]}, {"stil": [""]}])
def test_a_text_that_is_near_nothing_has_no_group(groups: dict[str, list[str]]) -> None:
    assert closest_group("Fietspad", groups) is None


def test_a_group_that_is_a_text_is_named() -> None:
    with pytest.raises(ValueError, match="group 'wonen' must be a list of texts, not str"):
        closest_group("Huis", {"wonen": "Huizen"})
