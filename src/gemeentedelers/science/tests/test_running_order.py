from itertools import permutations
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemeentedelers.science.running_order import Item, Walk, breaks_in, judged, running_order


def item(key: str, category: str = "", region: str = "", aside: str = "") -> Item:
    return Item(key, category, region, frozenset(aside))


@st.composite
def small_lists(draw: st.DrawFn) -> list[Item]:
    n_items = draw(st.integers(0, 6))
    return [
        Item(
            f"entry-{number}",
            draw(st.sampled_from(["", "a", "b", "c"])),
            draw(st.sampled_from(["", "north", "south", "east"])),
            draw(st.frozensets(st.sampled_from("PQR"), max_size=2)),
        )
        for number in range(n_items)
    ]


@given(items=small_lists(), together=st.booleans(), seed=st.text(max_size=4))
@settings(max_examples=50, deadline=None)
def test_no_other_order_of_a_short_list_costs_less(items: list[Item], together: bool, seed: str) -> None:
    found = running_order(items, together=together, seed=seed)

    assert sorted(found.keys) == sorted(row.key for row in items)
    assert found.is_best
    cheapest = min(judged(order).cost(together=together) for order in permutations(items))
    assert found.judged.cost(together=together) == cheapest


@given(items=small_lists(), together=st.booleans(), seed=st.text(max_size=4))
@settings(max_examples=40, deadline=None)
def test_the_same_items_and_seed_give_the_same_order(items: list[Item], together: bool, seed: str) -> None:
    again = running_order(reversed(items), together=together, seed=seed)

    assert running_order(items, together=together, seed=seed) == again


def test_another_seed_decides_between_equals() -> None:
    items = [item(key) for key in "abcdef"]

    assert len({running_order(items, seed=str(seed)).keys for seed in range(10)}) > 5


def test_who_is_out_of_the_room_goes_once_and_together() -> None:
    items = [item("1", aside="P"), item("2"), item("3", aside="PQ"), item("4"), item("5", aside="Q"), item("6")]

    found = running_order(items)

    assert found.judged.cost(together=True) == (0, 0, 2, 3)
    assert {walk.person: len(walk.keys) for walk in found.judged.walks} == {"P": 2, "Q": 2}


def test_what_an_order_does_is_said_in_its_own_words() -> None:
    order = [
        item("1", "a", "north", "P"),
        item("2", "b", "north", "PQ"),
        item("3", "a", "south"),
        item("4", "a", "east", "P"),
    ]

    found = judged(order)

    assert found.split == ("a",)
    assert found.alike == (("3", "4"),)
    assert found.neighbours == (("1", "2"),)
    assert found.walks == (Walk("P", ("1", "2")), Walk("Q", ("2",)), Walk("P", ("4",)))
    assert found.n_moments == 4


def test_what_cannot_be_met_is_told() -> None:
    found = running_order([item("1", "a", "north"), item("2", "a", "north"), item("3", "a", "north")])

    assert len(found.judged.neighbours) == 2
    assert found.is_best


def test_a_day_of_twelve_is_solved_exactly_and_soon() -> None:
    items = [
        item(f"{category}{number}", category, region, aside)
        for category, region in zip("abcd", ("north", "south", "east", "west"), strict=True)
        for number, aside in enumerate(("", "P", "PQ"))
    ]
    began = perf_counter()

    together, mixed = running_order(items), running_order(items, together=False)

    assert perf_counter() - began < 20
    assert together.is_best
    assert together.judged.cost(together=True)[0] == 0
    assert mixed.is_best
    assert mixed.judged.cost(together=False)[:2] == (0, 0)


@given(seed=st.integers(0, 1000), together=st.booleans())
@settings(max_examples=6, deadline=None)
def test_a_long_list_is_complete_and_keeps_categories_together(seed: int, together: bool) -> None:
    regions = ("north", "south", "east", "west", "middle")
    items = [
        item(
            f"{number:02}", "abcd"[number % 4], regions[(number * 7 + seed) % 5], "PQRS"[number % 4] * (number % 3 == 0)
        )
        for number in range(20)
    ]

    found = running_order(items, together=together, seed=str(seed))

    assert sorted(found.keys) == [row.key for row in items]
    assert found.judged.cost(together=together)[:2] == (0, 0)
    assert found.is_best == together


def test_a_key_that_occurs_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="'1' occurs twice"):
        running_order([item("1"), item("1")])


@pytest.mark.parametrize(
    ("categories", "n_breaks", "after"),
    [
        ("", 1, []),
        ("a", 1, []),
        ("ab", 3, [1]),
        ("aaabbbcccddd", 1, [6]),
        ("aaabbbcccddd", 3, [3, 6, 9]),
        ("aaabbbbb", 1, [3]),
        ("aaaaaa", 1, [3]),
        ("aabbb", 0, []),
    ],
)
def test_a_break_comes_between_categories_and_about_halfway(categories: str, n_breaks: int, after: list[int]) -> None:
    assert breaks_in(categories, n_breaks) == after
