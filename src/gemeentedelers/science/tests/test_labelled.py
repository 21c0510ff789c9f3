"""How well similar cases are found among 165, by drafts that were written before anything was measured."""

import re

import numpy as np
import pytest

from gemeentedelers.science.similarity import Index, closest_group
from gemeentedelers.science.tests.labelled import (
    Draft,
    alike_words,
    all_cases,
    documented_cases,
    duplicates,
    invented_cases,
    unrelated,
)

CATEGORIES = {
    "inclusieve-samenleving": """Inclusieve samenleving. Iedereen doet mee. Denk aan zorg en hulp dichtbij, jeugd,
        werk en inkomen, taal, schulden en toegankelijkheid.""",
    "leefomgeving": """Leefomgeving. Buiten en om ons heen. Denk aan wonen, groen en water, afval, verkeer, energie en
        veilige straten.""",
    "lokale-democratie": """Lokale democratie. Samen besluiten. Denk aan de raad, meedoen en meedenken, verkiezingen,
        wijkbudgetten en duidelijke besluiten.""",
    "uitvoeringskracht": """Uitvoeringskracht. Het werk zelf. Denk aan de balie, formulieren en vergunningen,
        samenwerken, gegevens en goed werkgeverschap.""",
}


def n_found(index: Index, drafts: list[Draft]) -> tuple[int, int, int]:
    """How many drafts have the case that they repeat on the first place, in the top three and in the top five."""
    titles = [case.title for case in all_cases()]
    nearest = [[titles[near.position] for near in index.nearest(draft.text, 5)] for draft in drafts]
    first, third, fifth = (
        sum(draft.duplicates in found[:places] for draft, found in zip(drafts, nearest, strict=True))
        for places in (1, 3, 5)
    )
    return first, third, fifth


@pytest.fixture(scope="module")
def by_spelling() -> Index:
    return Index([case.text for case in all_cases()])


@pytest.fixture(scope="module")
def with_alike_words() -> Index:
    return Index([case.text for case in all_cases()], alike=alike_words())


def test_the_set_is_what_it_says() -> None:
    assert (len(invented_cases()), len(documented_cases())) == (146, 19)
    assert len({draft.duplicates for draft in duplicates()}) == len(duplicates()) == 30
    assert all(80 <= len(draft.text.split()) <= 150 for draft in duplicates())
    assert len(unrelated()) == 10


def runs_of_words(text: str, length: int) -> set[tuple[str, ...]]:
    found = re.findall(r"\w+", text.lower())
    return {tuple(found[start : start + length]) for start in range(len(found) - length + 1)}


def test_no_draft_copies_its_case() -> None:
    texts = {case.title: case.text for case in all_cases()}

    copied = [
        (draft.duplicates, run)
        for draft in duplicates()
        for run in runs_of_words(draft.text, 6) & runs_of_words(texts[draft.duplicates], 6)
    ]

    assert copied == []


def test_spelling_alone_puts_23_of_30_duplicates_in_the_top_three(by_spelling: Index) -> None:
    assert n_found(by_spelling, duplicates()) == (14, 23, 24)


def test_words_for_one_thing_raise_that_to_25_and_28_in_the_top_five(with_alike_words: Index) -> None:
    assert n_found(with_alike_words, duplicates()) == (15, 25, 28)


def test_without_the_evidence_the_figure_falls_to_chance(with_alike_words: Index) -> None:
    drafts = duplicates()
    turned = [
        Draft(draft.text, other.duplicates) for draft, other in zip(drafts, [*drafts[1:], drafts[0]], strict=True)
    ]

    _, in_top_three, _ = n_found(with_alike_words, turned)
    assert in_top_three <= 3


def test_a_category_is_suggested_right_for_four_of_five_cases() -> None:
    """Leave-one-out: a case is compared with the others of each category, and with the category's own words."""
    cases = invented_cases()
    index = Index([*CATEGORIES.values(), *(case.text for case in cases)], alike=alike_words())
    right = []
    for left_out, case in enumerate(cases):
        groups = {key: [number] for number, key in enumerate(CATEGORIES)}
        for place, other in enumerate(cases):
            if place != left_out:
                groups[other.category].append(len(CATEGORIES) + place)
        closest = index.closest(case.text, groups)
        right.append(closest is not None and closest.key == case.category)
    largest = max(np.unique([case.category for case in cases], return_counts=True)[1]) / len(cases)

    assert largest < 0.28
    assert np.mean(right) >= 0.80


def test_before_there_are_examples_the_words_of_a_category_are_right_for_more_than_half() -> None:
    index = Index(list(CATEGORIES.values()), alike=alike_words())
    groups = {key: [number] for number, key in enumerate(CATEGORIES)}
    found = [(index.closest(case.text, groups), case.category) for case in invented_cases()]

    assert np.mean([closest is not None and closest.key == category for closest, category in found]) > 0.5


def test_a_suggestion_comes_with_its_words() -> None:
    closest = closest_group(
        "Stembureau in het zorgcentrum, zodat ook bewoners kunnen stemmen bij de verkiezingen",
        {key: [words] for key, words in CATEGORIES.items()},
    )

    assert closest is not None
    assert (closest.key, closest.shared_words) == ("lokale-democratie", ("verkiezingen",))
