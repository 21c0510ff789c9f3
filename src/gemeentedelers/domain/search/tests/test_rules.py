import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeentedelers.domain.search.rules import (
    QUERY_LENGTH,
    Facet,
    Ignored,
    Prefix,
    Search,
    Sort,
    alike_words,
    compared_text,
    folded,
    parameters_of,
    prefix_of,
    read_search,
    toggled,
    unfiltered,
    with_sort,
    without_unknown,
)


@pytest.mark.parametrize(
    ("parameters", "search"),
    [
        ({}, Search()),
        ({"q": ["  groene \t daken "]}, Search(q="groene daken")),
        ({"q": ["oud", "nieuw"]}, Search(q="nieuw")),
        ({"thema": ["jeugd", "", "sport", "jeugd"]}, Search(themes=("jeugd", "sport"))),
        ({"sorteer": ["overgenomen"], "pagina": ["3"]}, Search(sort=Sort.REUSED, page=3)),
        ({"kleur": ["rood"]}, Search(ignored=(Ignored("kleur"),))),
        ({"sorteer": ["mooiste"]}, Search(ignored=(Ignored("sorteer", "mooiste"),))),
        ({"pagina": ["0"]}, Search(ignored=(Ignored("pagina", "0"),))),
        ({"pagina": ["-1"]}, Search(ignored=(Ignored("pagina", "-1"),))),
        ({"pagina": ["9" * 5000]}, Search(ignored=(Ignored("pagina", "9" * 5000),))),
        ({"q": ["da\x00ken"]}, Search(q="da ken")),
        ({"q": ["x" * 250]}, Search(q="x" * QUERY_LENGTH, ignored=(Ignored("q", "x" * 50),))),
    ],
)
def test_an_address_is_read_as_far_as_it_makes_sense(parameters: dict[str, list[str]], search: Search) -> None:
    assert read_search(parameters) == search


NAMES = st.sampled_from(["q", "sorteer", "pagina", *(facet.value for facet in Facet), "utm"])


@given(st.dictionaries(NAMES, st.lists(st.text(max_size=20), max_size=3)))
def test_an_understood_search_survives_its_own_address(parameters: dict[str, list[str]]) -> None:
    search = read_search(parameters)
    pairs: dict[str, list[str]] = {}
    for name, value in parameters_of(search):
        pairs.setdefault(name, []).append(value)

    again = read_search(pairs)

    assert parameters_of(again) == parameters_of(search)
    assert again.ignored == ()


def test_values_that_a_filter_does_not_have_are_named() -> None:
    known = {facet: ("jeugd",) if facet is Facet.THEME else () for facet in Facet}

    search = without_unknown(Search(themes=("jeugd", "x"), years=("1066",)), known)

    assert search == Search(themes=("jeugd",), ignored=(Ignored("thema", "x"), Ignored("editie", "1066")))


def test_a_link_of_a_filter_adds_or_takes_away_and_starts_again_at_the_first_page() -> None:
    search = Search(q="daken", themes=("jeugd",), sort=Sort.NEWEST, page=4)

    assert toggled(search, Facet.THEME, "sport") == Search(q="daken", themes=("jeugd", "sport"), sort=Sort.NEWEST)
    assert toggled(search, Facet.THEME, "jeugd") == Search(q="daken", sort=Sort.NEWEST)
    assert unfiltered(search) == Search(q="daken", sort=Sort.NEWEST)
    assert with_sort(search, Sort.REUSED) == Search(q="daken", themes=("jeugd",), sort=Sort.REUSED)


@pytest.mark.parametrize(
    ("search", "order"),
    [
        (Search(), Sort.NEWEST),
        (Search(q="daken"), Sort.RELEVANCE),
        (Search(sort=Sort.RELEVANCE), Sort.NEWEST),
        (Search(q="daken", sort=Sort.REUSED), Sort.REUSED),
    ],
)
def test_without_words_the_newest_comes_first(search: Search, order: Sort) -> None:
    assert search.order is order


@pytest.mark.parametrize(
    ("q", "prefix"),
    [
        ("afval", Prefix("", "afval")),
        ("samen afval", Prefix("samen", "afval")),
        ("af", None),
        ("samen -afval", None),
        ('"samen afval"', None),
        ("e-mail", None),
        ("", None),
        ("afval:*", None),
    ],
)
def test_only_a_plain_last_word_may_be_a_beginning(q: str, prefix: Prefix | None) -> None:
    assert prefix_of(q) == prefix


def test_accents_do_not_matter() -> None:
    assert folded("Café Curaçao, coördinatie") == "Cafe Curacao, coordinatie"


def test_words_for_one_thing_stand_on_a_line() -> None:
    assert alike_words("# remark, not words\n\nbuddy, maatje\n boa ,handhaver,\n,\n") == [
        ["buddy", "maatje"],
        ["boa", "handhaver"],
    ]


@pytest.mark.parametrize(
    ("text", "names", "compared"),
    [
        ("Kampen helpt. De Kampenaren ook.", ["Kampen"], " helpt. De Kampenaren ook."),
        ("Buren is blij: buren helpen buren.", ["Buren"], " is blij: buren helpen buren."),
        ("In Bergen (NH) en Bergen op Zoom", ["Bergen (NH.)", "Bergen op Zoom"], "In  (NH) en "),
        ("Heel 's-Gravenhage, heel Den Haag", ["'s-Gravenhage", "Den Haag"], "Heel , heel "),
        ("Wij", [], "Wij"),
        ("Wij", [""], "Wij"),
    ],
)
def test_who_shared_a_case_is_not_compared(text: str, names: list[str], compared: str) -> None:
    assert compared_text([text], names) == compared


def test_the_texts_of_a_case_are_compared_together() -> None:
    assert compared_text(["Groene daken", "", "Minder warm."], []) == "Groene daken\n\nMinder warm."
